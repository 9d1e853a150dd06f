"""The helpers that checks are written with."""

from __future__ import annotations

import enum
import functools
import http
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from course.checks import (
    LearnerRaised,
    NotYet,
    call,
    converse,
    expect_equal,
    expect_function,
    expect_generator_function,
    expect_no_crash,
    same,
)


class Yes(str):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


class Colour(enum.Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (1, 1),
        (1.0, 1),
        ("a", "a"),
        ([1, (2, "b")], [1, (2, "b")]),
        ({"a": 1, "b": [2]}, {"b": [2], "a": 1}),
        ({1, 2}, {2, 1}),
        (float("nan"), float("nan")),
        (http.HTTPStatus.OK, 200),
        (np.int64(3), 3),
        (np.float64(0.5), 0.5),
        (np.bool_(True), True),
        (None, None),
        (Colour.RED, Colour.RED),
    ],
)
def test_same(found: object, wanted: object) -> None:
    assert same(found, wanted)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (True, 1),
        (1, True),
        ("1", 1),
        (b"a", "a"),
        ([1], (1,)),
        ([1], [1, 2]),
        ([True], [1]),
        ({"a": True}, {"a": 1}),
        ({1: "x"}, {True: "x"}),
        ({1}, {True}),
        (Yes("a"), "b"),
        ([Yes("a")], ["b"]),
        (float("nan"), 1.0),
        (1.0, float("nan")),
        (None, False),
    ],
)
def test_not_same(found: object, wanted: object) -> None:
    assert not same(found, wanted)


def test_numbers_may_be_told_apart_or_close() -> None:
    assert not same(1.0, 1, numbers=False)
    assert same(1.001, 1.0, close=0.01)
    assert not same(1.1, 1.0, close=0.01)


def test_expect_equal_fills_in_the_values() -> None:
    with pytest.raises(NotYet, match=r"^Wanted `1`, found `'1'`\.$"):
        expect_equal("1", 1, "Wanted {wanted}, found {found}.")
    with pytest.raises(NotYet, match="of type `str`, not `int`"):
        expect_equal("1", 1)
    with pytest.raises(NotYet, match=r"^Braces \{x\} stay\.$"):
        expect_equal(1, 2, "Braces {x} stay.")


def test_call_hands_over_copies() -> None:
    given = [3, 1, 2]
    assert call(sorted, given) == [1, 2, 3]
    call(list.sort, given)
    assert given == [3, 1, 2]


@pytest.mark.parametrize("value", [np.bool_(True), np.int64(3), np.float64(0.5)])
def test_call_gives_numpys_numbers_as_pythons(value: Any) -> None:
    found = call(lambda: value)
    assert found == value
    assert type(found) in (bool, int, float)


def test_call_tells_whose_exception_it_is() -> None:
    def broken() -> None:
        raise KeyError("x")

    with pytest.raises(LearnerRaised) as caught:
        call(broken)
    assert isinstance(caught.value.error, KeyError)
    assert caught.value.function == "broken()"


def test_call_lets_a_refusal_of_the_check_pass() -> None:
    def fake() -> None:
        raise NotYet("not like that")

    with pytest.raises(NotYet):
        call(lambda: fake())


def generator(session: object) -> Iterator[object]:
    answer = yield "first"
    yield answer


def test_converse() -> None:
    assert converse(generator, None, reply=lambda action: f"re: {action}") == [
        "first",
        "re: first",
    ]


def test_converse_with_something_endless() -> None:
    def endless() -> Iterator[int]:
        while True:
            yield 1

    with pytest.raises(NotYet, match="After 10 steps your `endless`"):
        converse(endless, reply=lambda action: None, most=10)


def test_converse_with_something_that_is_no_generator() -> None:
    with pytest.raises(NotYet, match=r"`<lambda>`|`lambda` returned `None`"):
        converse(lambda: None, reply=lambda action: None)


def test_converse_explains_what_is_raised_on_the_way() -> None:
    def crash() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError

    with pytest.raises(LearnerRaised):
        converse(crash, reply=lambda action: None)


def test_converse_explains_a_generator_that_will_not_close() -> None:
    def stubborn() -> Iterator[int]:
        try:
            while True:
                yield 1
        except GeneratorExit:
            yield 2

    with pytest.raises(LearnerRaised) as caught:
        converse(stubborn, reply=lambda action: None, most=3)
    assert isinstance(caught.value.error, RuntimeError)


def no_yield(session: object) -> None:
    return None


def hands_on(session: object) -> Iterator[object]:
    return generator(session)


async def coroutine(session: object) -> None:
    return None


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (generator(1), r"You passed the result of `generator\(…\)`: pass `generator` itself"),
        (int, "You passed the class `int`"),
        ("client", "Pass `client` itself, without quotes"),
        (None, "You passed `None`, which is not a function"),
        (7, "without `(…)` after it"),
        (lambda: 1, "will be called with one argument; yours takes nothing"),
        (lambda a, b: 1, "yours takes a, b"),
    ],
)
def test_what_is_no_function_is_told(answer: object, says: str) -> None:
    with pytest.raises(NotYet) as told:
        expect_function(answer, 1, name="client")
    assert says.replace("\\", "") in str(told.value)


class Callable_:  # noqa: N801
    def __call__(self, session: object) -> Iterator[object]:
        yield session


@pytest.mark.parametrize(
    "answer", [len, generator, functools.partial(generator, 1), lambda *a: 1, Callable_()]
)
def test_functions_of_every_kind(answer: Callable[..., Any]) -> None:
    assert expect_function(answer) is answer


@pytest.mark.parametrize(
    "answer",
    [generator, functools.partial(generator), hands_on, Callable_(), lambda s: hands_on(s)],
)
def test_generator_functions_of_every_kind(answer: Callable[..., Any]) -> None:
    assert expect_generator_function(answer, 1) is answer


@pytest.mark.parametrize(("answer", "says"), [(no_yield, "never yields"), (coroutine, "async def")])
def test_what_is_no_generator_function(answer: object, says: str) -> None:
    with pytest.raises(NotYet, match=says):
        expect_generator_function(answer, 1)
    with pytest.raises(NotYet, match=says):
        expect_generator_function(answer)


class RunWithCrash:
    crashes = {"ada": NameError("name 'x' is not defined")}  # noqa: RUF012


class RunWithRefusal:
    crashes = {"ada": NotYet("not like that")}  # noqa: RUF012


def test_a_crash_in_a_run() -> None:
    with pytest.raises(LearnerRaised):
        expect_no_crash(RunWithCrash())
    with pytest.raises(NotYet):
        expect_no_crash(RunWithRefusal())


def test_call_tells_what_the_function_was_given_unless_that_is_long() -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("x")

    with pytest.raises(LearnerRaised) as caught:
        call(broken, {"roles": None}, role="viewer")
    assert caught.value.function == "broken({'roles': None}, role='viewer')"
    with pytest.raises(LearnerRaised) as caught:
        call(broken, "x" * 70, "y" * 70)
    assert caught.value.function == "broken"
