"""Attacks by verifiers: what got in where, and which honest token was turned away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Protocol

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from simulator.views import canvas
from simulator.views.palette import (
    BLACK,
    FAINT,
    GREY,
    INK,
    PURPLE,
    SKY,
    VERMILION,
    YELLOW,
    Shape,
)
from simulator.views.picture import Picture
from simulator.views.text import count, listing

MARKS: dict[str, Shape] = {
    "right": Shape("o", SKY, SKY, 3.2, "as it should be"),
    "breach": Shape("X", VERMILION, BLACK, 8.5, "forged, and got in"),
    "turned away": Shape("s", PURPLE, BLACK, 7.5, "honest, and turned away"),
    "fell over": Shape("d", YELLOW, BLACK, 6.5, "refused by accident"),
    "not staged": Shape("_", GREY, GREY, 6, "needs a memory"),
}
"""One shape for each thing that can come of a token."""

ROW = 0.185
"""Inches."""
LABEL = 1.85
"""Inches for the names of tokens."""
CELL = 0.4
"""Inches for a verifier, at most; at least it gets LEAST."""
LEAST = 0.27
MOST_BLOCKS = 3
"""Blocks of rows side by side."""


class Row(Protocol):
    """One token: what the picture needs to know of it."""

    @property
    def name(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def mark(self) -> str: ...


class Column(Protocol):
    """How one verifier stood up to all tokens."""

    @property
    def name(self) -> str: ...
    @property
    def rows(self) -> Sequence[Any]: ...
    @property
    def forged(self) -> int: ...
    @property
    def forged_refused(self) -> int: ...
    @property
    def honest(self) -> int: ...
    @property
    def honest_accepted(self) -> int: ...
    @property
    def score(self) -> int: ...


class Result(Protocol):
    """What `attack_range` and `compare` return."""

    def columns(self) -> Sequence[Any]: ...


def matrix(result: Result, title: str | None = None) -> Picture:
    """A row for each attack and each honest token, a column for each verifier.

    `result` is what `attack_range` or `compare` gave.
    """
    columns: Sequence[Column] = result.columns()
    if title is None:
        title = finding(columns)
    with canvas.style():
        figure = draw(columns, title)
    return Picture(figure, described(columns), title)


def finding(columns: Sequence[Column]) -> str:
    """The picture's title: who lets in most, and who least."""
    if len(columns) == 1:
        return told(columns[0])
    ordered = sorted(columns, key=lambda one: one.forged_refused)
    worst, best = ordered[0], ordered[-1]
    return (
        f"Of {worst.forged} forged tokens “{worst.name}” lets in"
        f" {worst.forged - worst.forged_refused}, “{best.name}”"
        f" {best.forged - best.forged_refused or 'none'}"
    )


def told(column: Column) -> str:
    """One verifier in a sentence."""
    entered = column.forged - column.forged_refused
    away = column.honest - column.honest_accepted
    return (
        f"{column.name}: {entered or 'none'} of {column.forged} forged tokens"
        f" {'gets' if entered == 1 else 'get'} in,"
        f" {away or 'none'} of {column.honest} honest ones {'is' if away == 1 else 'are'}"
        " turned away"
    )


def described(columns: Sequence[Column]) -> str:
    """The alternative text."""
    sentences = [f"Matrix of {len(columns[0].rows)} tokens by {count(len(columns), 'verifier')}."]
    for column in columns:
        entered: dict[str, int] = {}
        for row in column.rows:
            if row.mark == "breach":
                entered[row.family] = entered.get(row.family, 0) + 1
        where = listing([f"{family} {times}" for family, times in entered.items()])
        sentences.append(f"{told(column)}{f' (by family: {where})' if where else ''}.")
    return " ".join(sentences)


Line = tuple[str, str, int]  # "family", "row" or "sum"; what it says; the row's number


def lines_of(rows: Sequence[Row]) -> list[Line]:
    """The rows with a heading before each family, and the sums behind."""
    lines: list[Line] = []
    family = ""
    for number, row in enumerate(rows):
        if row.family != family:
            lines.append(("family", row.family, -1))
            family = row.family
        lines.append(("row", row.name, number))
    return [
        *lines,
        ("family", "in all", -1),
        ("sum", "forged refused", -1),
        ("sum", "honest accepted", -1),
        ("sum", "score", -1),
    ]


