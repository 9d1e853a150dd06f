"""Common wrong answers: those of a catalogue that a note names, and what to say to them."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pprint import pformat
from typing import Any, NamedTuple

from course.builder.source import Cell

ITEM = re.compile(r"- \*(?P<name>[^*]+)\*: (?P<text>.*)")
STORY = re.compile(r"```text\n(?P<story>.*?)\n```", re.DOTALL)
NOT_YET = "not_yet"
WIDTH = 88


class Reply(NamedTuple):
    """A line `- *name*: …` of a note: what to say to those who gave that wrong answer."""

    line: int
    name: str
    text: str


@dataclass(frozen=True)
class Wrong:
    """A wrong answer (Python), what the check says to it and what a teacher may say (Markdown)."""

    name: str
    answer: str
    said: str
    reply: str


def replies(cell: Cell) -> Iterator[Reply]:
    """The replies in a note; a line that is indented goes on with the one before."""
    found: Reply | None = None
    for number, line in cell.numbered:
        head = ITEM.fullmatch(line)
        if head:
            if found:
                yield found
            found = Reply(number, head["name"], head["text"])
        elif found and line.startswith("  ") and line.strip():
            found = found._replace(text=f"{found.text} {line.strip()}")
        elif found:
            yield found
            found = None
    if found:
        yield found


def wrong_names(exercise: Any) -> list[str]:
    """The names of the wrong answers in an exercise's catalogue."""
    trials = getattr(exercise, "catalogue", ())
    return [trial.name for trial in trials if trial.outcome == NOT_YET]


def wrong_answers(exercise: Any, told: Sequence[Reply]) -> list[Wrong]:
    """These wrong answers with what the check says to each of them, now."""
    from course.catalogue import answers_of
    from course.checking import run_check

    trials = {trial.name: trial for trial in exercise.catalogue}
    found = []
    for reply in told:
        trial = trials[reply.name]
        with contextlib.redirect_stdout(io.StringIO()):  # some of them print
            feedback = run_check(exercise, answers_of(exercise, trial))
        said = steady(feedback.message, trial.says)
        found.append(Wrong(reply.name, _written(trial.answer), said, reply.text))
    return found


def steady(message: str, says: str) -> str:
    """The message without what differs from run to run.

    A story of the attack range has keys and names of its own each time. Of a story the line
    that holds `says` is left; that is what the catalogue promises.
    """
    found = STORY.search(message)
    if not found:
        return message.strip()
    lines = found["story"].split("\n")
    return next((line.strip() for line in lines if says.lower() in line.lower()), lines[0].strip())


def _written(answer: Any) -> str:
    """A wrong answer as a learner would write it."""
    from course.exercise import Answers, Code

    if isinstance(answer, Code):
        return answer.text.strip("\n")
    values = answer.values if isinstance(answer, Answers) else (answer,)
    return "\n".join(pformat(value, width=WIDTH, sort_dicts=False) for value in values)
