"""mark: a check that raises, for nbgrader, which gives full points to a cell unless it raises."""

from __future__ import annotations

import contextlib
import sys

from course.checking import check
from course.feedback import Feedback
from course.figures import show


class NotEarnedError(AssertionError):
    """The answer isn't right. In a notebook it is one line: the check has said what is wrong."""

    def __init__(self, name: str, feedback: Feedback) -> None:
        super().__init__(f"No points yet for {name}: {feedback.word.lower()}.")

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def mark(name: str, *answers: object) -> None:
    """Check the answer to the exercise `name` and show the outcome: mark("06.client", client).

    Raises NotEarnedError unless the answer is right. What the answer writes to stderr while it is
    checked (a warning, say) goes to stdout: nbgrader would count it as a failure.
    """
    with contextlib.redirect_stderr(sys.stdout):
        feedback = check(name, *answers)
        show(feedback)
    if not feedback:
        raise NotEarnedError(name, feedback)
