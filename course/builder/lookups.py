"""What the build asks the exercise registry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from course.vocabulary import Vocabulary


class Choice(Protocol):
    @property
    def text(self) -> str: ...


class Quiz(Protocol):
    @property
    def question(self) -> str: ...
    @property
    def choices(self) -> Mapping[str, Choice]: ...


class Exercise(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True)
class Lookups:
    """Both functions raise KeyError, its text naming what is near, when an id is unknown."""

    find_exercise: Callable[[str], Exercise]
    find_quiz: Callable[[str], Quiz]
    terms: Vocabulary = field(default_factory=dict)
    """The glossary; where it is empty, bold is not looked at."""


def unknown(find: Callable[[str], Any], name: str) -> str:
    """What the registry says about an unknown id; "" if it knows the id."""
    try:
        find(name)
    except KeyError as error:
        return str(error.args[0]) if error.args else f"unknown id {name!r}"
    return ""
