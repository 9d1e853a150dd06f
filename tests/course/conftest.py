"""A small course of its own: the tests know what is in it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from course import helping, progression, registry, sources
from course.checks import NotYet, call, expect, expect_equal, expect_function
from course.exercise import Choice, Code, Exercise, Quiz, Reference, Stub, Trial

PACKAGE = "small_course"

SOURCE = '''\
# ---
# course:
#   title: Twice
#   part: I
#   questions: ["How?"]
#   objectives: [double]
#   minutes: 5
# ---

# %% [markdown]
# # Twice

# %%
import math

from course import check

# %% exercise="41.double" minutes=2
def double(number):
    """Twice the number."""
    ### BEGIN SOLUTION
    return math.prod([2, number])
    ### END SOLUTION

# %%
check("41.double", double)

# %% exercise="41.pair" minutes=1
first = second = ...
### BEGIN SOLUTION
first, second = 1, 2
### END SOLUTION

# %%
check("41.pair", first, second)
'''

WRONG_PLUS = "def double(number):\n    return number + 2\n"
CRASH = "def double(number):\n    return number.half\n"
OTHER = "double = lambda number: number + number\n"


def check_double(double: object) -> str:
    """Is it twice the number?"""
    function = expect_function(double, 1, name="double")
    expect_equal(call(function, 2), 4, "Twice 2 is 4, yours gives {found}.")
    found = call(function, 3)
    expect(found != 5, "You add 2; multiply by 2.")
    expect_equal(found, 6)
    return "Twice as good."


def check_pair(first: object, second: object) -> None:
    """Are these 1 and 2?"""
    if (first, second) != (1, 2):
        raise NotYet("First 1, then 2.")


def check_broken(answer: object) -> None:
    """A check with a mistake of ours."""
    raise KeyError("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.")


DOUBLE = Exercise(
    "41.double",
    "Twice a number",
    check_double,
    hints=("Think of pairs.", "Multiply.", "```python\nreturn 2 * …\n```"),
    catalogue=(
        Trial("untouched", Stub(), "todo"),
        Trial("adds two", Code(WRONG_PLUS, "double"), "not_yet", says="You add 2"),
        Trial("result of a call", Code(WRONG_PLUS, "double(1)"), "not_yet", says="not a function"),
        Trial("crash", Code(CRASH, "double"), "not_yet", says="AttributeError"),
        Trial("reference", Reference(), "correct"),
        Trial("adds itself", Code(OTHER, "double"), "correct"),
    ),
)
PAIR = Exercise("41.pair", "A pair", check_pair, hints=("one", "two", "three"))
BROKEN = Exercise("41.broken", "Ours", check_broken, hints=("one", "two", "three"))
COLOUR = Quiz(
    "41.colour",
    "Which colour is *the* sky?",
    {
        "a": Choice("blue", "It is **blue**, by day."),
        "b": Choice("green", "That is the grass."),
    },
    "a",
)
TRUTH = Quiz(
    "42.truth",
    "Is it true?",
    {"true": Choice("Yes.", "It is."), "false": Choice("No.", "Look again.")},
    "true",
)


def module(name: str, exercises: tuple[Exercise, ...], quizzes: tuple[Quiz, ...]) -> ModuleType:
    """A chapter's module."""
    made = ModuleType(f"{PACKAGE}.{name}")
    made.__dict__.update(EXERCISES=exercises, QUIZZES=quizzes)
    return made


@pytest.fixture(autouse=True)
def small_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small course in place of the real one; returns the folder of its solutions."""
    folder = tmp_path / PACKAGE
    folder.mkdir()
    for name in ("__init__.py", "ch41.py", "ch42.py"):
        (folder / name).write_text("")
    package = ModuleType(PACKAGE)
    package.__path__ = [str(folder)]
    chapters = {"ch41": module("ch41", (DOUBLE, PAIR, BROKEN), (COLOUR,))}
    chapters["ch42"] = module("ch42", (), (TRUTH,))
    monkeypatch.setitem(sys.modules, PACKAGE, package)
    for name, made in chapters.items():
        monkeypatch.setitem(sys.modules, f"{PACKAGE}.{name}", made)
    monkeypatch.setattr(registry, "PACKAGE", PACKAGE)
    solutions = tmp_path / "solutions"
    solutions.mkdir()
    (solutions / "41_twice.py").write_text(SOURCE, encoding="utf-8")
    monkeypatch.setattr(sources, "solutions_folder", lambda: solutions)
    monkeypatch.setattr(helping, "_given", {})
    monkeypatch.setattr(progression, "_told", set())
    monkeypatch.setenv("JWT_COURSE_PROGRESS", str(tmp_path / "progress.jsonl"))
    return solutions
