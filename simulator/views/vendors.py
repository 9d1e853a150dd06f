"""Products compared: a row for each, a column of dots for each measure, with their intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from simulator.views import canvas
from simulator.views.palette import BLACK, BLUE, GREEN, GREY, VERMILION
from simulator.views.picture import Picture
from simulator.views.table import HALF_WIDTH, is_number, rows_of, said
from simulator.views.text import count, listing

if TYPE_CHECKING:
    import pandas as pd

LOOKS = ((BLUE, "o"), (VERMILION, "D"), (GREEN, "s"))
"""Colour and marker of each column's dots, in turn."""
LINE, GAP, RIGHT = 0.36, 0.4, 0.45
"""Inches: a product's height, between columns, and to the right of all."""
WIDE = 50.0
"""Numbers that span more than this factor stand on a scale of equal factors."""
STEPS = (0.01, 0.1, 1, 10, 100, 1000, 10_000)


class Dot(NamedTuple):
    """A number and how far its interval reaches on either side."""

    value: float
    half_width: float


Dots = dict[str, dict[str, Dot]]
"""By column, by product; a product without a number is not in it."""


def vendors(
    table: pd.DataFrame | Iterable[Mapping[str, Any]],
    columns: Mapping[str, str],
    title: str | None = None,
) -> Picture:
    """A row for each product, and for each of `columns` (name: what it says) its number.

    The table has the columns product and those named, and of each a …_half_width; None or NaN
    stands for unknown. A column as_of says of when it is. A product of which nothing is known
    gets no row, and is told below.
    ValueError: no rows, a missing column, or no number at all.
    """
    rows = rows_of(table, ("product", *columns))
    dots: Dots = {
        column: {
            str(row["product"]): Dot(float(row[column]), half_width(row, column))
            for row in rows
            if is_number(row[column])
        }
        for column in columns
    }
    names = [str(row["product"]) for row in rows]
    known = [name for name in names if any(name in dots[column] for column in columns)]
    if not known:
        raise ValueError("the table has no number to draw")
    left_out = [name for name in names if name not in known]
    dates = sorted({str(row["as_of"]) for row in rows if row.get("as_of")})
    footnote = f"What products do unless told otherwise, as of {listing(dates)}." if dates else ""
    if left_out:
        footnote = f"{footnote} Left out, since too little is known: {listing(left_out)}.".strip()
    if title is None:
        title = headline(dots, columns)
    with canvas.style():
        figure = draw(dots, columns, known, footnote, title)
    return Picture(figure, alt_text(dots, columns, known, footnote), title)


def half_width(row: Mapping[str, Any], column: str) -> float:
    """How far the interval of a number reaches; 0 if the table has none."""
    found = row.get(f"{column}{HALF_WIDTH}")
    return float(found) if is_number(found) else 0.0


def draw(
    dots: Dots,
    columns: Mapping[str, str],
    known: Sequence[str],
    footnote: str,
    title: str,
) -> Figure:
    """The columns side by side."""
    left = 0.3 + max(canvas.text_width(name, 9.5) for name in known)
    wide = (canvas.WIDTH - left - RIGHT - GAP * (len(columns) - 1)) / len(columns)
    heads = {column: canvas.wrapped(says, wide, 9.5) for column, says in columns.items()}
    top = canvas.headline_height(title) + 0.15 + 0.17 * max(map(len, heads.values()))
    high = LINE * len(known)
    foot = canvas.wrapped(footnote, canvas.WIDTH - 0.4, 9.5) if footnote else []
    figure = canvas.sheet(top + high + 0.45 + 0.17 * len(foot))
    canvas.headline(figure, title)
    for place, column in enumerate(columns):
        start = left + place * (wide + GAP)
        axes = canvas.place(figure, start, top, canvas.WIDTH - start - wide, high)
        panel(axes, dots[column], known, LOOKS[place % len(LOOKS)])
        axes.set_title("\n".join(heads[column]), fontsize=9.5, loc="left")
        axes.set_yticks(range(len(known)), known if place == 0 else [""] * len(known))
    if foot:
        figure.text(0.15 / canvas.WIDTH, 0.02, "\n".join(foot), va="bottom", color=GREY)
    return figure


