"""The course's words: reads glossary.toml, and finds a term by any name it goes by."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FILE = "glossary.toml"
PAGE = "docs/GLOSSARY.md"
"""The page that is made of it, from the folder of the course."""

SLIP, CLOSE = 0.9, 0.82
"""How much like a name a mistyped one is at least, from 0 to 1: surely, and perhaps."""
SMALL_WORDS = {"and", "are", "for", "not", "the", "what", "with"}
"""Words of a question that find nothing."""

Vocabulary = Mapping[str, "Term"]
"""Every term by its name, in the file's order, which is the alphabet's."""


@dataclass(frozen=True)
class Term:
    """A term, what it is, and where it is said first (a notebook's number)."""

    name: str
    says: str
    notebook: str
    """Where it is bold; "" if it is so nowhere."""
    mentioned: str = ""
    """In place of that: where it matters first."""
    forms: tuple[str, ...] = ()
    """How else it stands in that notebook where it is bold; plurals need not be named."""
    also: tuple[str, ...] = ()
    """Other names in use."""
    written: tuple[str, ...] = ()
    """RFC and section."""
    see: tuple[str, ...] = ()

    @property
    def home(self) -> str:
        """The number of the notebook to read it in."""
        return self.notebook or self.mentioned

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
        mentioned=str(entry.get("mentioned", "")),
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
    """Up to three terms for this word: a slip's alone, else those that share whole words first."""
    names, wanted = _by_any_name(terms.values()), _squeezed(word)
    found = difflib.get_close_matches(wanted, names, n=6, cutoff=SLIP)
    if not found:
        close = difflib.get_close_matches(wanted, names, n=6, cutoff=CLOSE)
        found = [*_sharing(wanted, names), *close]
    return list(dict.fromkeys(names[each].name for each in found))[:3]


def _sharing(wanted: str, names: Iterable[str]) -> list[str]:
    """Names with a whole word of this one, the rarest word's first."""
    parts = {each for each in wanted.split() if len(each) > 2} - SMALL_WORDS
    shared = {name: parts & set(name.split()) for name in names}
    often = Counter(each for several in shared.values() for each in several)

    def worth(name: str) -> tuple[float, float]:
        alike = difflib.SequenceMatcher(None, wanted, name).ratio()
        return sum(1 / often[each] for each in shared[name]), alike

    return sorted((name for name in shared if shared[name]), key=worth, reverse=True)


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
