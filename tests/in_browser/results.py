"""The table of a run: a line for each notebook, as Markdown and as CSV."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PREFIX = "table "
FILES = ("results.md", "results.csv")


class Row:
    """What one test has to tell of a notebook: it travels with the test's report."""

    def __init__(self, record: Callable[[str, object], None]) -> None:
        self._record = record

    def tell(self, column: str, value: object) -> None:
        """Put a value under a heading."""
        self._record(f"{PREFIX}{column}", value)

    @contextmanager
    def timed(self, column: str) -> Iterator[None]:
        """Put the seconds that something takes under a heading."""
        began = time.perf_counter()
        yield
        self.tell(column, f"{time.perf_counter() - began:.1f}")


def rows_of(reports: Iterable[Any]) -> list[dict[str, str]]:
    """What the tests have told, one row for each notebook, in their order."""
    rows: dict[str, dict[str, str]] = {}
    for report in reports:
        told = {
            name.removeprefix(PREFIX): str(value)
            for name, value in report.user_properties
            if name.startswith(PREFIX)
        }
        if report.when == "call" and "notebook" in told:
            rows.setdefault(told["notebook"], {}).update(told)
    return [rows[name] for name in sorted(rows)]


def write_tables(rows: list[dict[str, str]], folder: Path) -> str:
    """Write results.md and results.csv; returns what is in the first."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [columns, ["---"] * len(columns)]
    lines += [[row.get(column, "") for column in columns] for row in rows]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    lines[1] = ["-" * width for width in widths]
    text = "".join("| " + " | ".join(map(str.ljust, line, widths)) + " |\n" for line in lines)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILES[0]).write_text(text, encoding="utf-8")
    with (folder / FILES[1]).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return text
