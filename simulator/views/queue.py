"""The queue at the auth server: who comes, how many wait, how long, and how busy it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, MultipleLocator, PercentFormatter

from simulator.events import Event, EventLog
from simulator.views import axis, canvas, spells
from simulator.views.columns import Layer, stacked
from simulator.views.lifetimes import rows
from simulator.views.load import PAGES, answer, binned_times
from simulator.views.palette import (
    BLACK,
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    YELLOW,
)
from simulator.views.picture import Picture
from simulator.views.text import capital, count, duration, duration_in_words, listing, number

AUTH_SERVER, BACKEND = "auth_server", "backend"
TURNED_AWAY = "turned away"
OPERATIONS: dict[str, Layer] = {
    "login": ("logins", GREEN, ""),
    "refresh": ("renewals", FAINT, "///"),
    "code": ("codes", SKY, "\\\\\\"),
    "revoke": ("revocations", ORANGE, "xxx"),
    "introspection": ("introspections", PURPLE, "..."),
    "jwks": ("key sets", YELLOW, "+++"),
    "list": ("status lists", BLUE, "ooo"),
    "other": ("other", GREY, "---"),
    TURNED_AWAY: ("turned away", VERMILION, "xxx"),
}
"""What arrives, by what it asks for; and what is refused without being looked at."""
MARKERS = dict(zip(OPERATIONS, "^osDPXvd*", strict=True))
REFUSALS = (429, 503)
LEFT, RIGHT, HIGH, GAP = 1.05, 0.3, 1.15, 0.45
"""Inches: beside the axes, the height of each, and what lies between two."""
POINTS = 600
"""Cells of time whose highest point is drawn: about one per pixel of the axes."""


class Stay(Protocol):
    """One request's way through the server; a moment is None if it never came."""

    @property
    def client(self) -> str: ...
    @property
    def exchange(self) -> int: ...
    @property
    def operation(self) -> str: ...
    @property
    def arrived(self) -> float: ...
    @property
    def started(self) -> float | None: ...
    @property
    def left(self) -> float | None: ...


class Queue:
    """What the panels show, read from the stays and the log. Moments and lengths in seconds."""

    def __init__(
        self, log: EventLog | Iterable[Event], stays: Sequence[Stay], workers: int
    ) -> None:
        self.workers = workers
        self.until = 0.0
        self.pages: dict[str, list[float]] = defaultdict(list)
        turned_away: list[float] = []
        refused: set[tuple[str, int]] = set()
        for row in rows(log):
            self.until = row[0]
            if row[2] != "answer":
                continue
            if row[1] == BACKEND:
                self.pages[answer(row[5])].append(row[0])
            elif row[1] == AUTH_SERVER and row[5] in REFUSALS:
                turned_away.append(row[0])
                refused.add((row[3], row[4]))
        self.outages = spells.spells(log, AUTH_SERVER, spells.OUTAGE)
        self.arrivals: dict[str, list[float]] = defaultdict(list)
        self.waited: dict[str, list[tuple[float, float]]] = defaultdict(list)
        """By operation: when a request arrived, and how long it waited for a worker."""
        self.served: dict[str, list[tuple[float, float]]] = defaultdict(list)
        """By operation: from when to when a worker was busy with it."""
        self.queued: list[tuple[float, float]] = []
        for stay in stays:
            self._take(stay, (stay.client, stay.exchange) in refused)
        if turned_away:
            self.arrivals[TURNED_AWAY] = turned_away

    def _take(self, stay: Stay, refused: bool) -> None:
        """Sort one stay in."""
        kind = stay.operation if stay.operation in OPERATIONS else "other"
        if not refused:
            self.arrivals[kind].append(stay.arrived)
        over = self.until if stay.left is None else stay.left
        if stay.started is not None:
            self.waited[kind].append((stay.arrived, round(stay.started - stay.arrived, 3)))
            self.served[kind].append((stay.started, over))
        self.queued.append((stay.arrived, over if stay.started is None else stay.started))

    @property
    def waits(self) -> list[tuple[float, float]]:
        """(arrival, wait) of all that a worker took up."""
        return [pair for pairs in self.waited.values() for pair in pairs]

    @property
    def utilisation(self) -> float:
        """The share of the workers' time that was made use of, over the whole log."""
        busy = sum(end - start for spans in self.served.values() for start, end in spans)
        return busy / (self.workers * self.until) if self.until else 0.0


