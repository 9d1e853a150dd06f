"""Reads a source (jupytext percent format) into cells that know their line numbers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Literal

from course.builder.front import Front, read_front
from course.builder.problems import Problem, near

NAME = re.compile(r"(?P<number>\d\d)_[a-z0-9]+(_[a-z0-9]+)*")
MARKER = re.compile(r"# %%(?!%)\s*(?:\[(?P<kind>[^\]]*)\])?\s*(?P<keys>.*)")
KEY = re.compile(r"(?P<key>[A-Za-z_][\w-]*)=")
KEYS = ("exercise", "minutes", "tags")
INSTRUCTOR = "instructor"
RAISES = "raises-exception"
VARIES = "nbval-ignore-output"  # outputs that differ by machine (measured speeds)
SLIDE = "slide"  # Markdown that only the slides show: a slide begins with it
ON_SLIDE = "on-slide"  # a cell of the notebook that goes on a slide, too
TAGS = (INSTRUCTOR, RAISES, VARIES, SLIDE, ON_SLIDE, "nbval-skip")


@dataclass(frozen=True)
class Cell:
    """One cell of a source. Lines are numbered as in the file, from 1."""

    kind: Literal["markdown", "code"]
    line: int  # of the `# %%` marker
    first: int  # of the first line of the text
    lines: tuple[str, ...]  # the text; Markdown without its comment signs
    exercise: str = ""
    minutes: int | None = None
    tags: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def numbered(self) -> list[tuple[int, str]]:
        """The text as (line number in the file, line)."""
        return list(enumerate(self.lines, self.first))

    @property
    def for_learners(self) -> bool:
        return INSTRUCTOR not in self.tags and SLIDE not in self.tags


@dataclass(frozen=True)
class Source:
    """A source, as far as it could be read, and what could not be."""

    path: str  # as the author is told it, e.g. solutions/06_access_token.py
    front: Front | None
    cells: tuple[Cell, ...]
    problems: list[Problem] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return PurePath(self.path).stem

    @property
    def number(self) -> str:
        return self.slug[:2]

    @property
    def shown(self) -> list[Cell]:
        """The cells that learners get to see."""
        return [cell for cell in self.cells if cell.for_learners]

    @property
    def exercises(self) -> list[Cell]:
        return [cell for cell in self.shown if cell.exercise]


def parse(text: str, path: str) -> Source:
    """Read a source. Never raises: what is wrong is in `.problems`."""
    lines = text.split("\n")
    front, start, problems = read_front(lines, path)
    if not NAME.fullmatch(PurePath(path).stem):
        problems.append(Problem(path, 1, "a source is named NN_slug.py, e.g. 06_access_token.py"))
    marks = [i for i in range(start, len(lines)) if MARKER.match(lines[i])]
    for i in range(start, marks[0] if marks else len(lines)):
        if lines[i].strip():
            problems.append(Problem(path, i + 1, "text before the first cell (# %%)"))
            break
    if not marks:
        problems.append(Problem(path, len(lines) or 1, "no cells (# %%)"))
    cells = [
        _cell(lines, begin, end, path, problems)
        for begin, end in zip(marks, [*marks[1:], len(lines)], strict=False)
    ]
    return Source(path, front, tuple(cells), problems)


def _cell(lines: list[str], begin: int, end: int, path: str, problems: list[Problem]) -> Cell:
    found = MARKER.match(lines[begin])
    assert found
    kind = found["kind"]
    if kind not in (None, "markdown", "md"):
        problems.append(Problem(path, begin + 1, f"cells of kind [{kind}] are not supported"))
    keys = _keys(found["keys"].strip(), begin + 1, path, problems)
    first = begin + 1
    while first < end and not lines[first].strip():
        first += 1
    while end > first and not lines[end - 1].strip():
        end -= 1
    text = lines[first:end]
    if not text:
        problems.append(Problem(path, begin + 1, "empty cell"))
    if kind is not None:
        for i, line in enumerate(text):
            if line.strip() and not line.startswith("#"):
                problems.append(Problem(path, first + i + 1, "a Markdown line begins with `# `"))
        text = [line.removeprefix("#").removeprefix(" ") for line in text]
    return Cell("code" if kind is None else "markdown", begin + 1, first + 1, tuple(text), **keys)


def _keys(text: str, line: int, path: str, problems: list[Problem]) -> dict[str, Any]:
    """The key=value pairs of a marker line; values are JSON."""
    keys: dict[str, Any] = {}
    while text:
        found = KEY.match(text)
        try:
            if not found:
                raise ValueError
            value, used = json.JSONDecoder().raw_decode(text[found.end() :])
        except ValueError:
            problems.append(Problem(path, line, f'after # %% write key="value", not {text!r}'))
            break
        text = text[found.end() + used :].strip()
        problem = _key_problem(found["key"], value)
        if problem:
            problems.append(Problem(path, line, problem))
        else:
            keys[found["key"]] = tuple(value) if isinstance(value, list) else value
    return keys


def _key_problem(key: str, value: object) -> str:
    """What is wrong with a key and its value; "" if nothing is."""
    if key not in KEYS:
        return f"unknown cell key {key!r}{near(key, KEYS)}"
    if key == "exercise" and not isinstance(value, str):
        return f'exercise is an id such as "06.client", not {value!r}'
    if key == "minutes" and (type(value) is not int or value <= 0):
        return f"minutes is a whole number above 0, not {value!r}"
    if key == "tags":
        if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
            return f'tags is a list of strings such as ["instructor"], not {value!r}'
        for tag in value:
            if tag not in TAGS:
                return f"unknown tag {tag!r}{near(tag, TAGS)}"
    return ""
