"""What a client, or a server that needs time, yields: what it wants to do next.

A generator of such actions is driven from outside: by the engine, by a plain loop in a test
(`settled`), or over real HTTP. A client is sent the answer; a server, which has no clock of its
own, is sent `(now, answer)`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any, NamedTuple

from simulator.actors.messages import Request, Response


class Send(NamedTuple):
    """Deliver a request to "backend" or "auth_server"; the answer is the value of `yield`."""

    to: str
    request: Request
    by: str = ""
    """Who sends it in the client's place, such as the person's browser."""


class Wait(NamedTuple):
    """Do nothing until this moment (seconds); a moment that has passed costs no time."""

    until: float


class Together(tuple[Any, ...]):
    """Run several generators at once; the value of `yield` is the list of what they return."""

    __slots__ = ()

    def __new__(cls, *tasks: Generator[Any, Any, Any]) -> Together:
        return super().__new__(cls, tasks)


class Signal:
    """Something that several generators can wait for, and one of them lets happen."""

    __slots__ = ("_wake", "fired")

    def __init__(self) -> None:
        self.fired = False
        self._wake: list[Callable[[], None]] = []

    def fire(self) -> None:
        """Wake all who wait for it; who comes later does not wait at all."""
        self.fired = True
        waiting, self._wake = self._wake, []
        for wake in waiting:
            wake()

    def when_fired(self, wake: Callable[[], None]) -> None:
        """For the driver: call `wake` when it fires, or now if that is past."""
        if self.fired:
            wake()
        else:
            self._wake.append(wake)


class WaitFor(NamedTuple):
    """Do nothing until this signal has fired."""

    signal: Signal


Action = Send | Wait | Together | WaitFor
Steps = Generator[Action, Any, Any]


def settled(
    outcome: Response | Steps,
    now: float,
    servers: Mapping[str, Callable[[Request, float], Response | Steps]] | None = None,
) -> tuple[Response, float]:
    """A server's answer and when it came (seconds), by plain calls and without a network.

    `outcome` is what `handle` gave: an answer, or the steps that lead to one. For unit
    tests, and for whoever speaks to one server at a time: a `WaitFor` whose signal has
    not fired would wait for ever, so it raises RuntimeError.
    """
    if isinstance(outcome, Response):
        return outcome, now
    said: Any = None
    while True:
        try:
            action = outcome.send(said)
        except StopIteration as end:
            return end.value, now
        answer: Any = None
        if isinstance(action, Wait):
            now = max(now, action.until)
        elif isinstance(action, Send):
            answer, now = settled((servers or {})[action.to](action.request, now), now, servers)
        elif not (isinstance(action, WaitFor) and action.signal.fired):
            raise RuntimeError(f"nobody is there who could let this happen: {action!r}")
        said = (now, answer)
