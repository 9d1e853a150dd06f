"""Trade-offs: what becomes of each measure as one setting is varied, with its uncertainty."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from simulator.views import axis, canvas
from simulator.views.palette import BLACK, BLUE, GREEN, INK, ORANGE, PURPLE, SKY, VERMILION
from simulator.views.picture import Picture
from simulator.views.table import TIME, is_number, long_rows, refuse_unknown, rows_of, said
from simulator.views.text import capital, listing

if TYPE_CHECKING:
    import pandas as pd

Theory = Callable[[float], float]
LOOKS: tuple[tuple[str, str, Any], ...] = (
    (BLUE, "o", "-"),
    (VERMILION, "s", "--"),
    (GREEN, "^", "-."),
    (PURPLE, "D", ":"),
    (ORANGE, "P", (0, (5, 1, 1, 1, 1, 1))),
    (SKY, "v", (0, (3, 3))),
)
"""Colour, marker and line of each curve."""
HATCHES = ("", "///", "\\\\\\", "...", "xxx", "+++")
LEFT, RIGHT, HIGH, GAP = 1.05, 0.35, 1.9, 0.35
"""Inches: beside the axes, the height of each, and what lies between two."""
SAID = 3
"""So many curves are told one by one in the title."""
WIDE = 20.0
"""Values that span more than this factor stand on a scale of equal factors."""


class Point(NamedTuple):
    """A measure at one value of the setting, with the band that it lies in."""

    value: float
    mean: float
    low: float
    high: float
    theory: float | None


Curves = dict[str, dict[str, list[Point]]]
"""By measure, by curve: the points in order of their values."""


def tradeoff(
    table: pd.DataFrame | Iterable[Mapping[str, Any]],
    field: str = "value",
    *,
    theory: Theory | Mapping[str, Theory] | None = None,
    units: Mapping[str, str] | None = None,
    times: bool = True,
    title: str | None = None,
) -> Picture:
    """A panel for each measure, a curve for each name, with bands; theory as a thin black line.

    The table has the columns value, mean, low and high; it may have measure (one panel
    each), name (one curve each) and theory (what a closed form says at that value). Or it is
    a sweep's table, in which `field` is a column. `theory` gives closed forms as functions of
    the value, for all curves or by measure. `field` is what was varied; with `times` its
    values are seconds. `units` by measure: "s" for lengths of time. ValueError: no rows, a
    missing column, a value that is no number, a measure that is not there.
    """
    curves = curves_of(long_rows(table, field))
    units = units or {}
    forms = dict.fromkeys(curves, theory) if callable(theory) else dict(theory or {})
    refuse_unknown(units, curves, "units")
    refuse_unknown(forms, curves, "theory")
    if title is None:
        title = headline(curves, field, units, times)
    with canvas.style():
        figure = draw(curves, field, forms, units, times, title)
    return Picture(figure, alt_text(curves, field, forms, units, times), title)


def curves_of(table: pd.DataFrame | Iterable[Mapping[str, Any]]) -> Curves:
    """The table's rows as curves."""
    found: Curves = {}
    for row in rows_of(table, ("value", "mean", "low", "high")):
        for column in ("value", "mean", "low", "high"):
            if not is_number(row[column]):
                raise ValueError(f"{column} is {row[column]!r}, which is no number to draw")
        form = row.get("theory")
        value, mean, low, high = (float(row[name]) for name in ("value", "mean", "low", "high"))
        point = Point(value, mean, low, high, float(form) if is_number(form) else None)
        curve = found.setdefault(str(row.get("measure", "")), {})
        curve.setdefault(str(row.get("name", "")), []).append(point)
    return {
        measure: {name: sorted(points) for name, points in curve.items()}
        for measure, curve in found.items()
    }


def draw(
    curves: Curves, field: str, forms: Mapping[str, Theory], units: Mapping[str, str],
    times: bool, title: str,
) -> Figure:  # fmt: skip
    """The panels, one above the other."""
    top = canvas.headline_height(title) + 0.45
    figure = canvas.sheet(top + len(curves) * (HIGH + GAP) - GAP + 0.6)
    canvas.headline(figure, title)
    names = list(dict.fromkeys(name for curve in curves.values() for name in curve))
    values = sorted({point.value for curve in curves.values() for points in curve.values()
                     for point in points})  # fmt: skip
    for place, (measure, curve) in enumerate(curves.items()):
        axes = canvas.place(figure, LEFT, top + place * (HIGH + GAP), RIGHT, HIGH)
        panel(axes, curve, names, forms.get(measure), values)
        dress_x(axes, values, times, label=field if measure == [*curves][-1] else "")
        dress_y(axes, measure, units.get(measure, ""))
        if place == 0:
            theory = bool(forms) or any_theory(curves)
            legend(axes, names, theory=theory, joined=len(forms) < len(curves))
    return figure


