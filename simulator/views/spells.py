"""Spells of time that lie behind what happens in them: outages, sleep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from simulator.events import Event, EventLog
from simulator.views import canvas
from simulator.views.lifetimes import rows
from simulator.views.palette import GREY, INK
from simulator.views.text import count, duration

Spells = list[tuple[float, float]]
"""From when to when, in seconds, in order of time."""

OUTAGE, SLEEP = ("down", "up"), ("sleep", "wake")
"""Kinds of rows that begin and end a spell."""
SHADE = "#EDEDED"


def spells(log: EventLog | Iterable[Event], actor: str, kinds: tuple[str, str]) -> Spells:
    """An actor's spells; one that the log does not see the end of lasts until the log's end."""
    begins, ends = kinds
    found: Spells = []
    start: float | None = None
    until = 0.0
    for row in rows(log):
        until = row[0]
        if row[1] != actor:
            continue
        if row[2] == begins:
            start = row[0]
        elif row[2] == ends and start is not None:
            found.append((start, row[0]))
            start = None
    return found if start is None else [*found, (start, until)]


def shade(axes: Axes, found: Sequence[tuple[float, float]], **where: Any) -> None:
    """Grey, hatched, behind all else. `where`: ymin and ymax as shares of the axes' height."""
    for start, end in found:
        axes.axvspan(
            start, end, facecolor=SHADE, edgecolor=GREY, hatch="..", linewidth=0, zorder=0, **where
        )


def name(axes: Axes, found: Sequence[tuple[float, float]], words: str, per_inch: float) -> None:
    """Write what the spells are, above each that the words fit over."""
    wide = canvas.text_width(words, 9) * per_inch
    for start, end in found:
        if end - start >= wide:
            axes.annotate(
                words, ((start + end) / 2, 1), (0, -3), xycoords=("data", "axes fraction"),
                textcoords="offset points", ha="center", va="top", fontsize=9, color=INK,
                bbox={"facecolor": SHADE, "edgecolor": "none", "pad": 1},
            )  # fmt: skip


def key(label: str) -> Patch:
    """The legend's entry."""
    return Patch(facecolor=SHADE, edgecolor=GREY, hatch="..", linewidth=0.6, label=label)


def told(found: Sequence[tuple[float, float]], noun: str) -> str:
    """The spells as a sentence: "One outage, from 12 min to 14 min." """
    if len(found) > 2:
        length = sum(end - start for start, end in found)
        return f"{len(found)} {noun}s, {duration(length)} in all, the first from " + (
            f"{duration(found[0][0])} on."
        )
    where = " and ".join(
        f"from {duration(start) if start else 'the start'} to {duration(end)}"
        for start, end in found
    )
    return f"{count(len(found), noun).capitalize()}, {where}."
