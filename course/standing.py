"""progress: what a learner has done, how much of the plan that is, and what to read next."""

from __future__ import annotations

import re

from course.feedback import NOTE, Feedback
from course.markup import span
from course.plan import Lesson, Task, lessons
from course.progression import Done, done, progress_file

TITLE = "Your progress"
NOT_KEPT = "It isn't kept here."


def progress(notebook: str | int | None = None) -> Feedback:
    """What is done and what is open: in all notebooks, or in one and what to read after it.

    progress("06") is the page at the end of notebook 06. Raises nothing.
    """
    try:
        plan = lessons()
        finished = None if progress_file() is None else done()
    except Exception:
        return Feedback(NOTE, "The exercises can't be read.", title=TITLE)
    if not plan:
        return Feedback(NOTE, "There are no exercises here yet.", title=TITLE)
    if notebook is None:
        return Feedback(NOTE, everything(plan, finished), title=TITLE)
    here = _named(notebook, plan)
    if here is None:
        message = (
            f"There are notebooks {plan[0].number} to {plan[-1].number}. "
            f'`progress("{plan[-1].number}")` is the page of one of them, `progress()` of all.'
        )
        return Feedback(NOTE, message, title="No such notebook")
    title = f"{TITLE} in {here.name}" if here.slug else f"{TITLE} in notebook {here.number}"
    return Feedback(NOTE, one(here, plan, finished), title=title)


def everything(plan: list[Lesson], finished: Done | None) -> str:
    """A line for each notebook, and what to read next; no counts where none are kept."""
    if finished is None:
        return f"{NOT_KEPT} {_advice('Begin with', plan[0])}"
    lines = [f"- {lesson.link}: {_counts(lesson, finished)}" for lesson in plan]
    begun = [lesson for lesson in plan if lesson.begun(finished)]
    told = ["\n".join(lines), _sum(plan, finished)]
    if begun:
        told.append(_next(begun[-1], plan, finished, f"in {begun[-1].link}"))
    else:
        told.append(_advice("Begin with", plan[0]))
    return "\n\n".join([*told, f"All this is kept in the file {span(str(progress_file()))}."])


def one(here: Lesson, plan: list[Lesson], finished: Done | None) -> str:
    """What is done and open in a notebook, what to read next, and where all of it stands."""
    after = [lesson for lesson in plan if lesson.number > here.number]
    if finished is None:
        if after:
            return f"{NOT_KEPT} {_advice('Read next:', after[0])}"
        return f"{NOT_KEPT} This was the last notebook."
    lines = []
    for kind, plural in (("exercise", "Exercises"), ("quiz", "Quizzes")):
        if tasks := here.of(kind):
            count = sum((kind, task.id) in finished for task in tasks)
            left = [task for task in here.left(finished) if task.kind == kind]
            lines.append(f"- {plural}: {count} of {len(tasks)}{_open(left)}")
    spent = here.spent(finished)
    if spent is not None:
        lines.append(f"- Minutes, by the plan: {_share(spent, here.minutes or 0)}")
    whither = _next(here, plan, finished, "here")
    return "\n\n".join(["\n".join(lines), whither, _sum(plan, finished)])


def _named(notebook: object, plan: list[Lesson]) -> Lesson | None:
    """The notebook that is meant by 6, "06", "6." or "06_access_token"."""
    found = re.match(r"\s*(\d{1,2})(?!\d)", str(notebook))
    number = found[1].zfill(2) if found else ""
    return next((lesson for lesson in plan if lesson.number == number), None)


def _counts(lesson: Lesson, finished: Done) -> str:
    """How much of a notebook is done, and which exercises are open once it was begun."""
    parts = []
    for kind, plural in (("exercise", "exercises"), ("quiz", "quizzes")):
        if tasks := lesson.of(kind):
            count = sum((kind, task.id) in finished for task in tasks)
            parts.append(f"{count} of {len(tasks)} {plural if len(tasks) > 1 else kind}")
    spent = lesson.spent(finished)
    if spent is not None:
        parts.append(f"{spent} of {lesson.minutes} min")
    left = [task for task in lesson.left(finished) if task.kind == "exercise"]
    return (", ".join(parts) or "nothing to do") + _open(left if lesson.begun(finished) else [])


def _open(left: list[Task]) -> str:
    """The tasks that are still to do, by id."""
    if not left:
        return ""
    named = [
        span(task.id) + (f" ({task.minutes} min)" if task.minutes is not None else "")
        for task in left
    ]
    return "; still to do: " + ", ".join(named)


def _next(here: Lesson, plan: list[Lesson], finished: Done, where: str) -> str:
    """What is still open in this notebook, and the next one after it in which something is."""
    place = plan.index(here)
    order = [*plan[place + 1 :], *plan[:place]]
    lesson = next((each for each in order if each.left(finished)), None)
    if not here.left(finished):
        return "All of it is done." if lesson is None else _advice("Read next:", lesson)
    still = f"Still open {where}: {_kinds(here, finished)}."
    return still if lesson is None else f"{still} {_advice('Do that, or go on to', lesson)}"


def _kinds(lesson: Lesson, finished: Done) -> str:
    """How much is open, in words: "2 exercises and 1 quiz"."""
    left = [task.kind for task in lesson.left(finished)]
    parts = []
    for kind, plural in (("exercise", "exercises"), ("quiz", "quizzes")):
        if count := left.count(kind):
            parts.append(f"{count} {plural if count > 1 else kind}")
    return " and ".join(parts)


def _share(spent: int, whole: int) -> str:
    """Minutes by the plan; only none and all of them are exact."""
    return f"{'about ' if 0 < spent < whole else ''}{spent} of {whole}"


def _advice(lead: str, lesson: Lesson) -> str:
    return f"{lead} {lesson.link}" + (f". *{lesson.title}*" if lesson.title else ".")


def _sum(plan: list[Lesson], finished: Done) -> str:
    """Where the whole course stands, in a line or two."""
    whole = [lesson.number for lesson in plan if lesson.tasks and not lesson.left(finished)]
    begun = [
        lesson.number for lesson in plan if lesson.begun(finished) and lesson.number not in whole
    ]
    told = [f"{len(whole)} of {len(plan)} notebooks done{_listed(whole)}"]
    if begun:
        told.append(f"{len(begun)} begun{_listed(begun)}")
    minutes = [lesson.minutes for lesson in plan if lesson.minutes is not None]
    if len(minutes) == len(plan):
        spent = sum(lesson.spent(finished) or 0 for lesson in plan)
        told.append(f"{_share(spent, sum(minutes))} minutes by the plan")
    return f"In all: {', '.join(told)}."


def _listed(numbers: list[str]) -> str:
    return f" ({', '.join(numbers)})" if numbers else ""
