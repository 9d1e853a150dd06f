"""`python -m course build`: the command line of the build."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.builder.lookups import Lookups
    from course.builder.pipeline import Made, Page

HELP = "make the notebooks from solutions/NN_slug.py"
DESCRIPTION = """\
Make notebooks/NN_slug.ipynb (unsolved, no outputs) and solutions/NN_slug.ipynb (solved and
executed) and teaching/NN_slug.md (for teachers) from solutions/NN_slug.py, docs/GLOSSARY.md from
course/glossary.toml and, if all are made, teaching/README.md and teaching/plans.md. A file that
would only get other picture octets or nothing new at all is left as it is. Exit status: 0 done;
1 a mistake in a source, or (--check) a file that is out of date; 2 one on the command line."""
MEND = "run `make notebooks` (python -m course build) and commit the result"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the `build` command to the command line of the course."""
    parser = commands.add_parser(
        "build",
        help=HELP,
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("numbers", nargs="*", metavar="NN", help="only these notebooks, e.g. 06 07")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if a file is out of date"
    )
    parser.add_argument(
        "--root",
        type=Path,
        default=Path(__file__).resolve().parents[2],
        metavar="DIR",
        help="the folder that holds solutions/ and notebooks/ (default: that of the course)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, lookups: Lookups | None = None) -> int:
    """Build or check; returns the exit status."""
    # Imported here so that the course's other commands start without nbclient.
    try:
        from course.builder import pipeline
    except ModuleNotFoundError as error:
        print(f"build: {error.name} is missing; pip install -e '.[authors]'", file=sys.stderr)
        return 2
    from course.builder.problems import AuthorError, UsageError

    started = time.perf_counter()
    root = args.root.resolve()
    try:
        paths = pipeline.find_sources(root, args.numbers)
        lookups = lookups or _registry()
        sources = pipeline.read_sources(paths, lookups)
        made = pipeline.make(root, sources, lookups)
        pages = pipeline.pages(root, lookups, sources, made)
    except UsageError as error:
        print(f"build: {error}", file=sys.stderr)
        return 2
    except AuthorError as error:
        print(error, file=sys.stderr)
        count = len(error.problems)
        print(f"build: {count} problem{'s' * (count != 1)}, nothing written", file=sys.stderr)
        return 1
    strays = [] if args.numbers else pipeline.orphans(root)
    for path in strays:
        told = path.relative_to(root).as_posix()
        print(f"{told}: no source makes this; delete it", file=sys.stderr)
    if args.check:
        return _check(made, pages, root) or int(bool(strays))
    try:
        written = pipeline.write([*made, *pages])
    except OSError as error:
        print(f"build: cannot write: {error}", file=sys.stderr)
        return 1
    for path in written:
        print(f"{path.relative_to(root).as_posix()} written")
    seconds = time.perf_counter() - started
    count = sum(path.suffix == ".ipynb" for path in written)
    print(f"{count} of {len(made)} notebooks written, the rest unchanged, in {seconds:.1f} s")
    return 0


def _check(made: list[Made], pages: list[Page], root: Path) -> int:
    generated: list[Made | Page] = [*made, *pages]
    stale = [item for item in generated if item.stale]
    for item in stale:
        told = item.path.relative_to(root).as_posix()
        print(f"{told}: out of date ({item.stale})", file=sys.stderr)
    if stale:
        print(f"build: {MEND}", file=sys.stderr)
        return 1
    print(f"{len(made)} notebooks are up to date")
    return 0


def _registry() -> Lookups:
    """The course's own exercises, quizzes and terms. Raises AuthorError for a bad glossary."""
    from course import registry, vocabulary
    from course.builder.lint_terms import glossary_problems
    from course.builder.lookups import Lookups
    from course.builder.problems import AuthorError

    text = vocabulary.source()
    problems = glossary_problems(text, registry.chapter_numbers())
    if problems:
        raise AuthorError(problems)
    return Lookups(registry.find_exercise, registry.find_quiz, vocabulary.read(text))
