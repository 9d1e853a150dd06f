"""Checks: a closed form, and how a run's value is held against it."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from statistics import fmean
from typing import Any
from zlib import crc32

from simulator.lab.distributions import normal_quantile, student_cdf
from simulator.lab.samples import Pairs, Sample
from simulator.lab.seeds import seeds
from simulator.lab.tables import text_table
from simulator.world.reading import assign
from simulator.world.run import run
from simulator.world.scenario import Scenario

FALSE_ALARMS = 0.01
"""How often a whole family of checks may fail although everything is right."""
LARGEST = 38.0
"""Any z beyond is given as this: the chance is 0 in floating point."""


@dataclass(frozen=True)
class Check:
    """One quantity of a scenario, as theory has it and as a run gives it."""

    name: str
    form: float
    """What theory says."""
    sample: Sample
    """What the run says: independent pairs, see samples."""
    by: str
    """The function of `theory` that gave the form, and what it was given."""


@dataclass(frozen=True)
class Study:
    """A scenario with all that is checked in it."""

    name: str
    title: str
    content: Mapping[str, Any]
    """What its YAML file would say."""
    checks: tuple[Check, ...]
    runs: int = 1
    """How many runs there are, each with a seed of its own."""

    @property
    def seed(self) -> int:
        """A seed of its own too: on common random numbers studies would err together."""
        return crc32(self.name.encode())

    def results(
        self, settings: Mapping[str, Any] | None = None, seed: int | None = None
    ) -> list[Result]:
        """Run it and hold every check against it.

        `settings` changes the scenario behind theory's back: then checks should fail.
        """
        content: dict[str, Any] = copy.deepcopy(dict(self.content))
        for name, value in (settings or {}).items():
            assign(content, name, value)
        scenario = Scenario.model_validate(content)
        pairs: list[Pairs] = [[] for _ in self.checks]
        for one in islice(seeds(self.seed if seed is None else seed), self.runs):
            made = run(scenario, seed=one)
            for found, check in zip(pairs, self.checks, strict=True):
                found += check.sample(made)
        return [
            compared(self.name, check, found)
            for check, found in zip(self.checks, pairs, strict=True)
        ]


@dataclass(frozen=True)
class Result:
    """Run and theory side by side."""

    study: str
    check: Check
    value: float
    error: float
    """The value's standard error."""
    number: int
    """Of how many independent pairs."""
    z: float = field(compare=False)
    """How far the run is from theory, in standard errors of a normal distribution."""


def compared(study: str, check: Check, pairs: Pairs) -> Result:
    """Hold a sample against its form: the mean, or the ratio of two sums (delta method)."""
    number = len(pairs)
    if number == 0:
        return Result(study, check, math.nan, math.nan, 0, LARGEST)
    below = fmean(b for _, b in pairs)
    value = fmean(a for a, _ in pairs) / below if below else math.nan
    rests = [a - value * b for a, b in pairs]
    spread = math.sqrt(math.fsum(rest * rest for rest in rests) / max(1, number - 1))
    error = spread / math.sqrt(number) / below if below else math.nan
    return Result(study, check, value, error, number, z_of(value - check.form, error, number))


def z_of(difference: float, error: float, number: int) -> float:
    """The z-score of a difference: Student's t, at the same chance on the normal curve.

    Without any spread it is 0 if there is no difference to speak of, else `LARGEST`.
    """
    if math.isnan(difference) or math.isnan(error):
        return LARGEST
    if error <= 1e-12 * max(1.0, abs(difference)):
        return 0.0 if abs(difference) < 1e-9 else math.copysign(LARGEST, difference)
    t = difference / error
    if number > 2000:
        return max(-LARGEST, min(LARGEST, t))
    beyond = student_cdf(-abs(t), max(1, number - 1))
    if beyond < 1e-15:
        return math.copysign(min(LARGEST, abs(t)), t)
    return math.copysign(-normal_quantile(beyond), t)


def critical_z(checks: int, false_alarms: float = FALSE_ALARMS) -> float:
    """The |z| that one of so many checks may reach with this chance in all, if all is right.

    Šidák's: each may err with a chance of 1 - (1 - false_alarms)^(1/checks). That is exact for
    independent checks and on the safe side for such as share a run and go up and down together.
    """
    each = -math.expm1(math.log1p(-false_alarms) / checks)
    return normal_quantile(1 - each / 2)


def results_table(results: Iterable[Result], critical: float) -> str:
    """Run, form and z of every check, with a word where they disagree."""
    rows = [
        [f"{each.study}: {each.check.name}", f"{each.value:.5g}", f"{each.error:.2g}",
         f"{each.check.form:.5g}", f"{each.z:+.2f}", "" if abs(each.z) <= critical else "DIFFERS"]
        for each in results
    ]  # fmt: skip
    return text_table(["check", "run", "± error", "form", "z", ""], rows)


def check(
    name: str, by: Callable[..., float], sample: Sample, *given: float, **more: float
) -> Check:
    """A check whose form is that function of these numbers."""
    said = ", ".join([*(f"{each:g}" for each in given), *(f"{k}={v:g}" for k, v in more.items())])
    return Check(name, by(*given, **more), sample, f"{by.__name__}({said})")
