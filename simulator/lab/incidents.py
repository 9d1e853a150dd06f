"""Incidents: what reports tell of real faults, next to a run with the fault and one with the mend.

incident_table() runs them all; incident("schuly-476").rows() one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from simulator.lab.errors import LabError
from simulator.lab.estimates import figures
from simulator.lab.incident_measures import INCIDENT_MEASURES, SHARES
from simulator.lab.tables import text_table
from simulator.world.engine import Progress
from simulator.world.reading import ScenarioError, incident_names, near, read
from simulator.world.run import Run, run
from simulator.world.scenario import Incident

if TYPE_CHECKING:
    import pandas as pd


class Row(NamedTuple):
    """One figure of an incident: what the report gives, and what our two runs give."""

    incident: str
    measure: str
    means: str
    reported: str
    fault: float
    mend: float


@dataclass(frozen=True)
class Pair:
    """An incident's two runs, with the same random numbers."""

    name: str
    incident: Incident
    fault: Run
    mend: Run

    def rows(self) -> list[Row]:
        """A row for each figure of the report."""
        found = []
        for figure in self.incident.figures:
            measure = INCIDENT_MEASURES.get(figure.measure)
            if measure is None:
                raise LabError(
                    f"{self.name}: incident.figures: there is no measure {figure.measure!r}"
                    f"{near(figure.measure, list(INCIDENT_MEASURES))}"
                )
            found.append(
                Row(self.name, figure.measure, figure.means, figure.reported,
                    float(measure(self.fault)), float(measure(self.mend)))
            )  # fmt: skip
        return found


@dataclass(frozen=True)
class IncidentTable:
    """All incidents' figures. Prints as a table."""

    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __str__(self) -> str:
        heads = ["incident", "figure", "in the report", "our run: fault", "mended"]
        lines, before = [], ""
        for row in self.rows:
            lines.append(
                ["" if row.incident == before else row.incident, row.means, row.reported,
                 said(row.measure, row.fault), said(row.measure, row.mend)]
            )  # fmt: skip
            before = row.incident
        return text_table(heads, lines, texts=3)

    __repr__ = __str__

    def frame(self) -> pd.DataFrame:
        """A row for each figure; shares are numbers between 0 and 1."""
        import pandas as pd

        return pd.DataFrame(self.rows)


def said(measure: str, value: float) -> str:
    """A measure's value as the table has it."""
    if measure in SHARES:
        return f"{value:.1%}" if 0 < value < 0.1 else f"{value:.0%}"
    return f"{value:,.0f}" if value == int(value) or value >= 100 else figures(value)


def incident(name: str, *, seed: int | None = None, progress: Progress | None = None) -> Pair:
    """Run an incident's scenario with its fault, and with its mend.

    Raises ScenarioError for a scenario that there is not, or that is no incident.
    """
    faulty = read(name)
    told = faulty.incident
    if told is None:
        names = ", ".join(incident_names())
        raise ScenarioError(f"{name}: is not taken from an incident; there are: {names}")
    mended = read(name, told.mend)
    first, second = halves(progress)
    return Pair(
        faulty.name,
        told,
        run(faulty, seed=seed, progress=first),
        run(mended, seed=seed, progress=second),
    )


def halves(progress: Progress | None) -> tuple[Progress | None, Progress | None]:
    """Tells `progress` of the first and of the second half of some work."""
    if progress is None:
        return None, None
    return (lambda share: progress(share / 2)), (lambda share: progress((1 + share) / 2))


def incident_table(
    names: Sequence[str] | None = None,
    *,
    seed: int | None = None,
    progress: Progress | None = None,
) -> IncidentTable:
    """Run incidents (by default all), one after the other, and tell their figures."""
    chosen = incident_names() if names is None else list(names)
    rows: list[Row] = []
    for number, name in enumerate(chosen):
        told = None if progress is None else shifted(progress, number, len(chosen))
        rows += incident(name, seed=seed, progress=told).rows()
    return IncidentTable(tuple(rows))


def shifted(progress: Progress, done: int, of: int) -> Progress:
    """Tells `progress` of one piece of work after `done` others."""
    return lambda share: progress((done + share) / of)
