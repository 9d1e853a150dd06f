"""Workers at a server, and the queue before them: first come, first served.

Nobody needs to simulate a queue of this kind step by step. Who arrives is taken up by the
worker that is free first, so it is enough to know when each worker will be free (Kiefer and
Wolfowitz 1955): beginning and end of the service are known on arrival. Times are milliseconds,
and not rounded.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heapreplace
from itertools import repeat
from random import Random

from simulator.durations import ExactSeconds
from simulator.settings import Settings
from simulator.world.network import TICKS_PER_SECOND

Draw = Callable[[], float]
"""Draws how long the next service takes, in milliseconds."""


@dataclass(frozen=True, kw_only=True)
class Fixed(Settings):
    """Every service takes the same time."""

    time: ExactSeconds

    def draw(self, random: Random) -> Draw:
        """A drawer of service times, in milliseconds."""
        return repeat(self.time * TICKS_PER_SECOND).__next__


@dataclass(frozen=True, kw_only=True)
class Exponential(Settings):
    """Mostly short, sometimes long: the service times that queueing theory likes best."""

    mean: ExactSeconds

    def draw(self, random: Random) -> Draw:
        """A drawer of service times, in milliseconds."""
        # As streams.exponential draws, without a call for each request.
        mean, log, draw = self.mean * TICKS_PER_SECOND, math.log, random.random
        return lambda: -mean * log(1.0 - draw())


ServiceTime = Fixed | Exponential
SERVICE_TIMES: dict[str, type[ServiceTime]] = {"fixed": Fixed, "exponential": Exponential}


class Station:
    """So many workers, and room for so many who wait (None: for all)."""

    __slots__ = ("_backlog", "_free", "_starts")

    def __init__(self, workers: int, backlog: int | None = None) -> None:
        self._backlog = math.inf if backlog is None else backlog
        self._free = [0.0] * workers
        """A heap: when each worker will be free."""
        self._starts: deque[float] = deque()
        """When those who wait will be taken up, in order of time."""

    def admit(self, now: float, service: float) -> tuple[float, float] | None:
        """Let somebody in who needs a service of this length.

        Returns when it begins and when it ends; None if there is no room to wait. `now` must
        not be before that of an earlier call.
        """
        free = self._free
        start = free[0]
        if start <= now:
            start = now
        elif self._backlog is not math.inf:
            if self.waiting(now) >= self._backlog:
                return None
            self._starts.append(start)
        end = start + service
        heapreplace(free, end)
        return start, end

    def waiting(self, now: float) -> int:
        """How many wait, at a station whose backlog is limited."""
        starts = self._starts
        while starts and starts[0] <= now:
            starts.popleft()
        return len(starts)

    def clear(self) -> None:
        """Send everybody away; all workers are free."""
        self._free = [0.0] * len(self._free)
        self._starts.clear()
