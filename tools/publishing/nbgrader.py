"""The course for nbgrader: `make nbgrader`, or `python -m tools.publishing.nbgrader [NN ...]`.

Writes nbgrader_config.py and one assignment for each notebook, source/NN_slug/NN_slug.ipynb, which
`nbgrader generate_assignment` turns into what learners get. Nothing else in the folder is touched:
neither grades nor submissions. docs/NBGRADER.md goes on from there.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.files import FileError, whole_file

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from course.builder.render import Rendered
    from course.builder.source import Cell

ROOT = Path(__file__).resolve().parents[2]
CONFIG = "nbgrader_config.py"
MARK = "from course.marking import mark"
POINTS: dict[str, Callable[[int], int]] = {"minutes": lambda minutes: minutes, "one": lambda _: 1}

SETTINGS = '''\
"""nbgrader's settings for this course. `make nbgrader` writes this file, again and again.

Your own settings go into nbgrader_config.json, which nbgrader reads as well and which wins.
"""

import importlib.util
import os

if importlib.util.find_spec("course") is None:
    raise SystemExit("This Python does not have the course: see docs/NBGRADER.md")

# The kernels that nbgrader starts get this too: grading leaves no marks in anybody's progress.
os.environ["JWT_COURSE_PROGRESS"] = "off"

c = get_config()
c.CourseDirectory.course_id = "jwt_sessions"
# What stands in place of a solution. It runs, so that an unsolved notebook runs to its end.
c.ClearSolutions.code_stub = {"python": "%(stub)s"}
# Seconds for a cell. The slowest take a few; a loop that never ends is stopped here.
c.Execute.timeout = %(timeout)d
'''
TIMEOUT = 120  # seconds a cell, for a slow machine that grades thirty


class ExportError(Exception):
    """A source that can't become an assignment; the message says where and why."""


@dataclass(frozen=True)
class Assignment:
    """One notebook as nbgrader's instructor version, and what it is worth."""

    slug: str
    notebook: NotebookNode
    exercises: int
    points: int


def assignments(numbers: Sequence[str], points: Callable[[int], int]) -> list[Assignment]:
    """The notebooks with these numbers (all if none is given) as assignments.

    Raises UsageError, AuthorError (the build's) and ExportError.
    """
    from course import registry
    from course.builder import pipeline
    from course.builder.lookups import Lookups
    from course.builder.render import render

    lookups = Lookups(registry.find_exercise, registry.find_quiz)
    sources = pipeline.read_sources(pipeline.find_sources(ROOT, numbers), lookups)
    return [assignment(render(source, lookups), points) for source in sources]


def assignment(rendered: Rendered, points: Callable[[int], int]) -> Assignment:
    """What learners get, with solutions between markers, and checks that earn points."""
    source, notebook = rendered.source, rendered.unsolved
    waiting = {cell.exercise: cell for cell in source.exercises}
    total = 0
    for cell in notebook.cells:
        name = cell.metadata.get("course", {}).get("exercise")
        if name:
            make_answer(cell, waiting[name])
            continue
        name = checked(cell)
        if name in waiting:
            worth = points(waiting.pop(name).minutes or 1)
            make_test(cell, name, worth)
            total += worth
    if waiting:
        raise ExportError(f"{source.path}: no check cell for {', '.join(waiting)}")
    return Assignment(source.slug, notebook, len(source.exercises), total)


def make_answer(cell: NotebookNode, exercise: Cell) -> None:
    """An exercise becomes what nbgrader calls an autograded answer: markers, nothing locked."""
    from course.builder.markers import unanswered

    cell.source = unanswered(exercise.text)
    cell.metadata.nbgrader = _metadata(exercise.exercise, solution=True)


def make_test(cell: NotebookNode, name: str, points: int) -> None:
    """A check becomes an autograder test: locked, and it raises unless the answer is right."""
    lines = cell.source.split("\n")
    body = ast.parse(cell.source).body
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    start = body[-1].lineno - 1
    lines[start] = "mark" + lines[start].removeprefix("check")
    if imports:
        lines.insert(imports[-1].end_lineno or 0, MARK)
    else:
        lines[:0] = [MARK, ""]
    cell.source = "\n".join(lines)
    cell.metadata.nbgrader = {**_metadata(f"{name}-check", locked=True), "points": points}
    # JupyterLab's Run All goes on past an exercise that is not solved yet.
    cell.metadata.tags = [*cell.metadata.get("tags", []), "raises-exception"]


def checked(cell: NotebookNode) -> str:
    """The exercise that a cell checks in its last line: check("06.client", client); "" if none."""
    if cell.cell_type != "code" or "check(" not in cell.source:
        return ""
    try:
        last = ast.parse(cell.source).body[-1]
    except (SyntaxError, IndexError):
        return ""
    if not (isinstance(last, ast.Expr) and isinstance(last.value, ast.Call)):
        return ""
    call = last.value
    if not (isinstance(call.func, ast.Name) and call.func.id == "check" and call.args):
        return ""
    return str(call.args[0].value) if isinstance(call.args[0], ast.Constant) else ""


def _metadata(name: str, *, solution: bool = False, locked: bool = False) -> dict[str, Any]:
    """nbgrader's own, in its schema 3. A locked cell of ours is one that earns points."""
    return {
        "cell_type": "code",
        "grade": locked,
        "grade_id": name.replace(".", "-"),
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }


def settings() -> str:
    """The text of nbgrader_config.py."""
    from course.builder.markers import STUB

    return SETTINGS % {"stub": STUB, "timeout": TIMEOUT}


def write(made: Sequence[Assignment], folder: Path) -> None:
    """Write the settings and the assignments. Each file is whole or as it was before."""
    import nbformat

    texts = {folder / CONFIG: settings()}
    for item in made:
        path = folder / "source" / item.slug / f"{item.slug}.ipynb"
        texts[path] = nbformat.writes(item.notebook) + "\n"
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as beside:
            beside.write_text(text, encoding="utf-8", newline="\n")


def main(argv: Sequence[str]) -> int:
    """Returns 0; 1 for a mistake in a source or a folder that can't be written; 2 for wrong use."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.publishing.nbgrader",
        description="Make the course folder that nbgrader takes.",
        epilog="docs/NBGRADER.md goes on from there.",
    )
    parser.add_argument("numbers", nargs="*", metavar="NN", help="only these notebooks, e.g. 00 06")
    parser.add_argument(
        "--into",
        type=Path,
        default=ROOT / "build" / "nbgrader",
        metavar="DIR",
        help="the folder to write (default: build/nbgrader)",
    )
    parser.add_argument(
        "--points",
        choices=sorted(POINTS),
        default="minutes",
        help="what an exercise is worth: its planned minutes (default), or one point each",
    )
    args = parser.parse_args(argv)
    try:
        from course.builder.problems import AuthorError, UsageError

        made = assignments(args.numbers, POINTS[args.points])
        write(made, args.into)
    except ModuleNotFoundError as error:
        print(f"nbgrader: {error.name} is missing; pip install -e '.[nbgrader]'", file=sys.stderr)
        return 2
    except UsageError as error:
        print(f"nbgrader: {error}", file=sys.stderr)
        return 2
    except (AuthorError, ExportError) as error:
        print(error, file=sys.stderr)
        return 1
    except FileError as error:
        print(f"nbgrader: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"nbgrader: cannot write: {error}", file=sys.stderr)
        return 1
    for item in made:
        print(f"{item.slug:24} {item.exercises:2} exercises {item.points:4} points")
    print(f"written to {args.into}; docs/NBGRADER.md says how to go on")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
