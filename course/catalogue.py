"""Runs a check's catalogue: the answers it was written with, and what it must make of each."""

from __future__ import annotations

import linecache
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from course import sources
from course.checking import run_check
from course.exercise import Answers, Code, Exercise, Reference, Stub, Trial
from course.explain import message_of
from course.feedback import CORRECT, NOT_YET, TODO, Feedback
from course.timelimit import can_limit

ENDLESS = "never ends"
"""What an answer is told that ran into the limit. Where there is none, it isn't tried."""


def run_catalogue(exercise: Exercise) -> list[str]:
    """What fails of an exercise's catalogue, and what the catalogue lacks; [] if all is well.

    It has to hold the untouched stub, two wrong answers whose messages are told, a crash
    (where functions are asked for), the reference and another right answer.
    """
    failures: list[str] = []
    results: list[tuple[Trial, Feedback]] = []
    functions = False
    for trial in exercise.catalogue:
        if trial.says == ENDLESS and not can_limit():
            continue
        where = f"{exercise.id}, {trial.name}"
        try:
            answers = answers_of(exercise, trial)
        except Exception as error:
            failures.append(f"{where}: the answer can't be made: {message_of(error)}")
            continue
        feedback = run_check(exercise, answers)
        results.append((trial, feedback))
        if trial.outcome == CORRECT:
            functions = functions or any(callable(answer) for answer in answers)
        failures += [f"{where}: {each}" for each in _problems(trial, feedback)]
    return failures + [f"{exercise.id}: {each}" for each in _gaps(results, functions)]


def _problems(trial: Trial, feedback: Feedback) -> Iterator[str]:
    if feedback.state != trial.outcome:
        yield f"should be {trial.outcome}, is {feedback.state}: {feedback.message}"
    elif trial.says.lower() not in feedback.message.lower():
        yield f"should say {trial.says!r}, says: {feedback.message}"


def _gaps(results: list[tuple[Trial, Feedback]], functions: bool) -> Iterator[str]:
    outcomes = [trial.outcome for trial, _ in results]
    answers = [trial.answer for trial, _ in results]
    told = [trial for trial, _ in results if trial.outcome == NOT_YET and trial.says]
    if TODO not in outcomes:
        yield "the catalogue lacks the untouched stub"
    if len(told) < 2:
        yield "the catalogue lacks wrong answers (two or more, with what they must be told)"
    if functions and not any(feedback.raised for _, feedback in results):
        yield "the catalogue lacks an answer that crashes"
    if outcomes.count(CORRECT) < 2:
        yield "the catalogue lacks a second right answer, of another shape"
    if not any(isinstance(answer, Reference) for answer in answers):
        yield "the catalogue lacks Reference(), the solution itself"


def answers_of(exercise: Exercise, trial: Trial) -> tuple[Any, ...]:
    """What a trial hands to the check. Raises LookupError if its source isn't there."""
    match trial.answer:
        case Answers(values=values):
            return values
        case Code(text=text, names=names):
            origin = sources.origin(exercise.id)
            return _executed(exercise, trial, text, names, origin.imports if origin else "")
        case Reference() | Stub():
            origin = sources.origin(exercise.id)
            if origin is None:
                raise LookupError(f'no cell with exercise="{exercise.id}" in solutions/')
            text = origin.solved if isinstance(trial.answer, Reference) else origin.stub
            return _executed(exercise, trial, text, origin.arguments, origin.imports)
        case answer:
            return (answer,)


def _executed(
    exercise: Exercise, trial: Trial, text: str, names: tuple[str, ...], imports: str
) -> tuple[Any, ...]:
    """The values of the names after the text was executed."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for line in imports.splitlines():
        with suppress(ImportError):  # of a package that is missing, and perhaps of no use here
            exec(line, namespace)
    exec(exercise.setup, namespace)
    file = f"<trial {exercise.id}: {trial.name}>"
    # So that a check finds the source of a function, as it does in a notebook.
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    exec(compile(text, file, "exec"), namespace)
    return tuple(eval(name, namespace) for name in names)
