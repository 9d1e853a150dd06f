"""Which notebook a hand-in is, and what of it runs for an exercise."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.grading.grader import NO_EXERCISE, UNTOLD, read, with_doubles
from course.grading.masters import masters
from course.grading.matching import match, number_of
from course.grading.reading import LearnerCell
from course.grading.roster import HandIn
from course.grading.suspects import reaches_for
from tests.grading.handins import CLIENT, MASTER, NUMBER, PREDICT, ROLE, notebook, saved

CELLS = [LearnerCell(cell.id, "", cell.given) for cell in MASTER.cells]


def test_by_ids_names_or_checks() -> None:
    assert number_of(CELLS, masters()) == NUMBER
    assert number_of([LearnerCell("", "07.on_401", "")], masters()) == "07"
    assert number_of([LearnerCell("", "", "check( '07.on_401', client)")], masters()) == "07"
    assert number_of([LearnerCell("x", "99.x", "check('99.x')")], masters()) == ""


def test_an_untouched_notebook_has_nothing_of_the_learners() -> None:
    assert match(MASTER, CELLS).own == {}
    answered = [LearnerCell(cell.id, "", cell.solved) for cell in MASTER.cells]
    assert match(MASTER, answered).own == {}  # an answered quiz is no code of theirs


def test_a_copy_without_ids_is_matched_by_text() -> None:
    bare = [LearnerCell("", "", cell.given) for cell in MASTER.cells]
    assert match(MASTER, bare).answers == match(MASTER, CELLS).answers
    assert set(match(MASTER, bare).answers) == set(MASTER.exercises)


def test_a_cell_that_was_changed_is_the_learners_own() -> None:
    changed = list(CELLS)
    changed[0] = LearnerCell(CELLS[0].id, "", "import re")
    found = match(MASTER, changed)
    assert found.own == {0: [0]}
    kinds = [piece.kind for piece in found.pieces(ROLE, right=(), left_out=())][:2]
    assert kinds == ["course", "learner"]
    assert len(found.pieces(ROLE, (), left_out={0})) == len(found.pieces(ROLE, (), ())) - 1


def test_the_course_stands_in_where_an_answer_is_not_right() -> None:
    found = match(MASTER, CELLS)
    theirs = found.answers[ROLE]
    cells = [piece.cell for piece in found.pieces(PREDICT, right=(), left_out=())]
    assert theirs in cells
    of_it = [p for p in found.pieces(PREDICT, (), ()) if p.text == MASTER.cells[theirs].solved]
    assert len(of_it) == 1
    assert not [
        p for p in found.pieces(PREDICT, {ROLE}, ()) if p.text == MASTER.cells[theirs].solved
    ]


def test_pieces_end_before_the_check() -> None:
    pieces = match(MASTER, CELLS).pieces(CLIENT, (), ())
    assert pieces[-1].kind == "answer"
    assert not any(f'check("{CLIENT}"' in piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("name", "number", "remarks"),
    [
        ("ada", "", ()),
        ("ada", NUMBER, ()),
        ("ada", "07", ("called 07, but its exercises are those of 06",)),
    ],
)
def test_cells_count_for_more_than_the_name(
    tmp_path: Path, name: str, number: str, remarks: tuple[str, ...]
) -> None:
    task = read(HandIn(name, saved(notebook(), tmp_path / "x.ipynb"), number), masters())
    assert task.master is not None
    assert (task.master.number, task.remarks) == (NUMBER, remarks)


def test_what_cannot_be_told_is_remarked_on(tmp_path: Path) -> None:
    empty = saved({"nbformat": 4, "cells": []}, tmp_path / "x.ipynb")
    assert read(HandIn("ada", empty), masters()).remarks == (UNTOLD,)
    assert read(HandIn("ada", empty), masters()).master is None
    taken = read(HandIn("ada", empty, "06"), masters())
    assert (taken.master, taken.remarks) == (MASTER, (f"{NO_EXERCISE}; taken for 06",))
    assert read(HandIn("ada", empty), masters(), "06").master == MASTER
    gone = read(HandIn("ada", tmp_path / "gone.ipynb", "06"), masters())
    assert gone.remarks == ("can't be read: No such file or directory",)


def test_doubles(tmp_path: Path) -> None:
    path = saved(notebook(), tmp_path / "x.ipynb")
    tasks = [read(HandIn(name, path), masters()) for name in ("ada", "Ada", "bob")]
    told = [task.remarks for task in with_doubles(tasks)]
    assert told == [("one of 2 hand-ins of this notebook",)] * 2 + [()]


def test_what_code_reaches_for() -> None:
    assert reaches_for(["# import os\nx = 'gc'\nfor i in range(3):\n    pass"]) == []
    assert reaches_for(["import os, gc", "f.__code__"]) == ["__code__", "gc", "os"]
    assert reaches_for(["import os\n'''"]) == ["os"]