def blocks_of(lines: list[Line], number: int) -> list[list[Line]]:
    """The lines in so many blocks, parted where a family begins, as evenly as can be."""
    starts = [at for at, line in enumerate(lines) if line[0] == "family" and at]
    cuts = {
        min(starts, key=lambda at: abs(at - len(lines) * share / number))
        for share in range(1, number)
    }
    edges = [0, *sorted(cuts), len(lines)]
    return [lines[start:end] for start, end in pairwise(edges)]


def draw(columns: Sequence[Column], title: str) -> Figure:
    """Blocks of rows side by side, as many as fit, each under the verifiers' names."""
    least = LABEL + LEAST * len(columns)
    fitting = max(1, min(MOST_BLOCKS, int(canvas.WIDTH / least)))
    blocks = blocks_of(lines_of(columns[0].rows), fitting)
    heads = max(canvas.text_width(column.name, 8.5) for column in columns) + 0.12
    top = canvas.headline_height(title) + 0.35 + heads
    height = ROW * max(map(len, blocks))
    figure = canvas.sheet(top + height + 0.15)
    canvas.headline(figure, title)
    legend(figure, canvas.headline_height(title))
    wide = canvas.WIDTH / len(blocks)
    cells = min(CELL * len(columns), wide - LABEL - 0.15)
    for number, lines in enumerate(blocks):
        left = number * wide + LABEL
        right = canvas.WIDTH - left - cells
        axes = canvas.place(figure, left, top, right, ROW * len(lines))
        block(axes, columns, lines)
    return figure


def block(axes: Axes, columns: Sequence[Column], lines: list[Line]) -> None:
    """Rows under the verifiers' names."""
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(lines) - 0.5, -0.5)
    axes.set_axis_off()
    points: dict[str, list[tuple[int, int]]] = {mark: [] for mark in MARKS}
    for y, (kind, words, number) in enumerate(lines):
        if kind == "family":
            write(axes, -0.5, y, words, ha="right", weight="bold", color=INK)
            axes.axhline(y + 0.45, color=GREY, linewidth=0.7)
            continue
        write(axes, -0.5, y, words, ha="right")
        axes.axhline(y + 0.5, color=FAINT, linewidth=0.5)
        for x, column in enumerate(columns):
            if kind == "sum":
                write(axes, x, y, str(sum_of(column, words)), ha="center", weight="bold")
            else:
                points[column.rows[number].mark].append((x, y))
    for mark, places in points.items():
        if places:
            stamp(axes, mark, places)
    for x, column in enumerate(columns):
        axes.text(
            x, -0.75, column.name, rotation=90, ha="center", va="bottom", fontsize=8.5, color=BLACK
        )


def sum_of(column: Column, words: str) -> int:
    """One of the numbers below a column."""
    return {
        "forged refused": column.forged_refused,
        "honest accepted": column.honest_accepted,
        "score": column.score,
    }[words]


def write(axes: Axes, x: float, y: float, words: str, **how: Any) -> None:
    """A word in a row."""
    pad = -5 if how.get("ha") == "right" else 0
    axes.annotate(
        words, (x, y), (pad, 0), textcoords="offset points", va="center", fontsize=8.5, **how
    )


def stamp(axes: Axes, mark: str, places: Iterable[tuple[int, int]]) -> None:
    """All marks of one kind."""
    shape = MARKS[mark]
    xs, ys = zip(*places, strict=True)
    axes.plot(
        xs,
        ys,
        linestyle="none",
        marker=shape.marker,
        markersize=shape.size,
        markerfacecolor=shape.fill,
        markeredgecolor=shape.edge,
        markeredgewidth=1.2 if shape.marker == "_" else 0.6,
        label=mark,
        clip_on=False,
    )


def legend(figure: Figure, top: float) -> None:
    """What the shapes mean, in one line below the title."""
    wide, high = figure.get_size_inches()
    handles = [
        Line2D([], [], linestyle="none", marker=shape.marker, markersize=shape.size,
               markerfacecolor=shape.fill, markeredgecolor=shape.edge, label=shape.label)
        for shape in MARKS.values()
    ]  # fmt: skip
    figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0.1 / wide, 1 - (top - 0.05) / high),
        ncols=len(handles),
        frameon=False,
        handletextpad=0.2,
        columnspacing=1.4,
        fontsize=9,
    )
