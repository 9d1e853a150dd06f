"""How long a message is on its way."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import repeat
from random import Random
from statistics import NormalDist

from simulator.durations import Seconds
from simulator.settings import Settings

Ticks = Callable[[], int]
"""Draws how many milliseconds the next message takes."""
TICKS_PER_SECOND = 1000


@dataclass(frozen=True, kw_only=True)
class Constant(Settings):
    """Every message takes the same time."""

    delay: Seconds = 0.04

    def ticks(self, random: Random) -> Ticks:
        """A drawer of delays, in milliseconds."""
        return repeat(round(self.delay * TICKS_PER_SECOND)).__next__


@dataclass(frozen=True, kw_only=True)
class Uniform(Settings):
    """Any time between two bounds, each as likely."""

    low: Seconds
    high: Seconds

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("low is above high")

    def ticks(self, random: Random) -> Ticks:
        """A drawer of delays, in milliseconds."""
        low, width, draw = self.low, self.high - self.low, random.random
        return lambda: round((low + width * draw()) * TICKS_PER_SECOND)


@dataclass(frozen=True, kw_only=True)
class Lognormal(Settings):
    """Mostly near the median, now and then much longer, as real networks are.

    `spread` is the standard deviation of the logarithm: 0.5 makes one message in
    twenty take 2.3 times the median or more.
    """

    median: Seconds
    spread: float = 0.5

    def __post_init__(self) -> None:
        if not 0 <= self.spread <= 5:
            raise ValueError("spread must be from 0 to 5")

    def ticks(self, random: Random) -> Ticks:
        """A drawer of delays, in milliseconds."""
        draw, quantile = random.random, NormalDist(0.0, self.spread or 1e-9).inv_cdf
        # inv_cdf takes the open interval; random() may give 0.
        return lambda: round(
            self.median * math.exp(quantile(draw() or 2.0**-53)) * TICKS_PER_SECOND
        )


def longest(latency: Latency) -> float:
    """No message takes longer than this, in seconds."""
    match latency:
        case Constant(delay=delay):
            return delay
        case Uniform(high=high):
            return high
        case Lognormal(median=median, spread=spread):
            # The last number below 1 that random() gives lies 8.21 standard deviations out.
            return median * math.exp(spread * 8.3)


def usual_ticks(latency: Latency) -> int | None:
    """How many milliseconds every message takes, None if one takes longer than another."""
    return round(latency.delay * TICKS_PER_SECOND) if isinstance(latency, Constant) else None


class Losses:
    """Draws which of one sender's messages get lost, on the way out and on the way back."""

    def __init__(
        self, requests: float, responses: float, servers: Collection[str], random: Random
    ) -> None:
        self._chances = requests, responses
        self._servers = servers
        self._draw = random.random

    def request(self, to: str) -> bool:
        """True if a request to this server is lost."""
        return to in self._servers and self._draw() < self._chances[0]

    def response(self, to: str) -> bool:
        """True if a response of this server is lost."""
        return to in self._servers and self._draw() < self._chances[1]


Latency = Constant | Uniform | Lognormal
LATENCIES: dict[str, type[Latency]] = {
    "constant": Constant,
    "uniform": Uniform,
    "lognormal": Lognormal,
}
