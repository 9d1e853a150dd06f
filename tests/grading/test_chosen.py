"""Grades that follow a workshop: which exercises count, and what is said of the others."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml

from course.__main__ import main
from course.grading.chosen import NotChosen, named, of_plan, only
from course.grading.grader import grade, read
from course.grading.masters import masters
from course.grading.roster import HandIn
from course.grading.workers import Worker
from tests.grading.handins import CLIENT, COUNT, PREDICT, ROLE, SOLUTIONS, notebook, saved

PLANS = Path(__file__).resolve().parents[2] / "teaching" / "workshops.yaml"


def test_named_exercises() -> None:
    assert named(" 06.client,07.on_401,") == {"06.client", "07.on_401"}


@pytest.mark.parametrize("plan", yaml.safe_load(PLANS.read_text(encoding="utf-8"))["workshops"])
def test_every_plan_can_be_graded(plan: dict[str, Any]) -> None:
    blocks = [block for day in plan["days"] for block in day["blocks"]]
    in_the_room = {name for block in blocks for name in block.get("exercises", [])}
    assert of_plan(plan["name"]) == in_the_room


def test_only_the_chosen_ones_are_judged(tmp_path: Path, worker: Worker) -> None:
    known = only(masters(), frozenset({PREDICT, CLIENT}))
    made = notebook({ROLE: "while True: pass", PREDICT: SOLUTIONS[PREDICT], COUNT: "1 / 0"})
    row = grade(read(HandIn("ada", saved(made, tmp_path / "ada.ipynb")), known), worker)
    assert [each.exercise for each in row.outcomes] == [PREDICT, CLIENT]
    assert (row.score, row.remark) == (1, "")


def test_the_table_of_a_workshop(tmp_path: Path, capsys: Any) -> None:
    saved(notebook({ROLE: SOLUTIONS[ROLE]}), tmp_path / "in" / "ada.ipynb")
    other = {"nbformat": 4, "cells": [{"cell_type": "code", "id": "08-cycle", "source": ""}]}
    saved(other, tmp_path / "in" / "bob.ipynb")
    table, feedback = tmp_path / "t.csv", tmp_path / "feedback"
    arguments = ["grade", str(tmp_path / "in"), "-o", str(table), "--html", str(feedback)]
    assert main([*arguments, "--plan", "ninety_minutes"]) == 0
    assert capsys.readouterr().err == "passed over, no exercise counts in notebook: 08 (1)\n"
    with table.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["name"], row["score"], row["of"]) == ("ada", "1", "3")
    assert COUNT not in row
    assert "1 of 3" in (feedback / "ada.html").read_text(encoding="utf-8")
    assert COUNT not in (feedback / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--exercises", "06.client,07.on401"], '"07.on401". Did you mean "07.on_401"?'),
        (["--exercises", ","], "allowed are ids such as 06.client"),
        (["--exercises", ""], "allowed are ids such as 06.client"),
        (["--plan", "ninety_minute"], "did you mean ninety_minutes? allowed is one of"),
        (["--plan", ""], "allowed is one of ninety_minutes"),
        (["--plan", "two_days", "--exercises", "06.client"], "not allowed with argument"),
        (["--exercises", "07.on_401"], "no exercise counts in what was handed in: 06 (1)"),
        (["--exercises", "07.on_401", "--notebook", "6"], "none of its exercises is among those"),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(
    options: list[str], says: str, tmp_path: Path, capsys: Any
) -> None:
    saved(notebook(), tmp_path / "in" / "ada.ipynb")
    try:
        status = main(["grade", str(tmp_path / "in"), "-o", str(tmp_path / "t.csv"), *options])
    except SystemExit as end:
        status = int(str(end.code))
    assert status == 2
    assert says in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "teaching/workshops.yaml isn't here; grade from a copy of the whole course"),
        ("workshops: [", "holds no workshops, or isn't YAML"),
        ("workshops: 5", "holds no workshops, or isn't YAML"),
        ("workshops: [{name: a, days: [{blocks: [{pause: x}]}]}]", "no exercise is done in it"),
        ("workshops: [{name: a, days: 5}]", "holds no workshops, or isn't YAML"),
        (
            "workshops: [{name: a, days: [{blocks: [{exercises: [06.clint]}]}]}]",
            'teaching/workshops.yaml: There is no exercise "06.clint". Did you mean "06.client"',
        ),
    ],
)
def test_plans_that_cannot_be_followed(text: str | None, says: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "teaching").mkdir()
        (tmp_path / "teaching" / "workshops.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(NotChosen) as told:
        of_plan("a", tmp_path)
    assert says in str(told.value)
