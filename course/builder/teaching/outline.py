"""Reads a source as a teacher does: sections, and in them pictures, exercises, questions, notes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from course.builder.lint_code import name_of
from course.builder.markers import QUIZ, solved, text_of
from course.builder.prose import headings, split
from course.builder.source import INSTRUCTOR, Cell, Source

OPENING = "The opening"
"""What stands before the first level-2 heading."""

WORD, CODE_LINE, FIGURE, QUESTION = 1, 3, 30, 40
"""How long things take in a room, in words of prose: guesses, and only their ratio counts."""


@dataclass(frozen=True)
class Item:
    """A picture, exercise or question of a section, or a teacher's note on what stands before."""

    kind: Literal["figure", "exercise", "question", "note"]
    cell: Cell
    name: str = ""  # the id of an exercise or a question


@dataclass
class Section:
    """What stands under a level-2 heading. `weight` is its length, in words of prose."""

    title: str
    line: int
    weight: int = 0
    items: list[Item] = field(default_factory=list)

    @property
    def exercises(self) -> list[Item]:
        return [item for item in self.items if item.kind == "exercise"]

    @property
    def exercise_minutes(self) -> int:
        return sum(item.cell.minutes or 0 for item in self.exercises)


@dataclass(frozen=True)
class Outline:
    """The sections of a source, and the notes that are about all of it."""

    sections: tuple[Section, ...]
    closing: tuple[Cell, ...]

    def section(self, title: str) -> Section:
        """The section of that title. Raises KeyError."""
        for section in self.sections:
            if section.title == title:
                return section
        raise KeyError(title)


def outline(source: Source) -> Outline:
    """The outline of a source. Instructor cells after the last shown cell are about all of it."""
    shown = source.shown
    last = source.cells.index(shown[-1]) if shown else -1
    sections = [Section(OPENING, shown[0].line if shown else 1)]
    closing = []
    for position, cell in enumerate(source.cells):
        if INSTRUCTOR in cell.tags:
            if position > last:
                closing.append(cell)
            else:
                sections[-1].items.append(Item("note", cell))
        elif not cell.for_learners:
            continue
        elif cell.kind == "markdown":
            _read_prose(cell, sections)
        else:
            _read_code(cell, sections[-1])
    return Outline(tuple(sections), tuple(closing))


def notes(source: Source) -> Iterator[tuple[Cell, Cell | None]]:
    """Each instructor cell, and the shown cell that it stands after; None for closing notes."""
    shown = source.shown
    last = source.cells.index(shown[-1]) if shown else -1
    before: Cell | None = None
    for position, cell in enumerate(source.cells):
        if INSTRUCTOR in cell.tags:
            yield cell, before if position < last else None
        elif cell.for_learners:
            before = cell


def draws(cell: Cell) -> bool:
    """Does this cell show a picture?"""
    for call in _calls(cell):
        name = name_of(call)
        if name == "explore":
            return True
        if name == "show" and any(not _environment(argument) for argument in call.args):
            return True
    return False


def checked(cell: Cell) -> list[str]:
    """The exercises that a cell has checked."""
    return [
        str(call.args[0].value)
        for call in _calls(cell)
        if name_of(call) == "check" and call.args and isinstance(call.args[0], ast.Constant)
    ]


def asked(cell: Cell) -> list[str]:
    """The questions that a cell answers."""
    return [found["id"] for found in QUIZ.finditer(cell.text)] if cell.kind == "code" else []


def _read_prose(cell: Cell, sections: list[Section]) -> None:
    """Begin a section at each level-2 heading, and count words."""
    lines, _ = split(cell)
    titles = {found.number: found for found in headings(lines) if found.level == 2}
    for line in lines:
        if line.number in titles:
            sections.append(Section(titles[line.number].text, line.number))
        sections[-1].weight += WORD * len(line.text.split())


def _read_code(cell: Cell, section: Section) -> None:
    if cell.exercise:
        section.items.append(Item("exercise", cell, cell.exercise))
        return
    names = asked(cell)
    section.items += [Item("question", cell, name) for name in names]
    section.weight += QUESTION * len(names)
    if names or checked(cell):
        return
    section.weight += CODE_LINE * sum(bool(line.strip()) for line in cell.lines)
    if draws(cell):
        section.items.append(Item("figure", cell))
        section.weight += FIGURE


def _calls(cell: Cell) -> Iterator[ast.Call]:
    """The calls in a code cell, in order of line; none if it is no Python."""
    if cell.kind != "code":
        return
    try:
        tree = ast.parse(text_of(solved(cell.numbered)))
    except SyntaxError:
        return  # told by another rule
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    yield from sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _environment(argument: ast.expr) -> bool:
    return isinstance(argument, ast.Call) and name_of(argument) == "check_environment"
