"""Drawing the messages of a sequence diagram: arrows, and labels that keep out of each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from simulator.views import canvas
from simulator.views.arrows import CLIENT, Arrow, Label, joined
from simulator.views.palette import BLACK, BLUE, VERMILION
from simulator.views.timescale import BESIDE, LOST, PITCH, Timescale

SIZE = 9
"""Points: the size of all labels."""
ABOVE = 0.025
"""Inches between an arrow and its label."""

Point = tuple[float, float]
Box = tuple[Point, ...]
"""The corners of what a label covers, one after the other; or the two ends of an arrow."""


@dataclass(frozen=True)
class Drawing:
    """The axes in inches, x from the left and y downwards, and the scale of time."""

    axes: Axes
    y: Timescale
    lines: dict[str, float]
    true: dict[float, float]
    """The true times of moments that are drawn apart."""
    taken: list[Box] = field(default_factory=list)
    """Where words stand already."""
    strokes: list[Box] = field(default_factory=list)
    """Where arrows run, those still to be drawn too."""

    def length(self, arrow: Arrow) -> float:
        """Inches from line to line."""
        return abs(self.lines[arrow.start] - self.lines[arrow.end])


@dataclass(frozen=True)
class Stroke:
    """An arrow on the sheet, as words along it see it: from its left end to its right."""

    left: Point
    right: Point

    @property
    def slope(self) -> float:
        """Inches down for each inch to the right."""
        return (self.right[1] - self.left[1]) / (self.right[0] - self.left[0])

    @property
    def along(self) -> Point:
        """A step of one inch to the right, along the arrow."""
        length = math.hypot(1.0, self.slope)
        return 1.0 / length, self.slope / length

    def above(self, x: float, inches: float) -> Point:
        """The point so far above the arrow, over the point of the arrow at `x`."""
        across, down = self.along
        y = self.left[1] + (x - self.left[0]) * self.slope
        return x + down * inches, y - across * inches


def clear_way(drawing: Drawing, arrow: Arrow) -> None:
    """Note where an arrow runs, so that words which have a choice keep away from it."""
    if arrow.arrived is not None:
        ends = ((arrow.start, arrow.sent), (arrow.end, arrow.arrived))
        drawing.strokes.append(tuple((drawing.lines[line], drawing.y(t)) for line, t in ends))


def bunched(drawing: Drawing, found: Sequence[Arrow]) -> list[tuple[Arrow, Arrow | None]]:
    """Each arrow, and the arrow whose labels it carries; None if another one speaks for it.

    Where several arrive from the same line so close to each other that no words fit between
    them, all that is said stands on the first one, counted.
    """
    speaking: dict[int, Arrow | None] = dict(enumerate(found))
    first: dict[tuple[object, ...], tuple[int, float]] = {}
    for i in sorted(range(len(found)), key=lambda i: found[i].arrived or 0.0):
        arrow = found[i]
        if arrow.arrived is None or arrow.arrived == arrow.sent:
            continue
        way = (arrow.start, arrow.end, arrow.asked is None)
        y = drawing.y(arrow.arrived)
        speaker, before = first.get(way, (i, -math.inf))
        known = speaking[speaker]
        if y - before < PITCH * len(arrow.lines) + 3 * ABOVE and known is not None:
            speaking[speaker], speaking[i] = joined(known, arrow), None
        else:
            speaker = i
        first[way] = (speaker, y)
    return [(arrow, speaking[i]) for i, arrow in enumerate(found)]


def message(drawing: Drawing, arrow: Arrow, speaking: Arrow | None) -> None:
    """An arrow from line to line with labels; a lost message ends in a cross on its way."""
    start, stop = drawing.lines[arrow.start], drawing.lines[arrow.end]
    y0 = drawing.y(arrow.sent)
    back = arrow.asked is not None
    colours = list(dict.fromkeys(_colour(arrow, label) for label in arrow.labels))
    if arrow.arrived is None:
        end = (start + (0.6 if back else 0.72) * (stop - start), y0 + LOST)
        full = (stop, y0 + LOST / 0.72)
        ends = ((start, y0), end if back else full)
    else:
        end = (stop, drawing.y(arrow.arrived))
        ends = ((start, y0), end)
    _arrow(drawing, (start, y0), end, colours, arrow)
    left, right = sorted(ends)
    if speaking is not None:
        _labels(drawing, speaking, Stroke(left, right))


def remark(drawing: Drawing, answer: Arrow) -> None:
    """What the server found out before it answered, beside its line; mostly nothing."""
    notes = [label.note for label in answer.labels if label.note]
    if not notes:
        return
    x, y = drawing.lines[answer.start] + 0.12, drawing.y(answer.sent)
    edge = min([other for other in drawing.lines.values() if other > x], default=canvas.WIDTH)
    lines = [line for note in notes for line in canvas.wrapped(note, edge - x - BESIDE, SIZE)]
    drawing.axes.text(x, y, "\n".join(lines), fontsize=SIZE, color=VERMILION, va="center")
    wide = max(canvas.text_width(line, SIZE) for line in lines)
    high = PITCH * len(lines) / 2
    drawing.taken.append(((x, y - high), (x + wide, y - high), (x + wide, y + high), (x, y + high)))


def _colour(arrow: Arrow, label: Label) -> str:
    if arrow.asked is None:
        return BLACK
    return VERMILION if label.refused else BLUE


def _arrow(
    drawing: Drawing, start: Point, end: Point, colours: Sequence[str], arrow: Arrow
) -> None:
    """Full line there, dashed line back, thick for several messages; a lost one ends in a cross.

    Answers of two kinds share a line of dashes in two colours.
    """
    lost = arrow.arrived is None
    style: dict[str, Any] = {"shrinkA": 0, "shrinkB": 0}
    style["linewidth"] = 1.3 if arrow.messages == 1 else 2.2
    style["arrowstyle"] = "-" if lost else "-|>,head_width=0.28,head_length=0.55"
    for i, colour in enumerate(colours):
        dash, gap = (5, 2.5) if arrow.messages == 1 else (3, 1.5)
        every = len(colours) * (dash + gap)
        dashes = (i * (dash + gap), (dash, every - dash))
        style |= {"color": colour, "linestyle": "-" if arrow.asked is None else dashes}
        drawing.axes.annotate("", end, start, arrowprops=dict(style), zorder=3)
    if lost:
        drawing.axes.plot(
            *end, marker="x", color=VERMILION, markersize=9, markeredgewidth=2, zorder=4
        )


def _labels(drawing: Drawing, arrow: Arrow, stroke: Stroke) -> None:
    """Words along the upper side of the arrow, where none stand yet."""
    lost = arrow.asked is not None and arrow.arrived is None
    texts = [label.counted for label in arrow.labels]
    if lost:
        texts = [(*lines[:-1], f"{lines[-1]}: lost") for lines in texts]
    widths = [canvas.text_width(line, SIZE) for lines in texts for line in lines]
    high = PITCH * len(widths)
    # A lost answer is short: above it the request has its words.
    base = -high - 2 * ABOVE if lost or _is_under_another(drawing, arrow) else ABOVE
    # Words are stacked at a right angle: those on top would stand out over the lifeline.
    aside = -stroke.along[1] * (base + high)
    places = [
        (x + aside, align, _boxes(stroke, x + aside, align, widths, base))
        for x, align in _places(drawing, arrow, stroke, max(widths))
    ]
    free = [place for place in places if not _hits(place[2], drawing.taken)]
    clear = [
        (x, align, boxes)
        for x, align, boxes in free
        if not _hits(_boxes(stroke, x, align, [w + 0.2 for w in widths], 0.1), drawing.strokes)
    ]
    # The usual place is good even where the words' far end touches another arrow.
    x, align, boxes = (free[:1] if places[0] in free else clear or free or places)[0]
    drawing.taken.extend(boxes)
    for label, lines in zip(arrow.labels, texts, strict=True):
        high -= PITCH * len(lines)
        at = stroke.above(x, base + high)
        drawing.axes.text(
            *at,
            "\n".join(lines),
            ha=align,
            va="bottom",
            rotation=-math.degrees(math.atan(stroke.slope)),
            rotation_mode="anchor",
            fontsize=SIZE,
            linespacing=1.15,
            color=_colour(arrow, label),
            zorder=5,
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
        )


def _is_under_another(drawing: Drawing, arrow: Arrow) -> bool:
    """True if the client hands over to its browser while an answer comes in: room is below."""
    hands_over = arrow.asked is None and arrow.arrived == arrow.sent and arrow.start == CLIENT
    return hands_over and arrow.sent not in drawing.y.starts


def _places(drawing: Drawing, arrow: Arrow, stroke: Stroke, wide: float) -> list[tuple[float, str]]:
    """Where the words could stand, the best place first: x, and which of their ends is there.

    Answers are written at the client's end, requests at the server's: there the line above is
    farthest away, as arrows there and back make a zigzag.
    """
    left, right = stroke.left[0] + BESIDE, stroke.right[0] - BESIDE
    edges = [x for x in drawing.lines.values() if left < x < right]
    steps = [0.2 * i for i in range(1 + max(0, int((right - left - wide) / 0.2)))]
    starts = (
        [right - wide - step for step in steps]
        if arrow.asked is None
        else [left + step for step in steps]
    )
    # Words do not run across other lines if there is another place for them.
    free = [x for x in starts if not any(x - 0.1 < edge < x + wide + 0.1 for edge in edges)]
    best = starts[:1]
    if arrow.asked is None:
        return [(x + wide, "right") for x in (*best, *free, *starts)]
    return [(x, "left") for x in (*best, *free, *starts)]


def _boxes(stroke: Stroke, x: float, align: str, widths: Sequence[float], base: float) -> list[Box]:
    """What lines of these widths, the topmost first, would cover at this place."""
    across, down = stroke.along
    boxes = []
    for below, wide in enumerate(reversed(widths)):
        low, high = base + PITCH * below, base + PITCH * (below + 0.9)
        to_left, to_right = (0.0, wide) if align == "left" else (-wide, 0.0)
        corners = []
        for run, up in ((to_left, low), (to_right, low), (to_right, high), (to_left, high)):
            x0, y0 = stroke.above(x, up)
            corners.append((x0 + run * across, y0 + run * down))
        boxes.append(tuple(corners))
    return boxes


def _hits(boxes: Sequence[Box], others: Sequence[Box]) -> bool:
    return any(overlap(box, other) for box in boxes for other in others)


def overlap(one: Box, other: Box) -> bool:
    """True if two convex shapes share a point, but for their edges: no side parts them."""
    for corners in (one, other):
        for (ax, ay), (bx, by) in pairwise((*corners, corners[0])):
            normal = (ay - by, bx - ax)
            here, there = (
                [x * normal[0] + y * normal[1] for x, y in shape] for shape in (one, other)
            )
            if max(here) <= min(there) or max(there) <= min(here):
                return False
    return True
