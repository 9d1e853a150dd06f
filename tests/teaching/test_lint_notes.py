"""What a note names must be there; an author is told where it is not."""

from __future__ import annotations

import pytest

from course.builder.lint_notes import note_problems
from course.builder.source import parse
from tests.teaching.small import LOOKUPS, SMALL


def problems(text: str) -> list[tuple[int, str]]:
    return list(note_problems(parse(text, "solutions/06_travel.py"), LOOKUPS))


def line_of(text: str, piece: str) -> int:
    return next(i for i, line in enumerate(text.split("\n"), 1) if piece in line)


def test_nothing_to_tell():
    assert problems(SMALL) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("- *one*: Ask", "- *won*: Ask", "'won' is no wrong answer in the catalogue of 06.client"),
        ("- *one*: Ask", "- *two*: Ask", "'two' is no wrong answer"),
        ("ask who was refused", "ask `06.clinet`", "did you mean 06.client?"),
        ("ask who was refused", "see `06.q2`", "no exercise '06.q2'"),
        ("*A picture* is", "*A pictures* is", "no section 'A pictures'"),
        ("ask who was refused", "ask " + "why " * 100, "at most 90 in a paragraph"),
        ("[Further on]", "[Further off]", "no section 'Further off'"),
        ("ask who was refused.", "see.\n# - *one*: Ask.", "stand after check"),
    ],
)
def test_told_with_its_line(old, new, message):
    text = SMALL.replace(old, new)
    assert text != SMALL
    ((line, told),) = problems(text)
    assert message in told
    assert line == line_of(text, new.split("\n")[-1])


def test_a_note_on_a_picture_that_has_gone():
    text = SMALL.replace("show(evening.timeline())", "evening.summary()")
    ((line, told),) = problems(text)
    assert "stands after the cell that shows it" in told
    assert line == line_of(text, "**At the timeline**")


def test_two_sections_in_one_sentence():
    text = SMALL.replace("The section *A picture* is", "The sections *A picture* and *Nowhere* are")
    ((_, told),) = problems(text)
    assert "no section 'Nowhere'" in told
