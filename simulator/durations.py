"""Lengths of time as people write them: 90, "90 s", "5 min", "8 h", "30 d"."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

SECONDS_IN = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
ALLOWED = 'a number of seconds, or a text such as "90 s", "5 min", "8 h", "30 d"'
_TEXT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|min|h|d)?\s*", re.ASCII)


def seconds(value: object) -> float:
    """The length of time in seconds, to the millisecond. Raises ValueError: what is allowed."""
    return round(exact_seconds(value), 3)


def exact_seconds(value: object) -> float:
    """The length of time in seconds, to the nanosecond. Raises ValueError."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = float(value)
    else:
        match = _TEXT.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise ValueError(f"allowed is {ALLOWED}")
        found = float(match[1]) * SECONDS_IN[match[2] or "s"]
    if not math.isfinite(found) or found < 0:
        raise ValueError(f"allowed is {ALLOWED}, not below 0")
    return round(found, 9)


def in_words(length: float) -> str:
    """The length of time in the largest unit that gives a whole number: "5 min"."""
    for unit in ("d", "h", "min", "s"):
        count = length / SECONDS_IN[unit]
        if count >= 1 and count == int(count):
            return f"{int(count)} {unit}"
    return f"{length:g} s"


class ReadBy:
    """Tells pydantic to read a field with a function, without this module importing pydantic."""

    def __init__(self, read: Callable[[object], object]) -> None:
        self.read = read

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(self.read)


Seconds = Annotated[float, ReadBy(seconds)]
"""A length of time in seconds; scenarios may give it as a text."""
ExactSeconds = Annotated[float, ReadBy(exact_seconds)]
"""A length of time that is not rounded to the millisecond, such as a mean service time."""


def signed_seconds(value: object) -> float:
    """The same, where the length may also be below 0: -90, "-90 s". Raises ValueError."""
    if isinstance(value, str) and value.lstrip().startswith("-"):
        return -seconds(value.lstrip()[1:])
    if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
        return -seconds(-value)
    return seconds(value)


SignedSeconds = Annotated[float, ReadBy(signed_seconds)]
"""How far one clock is ahead of another, in seconds; below 0: how far behind."""


def duration_or(word: str) -> ReadBy:
    """For a field that also knows one word: Annotated[…, duration_or("random")]."""

    def read(value: object) -> float | str:
        try:
            return word if value == word else seconds(value)
        except ValueError as fault:
            raise ValueError(f"{fault}; or the word {word}") from None

    return ReadBy(read)
