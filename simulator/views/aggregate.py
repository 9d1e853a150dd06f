"""The timeline of many clients: who holds what over time, and requests and logins per bin."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from simulator.views import axis, canvas
from simulator.views.columns import Layer, edge, legend, stacked
from simulator.views.lifetimes import Story, merged
from simulator.views.palette import BLACK, FAINT, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILION
from simulator.views.text import duration

LEFT, RIGHT = 0.95, 0.3
POINTS = 600
"""Moments at which the clients are counted: about one per pixel of the axes."""

HOLDERS: tuple[Layer, ...] = (
    ("valid access token", SKY, ""),
    ("only a refresh token", ORANGE, "\\\\\\"),
    ("no valid token", "#F2F2F2", ""),
)
OUTCOMES: dict[str, Layer] = {
    "served": ("served", SKY, ""),
    "refused": ("refused (401)", VERMILION, "xxx"),
    "forbidden": ("forbidden (403)", PURPLE, "..."),
    "failed": ("failed", GREY, "---"),
    "unanswered": ("no answer", "white", "///"),
}
GRANTS: dict[str, Layer] = {
    "login": ("logins", GREEN, ""),
    "renewal": ("renewals", FAINT, "///"),
    "refused login": ("refused logins", VERMILION, "xxx"),
    "refused renewal": ("refused renewals", VERMILION, "+++"),
    "reuse": ("reuses", BLACK, ""),
}


def draw(story: Story, title: str) -> tuple[Figure, str]:
    """The picture, and a sentence on where its curves are highest."""
    until = story.until or 1.0
    width = axis.bin_width(until)
    top = canvas.headline_height(title) + 0.38
    figure = canvas.sheet(top + 2.1 + 0.62 + 1.35 + 0.62 + 1.1 + 0.55)
    canvas.headline(figure, title)
    places = ((top, 2.1), (top + 2.72, 1.35), (top + 4.69, 1.1))
    holders, asked, grants = (canvas.place(figure, LEFT, y, RIGHT, h) for y, h in places)
    times = np.linspace(0, until, POINTS)
    access, none = held(story, times)
    _holders(holders, times, access, none, len(story.clients))
    outcome_bins = binned(story, OUTCOMES, until, width)
    grant_bins = binned(story, GRANTS, until, width)
    per = duration(width).removeprefix("1 ")
    stacked(asked, outcome_bins, OUTCOMES, width, f"requests\nper {per}")
    stacked(grants, grant_bins, GRANTS, width, f"logins, renewals\nper {per}")
    for axes in (holders, asked, grants):
        axis.dress(axes, until, label=axes is grants)
        axes.grid(axis="y")
    return figure, _peak(times, access, outcome_bins, width)


def held(story: Story, times: np.ndarray[Any, Any]) -> tuple[Any, Any]:
    """At each time: how many clients hold a valid access token, how many hold no token at all.

    A token counts until it is replaced, revoked or expired; all others hold a refresh token only.
    """
    access: dict[str, list[tuple[float, float]]] = defaultdict(list)
    either: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for token in story.tokens:
        span = (token.start, token.end)
        either[token.client].append(span)
        if token.use == "access":
            access[token.client].append(span)
    return _covered(access, times), len(story.clients) - _covered(either, times)


def _covered(spans: dict[str, list[tuple[float, float]]], times: np.ndarray[Any, Any]) -> Any:
    """How many clients have a span that holds each time; at its end a span holds no more."""
    joined = [span for mine in spans.values() for span in merged(mine)]
    starts, ends = np.sort([a for a, _ in joined]), np.sort([b for _, b in joined])
    return np.searchsorted(starts, times, "right") - np.searchsorted(ends, times, "right")


def binned(
    story: Story, layers: dict[str, Layer], until: float, width: float
) -> dict[str, np.ndarray[Any, Any]]:
    """Marks per bin of `width` seconds, for the kinds among `layers` that occur."""
    times: dict[str, list[float]] = defaultdict(list)
    for mark in story.marks:
        if mark.kind in layers:
            times[mark.kind].append(mark.t)
    bins = max(1, int(np.ceil(until / width - 1e-9)))
    counts = {}
    for kind in layers:
        if times[kind]:
            index = np.minimum(np.array(times[kind]) // width, bins - 1).astype(int)
            counts[kind] = np.bincount(index, minlength=bins)
    return counts


def _holders(axes: Axes, times: Any, access: Any, none: Any, clients: int) -> None:
    """Three layers that add up to all clients."""
    edges = [np.zeros_like(access), access, clients - none, np.full_like(access, clients)]
    keys = []
    for (label, colour, hatch), low, high in zip(HOLDERS, edges[:-1], edges[1:], strict=True):
        if np.array_equal(low, high):
            continue
        axes.fill_between(
            times, low, high, step="post", facecolor=colour, hatch=hatch, edgecolor="white",
            linewidth=0,
        )  # fmt: skip
        keys.append(Patch(facecolor=colour, hatch=hatch, edgecolor=edge(colour), label=label))
    axes.set_ylim(0, clients)
    axes.set_ylabel("clients")
    legend(axes, keys)


def _peak(times: Any, access: Any, outcomes: dict[str, Any], width: float) -> str:
    """Where the curves are highest."""
    top = int(np.argmax(access))
    told = f"At most {int(access[top]):,} clients hold a valid access token, first at about "
    told += f"{duration(float(times[top]))}."
    if outcomes:
        total = sum(outcomes.values())
        busiest = int(np.argmax(total))
        told += f" The busiest {duration(width)} bring {int(total[busiest]):,} requests, "
        told += f"from {duration(busiest * width)} on."
    return told
