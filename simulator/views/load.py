"""The load: how many requests arrive at each server per bin, by what they ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from simulator.events import Event, EventLog
from simulator.views import axis, canvas
from simulator.views.columns import Layer, stacked
from simulator.views.lifetimes import rows
from simulator.views.palette import FAINT, GREEN, GREY, PURPLE, SKY, VERMILION
from simulator.views.picture import Picture
from simulator.views.text import capital, count, duration, duration_in_words, listing, number

OPERATIONS: dict[str, Layer] = {
    "login": ("logins", GREEN, ""),
    "renewal": ("renewals", FAINT, "///"),
    "other": ("other", PURPLE, "..."),
}
"""What arrives at the auth server. A code redeemed is part of a login."""
PAGES: dict[str, Layer] = {
    "served": ("served", SKY, ""),
    "refused": ("refused (401)", VERMILION, "xxx"),
    "forbidden": ("forbidden (403)", PURPLE, "..."),
    "failed": ("failed", GREY, "---"),
}
"""What arrives at the backend, by how it is answered."""
LEFT, RIGHT = 0.95, 0.3

Arrivals = dict[str, dict[str, list[float]]]


def load(log: EventLog | Iterable[Event], title: str | None = None) -> Picture:
    """Requests per bin at auth server and backend, and when they are most."""
    arrived, until = arrivals(log)
    width = axis.bin_width(until or 1.0)
    counted = {server: binned(kinds, until or 1.0, width) for server, kinds in arrived.items()}
    peaks = {server: peak(bins) for server, bins in counted.items() if bins}
    per = duration(width).removeprefix("1 ")
    if title is None:
        title = headline(peaks, per)
    with canvas.style():
        top = canvas.headline_height(title) + 0.38
        figure = canvas.sheet(top + 1.7 + 0.72 + 1.7 + 0.55)
        canvas.headline(figure, title)
        for place, (server, layers) in enumerate(LAYERS.items()):
            axes = canvas.place(figure, LEFT, top + place * 2.42, RIGHT, 1.7)
            label = f"{server.replace('_', ' ')}:\nrequests per {per}"
            stacked(axes, counted.get(server, {}), layers, width, label)
            axis.dress(axes, until or 1.0, label=place == len(LAYERS) - 1)
            axes.grid(axis="y")
    return Picture(figure, alt_text(arrived, peaks, width, until), title)


LAYERS = {"auth_server": OPERATIONS, "backend": PAGES}


def arrivals(log: EventLog | Iterable[Event]) -> tuple[Arrivals, float]:
    """When requests were answered, by server and kind, in seconds; and when the log ends."""
    asked: dict[tuple[str, int], str] = {}
    found: Arrivals = {server: defaultdict(list) for server in LAYERS}
    until = 0.0
    for row in rows(log):
        event = Event(*row)
        if event.kind == "request":
            asked[event.client, event.exchange] = event.detail
        elif event.kind == "answer" and event.actor in found:
            request = asked.pop((event.client, event.exchange), "")
            kinds = operation(request) if event.actor == "auth_server" else answer(event.status)
            found[event.actor][kinds].append(event.t)
        elif event.kind == "end":
            until = event.t
    return found, until


def operation(request: str) -> str:
    """What a request asks of the auth server."""
    if request == "POST /token refresh_token":
        return "renewal"
    logins = ("POST /token password", "POST /token authorization_code", "POST /authorize")
    return "login" if request in logins else "other"


def answer(status: int) -> str:
    """How a page is answered."""
    return {200: "served", 401: "refused", 403: "forbidden"}.get(status, "failed")


def binned(
    kinds: Mapping[str, list[float]], until: float, width: float
) -> dict[str, np.ndarray[Any, Any]]:
    """Requests per bin of `width` seconds, for each kind that occurs."""
    return binned_times(kinds, (*OPERATIONS, *PAGES), until, width)


def binned_times(
    kinds: Mapping[str, Sequence[float]], order: Iterable[str], until: float, width: float
) -> dict[str, np.ndarray[Any, Any]]:
    """Moments per bin of `width` seconds, for each kind that occurs, in this order."""
    bins = max(1, int(np.ceil(until / width - 1e-9)))
    return {
        kind: np.bincount(
            np.minimum(np.array(kinds[kind]) // width, bins - 1).astype(int), minlength=bins
        )
        for kind in order
        if kinds.get(kind)
    }


def peak(bins: Mapping[str, np.ndarray[Any, Any]]) -> tuple[int, int]:
    """The fullest bin: its number, and how many requests it holds."""
    total = sum(bins.values())
    fullest = int(np.argmax(total))
    return fullest, int(np.asarray(total)[fullest])


def headline(peaks: Mapping[str, tuple[int, int]], per: str) -> str:
    """The finding: how much arrives where when it is most."""
    said = [
        f"the {server.replace('_', ' ')} gets {count(most, 'request')} per {per}"
        for server, (_, most) in peaks.items()
    ]
    return f"{capital(listing(said))} at most" if said else "Nothing arrived"


def moment(start: float) -> str:
    """From when on, in words."""
    return f"from {duration(start)} on" if start else "at the start"


def alt_text(
    arrived: Arrivals, peaks: Mapping[str, tuple[int, int]], width: float, until: float
) -> str:
    """What the picture shows, for those who do not see it."""
    sentences = [f"Load over {duration_in_words(until)}."]
    for server, kinds in arrived.items():
        name = f"the {server.replace('_', ' ')}"
        if server not in peaks:
            sentences.append(f"Nothing arrives at {name}.")
            continue
        total = sum(map(len, kinds.values()))
        parts = listing(
            [f"{number(len(times))} {LAYERS[server][kind][0]}" for kind, times in kinds.items()]
        )
        fullest, most = peaks[server]
        sentences.append(
            f"{capital(name)} gets {count(total, 'request')}: {parts}. The busiest"
            f" {duration(width)} bring {number(most)}, {moment(fullest * width)}."
        )
    return " ".join(sentences)
