"""Which pages a person wants, and when: the work that clients are there to do."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat
from random import Random

from simulator.actors.session import Visit
from simulator.durations import Seconds
from simulator.settings import Settings
from simulator.world.streams import exponential


@dataclass(frozen=True, kw_only=True)
class Script(Settings):
    """The same page at these moments, in seconds since the start."""

    at: tuple[Seconds, ...]
    path: str = "/films"

    def __post_init__(self) -> None:
        if list(self.at) != sorted(self.at):
            raise ValueError("the moments in at must be in order of time")

    def visits(self, random: Random, until: float) -> Iterator[Visit]:
        """The visits before `until` (seconds), in order of time."""
        return (Visit(at, self.path) for at in self.at if at < until)


FEW = 100
"""Up to so many moments take less memory than a source of random numbers, so they are drawn
together: a town has a hundred thousand clients."""


@dataclass(frozen=True, kw_only=True)
class Poisson(Settings):
    """A page now and then, at random: on average one in `every` seconds."""

    every: Seconds
    path: str = "/films"

    def __post_init__(self) -> None:
        if self.every <= 0:
            raise ValueError("every must be above 0")

    def visits(self, random: Random, until: float) -> Iterator[Visit]:
        """The visits before `until` (seconds), in order of time."""
        moments: Iterable[float] = self._moments(random, until)
        if until <= FEW * self.every:
            moments = array("d", moments)
        return map(Visit, moments, repeat(self.path))

    def _moments(self, random: Random, until: float) -> Iterator[float]:
        # As streams.exponential draws, without a call for each visit.
        draw, log, mean = random.random, math.log, self.every
        at = -mean * log(1.0 - draw())
        while at < until:
            yield at
            at -= mean * log(1.0 - draw())


@dataclass(frozen=True, kw_only=True)
class Evenings(Settings):
    """Watching every evening: a request now and then while the film runs, then nothing.

    An evening begins between `first` and `first + spread` seconds after the start of
    its day and lasts `length`; in it comes one request in `every` seconds on average.
    """

    first: Seconds
    spread: Seconds = 0.0
    length: Seconds
    every: Seconds
    days: int = 7
    path: str = "/films"

    def __post_init__(self) -> None:
        if self.every <= 0:
            raise ValueError("every must be above 0")
        if self.days < 1:
            raise ValueError("days must be at least 1")

    def visits(self, random: Random, until: float) -> Iterator[Visit]:
        """The visits before `until` (seconds), in order of time."""
        for day in range(self.days):
            at = day * 86400.0 + self.first + self.spread * random.random()
            over = min(at + self.length, until)
            while at < over:
                yield Visit(at, self.path)
                at += exponential(random, self.every)


Workload = Script | Poisson | Evenings
WORKLOADS: dict[str, type[Workload]] = {
    "script": Script,
    "poisson": Poisson,
    "evenings": Evenings,
}
