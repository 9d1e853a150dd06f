"""Any exercise and any quiz may be skipped: what later cells use isn't imported in them alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from course.builder.lint_code import name_of
from course.builder.markers import solved, text_of
from course.builder.source import Cell, Source

SKIPPED = {"check", "quiz"}
"""A cell that calls one of them may be passed over, as may an exercise."""


def import_problems(source: Source) -> Iterator[tuple[int, str]]:
    """Imports from the course that whoever skips a cell will miss in a later one."""
    there: set[str] = set()
    only: dict[str, int] = {}  # a name that a cell imports which may be skipped: the line of that
    for cell in source.cells:
        tree = _tree(cell)
        if tree is None:
            continue
        mine = _imported(tree)
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        for name in sorted(used & only.keys() - mine.keys() - there):
            yield (
                only.pop(name),
                f"{name} is imported where a learner may skip it, and used in line {cell.line}:"
                " import it in the notebook's first code cell",
            )
        if _may_be_skipped(cell, tree):
            for name, row in mine.items():
                only.setdefault(name, solved(cell.numbered)[row - 1][0])
        else:
            there |= mine.keys()


def _tree(cell: Cell) -> ast.Module | None:
    if cell.kind != "code":
        return None
    try:
        return ast.parse(text_of(solved(cell.numbered)))
    except SyntaxError:
        return None  # told elsewhere


def _imported(tree: ast.Module) -> dict[str, int]:
    """What comes from the course, by the name that it gets here, and the row of its import."""
    return {
        alias.asname or alias.name: node.lineno
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "course"
        for alias in node.names
    }


def _may_be_skipped(cell: Cell, tree: ast.Module) -> bool:
    calls = {name_of(node) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return bool(cell.exercise or calls & SKIPPED)
