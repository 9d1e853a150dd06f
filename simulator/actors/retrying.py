"""Asking the auth server again when it is in trouble: how often, and after what pause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from simulator.actors.actions import Send, Steps, Wait
from simulator.actors.messages import Request, Response
from simulator.actors.session import Session
from simulator.durations import Seconds
from simulator.settings import Settings

Backoff = Callable[[int, Random], float]
"""backoff(attempt, random): seconds to wait after so many failed attempts, from 1; `random` is the
client's own. What a server asked for (Retry-After) comes on top."""
MeansLogout = Callable[[Response], Any]
"""means_logout(answer): whether this answer to a renewal says that the session is over."""


@dataclass(frozen=True, kw_only=True)
class Retry(Settings):
    """Attempts, and exponential back-off between them. Lengths of time in seconds."""

    attempts: int | None = 3
    """How often a request is sent in all; None: until it is answered."""
    first: Seconds = 1.0
    """The pause after the first failure."""
    factor: float = 2.0
    """How much longer each further pause is."""
    cap: Seconds = 30.0
    """The longest pause."""
    jitter: Literal["full", "none"] = "full"
    """full: each pause is drawn between nothing and its full length."""
    respects_retry_after: bool = True
    """Whether to wait at least as long as the server asks for (RFC 9110 10.2.3)."""

    def __post_init__(self) -> None:
        if self.attempts is not None and self.attempts < 1:
            raise ValueError("attempts must be at least 1")
        if not 1 <= self.factor <= 100:
            raise ValueError("factor must be from 1 to 100")
        if not 0.001 <= self.first <= self.cap:
            raise ValueError("first must be at least 1 ms and not above cap")

    def pause(
        self, failures: int, answer: Response, random: Random, backoff: Backoff | None = None
    ) -> float:
        """Seconds to wait after this many failures, the last of which was `answer`.

        `backoff` is somebody else's rule for it.
        """
        pause = (backoff or self.backoff)(failures, random)
        # The back-off comes on top: else all who were told the same come back at once.
        return pause + (retry_after(answer) if self.respects_retry_after else 0.0)

    def backoff(self, failures: int, random: Random) -> float:
        """Our own rule, in seconds."""
        pause = min(self.cap, self.first * self.factor ** min(failures - 1, 100))
        return pause * random.random() if self.jitter == "full" else pause


def retry_after(answer: Response) -> float:
    """For how many seconds the server asks to be left alone, 0 if it does not say."""
    text = str(answer.headers.get("Retry-After", ""))
    return float(text) if text.isascii() and text.isdigit() else 0.0


def may_pass(answer: Response) -> bool:
    """True for a failure that says nothing about the tokens: no answer, 429, 5xx."""
    return answer.status in (0, 429) or answer.status >= 500


def asked_patiently(
    session: Session,
    request: Callable[[], Request | None],
    retry: Retry,
    again: Callable[[Response], bool] = may_pass,
) -> Steps:
    """Send a request to the auth server until the answer is final or patience ends.

    `request` gives it anew for each attempt, or None when there is nothing to ask any more.
    Returns the last answer, or None.
    """
    failures = 0
    while (message := request()) is not None:
        answer: Response = yield Send("auth_server", message)
        if not again(answer):
            return answer
        failures += 1
        if failures == retry.attempts:
            return answer
        pause = retry.pause(failures, answer, session.random, session.backoff)
        yield Wait(session.now + pause)
    return None
