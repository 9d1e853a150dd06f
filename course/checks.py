"""What checks are written with: each helper returns quietly, or raises `NotYet`.

A check calls learners' functions through `call` or `converse`, so that what they raise is
explained to them; what a check itself raises is our own mistake.
"""

from __future__ import annotations

import copy
import enum
import inspect
import math
import types
from collections.abc import Callable, Generator, Mapping
from typing import Any

from course.exercise import NotYet
from course.explain import shown
from course.timelimit import TimeIsUp
from simulator.settings import pythons_own

__all__ = [
    "NotYet",
    "call",
    "converse",
    "expect",
    "expect_equal",
    "expect_function",
    "expect_generator_function",
    "expect_no_crash",
    "same",
    "shown",
]

LONGEST_CALL = 100
MOST_STEPS = 1000
"""How many actions `converse` lets a generator take."""


class LearnerRaised(Exception):  # noqa: N818
    """The learner's code raised `error`."""

    def __init__(self, error: BaseException, function: str = "") -> None:
        super().__init__(error, function)
        self.error = error
        self.function = function


class learners_code:  # noqa: N801 (reads as a statement: `with learners_code():`)
    """While the learner's code runs: what it raises becomes `LearnerRaised`."""

    def __init__(self, function: str = "") -> None:
        self.function = function

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        ours = NotYet | LearnerRaised | TimeIsUp | KeyboardInterrupt
        if error is not None and not isinstance(error, ours):
            raise LearnerRaised(error, self.function) from error


def expect(condition: object, message: str) -> None:
    """Raise `NotYet(message)` unless the condition is true."""
    if not condition:
        raise NotYet(message)