def panel(axes: Axes, dots: Mapping[str, Dot], known: Sequence[str], look: tuple[str, str]) -> None:
    """One column: dots and what they say, and a word where a number is unknown."""
    colour, marker = look
    axes.set_ylim(len(known) - 0.5, -0.5)
    axes.grid(axis="both")
    axes.tick_params(axis="y", length=0)
    scale(axes, [dot.value for dot in dots.values()])
    low = axes.get_xlim()[0]
    logarithmic = axes.get_xscale() == "log"
    for place, name in enumerate(known):
        dot = dots.get(name)
        if dot is None:
            axes.text(0.03, place, "unknown", transform=axes.get_yaxis_transform(),
                      va="center", color=GREY, style="italic")  # fmt: skip
            continue
        reach = min(dot.half_width, dot.value - low) if logarithmic else dot.half_width
        axes.errorbar(
            dot.value, place, xerr=[[max(0.0, reach)], [dot.half_width]], marker=marker,
            markersize=8, markerfacecolor=colour, markeredgecolor=BLACK, ecolor=BLACK,
            elinewidth=1, capsize=3, linestyle="none", zorder=3,
        )  # fmt: skip
        share = axes.transLimits.transform(axes.transScale.transform((dot.value, place)))[0]
        right = share < 0.6
        axes.annotate(
            said(dot.value), (dot.value, place), xytext=(9 if right else -9, 0),
            textcoords="offset points", va="center", ha="left" if right else "right", zorder=4,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.8},
        )  # fmt: skip


def scale(axes: Axes, values: Sequence[float]) -> None:
    """A column's axis: from 0, or in equal factors where the numbers differ that much."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if low > 0 and high / low > WIDE:
        room = (high / low) ** 0.12
        axes.set_xscale("log")
        axes.set_xlim(low / room, high * room)
        axes.xaxis.set_major_locator(FixedLocator(STEPS))
        axes.xaxis.set_minor_locator(NullLocator())
    else:
        axes.set_xlim(-0.04 * (high or 1.0), 1.15 * (high or 1.0))
        axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))


def extremes(dots: Mapping[str, Dot]) -> tuple[str, str]:
    """The products with the least and with the most."""
    return min(dots, key=lambda name: dots[name].value), max(
        dots, key=lambda name: dots[name].value
    )


def headline(dots: Dots, columns: Mapping[str, str]) -> str:
    """The finding: how far apart the products are, in the first two columns where they are."""
    told = []
    for column, says in columns.items():
        if len(dots[column]) < 2:
            continue
        least, most = extremes(dots[column])
        low, high = dots[column][least].value, dots[column][most].value
        if low > 0 and math.isfinite(high / low) and high / low >= 2:
            told.append(f"{float(f'{high / low:.2g}'):,g}-fold in {says.partition(',')[0]}")
        elif low == 0 < high:
            told.append(f"from 0 to {said(high)} in {says.partition(',')[0]}")
    if not told:
        return "The products hardly differ"
    return f"Defaults decide: products differ {listing(told[:2])}"


def uncertainty(dot: Dot) -> str:
    """How far an interval reaches, where it is more than half a per cent of the number."""
    return f" ± {said(dot.half_width)}" if dot.half_width > 0.005 * abs(dot.value) else ""


def alt_text(dots: Dots, columns: Mapping[str, str], known: Sequence[str], footnote: str) -> str:
    """Every number, for those who do not see the dots."""
    parts = [f"{count(len(known), 'product').capitalize()} compared."]
    for column, says in columns.items():
        each = [
            f"{name} {said(dots[column][name].value)}" + uncertainty(dots[column][name])
            if name in dots[column]
            else f"{name} unknown"
            for name in known
        ]
        parts.append(f"{says[:1].upper()}{says[1:]}: {listing(each)}.")
    if footnote:
        parts.append(footnote)
    return " ".join(parts)
