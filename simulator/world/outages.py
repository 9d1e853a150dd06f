"""Times in which a server is out of order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from simulator.durations import Seconds
from simulator.settings import Settings
from simulator.world.network import TICKS_PER_SECOND


@dataclass(frozen=True, kw_only=True)
class Outage(Settings):
    """A server that is out of order; who waits there when it begins meets the same fate."""

    from_: Seconds
    """When it begins; that very moment belongs to it."""
    until: Seconds
    """When it is over; at that very moment all is well again."""
    how: Literal["refuse", "silence"] = "refuse"
    """refuse: answer 503 at once; silence: never answer."""

    def __post_init__(self) -> None:
        if self.until <= self.from_:
            raise ValueError("until must come after from")

    @property
    def first_tick(self) -> int:
        """When it begins, in milliseconds."""
        return round(self.from_ * TICKS_PER_SECOND)

    @property
    def end_tick(self) -> int:
        """When it is over, in milliseconds."""
        return round(self.until * TICKS_PER_SECOND)


class Outages:
    """The outages of one server, in order of time."""

    def __init__(self, outages: Sequence[Outage]) -> None:
        self._outages = outages
        self._begins = [outage.first_tick for outage in self._outages]

    def __iter__(self) -> Iterator[Outage]:
        return iter(self._outages)

    def begun(self, tick: int) -> int:
        """How many have begun by this moment, in milliseconds."""
        return bisect_right(self._begins, tick)

    def at(self, tick: int) -> Outage | None:
        """The outage under way at this moment, in milliseconds."""
        begun = self.begun(tick)
        last = self._outages[begun - 1] if begun else None
        return last if last is not None and tick < last.end_tick else None

    def after(self, tick: int) -> Outage | None:
        """The next one to begin after this moment, in milliseconds."""
        begun = self.begun(tick)
        return self._outages[begun] if begun < len(self._outages) else None


def in_sequence(outages: tuple[Outage, ...]) -> tuple[Outage, ...]:
    """The outages in order of time. Raises ValueError if one begins before another is over."""
    ordered = sorted(outages, key=lambda outage: outage.from_)
    for earlier, later in pairwise(ordered):
        if earlier.until > later.from_:
            raise ValueError(f"an outage begins at {later.from_:g} s, while another goes on")
    return tuple(ordered)
