"""Rules for teachers' notes: what they name must be there.

A note is an instructor cell. It belongs to what stands before it; notes after the last cell that
learners see are about the whole notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.builder.lookups import Lookups, unknown
from course.builder.problems import near
from course.builder.prose import headings, split
from course.builder.source import Cell, Source
from course.builder.teaching.outline import checked, draws, notes
from course.builder.teaching.wrong import replies, wrong_names

Found = Iterator[tuple[int, str]]

AT_PICTURE = "**At "
"""A note that begins so says what to say at the picture before it."""
NAMED = re.compile(r"`(?P<id>\d\d\.[a-z0-9_]+)`")
SECTIONS = re.compile(r"\bsections? (?P<titles>\*[^*]+\*(?:(?:,| and|, and) \*[^*]+\*)*)")
TITLE = re.compile(r"\*([^*]+)\*")
MOST_WORDS = 90
"""A tired teacher reads no more aloud."""


def note_problems(source: Source, lookups: Lookups) -> Found:
    """What notes name and is not there, and notes that are too long to be read aloud."""
    titles = _titles(source)
    for note, about in notes(source):
        if note.kind == "code":
            continue
        yield from _place_problems(note, about)
        yield from _reply_problems(note, about, lookups)
        yield from _name_problems(note, titles, lookups)
        for number, paragraph in _paragraphs(note):
            count = len(paragraph.split())
            if count > MOST_WORDS:
                yield number, f"a note of {count} words: at most {MOST_WORDS} in a paragraph"
    if source.front:
        for i, title in enumerate(source.front.data.skip_sections):
            if title not in titles:
                line = source.front.line("skip_sections", i)
                yield line, f"no section {title!r} in this notebook{near(title, titles)}"


def _titles(source: Source) -> list[str]:
    shown = [cell for cell in source.shown if cell.kind == "markdown"]
    return [found.text for cell in shown for found in headings(split(cell)[0]) if found.level > 1]


def _place_problems(note: Cell, about: Cell | None) -> Found:
    if note.text.startswith(AT_PICTURE) and not (about and draws(about)):
        yield note.first, "a note on a picture (**At …) stands after the cell that shows it"


def _reply_problems(note: Cell, about: Cell | None, lookups: Lookups) -> Found:
    told = list(replies(note))
    if not told:
        return
    names = checked(about) if about else []
    if not names:
        line = told[0].line
        yield line, 'replies to wrong answers (- *name*: …) stand after check("…") of an exercise'
        return
    try:
        known = [name for each in names for name in wrong_names(lookups.find_exercise(each))]
    except KeyError:
        return  # told by another rule
    for reply in told:
        if reply.name not in known:
            wrong = f"{reply.name!r} is no wrong answer in the catalogue of {names[0]}"
            yield reply.line, wrong + near(reply.name, known)


def _name_problems(note: Cell, titles: list[str], lookups: Lookups) -> Found:
    text = note.text
    for found in NAMED.finditer(text):
        line = note.first + text.count("\n", 0, found.start())
        message = unknown(lookups.find_exercise, found["id"])
        if message and unknown(lookups.find_quiz, found["id"]):
            yield line, message
    for found in SECTIONS.finditer(text):
        line = note.first + text.count("\n", 0, found.start())
        for title in TITLE.findall(found["titles"]):
            title = " ".join(title.split())
            if title not in titles:
                yield line, f"no section {title!r} in this notebook{near(title, titles)}"


def _paragraphs(note: Cell) -> Iterator[tuple[int, str]]:
    """The paragraphs and list items of a note, with the line that each begins in."""
    found: list[tuple[int, str]] = []
    open_ = False
    for number, line in note.numbered:
        if not open_ or line.startswith("- "):
            found.append((number, ""))
        found[-1] = (found[-1][0], f"{found[-1][1]} {line}")
        open_ = bool(line.strip())
    return iter(found)
