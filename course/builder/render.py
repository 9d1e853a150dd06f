"""Turns a source into its two notebooks, before anything is executed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.builder.bold import linked
from course.builder.front import FrontMatter
from course.builder.lint_prose import QUIZ_LINE
from course.builder.lookups import Lookups, Quiz
from course.builder.markers import Numbered, solved, text_of, unanswered, unsolved
from course.builder.opening import opening, opens
from course.builder.source import ON_SLIDE, Cell, Source

# The same on every machine: no version of Python, no name of an environment.
METADATA: dict[str, Any] = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
DIGEST = 12  # hexadecimal digits: 48 bits, some sixty cells
SLUG = 40  # a cell id has at most 64 characters


@dataclass(frozen=True)
class Rendered:
    """The two notebooks of a source, and where the code of each solved cell came from."""

    source: Source
    unsolved: NotebookNode
    solved: NotebookNode
    lines: dict[str, list[int]]  # cell id -> source line of each of its lines


def render(source: Source, lookups: Lookups, address: str = "") -> Rendered:
    """Both notebooks. The source must have passed lint.

    `address` is where Colab gets the course from; "": the learner is told to upload it.
    """
    cells = source.shown
    names = cell_ids(source.slug, cells)
    learners, readers = [], []
    lines: dict[str, list[int]] = {}
    for name, cell in zip(names, cells, strict=True):
        if cell.kind == "markdown":
            text = linked(with_quizzes(cell, lookups), source.number, lookups.terms)
            learners.append(_markdown(name, cell, text))
            readers.append(_markdown(name, cell, text))
            continue
        answer: Numbered = solved(cell.numbered)
        lines[name] = [number for number, _ in answer]
        learners.append(_code(name, cell, unanswered(text_of(unsolved(cell.numbered)))))
        readers.append(_code(name, cell, text_of(answer)))
    for made in (learners, readers):
        made.insert(1, _overview(source, lookups))
    _open(learners, f"{source.slug[:SLUG]}-ready", address)
    return Rendered(source, _notebook(learners), _notebook(readers), lines)


def _open(learners: list[NotebookNode], name: str, address: str) -> None:
    """Put the opening cell in place of a first one that only imports, or before all others."""
    place = next((i for i, cell in enumerate(learners) if cell.cell_type == "code"), 0)
    names = opens(learners[place].source)
    made = _call(new_code_cell, opening(address, names or ()), id=name)
    if names is None:
        learners.insert(2, made)
    else:
        learners[place] = made


def cell_ids(slug: str, cells: list[Cell]) -> list[str]:
    """Ids that stay when other cells come and go.

    An exercise has its own name. Any other cell has a digest of what learners read in it, and
    the how-manieth of that text it is.
    """
    seen: Counter[str] = Counter()
    names = []
    for cell in cells:
        if cell.exercise:
            names.append(cell.exercise.replace(".", "-"))
            continue
        text = cell.text
        if cell.kind == "code":
            text = unanswered(text_of(unsolved(cell.numbered)))
        digest = hashlib.sha256(f"{cell.kind}\n{text}".encode()).hexdigest()[:DIGEST]
        seen[digest] += 1
        names.append(f"{slug[:SLUG]}-{digest}-{seen[digest]}")
    return names


def overview(front: FrontMatter, exercises: list[tuple[str, str, int]]) -> str:
    """What a learner gets and gives, as Markdown; exercises are (id, title, minutes)."""
    parts = ["**Questions**", _list(front.questions)]
    parts += ["**Afterwards you can**", _list(front.objectives)]
    time = f"**Time**: about {front.minutes} minutes"
    if not exercises:
        return "\n\n".join([*parts, time + "."])
    titles = {name: title for name, title, _ in exercises}
    total = sum(minutes for _, _, minutes in exercises)
    parts += [
        f"{time}, {total} of them for the exercises:",
        _list([f"{title}: {minutes} min" for _, title, minutes in exercises]),
    ]
    if front.if_short_skip:
        skipped = "; ".join(f"*{titles[name]}*" for name in front.if_short_skip)
        parts.append(f"Short of time? Skip {skipped}. Nothing later depends on it.")
    return "\n\n".join(parts)


def with_quizzes(cell: Cell, lookups: Lookups) -> str:
    """A Markdown cell's text with each {{quiz ID}} line replaced by the question."""
    return "\n".join(
        _question(lookups.find_quiz(found["id"])) if (found := QUIZ_LINE.fullmatch(line)) else line
        for line in cell.lines
    )


def _question(quiz: Quiz) -> str:
    choices = [f"**{letter}**: {choice.text}" for letter, choice in quiz.choices.items()]
    return f"{quiz.question.strip()}\n\n{_list(choices)}"


def _list(texts: list[str]) -> str:
    return "\n".join(f"- {' '.join(text.split())}" for text in texts)


def _overview(source: Source, lookups: Lookups) -> NotebookNode:
    assert source.front
    exercises = [
        (cell.exercise, lookups.find_exercise(cell.exercise).title, cell.minutes or 0)
        for cell in source.exercises
    ]
    text = overview(source.front.data, exercises)
    return _call(new_markdown_cell, text, id=f"{source.slug[:SLUG]}-overview")


def _markdown(name: str, cell: Cell, text: str) -> NotebookNode:
    return _call(new_markdown_cell, text, id=name, metadata=_metadata(cell))


def _code(name: str, cell: Cell, text: str) -> NotebookNode:
    return _call(new_code_cell, text, id=name, metadata=_metadata(cell))


def _metadata(cell: Cell) -> dict[str, Any]:
    tags = [tag for tag in cell.tags if tag != ON_SLIDE]
    metadata: dict[str, Any] = {"tags": tags} if tags else {}
    if cell.exercise:
        metadata["course"] = {"exercise": cell.exercise, "minutes": cell.minutes}
    return metadata


def _notebook(cells: list[NotebookNode]) -> NotebookNode:
    made = _call(new_notebook, cells=cells, metadata=_call(nbformat.from_dict, METADATA))
    made.nbformat_minor = 5
    return made


def _call(make: Callable[..., Any], *args: Any, **kwargs: Any) -> NotebookNode:
    """nbformat's constructors are untyped; this is the one place that knows."""
    made: NotebookNode = make(*args, **kwargs)
    return made
