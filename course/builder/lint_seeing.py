"""Rules for Markdown and code cells: nothing is left to the eye alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from course.builder.lint_code import name_of
from course.builder.markers import solved, text_of
from course.builder.prose import CODE_SPAN, Fence, Line, split
from course.builder.seeing import (
    HTML_LINK,
    LINK,
    alt_problem,
    colours_alone,
    link_problems,
    table_problems,
)
from course.builder.source import RAISES, Cell

Found = Iterator[tuple[int, str]]

PICTURE = re.compile(r"!\[(?P<alt>[^\]]+)\]\s*[\[(]")
IMG_ALT = re.compile(r"<img\b[^>]*?\balt\s*=\s*([\"'])(?P<alt>.*?)\1", re.IGNORECASE)
TITLE = re.compile(r"^\s*accTitle\s*:(?P<alt>.*)$", re.MULTILINE)
RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?\s*)?")
BREAK = re.compile(r"\s*$|\s*(?:[-*+]|\d+[.)])\s|\s*[|#>]")


def seeing_problems(cell: Cell) -> Found:
    """What one cell leaves to the eye."""
    if cell.kind == "code":
        yield from _alts_in_code(cell)
        return
    lines, fences = split(cell)
    yield from _colours(lines)
    yield from _pictures(lines, fences)
    yield from _tables(lines)
    text = "\n".join(line.plain for line in lines)
    found = [*link_problems(text, LINK), *link_problems(text, HTML_LINK), *table_problems(text)]
    for offset, message in found:
        yield lines[text.count("\n", 0, offset)].number, message


def _colours(lines: list[Line]) -> Found:
    """Clauses that tell things apart by colour alone."""
    for paragraph in _paragraphs(lines):
        text = "\n".join(CODE_SPAN.sub("", line.text) for line in paragraph)
        for offset, colour in colours_alone(text):
            yield (
                paragraph[text.count("\n", 0, offset)].number,
                f"{colour!r}: not everybody sees it; name a shape, a hatch, a label or a place",
            )


def _paragraphs(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines that belong together: of a paragraph, a list's item, a table's row."""
    held: list[Line] = []
    for line in lines:
        together = held and line.number == held[-1].number + 1
        if held and (not together or BREAK.match(line.text)):
            yield held
            held = []
        if line.text.strip():
            held.append(line)
    if held:
        yield held


def _pictures(lines: list[Line], fences: list[Fence]) -> Found:
    """Texts of pictures and diagrams that do not say what is to be seen."""
    for line in lines:
        for pattern in (PICTURE, IMG_ALT):
            for found in pattern.finditer(line.plain):
                if message := alt_problem(found["alt"]):
                    yield line.number, message
    for fence in fences:
        if fence.info.split()[:1] == ["mermaid"]:
            for found in TITLE.finditer(fence.text):
                if message := alt_problem(found["alt"]):
                    yield fence.line + 1 + fence.text.count("\n", 0, found.start()), message


def _tables(lines: list[Line]) -> Found:
    """Header cells of Markdown tables that are empty."""
    for above, line in pairwise(lines):
        if "|" in above.text and RULE.fullmatch(line.text):
            row = above.plain.strip().removeprefix("|").removesuffix("|")
            if any(not name.strip() for name in row.split("|")):
                yield above.number, "an empty header cell: say what the row or column holds"


def _alts_in_code(cell: Cell) -> Found:
    """Texts that are given to show(alt=...)."""
    lines = solved(cell.numbered)
    if RAISES in cell.tags:
        return
    try:
        tree = ast.parse(text_of(lines))
    except SyntaxError:
        return  # told by lint_code
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or name_of(node) != "show":
            continue
        given = [word.value for word in node.keywords if word.arg == "alt"]
        for value in [each for one in given for each in ast.walk(one)]:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                message = alt_problem(value.value)
                if message:
                    yield lines[value.lineno - 1][0], message
