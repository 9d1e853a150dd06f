"""The table of a class, for a spreadsheet."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from course.grading.masters import Master
from course.grading.results import WORDS, Row

FORMULA = re.compile(r"\s*[=+\-@\t\r|%]")
COLUMNS = ("name", "notebook", "score", "of", "remark", "file")


def table(rows: Sequence[Row], masters: Mapping[str, Master], folder: Path) -> str:
    """The rows as CSV: who, how many are right, remarks, and a column for each exercise."""
    numbers = sorted({row.number for row in rows if row.number})
    exercises = [name for number in numbers for name in masters[number].counted]
    written = io.StringIO()
    sheet = csv.writer(written, lineterminator="\r\n")
    sheet.writerow([*COLUMNS, *exercises])
    for row in rows:
        states = {each.exercise: WORDS[each.state] for each in row.outcomes}
        total = len(masters[row.number].counted) if row.number else ""
        file = os.path.relpath(row.path, folder)
        told = [row.name, row.number, row.score, total, row.remark, file]
        sheet.writerow([cell(each) for each in told] + [states.get(each, "") for each in exercises])
    return written.getvalue()


def cell(value: object) -> object:
    """A text that no spreadsheet takes for a formula, in one line; numbers as they are."""
    if not isinstance(value, str):
        return value
    text = " ".join(plain(value).split())
    return "'" + text if FORMULA.match(text) else text


def plain(text: str) -> str:
    """The text without what can't be written as UTF-8 (file names may be any octets)."""
    return text.encode("utf-8", "replace").decode()
