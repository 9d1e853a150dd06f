"""The course's notebooks as the grader needs them, read from their sources."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache

from course import sources
from course.builder.markers import solved, text_of, unanswered, unsolved
from course.builder.source import parse
from course.registry import chapter_numbers, find_exercise


class CourseMissing(Exception):  # noqa: N818
    """The sources of the notebooks aren't there; the message says where they should be."""


@dataclass(frozen=True)
class MasterCell:
    """A code cell: its id, its text as learners get it and as solved, its exercise or ""."""

    id: str
    given: str
    solved: str
    exercise: str


@dataclass(frozen=True)
class Master:
    """A notebook of the course: its code cells, in order."""

    number: str
    slug: str
    cells: tuple[MasterCell, ...]
    chosen: frozenset[str] | None = None
    """The exercises (of any notebook) that count, None for all."""

    @property
    def exercises(self) -> list[str]:
        return [cell.exercise for cell in self.cells if cell.exercise]

    @property
    def counted(self) -> list[str]:
        """The exercises that are judged."""
        return [each for each in self.exercises if self.chosen is None or each in self.chosen]

    def place(self, exercise: str) -> int:
        """Which cell is the exercise's."""
        return next(i for i, cell in enumerate(self.cells) if cell.exercise == exercise)

    def place_of_check(self, exercise: str) -> int:
        """Which cell checks the exercise: the first after it that does."""
        first = self.place(exercise) + 1
        rest = range(first, len(self.cells))
        return next((i for i in rest if f'check("{exercise}"' in self.cells[i].given), first)


@cache
def masters() -> dict[str, Master]:
    """The notebooks that have exercises, by number. Raises CourseMissing."""
    found = {number: master(number) for number in chapter_numbers()}
    return {number: each for number, each in found.items() if each.exercises}


def master(number: str) -> Master:
    """The notebook of that number. Raises CourseMissing."""
    from course.builder.render import cell_ids

    path = sources.source_path(number)
    if path is None:
        raise CourseMissing(
            f"the source of notebook {number} is missing: it is in the folder solutions/ of the "
            "course; grade from a copy of the whole course"
        )
    shown = parse(path.read_text(encoding="utf-8"), path.name).shown
    cells = [
        MasterCell(
            name,
            unanswered(text_of(unsolved(cell.numbered))),
            text_of(solved(cell.numbered)),
            cell.exercise,
        )
        for name, cell in zip(cell_ids(path.stem, shown), shown, strict=True)
        if cell.kind == "code"
    ]
    return Master(number, path.stem, tuple(cells))


@cache
def title(exercise: str) -> str:
    """The exercise's title."""
    return find_exercise(exercise).title


def imported(master: Master) -> set[str]:
    """The modules that a notebook imports."""
    found: set[str] = set()
    for cell in master.cells:
        for node in ast.walk(ast.parse(cell.solved)):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
    return found
