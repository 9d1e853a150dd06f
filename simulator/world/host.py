"""A server's place in the world: how it gets its requests, and how what it does takes time.

The servers themselves know no clock. One that answers at once is called directly; one that
needs time hands over steps, which its host does for it.
"""

from __future__ import annotations

from typing import Any

from simulator.actors.actions import Send, Steps, Wait, WaitFor
from simulator.actors.auth_server import Origin
from simulator.actors.messages import Request, Response, well_formed
from simulator.world.cast import Handle
from simulator.world.clock import Clock, Process, in_ticks
from simulator.world.courier import Courier
from simulator.world.network import TICKS_PER_SECOND

UNREADABLE = (
    "no server can read this request: method and path are texts,"
    " headers and form are dicts of texts"
)


class Host:
    """Lets one server do its work."""

    direct = True
    """Whether a request that arrives is handled there and then."""

    def __init__(self, server: Any, courier: Courier, clock: Clock, exchanges: int = 0) -> None:
        self.handle: Handle = server.handle
        self.background = getattr(server, "background", None)
        """Starts what the server does besides answering, if there is such a thing."""
        self.courier = courier
        """Carries the server's own requests."""
        self.name, self.log = courier.name, courier.log
        self.clock = clock
        self._exchanges = exchanges

    def serve(self, request: Request, origin: Origin) -> Process:
        """Let a request in that has arrived. Returns the answer, None if none will come.

        For a request that nobody can read it returns the TypeError to be raised at its sender.
        """
        return self.answer(request, origin)

    def answer(self, request: Request, origin: Origin) -> Process:
        """Let the server answer. Returns what `serve` returns."""
        answer = self.at_once(request, self.clock.now() / TICKS_PER_SECOND, origin)
        if isinstance(answer, Response):
            return answer
        return (yield from self.finish(request, answer))

    def at_once(self, request: Request, now: float, origin: Origin) -> Response | Steps | TypeError:
        """The answer, or the steps that lead to it; a TypeError as `serve` returns it."""
        try:
            return self.handle(request, now, origin)
        except Exception:
            if well_formed(request):
                raise
            return TypeError(UNREADABLE)

    def finish(self, request: Request, steps: Steps | TypeError) -> Process:
        """Do the steps that lead to a request's answer. Returns what `serve` returns."""
        if isinstance(steps, TypeError):
            return steps
        try:
            return (yield from self.drive(steps))
        except Exception:
            if well_formed(request):
                raise
            return TypeError(UNREADABLE)

    def drive(self, steps: Steps) -> Process:
        """Do a server's steps until they are over. Returns what they return.

        What they raise is a mistake of the simulator's, not of a client's: it ends the run.
        """
        clock = self.clock
        said: Any = None
        while True:
            try:
                action = steps.send(said)
            except StopIteration as end:
                return end.value
            answer: Any = None
            if isinstance(action, Wait):
                moment = in_ticks(action.until)
                if moment is None:
                    raise TypeError(f"Wait takes a moment in seconds; it got {action.until!r}")
                if (pause := moment - clock.now()) > 0:
                    yield pause
            elif isinstance(action, Send):
                self._exchanges += 1
                answer = yield from self.courier.exchange(
                    action.to, action.request, self._exchanges, action.by or self.name
                )
            elif isinstance(action, WaitFor):
                if not action.signal.fired:
                    yield action.signal.when_fired
            else:
                raise TypeError(f"a server yields Wait, Send or WaitFor; it yielded {action!r}")
            said = (clock.now() / TICKS_PER_SECOND, answer)
