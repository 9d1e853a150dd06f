"""What is known of a hand-in once it is graded."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from course.feedback import CORRECT, LOOKS, NOT_YET, OUR_ERROR, TODO
from course.grading.pieces import MISSING, STOPPED, TAMPERED

WORDS = {
    CORRECT: "correct",
    NOT_YET: "not yet",
    TODO: "to do",
    MISSING: "missing",
    STOPPED: "stopped",
    TAMPERED: "void",
    OUR_ERROR: "our error",
}
"""Outcomes as the table and the pages call them."""

SYMBOLS = {state: LOOKS[state].symbol for state in (CORRECT, NOT_YET, TODO, OUR_ERROR)} | {
    MISSING: "∅",
    STOPPED: "■",
    TAMPERED: "⊘",
}

TOLD = {
    MISSING: "its cell is missing or empty",
    STOPPED: "stopped",
    TAMPERED: "not counted",
    OUR_ERROR: "our check failed",
}
"""Outcomes that a teacher should look at, as they are remarked on."""

ENDS = {
    "TimeIsUp": "stopped, since it took too long",
    "MemoryError": "stopped, since it asked for too much memory",
    "SystemExit": "stopped, since it would have ended the notebook",
    "KeyboardInterrupt": "stopped, since it would have interrupted the notebook",
}
"""Exceptions by which an answer is stopped, as they are remarked on."""

RAISED = ENDS | {
    "SyntaxError": "its cell isn't Python",
    "IndentationError": "its cell isn't Python",
    "TabError": "its cell isn't Python",
}
"""Exceptions that are remarked on, since they say more than that an answer is wrong."""


@dataclass(frozen=True)
class Outcome:
    """What came of one exercise; `message` is Markdown."""

    exercise: str
    state: str
    message: str = ""
    raised: str = ""
    code: str = ""
    """The exercise's cell as the learner left it."""

    @property
    def remark(self) -> str:
        """What a teacher should know; "" where the outcome says it all."""
        told = RAISED.get(self.raised, "")
        if told and self.state in (STOPPED, NOT_YET):
            return f"{self.exercise}: {told}"
        if self.state not in TOLD:
            return ""
        why = f" ({self.message.rstrip('.')})" if self.state in (STOPPED, TAMPERED) else ""
        return f"{self.exercise}: {TOLD[self.state]}{why}"


@dataclass(frozen=True)
class Row:
    """One hand-in, graded; without `number` its notebook couldn't be told."""

    name: str
    path: Path
    number: str
    outcomes: tuple[Outcome, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    @property
    def score(self) -> int:
        """How many exercises are solved."""
        return sum(each.state == CORRECT for each in self.outcomes)

    @property
    def remark(self) -> str:
        """All remarks in one line."""
        told = [*self.remarks, *(each.remark for each in self.outcomes)]
        return "; ".join(" ".join(each.split()) for each in told if each)
