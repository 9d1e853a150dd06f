"""Finds exercises and quizzes by id: "06.client" is in course/exercises/ch06.py."""

from __future__ import annotations

import difflib
import pkgutil
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from course.exercise import Exercise, Quiz

PACKAGE = "course.exercises"
ID = re.compile(r"(?P<chapter>\d\d)\.[a-z0-9]+(_[a-z0-9]+)*")


class UnknownId(KeyError):  # noqa: N818
    """There is no exercise or quiz of that id; the message names those that are near."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Chapter:
    """All exercises and quizzes of one notebook."""

    number: str
    exercises: tuple[Exercise, ...]
    quizzes: tuple[Quiz, ...]


def chapter_numbers() -> list[str]:
    """The notebooks that have exercises or quizzes: ["00", "06", …]."""
    package = import_module(PACKAGE)
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    return sorted(name[2:] for name in names if re.fullmatch(r"ch\d\d", name))


def chapter(number: str) -> Chapter:
    """The chapter of that number. Raises ValueError if its module has bad ids."""
    module = import_module(f"{PACKAGE}.ch{number}")
    found = Chapter(number, tuple(module.EXERCISES), tuple(module.QUIZZES))
    for things in (found.exercises, found.quizzes):
        ids = [thing.id for thing in things]
        for name in ids:
            match = ID.fullmatch(name)
            if not match or match["chapter"] != number:
                raise ValueError(f"ch{number}: the id {name!r} is not of the form {number}.name")
            if ids.count(name) > 1:
                raise ValueError(f"ch{number}: the id {name!r} is there twice")
    return found


def chapters() -> list[Chapter]:
    """All chapters, in order, but for those that a missing package keeps from being read."""
    found = []
    for number in chapter_numbers():
        try:
            found.append(chapter(number))
        except ModuleNotFoundError as missing:
            if (missing.name or "").partition(".")[0] in ("course", "simulator"):
                raise
    return found


def find_exercise(name: str) -> Exercise:
    """The exercise of that id. Raises UnknownId, a KeyError."""
    found: Exercise = _find(name, "exercise")
    return found


def find_quiz(name: str) -> Quiz:
    """The quiz of that id. Raises UnknownId, a KeyError."""
    found: Quiz = _find(name, "quiz")
    return found


def _find(name: object, kind: str) -> Any:
    if not isinstance(name, str):
        article = "an" if kind == "exercise" else "a"
        raise UnknownId(f'First comes the name of {article} {kind}, in quotes: "06.client".')
    name = name.strip()
    if name[:2] in chapter_numbers():
        for thing in _of_kind(chapter(name[:2]), kind):
            if thing.id == name:
                return thing
    raise UnknownId(_unknown(name, kind))


def _of_kind(found: Chapter, kind: str) -> Iterable[Exercise | Quiz]:
    return found.exercises if kind == "exercise" else found.quizzes


def _unknown(name: str, kind: str) -> str:
    """What is said of an unknown id: a near one, or where there are some."""
    shown = name if len(name) <= 40 else name[:40] + "…"
    other = "quiz" if kind == "exercise" else "exercise"
    everything = chapters()
    if any(thing.id == name for each in everything for thing in _of_kind(each, other)):
        return f'"{shown}" is {"a quiz" if other == "quiz" else "an exercise"}, not {kind}.'
    ids = [thing.id for each in everything for thing in _of_kind(each, kind)]
    plain = {_plain(each): each for each in ids}
    near = difflib.get_close_matches(_plain(name), plain, n=3, cutoff=0.6)
    if near:
        meant = " or ".join(f'"{plain[each]}"' for each in near)
        return f'There is no {kind} "{shown}". Did you mean {meant}?'
    same = [each for each in ids if each[:2] == name[:2]]
    if same:
        listed = ", ".join(f'"{each}"' for each in same)
        return f'There is no {kind} "{shown}". Notebook {name[:2]} has {listed}.'
    return f'There is no {kind} "{shown}". Ids look like "06.client".'


def _plain(name: str) -> str:
    """An id without what is easily mistyped: case, and which sign stands between words."""
    return re.sub(r"[\W_]+", ".", name.lower())
