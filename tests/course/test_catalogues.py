"""Every check of the course makes of every answer in its catalogue what it must."""

from __future__ import annotations

from dataclasses import replace

import pytest

from course import registry
from course.catalogue import run_catalogue
from course.exercise import Code, Exercise, Trial
from tests.course.conftest import BROKEN, DOUBLE, PAIR

# Read when the tests are collected: while they run, a small course is in this one's place.
ALL = [exercise for chapter in registry.chapters() for exercise in chapter.exercises]


@pytest.fixture
def _the_real_course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()


@pytest.mark.parametrize("exercise", ALL, ids=[exercise.id for exercise in ALL])
@pytest.mark.usefixtures("small_course", "_the_real_course")
def test_catalogue(exercise: Exercise) -> None:
    assert run_catalogue(exercise) == []


def test_a_whole_catalogue_has_no_failures() -> None:
    assert run_catalogue(DOUBLE) == []


def test_what_a_catalogue_lacks_is_told() -> None:
    assert run_catalogue(PAIR) == [
        "41.pair: the catalogue lacks the untouched stub",
        "41.pair: the catalogue lacks wrong answers (two or more, with what they must be told)",
        "41.pair: the catalogue lacks a second right answer, of another shape",
        "41.pair: the catalogue lacks Reference(), the solution itself",
    ]


def test_a_missing_crash_is_told() -> None:
    kept = tuple(trial for trial in DOUBLE.catalogue if trial.name != "crash")
    (failure,) = run_catalogue(replace(DOUBLE, catalogue=kept))
    assert "crashes" in failure


def test_a_wrong_outcome_and_a_wrong_message_are_told() -> None:
    added = (
        Trial("right", Code("def f(x): return 2 * x", "f"), "not_yet"),
        Trial("mute", Code("def f(x): return 1", "f"), "not_yet", says="elephant"),
        Trial("unreadable", Code("def f(", "f"), "correct"),
        Trial("ours", 1, "correct"),
    )
    failures = run_catalogue(replace(DOUBLE, catalogue=DOUBLE.catalogue + added))
    assert len(failures) == 4
    assert "should be not_yet, is correct" in failures[0]
    assert "should say 'elephant', says: Twice 2 is 4, yours gives `1`" in failures[1]
    assert "can't be made: SyntaxError" in failures[2]


def test_our_own_error_is_no_outcome_of_a_catalogue() -> None:
    failures = run_catalogue(replace(BROKEN, catalogue=(Trial("any", 1, "not_yet"),)))
    assert "is our_error" in failures[0]
