"""Doing many runs: one after another, on several cores, or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from simulator.lab.errors import LabError
from simulator.lab.measures import Measure, measured
from simulator.lab.warm_up import after
from simulator.world.run import run
from simulator.world.scenario import Scenario

AS_DONE = "generator_unordered"
"""How joblib gives results: one by one, whichever is there first."""
MISSING = "needs the package {}: pip install -e '.[{}]' in the course's folder"


@dataclass(frozen=True)
class Task:
    """One run, and what is to be measured in it."""

    scenario: Scenario
    seed: int
    measures: Mapping[str, Measure]
    warm_up: float = 0.0

    def __call__(self) -> dict[str, float]:
        """The measures of the run."""
        result = run(self.scenario, seed=self.seed)
        try:
            return measured(after(result, self.warm_up), self.measures)
        finally:
            # Whoever still holds the run, such as a measure's cache, holds no million rows.
            result.log.rows.clear()


def check_jobs(jobs: int) -> None:
    """Raise LabError unless it is a number of workers, or -1 for a worker on each core."""
    if jobs < 1 and jobs != -1:
        raise LabError(f"jobs: found {jobs}, allowed is 1 or more, or -1 for all cores")


def results(
    works: Sequence[Callable[[], Any]], jobs: int = 1, scheduler: str | None = None
) -> Iterator[tuple[int, Any]]:
    """(number, result) of each piece of work, as soon as it is done.

    `jobs` processes share it; -1: one on each core. `scheduler`, the address of a dask scheduler,
    has its workers do it instead. That pays from some minutes of work on: a run must take much
    longer than its way there and back (10 ms), every machine needs this very version of the
    course, and cores of one machine are better used by `jobs`.
    Raises LabError where a package is missing or nobody is at that address.
    """
    check_jobs(jobs)
    if scheduler is None and (jobs == 1 or len(works) < 2):
        yield from ((number, work()) for number, work in enumerate(works))
        return
    try:
        import joblib
    except ImportError:
        raise LabError(f"jobs: {MISSING.format('joblib', 'sweeps')}") from None
    calls = (joblib.delayed(with_number)(number, work) for number, work in enumerate(works))
    if scheduler is None:
        yield from joblib.Parallel(jobs, return_as=AS_DONE, initializer=quiet)(calls)
        return
    with cluster(scheduler):
        yield from joblib.Parallel(-1, return_as=AS_DONE)(calls)


def quiet() -> None:
    """Let a worker ignore Ctrl-C, which a terminal sends to all: whoever made it ends it."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def with_number(number: int, work: Callable[[], Any]) -> tuple[int, Any]:
    """The result of a piece of work, and which it was."""
    return number, work()


@contextmanager
def cluster(scheduler: str) -> Iterator[None]:
    """While this lasts, joblib's work goes to the workers of a dask scheduler."""
    try:
        import distributed
        import joblib
    except ImportError:
        raise LabError(f"scheduler: {MISSING.format('distributed', 'cluster')}") from None
    try:
        connect: Callable[..., Any] = distributed.Client
        client = connect(scheduler, timeout="5s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise LabError(f"scheduler: nobody answers at {scheduler}: {error}") from None
    with client, joblib.parallel_config(backend="dask", client=client):
        yield
