"""From sources to notebooks: read, lint, render, execute, compare, write."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from course.builder import compare, glossary_page
from course.builder.execute import TIMEOUT, execute
from course.builder.lint import lint
from course.builder.lint_outputs import output_problems
from course.builder.lookups import Lookups
from course.builder.opening import address
from course.builder.problems import AuthorError, Problem, UsageError, near
from course.builder.render import render
from course.builder.source import Source, parse
from course.builder.teaching.captions import captions
from course.builder.teaching.handout import handout
from course.builder.teaching.index import index
from course.builder.teaching.later import later as who_comes_back
from course.builder.teaching.page import Material
from course.builder.teaching.page import page as teaching_page
from course.builder.teaching.workshops import FILE, Workshop, WorkshopError, load
from course.vocabulary import PAGE

UNSOLVED, SOLVED, TEACHING = "notebooks", "solutions", "teaching"


@dataclass(frozen=True)
class Made:
    """A generated notebook, and how it differs from the file; "" if it does not."""

    path: Path
    notebook: NotebookNode
    stale: str

    @property
    def octets(self) -> bytes:
        return compare.to_bytes(self.notebook)


@dataclass(frozen=True)
class Page:
    """A generated text, and how it differs from the file; "" if it does not."""

    path: Path
    text: str
    stale: str

    @property
    def octets(self) -> bytes:
        return self.text.encode()


def find_sources(root: Path, wanted: Sequence[str] = ()) -> list[Path]:
    """The sources with these numbers or names; all if none is given. Raises UsageError."""
    folder = root / SOLVED
    found = sorted(folder.glob("[!._]*.py"))
    if not found:
        raise UsageError(f"no sources (NN_slug.py) in a folder {SOLVED}/ of {root}")
    if not wanted:
        return found
    chosen = []
    for name in wanted:
        stem = Path(name).stem
        matches = [p for p in found if stem == p.stem or p.stem[:2] == stem.zfill(2)]
        if not matches:
            known = {path.stem[:2] for path in found} if len(stem) < 3 else {p.stem for p in found}
            raise UsageError(f"no notebook {name}{near(stem, known)}")
        chosen += matches
    return sorted(set(chosen))


def read_sources(paths: Sequence[Path], lookups: Lookups) -> list[Source]:
    """Read and lint. Raises AuthorError with the problems of all sources."""
    sources, problems = [], []
    numbers: dict[str, str] = {}
    for path in paths:
        told = f"{SOLVED}/{path.name}"
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            problems.append(Problem(told, 1, f"not UTF-8: {error.reason}"))
            continue
        source = parse(text, told)
        problems += lint(source, lookups)
        if source.number in numbers:
            message = f"number {source.number} is taken by {numbers[source.number]}"
            problems.append(Problem(told, 1, message))
        numbers[source.number] = told
        sources.append(source)
    if problems:
        raise AuthorError(problems)
    return sources


def make(
    root: Path, sources: Sequence[Source], lookups: Lookups, *, timeout: int = TIMEOUT
) -> list[Made]:
    """Both notebooks of each source, in memory. Raises AuthorError."""
    rendered = [render(source, lookups, address(root)) for source in sources]
    results = execute(rendered, root / SOLVED, root, timeout=timeout)
    problems: list[Problem] = []
    made: list[Made] = []
    for item, (executed, failures) in zip(rendered, results, strict=True):
        problems += failures
        if executed is None:
            continue
        problems += output_problems(item, executed, root)
        compare.sign(executed)
        for folder, notebook in ((UNSOLVED, item.unsolved), (SOLVED, executed)):
            made.append(_compared(root / folder / f"{item.source.slug}.ipynb", notebook))
    if problems:
        raise AuthorError(problems)
    return made


def _compared(path: Path, notebook: NotebookNode) -> Made:
    old = compare.read(path)
    stale = compare.difference(old, notebook)
    compare.carry_over(notebook, old)
    return Made(path, notebook, stale)


def pages(
    root: Path, lookups: Lookups, sources: Sequence[Source], made: Sequence[Made]
) -> list[Page]:
    """The glossary's page, if there is one, and the teachers' pages of these sources.

    The teachers' index and the learners' plans are made when all sources are. Raises AuthorError.
    """
    found: list[tuple[str, str]] = []
    paths = find_sources(root)
    if lookups.terms:
        slugs = {path.stem[:2]: path.stem for path in paths}
        found.append((PAGE, glossary_page.page(lookups.terms, slugs)))
    executed = {item.path.stem: item.notebook for item in made if item.path.parent.name == SOLVED}
    everything = [parse(path.read_text(encoding="utf-8"), path.name) for path in paths]
    numbered = {source.number: source for source in everything}
    workshops = _workshops(root, numbered)
    for source in sources:
        later = who_comes_back(source.number, everything)
        shown = captions(source, executed[source.slug])
        text = teaching_page(Material(source, lookups, shown, later, workshops))
        found.append((f"{TEACHING}/{source.slug}.md", text))
    if len(sources) == len(paths):
        found.append((f"{TEACHING}/README.md", index(sources, workshops)))
        if workshops:
            text = handout(workshops, numbered, lookups)
            found.append((f"{TEACHING}/plans.md", text))
    return [_page(root / name, text) for name, text in found]


def _workshops(root: Path, sources: Mapping[str, Source]) -> list[Workshop]:
    """The workshops; none if there is no file of them. Raises AuthorError."""
    if not (root / FILE).exists():
        return []
    try:
        return load(root, sources)
    except WorkshopError as error:
        lines = str(error).splitlines()
        told = [line.removeprefix(f"{FILE.as_posix()}: ") for line in lines]
        raise AuthorError(Problem(FILE.as_posix(), 1, line) for line in told) from None


def _page(path: Path, text: str) -> Page:
    try:
        stale = "" if path.read_bytes() == text.encode() else "differs"
    except OSError:
        stale = "missing"
    return Page(path, text, stale)


def orphans(root: Path) -> list[Path]:
    """Notebooks, and teachers' pages of them, that no source makes."""
    slugs = {path.stem for path in find_sources(root)}
    found = [p for folder in (UNSOLVED, SOLVED) for p in (root / folder).glob("*.ipynb")]
    found += (root / TEACHING).glob("[0-9][0-9]_*.md")
    return sorted(path for path in found if path.stem not in slugs)


def write(made: Sequence[Made | Page]) -> list[Path]:
    """Write what changed, all or nothing as far as a file system allows; tell what was written."""
    waiting: list[tuple[Path, Path]] = []
    try:
        for item in made:
            octets = item.octets
            if item.path.exists() and item.path.read_bytes() == octets:
                continue
            item.path.parent.mkdir(exist_ok=True)
            draft = item.path.with_name(f".{item.path.name}.{os.getpid()}.tmp")
            waiting.append((draft, item.path))
            draft.write_bytes(octets)
        for draft, path in waiting:
            os.replace(draft, path)
    finally:
        for draft, _ in waiting:
            draft.unlink(missing_ok=True)
    return [path for _, path in waiting]
