"""Every notebook of the course: all answers right is full marks, untouched is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from course.feedback import CORRECT, TODO
from course.grading.grader import grade, read
from course.grading.masters import imported, masters
from course.grading.roster import HandIn
from course.grading.workers import Setting, Worker
from course.registry import chapters
from tests.grading.handins import states

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def for_all() -> Iterator[Worker]:
    """A host that knows every notebook."""
    modules = {name for each in masters().values() for name in imported(each)}
    with Worker(Setting(tuple(masters()), tuple(modules), seconds=30, memory=512)) as started:
        yield started


@pytest.mark.parametrize("number", list(masters()))
@pytest.mark.parametrize(("folder", "state"), [("solutions", CORRECT), ("notebooks", TODO)])
def test_solved_is_full_marks_and_untouched_is_none(
    number: str, folder: str, state: str, for_all: Worker
) -> None:
    master = masters()[number]
    path = ROOT / folder / f"{master.slug}.ipynb"
    row = grade(read(HandIn("ada", path), masters()), for_all)
    assert states(row) == dict.fromkeys(master.exercises, state)
    assert row.remark == ""


def test_no_exercise_is_forgotten() -> None:
    graded = [name for each in masters().values() for name in each.exercises]
    assert graded == [each.id for chapter in chapters() for each in chapter.exercises]
