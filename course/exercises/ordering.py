"""Exercises in which steps are put in order: letters to be written as one word."""

from __future__ import annotations

from typing import Any

from course.checks import expect
from course.exercise import Answers, Reference, Stub, Trial


def places(order: Any, letters: str) -> dict[str, int]:
    """Where each of these letters stands in a learner's order, from 0.

    Capitals, blanks and commas make no difference, and a list of letters will do. Raises NotYet
    unless each letter is there once.
    """
    if isinstance(order, list | tuple):
        order = "".join(str(letter) for letter in order)
    expect(isinstance(order, str), f'Write the letters as one word, such as `"{letters}"`.')
    found = [letter for letter in order.upper() if letter.isalnum()]
    expect(
        sorted(found) == list(letters),
        f"Each of the letters {letters[0]} to {letters[-1]} belongs there once.",
    )
    return {letter: found.index(letter) for letter in letters}


def usual_trials(right: str) -> tuple[Trial, ...]:
    """What the catalogue of every ordering holds; `right` is the right word."""
    return (
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial("small letters with blanks", Answers(" ".join(right.lower())), "correct"),
        Trial("list", Answers(list(right)), "correct"),
        Trial("a letter twice", Answers(right[:-1] + right[-2]), "not_yet", "once"),
        Trial("crash", Answers(5), "not_yet", "one word"),
    )
