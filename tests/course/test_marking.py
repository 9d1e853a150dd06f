"""mark: a check for nbgrader, which takes a cell for right unless it raises or writes to stderr."""

from __future__ import annotations

import sys

import pytest

from course.marking import NotEarnedError, mark


def right(number):
    return 2 * number


def test_a_right_answer_is_shown_and_raises_nothing(capsys):
    mark("41.double", right)
    out, err = capsys.readouterr()
    assert out.startswith("✓ Correct.")
    assert err == ""


def test_a_wrong_answer_is_told_and_then_raises_in_one_line(capsys):
    with pytest.raises(
        NotEarnedError, match=r"^No points yet for 41\.double: not yet\.$"
    ) as raised:
        mark("41.double", lambda number: number + 2)
    assert capsys.readouterr().out.startswith("△ Not yet.")
    assert raised.value._render_traceback_() == ["No points yet for 41.double: not yet."]


@pytest.mark.parametrize("name", ["41.double", "41.duoble", "no such exercise"])
def test_no_answer_and_no_such_exercise_raise(name):
    with pytest.raises(NotEarnedError):
        mark(name, ...)


def test_what_a_right_answer_writes_to_stderr_costs_nothing(capsys):
    def loud(number):
        print("working", file=sys.stderr)
        return right(number)

    mark("41.double", loud)
    out, err = capsys.readouterr()
    assert "working" in out
    assert err == ""
