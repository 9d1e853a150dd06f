"""Rules for what goes on slides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.builder.lint_prose import QUIZ_LINE
from course.builder.markers import BEGIN
from course.builder.prose import headings, split
from course.builder.source import INSTRUCTOR, ON_SLIDE, SLIDE, Cell, Source

WORDS = 60
"""More than so many on a slide, and people read instead of listening."""
CODE_LINES = 12


def slide_problems(source: Source) -> Iterator[tuple[int, str]]:
    """Slides without a heading, too full, or of things that can't be on one."""
    opened = False
    for cell in source.cells:
        if SLIDE in cell.tags:
            yield from _text_problems(cell)
            opened = True
        elif ON_SLIDE in cell.tags and INSTRUCTOR in cell.tags:
            yield cell.line, "what learners must not see can't be on a slide"
        elif ON_SLIDE in cell.tags and cell.kind == "code":
            yield from _code_problems(cell)
            if not opened:
                yield cell.line, f'no slide to put it on: a [markdown] tags=["{SLIDE}"] cell first'
        elif ON_SLIDE in cell.tags:
            opened = False  # a question has a slide of its own
            if not any(QUIZ_LINE.fullmatch(line) for line in cell.lines):
                yield (
                    cell.line,
                    'Markdown on a slide is a quiz, or a cell of tags=["slide"]',
                )


def words(text: str) -> int:
    """How many words a reader sees, roughly."""
    return len(re.findall(r"[^\W_][^\s]*", text))


def _text_problems(cell: Cell) -> Iterator[tuple[int, str]]:
    if cell.kind != "markdown":
        yield cell.line, f'tags=["{SLIDE}"] is for Markdown; code goes on one by "{ON_SLIDE}"'
        return
    lines, fences = split(cell)
    found = list(headings(lines))
    if [heading.level for heading in found] != [2] or found[0].number != cell.first:
        yield cell.first, "a slide begins with its title, a level-2 heading, and has no other"
    count = words("\n".join(line.text for line in lines[1:]))
    if count > WORDS:
        yield cell.line, f"{count} words on a slide; at most {WORDS}"
    for fence in fences:
        if fence.text.count("\n") > CODE_LINES:
            yield fence.line, f"more than {CODE_LINES} lines of code on a slide"


def _code_problems(cell: Cell) -> Iterator[tuple[int, str]]:
    if any(BEGIN.fullmatch(line) for line in cell.lines):
        yield cell.line, "an exercise has a slide by itself, and its solution has none"
    elif "quiz(" in cell.text or "check(" in cell.text:
        yield cell.line, "its answer would be on the slide; put the question there instead"
