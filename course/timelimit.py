"""Stop a learner's code that does not end.

On the main thread a repeating interval timer raises in whatever line is running. Where
there is no such timer (another thread, Windows, Pyodide) `sys.monitoring` does, from
Python 3.12 on: it stops loops and recursion, but not a single long call such as
`time.sleep`. Where there is neither, the code runs without a limit.
"""

from __future__ import annotations

import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, TypeVar

from course.explain import is_learners

T = TypeVar("T")

REPEAT = 0.01
"""Seconds between one attempt to stop the code and the next."""


class TimeIsUp(BaseException):
    """The code ran longer than `seconds`; `frames` is (file name, line number), innermost first.

    Not an `Exception`, so that a learner's `except Exception` lets it through.
    """

    def __init__(self, seconds: float, frames: tuple[tuple[str, int], ...] = ()) -> None:
        super().__init__(seconds, frames)
        self.seconds = seconds
        self.frames = frames


def run_limited(function: Callable[[], T], seconds: float | None) -> T:
    """Call `function` and return its result; raise `TimeIsUp` after `seconds` (None: no limit).

    Leaves timers, signal handlers and trace functions as they were.
    """
    if seconds is None:
        return function()
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        return _Alarm(seconds).run(function)
    if hasattr(sys, "monitoring"):
        return _Watch(seconds).run(function)
    return function()


def can_limit() -> bool:
    """Can code on the main thread be stopped here?"""
    return hasattr(signal, "setitimer") or hasattr(sys, "monitoring")


def _guarded(function: Callable[[], T]) -> T:
    """Call `function`: only what runs below this frame may be stopped."""
    return function()


def _below_guard(frame: FrameType | None) -> list[FrameType]:
    """The frames from `frame` up to `_guarded`; none if `_guarded` is not running."""
    frames: list[FrameType] = []
    while frame is not None:
        if frame.f_code is _guarded.__code__:
            return frames
        frames.append(frame)
        frame = frame.f_back
    return []


def _places(frames: list[FrameType]) -> tuple[tuple[str, int], ...]:
    return tuple((frame.f_code.co_filename, frame.f_lineno) for frame in frames)


class _Alarm:
    """The limit by interval timer; the place that is told is that of the first attempt.

    A bare `except:` around the line that is interrupted swallows the exception. So from the
    second attempt on a trace function raises once more, a few lines later and with another
    alarm close behind: sooner or later one of them falls outside every `try`.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.attempts = 0
        self.places: tuple[tuple[str, int], ...] = ()
        self.dice = random.Random(0)

    def run(self, function: Callable[[], T]) -> T:
        trace = sys.gettrace()
        handler = signal.signal(signal.SIGALRM, self.ring)
        started = time.monotonic()
        waiting, interval = signal.setitimer(signal.ITIMER_REAL, self.seconds, REPEAT)
        try:
            return _guarded(function)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            sys.settrace(trace)
            signal.signal(signal.SIGALRM, handler)
            if waiting:
                left = waiting - (time.monotonic() - started)
                signal.setitimer(signal.ITIMER_REAL, max(left, 1e-6), interval)

    def ring(self, _signal: int, frame: FrameType | None) -> None:
        frames = _below_guard(frame)
        if not frames:
            return
        self.attempts += 1
        self.places = self.places or _places(frames)
        if self.attempts > 1:
            tracer = self.tracer(lines=self.dice.randint(1, 12))
            for each in frames:
                each.f_trace = tracer
            sys.settrace(tracer)
        raise TimeIsUp(self.seconds, self.places)

    def tracer(self, lines: int) -> Callable[[FrameType, str, Any], Any]:
        """A trace function that raises after `lines` more lines."""
        left = lines

        def trace(frame: FrameType, event: str, _value: Any) -> Any:
            nonlocal left
            if not (is_learners(frame.f_code.co_filename) and _below_guard(frame)):
                return None
            if event == "line":
                left -= 1
                if left <= 0:
                    soon = self.dice.uniform(2e-6, 2e-4)
                    signal.setitimer(signal.ITIMER_REAL, soon, REPEAT)
                    raise TimeIsUp(self.seconds, self.places)
            return trace

        return trace


class _Watch:
    """The limit by `sys.monitoring`: looks at the clock at every jump and function start."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.deadline = 0.0
        self.thread = 0

    def run(self, function: Callable[[], T]) -> T:
        monitoring: Any = sys.monitoring  # type: ignore[attr-defined,unused-ignore]
        free = [tool for tool in (4, 3, 5, 2, 1) if monitoring.get_tool(tool) is None]
        if not free:
            return function()
        tool = free[0]
        kinds = monitoring.events
        watched = [kinds.JUMP, kinds.PY_START, kinds.PY_RESUME]
        self.thread = threading.get_ident()
        monitoring.use_tool_id(tool, "course time limit")
        try:
            for kind in watched:
                monitoring.register_callback(tool, kind, self.look)
            monitoring.set_events(tool, sum(watched))
            self.deadline = time.monotonic() + self.seconds
            return _guarded(function)
        finally:
            monitoring.set_events(tool, 0)
            for kind in watched:
                monitoring.register_callback(tool, kind, None)
            monitoring.free_tool_id(tool)

    def look(self, _code: CodeType, *_where: int) -> None:
        if time.monotonic() < self.deadline or threading.get_ident() != self.thread:
            return
        frames = _below_guard(sys._getframe(1))
        if frames:
            raise TimeIsUp(self.seconds, _places(frames))
