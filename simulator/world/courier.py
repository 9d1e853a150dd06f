"""Carries one sender's requests where it takes more than the way there and back.

A message may get lost, the server may need time, and whoever sent the request has only
so much patience. A request ends with its answer or, when patience ends, with `NO_ANSWER`;
the server goes on with its work all the same, and what it answers then reaches nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from simulator.actors.actions import Signal, Steps
from simulator.actors.messages import NO_ANSWER, Request, Response, request_line
from simulator.events import EventLog
from simulator.world.clock import Clock, Process
from simulator.world.network import TICKS_PER_SECOND, Losses, Ticks

if TYPE_CHECKING:
    from simulator.world.client_clock import Hours
    from simulator.world.host import Host

NETWORK = "network"


class Courier:
    """One sender's way to the servers."""

    def __init__(
        self,
        name: str,
        hosts: Mapping[str, Host],
        log: EventLog,
        clock: Clock,
        *,
        draw_delay: Ticks,
        patience: int,
        losses: Losses | None = None,
    ) -> None:
        self.name = name
        self.hosts = hosts
        self.log = log.append
        self.clock = clock
        self.draw_delay = draw_delay
        self.patience = patience
        """How long the sender waits for an answer, in milliseconds."""
        self.losses = losses
        self.hours: Hours | None = None
        """When the sender's machine sleeps; None: never."""

    def exchange(self, to: str, request: Request, number: int, who: str) -> Process:
        """One request, from its sending to its end. Returns what `answered` returns."""
        sent = self.clock.now()
        self._note(who, "request", number, 0, request_line(request))
        return (yield from self.answered(self._there(to, request, number), sent, number, who))

    def rest_of_exchange(
        self, to: str, request: Request, steps: Steps, number: int, who: str, sent: int
    ) -> Process:
        """The same, for a request that has reached the server and begun to take time there."""
        work = self._back(to, self.hosts[to].finish(request, steps), number)
        return (yield from self.answered(work, sent, number, who))

    def answered(self, work: Process, sent: int, number: int, who: str) -> Process:
        """Wait for an answer that is on its way. Returns it, NO_ANSWER, or a mistake.

        A mistake is the TypeError that a request deserves which no server can read.
        """
        answer = yield from self._patiently(work, sent + self.patience)
        if self.hours is not None and isinstance(answer, Response):
            answer = yield from self._on_waking(self.hours, answer, number)
        if isinstance(answer, Response):
            self._note(who, "response", number, answer.status, answer.error)
        return answer

    def _on_waking(self, hours: Hours, answer: Response, number: int) -> Process:
        """What the sender has of an answer: nothing, and late, if its machine was asleep."""
        tick = self.clock.now()
        wakes = hours.wakes(tick / TICKS_PER_SECOND)
        if wakes is None:
            return answer
        if answer is not NO_ANSWER:
            self._note(NETWORK, "lost", number, 0, "response")
        yield round(wakes * TICKS_PER_SECOND) - tick
        return NO_ANSWER

    def _there(self, to: str, request: Request, number: int) -> Process:
        """To the server and back again. Returns None if one of the messages got lost."""
        losses = self.losses
        if losses is not None and losses.request(to):
            self._note(NETWORK, "lost", number, 0, "request")
            return None
        if delay := self.draw_delay():
            yield delay
        work = self.hosts[to].serve(request, (self.name, number))
        return (yield from self._back(to, work, number))

    def _back(self, to: str, work: Process, number: int) -> Process:
        """Let the server work, and carry its answer back."""
        answer = yield from work
        if not isinstance(answer, Response):
            return answer
        if self.losses is not None and self.losses.response(to):
            self._note(NETWORK, "lost", number, 0, "response")
            return None
        if delay := self.draw_delay():
            yield delay
        return answer

    def _patiently(self, work: Process, deadline: int) -> Process:
        """Do this work until it is over, or leave it to itself at the deadline."""
        clock = self.clock
        while True:
            try:
                wanted = next(work)
            except StopIteration as end:
                if end.value is not None:
                    return end.value
                break
            if not isinstance(wanted, int):
                return (yield from self._raced(continued(wanted, work), deadline))
            if clock.now() + wanted > deadline:
                clock.start(continued(wanted, work))
                break
            yield wanted
        if left := deadline - clock.now():
            yield left
        return NO_ANSWER

    def _raced(self, work: Process, deadline: int) -> Process:
        """The same for work of which nobody knows when it will go on."""
        over = Signal()
        results: list[Any] = []

        def finish() -> Process:
            results.append((yield from work))
            if results[0] is not None:
                over.fire()

        def alarm() -> Process:
            if left := deadline - self.clock.now():
                yield left
            over.fire()

        self.clock.start(finish())
        self.clock.start(alarm())
        yield over.when_fired
        return NO_ANSWER if not results or results[0] is None else results[0]

    def _note(self, actor: str, kind: str, number: int, status: int, detail: str) -> None:
        """Write a row about one of this sender's exchanges, at this moment."""
        now = self.clock.now() / TICKS_PER_SECOND
        if detail:
            self.log((now, actor, kind, self.name, number, status, "", detail))
        else:
            self.log((now, actor, kind, self.name, number, status))


def continued(wanted: Any, work: Process) -> Process:
    """A process that was advanced to where it wants something, from there on."""
    yield wanted
    return (yield from work)
