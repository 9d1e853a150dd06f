"""The layout of a sequence diagram: all arrows and words have their places before one is drawn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.views.arrows import Arrow, arrows, lifelines
from simulator.views.exchanges import Exchange
from simulator.views.messages import Path, Words, along, bunched, path, quiet, remark
from simulator.views.placing import Place, Shape, Wish, settle
from simulator.views.timescale import Timescale, timescale

STRETCH = 1.1
"""How much longer a burst gets at a time, as long as its words have no room."""
TRIES = 9


@dataclass(frozen=True)
class Layout:
    """Where everything is, in inches: x from the left, y downwards from the first moment."""

    y: Timescale
    lines: Mapping[str, float]
    true: Mapping[float, float]
    """The true times of moments that are drawn apart."""
    arrows: tuple[tuple[Arrow, Path], ...]
    words: tuple[tuple[Words, Place], ...]
    cost: float
    """What the words pay for their places."""
    tight: tuple[float, ...]
    """The moments whose words have no good place."""


def layout(exchanges: Sequence[Exchange], true: Mapping[float, float]) -> Layout:
    """The layout with the best places for words; a burst is as long as its words need."""
    longer: dict[float, float] = {}
    best = None
    for _ in range(TRIES):
        found = _layout(exchanges, true, timescale(exchanges, longer))
        if best is None or found.cost < best.cost:
            best = found
        if not found.tight:
            break
        starts = found.y.starts
        for burst in {starts[max(0, bisect_right(starts, t) - 1)] for t in found.tight}:
            longer[burst] = longer.get(burst, 1.0) * STRETCH
    assert best is not None
    return best


def _layout(exchanges: Sequence[Exchange], true: Mapping[float, float], scale: Timescale) -> Layout:
    """Everything on this scale."""
    lines = lifelines(exchanges)
    # Short arrows first: the words on long ones have more places to go to.
    found = sorted(arrows(exchanges), key=lambda a: abs(lines[a.start] - lines[a.end]))
    paths = [path(arrow, lines, scale) for arrow in found]
    edges = sorted(lines.values())
    words: list[tuple[float, Words, Path | None]] = []
    for gap in scale.breaks:
        start, end = (true.get(t, t) for t in (gap.start, gap.end))
        words.append((gap.start, quiet(gap, end - start, edges), None))
    for arrow, way in zip(found, paths, strict=True):
        noted = remark(arrow, edges, way.start)
        if noted is not None:
            words.append((arrow.sent, noted, None))
    for arrow, way, said in zip(found, paths, bunched(found, scale), strict=True):
        if said is not None:
            words.append((arrow.sent, along(said, way.written, edges), way))
    wishes = [Wish(each.places, _lines(paths, own)) for _, each, own in words]
    settled = settle(wishes)
    return Layout(
        scale,
        lines,
        true,
        tuple(zip(found, paths, strict=True)),
        tuple((each, place) for (_, each, _), place in zip(words, settled.places, strict=True)),
        settled.cost,
        tuple(words[i][0] for i in settled.tight),
    )


def _lines(paths: Sequence[Path], own: Path | None) -> list[Shape]:
    """What words have to keep away from: all arrows but their own, whose cross counts too."""
    return [shape for each in paths for shape in (each.cross if each == own else each.shapes)]