def call(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What the learner's function returns, a number of numpy's as Python's own.

    The function gets copies of lists, dicts, sets and bytearrays.
    """
    given = [_copied(value) for value in args]
    named = {name: _copied(value) for name, value in kwargs.items()}
    with learners_code(_told(function, args, kwargs)):
        return pythons_own(function(*given, **named))


def converse(
    function: Callable[..., Any],
    *args: Any,
    reply: Callable[[Any], Any],
    most: int = MOST_STEPS,
) -> list[Any]:
    """Drive the learner's generator function; returns what it yielded, in order.

    `reply(action)` is what each `yield` gives back. Raises `NotYet` if it is still going
    after `most` actions.
    """
    steps: Any = call(function, *args)
    name = _name(function)
    expect(
        isinstance(steps, Generator),
        f"`{name}` returned {shown(steps)}: it should be a generator, with a `yield` in it.",
    )
    actions: list[Any] = []
    answer: Any = None
    with learners_code(name):
        while len(actions) < most:
            try:
                action = steps.send(answer)
            except StopIteration:
                return actions
            actions.append(action)
            answer = reply(action)
        steps.close()
    raise NotYet(f"After {most} steps your `{name}` is still not done: does its loop ever end?")


def expect_function(answer: Any, *args: Any, name: str = "") -> Callable[..., Any]:
    """The answer, if it is a function; with `args`, also if it can be called with these.

    `name` is what the exercise calls it. A class, a string, the result of a call are each told.
    """
    wanted = name or "your function"
    if isinstance(answer, types.GeneratorType | types.CoroutineType | types.AsyncGeneratorType):
        made_by = answer.__name__
        raise NotYet(f"You passed the result of `{made_by}(…)`: pass `{made_by}` itself.")
    if isinstance(answer, type):
        raise NotYet(f"You passed the class `{answer.__name__}`: {wanted} should be a function.")
    if isinstance(answer, str) and name and answer.strip("() ") == name:
        raise NotYet(f"Pass `{name}` itself, without quotes.")
    if not callable(answer):
        hint = f" Pass `{name}` itself, without `(…)` after it." if name else ""
        raise NotYet(f"You passed {shown(answer)}, which is not a function.{hint}")
    if args:
        _expect_arguments(answer, args)
    function: Callable[..., Any] = answer
    return function


def _expect_arguments(function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return  # written in C: calling it will tell
    try:
        signature.bind(*args)
    except TypeError:
        takes = ", ".join(signature.parameters) or "nothing"
        count = "one argument" if len(args) == 1 else f"{len(args)} arguments"
        raise NotYet(
            f"`{_name(function)}` will be called with {count}; yours takes {takes}."
        ) from None


def expect_generator_function(answer: Any, *args: Any, name: str = "") -> Callable[..., Any]:
    """The answer, if calling it makes a generator.

    With `args` a function without `yield` is called with them, since it may hand on
    another function's generator; without `args` it is refused.
    """
    function = expect_function(answer, *args, name=name)
    called = _name(function)
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        raise NotYet(f"`{called}` is an `async def`: here it is a plain `def` with `yield` in it.")
    if _yields(function):
        return function
    if args and isinstance(call(function, *args), types.GeneratorType):
        return function
    raise NotYet(
        f"Your `{called}` never yields, so nobody learns what it wants to do: "
        "it needs a `yield` for each step."
    )


def _yields(function: Any) -> bool:
    return any(
        inspect.isgeneratorfunction(each)
        for each in (function, inspect.unwrap(function), getattr(function, "__call__", None))  # noqa: B004
    )


def expect_no_crash(run: Any) -> None:
    """Raise `NotYet`, explained, if a function of the learner's crashed in a simulator's run."""
    for error in run.crashes.values():
        if isinstance(error, NotYet):
            raise error
        raise LearnerRaised(error) from error


def expect_equal(found: object, wanted: object, message: str = "", **how: Any) -> None:
    """Raise `NotYet` unless `same(found, wanted)`.

    In the message {found} and {wanted} stand for the values.
    """
    if same(found, wanted, **how):
        return
    text = message or "Expected {wanted}, but it is {found}."
    if type(found) is not type(wanted) and "{type}" not in text and not message:
        text += f" (That is of type `{type(found).__name__}`, not `{type(wanted).__name__}`.)"
    values = {"{found}": shown(found), "{wanted}": shown(wanted)}
    for name, value in values.items():
        text = text.replace(name, value)
    raise NotYet(text)


def same(found: object, wanted: object, *, numbers: bool = True, close: float = 0.0) -> bool:
    """Are two values equal, and of one type?

    True is not 1, "a" not b"a", [1] not (1,). With `numbers`, 1 and 1.0 are the same;
    `close` is the relative difference that numbers may have. Members of enumerations count
    as their value, numpy's numbers as Python's. An object that calls itself equal to
    everything deceives nobody.
    """
    found, wanted = _plain(found), _plain(wanted)
    if _is_number(found) and _is_number(wanted):
        return _same_number(found, wanted, numbers, close)
    if type(found) is not type(wanted):
        return False
    how: dict[str, Any] = {"numbers": numbers, "close": close}
    if isinstance(wanted, list | tuple):
        pairs = zip(found, wanted, strict=False)  # type: ignore[call-overload]
        return len(found) == len(wanted) and all(same(a, b, **how) for a, b in pairs)  # type: ignore[arg-type]
    if isinstance(wanted, set | frozenset):
        return _same_members(list(found), list(wanted), how)  # type: ignore[call-overload]
    if isinstance(wanted, Mapping):
        items = list(found.items())  # type: ignore[attr-defined]
        return _same_members(items, list(wanted.items()), how)
    return bool(found == wanted)


def _same_members(found: list[Any], wanted: list[Any], how: dict[str, Any]) -> bool:
    """Are these the same in any order?"""
    left = list(found)
    for each in wanted:
        for i, other in enumerate(left):
            if same(other, each, **how):
                del left[i]
                break
        else:
            return False
    return not left


def _is_number(value: object) -> bool:
    return type(value) in (int, float)


def _same_number(found: Any, wanted: Any, numbers: bool, close: float) -> bool:
    if type(found) is not type(wanted) and not numbers:
        return False
    if math.isnan(wanted):
        return math.isnan(found)
    return bool(found == wanted) or (close > 0 and math.isclose(found, wanted, rel_tol=close))


def _plain(value: Any) -> Any:
    """Members of enumerations and numpy's numbers as Python's own values."""
    if isinstance(value, enum.Enum) and isinstance(value, int | str):
        return value.value
    return pythons_own(value)


def _copied(value: Any) -> Any:
    """A copy of plain containers; anything else (a session, a log) is handed on as it is."""
    if type(value) in (list, dict, set, bytearray):
        return copy.deepcopy(value)
    return value


def _told(function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    """The call as one would write it, or the function's name where that would be long."""
    name = _name(function)
    given = [shown(value).strip("`") for value in args]
    given += [f"{key}={shown(value).strip('`')}" for key, value in kwargs.items()]
    told = f"{name}({', '.join(given)})"
    return told if len(told) <= LONGEST_CALL else name


def _name(function: Any) -> str:
    """What a function is called; `functools.partial` counts as what it calls."""
    inner = getattr(function, "func", function)
    name = getattr(inner, "__name__", "") or type(inner).__name__
    return "lambda" if name == "<lambda>" else name
