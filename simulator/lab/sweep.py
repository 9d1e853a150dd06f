"""Sweeps: the same scenario with every combination of some fields' values, many times each.

sweep("refresh_token", {"policy.access_ttl": [60, 300, 900]}, measures="renewals")
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.lab.errors import LabError
from simulator.lab.estimates import Estimate, check_confidence, estimate
from simulator.lab.measures import Measure, Wanted, named_measures
from simulator.lab.scenarios import Source, code_of, mark, simulator_mark, varied
from simulator.lab.seeds import seeds
from simulator.lab.store import KEY, SIMULATOR, Row, Store
from simulator.lab.tables import text_table
from simulator.lab.warm_up import check_warm_up
from simulator.lab.workers import Task, check_jobs, results
from simulator.world.engine import Progress
from simulator.world.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

MEASURES = ("logins", "forced_logins", "renewals", "auth_work")
"""What is measured if nobody says what."""
SAVES = 20
"""How often at least a sweep under way is written down."""
Settings = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """One combination of values, and what its runs gave."""

    settings: Settings
    values: Mapping[str, Sequence[float]]
    """For each measure its values, in the order of the replications."""
    confidence: float

    def __getitem__(self, measure: str) -> Estimate:
        return estimate(self.values[measure], self.confidence)


@dataclass(frozen=True)
class Sweep:
    """What a sweep found: a cell for each combination, in the order of the values given."""

    scenario: str
    fields: tuple[str, ...]
    measures: tuple[str, ...]
    seeds: tuple[int, ...]
    cells: tuple[Cell, ...]
    reused: int
    """How many runs had been made before."""

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    def __str__(self) -> str:
        rows = [
            [*(shown(cell.settings[field]) for field in self.fields),
             *(str(cell[name]) for name in self.measures)]
            for cell in self.cells
        ]  # fmt: skip
        return text_table([*self.fields, *self.measures], rows)

    __repr__ = __str__

    def frame(self) -> pd.DataFrame:
        """A row for each run: the fields' values, the replication, its seed, its measures."""
        import pandas as pd

        return pd.DataFrame(
            [
                {**{field: column(cell.settings[field]) for field in self.fields},
                 "replication": number, "seed": seed,
                 **{name: cell.values[name][number] for name in self.measures}}
                for cell in self.cells
                for number, seed in enumerate(self.seeds)
            ]
        )  # fmt: skip

    def table(self) -> pd.DataFrame:
        """A row for each cell: the fields' values, and of each measure mean and half-width."""
        import pandas as pd

        rows = []
        for cell in self.cells:
            row: Row = {field: column(cell.settings[field]) for field in self.fields}
            for name in self.measures:
                found = cell[name]
                row[name], row[f"{name}_half_width"] = found.mean, found.half_width
            rows.append(row)
        return pd.DataFrame(rows)


def shown(value: Any) -> str:
    """A value as a scenario file would say it, in a line."""
    import yaml

    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=1000)
    return str(text).removesuffix("\n...\n").strip()


def column(value: Any) -> Any:
    """A value as a table holds it: numbers as they are, all else as a text."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else shown(value)


def combinations(vary: Mapping[str, Sequence[Any]]) -> list[Settings]:
    """Every combination of the fields' values. Raises LabError for a field without."""
    if not vary:
        raise LabError("vary: found no field, allowed is one or more")
    for field, values in vary.items():
        if isinstance(values, str) or not isinstance(values, Sequence) or not values:
            raise LabError(f"{field}: found {values!r}, allowed is a list of one value or more")
        if len({shown(value) for value in values}) < len(values):
            raise LabError(f"{field}: a value is given twice")
    return [dict(zip(vary, values, strict=True)) for values in product(*vary.values())]


