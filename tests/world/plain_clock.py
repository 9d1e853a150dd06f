"""A clock without SimPy: a heap and a loop. Actors that run under it know no engine."""

from __future__ import annotations

import heapq
from functools import partial
from itertools import count

from simulator.events import EventLog
from simulator.world.cast import Cast
from simulator.world.clock import Process
from simulator.world.opening import processes


class PlainClock:
    """Runs processes in order of time; at equal times, in the order in which they were set."""

    def __init__(self) -> None:
        self._now = 0
        self._order = count()
        self._heap: list[tuple[int, int, Process]] = []

    def now(self) -> int:
        """The time in milliseconds since the start."""
        return self._now

    def start(self, process: Process, delay: int = 0) -> None:
        """Go on with a process after so many milliseconds."""
        heapq.heappush(self._heap, (self._now + delay, next(self._order), process))

    def run(self, until: int) -> None:
        """Let time pass until so many milliseconds after the start, and not that one itself."""
        while self._heap and self._heap[0][0] < until:
            self._now, _, process = heapq.heappop(self._heap)
            wanted = next(process, None)
            if isinstance(wanted, int):
                self.start(process, wanted)
            elif wanted is not None:
                wanted(partial(self.start, process))


def simulate_plainly(cast: Cast) -> EventLog:
    """What the engine's `simulate` does, by plain calls."""
    clock = PlainClock()
    for process in processes(cast, clock):
        clock.start(process)
    clock.run(round(cast.scenario.until * 1000))
    cast.log.append((cast.scenario.until, "engine", "end"))
    return cast.log
