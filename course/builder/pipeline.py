"""From sources to notebooks: read, lint, render, execute, compare, write."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from course.builder import compare
from course.builder.execute import TIMEOUT, execute
from course.builder.lint import lint
from course.builder.lint_outputs import output_problems
from course.builder.lookups import Lookups
from course.builder.problems import AuthorError, Problem, UsageError, near
from course.builder.render import render
from course.builder.source import Source, parse

UNSOLVED, SOLVED = "notebooks", "solutions"


@dataclass(frozen=True)
class Made:
    """A generated notebook, and how it differs from the file; "" if it does not."""

    path: Path
    notebook: NotebookNode
    stale: str


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
    rendered = [render(source, lookups) for source in sources]
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


def orphans(root: Path) -> list[Path]:
    """Notebooks that no source makes."""
    slugs = {path.stem for path in find_sources(root)}
    found = [p for folder in (UNSOLVED, SOLVED) for p in (root / folder).glob("*.ipynb")]
    return sorted(path for path in found if path.stem not in slugs)


def write(made: Sequence[Made]) -> list[Path]:
    """Write what changed, all or nothing as far as a file system allows; tell what was written."""
    waiting: list[tuple[Path, Path]] = []
    try:
        for item in made:
            octets = compare.to_bytes(item.notebook)
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