def panel(
    axes: Axes, curve: Mapping[str, list[Point]], names: Sequence[str], form: Theory | None,
    values: Sequence[float],
) -> None:  # fmt: skip
    """The curves of one measure; dots alone where a closed form says what lies between them."""
    for name, points in curve.items():
        look = names.index(name) % len(LOOKS)
        colour, marker, line = LOOKS[look]
        at = [point.value for point in points]
        if form is None:
            axes.fill_between(
                at, [point.low for point in points], [point.high for point in points],
                color=colour, alpha=0.22, hatch=HATCHES[look], linewidth=0,
            )  # fmt: skip
        axes.errorbar(
            at, [point.mean for point in points],
            [[point.mean - point.low for point in points],
             [point.high - point.mean for point in points]],
            color=colour, marker=marker, linestyle=line if form is None else "none", markersize=6,
            linewidth=1.4, capsize=3, elinewidth=1,
        )  # fmt: skip
        told = [(point.value, point.theory) for point in points if point.theory is not None]
        if told:
            axes.plot(*zip(*told, strict=True), color=BLACK, linewidth=1, zorder=4)
    if form is not None:
        fine = np.geomspace if spread(values) else np.linspace
        xs = fine(values[0], values[-1], 200) if len(values) > 1 else values
        axes.plot(xs, [form(float(x)) for x in xs], color=BLACK, linewidth=1, zorder=4)
    axes.grid(axis="both")


def spread(values: Sequence[float]) -> bool:
    """True if these values want a scale of equal factors."""
    return values[0] > 0 and values[-1] / values[0] > WIDE


def dress_x(axes: Axes, values: Sequence[float], times: bool, label: str) -> None:
    """Ticks at the values that were tried, so far as there is room for their names."""
    if spread(values):
        axes.set_xscale("log")
        edge = (values[-1] / values[0]) ** 0.03
        axes.set_xlim(values[0] / edge, values[-1] * edge)
    else:
        edge = 0.03 * (values[-1] - values[0]) or abs(values[0]) or 1.0
        axes.set_xlim(values[0] - edge, values[-1] + edge)
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_locator(FixedLocator(roomy(axes, values, times)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: said(value, unit(times))))
    if label:
        axes.set_xlabel(label)
    else:
        axes.tick_params(axis="x", labelbottom=False)


def roomy(axes: Axes, values: Sequence[float], times: bool) -> list[float]:
    """The values whose names don't touch; the first is always among them."""
    low, high = axes.get_xlim()
    inches = canvas.WIDTH - LEFT - RIGHT
    place: Callable[[float], float] = math.log if axes.get_xscale() == "log" else float
    kept: list[float] = []
    free = -math.inf
    for value in values:
        at = inches * (place(value) - place(low)) / (place(high) - place(low))
        half = canvas.text_width(said(value, unit(times)), 9.5) / 2 + 0.06
        if at - half >= free:
            kept.append(value)
            free = at + half
    return kept


def unit(times: bool) -> str:
    """The unit of the setting's values."""
    return TIME if times else ""


def dress_y(axes: Axes, measure: str, of: str) -> None:
    """A measure's name and scale; lengths of time in the unit that people would use."""
    low, high = axes.get_ylim()
    axes.set_ylim(min(0.0, low) if low < 0.25 * high else low, high)
    words = "\n".join(canvas.wrapped(measure, HIGH, 9.5))
    if of == TIME:
        scale = axis.choose(max(high, 0.001))
        axes.yaxis.set_major_locator(FixedLocator(time_ticks(axes, scale)))
        axes.yaxis.set_major_formatter(
            FuncFormatter(lambda value, _: f"{value / scale.seconds:,g}")
        )
        axes.set_ylabel(f"{words}\n({scale.unit})")
    else:
        axes.yaxis.set_major_locator(MaxNLocator(5))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
        axes.set_ylabel(f"{words}\n({of})" if of else words)


