"""Rules for Markdown cells and front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.builder.lookups import Lookups, unknown
from course.builder.prose import Heading, Line, headings, split
from course.builder.source import Cell, Source

Found = Iterator[tuple[int, str]]

BANNED = re.compile(r"\b(simply|just|obviously)\b", re.IGNORECASE)
QUIZ_LINE = re.compile(r"\s*\{\{\s*quiz\s+(?P<id>\S+?)\s*\}\}\s*")
CURLY = re.compile(r"\{\{.*")
NO_ALT = re.compile(r"!\[\s*\]\s*[\[(]")
IMG = re.compile(r"<img\b[^>]*>?", re.IGNORECASE)
ALT = re.compile(r"""\balt\s*=\s*(?:"\s*[^"\s]|'\s*[^'\s]|[^\s"'>])""", re.IGNORECASE)


def prose_problems(cell: Cell, lookups: Lookups) -> Found:
    """Words, pictures, diagrams and quiz lines of one cell."""
    lines, fences = split(cell)
    titles = {heading.number for heading in headings(lines) if heading.level == 1}
    for line in lines:
        if not line.quoted and line.number not in titles:
            yield from banned_words(line.number, line.plain)
        yield from _picture_problems(line)
        yield from _quiz_problems(line, lookups)
    for fence in fences:
        if not fence.closed:
            yield fence.line, "fenced block is not closed in this cell"
        if fence.info.split()[:1] == ["mermaid"] and "accTitle" not in fence.text:
            yield fence.line, "a Mermaid diagram needs an accTitle: line (its alt text)"


def banned_words(number: int, text: str) -> Found:
    """Words that tell a stuck learner that it is easy. A title may quote the learner."""
    for found in BANNED.finditer(text):
        yield number, f"leave out {found[0]!r}: it belittles what is hard for the reader"


def lacks_alt(html: str) -> bool:
    """Is there an <img> without an alt text?"""
    return any(not ALT.search(tag[0]) for tag in IMG.finditer(html))


def _picture_problems(line: Line) -> Found:
    if NO_ALT.search(line.plain):
        yield line.number, "picture without alt text: ![what it shows](...)"
    if lacks_alt(line.plain):
        yield line.number, '<img> without alt text: add alt="what it shows" in the same line'


def _quiz_problems(line: Line, lookups: Lookups) -> Found:
    quiz = QUIZ_LINE.fullmatch(line.text)
    if quiz:
        message = unknown(lookups.find_quiz, quiz["id"])
        if message:
            yield line.number, message
    elif found := CURLY.search(line.plain):
        yield line.number, f"{found[0]!r}: only a line of its own, {{{{quiz 06.q1}}}}, is known"


def heading_problems(source: Source) -> Found:
    """One title, first; no level skipped."""
    shown = source.shown
    if not shown:
        return
    found = [h for cell in shown if cell.kind == "markdown" for h in headings(split(cell)[0])]
    first = shown[0]
    top = next(headings(split(first)[0]), None) if first.kind == "markdown" else None
    if top is None or top.level != 1 or first.first != top.number:
        yield first.first, "the first cell begins with the title, a level-1 heading"
    else:
        yield from _title_problems(source, top)
    level = 0
    for heading in found:
        if heading.level == 1 and level:
            yield heading.number, "a second level-1 heading: only the title is one"
        elif heading.level > level + 1 and level:
            yield heading.number, f"heading level skipped: {heading.level} after {level}"
        level = heading.level


def _title_problems(source: Source, heading: Heading) -> Found:
    if source.front and source.front.data.title not in heading.text:
        title = source.front.data.title
        yield heading.number, f"the title is {heading.text!r} here, {title!r} in the front matter"


def front_problems(source: Source) -> Found:
    """Front matter that is well formed but cannot be meant."""
    if not source.front:
        return
    data = source.front.data
    for i, text in enumerate(data.questions):
        line = source.front.line("questions", i)
        yield from banned_words(line, text)
        if not text.endswith("?"):
            yield line, f"question without ?: {text!r} (quote a text that holds a comma)"
    for i, text in enumerate(data.objectives):
        yield from banned_words(source.front.line("objectives", i), text)
