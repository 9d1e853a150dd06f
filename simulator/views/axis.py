"""The time axis: the unit a person would use for a span, round ticks, round bins."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


class Scale(NamedTuple):
    """A unit of time and the distance between ticks."""

    unit: str
    """"ms", "s", "min", "h" or "d"."""
    seconds: float
    """Seconds in one unit."""
    step: float
    """Seconds between two ticks."""

    @property
    def words(self) -> str:
        """The unit in words: "minutes"."""
        return _WORDS[self.unit]

    @property
    def label(self) -> str:
        """What stands under an axis that begins at the start."""
        return f"{self.words} since start"


_WORDS = {"ms": "milliseconds", "s": "seconds", "min": "minutes", "h": "hours", "d": "days"}

# A unit serves up to this span; these are the steps, in units, that read as round in it.
_UNITS: tuple[tuple[float, str, float, tuple[int, ...]], ...] = (
    (2.0, "ms", 0.001, (1, 2, 5, 10, 20, 50, 100, 200, 500)),
    (3 * MINUTE, "s", 1.0, (1, 2, 5, 10, 15, 20, 30)),
    (3 * HOUR, "min", MINUTE, (1, 2, 5, 10, 15, 20, 30)),
    (3 * DAY, "h", HOUR, (1, 2, 3, 6, 12)),
    (math.inf, "d", DAY, (1, 2, 7, 14, 28, 91, 182, 365)),
)
_BINS = (1, 2, 5, 10, 15, 30, *(60 * m for m in (1, 2, 5, 10, 15, 30)))
_LONG_BINS = tuple(3600 * h for h in (1, 2, 3, 6, 12, 24, 48, 168, 336, 672))


def choose(span: float) -> Scale:
    """Unit and step for a span of `span` seconds: at most ten ticks (fourteen days)."""
    _, unit, seconds, steps = next(row for row in _UNITS if span <= row[0])
    most = (14 if unit == "d" else 9) * seconds
    step = next((step for step in steps if span <= most * step), steps[-1])
    return Scale(unit, seconds, step * seconds)


def ticks(scale: Scale, until: float, start: float = 0.0) -> list[float]:
    """Where the ticks stand, in seconds, from `start` to `until`."""
    first = math.ceil(start / scale.step - 1e-9)
    return [i * scale.step for i in range(first, math.floor(until / scale.step + 1e-9) + 1)]


def bin_width(span: float, most: int = 60) -> float:
    """The smallest round width, in seconds, that cuts `span` into at most `most` bins."""
    for width in (*_BINS, *_LONG_BINS):
        if span <= most * width:
            return float(width)
    return float(_LONG_BINS[-1])


def dress(axes: Axes, until: float, *, label: bool = True, start: float = 0.0) -> Scale:
    """Give matplotlib axes whose x is in seconds a time axis from `start` to `until`."""
    scale = choose(until - start)
    at = ticks(scale, until, start)
    if scale.unit == "d" and scale.step == DAY:
        # The name of a day stands in the middle of the day, between its two midnights.
        centres = [t + DAY / 2 for t in at if t + DAY / 4 < until]
        axes.set_xticks(at, [""] * len(at))
        axes.set_xticks(centres, [f"day {int(t // DAY) + 1}" for t in centres], minor=True)
        axes.tick_params(axis="x", which="minor", length=0)
    else:
        axes.set_xticks(at, [tick_text(scale, t, start) for t in at])
    if label and scale.unit != "d":
        axes.set_xlabel("minutes:seconds since start" if on_clock(scale, start) else scale.label)
    axes.set_xlim(start, until)
    return scale


def on_clock(scale: Scale, start: float) -> bool:
    """True for a few seconds late in a run: there nobody counts in seconds from the start."""
    return scale.unit == "s" and 3 * MINUTE <= start < HOUR


def tick_text(scale: Scale, t: float, start: float = 0.0) -> str:
    """The text under the tick at `t` seconds, of an axis that begins at `start`."""
    units = round(t / scale.seconds)
    if on_clock(scale, start):
        return f"{units // 60}:{units % 60:02}"
    return f"day {units + 1}" if scale.unit == "d" else f"{units:,}"
