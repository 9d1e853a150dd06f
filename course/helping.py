"""hint and solution: help that grows only as far as it is asked for."""

from __future__ import annotations

from course import sources
from course.exercise import Exercise
from course.feedback import NOTE, OUR_ERROR, Feedback
from course.markup import fence
from course.registry import UnknownId, find_exercise

_given: dict[str, int] = {}
"""How many hints of each exercise this kernel has shown."""


def hint(name: str, level: int | None = None) -> Feedback:
    """The next hint for an exercise: a nudge, then the idea, then nearly the code.

    `level` (1 to 3) asks for one of them. Raises nothing.
    """
    exercise = _exercise(name)
    if isinstance(exercise, Feedback):
        return exercise
    number = _given.get(exercise.id, 0) + 1
    if level is not None:
        if type(level) is not int or not 1 <= level <= len(exercise.hints):
            message = f'There are hints 1 to {len(exercise.hints)}: `hint("{exercise.id}", 1)`.'
            return Feedback(NOTE, message, title="No such hint")
        number = level
    if number > len(exercise.hints):
        message = (
            f'`solution("{exercise.id}")` shows a solution; `hint("{exercise.id}", 1)` begins anew.'
        )
        return Feedback(NOTE, message, title="That was the last hint")
    if level is None:
        _given[exercise.id] = number
    title = f"Hint {number} of {len(exercise.hints)}"
    return Feedback(NOTE, exercise.hints[number - 1].strip(), title=title)


def solution(name: str) -> Feedback:
    """A solution of an exercise, as code to read; it is not executed. Raises nothing."""
    exercise = _exercise(name)
    if isinstance(exercise, Feedback):
        return exercise
    try:
        origin = sources.origin(exercise.id)
    except Exception:  # unreadable, or a package is missing: the learner can't mend it
        origin = None
    if origin is None:
        message = (
            "The solutions aren't here: they are in the folder `solutions` of the course, "
            "beside `notebooks`."
        )
        return Feedback(NOTE, message, title="No solution found")
    message = (
        f"Yours may look different: what counts is `check`.\n\n{fence(origin.solved, 'python')}"
    )
    return Feedback(NOTE, message, title="One solution", plain_html=False)


def _exercise(name: str) -> Exercise | Feedback:
    """The exercise, or what to say instead."""
    try:
        return find_exercise(name)
    except UnknownId as error:
        return Feedback(NOTE, str(error), title="No such exercise")
    except Exception:
        message = "Sorry: its exercises can't be read. `check_environment()` may tell why."
        return Feedback(OUR_ERROR, message)
