"""Rules for exercises, their checks and quizzes, which tie a source to the registry."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from course.builder.lint_code import name_of
from course.builder.lookups import Lookups, unknown
from course.builder.markers import BEGIN, QUIZ, solved, text_of
from course.builder.source import Cell, Source

Found = Iterator[tuple[int, str]]

EXERCISE = re.compile(r"(?P<number>\d\d)\.[a-z0-9]+(_[a-z0-9]+)*")
ASKS = ("check", "hint", "solution", "use")
IN_PROSE = re.compile(r"""\b(?:check|hint|solution|use)\(\s*['"](?P<id>[^'"]*)['"]""")


class Call(NamedTuple):
    """A call of the teaching apparatus in a code cell."""

    cell: int  # position in the source
    line: int
    name: str
    id: str


def exercise_problems(source: Source, lookups: Lookups) -> Found:
    calls = list(_calls(source))
    yield from _registry_problems(source, calls, lookups)
    yield from _check_problems(source, calls)
    yield from _cell_problems(source)
    yield from _minutes_problems(source)
    yield from _quiz_problems(source, lookups)
    yield from _skip_and_recall_problems(source, lookups)


def _calls(source: Source) -> Iterator[Call]:
    for position, cell in enumerate(source.cells):
        if cell.kind != "code":
            continue
        lines = solved(cell.numbered)
        try:
            tree = ast.parse(text_of(lines))
        except SyntaxError:
            continue  # told elsewhere
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and name_of(node) in ASKS:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    line = lines[node.lineno - 1][0]
                    yield Call(position, line, name_of(node), first.value)


def _registry_problems(source: Source, calls: list[Call], lookups: Lookups) -> Found:
    asked = [(call.line, call.id) for call in calls]
    asked += [(cell.line, cell.exercise) for cell in source.cells if cell.exercise]
    for cell in source.cells:
        if cell.kind == "markdown":
            for number, text in cell.numbered:
                asked += [(number, found["id"]) for found in IN_PROSE.finditer(text)]
    for line, name in asked:
        message = unknown(lookups.find_exercise, name)
        if message:
            yield line, message


def _check_problems(source: Source, calls: list[Call]) -> Found:
    """Every exercise is checked after it, and nothing else is."""
    where = {cell.exercise: i for i, cell in enumerate(source.cells) if cell.exercise}
    for name, position in where.items():
        checked = [call for call in calls if call.name == "check" and call.id == name]
        if not any(call.cell > position for call in checked):
            line = source.cells[position].line
            yield line, f'exercise {name} is not checked: check("{name}", ...) in a later cell'
    for call in calls:
        if call.name == "check" and call.id not in where:
            yield call.line, f'check of {call.id}, but no cell here has exercise="{call.id}"'


def _cell_problems(source: Source) -> Found:
    seen: dict[str, int] = {}
    for cell in source.cells:
        marked = [number for number, line in cell.numbered if BEGIN.fullmatch(line)]
        if not cell.exercise:
            if marked and cell.kind == "code":
                yield marked[0], 'solution markers outside an exercise cell (exercise="...")'
            continue
        name = cell.exercise
        if cell.kind != "code":
            yield cell.line, "an exercise is a code cell"
        elif not marked:
            yield cell.line, f"exercise {name} has no ### BEGIN SOLUTION: learners would read it"
        found = EXERCISE.fullmatch(name)
        if not found:
            yield cell.line, f"exercise id {name!r} is not of the form {source.number}.name"
        elif found["number"] != source.number:
            yield cell.line, f"exercise {name} is not of this notebook ({source.number}.…)"
        if name in seen:
            yield cell.line, f"exercise {name} is already in line {seen[name]}"
        seen.setdefault(name, cell.line)


def _minutes_problems(source: Source) -> Found:
    total = 0
    for cell in source.cells:
        total += cell.minutes or 0
        if cell.exercise and cell.minutes is None:
            yield cell.line, f"exercise {cell.exercise} lacks minutes=..."
        if cell.minutes is not None and not cell.exercise:
            yield cell.line, "minutes=... belongs to an exercise cell"
    if source.front and total > source.front.data.minutes:
        line, whole = source.front.line("minutes"), source.front.data.minutes
        yield line, f"the exercises take {total} minutes, the whole notebook {whole}"


def _quiz_problems(source: Source, lookups: Lookups) -> Found:
    for cell in source.cells:
        if cell.kind != "code":
            continue
        quizzes = list(QUIZ.finditer(cell.text))
        for found in quizzes:
            line = cell.first + cell.text.count("\n", 0, found.start())
            message = unknown(lookups.find_quiz, found["id"])
            yield from [(line, message)] if message else _answer_problems(line, found, lookups)
        plain = len(re.findall(r"(?<![\w.#])quiz\(", cell.text))
        if plain > len(quizzes):
            yield cell.line, 'write a quiz as quiz("06.q1", "b"), so that its answer can be hidden'


def _answer_problems(line: int, found: re.Match[str], lookups: Lookups) -> Found:
    quiz, answer = lookups.find_quiz(found["id"]), found["answer"]
    right = getattr(quiz, "answer", answer)  # a registry may know the right letter
    if answer not in quiz.choices:
        yield line, f"quiz {found['id']} has no choice {answer!r}: {', '.join(quiz.choices)}"
    elif answer != right:
        yield line, f"the right choice of quiz {found['id']} is {right!r}, not {answer!r}"


def _skip_and_recall_problems(source: Source, lookups: Lookups) -> Found:
    if not source.front:
        return
    own = {cell.exercise for cell in source.exercises}
    for i, name in enumerate(source.front.data.if_short_skip):
        if name not in own:
            yield source.front.line("if_short_skip", i), f"no exercise {name} in this notebook"
    asked = {found["id"] for cell in source.cells for found in QUIZ.finditer(_code(cell))}
    for i, name in enumerate(source.front.data.recall):
        message = unknown(lookups.find_quiz, name)
        if not message and name not in asked:
            message = f'recall quiz {name} is not asked: quiz("{name}", "…")'
        if message:
            yield source.front.line("recall", i), message


def _code(cell: Cell) -> str:
    return cell.text if cell.kind == "code" else ""
