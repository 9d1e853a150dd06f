"""Stop a verifier that does not come back.

An interval timer raises in whatever line is running, so it works on the main thread of systems
that have such timers; elsewhere there is no limit. A single long call into C is stopped when
it is over.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

REPEAT = 0.01
"""Seconds between one attempt to stop the code and the next: `except:` may have caught the last."""


class TooLong(BaseException):
    """The verifier ran longer than it may. No Exception, so that `except Exception` lets it by."""


def limited(function: Callable[[], T], seconds: float) -> T:
    """Call the function and return its result; TooLong after so many seconds.

    Timers and handlers of others are left as they were; a timer of theirs that rings earlier
    than ours would is left to do the work.
    """
    if not can_limit():
        return function()
    waiting, interval = signal.getitimer(signal.ITIMER_REAL)
    if 0 < waiting <= seconds:
        return function()
    alarm = Alarm()
    handler = signal.signal(signal.SIGALRM, alarm.ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, REPEAT)
    try:
        return guarded(function)
    finally:
        left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL if handler is None else handler)
        if waiting:
            spent = seconds + alarm.rings * REPEAT if alarm.rings else seconds - left
            signal.setitimer(signal.ITIMER_REAL, max(waiting - spent, 1e-6), interval)


def can_limit() -> bool:
    """True where there is a timer that can be used."""
    main = threading.current_thread() is threading.main_thread()
    return hasattr(signal, "setitimer") and main


def guarded(function: Callable[[], T]) -> T:
    """Call the function: only what runs below this frame may be stopped."""
    return function()


class Alarm:
    """Raises TooLong below `guarded`, as often as it rings."""

    def __init__(self) -> None:
        self.rings = 0

    def ring(self, _signal: int, frame: FrameType | None) -> None:
        self.rings += 1
        while frame is not None:
            if frame.f_code is guarded.__code__:
                raise TooLong
            frame = frame.f_back
