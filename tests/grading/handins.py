"""Hand-ins for the tests: notebook 06 as learners get it, with some cells filled in."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from course.grading.grader import grade, read
from course.grading.masters import imported, master
from course.grading.results import Row
from course.grading.roster import HandIn
from course.grading.workers import Setting, Worker

NUMBER = "06"
MASTER = master(NUMBER)
ROLE, PREDICT, CLIENT, COUNT = MASTER.exercises
SOLUTIONS = {cell.exercise: cell.solved for cell in MASTER.cells if cell.exercise}


def setting(**changed: Any) -> Setting:
    """What a host is told for these tests: little time and memory."""
    usual = Setting((NUMBER,), tuple(imported(MASTER)), seconds=2, memory=256)
    return replace(usual, **changed)


@cache
def _untouched() -> dict[str, Any]:
    cells = [
        {"cell_type": "code", "id": cell.id, "metadata": {}, "outputs": [], "source": cell.given}
        for cell in MASTER.cells
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def notebook(answers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The notebook with these exercises' cells filled in."""
    made = copy.deepcopy(_untouched())
    for exercise, text in (answers or {}).items():
        cell_of(made, exercise)["source"] = text
    return made


def cell_of(made: dict[str, Any], exercise: str) -> dict[str, Any]:
    """The exercise's cell."""
    (found,) = [each for each in made["cells"] if each["id"] == exercise.replace(".", "-")]
    return found  # type: ignore[no-any-return]


def insert(made: dict[str, Any], text: str, *, before: str = "", after: str = "") -> None:
    """Put a cell of the learner's beside an exercise's."""
    at = made["cells"].index(cell_of(made, before or after)) + (1 if after else 0)
    own = {"cell_type": "code", "id": f"own-{at}", "metadata": {}, "outputs": [], "source": text}
    made["cells"].insert(at, own)


def saved(made: Any, path: Path) -> Path:
    """The notebook as a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(made), encoding="utf-8")
    return path


def graded(made: Any, folder: Path, worker: Worker) -> Row:
    """The row of this notebook."""
    path = saved(made, folder / "ada.ipynb")
    return grade(read(HandIn("ada", path), {NUMBER: MASTER}), worker)


def states(row: Row) -> dict[str, str]:
    """The outcome of each exercise."""
    return {each.exercise: each.state for each in row.outcomes}
