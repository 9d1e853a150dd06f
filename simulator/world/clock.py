"""What the world needs of a clock, and what a process on it is."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Protocol

from simulator.world.network import TICKS_PER_SECOND

Subscribe = Callable[[Callable[[], None]], None]
"""Takes the function that wakes whoever waits."""
Process = Generator[int | Subscribe, None, Any]
"""Yields how many milliseconds to sleep, or whom to give the function that wakes it."""


class Clock(Protocol):
    """What makes time pass."""

    def now(self) -> int:
        """The time in milliseconds since the start."""

    def start(self, process: Process) -> None:
        """Begin to run a process, at this very time."""


def in_ticks(until: Any) -> int | None:
    """A moment in milliseconds, None for what is no finite number of seconds."""
    try:
        return int(until * TICKS_PER_SECOND + 0.5)
    except (TypeError, ValueError, OverflowError):
        return None
