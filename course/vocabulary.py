"""The course's words: reads glossary.toml, and finds a term by any name it goes by."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FILE = "glossary.toml"
PAGE = "docs/GLOSSARY.md"
"""The page that is made of it, from the folder of the course."""

Vocabulary = Mapping[str, "Term"]
"""Every term by its name, in the file's order, which is the alphabet's."""


@dataclass(frozen=True)
class Term:
    """A term, what it is, and where it is said first (a notebook's number)."""

    name: str
    says: str
    notebook: str
    forms: tuple[str, ...] = ()
    """How else it stands in that notebook where it is bold; plurals need not be named."""
    also: tuple[str, ...] = ()
    """Other names in use."""
    written: tuple[str, ...] = ()
    """RFC and section."""
    see: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """Its heading's address on the page, as GitHub makes it of a name."""
        return re.sub(r"[^\w\- ]", "", self.name.lower()).replace(" ", "-")

    @property
    def bold(self) -> frozenset[str]:
        """All that may be bold for it, in small letters."""
        written = {plain(each) for each in (self.name, *self.forms)}
        return frozenset(written | {f"{each}s" for each in written})


@cache
def vocabulary() -> Vocabulary:
    """The course's own terms. Raises OSError or ValueError if they can't be read."""
    return read(source())


def source() -> str:
    """The text of the glossary's file."""
    return files("course").joinpath(FILE).read_text(encoding="utf-8")


def read(text: str) -> Vocabulary:
    """The terms of a glossary file; ValueError if it isn't one (what is missing stays empty)."""
    return {name: _term(name, entry) for name, entry in tomllib.loads(text).items()}


def _term(name: str, entry: object) -> Term:
    if not isinstance(entry, dict):
        raise ValueError(f'{name!r} is no term: write ["{name}"] above it')

    def several(key: str) -> tuple[str, ...]:
        return tuple(map(str, entry.get(key, ())))

    return Term(
        name=name,
        says=" ".join(str(entry.get("says", "")).split()),
        notebook=str(entry.get("notebook", "")),
        forms=several("forms"),
        also=several("also"),
        written=several("written"),
        see=several("see"),
    )


def plain(word: str) -> str:
    """A word in small letters, with one blank between its parts."""
    return " ".join(word.split()).casefold()


def find(word: str, terms: Vocabulary) -> Term | None:
    """The term that goes by this name, other names and plurals included; else None."""
    return _by_any_name(terms.values()).get(_squeezed(word))


def near(word: str, terms: Vocabulary) -> list[str]:
    """Up to three terms with a name much like this word."""
    names = _by_any_name(terms.values())
    close = difflib.get_close_matches(_squeezed(word), names, n=6, cutoff=0.75)
    return list(dict.fromkeys(names[each].name for each in close))[:3]


def _by_any_name(terms: Iterable[Term]) -> dict[str, Term]:
    """Terms by all that they may be called; a term's own name goes before other names."""
    terms = list(terms)
    names = {_squeezed(term.name): term for term in terms}
    for term in terms:
        for each in (*term.forms, *term.also):
            names.setdefault(_squeezed(each), term)
    for name, term in list(names.items()):
        names.setdefault(f"{name}s", term)
    return names


def _squeezed(word: str) -> str:
    """A word without what is easily mistyped: case, and which sign stands between its parts."""
    return re.sub(r"[\W_]+", " ", word).strip().casefold()
