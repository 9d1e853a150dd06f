"""What an exercise and a quiz are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

TIME_LIMIT = 5.0
"""Seconds that a check may take, unless the exercise says otherwise."""


class NotYet(Exception):  # noqa: N818
    """An answer isn't right yet; the message (Markdown) says what its mistake is."""


@dataclass(frozen=True)
class Code:
    """An answer given as source text: it is executed, then `names` are handed to the check.

    The names are expressions ("client", "client(session)"). What the notebook imports
    before the exercise is at hand.
    """

    text: str
    names: tuple[str, ...]

    def __init__(self, text: str, *names: str) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "names", names)


@dataclass(frozen=True)
class Answers:
    """Several answers that a check takes at once, as objects."""

    values: tuple[object, ...]

    def __init__(self, *values: object) -> None:
        object.__setattr__(self, "values", values)


@dataclass(frozen=True)
class Reference:
    """The answer in solutions/NN_*.py, read from there so that the two can't drift apart."""


@dataclass(frozen=True)
class Stub:
    """The exercise as learners find it, read from solutions/NN_*.py."""


@dataclass(frozen=True)
class Trial:
    """One entry of a check's catalogue: an answer and what the check must make of it.

    `answer` is Code, Reference(), Stub(), Answers(…) or the answer itself. `outcome` is
    "todo", "not_yet" or "correct"; `says` is a phrase that the message must hold.
    """

    name: str
    answer: object
    outcome: str
    says: str = ""


@dataclass(frozen=True)
class Exercise:
    """Something a learner writes, and the function that looks at it.

    `check(answer, ...)` raises `NotYet`, or returns a sentence of praise or None. `hints`
    are three: a nudge, the idea, nearly the code (Markdown). `setup` is Python source that
    is executed before each answer of the catalogue. Raises ValueError if it isn't whole.
    """

    id: str
    title: str
    check: Callable[..., str | None]
    hints: tuple[str, str, str]
    catalogue: tuple[Trial, ...] = ()
    setup: str = ""
    seconds: float = TIME_LIMIT

    def __post_init__(self) -> None:
        if len(self.hints) != 3 or not all(hint.strip() for hint in self.hints):
            raise ValueError(f"{self.id}: an exercise has three hints (nudge, idea, nearly code)")


@dataclass(frozen=True)
class Choice:
    """A choice of a quiz, and what is said to those who choose it (Markdown)."""

    text: str
    feedback: str


@dataclass(frozen=True)
class Quiz:
    """A question with its choices, by lower-case letter or word; `right` is one of them.

    Raises ValueError if it isn't whole.
    """

    id: str
    question: str
    choices: Mapping[str, Choice]
    right: str

    def __post_init__(self) -> None:
        if self.right not in self.choices:
            raise ValueError(f"{self.id}: {self.right!r} is none of the choices")
        for key, choice in self.choices.items():
            if key != key.strip().lower() or not key:
                raise ValueError(f"{self.id}: choice {key!r} must be in lower case")
            if not choice.feedback.strip():
                raise ValueError(f"{self.id}: choice {key!r} has no feedback")

    @property
    def answer(self) -> str:
        """The right choice's key."""
        return self.right