def time_ticks(axes: Axes, scale: axis.Scale) -> list[float]:
    """Round moments, at most six, within the axes."""
    low, high = axes.get_ylim()
    found = axis.ticks(scale, high, max(low, 0.0))
    return found[:: math.ceil(len(found) / 6)]


def legend(axes: Axes, names: Sequence[str], *, theory: bool, joined: bool) -> None:
    """What the curves are, in one line over the first panel; `joined`: if there are any lines."""
    keys: list[Line2D | Patch] = []
    for place, name in enumerate(names):
        colour, marker, line = LOOKS[place % len(LOOKS)]
        style: Any = line if joined else "none"
        keys.append(
            Line2D([], [], color=colour, marker=marker, linestyle=style, label=name or "runs")
        )
    if joined:
        keys.append(Patch(facecolor=INK, alpha=0.22, label="interval of the mean"))
    else:
        keys.append(Line2D([], [], linestyle="none", marker="|", markersize=11, color=INK,
                           label="interval of the mean"))  # fmt: skip
    if theory:
        keys.append(Line2D([], [], color=BLACK, linewidth=1, label="theory"))
    axes.legend(
        handles=keys, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(keys), frameon=False,
        borderaxespad=0.1, columnspacing=1.4,
    )  # fmt: skip


def any_theory(curves: Curves) -> bool:
    """True if the table brings theory along."""
    return any(
        point.theory is not None
        for curve in curves.values()
        for points in curve.values()
        for point in points
    )


def headline(curves: Curves, field: str, units: Mapping[str, str], times: bool) -> str:
    """The finding: which way each measure goes as the setting grows."""
    first = next(iter(next(iter(curves.values())).values()))
    low, high = first[0].value, first[-1].value
    span = f"{field} from {said(low, unit(times))} to {said(high, unit(times))}"
    if sum(map(len, curves.values())) > SAID:
        told = [f"{measure} {directions(curve)}".strip() for measure, curve in curves.items()]
    else:
        told = [
            f"{whose(measure, name)} {trend(points, units.get(measure, ''))}".strip()
            for measure, curve in curves.items()
            for name, points in curve.items()
        ]
    return f"{span if '.' in field else capital(span)}: {listing(told)}"


def whose(measure: str, name: str) -> str:
    """Which curve it is."""
    return f"{measure} ({name})" if measure and name else measure or name


def directions(curve: Mapping[str, list[Point]]) -> str:
    """Which way several curves go: "down in all 4 curves", "up in one and down in 3"."""
    ways = Counter(trend(points, "").split()[0] for points in curve.values())
    if len(ways) == 1:
        (way,) = ways
        way = "hardly changed" if way == "hardly" else way
        every = "both" if len(curve) == 2 else f"all {len(curve)}"
        return f"{way} in {every} curves" if len(curve) > 1 else way
    told = [f"{way} in {n}" for way, n in ways.items() if way != "hardly"]
    return f"{listing(told)} of {len(curve)} curves"


def trend(points: Sequence[Point], of: str) -> str:
    """Where a curve begins and ends: "up from 3 to 7", or "hardly changed, about 5"."""
    first, last = points[0], points[-1]
    ends = f"from {said(first.mean, of)} to {said(last.mean, of)}"
    if first.low > last.high:
        return f"down {ends}"
    if last.low > first.high:
        return f"up {ends}"
    return f"hardly changed, about {said(first.mean, of)}"


def alt_text(
    curves: Curves, field: str, forms: Mapping[str, Theory], units: Mapping[str, str], times: bool
) -> str:
    """Every point with its interval, for those who do not see the curves."""
    told = [f"Curves over {field}, with the interval of each mean."]
    for measure, curve in curves.items():
        of, form = units.get(measure, ""), forms.get(measure)
        for name, points in curve.items():
            head = ", ".join(part for part in (measure, name) if part) or "the measure"
            each = [
                f"{said(point.mean, of)} ({said(point.low, of)} to {said(point.high, of)}) at"
                f" {said(point.value, unit(times))}"
                for point in points
            ]
            told.append(f"{capital(head)}: {listing(each)}.")
            checked = [
                (point, form(point.value) if form is not None else point.theory) for point in points
            ]
            known = [(point, value) for point, value in checked if value is not None]
            if known:
                inside = sum(point.low <= value <= point.high for point, value in known)
                told.append(f"The theory lies in the interval at {inside} of {len(known)} values.")
    return " ".join(told)
