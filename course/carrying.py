"""Carries a learner's answers from one notebook into another.

When a check passes, the text of the cell is kept beside the progress. A later notebook
asks for it with carry(); where there is none, the course's version stands in.
"""

from __future__ import annotations

import inspect
import json
import linecache
import os
from pathlib import Path
from typing import Any

from course import catalogue, progression
from course.checking import run_check
from course.exercise import Code, Exercise, Trial
from course.feedback import CORRECT, NOTE, Feedback
from course.figures import show
from course.registry import UnknownId, find_exercise
from course.standin import course_version
from simulator.files import FileError, whole_file

FOLDER = "answers"


def kept_file(name: str) -> Path | None:
    """Where the answer to an exercise is kept; None if nothing is."""
    progress = progression.progress_file()
    return None if progress is None else progress.parent / FOLDER / f"{name}.json"


def keep(name: str, answers: tuple[object, ...]) -> None:
    """Keep the text of right answers that are functions. What can't be kept is passed over."""
    file = kept_file(name)
    texts = [text_of(answer) for answer in answers]
    if file is None or not texts or not all(texts):
        return
    content = {
        "text": "\n\n".join(dict.fromkeys(texts)),
        "names": [getattr(answer, "__name__", "") for answer in answers],
    }
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(file) as beside:
            beside.write_text(json.dumps(content), encoding="utf-8")
    except (OSError, FileError):
        return


def text_of(answer: object) -> str:
    """The cell that a function stands in, so that its helpers come along; "" if there is none."""
    code = getattr(answer, "__code__", None)
    if code is None:
        return ""
    if not os.path.exists(code.co_filename):
        return "".join(linecache.getlines(code.co_filename))
    try:
        return inspect.getsource(answer)  # type: ignore[arg-type]
    except (OSError, TypeError):
        return ""


def carry(name: str) -> Any:
    """The learner's right answer from an earlier notebook, else the course's own; says which.

    carry("04.split") is the function; where a check takes several, a tuple of them.
    """
    try:
        exercise = find_exercise(name)
    except UnknownId as error:
        show(Feedback(NOTE, str(error), title="No such exercise"))
        return None
    mine = kept_answers(exercise)
    if mine is not None:
        show(Feedback(NOTE, f"`{name}` is yours.", title="Carried over"))
        return mine[0] if len(mine) == 1 else mine
    message = f"`{name}` is the course's: no right answer of yours is kept here."
    show(Feedback(NOTE, message, title="Standing in"))
    return course_version(exercise)


def course_layers() -> tuple[Any, ...]:
    """The course's versions of the seven layers of notebook 04, in their order."""
    names = ("split", "decode", "allow_list", "choose_key", "signature", "claims", "policy")
    found = [course_version(find_exercise(f"04.{name}")) for name in names]
    return tuple(each[-1] if isinstance(each, tuple) else each for each in found)


def kept_answers(exercise: Exercise) -> tuple[Any, ...] | None:
    """The kept answers, if they are there and still pass their check."""
    file = kept_file(exercise.id)
    try:
        content = json.loads(file.read_text(encoding="utf-8")) if file else None
        code = Code(content["text"], *content["names"]) if content else None
        if code is None:
            return None
        answers = catalogue.answers_of(exercise, Trial("kept", code, CORRECT))
    except Exception:  # an old or broken file must not stand in a learner's way
        return None
    return answers if run_check(exercise, answers).state == CORRECT else None
