"""Estimates: a mean with the interval in which the true one is to be expected."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from simulator.lab.distributions import student_quantile
from simulator.lab.errors import LabError


@dataclass(frozen=True)
class Estimate:
    """The mean of independent replications, and how far from it the true mean may be."""

    mean: float
    half_width: float
    """Half the length of the confidence interval; infinite for a single replication."""
    confidence: float
    """How many of such intervals hold the true mean, in the long run: 0.95."""
    replications: int
    deviation: float
    """The standard deviation from one replication to the next."""

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return self.mean + self.half_width

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def __str__(self) -> str:
        return f"{figures(self.mean, self.half_width)} ± {figures(self.half_width)}"


def estimate(values: Sequence[float], confidence: float = 0.95) -> Estimate:
    """The mean of independent values with its Student-t interval.

    It takes the mean for normally distributed, which is safe for a mean of many clients and of
    ten replications or more, and less so for a few rare events.
    Raises LabError without values, or for a confidence that is no share.
    """
    check_confidence(confidence)
    if not values:
        raise LabError("an estimate needs at least one value")
    number = len(values)
    if number == 1:
        return Estimate(float(values[0]), math.inf, confidence, 1, math.nan)
    deviation = stdev(values)
    quantile = student_quantile((1 + confidence) / 2, number - 1)
    half_width = quantile * deviation / math.sqrt(number)
    return Estimate(fmean(values), half_width, confidence, number, deviation)


def check_confidence(confidence: float) -> None:
    """Raise LabError unless it is a share between 0 and 1."""
    if not 0 < confidence < 1:
        raise LabError(f"confidence: found {confidence!r}, allowed is a number between 0 and 1")


def figures(value: float, precision: float | None = None) -> str:
    """A number with two significant figures, or as many as its precision makes sense of."""
    if not math.isfinite(value):
        return str(value)
    leading = value if precision is None or not math.isfinite(precision) else precision
    if leading == 0:
        return f"{value:g}"
    places = max(0, 1 - math.floor(math.log10(abs(leading))))
    return f"{value:.{places}f}"
