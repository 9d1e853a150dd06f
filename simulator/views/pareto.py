"""The Pareto front: choices with two costs, and which of them nothing beats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator

from simulator.views import axis, canvas
from simulator.views.palette import BLACK, BLUE, GREY, INK
from simulator.views.picture import Picture
from simulator.views.table import HALF_WIDTH, TIME, is_number, refuse_unknown, rows_of, said
from simulator.views.text import count, listing

if TYPE_CHECKING:
    import pandas as pd

LEFT, RIGHT, HIGH = 1.05, 0.5, 4.4
"""Inches: beside the axes, and their height."""
WIDE = 50.0
"""Costs that span more than this factor stand on a scale of equal factors."""
BEATEN = "beaten: another is cheaper in one way and nowhere dearer"
LINE = 0.15
"""Inches that a line of a label is high."""


class Choice(NamedTuple):
    """A named point: two costs, the less the better, and the intervals that they lie in."""

    name: str
    x: float
    y: float
    x_band: tuple[float, float] | None = None
    y_band: tuple[float, float] | None = None


def pareto(
    table: pd.DataFrame | Iterable[Mapping[str, Any]],
    x: str = "x",
    y: str = "y",
    *,
    labels: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    title: str | None = None,
) -> Picture:
    """Every choice as a named point; those on the front filled, those that are beaten hollow.

    The table has the columns name and the two costs named `x` and `y`; columns such as x_low
    and x_high, or x_half_width, are drawn as intervals. `labels` and `units` by column: what it
    is called; "s" for lengths of time. ValueError: no rows, a missing column, a cost that is no
    number.
    """
    choices = choices_of(table, x, y)
    refuse_unknown(labels or {}, (x, y), "labels")
    refuse_unknown(units or {}, (x, y), "units")
    best = front(choices)
    called = tuple((labels or {}).get(column, column) for column in (x, y))
    of = tuple((units or {}).get(column, "") for column in (x, y))
    if title is None:
        title = headline(choices, best)
    with canvas.style():
        figure = draw(choices, best, called, of, title)
    return Picture(figure, alt_text(choices, best, called, of), title)


def choices_of(table: pd.DataFrame | Iterable[Mapping[str, Any]], x: str, y: str) -> list[Choice]:
    """The table's rows as points."""
    found = []
    for row in rows_of(table, ("name", x, y)):
        for column in (x, y):
            if not is_number(row[column]):
                raise ValueError(
                    f"{column} of {row['name']} is {row[column]!r}, which is no number to draw"
                )
        bands = [band(row, column) for column in (x, y)]
        found.append(Choice(str(row["name"]), float(row[x]), float(row[y]), *bands))
    return found


def band(row: Mapping[str, Any], column: str) -> tuple[float, float] | None:
    """The interval of a cost, if the table has one."""
    low, high = row.get(f"{column}_low"), row.get(f"{column}_high")
    half = row.get(f"{column}{HALF_WIDTH}")
    if is_number(half):
        return float(row[column]) - half, float(row[column]) + half
    return (float(low), float(high)) if is_number(low) and is_number(high) else None


def front(choices: Sequence[Choice]) -> list[Choice]:
    """The choices that no other one beats, in order of the first cost.

    One beats another if it costs less in one way and no more in the other.
    """
    best = [
        each
        for each in choices
        if not any(
            other.x <= each.x and other.y <= each.y and (other.x, other.y) != (each.x, each.y)
            for other in choices
        )
    ]
    return sorted(best, key=lambda choice: (choice.x, choice.y))


