"""Where the runs of a sweep are kept, so that a sweep can go on where it stopped.

A table with a row for each run: what was varied, its seed, its measures, and a key by which to
know it again. It is rewritten as a whole now and then, and always either the old file or the new
one is there. While a sweep is under way it writes to a file beside, `sweep.parquet.part`.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from simulator.files import FileError, whole_file

KEY, SIMULATOR = "key", "simulator"

Row = dict[str, Any]


class Store:
    """The rows in a file and in the one beside it. Raises FileError for what can't be used."""

    def __init__(self, path: Path) -> None:
        if path.suffix.lower() not in FORMATS:
            raise FileError(
                f"{path}: found the ending {path.suffix or '(none)'!r}, allowed is"
                f" {' or '.join(FORMATS)}"
            )
        if path.suffix.lower() == ".parquet":
            check_parquet(path)
        self.path = path
        self.part = path.with_name(f"{path.name}.part")
        self.rows: dict[str, Row] = {}
        for each in (path, self.part):
            if each.exists():
                self.rows.update(self._read(each))
        self._unsaved = 0

    def known(
        self, key: str, simulator: str, measures: Collection[str]
    ) -> Mapping[str, float] | None:
        """The measures of a run, None unless this simulator has measured all of them."""
        row = self.rows.get(key)
        if row is None or row.get(SIMULATOR) != simulator:
            return None
        if not all(name in row for name in measures):
            return None
        return {name: float(row[name]) for name in measures}

    def add(self, row: Row) -> None:
        """Put in a row; of a run that is there already, what else was measured stays."""
        old = self.rows.get(row[KEY], {})
        same = old.get(SIMULATOR) == row[SIMULATOR]
        self.rows[row[KEY]] = {**old, **row} if same else row
        self._unsaved += 1

    def save_part(self, at_least: int = 1) -> None:
        """Write all rows to the file beside, if so many are new."""
        if self._unsaved >= at_least:
            self._write(self.part)
            self._unsaved = 0

    def finish(self) -> None:
        """Write all rows to the file itself, if there is anything to write."""
        if self._unsaved or self.part.exists() or not self.path.exists():
            self._write(self.path)
            self.part.unlink(missing_ok=True)

    def _write(self, target: Path) -> None:
        with whole_file(target) as draft:
            FORMATS[self.path.suffix.lower()].write(list(self.rows.values()), draft)

    def _read(self, path: Path) -> dict[str, Row]:
        try:
            rows = FORMATS[self.path.suffix.lower()].read(path)
        except (OSError, ValueError, csv.Error) as error:
            said = " ".join(str(error).split())
            raise FileError(
                f"{path}: is there already, and is no table of a sweep: {said}"
            ) from None
        if not all({KEY, SIMULATOR} <= row.keys() for row in rows) or not rows:
            raise FileError(f"{path}: is there already, and is no table of a sweep")
        return {str(row[KEY]): row for row in rows}


def write_csv(rows: list[Row], path: Path) -> None:
    """The rows as CSV (RFC 4180); numbers are written so that they can be read back exactly."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def read_csv(path: Path) -> list[Row]:
    """The rows of a CSV file, all values as texts, without what is empty."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            {name: value for name, value in row.items() if value}
            for row in csv.DictReader(file, strict=True)
        ]


def write_parquet(rows: list[Row], path: Path) -> None:
    """The rows as Parquet."""
    import pandas as pd

    pd.DataFrame(rows).to_parquet(path, index=False)


def read_parquet(path: Path) -> list[Row]:
    """The rows of a Parquet file, without what is empty."""
    import pandas as pd

    return [
        {
            str(name): value
            for name, value in row.items()
            if value is not None and not (isinstance(value, float) and math.isnan(value))
        }
        for row in pd.read_parquet(path).to_dict("records")
    ]


class Format(NamedTuple):
    """How rows are kept in a file."""

    write: Callable[[list[Row], Path], None]
    read: Callable[[Path], list[Row]]


FORMATS = {
    ".parquet": Format(write_parquet, read_parquet),
    ".csv": Format(write_csv, read_csv),
}
"""By the ending of the file's name."""


def check_parquet(path: Path) -> None:
    """Raise FileError if Parquet files can't be written."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise FileError(
            f"{path}: Parquet needs the package pyarrow: pip install -e '.[sweeps]'"
        ) from None
