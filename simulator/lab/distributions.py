"""The few distributions that experiments need, written out so that learners need no SciPy."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist


def gamma_cdf(k: int, x: float) -> float:
    """P(k, x) for a whole k: the chance of k or more events where x are expected.

    It is the regularised lower incomplete gamma function; 0 for x <= 0.
    """
    if x <= 0:
        return 0.0
    if k <= 0:
        return 1.0
    # Summed on the side with the smaller terms, so that nothing cancels.
    if x < k:
        return poisson_tail(k, x)
    logs = (n * math.log(x) - x - math.lgamma(n + 1) for n in range(k))
    return max(0.0, 1.0 - math.fsum(map(math.exp, logs)))


def poisson_tail(k: int, x: float) -> float:
    """The chance of k or more events where x < k are expected."""
    term = math.exp(k * math.log(x) - x - math.lgamma(k + 1))
    total, n = 0.0, k
    while term > total * 1e-17:
        total += term
        n += 1
        term *= x / n
    return total


def normal_quantile(share: float) -> float:
    """The number of standard deviations below which this share of a normal distribution lies."""
    return NormalDist().inv_cdf(share)


@lru_cache(maxsize=1024)
def student_quantile(share: float, freedom: int) -> float:
    """The value below which this share of Student's t lies, for `freedom` degrees of freedom.

    Raises ValueError unless 0 < share < 1 and freedom >= 1.
    """
    if not 0 < share < 1 or freedom < 1:
        raise ValueError("a share is between 0 and 1, and there is at least 1 degree of freedom")
    if share < 0.5:
        return -student_quantile(1 - share, freedom)
    low, high = 0.0, 1.0
    while student_cdf(high, freedom) < share:
        high *= 2
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if student_cdf(middle, freedom) < share else (low, middle)
        if middle in (low, high) and high - low <= math.ulp(high):
            break
    return (low + high) / 2


def student_cdf(t: float, freedom: int) -> float:
    """The share of Student's t below `t`: a finite sum, in the angle whose tangent is t/sqrt(n)
    (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    angle = math.atan(t / math.sqrt(freedom))
    cosine = math.cos(angle)
    if freedom % 2:
        term, total = cosine, 0.0
        for n in range(1, freedom - 1, 2):
            total += term
            term *= cosine * cosine * (n + 1) / (n + 2)
        between = 2 / math.pi * (angle + math.sin(angle) * total)
    else:
        term, total = 1.0, 0.0
        for n in range(0, freedom, 2):
            total += term
            term *= cosine * cosine * (n + 1) / (n + 2)
        between = math.sin(angle) * total
    return 0.5 + between / 2
