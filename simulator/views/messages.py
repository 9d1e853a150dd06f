"""The messages of a sequence diagram: which arrows run where, and what is written along them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from simulator.views import canvas
from simulator.views.arrows import Arrow, Label, joined
from simulator.views.palette import ALARM, BLACK, BLUE, INK
from simulator.views.placing import Place, Point, Shape
from simulator.views.text import duration
from simulator.views.timescale import BESIDE, LOST, PITCH, Break, Timescale

SIZE = 9
"""Points: the size of all labels."""
ABOVE = 0.025
"""Inches between an arrow and its label."""
KEEP = 0.03
"""Inches that words keep from others, and from arrows that they don't belong to."""
STEP = 0.2
"""Inches from one place along an arrow to the next that is looked at."""
AWAY, UNDERNEATH, NARROW, ACROSS, OUTSIDE = 0.5, 1.0, 2.0, 0.5, 3.0
"""What words cost for each inch away from their end of the arrow, below it, in narrow rows, on
each line that they run across, and for each inch that they stand out at its ends."""


class Stroke(NamedTuple):
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


class Path(NamedTuple):
    """Where an arrow runs."""

    start: Point
    end: Point
    written: Stroke
    """Where its words stand along; of a lost request the whole way that it should have gone."""
    lost: bool

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """What no words may cover but its own: the line; and the cross of a lost one."""
        return (Shape.of(self.start, self.end), *self.cross)

    @property
    def cross(self) -> tuple[Shape, ...]:
        """The cross that a lost message ends in: no words at all may cover it."""
        (x, y), half = self.end, 0.07
        square = ((x - half, y - half), (x + half, y - half), (x + half, y + half))
        return (Shape.of(*square, (x - half, y + half)),) if self.lost else ()


class Words(NamedTuple):
    """Something written, and the places for it."""

    colours: tuple[str, ...]
    """Of each of its texts, from top to bottom."""
    places: tuple[Place, ...]
    right: bool = False
    """Whether the texts are anchored at their right ends."""
    degrees: float = 0.0
    italic: bool = False


def path(arrow: Arrow, lines: Mapping[str, float], y: Timescale) -> Path:
    """From line to line; a lost message ends on its way."""
    start, stop = (lines[arrow.start], y(arrow.sent)), lines[arrow.end]
    if arrow.arrived is not None:
        end = full = (stop, y(arrow.arrived))
    else:
        share = 0.72 if arrow.asked is None else 0.6
        end = (start[0] + share * (stop - start[0]), start[1] + LOST)
        full = (stop, start[1] + LOST / share) if arrow.asked is None else end
    left, right = sorted((start, full))
    return Path(start, end, Stroke(left, right), arrow.arrived is None)


def bunched(found: Sequence[Arrow], scale: Timescale) -> list[Arrow | None]:
    """For each arrow the arrow whose labels it carries; None if another one speaks for it.

    Where several arrive from the same line so close to each other that no words fit between
    them, all that is said stands on the first one, counted.
    """
    speaking: list[Arrow | None] = list(found)
    first: dict[tuple[object, ...], tuple[int, float]] = {}
    for i in sorted(range(len(found)), key=lambda i: found[i].arrived or 0.0):
        arrow = found[i]
        if arrow.arrived is None or arrow.arrived == arrow.sent:
            continue
        way = (arrow.start, arrow.end, arrow.asked is None)
        y = scale(arrow.arrived)
        speaker, before = first.get(way, (i, -math.inf))
        known = speaking[speaker]
        if y - before < PITCH * len(arrow.lines) + 3 * ABOVE and known is not None:
            speaking[speaker], speaking[i] = joined(known, arrow), None
        else:
            speaker = i
        first[way] = (speaker, y)
    return speaking


def along(arrow: Arrow, stroke: Stroke, lines: Collection[float]) -> Words:
    """What is written along an arrow: at the client's end of answers, the server's of requests.

    There the arrow before is farthest away, as arrows there and back make a zigzag.
    """
    left, right = stroke.left[0] + BESIDE, stroke.right[0] - BESIDE
    # A lost answer is short: above it the request has its words.
    lost = arrow.asked is not None and arrow.arrived is None
    request = arrow.asked is None
    places = []
    for texts, crowded in _broken(arrow, (right - left) * (1.3 if lost else 1.0)):
        widths = [canvas.text_width(row, SIZE) for rows in texts for row in rows]
        way = max(0.0, right - left - max(widths))
        for move in (STEP * i for i in range(1 + int(way / STEP))):
            x = right - move if request else left + move
            for under in (False, True):
                stack = _stack(stroke, x, request, widths, under=under)
                cost = crowded + AWAY * move + UNDERNEATH * (under is not lost)
                cost += _standing_out(stack, (left, right), lines)
                places.append(Place(stack, cost, _feet(stroke, x, texts, under=under)))
    return Words(
        tuple(colour(arrow, label) for label in arrow.labels),
        tuple(places),
        request,
        -math.degrees(math.atan(stroke.slope)),
    )


