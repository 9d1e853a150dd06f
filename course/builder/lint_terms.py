"""Rules for terms: bold where they are defined, once, and in the glossary."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import pairwise

from course.builder.bold import runs, term_of
from course.builder.problems import Problem, near
from course.builder.source import Source
from course.vocabulary import FILE, Term, Vocabulary, plain, read

Found = Iterator[tuple[int, str]]

PATH = f"course/{FILE}"
KEYS = ("says", "notebook", "mentioned", "forms", "also", "written", "see")
LISTS = KEYS[3:]
LONGEST = 220
"""Characters of a definition: about three sentences."""


def term_problems(source: Source, terms: Vocabulary) -> Found:
    """Bold that is no term or is one of another notebook, and terms that are not bold."""
    if not terms:
        return
    seen: dict[str, int] = {}
    for cell in source.shown:
        if cell.kind != "markdown":
            continue
        for run in runs(cell.text):
            line = cell.first + cell.text.count("\n", 0, run.start)
            if run.heads:
                continue
            term = term_of(run.words, terms)
            message = _bold_problem(run.words, term, source.number, seen, terms)
            if message:
                yield line, message
            elif term is not None:
                seen[term.name] = line
    for term in terms.values():
        if term.notebook == source.number and term.name not in seen:
            yield 1, f"{PATH} says that {term.name!r} is defined here, but it is bold nowhere"
        if term.mentioned == source.number and not _mentioned(term, source):
            yield 1, f"{PATH} says that {term.name!r} is mentioned here, but it is nowhere"


def _mentioned(term: Term, source: Source) -> bool:
    """Does the notebook say it, in prose or in code?"""
    said = plain(" ".join(cell.text for cell in source.shown))
    return any(plain(each) in said for each in (term.name, *term.also))


def _bold_problem(
    words: str, term: Term | None, number: str, seen: dict[str, int], terms: Vocabulary
) -> str:
    """What is wrong with a stretch of bold; "" if nothing is."""
    if term is None:
        how = "bold is for terms: write *…*, or add it to"
        return f"{words!r} is not in the glossary; {how} {PATH}"
    if term.mentioned:
        return f"{words!r} is bold nowhere by {PATH} (mentioned, in place of notebook): write *…*"
    if term.notebook != number:
        return f"{words!r} is defined in notebook {term.notebook}, and bold only there: write *…*"
    if term.name in seen:
        return f"{words!r} is bold already in line {seen[term.name]}: a term is bold once"
    return ""


def glossary_problems(text: str, numbers: Collection[str]) -> list[Problem]:
    """What is wrong with the glossary's file; `numbers` are those of the notebooks."""
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") or 1
        return [Problem(PATH, line, f"not TOML: {error}")]
    problems = []
    for name, entry in entries.items():
        if isinstance(entry, dict):
            problems += [Problem(PATH, _line(text, name), told) for told in _shape(name, entry)]
        else:
            problems.append(Problem(PATH, 1, f'{name!r} is no term: write ["{name}"] above it'))
    if not problems:
        terms = read(text)
        found_wrong = [*_entries(terms, numbers), *_names(terms)]
        problems = [Problem(PATH, _line(text, name), told) for name, told in found_wrong]
    return problems


def _shape(name: str, entry: dict[str, object]) -> Iterator[str]:
    """Keys and types of an entry."""
    for key, value in entry.items():
        if key not in KEYS:
            yield f"{name}: unknown key {key!r}{near(key, KEYS)}"
        elif key not in LISTS:
            if not isinstance(value, str):
                yield f"{name}: {key} is a text, not {value!r}"
        elif not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            yield f"{name}: {key} is a list of texts, not {value!r}"


def _entries(terms: Vocabulary, numbers: Collection[str]) -> Iterator[tuple[str, str]]:
    """Definitions that are missing, too long or no sentences; notebooks and terms that are not."""
    for name, term in terms.items():
        if not term.says:
            yield name, f"{name}: says is missing: one or two sentences"
        elif not term.says.endswith(".") or len(term.says) > LONGEST:
            yield name, f"{name}: says is one to three sentences, at most {LONGEST} characters"
        if term.notebook and term.mentioned:
            yield name, f"{name}: notebook or mentioned, not both"
        elif term.home not in numbers:
            yield name, f"{name}: there is no notebook {term.home!r}{near('', numbers)}"
        for other in term.see:
            if other == name or other not in terms:
                yield name, f"{name}: see {other!r} is no other term{near(other, terms)}"


def _names(terms: Vocabulary) -> Iterator[tuple[str, str]]:
    """The alphabet's order, and names that are taken twice."""
    names = list(terms)
    for before, name in pairwise(names):
        if name.casefold() < before.casefold():
            yield name, f"{name}: stands after {before}; the terms are in alphabetical order"
    own = {plain(name) for name in names}
    counts = Counter(plain(each) for term in terms.values() for each in (*term.forms, *term.also))
    for name, term in terms.items():
        for each in (*term.forms, *term.also):
            if counts[plain(each)] > 1 or plain(each) in own:
                yield name, f"{name}: {each!r} is the name of another term, too"
    anchors = Counter(term.anchor for term in terms.values())
    for name, term in terms.items():
        if anchors[term.anchor] > 1 or not re.fullmatch(r"[\w-]+", term.anchor):
            yield name, f"{name}: its address on the page, #{term.anchor}, is not its own"


def _line(text: str, name: str) -> int:
    """The line in which an entry begins."""
    head = re.search(rf"^\[\s*[\"']?{re.escape(name)}[\"']?\s*\]", text, re.MULTILINE)
    return text.count("\n", 0, head.start()) + 1 if head else 1
