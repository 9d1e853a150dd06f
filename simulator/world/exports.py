"""A run as files: JSON, CSV, Parquet, JSON lines, and a trace that Perfetto reads."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.events import Event, EventLog
from simulator.files import FileError, whole_file

if TYPE_CHECKING:
    import pandas as pd

    from simulator.world.run import Run


def frame(log: EventLog) -> pd.DataFrame:
    """The log as a data frame, a column for each field of `Event`."""
    import pandas as pd

    columns = pd.DataFrame(list(log), columns=list(Event._fields))
    return columns.astype({"expires": "float64"})


def write_json(run: Run, path: Path) -> None:
    """The summary and what the run was, as one JSON object."""
    content = {"seed": run.seed, **run.summary().as_dict()}
    with whole_file(path) as beside:
        beside.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def write_csv(run: Run, path: Path) -> None:
    """The log as CSV (RFC 4180), with a heading; what says nothing is empty."""
    with whole_file(path) as beside, beside.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(Event._fields)
        writer.writerows(run.log)


def write_jsonl(run: Run, path: Path) -> None:
    """The log as JSON lines: an object for each event, without its empty fields."""
    with whole_file(path) as beside, beside.open("w", encoding="utf-8") as file:
        for event in run.log:
            told = {name: value for name, value in event._asdict().items() if value or name == "t"}
            file.write(json.dumps(told) + "\n")


def write_parquet(run: Run, path: Path) -> None:
    """The log as Parquet, for pandas, polars, DuckDB and others."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise FileError(
            f"{path}: Parquet needs the package pyarrow: pip install -e '.[sweeps]'"
        ) from None
    with whole_file(path) as beside:
        run.frame().to_parquet(beside, index=False)


def write_trace(run: Run, path: Path) -> None:
    """The log in the trace format of Chrome, which ui.perfetto.dev shows."""
    from simulator.views.trace import chrome_trace

    with whole_file(path) as beside, beside.open("w", encoding="utf-8") as file:
        json.dump(chrome_trace(run.log), file)


EVENT_WRITERS: dict[str, Callable[[Run, Path], None]] = {
    ".csv": write_csv,
    ".jsonl": write_jsonl,
    ".parquet": write_parquet,
}
"""How the log is written, by the ending of the file's name."""
