"""Where a slider stops: round values between two ends, each with its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from simulator.durations import in_words, seconds

MINUTE, HOUR, DAY = 60, 3600, 86400
ROUND_TIMES = (
    *(1, 2, 5, 10, 15, 20, 30, 45),
    *(MINUTE * n for n in (1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45)),
    *(HOUR * n for n in (1, 1.5, 2, 3, 4, 6, 8, 12, 18)),
    *(DAY * n for n in (1, 2, 3, 5, 7, 14, 30, 60, 90, 180, 365)),
)
"""Lengths of time that people choose, in seconds."""
MOST_STEPS = 100
STEPS = 20
"""About so many stops, where values are not times."""


class Option(NamedTuple):
    """A value of a field, and what it is called."""

    label: str
    value: Any


def options_of(
    source: str | Path, settings: Mapping[str, Any], name: str, given: Any
) -> list[Option]:
    """The values to choose from: those of a list, or round ones within a range (low, high).

    Raises ScenarioError if the scenario has no such field or does not allow the values,
    ValueError if the range is none.
    """
    from simulator.world.reading import read

    if isinstance(given, list):
        found = [Option(label_of(value), value) for value in given]
    else:
        low, high = ends_of(name, given)
        times = is_time(source, settings, name, low)
        values = between_times(low, high) if times else between(low, high)
        found = [Option(in_time(v) if times else f"{v:g}", v) for v in values]
    for option in (found[0], found[-1]) if found else ():
        read(source, {**settings, name: option.value})
    if len(found) < 2:
        raise ValueError(f"{name}: found {given!r}, allowed is a range (low, high) or a list")
    return found


def ends_of(name: str, given: Any) -> tuple[float, float]:
    """Both ends of a range. ValueError if it is none."""
    try:
        low, high = (end if isinstance(end, int | float) else seconds(end) for end in given)
    except (TypeError, ValueError):
        raise ValueError(
            f"{name}: found {given!r}, allowed is a range (low, high) or a list of values"
        ) from None
    if not low < high:
        raise ValueError(f"{name}: found {given!r}, the lower end must come first")
    return low, high


def in_time(value: float) -> str:
    """A length of time in words, which may be below 0."""
    return f"-{in_words(-value)}" if value < 0 else in_words(value)


def is_time(source: str | Path, settings: Mapping[str, Any], name: str, value: float) -> bool:
    """True if the field is a length of time: then, and only then, it may be said with a unit."""
    from simulator.world.reading import ScenarioError, read

    try:
        read(source, {**settings, name: f"{value:f} s"})
    except ScenarioError:
        return False
    return True


def between_times(low: float, high: float) -> list[float]:
    """Round lengths of time from one to the other, both of them included.

    Below 0, where a clock is behind, they are the same; steps that nobody would see are left out.
    """
    least = (high - low) / MOST_STEPS if low < 0 else 0.0
    sides = [-t for t in reversed(ROUND_TIMES)], [0], ROUND_TIMES
    inner = [float(t) for side in sides for t in side if not 0 < abs(t) < least]
    return [low, *(t for t in inner if low < t < high), high]


def between(low: float, high: float) -> list[float]:
    """About twenty numbers from one to the other; whole ones if both ends are."""
    if isinstance(low, int) and isinstance(high, int):
        step = max(1, round((high - low) / STEPS))
        return unique([*range(low, high, step), high])
    return [float(f"{low + (high - low) * n / STEPS:.6g}") for n in range(STEPS + 1)]


def unique(values: Iterable[float]) -> list[float]:
    """The values without repetition."""
    return list(dict.fromkeys(values))


def label_of(value: Any) -> str:
    """What a value of a list is called."""
    if value is None:
        return "none"
    return ("on" if value else "off") if isinstance(value, bool) else str(value)
