"""Time as a length that a sequence diagram can be drawn on: true to scale, but for marked breaks.

Exchanges take milliseconds and lie minutes apart. So the moments are cut into bursts; within a
burst a millisecond is a millisecond, and each quiet gap between two bursts has the same length.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

from simulator.views.arrows import Arrow, arrows, lifelines
from simulator.views.exchanges import Exchange

GAP = 0.62
"""Inches that a quiet gap is drawn with, whatever its length."""
LOST = 0.25
"""Inches that a lost message falls until it ends in a cross."""
UNDER = 0.35
"""Inches that its words need below it."""
TALL = 2.0
"""Inches that nothing happens for, at most, within a burst."""
PITCH = 0.155
"""Inches from one line of a label to the next."""
LETTER = 0.065
"""Inches that a letter of a label takes, about."""
BESIDE = 0.15
"""Inches between a lifeline and the labels beside it."""


class Break(NamedTuple):
    """A quiet gap: from and to in seconds, and where it is drawn, in inches."""

    start: float
    end: float
    top: float
    bottom: float


class Timescale(NamedTuple):
    """Knots of a piecewise linear map from seconds to inches, and its breaks."""

    times: tuple[float, ...]
    inches: tuple[float, ...]
    breaks: tuple[Break, ...]
    starts: tuple[float, ...]
    """Where a burst begins, in seconds."""

    @property
    def height(self) -> float:
        """Inches from the first moment to the last."""
        return self.inches[-1]

    def __call__(self, t: float) -> float:
        """Inches below the first moment; moments outside are moved to the nearest end."""
        if t <= self.times[0]:
            return self.inches[0]
        if t >= self.times[-1]:
            return self.inches[-1]
        i = bisect_right(self.times, t) - 1
        share = (t - self.times[i]) / (self.times[i + 1] - self.times[i])
        return self.inches[i] + share * (self.inches[i + 1] - self.inches[i])


def timescale(
    exchanges: Sequence[Exchange], longer: Mapping[float, float] | None = None
) -> Timescale:
    """The scale for these exchanges, at least one; each gets the height that its labels need.

    `longer` stretches the bursts that begin at these moments by these factors.
    """
    moments = sorted(
        {t for e in exchanges for t in (e.sent, e.answered, e.received) if t is not None}
    )
    usual = usual_duration(exchanges)
    bursts = [[moments[0]]]
    for t in moments[1:]:
        if t - bursts[-1][-1] > 2.5 * usual:
            bursts.append([])
        bursts[-1].append(t)
    times: list[float] = []
    inches: list[float] = []
    breaks: list[Break] = []
    y = 0.0
    for burst in bursts:
        if times:
            # A message that got lost is drawn some way down from its last known moment.
            if any(e.received is None and e.over == times[-1] for e in exchanges):
                y += LOST + UNDER
            breaks.append(Break(times[-1], burst[0], y, y + GAP))
            y += GAP
        scale = _inches_per_second(burst, exchanges, usual)
        scale *= (longer or {}).get(burst[0], 1.0)
        times += burst
        inches += [y + (t - burst[0]) * scale for t in burst]
        y = inches[-1]
    return Timescale(tuple(times), tuple(inches), tuple(breaks), tuple(b[0] for b in bursts))


def usual_duration(exchanges: Sequence[Exchange]) -> float:
    """Seconds that an exchange usually takes; 80 ms where none was completed."""
    taken = [e.received - e.sent for e in exchanges if e.received is not None]
    return (median_low(taken) if taken else 0.0) or 0.08


def spread(exchanges: Sequence[Exchange]) -> tuple[list[Exchange], dict[float, float]]:
    """Exchanges that took no time, made to take a little so that their arrows can be seen.

    Gives the exchanges and, where one was moved, the true time of each moved moment.
    """
    out: list[Exchange] = []
    true: dict[float, float] = {}
    now = float("-inf")
    for e in exchanges:
        if e.received is not None and e.received <= e.sent:
            sent = max(e.sent, now)
            moved = e._replace(sent=sent, answered=sent + 0.04, received=sent + 0.08)
            true |= dict.fromkeys((sent, sent + 0.04, sent + 0.08), e.sent)
            now = sent + 0.08
            e = moved
        out.append(e)
    return out, true


def _inches_per_second(burst: list[float], exchanges: Sequence[Exchange], usual: float) -> float:
    """A scale at which every exchange within the burst has room for its labels."""
    scale = 0.72 / usual
    lines = lifelines(exchanges)
    answers = [a for a in arrows(exchanges) if a.asked is not None and burst[0] <= a.asked]
    if any(_cross(a, b) for a in answers for b in answers if b.sent <= burst[-1]):
        scale *= 2
    for arrow in answers:
        if arrow.asked is None or arrow.arrived is None:
            continue
        if burst[0] <= arrow.asked < arrow.arrived <= burst[-1]:
            scale = max(scale, room(arrow, lines) / (arrow.arrived - arrow.asked))
    longest = max((b - a for a, b in pairwise(burst)), default=0.0)
    return min(scale, TALL / longest) if longest else scale


def _cross(one: Arrow, other: Arrow) -> bool:
    """True if one exchange begins while another is under way, in the same direction."""
    if one.asked is None or other.asked is None or one.arrived is None or one.start != other.start:
        return False
    return one.asked <= other.asked < one.arrived and one != other


def room(answer: Arrow, lines: Mapping[str, float]) -> float:
    """Inches that an exchange needs, there and back, for what is written on the answer.

    Both arrows make a wedge that is open at the client's end. Each line of the answer's labels
    is to end where the wedge is still as high as the lines below it.
    """
    wide = abs(lines[answer.start] - lines[answer.end])
    needed = 0.72
    for below, words in enumerate(reversed(answer.lines), start=1):
        open_there = 1 - (BESIDE + LETTER * len(words)) / wide
        needed = max(needed, (PITCH * below + 0.05) / max(open_there, 0.25))
    return needed
