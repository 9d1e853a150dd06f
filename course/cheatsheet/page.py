"""The two pages, A4, to be read from paper in black and white."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course.cheatsheet import anatomy, checklist, lifetimes, text
from course.cheatsheet.table import Box, Column, draw
from simulator.views import canvas
from simulator.views.palette import GREEN, GREY, INK, ORANGE, SKY
from simulator.views.picture import Picture

WIDE, HIGH = 8.27, 11.69
"""Inches: A4."""
MARGIN = 0.45
INSIDE = WIDE - 2 * MARGIN
PER_LINE = 102
"""Letters of the token in a line."""
LETTER_LINE = 0.175
PARTS = {
    "header": Box("#E3F2FB", SKY, "////"),
    "payload": Box("#FBEFD5", ORANGE, "...."),
    "signature": Box("#DDF1EA", GREEN, "\\\\\\\\"),
}
"""The parts of a token, as the course's other pictures show them."""
STROKES = {"header": "-", "payload": (0, (1, 1)), "signature": (0, (3, 1))}
"""How each is underlined, for who sees no colours."""
TO_TICK = Box("white", INK, "")
"""A box without a colour: colours mean the parts of a token alone."""


def pages() -> list[Picture]:
    """Both pages, with their texts for those who don't see them."""
    return [
        Picture(_sheet(1, _first), text.alt(1), text.TITLES[0]),
        Picture(_sheet(2, _second), text.alt(2), text.TITLES[1]),
    ]


def _sheet(number: int, fill: Callable[[Axes, float], float]) -> Figure:
    """A page with its title and number."""
    with canvas.style():
        figure = canvas.sheet(HIGH, WIDE)
        axes = canvas.place(figure, 0, 0, 0, HIGH)
        axes.set_xlim(0, WIDE)
        axes.set_ylim(HIGH, 0)
        axes.set_axis_off()
        axes.text(MARGIN, 0.62, text.TITLES[number - 1], fontsize=15, fontweight="bold")
        axes.text(WIDE - MARGIN, 0.62, f"{number} / {len(text.TITLES)}", fontsize=9, ha="right",
                  color=GREY)  # fmt: skip
        bottom = fill(axes, 0.72)
        if bottom > HIGH - MARGIN + 0.1:
            raise ValueError(f"page {number} of the cheat sheet is {bottom:.2f} in high: too much")
    return figure


def _heading(axes: Axes, y: float, title: str, note: str = "") -> float:
    """A section's title, and a note below it; returns where they end."""
    axes.text(MARGIN, y + 0.28, title, fontsize=11, fontweight="bold")
    y += 0.36
    for line in canvas.wrapped(note, INSIDE, 8) if note else []:
        axes.text(MARGIN, y + 0.11, line, fontsize=8, color=INK)
        y += 0.14
    return y + 0.04


def _first(axes: Axes, y: float) -> float:
    """What is in a token, and the checklist."""
    y = _heading(axes, y, text.ANATOMY, text.ANATOMY_NOTE)
    y = _letters(axes, y + 0.02)
    columns = [
        Column("part", 0.8, bold=True),
        Column("name", 0.8, mono=True),
        Column("here", 1.75, mono=True),
        Column("says", 2.75),
        Column("written in", 1.06),
    ]
    rows = anatomy.rows()
    marks = [PARTS[row.part] for row in rows]
    y = draw(axes, MARGIN, y + 0.02, columns, list(_once(rows)), marks)
    y = _heading(axes, y, text.CHECKLIST, text.CHECKLIST_NOTE)
    columns = [
        Column("", 0.25),
        Column("layer", 0.8, bold=True),
        Column("check", 3.06),
        Column("without it gets in", 1.95),
        Column("written in", 1.1),
    ]
    return draw(axes, MARGIN, y, columns, text.checks(), [TO_TICK] * len(checklist.STEPS))


def _once(rows: list[anatomy.Row]) -> Iterator[tuple[str, ...]]:
    """The rows, with each part's name in its first one alone."""
    for part, group in groupby(rows, key=lambda row: row.part):
        for place, row in enumerate(group):
            yield (part if place == 0 else "", *row[1:])


def _letters(axes: Axes, y: float) -> float:
    """The token itself: each part underlined and filled in its own way."""
    step = INSIDE / PER_LINE
    parts = anatomy.token().split(".")
    letters = [(name, letter) for name, part in zip(PARTS, parts, strict=True)
               for letter in f"{part}."][:-1]  # fmt: skip
    for place, (name, letter) in enumerate(letters):
        x = MARGIN + step * (place % PER_LINE)
        top = y + LETTER_LINE * (place // PER_LINE)
        look = PARTS[name]
        if letter != ".":
            axes.add_patch(Rectangle((x, top), step, 0.15, color=look.fill, lw=0))
            axes.plot([x, x + step], [top + 0.15] * 2, color=look.edge, lw=1.6,
                      linestyle=STROKES[name])  # fmt: skip
        bold = "bold" if letter == "." else "normal"
        axes.text(x + step / 2, top + 0.11, letter, fontsize=8, ha="center", fontweight=bold,
                  family="DejaVu Sans Mono")  # fmt: skip
    return y + LETTER_LINE * -(-len(letters) // PER_LINE) + 0.06


def _second(axes: Axes, y: float) -> float:
    """Lifetimes, numbers to go by, and what to do on which error."""
    y = _heading(axes, y, text.LIFETIMES, lifetimes.source())
    widths = (1.75, 0.67, 0.75, 0.7, 0.93, 0.75, 1.04, 0.78)
    columns = [
        Column(head, width, bold=place == 0)
        for place, (head, width) in enumerate(zip(lifetimes.HEAD, widths, strict=True))
    ]
    y = draw(axes, MARGIN, y, columns, lifetimes.rows())
    y = _heading(axes, y, text.RULES, text.RULES_NOTE)
    columns = [Column("", 0.77, bold=True), Column("rule", 4.14), Column("example", 2.46)]
    y = draw(axes, MARGIN, y, columns, lifetimes.rules())
    y = _heading(axes, y, text.ERRORS, text.ERRORS_NOTE)
    columns = [
        Column("asked for", 0.76),
        Column("answer", 1.48, bold=True),
        Column("it means", 1.83),
        Column("do", 2.21),
        Column("written in", 1.09),
    ]
    return draw(axes, MARGIN, y, columns, text.advice())
