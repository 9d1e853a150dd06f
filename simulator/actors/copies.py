"""A copy of something that the auth server publishes, kept for a while and then read again."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Generator
from typing import Any

from simulator.actors.actions import Action, Send, Signal, WaitFor
from simulator.actors.messages import Request, Response

AUTH_SERVER = "auth_server"

Reading = Generator[Action, Any, float]
"""Steps that return the time when they are over."""


class Copy(ABC):
    """Knows how old it is and when to be read again.

    A reading that fails leaves the copy as it was; how long it may still be used then is
    `stale_if_error` (RFC 5861 4). Its age counts from when it was asked for, so the way of
    the messages makes no copy younger than it is (RFC 9111 4.2.3). Times in seconds.
    """

    def __init__(
        self,
        request: Request,
        *,
        lifetime: float | None,
        stale_if_error: float = 0.0,
        retry_after: float = 0.0,
        single_flight: bool = True,
    ) -> None:
        self.request = request
        self.lifetime = math.inf if lifetime is None else lifetime
        self.stale_if_error = stale_if_error
        self.retry_after = retry_after
        self.single_flight = single_flight
        self.due = 0.0
        """When it is to be read again."""
        self.good_until = 0.0
        """Until when it may be used, should all readings fail."""
        self.asked_at = -math.inf
        """When what it holds now was asked for: its age counts from there."""
        self.read_at = -math.inf
        """When the last reading that went well was over."""
        self.tried_at = -math.inf
        """When the last reading was over, however it went."""
        self.failing = False
        """True if it failed."""
        self._flight: Signal | None = None

    @abstractmethod
    def _take(self, answer: Response, now: float) -> bool:
        """Take over what an answer says. False if it says nothing that can be used."""

    def _before_taking(self, answer: Response, now: float) -> Reading:
        """What else must be read before the answer can be taken over."""
        yield from ()
        return now

    @property
    def under_way(self) -> bool:
        """True while somebody reads it, whose reading others may share."""
        return self._flight is not None

    def lost(self, now: float) -> bool:
        """True if nothing is there that may be used, and it can't be had either."""
        return self.failing and now >= self.good_until

    def learn(self, answer: Response, asked: float, now: float) -> None:
        """Take an answer to the request that was sent at `asked`."""
        self.tried_at = now
        self.failing = not (answer.ok and self._take(answer, now))
        if self.failing:
            self.due = max(self.due, now + self.retry_after)
        else:
            self.asked_at = asked
            self.due = asked + self.lifetime
            self.good_until = self.due + self.stale_if_error
            self.read_at = now

    def renew(self, now: float) -> Reading:
        """Read what is due again. While somebody reads it, others use it if they may."""
        if self._flight is not None and now < self.good_until:
            return now
        return (yield from self.fetch(now))

    def fetch(self, now: float) -> Reading:
        """Read it, or wait for whoever reads it already."""
        if self._flight is not None:
            now, _ = yield WaitFor(self._flight)
            return now
        flight = Signal()
        if self.single_flight:
            self._flight = flight
        asked = now
        now, answer = yield Send(AUTH_SERVER, self.request)
        if answer.ok:
            now = yield from self._before_taking(answer, now)
        self.learn(answer, asked, now)
        self._flight = None
        flight.fire()
        return now
