"""Everything an author can get wrong in a source, told with its line."""

from __future__ import annotations

from collections.abc import Iterator

from course.builder import (
    lint_code,
    lint_exercises,
    lint_imports,
    lint_notes,
    lint_prose,
    lint_seeing,
    lint_slides,
    lint_terms,
)
from course.builder.lookups import Lookups
from course.builder.problems import Problem
from course.builder.source import Source


def lint(source: Source, lookups: Lookups) -> list[Problem]:
    """The problems of a source, those of reading it included, in order of line."""
    found = [Problem(source.path, line, message) for line, message in _rules(source, lookups)]
    return sorted({*source.problems, *found})


def _rules(source: Source, lookups: Lookups) -> Iterator[tuple[int, str]]:
    for cell in source.cells:
        yield from lint_seeing.seeing_problems(cell)
        if cell.kind == "code":
            yield from lint_code.code_problems(cell)
        else:
            yield from lint_prose.prose_problems(cell, lookups)
    yield from lint_prose.heading_problems(source)
    yield from lint_prose.front_problems(source)
    yield from lint_exercises.exercise_problems(source, lookups)
    yield from lint_imports.import_problems(source)
    yield from lint_terms.term_problems(source, lookups.terms)
    yield from lint_slides.slide_problems(source)
    yield from lint_notes.note_problems(source, lookups)
