"""Places for words on a drawing: where they lie on nothing else, near to where one looks first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

Point = tuple[float, float]

ON_WORDS, ON_LINES = 1000.0, 100.0
"""What it costs to lie on other words, and on a line: more than any way to a free place."""
UNEASY = 4.0
"""What a place costs that is better not taken if the drawing can be made larger."""
ROUNDS = 6
"""How often each may look for a better place, now that the others have theirs."""
ORDERS = 4
"""In how many orders they may choose: those that found none go first the next time."""


class Shape(NamedTuple):
    """A convex shape: what words cover, or the two ends of a line."""

    corners: tuple[Point, ...]
    left: float
    right: float
    top: float
    bottom: float

    @classmethod
    def of(cls, *corners: Point) -> Shape:
        """The shape with these corners, one after the other round it."""
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return cls(corners, min(xs), max(xs), min(ys), max(ys))


class Place(NamedTuple):
    """Where words could stand."""

    shapes: tuple[Shape, ...]
    """What they would cover, with the distance that they keep."""
    cost: float
    """How much worse it is than the best place, in inches of way."""
    texts: tuple[tuple[str, Point], ...] = ()
    """The words, as they are broken into lines here, and the foot of their left or right end."""


class Wish(NamedTuple):
    """Words that need a place."""

    places: Sequence[Place]
    """At least one."""
    avoids: Sequence[Shape] = ()
    """Lines that run where the words should not."""


class Settled(NamedTuple):
    """The place for each wish, what they cost together, and which wishes were met badly."""

    places: list[Place]
    cost: float
    tight: list[int]


def settle(wishes: Sequence[Wish]) -> Settled:
    """A place for all, such that as few as possible lie on something."""
    choices = [_Choice(wish) for wish in wishes]
    order = list(range(len(wishes)))
    best = None
    for _ in range(ORDERS):
        found = _settle(choices, order)
        if best is None or found.cost < best.cost:
            best = found
        if not found.tight:
            break
        order = [*found.tight, *(i for i in order if i not in found.tight)]
    assert best is not None
    return best


def _settle(choices: Sequence[_Choice], order: Sequence[int]) -> Settled:
    """One after the other, then each again until nobody moves any more."""
    chosen: dict[int, Place] = {}
    paid: dict[int, float] = {}
    for _ in range(ROUNDS):
        before = dict(chosen)
        for i in order:
            others = [s for j, place in chosen.items() if j != i for s in place.shapes]
            paid[i], chosen[i] = choices[i].best(others)
        if chosen == before:
            break
    tight = [i for i in order if paid[i] >= UNEASY]
    return Settled([chosen[i] for i in range(len(choices))], sum(paid.values()), tight)


class _Choice:
    """The places of a wish, the best first; what a place costs is found out when it is asked."""

    def __init__(self, wish: Wish) -> None:
        self.places = sorted(wish.places, key=lambda place: place.cost)
        self.avoids = wish.avoids
        self.costs: dict[int, float] = {}

    def best(self, others: Sequence[Shape]) -> tuple[float, Place]:
        """The cheapest place beside these words, and what it costs."""
        best, least = self.places[0], math.inf
        for i, place in enumerate(self.places):
            if place.cost >= least:
                break
            if i not in self.costs:
                self.costs[i] = place.cost + ON_LINES * _hits(place.shapes, self.avoids)
            if self.costs[i] < least:
                cost = self.costs[i] + ON_WORDS * _hits(place.shapes, others)
                if cost < least:
                    best, least = place, cost
        return least, best


def _hits(shapes: Iterable[Shape], others: Sequence[Shape]) -> int:
    return sum(overlap(shape, other) for shape in shapes for other in others)


def overlap(one: Shape, other: Shape) -> bool:
    """True if two convex shapes share a point, but for their edges: no side parts them."""
    if one.right <= other.left or other.right <= one.left:
        return False
    if one.bottom <= other.top or other.bottom <= one.top:
        return False
    for shape in (one, other):
        for (ax, ay), (bx, by) in pairwise((*shape.corners, shape.corners[0])):
            across, down = ay - by, bx - ax
            here, there = (
                [x * across + y * down for x, y in each.corners] for each in (one, other)
            )
            if max(here) <= min(there) or max(there) <= min(here):
                return False
    return True
