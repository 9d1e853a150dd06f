"""Attacks by ways to keep a login: what was stolen, acted, forged or read in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from simulator.views import canvas
from simulator.views.palette import (
    BLACK,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    YELLOW,
    Shape,
)
from simulator.views.picture import Picture
from simulator.views.text import capital, count, duration, listing


class Look(NamedTuple):
    """How a cell is drawn: its mark, its ground and its hatch."""

    shape: Shape
    ground: str
    hatch: str


LOOKS: dict[str, Look] = {
    "stolen": Look(Shape("X", VERMILION, BLACK, 9, "stolen"), "#F6CDB2", "xxx"),
    "acted": Look(Shape("D", ORANGE, BLACK, 7, "acted in her page"), "#FBEFD5", "///"),
    "forged": Look(Shape("s", PURPLE, BLACK, 7.5, "forged"), "#F5DFEC", "\\\\\\"),
    "read": Look(Shape("d", YELLOW, BLACK, 8, "read"), "#FAF7C9", "..."),
    "nothing": Look(Shape("o", "white", SKY, 6, "nothing"), "white", ""),
}
ROW, HEAD, LABEL = 0.36, 0.35, 2.75
"""Inches: height of a row, of the ways' names, and width of the attacks' names."""


class Outcome(Protocol):
    """What the picture needs to know of an attempt."""

    @property
    def way(self) -> str: ...
    @property
    def attack(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def afterwards(self) -> float: ...
    @property
    def until(self) -> float: ...


class Table(Protocol):
    """What `simulator.browser.try_all` gives."""

    @property
    def ways(self) -> Sequence[str]: ...
    @property
    def attacks(self) -> Sequence[str]: ...
    @property
    def outcomes(self) -> Sequence[Outcome]: ...


def storage(table: Table, title: str | None = None) -> Picture:
    """A row for each attack, a column for each way to keep a login."""
    title = finding(table) if title is None else title
    with canvas.style():
        figure = draw(table, title)
    return Picture(figure, described(table), title)


def finding(table: Table) -> str:
    """The title: in how many ways something is stolen, and in how many a script acts."""
    whole = len(table.ways)
    robbed, ridden = (ways_with(table, kind) for kind in ("stolen", "acted"))
    stolen = f"Something is stolen in {len(robbed) or 'none'} of {count(whole, 'way')}"
    acted = "every one" if len(ridden) == whole else f"{len(ridden) or 'none'}"
    return f"{stolen}; a script acts in the page in {acted}"


def ways_with(table: Table, kind: str) -> list[str]:
    """The ways in which some attack had this outcome."""
    return [
        way
        for way in table.ways
        if any(each.way == way and each.kind == kind for each in table.outcomes)
    ]


def said(outcome: Outcome) -> str:
    """What stands in a cell."""
    if outcome.kind == "stolen":
        return (
            f"+{duration(outcome.afterwards)}"
            if outcome.afterwards
            else f"to min {outcome.until / 60:.0f}"
        )
    return {"acted": "while open", "forged": "forged", "read": "read"}.get(outcome.kind, "")


def described(table: Table) -> str:
    """The alternative text."""
    sentences = [
        f"Matrix of {count(len(table.attacks), 'attack')} by"
        f" {count(len(table.ways), 'way')} to keep a login."
    ]
    for attack in table.attacks:
        row = [each for each in table.outcomes if each.attack == attack]
        told = [
            f"{each.way} {each.kind}" + (f" ({said(each)})" if each.kind == "stolen" else "")
            for each in row
            if each.kind != "nothing"
        ]
        sentences.append(f"{capital(attack)}: {listing(told) or 'nothing anywhere'}.")
    sentences.append("A time with a plus is how long it works after Ada has closed the page.")
    return " ".join(sentences)


def draw(table: Table, title: str) -> Figure:
    """Cells with ground, hatch, mark and words."""
    top = canvas.headline_height(title) + HEAD + 0.05
    height = ROW * len(table.attacks)
    figure = canvas.sheet(top + height + 0.45)
    canvas.headline(figure, title)
    axes = canvas.place(figure, LABEL, top, 0.15, height)
    axes.set_xlim(0, len(table.ways))
    axes.set_ylim(len(table.attacks), 0)
    axes.set_axis_off()
    for x, way in enumerate(table.ways):
        axes.text(x + 0.5, -0.25, way, ha="center", va="bottom", fontweight="bold", color=INK)
    for y, attack in enumerate(table.attacks):
        axes.text(-0.04, y + 0.5, attack, ha="right", va="center", color=BLACK, fontsize=9.5)
    place = {way: x for x, way in enumerate(table.ways)}
    for outcome in table.outcomes:
        cell(axes, place[outcome.way], list(table.attacks).index(outcome.attack), outcome)
    legend(figure, table)
    return figure


def cell(axes: Axes, x: int, y: int, outcome: Outcome) -> None:
    """One attempt."""
    shape, ground, hatch = LOOKS[outcome.kind]
    box = Rectangle(
        (x + 0.03, y + 0.06), 0.94, 0.88, facecolor=ground, edgecolor=shape.edge, linewidth=0.6
    )
    axes.add_patch(box)
    if hatch:
        strip = Rectangle((x + 0.03, y + 0.06), 0.26, 0.88, fill=False, hatch=hatch, linewidth=0)
        strip.set_edgecolor(GREY)
        axes.add_patch(strip)
    words = said(outcome)
    axes.plot(
        [x + (0.16 if words else 0.5)],
        [y + 0.5],
        linestyle="none",
        marker=shape.marker,
        markersize=shape.size,
        markerfacecolor=shape.fill,
        markeredgecolor=shape.edge,
        markeredgewidth=0.8,
    )
    axes.text(x + 0.62, y + 0.52, words, ha="center", va="center", fontsize=9, color=BLACK)


def legend(figure: Figure, table: Table) -> None:
    """What a plus means, and the marks."""
    high = figure.get_size_inches()[1]
    shapes = [LOOKS[kind].shape for kind in kinds_in(table)]
    handles = [
        Line2D([], [], linestyle="none", marker=shape.marker, markersize=shape.size,
               markerfacecolor=shape.fill, markeredgecolor=shape.edge, label=shape.label)
        for shape in shapes
    ]  # fmt: skip
    figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.02, 0.04 / high),
        ncols=len(handles),
        frameon=False,
        handletextpad=0.2,
        columnspacing=1.4,
        fontsize=9,
    )
    words = "+ time: it works so long after Ada has closed the page"
    figure.text(1 - 0.15 / canvas.WIDTH, 0.17 / high, words, fontsize=9, color=INK, ha="right")


def kinds_in(table: Table) -> list[str]:
    """The kinds of outcomes that occur, in the order of LOOKS."""
    found = {each.kind for each in table.outcomes}
    return [kind for kind in LOOKS if kind in found]