def sweep(
    scenario: Source,
    vary: Mapping[str, Sequence[Any]],
    *,
    measures: Wanted = MEASURES,
    replications: int = 10,
    confidence: float = 0.95,
    seed: int | None = None,
    jobs: int = 1,
    settings: Mapping[str, Any] | None = None,
    warm_up: float = 0.0,
    path: str | Path | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Run every combination of the fields' values, `replications` times each.

    `vary` maps fields of the scenario to lists of values, `settings` sets others for all. Every
    combination meets the same random numbers, as in `compare`. `jobs` processes share the work
    (-1: one on each core), or the workers of a dask `scheduler` (see workers.results for when
    that pays); the numbers are the same in any case.

    With a `path` (.parquet or .csv) the runs are kept there, a row for each. A sweep that was
    interrupted goes on where it stopped, and one with more values or replications makes the new
    ones only: a run is known by the scenario's fields, its seed and the simulator's sources. The
    file is there when the sweep is complete; until then what is done is beside it, in a file
    with the ending .part.

    All combinations are checked before any is run. Raises ScenarioError, LabError, FileError.
    """
    wanted = named_measures(measures)
    check_confidence(confidence)
    check_jobs(jobs)
    if replications < 1:
        raise LabError(f"replications: found {replications}, allowed is 1 or more")
    cells = [(cell, varied(scenario, {**(settings or {}), **cell})) for cell in combinations(vary)]
    check_warm_up(warm_up, min(variant.until for _, variant in cells))
    root = cells[0][1].seed if seed is None else seed
    sown = tuple(islice(seeds(root), replications))
    store = None if path is None else Store(Path(path))
    made = Making(wanted, warm_up, store)
    for cell, variant in cells:
        for number, one in enumerate(sown):
            made.plan(cell, variant, number, one)
    made.work(jobs, scheduler, progress)
    return Sweep(
        cells[0][1].name,
        tuple(vary),
        tuple(wanted),
        sown,
        tuple(
            Cell(cell, gathered(made.values[first : first + len(sown)], wanted), confidence)
            for first, (cell, _) in zip(count(0, len(sown)), cells, strict=False)
        ),
        made.reused,
    )


def gathered(
    runs: Sequence[Mapping[str, float]], measures: Iterable[str]
) -> dict[str, tuple[float, ...]]:
    """For each measure its values, one for each run."""
    return {name: tuple(found[name] for found in runs) for name in measures}


class Making:
    """The runs of one sweep, made or found in its store."""

    def __init__(
        self, measures: Mapping[str, Measure], warm_up: float, store: Store | None
    ) -> None:
        self.measures = measures
        self.warm_up = warm_up
        self.store = store
        self.reused = 0
        self.values: list[Mapping[str, float]] = []
        """What each run gave, in the order of planning."""
        self._tasks: list[tuple[int, Row, Task]] = []
        self._of_measures = [code_of(measure) for measure in measures.values()]

    def plan(self, cell: Settings, variant: Scenario, number: int, seed: int) -> None:
        """Take up a run, unless the store has it."""
        key = hashlib.sha256(
            repr((mark(variant), seed, self.warm_up, self._own_code())).encode()
        ).hexdigest()[:32]
        simulator = simulator_mark()
        known = None
        if self.store is not None:
            known = self.store.known(key, simulator, self.measures)
        if known is not None:
            self.reused += 1
            self.values.append(known)
            return
        row = {
            KEY: key,
            SIMULATOR: simulator,
            "scenario": variant.name,
            **{field: shown(value) for field, value in cell.items()},
            "warm_up": self.warm_up,
            "replication": number,
            "seed": seed,
        }
        task = Task(variant, seed, self.measures, self.warm_up)
        self._tasks.append((len(self.values), row, task))
        self.values.append({})

    def _own_code(self) -> list[str]:
        """Marks of the measures that are not the simulator's own."""
        return [code for code in self._of_measures if "#" in code]

    def work(self, jobs: int, scheduler: str | None, progress: Progress | None) -> None:
        """Make the runs that are missing, and keep them."""
        try:
            tasks = [task for _, _, task in self._tasks]
            for done, (number, found) in enumerate(results(tasks, jobs, scheduler), start=1):
                place, row, _ = self._tasks[number]
                self.values[place] = found
                if self.store is not None:
                    self.store.add({**row, **found})
                    self.store.save_part(-(-len(tasks) // SAVES))
                if progress is not None:
                    progress((self.reused + done) / len(self.values))
        except BaseException:
            if self.store is not None:
                self.store.save_part()
            raise
        if self.store is not None:
            self.store.finish()
