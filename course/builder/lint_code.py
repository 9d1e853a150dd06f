"""Rules for code cells."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from course.builder.markers import marker_problems, solved, text_of, unsolved
from course.builder.source import RAISES, Cell

Found = Iterator[tuple[int, str]]

LONGEST_LINE = 100
MOST_LINES = 15
MOST_EXERCISE_LINES = 25
MAGIC = re.compile(r"\s*(#\s?)?(%%?[a-z]\w*|![\w.])")
BROAD = {"Exception", "BaseException"}


def code_problems(cell: Cell) -> Found:
    """Form and content of one code cell."""
    marks = list(marker_problems(cell.numbered))
    yield from marks
    for number, line in cell.numbered:
        if len(line) > LONGEST_LINE:
            yield number, f"line of {len(line)} characters: at most {LONGEST_LINE} in code"
        if MAGIC.match(line):
            yield number, "no IPython magics or shell lines: plain Python only"
            return
    lines = solved(cell.numbered)
    yield from _length_problems(cell, [line for _, line in lines if line.strip()])
    if marks or RAISES in cell.tags:
        return
    problem = _syntax_problem(lines, "")
    if problem is None:
        problem = _syntax_problem(unsolved(cell.numbered), " without its solution")
    if problem:
        yield problem
        return
    numbers = [number for number, _ in lines]
    for row, message in _tree_problems(ast.parse(text_of(lines))):
        yield numbers[row - 1], message


def _length_problems(cell: Cell, lines: list[str]) -> Found:
    most = MOST_EXERCISE_LINES if cell.exercise else MOST_LINES
    if len(lines) > most:
        yield cell.line, f"code cell of {len(lines)} lines: at most {most}; split it"


def _syntax_problem(lines: list[tuple[int, str]], form: str) -> tuple[int, str] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            compile(text_of(lines), "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True)
        except SyntaxError as error:
            row = min(max(error.lineno or 1, 1), len(lines)) - 1
            return lines[row][0], f"cell does not compile{form}: {error.msg}"
    return None


def _tree_problems(tree: ast.Module) -> Found:
    nodes = list(ast.walk(tree))
    described = any(
        name_of(node) == "show" and any(word.arg == "alt" for word in node.keywords)
        for node in nodes
        if isinstance(node, ast.Call)
    )
    for node in nodes:
        if isinstance(node, ast.ExceptHandler) and _swallows(node):
            yield node.lineno, "an except that swallows every error hides the learner's mistake"
        if isinstance(node, ast.Call) and name_of(node) in ("run_until_complete", "asyncio.run"):
            yield node.lineno, "a notebook has a running event loop: use await"
        if not described and isinstance(node, ast.expr) and _draws(node):
            yield node.lineno, "figure without alt text: show(figure, alt=...) in the same cell"
            described = True  # told once for a cell


def name_of(call: ast.Call) -> str:
    """The called function's last name; with its module for asyncio.run."""
    func = call.func
    if isinstance(func, ast.Name):
        return func.id
    if isinstance(func, ast.Attribute):
        module = func.value.id if isinstance(func.value, ast.Name) else ""
        return f"{module}.{func.attr}" if module == "asyncio" else func.attr
    return ""


def _swallows(node: ast.ExceptHandler) -> bool:
    if node.type is None:
        return True
    silent = all(isinstance(line, ast.Pass | ast.Expr) for line in node.body) and all(
        isinstance(line.value, ast.Constant) for line in node.body if isinstance(line, ast.Expr)
    )
    return silent and isinstance(node.type, ast.Name) and node.type.id in BROAD


def _draws(node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "savefig" or (
            isinstance(node.value, ast.Name) and node.value.id == "plt"
        )
    return isinstance(node, ast.Call) and name_of(node) == "Figure"
