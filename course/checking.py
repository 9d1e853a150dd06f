"""Runs a check on a learner's answer. Never raises; the outcome is one of four."""

from __future__ import annotations

import ast
import inspect
import io
import itertools
import sys
import textwrap
import tokenize
import traceback
from typing import Any

from course import progression, sources
from course.checks import LearnerRaised
from course.environment import DISTRIBUTION
from course.exercise import Exercise, NotYet
from course.explain import explain, is_learners, message_of, place_at, place_of, without_tokens
from course.feedback import CORRECT, NOT_YET, NOTE, OUR_ERROR, TODO, Feedback
from course.markup import fence, span
from course.registry import UnknownId, find_exercise
from course.timelimit import TimeIsUp, run_limited

STUB = "...  # your turn"
STUB_COMMENT = "# your turn"


def check(name: str, *answers: object) -> Feedback:
    """Look at the answer to the exercise `name`: check("06.client", client).

    To be the last line of a cell. Raises nothing but KeyboardInterrupt.
    """
    try:
        exercise = find_exercise(name)
    except UnknownId as error:
        return Feedback(NOTE, str(error), title="No such exercise")
    except Exception as error:
        return _our_error(str(name), error)
    feedback = run_check(exercise, answers)
    if feedback:
        from course import carrying

        carrying.keep(exercise.id, answers)
        return progression.noted(feedback, "exercise", exercise.id)
    return feedback


def run_check(exercise: Exercise, answers: tuple[object, ...]) -> Feedback:
    """The outcome of an exercise's check for these answers; nothing is kept of it."""
    wrong_number = _wrong_number(exercise, answers)
    if wrong_number:
        return Feedback(NOT_YET, wrong_number)
    if any(_has_ellipsis(answer) for answer in answers):
        return Feedback(TODO, f"Put your answer in place of `...`. {_help(exercise)}")
    feedback = _outcome(exercise, answers)
    if feedback.state != NOT_YET:
        return feedback
    left = [answer for answer in answers if _holds_stub(answer)]
    if not left:
        return feedback
    origin = _origin(exercise.id)
    if origin is None or any(_untouched(answer, origin.stub) for answer in left):
        return Feedback(TODO, f"Put your code in place of `{STUB}`. {_help(exercise)}")
    reminder = f"\n\nThe line `{STUB}` is still there: take it out when you are done."
    return Feedback(NOT_YET, feedback.message + reminder, raised=feedback.raised)


def _outcome(exercise: Exercise, answers: tuple[object, ...]) -> Feedback:
    """Run the check, and sort what it raises into the learner's mistakes and ours."""
    try:
        praise = run_limited(lambda: exercise.check(*answers), exercise.seconds)
    except KeyboardInterrupt:
        raise
    except NotYet as error:
        return Feedback(NOT_YET, str(error))
    except LearnerRaised as error:
        message = explain(error.error, error.function)
        return Feedback(NOT_YET, message, raised=type(error.error).__name__)
    except TimeIsUp as error:
        return Feedback(NOT_YET, _too_long(error), raised="TimeIsUp")
    except BaseException as error:
        if place_of(error.__traceback__, ours=_file(exercise.check)) is not None:
            return Feedback(NOT_YET, explain(error), raised=type(error).__name__)
        return _our_error(exercise.id, error)
    return Feedback(CORRECT, praise or "")


def _wrong_number(exercise: Exercise, answers: tuple[object, ...]) -> str:
    """What to say if the check doesn't take that many answers; "" if it does."""
    signature = inspect.signature(exercise.check)
    try:
        signature.bind(*answers)
    except TypeError:
        names = list(signature.parameters)
        shape = f'`check("{exercise.id}", {", ".join(names)})`'
        if not answers:
            return f"Hand over your answer too: {shape}."
        wanted = "one answer" if len(names) == 1 else f"{len(names)} answers"
        return f"This check takes {wanted}, not {len(answers)}: {shape}."
    return ""


def _file(function: Any) -> str:
    """The file that a function is written in."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code.co_filename if code else ""


def _help(exercise: Exercise) -> str:
    return f'If you are stuck: `from course import hint`, and then `hint("{exercise.id}")`.'


def _too_long(error: TimeIsUp) -> str:
    seconds = f"{error.seconds:g} s"
    head = f"Stopped after {seconds}: is there a loop that never ends?"
    for file, line in error.frames:
        if is_learners(file):
            place = place_at(file, line)
            parts = [f"{head} It was in {place.where}."]
            if place.text:
                parts = [f"{head} It was in {place.where}:", fence(without_tokens(place.text))]
            return "\n\n".join(parts)
    return head


def _our_error(name: str, error: BaseException) -> Feedback:
    """An apology, with what a report needs."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        package = span(error.name.partition(".")[0])
        message = (
            f"The check of {span(name)} needs the package {package}, which is missing here. "
            "That says nothing about your answer: please go on."
        )
        return Feedback(OUR_ERROR, message, title="This can't be checked here")
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"exercise {name}, course {_version()}, Python {sys.version.split()[0]}"]
    for frame in frames[-4:]:
        file = frame.filename.replace("\\", "/").rpartition("/")[2]
        lines.append(f"{file}, line {frame.lineno}, in {frame.name}")
    lines.append(message_of(error))
    return Feedback(
        OUR_ERROR,
        f"Sorry: the check of {span(name)} failed, and that says nothing about your answer. "
        "Please go on, and report these lines to whoever gave you the course:\n\n"
        + fence("\n".join(lines)),
    )


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "of unknown version"


def _origin(name: str) -> sources.Origin | None:
    try:
        return sources.origin(name)
    except Exception:  # a source that can't be read must not stand in a learner's way
        return None


def _has_ellipsis(answer: object) -> bool:
    """Is the answer `...`, or a plain container that holds it?"""
    if answer is ...:
        return True
    if type(answer) in (list, tuple, set):
        return any(item is ... for item in answer)  # type: ignore[attr-defined]
    if type(answer) is dict:
        return any(value is ... for value in answer.values())
    return False


def _source(answer: Any) -> str:
    """The source text of a function or class; "" where there is none."""
    try:
        return textwrap.dedent(inspect.getsource(getattr(answer, "func", answer)))
    except Exception:
        return ""


def _holds_stub(answer: object) -> bool:
    """Does the source still hold the statement `...  # your turn`? (In a text doesn't count.)"""
    source = _source(answer)
    if STUB_COMMENT not in source:
        return False
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return False
    return any(
        token.string == "..." and after.string.startswith(STUB_COMMENT)
        for token, after in itertools.pairwise(tokens)
    )


def _untouched(answer: object, stub: str) -> bool:
    """Is the answer's code that of the stub, comments and docstrings aside?"""
    try:
        written = _bare(ast.parse(_source(answer)))
        given = _bare(ast.parse(stub))
    except SyntaxError:
        return False
    return all(each in given for each in written)


def _bare(tree: ast.Module) -> list[str]:
    """Each statement as text, without docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = node.body[0]
            is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            if is_text and isinstance(first.value.value, str):  # type: ignore[attr-defined]
                node.body = node.body[1:] or [ast.Pass()]
    return [ast.dump(node) for node in tree.body]
