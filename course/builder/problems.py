"""What an author is told about a mistake: where it is, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """A mistake in a source file. Sorts by file and line."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class AuthorError(Exception):
    """Mistakes that stop the build, all that were found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


class UsageError(Exception):
    """The command line asks for something that is not there."""


def near(word: str, known: Iterable[str]) -> str:
    """'; did you mean X?' if a known word is near, else the list of what is known."""
    known = sorted(known)
    match = difflib.get_close_matches(word, known, 1)
    return f"; did you mean {match[0]}?" if match else f"; known: {', '.join(known) or 'none'}"
