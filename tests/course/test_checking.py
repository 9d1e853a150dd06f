"""check(): four outcomes, nothing raised."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest

from course import check, sources
from course.catalogue import answers_of
from course.checking import run_check
from course.checks import NotYet, call
from course.exercise import Answers, Code, Exercise, Stub, Trial
from course.feedback import Feedback
from course.timelimit import can_limit
from tests.course.conftest import DOUBLE, PAIR

HINTS = ("one", "two", "three")


def exercise(look: Callable[..., str | None], seconds: float = 5) -> Exercise:
    return Exercise("41.x", "x", look, hints=HINTS, seconds=seconds)


def written(text: str, name: str = "double", of: Exercise = DOUBLE) -> Any:
    (made,) = answers_of(of, Trial("written", Code(text, name), "correct"))
    return made


def test_a_right_answer_is_correct_and_praised() -> None:
    result = check("41.double", lambda number: number * 2)
    assert (result.state, result.message) == ("correct", "Twice as good.")
    assert result


def test_a_wrong_answer_is_told_its_mistake() -> None:
    result = check("41.double", lambda number: number + 2)
    assert (result.state, result.message) == ("not_yet", "You add 2; multiply by 2.")
    assert not result


def test_the_untouched_stub_is_still_to_do() -> None:
    (stub,) = answers_of(DOUBLE, Trial("stub", Stub(), "todo"))
    result = check("41.double", stub)
    assert result.state == "todo"
    assert 'hint("41.double")' in result.message


def test_the_stub_of_two_values_is_still_to_do() -> None:
    first, second = answers_of(PAIR, Trial("stub", Stub(), "todo"))
    assert check("41.pair", first, second).state == "todo"
    assert check("41.pair", 1, ...).state == "todo"


@pytest.mark.parametrize("answer", [..., [1, ...], (..., 1), {"a": ...}])
def test_an_ellipsis_is_still_to_do(answer: object) -> None:
    assert check("41.double", answer).state == "todo"


def test_code_beside_a_stub_that_was_left_is_looked_at() -> None:
    text = "def double(number):\n    ...  # your turn\n    return number + 2\n"
    result = check("41.double", written(text))
    assert result.state == "not_yet"
    assert result.message.startswith("You add 2")
    assert "still there" in result.message


def test_a_right_answer_beside_the_stub_is_correct() -> None:
    text = "def double(number):\n    ...  # your turn\n    return number * 2\n"
    assert check("41.double", written(text)).state == "correct"


def test_the_words_of_the_stub_in_a_text_are_no_stub() -> None:
    text = 'def double(number):\n    "...  # your turn"\n    return number + 2\n'
    result = check("41.double", written(text))
    assert (result.state, result.message) == ("not_yet", "You add 2; multiply by 2.")


def test_the_comment_alone_is_no_stub() -> None:
    text = "def double(number):\n    # your turn\n    return number + 2  # your turn\n"
    assert check("41.double", written(text)).message == "You add 2; multiply by 2."


def test_without_solutions_a_stub_is_still_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    (stub,) = answers_of(DOUBLE, Trial("stub", Stub(), "todo"))
    monkeypatch.setattr(sources, "solutions_folder", lambda: None)
    assert check("41.double", stub).state == "todo"


def test_a_stub_behind_partial_is_still_to_do() -> None:
    (stub,) = answers_of(DOUBLE, Trial("stub", Stub(), "todo"))
    assert check("41.double", functools.partial(stub)).state == "todo"


def test_a_crash_is_explained_with_its_line() -> None:
    result = check("41.double", written("def double(number):\n    return number.half\n"))
    assert result.state == "not_yet"
    assert result.raised == "AttributeError"
    assert "Your `double(2)` raised `AttributeError" in result.message
    assert "in line 2:" in result.message
    assert "return number.half" in result.message


def test_what_is_raised_outside_of_call_is_the_learners_too() -> None:
    crash = written("def crash():\n    raise ValueError('mine')\n", "crash")
    result = run_check(exercise(lambda answer: answer()), (crash,))
    assert (result.state, result.raised) == ("not_yet", "ValueError")


def test_our_own_mistake_is_owned_up_to() -> None:
    result = check("41.broken", 1)
    assert result.state == "our_error"
    assert "Sorry" in result.message
    assert "41.broken" in result.message
    assert "KeyError" in result.message
    assert "eyJzdWIi" not in result.message
    assert "conftest.py, line " in result.message
    assert "/" not in result.message


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("41.doubel", 'Did you mean "41.double"?'),
        ("41-Double", 'Did you mean "41.double"?'),
        ("41.zzzzzzz", "Notebook 41 has"),
        ("99.zzzzzzz", "Ids look like"),
        ("41.colour", '"41.colour" is a quiz'),
        (DOUBLE, "in quotes"),
        (None, "in quotes"),
    ],
)
def test_an_unknown_exercise_is_told(name: Any, says: str) -> None:
    result = check(name, 1)
    assert result.state == "note"
    assert says in result.message
    assert not result


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ((), '`check("41.pair", first, second)`'),
        ((1,), "takes 2 answers, not 1"),
        ((1, 2, 3), "takes 2 answers, not 3"),
    ],
)
def test_a_wrong_number_of_answers_is_told(answers: tuple[object, ...], says: str) -> None:
    result = check("41.pair", *answers)
    assert result.state == "not_yet"
    assert says in result.message


@pytest.mark.skipif(not can_limit(), reason="no way to stop it")
def test_an_endless_loop_is_stopped_and_shown() -> None:
    text = "def double(number):\n    while True:\n        number += 1\n"
    result = run_check(exercise(lambda answer: str(call(answer, 1)), seconds=0.2), (written(text),))
    assert result.state == "not_yet"
    assert result.message.startswith("Stopped after 0.2 s: is there a loop that never ends?")
    assert "number += 1" in result.message or "while True" in result.message


@pytest.mark.parametrize("error", [SystemExit(), GeneratorExit(), RecursionError("deep")])
def test_nothing_escapes(error: BaseException) -> None:
    def crash(number: int) -> int:
        raise error

    result = check("41.double", crash)
    assert (result.state, result.raised) == ("not_yet", type(error).__name__)


def test_an_interrupt_by_the_learner_passes() -> None:
    def interrupted(number: int) -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check("41.double", interrupted)


def test_endless_recursion_is_explained() -> None:
    result = check("41.double", written("def double(number):\n    return double(number)\n"))
    assert result.raised == "RecursionError"
    assert "calls itself without end" in result.message


def test_an_answer_that_equals_everything_deceives_nobody() -> None:
    class Yes:
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    assert check("41.double", lambda number: Yes()).state == "not_yet"


def test_an_object_that_can_not_be_shown_does_no_harm() -> None:
    class Shy:
        def __repr__(self) -> str:
            raise ValueError("no")

    assert check("41.double", Shy()).state == "not_yet"
    assert check("41.double", lambda number: Shy()).state == "not_yet"


def test_a_check_may_refuse_without_looking() -> None:
    def refuse(answer: object) -> str | None:
        raise NotYet("No.")

    assert run_check(exercise(refuse), (1,)) == Feedback("not_yet", "No.")


def test_several_answers_of_a_trial() -> None:
    trial = Trial("pair", Answers(1, 2), "correct")
    assert run_check(PAIR, answers_of(PAIR, trial)).state == "correct"