def queue(
    log: EventLog | Iterable[Event],
    stays: Sequence[Stay],
    workers: int,
    title: str | None = None,
) -> Picture:
    """Arrivals, queue, wait and use of an auth server with so many workers, and pages beside it.

    `stays` are the requests that arrived there, as simulator.world.queueing.stays reads them.
    """
    found = Queue(log, stays, workers)
    lengths = waiting(found.queued)
    if title is None:
        title = headline(found, lengths)
    with canvas.style():
        top = canvas.headline_height(title) + 0.38
        panels = [arrivals_panel, queue_panel, wait_panel, use_panel, pages_panel]
        figure = canvas.sheet(top + len(panels) * (HIGH + GAP) - GAP + 0.55)
        canvas.headline(figure, title)
        width = axis.bin_width(found.until or 1.0)
        per_inch = (found.until or 1.0) / (canvas.WIDTH - LEFT - RIGHT)
        for place, panel in enumerate(panels):
            axes = canvas.place(figure, LEFT, top + place * (HIGH + GAP), RIGHT, HIGH)
            panel(axes, found, width)
            dress_x(axes, found.until or 1.0, last=panel is panels[-1])
            axes.grid(axis="y")
            spells.shade(axes, found.outages)
            if panel is queue_panel:
                spells.name(axes, found.outages, "outage", per_inch)
    return Picture(figure, alt_text(found, lengths), title)


def dress_x(axes: Axes, until: float, *, last: bool) -> None:
    """The time axis: lines through all panels, and numbers under the last one alone."""
    at = axis.ticks(axis.choose(until), until)
    axes.vlines(
        at, 0, 1, transform=axes.get_xaxis_transform(), color=FAINT, linewidth=0.7, zorder=0.6
    )
    if last:
        axis.dress(axes, until)
    else:
        axes.set_xticks([])
        axes.set_xlim(0, until)


def arrivals_panel(axes: Axes, found: Queue, width: float) -> None:
    """Who comes, per bin, by what is asked for."""
    per = duration(width).removeprefix("1 ")
    bins = binned_times(found.arrivals, OPERATIONS, found.until or 1.0, width)
    stacked(axes, bins, OPERATIONS, width, f"auth server:\nrequests\nper {per}")


def queue_panel(axes: Axes, found: Queue, width: float) -> None:
    """How many wait: in each cell of time, the most at any moment of it."""
    times, most = outline(waiting(found.queued), found.until or 1.0)
    axes.fill_between(times, most, step="post", facecolor=SKY, edgecolor=BLUE, linewidth=0.8)
    axes.set_ylim(0, max(1.0, 1.15 * float(most.max())))
    axes.set_ylabel("waiting for\na worker")
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))


def wait_panel(axes: Axes, found: Queue, width: float) -> None:
    """How long those waited on average who arrived in a bin, by operation."""
    longest = max((wait for _, wait in found.waits), default=0.0)
    scale = axis.choose(longest or 0.001)
    keys = []
    for kind in OPERATIONS:
        if not found.waited[kind]:
            continue
        middles, means = mean_waits(found.waited[kind], found.until or 1.0, width)
        label, colour, _ = OPERATIONS[kind]
        colour = INK if colour == FAINT else colour
        look: dict[str, Any] = {
            "color": colour, "marker": MARKERS[kind], "markersize": 4.5, "linewidth": 1,
            "markeredgecolor": BLACK, "markeredgewidth": 0.4,
        }  # fmt: skip
        # No line leads across a time in which nobody came.
        gaps = np.flatnonzero(np.diff(middles) > 1.5 * width) + 1
        axes.plot(
            np.insert(middles, gaps, np.nan), np.insert(means / scale.seconds, gaps, np.nan), **look
        )
        keys.append(Line2D([], [], label=label, **look))
    axes.set_ylim(bottom=0)
    axes.set_ylabel(f"mean wait\n({scale.unit})")
    axes.yaxis.set_major_locator(MaxNLocator(4))
    if keys:
        axes.legend(
            handles=keys, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(keys),
            frameon=False, borderpad=0.2, borderaxespad=0.1, handlelength=1.6, columnspacing=1.4,
        )  # fmt: skip


def use_panel(axes: Axes, found: Queue, width: float) -> None:
    """The share of the workers' time that each operation takes."""
    until = found.until or 1.0
    edges = np.minimum(np.arange(int(np.ceil(until / width - 1e-9)) + 1) * width, until)
    capacity = found.workers * np.diff(edges)
    shares = {
        kind: np.diff(busy_before(found.served[kind], edges)) / capacity
        for kind in OPERATIONS
        if found.served[kind]
    }
    stacked(axes, shares, OPERATIONS, width, f"{count(found.workers, 'worker')}\nbusy")
    axes.set_ylim(0, 1.05)
    axes.yaxis.set_major_locator(MultipleLocator(0.25))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))


def pages_panel(axes: Axes, found: Queue, width: float) -> None:
    """What the backend makes of the pages asked for."""
    per = duration(width).removeprefix("1 ")
    bins = binned_times(found.pages, PAGES, found.until or 1.0, width)
    stacked(axes, bins, PAGES, width, f"backend:\nrequests\nper {per}")


def waiting(spans: Iterable[tuple[float, float]]) -> tuple[np.ndarray[Any, Any], Any]:
    """How many of these spans are under way: moments, and the number from each of them on."""
    held = [(start, end) for start, end in spans if end > start]
    moments = np.array([0.0, *(t for span in held for t in span)])
    changes = np.array([0, *(step for _ in held for step in (1, -1))])
    order = np.lexsort((changes, moments))
    return moments[order], np.cumsum(changes[order])