def draw(
    choices: Sequence[Choice], best: Sequence[Choice], called: tuple[str, ...],
    of: tuple[str, ...], title: str,
) -> Figure:  # fmt: skip
    """The points, a staircase along the front, and a name at each point."""
    top = canvas.headline_height(title) + 0.4
    figure = canvas.sheet(top + HIGH + 0.6)
    canvas.headline(figure, title)
    axes = canvas.place(figure, LEFT, top, RIGHT, HIGH)
    ends = [
        [band[1] for band in bands if band is not None]
        for bands in zip(*((choice.x_band, choice.y_band) for choice in choices), strict=True)
    ]
    scale(axes, "x", [choice.x for choice in choices], ends[0], called[0], of[0])
    scale(axes, "y", [choice.y for choice in choices], ends[1], called[1], of[1])
    axes.grid(axis="both")
    if len(best) > 1:
        axes.step(
            [choice.x for choice in best], [choice.y for choice in best], where="post",
            color=BLUE, linewidth=1.2, linestyle="--", zorder=2,
        )  # fmt: skip
    for choice in choices:
        point(axes, choice, choice in best)
    names(axes, choices, best)
    keys = [
        Line2D([], [], linestyle="none", marker="o", markersize=9, markerfacecolor=BLUE,
               markeredgecolor=BLACK, label="nothing beats it"),
        Line2D([], [], linestyle="none", marker="D", markersize=8, markerfacecolor="white",
               markeredgecolor=INK, label=BEATEN),
    ]  # fmt: skip
    axes.legend(
        handles=keys if len(best) < len(choices) else keys[:1], loc="lower left",
        bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, borderaxespad=0.1,
    )  # fmt: skip
    return figure


def point(axes: Axes, choice: Choice, best: bool) -> None:
    """One choice, with its intervals."""
    bands = [
        None if band is None else [[max(0.0, at - band[0])], [max(0.0, band[1] - at)]]
        for at, band in ((choice.x, choice.x_band), (choice.y, choice.y_band))
    ]
    axes.errorbar(
        choice.x, choice.y, xerr=bands[0], yerr=bands[1], linestyle="none",
        marker="o" if best else "D", markersize=9 if best else 8,
        markerfacecolor=BLUE if best else "white", markeredgecolor=BLACK if best else INK,
        ecolor=GREY, elinewidth=1, capsize=2, zorder=3,
    )  # fmt: skip


def scale(
    axes: Axes, which: str, costs: Sequence[float], ends: Sequence[float], label: str, of: str
) -> None:
    """A cost's axis: from 0, or in equal factors where the costs differ that much.

    There is room for the upper `ends` of intervals.
    """
    low, high = min(costs), max(costs)
    side = axes.xaxis if which == "x" else axes.yaxis
    set_lim = axes.set_xlim if which == "x" else axes.set_ylim
    if low > 0 and high / low > WIDE:
        (axes.set_xscale if which == "x" else axes.set_yscale)("log")
        room = (high / low) ** 0.1
        set_lim(low / room, high * room)
        if of == TIME:
            at = [t for t in ROUND_TIMES if low / room <= t <= high * room]
            side.set_major_locator(FixedLocator(at))
        else:
            side.set_major_locator(LogLocator(10, numticks=8))
        side.set_minor_locator(NullLocator())
        side.set_major_formatter(FuncFormatter(lambda value, _: said(value, of)))
        text = label
    else:
        floor = min(0.0, low)
        most = max(1.15 * (high - floor or 1), 1.03 * (max(ends, default=floor) - floor))
        set_lim(floor - 0.03 * (high - floor or 1), floor + most)
        step = axis.choose(high or 1.0) if of == TIME else None
        if step is None:
            side.set_major_locator(MaxNLocator(7))
            side.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
        else:
            at = axis.ticks(step, floor + most)
            unit = step.seconds
            side.set_major_locator(FixedLocator(at))
            side.set_major_formatter(FuncFormatter(lambda value, _: f"{value / unit:,g}"))
        suffix = of if step is None else step.unit
        text = f"{label} ({suffix})" if suffix else label
    (axes.set_xlabel if which == "x" else axes.set_ylabel)(text)


ROUND_TIMES = (0.001, 0.01, 0.1, 1, 10, 60, 600, 3600, 6 * 3600, 86400, 7 * 86400, 30 * 86400,
               365 * 86400)  # fmt: skip


