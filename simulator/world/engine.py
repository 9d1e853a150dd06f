"""The engine: runs a scenario's clients on SimPy's clock. No other module imports SimPy.

The clock counts whole milliseconds. Ten waits of 0.1 s end at 1 s and not a hair
before it, so "now == exp" means what it says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import simpy
from simpy.events import NORMAL

from simulator.events import EventLog
from simulator.memory import no_garbage_collection
from simulator.world.cast import Cast
from simulator.world.conversation import Conversation, Process
from simulator.world.network import TICKS_PER_SECOND

Progress = Callable[[float], None]
STEPS = 100


class SimpyClock:
    """Runs processes in a SimPy environment, each with one timer that is set again and again.

    A timer is a SimPy event that goes back on the heap after it has happened. That is
    much cheaper than a new Timeout for each of a client's thousand sleeps.
    """

    def __init__(self) -> None:
        self.env = simpy.Environment(initial_time=0)

    def now(self) -> int:
        """The time in milliseconds since the start."""
        return self.env._now  # type: ignore[return-value]  # the property costs twice as much

    def start(self, process: Process) -> None:
        """Begin to run a process, at this very time."""
        schedule, resume_with = self.env.schedule, process.send
        timer = self.env.timeout(0)

        def wake() -> None:
            timer.callbacks = on_time
            schedule(timer)

        def resume(_: simpy.Event) -> None:
            try:
                wanted = resume_with(None)
            except StopIteration:
                return
            if isinstance(wanted, int):
                timer.callbacks = on_time
                schedule(timer, NORMAL, wanted)
            else:
                wanted(wake)

        on_time: list[Callable[[Any], None]] = [resume]
        timer.callbacks = on_time

    def run(self, until: int) -> None:
        """Let time pass until so many milliseconds after the start."""
        self.env.run(until=until)


def simulate(cast: Cast, progress: Progress | None = None) -> EventLog:
    """Let the cast act until the scenario's end. Returns the log, complete.

    `progress` is told now and then which share of the time has passed, from 0 to 1.
    """
    clock = SimpyClock()
    for part in cast.parts:
        clock.start(Conversation(part, cast.servers, cast.log, clock).run())
    end = round(cast.scenario.until * TICKS_PER_SECOND)
    with no_garbage_collection():
        for pause in sorted({-(-end * step // STEPS) for step in range(1, STEPS + 1)}):
            clock.run(pause)
            if progress is not None:
                progress(pause / end)
    cast.log.append((cast.scenario.until, "engine", "end"))
    return cast.log
