"""Folds the answers of a solved notebook away, so that a reader may try first."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence

from nbformat import NotebookNode

from course.builder.markers import QUIZ
from course.builder.opening import opens

ANSWER = "The answer"
SOLUTION = "The course's answer"
CHECK = re.compile(r"""check\(\s*['"](?P<id>[^'"]*)['"].*\)""", re.DOTALL)
PROGRESS = re.compile(r"""^progress\(.*\)\s*\Z""", re.MULTILINE)
QUIZ_CALL = re.compile(rf"^{QUIZ.pattern}\s*\)[ \t]*$", re.MULTILINE)


def folded(solved: NotebookNode, unsolved: NotebookNode) -> list[NotebookNode]:
    """The solved cells; where the unsolved notebook has something else, with a mark `fold`.

    What a check says about an answer is moved to the answer. Whoever draws the cells shows
    `fold.stub`, and all else on request. What is of use only to whoever runs the notebook is
    left out: the import of the apparatus, and the page of one's own progress with its lead.
    """
    stubs = {cell.id: cell.source for cell in unsolved.cells}
    cells: list[NotebookNode] = []
    for cell in copy.deepcopy(solved.cells):
        if cell.cell_type == "code" and not cell.outputs and opens(cell.source) is not None:
            continue
        if cell.cell_type == "code" and PROGRESS.search(cell.source):
            if cells and cells[-1].cell_type == "markdown" and _leads(cells[-1].source):
                cells.pop()
            continue
        stub = stubs.get(cell.id, cell.source)
        if cell.cell_type == "code" and stub != cell.source:
            _fold(cell, stub)
        elif cell.cell_type == "code" and _joins_its_exercise(cell, cells):
            continue
        cells.append(cell)
    return cells


def _leads(text: str) -> bool:
    """Is this a line that says what comes below it, and nothing else?"""
    return "\n" not in text.strip() and text.strip().endswith(":")


def _fold(cell: NotebookNode, stub: str) -> None:
    quiz = QUIZ_CALL.search(cell.source)
    if quiz is None:
        cell.metadata["fold"] = {"stub": stub, "summary": SOLUTION}
        return
    cell.metadata["fold"] = {
        "stub": QUIZ_CALL.sub("", cell.source).strip(),  # imports, for instance
        "summary": ANSWER,
        "lead": f"It is {quiz['answer']}.",
        "hides_source": True,
    }


def _joins_its_exercise(cell: NotebookNode, before: Sequence[NotebookNode]) -> bool:
    """Move what a check says to its exercise; is nothing left of the cell?"""
    check = CHECK.search(cell.source)
    if check is None:
        return False
    for exercise in before:
        if exercise.metadata.get("course", {}).get("exercise") == check["id"]:
            exercise.outputs += cell.outputs
            cell.outputs = []
            return bool(check[0] == cell.source.strip())
    return False
