"""Renewing by a timer in the background, as JavaScript's `setTimeout` does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.actors.actions import Signal, Steps, Wait, WaitFor
from simulator.actors.getting_tokens import get_other_token
from simulator.actors.session import Session
from simulator.durations import Seconds
from simulator.settings import Settings

if TYPE_CHECKING:
    from simulator.actors.app import Life

SHORTEST = 0.001
"""What a timer of no time, or less, takes (seconds)."""
LIMIT_32_BIT = 2147483.647
"""The longest timer: 2^31 - 1 milliseconds, in seconds; that is 24.8 days."""


@dataclass(frozen=True, kw_only=True)
class Timer(Settings):
    """What the timer does in a sleep, and with more time than it can hold."""

    stands_still: bool = True
    """Whether it stops while the machine sleeps, and rings that much later."""
    limit: Seconds = LIMIT_32_BIT
    """The longest time that it takes; beyond that it rings at once."""
    clamp: bool = True
    """Whether the app sets a longer time in several pieces."""


def renew_by_timer(life: Life) -> Steps:
    """Renew each access token when the timer rings, without end. Never logs in: nobody is there."""
    session, timer = life.session, life.app.timer
    while True:
        token = session.access_token
        moment = math.inf if token is None else life.renews_at()
        if moment == math.inf:
            yield from tokens_come(session)
            continue
        yield from ring(session, timer, moment - session.now)
        early = not session.has_come(moment)
        if session.access_token is not token or (timer.clamp and early):
            continue
        renewed = yield from get_other_token(life, token, may_log_in=False)
        if not renewed and session.access_token is not None:
            yield Wait(session.now + life.app.retry.cap)


def ring(session: Session, timer: Timer, delay: float) -> Steps:
    """Wait for a timer that is set to so many seconds."""
    delay = max(delay, SHORTEST)
    if delay > timer.limit:
        delay = timer.limit if timer.clamp else SHORTEST
    if not timer.stands_still:
        yield Wait(session.now + delay)
        return
    rings = session.awake + delay
    while (left := rings - session.awake) > 0.6 * SHORTEST:
        yield Wait(session.now + left)


def tokens_come(session: Session) -> Steps:
    """Wait until tokens are stored, in whichever tab."""
    tokens = session.tokens
    if tokens.awaited is None:
        tokens.awaited = Signal()
    yield WaitFor(tokens.awaited)
