"""Each picture, exercise and section has something for its teacher; learners get none of it."""

from __future__ import annotations

import json

import pytest

from course.builder.source import INSTRUCTOR, Source
from course.builder.teaching.outline import OPENING, checked, draws, notes, outline
from course.builder.teaching.wrong import replies
from tests.teaching.real import ROOT, sources

ALL = pytest.mark.parametrize("source", sources().values(), ids=sources())
CLOSING = "What you saw"


@ALL
def test_each_picture_has_a_note(source: Source):
    told = {about.line for note, about in notes(source) if about and note.text.startswith("**At ")}
    missing = [cell.line for cell in source.shown if draws(cell) and cell.line not in told]
    assert missing == []


@ALL
def test_each_exercise_has_a_reply_to_a_wrong_answer(source: Source):
    told = {
        name
        for note, about in notes(source)
        if about and list(replies(note))
        for name in checked(about)
    }
    assert {cell.exercise for cell in source.exercises} - told == set()


@ALL
def test_each_section_with_code_has_a_note(source: Source):
    silent = [
        section.title
        for section in outline(source).sections
        if section.title not in (OPENING, CLOSING)
        and any(item.kind != "note" for item in section.items)
        and not any(item.kind == "note" for item in section.items)
    ]
    assert silent == []


@ALL
def test_each_notebook_has_a_note_about_all_of_it(source: Source):
    assert outline(source).closing


@ALL
def test_learners_get_no_word_of_it(source: Source):
    lines = [
        line.strip()
        for cell in source.cells
        if INSTRUCTOR in cell.tags
        for line in cell.lines
        if len(line.split()) > 5
    ]
    assert lines
    for folder in ("notebooks", "solutions"):
        path = ROOT / folder / f"{source.slug}.ipynb"
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
        assert [line for line in lines if line in text] == [], folder
        assert not any(INSTRUCTOR in cell["metadata"].get("tags", []) for cell in cells)
