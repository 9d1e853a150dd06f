"""Experiments: independent replications of a run, and fair comparisons of settings.

replicate("streaming_week", "logins", replications=20)
replicate("streaming_week", "renewals", half_width=5)
compare("streaming_week", {"month": {}, "day": {"policy.refresh_ttl": "1 d"}}, "logins")
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from simulator.lab.errors import LabError
from simulator.lab.estimates import Estimate, check_confidence, estimate, figures
from simulator.lab.measures import Measure, Wanted, named_measures
from simulator.lab.scenarios import Source, varied
from simulator.lab.seeds import seeds
from simulator.lab.tables import text_table
from simulator.lab.warm_up import check_warm_up
from simulator.lab.workers import Task, check_jobs, results
from simulator.world.engine import Progress
from simulator.world.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

REPLICATIONS = 10
"""How many there are if nobody says how many or how exact."""
MINIMUM, CAP = 10, 1000
"""How many there are at least and at most if somebody says how exact."""


@dataclass(frozen=True)
class Replications:
    """What independent replications of one scenario gave."""

    scenario: str
    seeds: tuple[int, ...]
    values: Mapping[str, tuple[float, ...]]
    """For each measure its values, in the order of the seeds."""
    confidence: float = 0.95
    reached: bool = True
    """False if the cap came before the wanted half-width."""

    def __getitem__(self, measure: str) -> Estimate:
        return estimate(self.values[measure], self.confidence)

    def __len__(self) -> int:
        return len(self.seeds)

    def __str__(self) -> str:
        rows = [[name, *describe(self[name])] for name in self.values]
        interval = f"{self.confidence:.0%} interval"
        title = f"{self.scenario}, {len(self)} replications"
        missed = "" if self.reached else "\nnot as exact as wanted: the cap came first"
        heads = ["measure", "mean", interval, "deviation"]
        return f"{title}\n{text_table(heads, rows)}{missed}"

    __repr__ = __str__

    def frame(self) -> pd.DataFrame:
        """A row for each replication: its seed and its measures."""
        import pandas as pd

        return pd.DataFrame({"seed": self.seeds, **self.values})


def describe(found: Estimate) -> list[str]:
    """Mean, interval and deviation of an estimate, as texts."""
    precision = found.half_width
    interval = f"{figures(found.low, precision)} to {figures(found.high, precision)}"
    return [figures(found.mean, precision), interval, figures(found.deviation)]


def replicate(
    scenario: Source,
    measures: Wanted,
    *,
    replications: int | None = None,
    half_width: float | Mapping[str, float] | None = None,
    confidence: float = 0.95,
    seed: int | None = None,
    jobs: int = 1,
    settings: Mapping[str, Any] | None = None,
    warm_up: float = 0.0,
    minimum: int = MINIMUM,
    cap: int = CAP,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Replications:
    """Run a scenario many times with independent random numbers.

    Either a number of `replications`, or until the `half_width` of the interval is as small as
    wanted (for every measure, or for those in a mapping), but at least `minimum` and at most
    `cap` times. Whoever stops when the interval looks short enough stops a little too often when
    the deviation happens to be underestimated: intervals made like this hold the true mean
    somewhat less often than `confidence` says: with a minimum of 10, 93 % to 94 % in place of 95 %
    where 10 to 50 are needed, and 95 % again from a hundred on.

    The n-th replication depends on the seed and on n alone, so `jobs` and `scheduler` (see
    workers.results) change nothing but the time it takes. `warm_up` seconds at the start are cut
    off (see warm_up.after). Raises ScenarioError and LabError.
    """
    wanted = named_measures(measures)
    read = varied(scenario, settings or {})
    check_confidence(confidence)
    check_warm_up(warm_up, read.until)
    plan = Plan.of(replications, half_width, minimum, cap, confidence, list(wanted))
    root = read.seed if seed is None else seed
    sown: list[int] = []
    values: dict[str, list[float]] = {name: [] for name in wanted}
    sowing = seeds(root)
    while len(sown) < plan.most and not plan.is_met(values):
        batch = [
            Task(read, one, wanted, warm_up)
            for one in islice(sowing, plan.next_batch(len(sown), jobs))
        ]
        told = None if progress is None else shifted(progress, len(sown), plan.most)
        for task, found in zip(batch, in_order(batch, jobs, scheduler, told), strict=True):
            # One by one, or the number of workers would decide where it stops.
            if not plan.is_met(values):
                sown.append(task.seed)
                for name, value in found.items():
                    values[name].append(value)
    kept = {name: tuple(each) for name, each in values.items()}
    return Replications(read.name, tuple(sown), kept, confidence, plan.is_met(values))


@dataclass(frozen=True)
class Plan:
    """How many replications: as many as said, or until the intervals are short enough."""

    least: int
    most: int
    confidence: float
    half_widths: Mapping[str, float]
    """None wanted: none in it."""

    @classmethod
    def of(
        cls,
        replications: int | None,
        half_width: float | Mapping[str, float] | None,
        minimum: int,
        cap: int,
        confidence: float,
        names: Sequence[str],
    ) -> Plan:
        """Read what somebody wants. Raises LabError."""
        if half_width is None:
            number = REPLICATIONS if replications is None else replications
            if number < 1:
                raise LabError(f"replications: found {number}, allowed is 1 or more")
            return cls(number, number, confidence, {})
        if replications is not None:
            raise LabError("give replications or half_width, not both")
        if not isinstance(half_width, Mapping):
            half_width = dict.fromkeys(names, half_width)
        for name, width in half_width.items():
            if name not in names:
                raise LabError(f"half_width: {name} is not measured; measured are {names}")
            if not width > 0:
                raise LabError(f"half_width: found {width}, allowed is a number above 0")
        if not 2 <= minimum <= cap:
            raise LabError(f"found minimum {minimum} and cap {cap}, allowed is 2 <= minimum <= cap")
        return cls(minimum, cap, confidence, half_width)

    def next_batch(self, done: int, jobs: int) -> int:
        """How many to do next. A few too many do no harm: where to stop is decided afterwards."""
        workers = jobs if jobs > 0 else os.cpu_count() or 1
        batch = self.least if done < self.least else max(workers, self.least // 2)
        return min(batch, self.most - done)

    def is_met(self, values: Mapping[str, Sequence[float]]) -> bool:
        """True if there are enough, and every interval is as short as wanted."""
        number = len(next(iter(values.values())))
        return number >= self.least and all(
            estimate(values[name], self.confidence).half_width <= width
            for name, width in self.half_widths.items()
        )


def shifted(progress: Progress, done: int, most: int) -> Progress:
    """Tells `progress` of a further batch, whose own share counts from `done` on."""
    return lambda finished: progress(min(1.0, (done + finished) / most))


def in_order(
    tasks: Sequence[Task], jobs: int, scheduler: str | None, progress: Progress | None = None
) -> list[dict[str, float]]:
    """The results of tasks in their own order; `progress` is told how many are done."""
    check_jobs(jobs)
    found: dict[int, dict[str, float]] = {}
    for number, values in results(tasks, jobs, scheduler):
        found[number] = values
        if progress is not None:
            progress(len(found))
    return [found[number] for number in range(len(tasks))]


@dataclass(frozen=True)
class Difference:
    """By how much one way of doing it differs from another."""

    name: str
    against: str
    paired: Estimate
    """From the differences of runs that met the same chance."""
    unpaired: Estimate
    """From the same runs, as if they had nothing in common."""

    @property
    def narrower(self) -> float:
        """How many times narrower the paired interval is."""
        if self.paired.half_width == 0:
            return math.inf if self.unpaired.half_width else 1.0
        return self.unpaired.half_width / self.paired.half_width


@dataclass(frozen=True)
class Comparison:
    """Several settings of one scenario, run on the same random numbers."""

    measure: str
    runs: Mapping[str, Replications]

    @property
    def names(self) -> list[str]:
        """What is compared; the others are held against the first."""
        return list(self.runs)

    def __getitem__(self, name: str) -> Estimate:
        return self.runs[name][self.measure]

    def difference(self, name: str, against: str | None = None) -> Difference:
        """How much more `name` has of the measure than `against` (by default the first)."""
        against = self.names[0] if against is None else against
        mine, other = (self.runs[one].values[self.measure] for one in (name, against))
        confidence = self.runs[name].confidence
        paired = estimate([a - b for a, b in zip(mine, other, strict=True)], confidence)
        return Difference(name, against, paired, welch(mine, other, confidence))

    def differences(self) -> Iterator[Difference]:
        """All others against the first."""
        return (self.difference(name) for name in self.names[1:])

    def __str__(self) -> str:
        first, *_ = self.names
        rows = [[first, str(self[first]), "", "", ""]]
        for one in self.differences():
            rows.append(
                [one.name, str(self[one.name]), str(one.paired), str(one.unpaired),
                 "same" if one.narrower == 1 else f"{one.narrower:.1f} times"]
            )  # fmt: skip
        heads = [self.measure, "mean", f"more than {first}", "if unpaired", "narrower by"]
        return text_table(heads, rows)

    __repr__ = __str__


def welch(mine: Sequence[float], other: Sequence[float], confidence: float) -> Estimate:
    """The difference of two means whose samples have nothing to do with each other (Welch 1947)."""
    from simulator.lab.distributions import student_quantile

    one, two = estimate(mine, confidence), estimate(other, confidence)
    parts = [each.deviation**2 / each.replications for each in (one, two)]
    variance = math.fsum(parts)
    number = one.replications
    if number < 2:
        return Estimate(one.mean - two.mean, math.inf, confidence, number, math.nan)
    if variance == 0:
        return Estimate(one.mean - two.mean, 0.0, confidence, number, 0.0)
    freedom = variance**2 / math.fsum(part**2 / (number - 1) for part in parts)
    half_width = student_quantile((1 + confidence) / 2, max(1, int(freedom))) * math.sqrt(variance)
    deviation = math.sqrt(one.deviation**2 + two.deviation**2)
    return Estimate(one.mean - two.mean, half_width, confidence, number, deviation)


def compare(
    scenario: Source,
    alternatives: Mapping[str, Mapping[str, Any] | Scenario],
    measure: str | Measure,
    *,
    replications: int = REPLICATIONS,
    confidence: float = 0.95,
    seed: int | None = None,
    jobs: int = 1,
    settings: Mapping[str, Any] | None = None,
    warm_up: float = 0.0,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run a scenario with several settings on common random numbers, and tell the differences.

    `alternatives` maps a name to settings of the scenario, or to a scenario of its own. The n-th
    run of each has the same seed, so its clients want the same pages at the same moments, and
    most of what chance does cancels in the difference: the interval gets narrower, and the table
    says by how much. `settings` are for all. The rest is as in `replicate`.
    Raises ScenarioError and LabError.
    """
    if len(alternatives) < 2:
        raise LabError("alternatives: allowed are two or more")
    if replications < 2:
        raise LabError(f"replications: found {replications}, allowed is 2 or more")
    wanted = named_measures([measure])
    check_confidence(confidence)
    variants = {
        name: other if isinstance(other, Scenario) else varied(scenario, {**(settings or {}),
                                                                          **other})
        for name, other in alternatives.items()
    }  # fmt: skip
    check_warm_up(warm_up, min(variant.until for variant in variants.values()))
    root = next(iter(variants.values())).seed if seed is None else seed
    sown = tuple(islice(seeds(root), replications))
    tasks = [Task(variant, one, wanted, warm_up) for variant in variants.values() for one in sown]
    told = None if progress is None else shifted(progress, 0, len(tasks))
    found = in_order(tasks, jobs, scheduler, told)
    (name,) = wanted
    runs = {}
    for number, (alternative, variant) in enumerate(variants.items()):
        values = [each[name] for each in found[number * replications : (number + 1) * replications]]
        runs[alternative] = Replications(variant.name, sown, {name: tuple(values)}, confidence)
    return Comparison(name, runs)
