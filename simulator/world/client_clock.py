"""A client whose clock is wrong, and whose machine sleeps now and then.

The client reads and waits by its own clock. While its machine sleeps it does nothing, and what
reaches it is lost. A client with a right clock that never sleeps has no such hours at all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from simulator.actors.actions import Steps, Together, Wait
from simulator.actors.client import Client
from simulator.actors.session import Session, Visit
from simulator.durations import Seconds
from simulator.events import EventLog
from simulator.settings import Settings
from simulator.world.clock import Process
from simulator.world.network import TICKS_PER_SECOND


@dataclass(frozen=True, kw_only=True)
class Sleep(Settings):
    """The machine sleeps between two moments of true time, in seconds since the start."""

    from_: Seconds
    until: Seconds

    def __post_init__(self) -> None:
        if self.from_ >= self.until:
            raise ValueError("until must be later than from")


def in_order(sleeps: tuple[Sleep, ...]) -> tuple[Sleep, ...]:
    """The sleeps, one after another. Raises ValueError if two of them touch."""
    if any(one.until >= other.from_ for one, other in pairwise(sleeps)):
        raise ValueError("sleeps are in order of time, with some time awake between them")
    return sleeps


class Hours:
    """One client's clock and its sleeps. Moments without a further word are of true time."""

    def __init__(self, skew: float, sleeps: tuple[Sleep, ...]) -> None:
        self.skew = skew
        self.sleeps = sleeps
        self._starts = [sleep.from_ for sleep in sleeps]
        self._slept = [0.0, *accumulate(sleep.until - sleep.from_ for sleep in sleeps)]

    def wakes(self, now: float) -> float | None:
        """When the sleep ends that this moment falls into, None if it is awake."""
        last = bisect_right(self._starts, now) - 1
        return self.sleeps[last].until if last >= 0 and now < self.sleeps[last].until else None

    def visits(self, visits: Iterator[Visit]) -> Iterator[Visit]:
        """The visits that take place, at moments of the client's clock: nobody uses a machine
        that sleeps."""
        return (
            Visit(visit.at + self.skew, visit.path)
            for visit in visits
            if self.wakes(visit.at) is None
        )

    def keeping(self, client: Client) -> Client:
        """The same client, by these hours."""
        return lambda session: self._steps(session, client(session))

    def _steps(self, session: Session, steps: Any) -> Any:
        """Steps by these hours; what is none is handed on, for others to complain of."""
        return self._drive(session, steps) if isinstance(steps, Generator) else steps

    def _drive(self, session: Session, steps: Steps) -> Steps:
        """Stand between a client and whoever drives it, who knows true time only."""
        result: Any = None
        mistake: Exception | None = None
        while True:
            if (wakes := self.wakes(session.now)) is not None:
                yield Wait(wakes)
            self._set_clock(session)
            try:
                action: Any = steps.send(result) if mistake is None else steps.throw(mistake)
            except StopIteration as end:
                return end.value
            mistake = result = None
            try:
                result = yield self._in_true_time(session, action)
            except Exception as raised:
                mistake = raised

    def _set_clock(self, session: Session) -> None:
        """Let the client read its own clock, where the driver has set true time."""
        session.slept = self._slept[bisect_right(self._starts, session.now)]
        session.now += self.skew

    def _in_true_time(self, session: Session, action: Any) -> Any:
        """What the client wants, in its driver's terms."""
        if isinstance(action, Wait) and isinstance(action.until, int | float):
            return Wait(action.until - self.skew)
        if isinstance(action, Together):
            told = {id(steps): self._steps(session, steps) for steps in action}
            return Together(*(told[id(steps)] for steps in action))
        return action

    def rows(self, actor: str, log: EventLog) -> Iterator[Process]:
        """Processes that write down when the client goes to sleep and when it wakes up.

        One for each row, and all of them to be started before the client: whoever wakes up
        writes that down before anything else.
        """
        for sleep in self.sleeps:
            yield self._row(sleep.from_, "sleep", actor, log)
            yield self._row(sleep.until, "wake", actor, log)

    def _row(self, at: float, kind: str, actor: str, log: EventLog) -> Process:
        if tick := round(at * TICKS_PER_SECOND):
            yield tick
        log.append((at, actor, kind, actor))


def hours_of(skew: float, sleeps: tuple[Sleep, ...]) -> Hours | None:
    """A client's hours, None for a clock that is right and never stops."""
    return Hours(skew, sleeps) if skew or sleeps else None
