"""The solved and the unsolved form of a code cell (nbgrader's solution markers, quiz answers)."""

from __future__ import annotations

import re
from collections.abc import Iterator

BEGIN = re.compile(r"\s*### BEGIN SOLUTION\s*")
END = re.compile(r"\s*### END SOLUTION\s*")
ALMOST = re.compile(r"\s*#+\s*(BEGIN|END)\s+SOLUTIONS?\b.*", re.IGNORECASE)
STUB = "...  # your turn"
UNANSWERED = "?"
QUIZ = re.compile(
    r"""(?P<call>\bquiz\(\s*(?P<q>['"])(?P<id>[^'"]*)(?P=q)\s*,\s*)(?P<a>['"])(?P<answer>[^'"]*)(?P=a)"""
)

Numbered = list[tuple[int, str]]  # (line number in the file, line)


def solved(lines: Numbered) -> Numbered:
    """The cell with its solution, without the marker lines."""
    return [item for item in lines if not (BEGIN.fullmatch(item[1]) or END.fullmatch(item[1]))]


def unsolved(lines: Numbered) -> Numbered:
    """The cell as learners get it: a stub for each solution, quizzes not yet answered."""
    kept: Numbered = []
    inside = False
    for number, line in lines:
        if BEGIN.fullmatch(line):
            inside = True
            kept.append((number, line[: len(line) - len(line.lstrip())] + STUB))
        elif END.fullmatch(line):
            inside = False
        elif not inside:
            kept.append((number, line))
    return kept


def text_of(lines: Numbered) -> str:
    """The lines as a cell's text."""
    return "\n".join(line for _, line in lines)


def unanswered(code: str) -> str:
    """The code with every quiz's answer replaced by "?"."""
    return QUIZ.sub(rf'\g<call>"{UNANSWERED}"', code)


def marker_problems(lines: Numbered) -> Iterator[tuple[int, str]]:
    """Markers that do not pair up."""
    opened = 0
    for number, line in lines:
        if BEGIN.fullmatch(line):
            if opened:
                yield number, f"### BEGIN SOLUTION inside the one opened in line {opened}"
            opened = number
        elif END.fullmatch(line):
            if not opened:
                yield number, "### END SOLUTION without ### BEGIN SOLUTION"
            opened = 0
        elif ALMOST.fullmatch(line):
            yield number, "write the marker as ### BEGIN SOLUTION or ### END SOLUTION"
    if opened:
        yield opened, "### BEGIN SOLUTION is not closed by ### END SOLUTION in this cell"