def outline(lengths: tuple[Any, Any], until: float) -> tuple[np.ndarray[Any, Any], Any]:
    """The highest number in each of POINTS cells of time, with the cells' beginnings."""
    moments, numbers = lengths
    edges: np.ndarray[Any, Any] = np.linspace(0, until, POINTS + 1)
    at_edge = numbers[np.searchsorted(moments, edges, "right") - 1]
    most = at_edge.copy()
    cells = np.minimum(moments / until * POINTS, POINTS - 1).astype(int)
    np.maximum.at(most, cells, numbers)
    return edges, most


def mean_waits(
    pairs: Sequence[tuple[float, float]], until: float, width: float
) -> tuple[Any, np.ndarray[Any, Any]]:
    """For each bin in which somebody arrived: its middle, and the mean wait."""
    arrived, wait = np.array(pairs).T
    bins = max(1, int(np.ceil(until / width - 1e-9)))
    index = np.minimum(arrived // width, bins - 1).astype(int)
    counts = np.bincount(index, minlength=bins)
    some = counts > 0
    sums = np.bincount(index, wait, minlength=bins)
    return (np.flatnonzero(some) + 0.5) * width, sums[some] / counts[some]


def busy_before(spans: Sequence[tuple[float, float]], moments: Any) -> np.ndarray[Any, Any]:
    """Seconds of these spans that lie before each moment."""
    starts, ends = (np.sort(np.array(side)) for side in zip(*spans, strict=True))
    return np.asarray(_since(starts, moments) - _since(ends, moments))


def _since(events: np.ndarray[Any, Any], moments: Any) -> np.ndarray[Any, Any]:
    """At each moment: how long ago all earlier events were, summed up."""
    sums = np.concatenate(([0.0], np.cumsum(events)))
    before = np.searchsorted(events, moments, "right")
    return np.asarray(before * moments - sums[before])


def most_waiting(lengths: tuple[Any, Any]) -> tuple[int, float]:
    """How many waited when it was most, and when that was."""
    moments, numbers = lengths
    top = int(np.argmax(numbers))
    return int(numbers[top]), float(moments[top])


def percent(share: float) -> str:
    """A share of time: "37 %", "0.4 %", "below 0.1 %"."""
    if 0 < share < 0.001:
        return "below 0.1 %"
    return f"{100 * share:.0f} %" if share >= 0.1 or not share else f"{100 * share:.1f} %"


def headline(found: Queue, lengths: tuple[Any, Any]) -> str:
    """The finding: how many wait, for how long, and how busy the workers are."""
    workers = f"{count(found.workers, 'worker')} {'is' if found.workers == 1 else 'are'}"
    busy = f"its {workers} busy {percent(found.utilisation)} of the time"
    if not found.arrivals:
        return "Nothing arrived at the auth server"
    most, _ = most_waiting(lengths)
    if not most:
        return f"Nobody waits for the auth server: {busy}"
    longest = max((wait for _, wait in found.waits), default=0.0)
    return (
        f"Up to {count(most, 'request')} wait{'s' if most == 1 else ''} for the auth server,"
        f" {duration(longest)} at the longest; {busy}"
    )


def alt_text(found: Queue, lengths: tuple[Any, Any]) -> str:
    """What the picture shows, for those who do not see it."""
    sentences = [f"Load over {duration_in_words(found.until)}."]
    total = sum(map(len, found.arrivals.values()))
    sentences.append(f"The auth server gets {count(total, 'request')}{_parts(found.arrivals)}.")
    most, when = most_waiting(lengths)
    waits = [wait for _, wait in found.waits]
    if most:
        longest = max(waits, default=0.0)
        mean = sum(waits) / len(waits) if waits else 0.0
        sentences.append(
            f"At most {number(most)} wait, first at {duration(when)}; the mean wait is"
            f" {duration(mean)}, the longest {duration(longest)}."
        )
    elif waits:
        sentences.append("Nobody waits.")
    if found.served:
        share = percent(found.utilisation)
        sentences.append(f"{capital(count(found.workers, 'worker'))}, busy {share} of the time.")
    if found.outages:
        sentences.append(spells.told(found.outages, "outage"))
    pages = sum(map(len, found.pages.values()))
    if pages:
        parts = _parts(found.pages, PAGES)
        sentences.append(f"The backend gets {count(pages, 'request')}{parts}.")
    return " ".join(sentences)


def _parts(kinds: Mapping[str, Sequence[float]], layers: Mapping[str, Layer] = OPERATIONS) -> str:
    """ ": 4,000 renewals and 12 logins"."""
    told = [f"{len(kinds[kind]):,} {layers[kind][0]}" for kind in layers if kinds.get(kind)]
    return f": {listing(told)}" if told else ""
