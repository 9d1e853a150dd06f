"""What happens in the process that runs one answer: the notebook's part, the answer, our check."""

from __future__ import annotations

import ast
import linecache
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from course import sources
from course.checking import run_check
from course.exercise import TIME_LIMIT, Exercise
from course.explain import explain
from course.feedback import NOT_YET, OUR_ERROR, Feedback
from course.grading import integrity
from course.grading.cells import as_python
from course.grading.needed import Statement, names_used, needed, statements
from course.grading.pieces import ANSWER, COURSE, LEARNER, MISSING, TAMPERED, Piece, Verdict
from course.markup import span
from course.registry import find_exercise

OURS = str(Path(__file__).resolve().parents[1]) + os.sep
"""So are the files named in which the course's cells stand: none of them are the learner's."""


@dataclass(frozen=True)
class Plan:
    """What runs before the answer's cell and after it, and what is handed to the check."""

    before: list[Statement]
    answer: Any
    """The answer's code; None where its cell is empty and other cells hold the answer."""
    after: list[Statement]
    arguments: tuple[str, ...]
    names: frozenset[str]


class Ended(Exception):  # noqa: N818
    """Judging ends here, with this verdict."""

    def __init__(self, state: str, message: str, piece: int, raised: str = "") -> None:
        super().__init__(state)
        self.verdict = Verdict(state, message, piece, raised)


class Judge:
    """Runs the pieces of a learner's notebook around one exercise, and its check.

    `seconds` limits each cell and the check. `mark` is told which piece begins to run.
    """

    def __init__(
        self,
        watched: integrity.Snapshot,
        mark: Callable[[int], None],
        seconds: float = TIME_LIMIT,
    ) -> None:
        self.watched = watched
        self.mark = mark
        self.seconds = seconds
        self.namespace = fresh_namespace()

    def judge(self, name: str, pieces: Sequence[Piece]) -> Verdict:
        """The verdict on the exercise of that id."""
        exercise = find_exercise(name)
        exercise = replace(exercise, seconds=min(self.seconds, exercise.seconds))
        (at,) = (i for i, piece in enumerate(pieces) if piece.kind == ANSWER)
        try:
            plan = plan_of(name, pieces, at)
            self.run(plan.before, pieces, exercise)
            if plan.answer is not None:
                for each in plan.names:
                    self.namespace.pop(each, None)
                self.run_answer(plan.answer, at, exercise)
            self.run(plan.after, pieces, exercise)
            return self.check(plan, at, exercise)
        except Ended as end:
            return end.verdict

    def run(self, steps: list[Statement], pieces: Sequence[Piece], exercise: Exercise) -> None:
        """Run statements around the answer. Raises Ended where one of the course's fails."""
        theirs = -1
        for step in steps:
            learners = pieces[step.piece].kind == LEARNER
            if learners and step.piece != theirs:
                theirs = step.piece
                self.mark(theirs)
            feedback = self.limited(step.compiled, exercise)
            if learners:
                self.verify(step.piece)
            elif not feedback:
                state = OUR_ERROR if theirs < 0 else NOT_YET
                raise Ended(state, f"A cell before it fails. {feedback.message}", step.piece)

    def run_answer(self, code: Any, at: int, exercise: Exercise) -> None:
        """Run the exercise's cell. Raises Ended if it fails."""
        self.mark(at)
        feedback = self.limited(lambda: code, exercise)
        self.verify(at)
        if not feedback:
            raise Ended(feedback.state, feedback.message, at, feedback.raised)

    def limited(self, code: Callable[[], Any], exercise: Exercise) -> Feedback:
        """Run code of a cell; what it raises is explained as a check would explain it."""

        def cell() -> None:
            exec(code(), self.namespace)

        seconds = min(self.seconds, TIME_LIMIT)
        try:
            return run_check(replace(exercise, check=cell, seconds=seconds), ())
        except KeyboardInterrupt as error:
            return Feedback(NOT_YET, explain(error), raised=type(error).__name__)

    def verify(self, piece: int) -> None:
        """Raises Ended if something of ours isn't what it was."""
        found = self.watched.changed()
        if found:
            raise Ended(TAMPERED, f"The code changed {span(found)}, by which it is judged.", piece)

    def check(self, plan: Plan, at: int, exercise: Exercise) -> Verdict:
        """Hand the answers to our check."""
        self.mark(at)
        lacking = sorted(each for each in plan.names if each not in self.namespace)
        if lacking:
            listed = " and ".join(map(span, lacking))
            raise Ended(NOT_YET, f"The check looks for {listed}: no such name is there.", at)
        answers = tuple(eval(each, self.namespace) for each in plan.arguments)
        try:
            feedback = run_check(exercise, answers)
        except KeyboardInterrupt as error:
            feedback = Feedback(NOT_YET, explain(error), raised=type(error).__name__)
        self.verify(at)
        return Verdict(feedback.state, feedback.message, at, feedback.raised)


def plan_of(name: str, pieces: Sequence[Piece], at: int) -> Plan:
    """What is to be run for an exercise. Raises Ended if there is no answer to be read."""
    origin = sources.origin(name)
    arguments = origin.arguments if origin else ()
    names = frozenset[str]().union(*map(names_used, arguments))
    text = as_python(pieces[at].text)
    file = f"<{name}>"
    remember(file, text)
    try:
        code = compile(text, file, "exec")
        uses = names_used(text)
        empty = not ast.parse(text).body
    except Exception as error:  # any text may stand there: SyntaxError, RecursionError …
        raise Ended(NOT_YET, explain(error), at, type(error).__name__) from None
    before = [each for i in range(at) for each in readable(pieces[i], i)]
    after = [each for i in range(at + 1, len(pieces)) for each in readable(pieces[i], i)]
    late = needed(after, names)
    if empty:
        own = [each for each in [*before, *late] if pieces[each.piece].own]
        if not names <= frozenset[str]().union(*(each.binds for each in own)):
            raise Ended(MISSING, "", at)
    wanted = (names if empty else uses).union(*(each.uses for each in late))
    return Plan(needed(before, wanted), None if empty else code, late, arguments, names)


def readable(piece: Piece, number: int) -> tuple[Statement, ...]:
    """The statements of a piece; none if Python can't read it (and it isn't the course's)."""
    text = piece.text if piece.kind == COURSE else as_python(piece.text)
    file = f"<cell {piece.cell}>" if piece.kind == LEARNER else f"{OURS}<cell {hash(text)}>"
    remember(file, text)
    try:
        found = statements(text, file)
    except Exception:
        if piece.kind == COURSE:
            raise
        return ()
    return tuple(replace(each, piece=number) for each in found)


def remember(file: str, text: str) -> None:
    """Let checks and tracebacks find the text of a cell, as they do in a notebook."""
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)


def fresh_namespace() -> dict[str, Any]:
    """The names of a notebook in which nothing was run; `display` and magics do nothing."""
    module = ModuleType("__main__")
    sys.modules["__main__"] = module
    shell = SimpleNamespace(
        run_line_magic=_nothing, run_cell_magic=_nothing, system=_nothing, getoutput=_nothing
    )
    namespace = vars(module)
    namespace |= {"display": _nothing, "get_ipython": lambda: shell}
    return namespace


def _nothing(*_: object, **__: object) -> None:
    return None