def _broken(arrow: Arrow, room: float) -> list[tuple[list[list[str]], float]]:
    """The rows of each label, as wide as there is room and narrower, and what that costs."""
    texts = [list(label.counted) for label in arrow.labels]
    if arrow.asked is not None and arrow.arrived is None:
        texts = [[*rows[:-1], f"{rows[-1]}: lost"] for rows in texts]
    longest = max(canvas.text_width(row, SIZE) for rows in texts for row in rows)
    found: list[tuple[list[list[str]], float]] = []
    for wide in (min(longest, room), 0.6 * longest):
        broken = [[r for row in rows for r in canvas.wrapped(row, wide, SIZE)] for rows in texts]
        if all(broken != known for known, _ in found):
            found.append((broken, NARROW * len(found)))
    return found


def remark(answer: Arrow, lines: Collection[float], at: Point) -> Words | None:
    """What the server found out before it answered, beside its line; mostly nothing."""
    notes = [label.note for label in answer.labels if label.note]
    if not notes:
        return None
    x = at[0] + 0.12
    edge = min([other for other in lines if other > x], default=canvas.WIDTH)
    rows = [row for note in notes for row in canvas.wrapped(note, edge - x - BESIDE, SIZE)]
    moves = [i * PITCH / 2 for i in range(9)]
    return _upright(rows, ALARM, [(x, at[1] + s * move, 4 * move)
                                      for move in moves for s in (1, -1)])  # fmt: skip


def quiet(gap: Break, seconds: float, lines: Sequence[float]) -> Words:
    """How long a gap really lasts, between two of the lines."""
    text = f"{duration(seconds)} later"
    half, middle = canvas.text_width(text, SIZE) / 2, (gap.top + gap.bottom) / 2
    between = [(a + b) / 2 for a, b in pairwise(lines)]
    places = [(x - half, middle, 1.0 * i) for i, x in enumerate(between)]
    return _upright([text], INK, places)._replace(italic=True)


def colour(arrow: Arrow, label: Label) -> str:
    """Black there; back blue, and vermilion for a refusal."""
    if arrow.asked is None:
        return BLACK
    return ALARM if label.refused else BLUE


def _upright(rows: list[str], ink: str, places: list[tuple[float, float, float]]) -> Words:
    """Rows that are not turned: for each place the left end, the middle's height and the cost."""
    wide = max(canvas.text_width(row, SIZE) for row in rows) + KEEP
    high = PITCH * len(rows) / 2
    found = []
    for x, y, cost in places:
        top, bottom = y - high, y + high
        box = Shape.of((x - KEEP, top), (x + wide, top), (x + wide, bottom), (x - KEEP, bottom))
        found.append(Place((box,), cost, (("\n".join(rows), (x, bottom)),)))
    return Words((ink,), tuple(found))


def _base(stroke: Stroke, x: float, rows: int, *, under: bool) -> tuple[float, float]:
    """How far above the arrow the lowest row begins, and where along it all are anchored."""
    high = PITCH * rows
    base = -high - 2 * ABOVE if under else ABOVE
    # Words are stacked at a right angle: those on top would stand out over the lifeline.
    return base, x - stroke.along[1] * (base + high)


def _feet(
    stroke: Stroke, x: float, texts: Sequence[Sequence[str]], *, under: bool
) -> tuple[tuple[str, Point], ...]:
    """Each text and where it stands, the topmost first."""
    rows = sum(map(len, texts))
    base, x = _base(stroke, x, rows, under=under)
    feet = []
    for text in texts:
        rows -= len(text)
        feet.append(("\n".join(text), stroke.above(x, base + PITCH * rows)))
    return tuple(feet)


def _stack(
    stroke: Stroke, x: float, right: bool, widths: Sequence[float], *, under: bool
) -> tuple[Shape, ...]:
    """What rows of these widths, the topmost first, would cover at this place."""
    base, x = _base(stroke, x, len(widths), under=under)
    across, down = stroke.along
    shapes = []
    for below, wide in enumerate(reversed(widths)):
        low, high = base + PITCH * below, base + PITCH * (below + 0.9)
        ends = (-wide - KEEP, KEEP) if right else (-KEEP, wide + KEEP)
        corners = []
        for run, up in ((ends[0], low), (ends[1], low), (ends[1], high), (ends[0], high)):
            x0, y0 = stroke.above(x, up)
            corners.append((x0 + run * across, y0 + run * down))
        shapes.append(Shape.of(*corners))
    return tuple(shapes)


def _standing_out(
    stack: Sequence[Shape], within: tuple[float, float], lines: Collection[float]
) -> float:
    """What it costs that words run across other lines, or farther than their arrow."""
    left, right = min(s.left for s in stack), max(s.right for s in stack)
    crossed = sum(left < x < right for x in lines if within[0] < x < within[1])
    # The sides of turned words stand out a little in any case.
    out = max(0.0, within[0] - left - 0.1) + max(0.0, right - within[1] - 0.1)
    return ACROSS * crossed + OUTSIDE * out
