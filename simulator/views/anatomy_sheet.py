"""How a token taken apart is drawn: its letters in three colours, and a box for each part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from simulator.views import canvas
from simulator.views.anatomy import Part
from simulator.views.palette import GREEN, GREY, INK, ORANGE, SKY
from simulator.views.text import count


class Look(NamedTuple):
    """How a part is drawn: its edge, its fill, its hatch."""

    edge: str
    fill: str
    hatch: str


LOOKS = {
    "header": Look(SKY, "#E3F2FB", "////"),
    "payload": Look(ORANGE, "#FBEFD5", "...."),
    "signature": Look(GREEN, "#DDF1EA", "\\\\\\\\"),
}
PER_LINE = 112
"""Letters of a token in one line of the picture."""
MOST_LINES = 12
LINE, ROW, GAP = 0.2, 0.21, 0.16
"""Heights in inches."""
LEFT, INSIDE = 0.15, 0.12
SIZE = 9


def draw(parts: list[Part], title: str) -> Figure:
    """The whole picture."""
    lines = _lines(parts)
    top = canvas.headline_height(title) + 0.05
    letters = LINE * len(lines) + 0.12
    boxes = [0.5 + ROW * max(1, len(part.rows)) for part in parts]
    high = top + letters + sum(boxes) + GAP * 4
    figure = canvas.sheet(high)
    canvas.headline(figure, title)
    axes = canvas.place(figure, 0, 0, 0, high)
    axes.set_xlim(0, canvas.WIDTH)
    axes.set_ylim(high, 0)
    axes.set_axis_off()
    _draw_letters(axes, lines, top)
    at = top + letters + GAP
    for part, height in zip(parts, boxes, strict=True):
        _draw_box(axes, part, at, height)
        at += height + GAP
    return figure


Run = tuple[str, str]
"""A part's name ("" for a dot) and some of its letters."""


def _lines(parts: list[Part]) -> list[list[Run]]:
    """The token in lines of runs; the middle of a very long one is left out."""
    text = ".".join(part.letters for part in parts)
    starts = range(0, len(text), PER_LINE)
    if len(starts) <= MOST_LINES:
        return [list(_runs(parts, text, start)) for start in starts]
    half = MOST_LINES // 2
    gap = [("", f"… {(len(starts) - MOST_LINES) * PER_LINE:,} more …")]
    head, tail = starts[:half], starts[-half:]
    lines = [list(_runs(parts, text, start)) for start in (*head, *tail)]
    return [*lines[:half], gap, *lines[half:]]


def _runs(parts: list[Part], text: str, start: int) -> Iterator[Run]:
    """One line's letters: neighbours of one part together, each dot alone."""
    end = min(start + PER_LINE, len(text))
    at = 0
    for part in parts:
        after = at + len(part.letters)
        if max(at, start) < min(after, end):
            yield part.name, text[max(at, start) : min(after, end)]
        if start <= after < end:
            yield "", text[after]
        at = after + 1


def _draw_letters(axes: Axes, lines: list[list[Run]], top: float) -> None:
    step = (canvas.WIDTH - 2 * LEFT) / PER_LINE
    for row, line in enumerate(lines):
        x, y = LEFT, top + row * LINE
        for name, letters in line:
            wide = step * len(letters)
            if name:
                look = LOOKS[name]
                axes.add_patch(Rectangle((x, y), wide, LINE - 0.02, color=look.fill, lw=0))
                axes.plot([x, x + wide], [y + LINE - 0.025] * 2, color=look.edge, lw=2.2)
            for i, letter in enumerate(letters):
                bold = "bold" if letter == "." else "normal"
                axes.text(
                    x + step * (i + 0.5),
                    y + LINE * 0.72,
                    letter,
                    family="DejaVu Sans Mono",
                    fontsize=8.5,
                    fontweight=bold,
                    ha="center",
                )
            x += wide


def _draw_box(axes: Axes, part: Part, y: float, height: float) -> None:
    """A part's name and length beside what stands in it."""
    look = LOOKS[part.name]
    wide = canvas.WIDTH - 2 * LEFT
    axes.add_patch(Rectangle((LEFT, y), wide, height, facecolor=look.fill, edgecolor=look.edge))
    axes.add_patch(
        Rectangle((LEFT, y), 0.22, height, facecolor="white", edgecolor=look.edge, hatch=look.hatch)
    )
    x = LEFT + 0.22 + INSIDE
    axes.text(x, y + 0.22, part.name.upper(), fontsize=10, fontweight="bold")
    about = f"{count(len(part.letters), 'letter')}. {part.says}"
    axes.text(x + 1.1, y + 0.22, about, fontsize=SIZE, color=INK)
    names = [canvas.text_width(name, SIZE, bold=True) for name, _, _ in part.rows]
    values = [_mono(value) for _, value, _ in part.rows]
    second = x + min(max(names), 2.6) + (0.2 if any(names) else 0)
    third = second + min(max(values), 4.2) + (0.25 if any(values) else 0)
    for i, (name, value, meaning) in enumerate(part.rows):
        base = y + 0.5 + ROW * i
        axes.text(x, base, name, fontsize=SIZE, fontweight="bold")
        axes.text(second, base, value, fontsize=SIZE - 0.5, family="DejaVu Sans Mono")
        axes.text(third, base, meaning, fontsize=SIZE, color=GREY if name == "…" else INK)


def _mono(text: str) -> float:
    """The width in inches of a text in the typewriter face."""
    return len(text) * (SIZE - 0.5) * 0.602 / 72