def names(axes: Axes, choices: Sequence[Choice], best: Sequence[Choice]) -> None:
    """A name beside each point: on no other point, no other name, and no line if it can be."""
    wide, high = canvas.WIDTH - LEFT - RIGHT, HIGH

    def place(x: float, y: float) -> tuple[float, float]:
        across, up = axes.transLimits.transform(axes.transScale.transform((x, y)))
        return float(across) * wide, float(up) * high

    inches = {choice: place(choice.x, choice.y) for choice in choices}
    taken = [around(at, at, 0.1) for at in inches.values()]
    taken += [around(place(*one), place(*other), 0.02) for one, other in lines(choices, best)]
    for choice in [*best, *(each for each in choices if each not in best)]:
        x, y = inches[choice]
        width = canvas.text_width(choice.name, 9.5)
        spots = [free_spot(x, y, width, dx, dy) for dx, dy in DIRECTIONS]
        inside = [
            spot for spot in spots
            if spot[0] > 0 and spot[2] < wide + RIGHT and spot[1] > 0 and spot[3] < high + 0.1
        ] or spots  # fmt: skip
        spot = min(inside, key=lambda spot: sum(overlap(spot, other) for other in taken))
        taken.append(spot)
        axes.text(
            spot[0] / wide, (spot[1] + LINE / 2) / high, choice.name, transform=axes.transAxes,
            va="center", fontsize=9.5, zorder=5,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.5},
        )  # fmt: skip


DIRECTIONS = ((1, 0), (1, 1), (1, -1), (0, 1), (0, -1), (-1, 0), (-1, 1), (-1, -1), (1, 2),
              (1, -2), (-1, 2), (-1, -2))  # fmt: skip
Box = tuple[float, float, float, float]


def lines(
    choices: Sequence[Choice], best: Sequence[Choice]
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The ends of every line in the picture: the steps of the front, and the intervals."""
    for one, other in pairwise(best):
        yield (one.x, one.y), (other.x, one.y)
        yield (other.x, one.y), (other.x, other.y)
    for choice in choices:
        if choice.x_band is not None:
            yield (choice.x, choice.y), (choice.x_band[1], choice.y)
            yield (max(choice.x_band[0], min(choice.x, 0.0)), choice.y), (choice.x, choice.y)
        if choice.y_band is not None:
            yield (choice.x, choice.y), (choice.x, choice.y_band[1])
            yield (choice.x, max(choice.y_band[0], min(choice.y, 0.0))), (choice.x, choice.y)


def around(one: tuple[float, float], other: tuple[float, float], room: float) -> Box:
    """The box that holds both points, with some room on each side."""
    (x, y), (u, v) = one, other
    return min(x, u) - room, min(y, v) - room, max(x, u) + room, max(y, v) + room


def free_spot(x: float, y: float, width: float, dx: int, dy: int) -> Box:
    """Where a name of this width would stand: (left, bottom, right, top) in inches."""
    left = {1: x + 0.13, 0: x - width / 2, -1: x - 0.13 - width}[dx]
    bottom = y - LINE / 2 + dy * (0.17 if dx else 0.2)
    return left, bottom, left + width, bottom + LINE


def overlap(one: Box, other: Box) -> float:
    """How much of one box the other covers, in square inches."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    up = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, across) * max(0.0, up)


def headline(choices: Sequence[Choice], best: Sequence[Choice]) -> str:
    """The finding: what nothing beats."""
    beaten = len(choices) - len(best)
    told = listing([choice.name for choice in best], most=6)
    if not beaten:
        return f"Each has its price: nothing beats {told}"
    verb = "costs" if beaten == 1 else "cost"
    others = count(beaten, "other")
    return f"Nothing beats {told}; {others} {verb} more than need be"


def alt_text(
    choices: Sequence[Choice], best: Sequence[Choice], called: tuple[str, ...],
    of: tuple[str, ...],
) -> str:  # fmt: skip
    """Every point in numbers, for those who do not see them."""

    def of_choice(choice: Choice) -> str:
        return f"{choice.name} ({said(choice.x, of[0])}; {said(choice.y, of[1])})"

    told = [
        f"{count(len(choices), 'choice').capitalize()} by two costs: {called[0]}, then"
        f" {called[1]}; less is better.",
        f"Nothing beats {listing([of_choice(choice) for choice in best])}.",
    ]
    beaten = [choice for choice in choices if choice not in best]
    if beaten:
        told.append(f"Beaten: {listing([of_choice(choice) for choice in beaten])}.")
    return " ".join(told)
