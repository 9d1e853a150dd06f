"""What of a learner's notebook goes to the process that judges an answer, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass

COURSE, LEARNER, ANSWER = "course", "learner", "answer"

MISSING, STOPPED, TAMPERED = "missing", "stopped", "tampered"
"""Outcomes besides those of a check (course.feedback)."""


@dataclass(frozen=True)
class Piece:
    """A cell: the course's own, another one of the learner's, or the answer that is judged."""

    kind: str
    text: str
    cell: int = -1
    """The how-manieth of the learner's code cells it is, -1 for the course's."""
    own: bool = True
    """Whether the learner made the cell; False for one that the course asks to fill in."""


@dataclass(frozen=True)
class Verdict:
    """What came of an answer; `piece` is the piece that ran when it came to an end."""

    state: str
    message: str = ""
    piece: int = -1
    raised: str = ""
    """Class of the exception that the learner's code raised, "" if it raised none."""
