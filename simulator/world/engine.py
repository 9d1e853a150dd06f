"""The engine: runs a scenario's clients on SimPy's clock. No other module imports SimPy.

The clock counts whole milliseconds. Ten waits of 0.1 s end at 1 s and not a hair
before it, so "now == exp" means what it says.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.events import NORMAL

from simulator.events import EventLog
from simulator.memory import no_garbage_collection
from simulator.world.cast import Cast
from simulator.world.clock import Process, Subscribe
from simulator.world.network import TICKS_PER_SECOND, usual_ticks
from simulator.world.opening import processes

Progress = Callable[[float], None]
STEPS = 100
BEFORE_ALL = -1
"""Comes before whatever else happens at the same time."""


class SimpyClock:
    """Runs processes in a SimPy environment: on its heap, in its order, at its time.

    What happens at the same time happens in the order in which it was put on the heap. The
    loop is SimPy's own (`Environment.step`) without its events: on the heap lies, for each
    process, what makes it go on. A new Timeout for each of a client's thousand sleeps would
    cost three times as much.

    Most waits of a run are for a message that takes as long as all others, `usual` milliseconds.
    Who began such a wait first is also the first to go on, so these stand in line beside the
    heap, which would put each in its place by ten comparisons.
    """

    def __init__(self, usual: int | None = None) -> None:
        self._env = simpy.Environment(initial_time=0)
        self._queue: list[Any] = self._env._queue
        self._numbers = self._env._eid
        self._usual = usual
        self._line: deque[Any] = deque()

    def now(self) -> int:
        """The time in milliseconds since the start."""
        return self._env._now  # type: ignore[return-value]  # the property costs twice as much

    def start(self, process: Process) -> None:
        """Begin to run a process, at this very time."""
        heappush(self._queue, (self._env._now, NORMAL, next(self._numbers), process.send))

    def _go_on(self, send: Callable[[None], int | Subscribe]) -> None:
        """Let the process that this belongs to go on, at this very time."""
        heappush(self._queue, (self._env._now, NORMAL, next(self._numbers), send))

    def run(self, until: int) -> None:
        """Let time pass until so many milliseconds after the start."""
        env, queue, numbers = self._env, self._queue, self._numbers
        line, usual = self._line, self._usual
        heappush(queue, (until, BEFORE_ALL, BEFORE_ALL, None))
        while True:
            now, _, _, send = line.popleft() if line and line[0] < queue[0] else heappop(queue)
            env._now = now
            if send is None:
                return
            try:
                wanted = send(None)
            except StopIteration:
                continue
            if wanted == usual:
                line.append((now + wanted, NORMAL, next(numbers), send))
            elif type(wanted) is int:
                heappush(queue, (now + wanted, NORMAL, next(numbers), send))
            else:
                wanted(partial(self._go_on, send))


def simulate(cast: Cast, progress: Progress | None = None) -> EventLog:
    """Let the cast act until the scenario's end. Returns the log, complete.

    `progress` is told now and then which share of the time has passed, from 0 to 1.
    """
    clock = SimpyClock(usual_ticks(cast.scenario.network.latency))
    for process in processes(cast, clock):
        clock.start(process)
    end = round(cast.scenario.until * TICKS_PER_SECOND)
    with no_garbage_collection():
        for pause in sorted({-(-end * step // STEPS) for step in range(1, STEPS + 1)}):
            clock.run(pause)
            if progress is not None:
                progress(pause / end)
    cast.log.append((cast.scenario.until, "engine", "end"))
    return cast.log.taken()
