"""A source as a teacher reads it: sections, minutes, who comes back to it."""

from __future__ import annotations

import pytest

from course.builder.source import parse
from course.builder.teaching.captions import beginning
from course.builder.teaching.later import later
from course.builder.teaching.minutes import (
    cuts,
    section_minutes,
    shortest,
    talk_minutes,
    taught_minutes,
)
from course.builder.teaching.outline import OPENING, draws, notes, outline
from tests.teaching.real import sources
from tests.teaching.small import BODY, FRONT, SMALL

SOURCE = parse(SMALL, "solutions/06_travel.py")


def test_sections_hold_what_stands_under_them():
    opening, picture, further = outline(SOURCE).sections
    assert [opening.title, picture.title, further.title] == [OPENING, "A picture", "Further on"]
    assert [item.kind for item in picture.items] == ["figure", "note", "exercise", "note"]
    assert [(item.kind, item.name) for item in further.items] == [("question", "06.q1")]


def test_the_last_note_is_about_the_whole_notebook():
    assert [cell.text for cell in outline(SOURCE).closing] == [
        "The section *A picture* is the one to keep."
    ]
    assert [about is None for _, about in notes(SOURCE)] == [False, False, True]


def test_minutes_of_sections_add_up_and_hold_their_exercises():
    minutes = section_minutes(SOURCE)
    assert sum(minutes.values()) == 30
    assert minutes["A picture"] >= 8
    assert talk_minutes(SOURCE) == 22


@pytest.mark.parametrize("source", sources().values(), ids=sources())
def test_minutes_of_the_courses_sections_add_up(source):
    minutes = section_minutes(source)
    assert source.front is not None
    assert sum(minutes.values()) == source.front.data.minutes
    assert min(minutes.values()) >= 0
    every = [cell.exercise for cell in source.exercises]
    assert taught_minutes(source, every, list(minutes)) == source.front.data.minutes
    assert 0 < shortest(source) <= source.front.data.minutes


def test_what_is_left_out_is_taken_away_once():
    minutes = section_minutes(SOURCE)
    assert [(cut.what, cut.minutes, cut.section) for cut in cuts(SOURCE)] == [
        ("Further on", minutes["Further on"], True),
        ("06.client", 8, False),
    ]
    assert shortest(SOURCE) == 30 - minutes["Further on"] - 8
    both = parse(SMALL.replace("[Further on]", "[Further on, A picture]"), "solutions/06_travel.py")
    assert [cut.what for cut in cuts(both)] == ["Further on", "A picture"]


@pytest.mark.parametrize(
    ("code", "drawn"),
    [
        ("show(evening.timeline())", True),
        ('explore("refresh_token", at={})', True),
        ("show(check_environment())", False),
        ("evening.summary()", False),
        ("show(", False),
    ],
)
def test_what_counts_as_a_picture(code, drawn):
    cell = parse(f"{FRONT}\n# %%\n{code}\n", "solutions/06_travel.py").cells[0]
    assert draws(cell) is drawn


def test_later_notebooks_that_name_this_one():
    text = FRONT + BODY.replace("notebook 05", "notebooks 02 to 04")
    ten = parse(text + '\n# %%\ncarry("03.sign")\n', "solutions/10_later.py")
    everything = [SOURCE, ten]
    assert [each.told for each in later("05", everything)] == ["[06](06_travel.md): *The opening*"]
    (found,) = later("03", everything)
    assert found.told == "[10](10_later.md): *The opening*; carries over `03.sign`"
    assert later("04", everything)[0].carried == ()
    assert later("10", everything) == []


@pytest.mark.parametrize(
    ("told", "rest"),
    [
        ("One short. Then another that says what is seen in the picture.", " And more of it."),
        ("It costs 5.11 s, and that is a sentence of more than sixty letters.", " 8 more."),
        ("No full stop", ""),
    ],
)
def test_a_caption_is_whole_sentences(told, rest):
    assert beginning(told + rest) == told


def test_a_long_caption_is_cut():
    assert len(beginning("word " * 100)) <= 240
