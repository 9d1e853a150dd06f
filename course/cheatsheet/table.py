"""Tables on a sheet of paper: columns of so many inches, rows as high as their words take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from simulator.views import canvas
from simulator.views.palette import FAINT, GREY, INK

SIZE = 8.0
"""Points: the smallest type of the sheet."""
LINE = 0.136
"""Inches from one line of that type to the next."""
PAD = 0.035
"""Inches above and below the words of a row."""
GUTTER = 0.1
"""Inches between two columns."""


class Column(NamedTuple):
    """A column: its heading, its width in inches, and how its words are set."""

    head: str
    width: float
    bold: bool = False
    mono: bool = False


class Box(NamedTuple):
    """A sign before a row: its fill, its edge and its hatch, and a box to tick or not."""

    fill: str
    edge: str
    hatch: str


MARK = 0.13
"""Inches: the width of that sign."""


def draw(
    axes: Axes,
    left: float,
    top: float,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    marks: Sequence[Box] = (),
) -> float:
    """Draw the table with its upper left corner there (inches); returns where it ends."""
    start = left + (MARK + 0.08 if marks else 0)
    right = start + sum(column.width for column in columns)
    y = _words(axes, start, top, columns, [column.head for column in columns], head=True)
    axes.plot([left, right], [y, y], color=INK, lw=1)
    for place, row in enumerate(rows):
        below = _words(axes, start, y, columns, row)
        if marks:
            high = below - y - 2 * PAD if marks[place].hatch else MARK
            _sign(axes, left, y + PAD, high, marks[place])
        y = below
        axes.plot([left, right], [y, y], color=FAINT if place < len(rows) - 1 else GREY, lw=0.7)
    return y


def _sign(axes: Axes, x: float, y: float, high: float, box: Box) -> None:
    """A row's sign, with an outline of its own: the hatch has the colour of the edge."""
    axes.add_patch(
        Rectangle((x, y), MARK, high, facecolor=box.fill, edgecolor=box.edge, hatch=box.hatch, lw=0)
    )
    axes.add_patch(Rectangle((x, y), MARK, high, facecolor="none", edgecolor=INK, lw=0.8))


def _words(
    axes: Axes,
    left: float,
    top: float,
    columns: Sequence[Column],
    row: Sequence[str],
    *,
    head: bool = False,
) -> float:
    """Write a row; returns where it ends."""
    x, high = left, 1
    for column, words in zip(columns, row, strict=True):
        bold = head or column.bold
        lines = _lines(words, column, bold)
        high = max(high, len(lines))
        for place, line in enumerate(lines):
            axes.text(
                x,
                top + PAD + LINE * (place + 0.78),
                line,
                fontsize=SIZE,
                fontweight="bold" if bold else "normal",
                family="DejaVu Sans Mono" if column.mono and not head else "DejaVu Sans",
                color=INK,
            )
        x += column.width
    return top + LINE * high + 2 * PAD


def _lines(words: str, column: Column, bold: bool) -> list[str]:
    """The words in lines that fit the column; DejaVu's fixed letters are wider."""
    wider = 1.12 if column.mono else 1.0
    return canvas.wrapped(words, (column.width - GUTTER) / wider, SIZE, bold=bold)
