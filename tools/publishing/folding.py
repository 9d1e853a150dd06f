"""Folds the answers of a solved notebook away, so that a reader may try first."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence

from nbformat import NotebookNode

from course.builder.markers import QUIZ

ANSWER = "The answer"
SOLUTION = "The course's answer"
CHECK = re.compile(r"""check\(\s*['"](?P<id>[^'"]*)['"].*\)""", re.DOTALL)
QUIZ_CALL = re.compile(rf"^{QUIZ.pattern}\s*\)[ \t]*$", re.MULTILINE)


def folded(solved: NotebookNode, unsolved: NotebookNode) -> list[NotebookNode]:
    """The solved cells; where the unsolved notebook has something else, with a mark `fold`.

    What a check says about an answer is moved to the answer. Whoever draws the cells shows
    `fold.stub`, and all else on request.
    """
    stubs = {cell.id: cell.source for cell in unsolved.cells}
    cells: list[NotebookNode] = []
    for cell in copy.deepcopy(solved.cells):
        stub = stubs.get(cell.id, cell.source)
        if cell.cell_type == "code" and stub != cell.source:
            _fold(cell, stub)
        elif cell.cell_type == "code" and _joins_its_exercise(cell, cells):
            continue
        cells.append(cell)
    return cells


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
