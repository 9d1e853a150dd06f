"""`python -m course grade`: the command line of the grader."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.grading.grader import Task
    from course.grading.masters import Master
    from course.grading.results import Row

HELP = "grade what a class has handed in (Linux and macOS)"
DESCRIPTION = """\
Run the course's checks on each learner's answers, each in a process of its own, and write a
table. SUBMISSIONS holds files NAME.ipynb or NAME_06_access_token.ipynb, and folders NAME with
notebooks in them; exports of Moodle, Canvas and nbgrader are understood. Nothing that is stored
in a notebook as output counts. What this keeps a learner's code from, and what not, stands in
docs/GRADING.md. Exit status: 0 graded, whatever came of it; 1 the table can't be written;
2 a mistake on the command line."""
NOT_HERE = "grading needs limits that this system doesn't offer; use Linux, macOS, or a container"
POSSIBLE = os.name == "posix"
TIMEOUT, MEMORY = 30.0, 512


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the `grade` command to the command line of the course."""
    parser = commands.add_parser(
        "grade",
        help=HELP,
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("submissions", type=Path, metavar="SUBMISSIONS", help="the folder")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE.csv", help="the table to write"
    )
    parser.add_argument(
        "--html", type=Path, metavar="DIR", help="a folder for a page of feedback for each learner"
    )
    parser.add_argument(
        "--notebook", metavar="NN", help="only hand-ins of this notebook, e.g. 06 (default: all)"
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--exercises", metavar="ID,ID", help="only these count, e.g. 06.client,07.on_401"
    )
    which.add_argument(
        "--plan", metavar="NAME", help="only those of a plan count, e.g. ninety_minutes"
    )
    parser.add_argument(
        "--jobs",
        type=_number(int, 1),
        default=min(2, os.cpu_count() or 1),
        metavar="N",
        help="so many answers at a time (default: %(default)s)",
    )
    parser.add_argument(
        "--timeout",
        type=_number(float, 0.1),
        default=TIMEOUT,
        metavar="SECONDS",
        help="a check may take what the course allows it, and no longer than this"
        " (default: %(default)g)",
    )
    parser.add_argument(
        "--memory",
        type=_number(int, 16),
        default=MEMORY,
        metavar="MIB",
        help="so much an answer may use up (default: %(default)s)",
    )
    parser.set_defaults(run=run)


def _number(kind: type, least: float) -> Callable[[str], float]:
    """Reads a number that is no less than this."""

    def read(text: str) -> float:
        try:
            value: float = kind(text)
        except ValueError:
            value = -1
        if not least <= value < 1e6:
            what = "a whole number" if kind is int else "a number"
            raise argparse.ArgumentTypeError(f"found {text!r}, allowed is {what} from {least:g}")
        return value

    return read


def run(args: argparse.Namespace) -> int:
    """Grade a class; returns the exit status."""
    if not POSSIBLE:
        print(f"grade: {NOT_HERE}", file=sys.stderr)
        return 2
    from course.grading.chosen import NotChosen
    from course.grading.masters import CourseMissing
    from course.grading.pages import check_folder
    from course.grading.workers import HostFailed
    from simulator.commands.common import check_output
    from simulator.files import FileError

    try:
        check_output("output", args.output, [".csv"])
        if args.html:
            check_folder(args.html)
        tasks, masters = _tasks(args)
    except (FileError, CourseMissing, NotChosen, _Usage) as error:
        print(f"grade: {error}", file=sys.stderr)
        return 2
    try:
        return _graded(args, tasks, masters)
    except (FileError, HostFailed) as error:
        print(f"grade: {error}", file=sys.stderr)
        return 1


class _Usage(Exception):  # noqa: N818
    """The command line asks for something that isn't there."""


def _tasks(args: argparse.Namespace) -> tuple[list[Task], dict[str, Master]]:
    """What there is to grade. Raises _Usage, NotChosen, CourseMissing."""
    from course.grading.grader import read, with_doubles
    from course.grading.roster import hand_ins, passed_over

    known = _masters(args)
    wanted = args.notebook.zfill(2) if args.notebook else ""
    if wanted and wanted not in known:
        raise _Usage(f"--notebook: found {args.notebook!r}, allowed is one of {', '.join(known)}")
    if wanted and not known[wanted].counted:
        option = "--exercises" if args.exercises is not None else "--plan"
        raise _Usage(f"--notebook {wanted}: none of its exercises is among those of {option}")
    folder = args.submissions
    if not folder.is_dir():
        what = "not a folder" if folder.exists() else "there is no such folder"
        raise _Usage(f"{folder}: {what}")
    try:
        found = hand_ins(folder, [each.slug for each in known.values()])
        others = passed_over(folder)
    except OSError as error:
        raise _Usage(f"{folder}: can't be read: {error.strerror}") from None
    tasks = [read(each, known, wanted) for each in found]
    if wanted:
        tasks = [each for each in tasks if each.master is None or each.master.number == wanted]
    if not tasks:
        of_it = f" of notebook {wanted}" if wanted else ""
        raise _Usage(f"{folder}: no hand-ins{of_it} here (NAME.ipynb, or NAME/….ipynb)")
    tasks = _that_count(tasks, folder)
    if others:
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        print(f"passed over, no notebooks: {', '.join(others[:3])}{more}", file=sys.stderr)
    return with_doubles(tasks), known


def _masters(args: argparse.Namespace) -> dict[str, Master]:
    """The notebooks, and which of their exercises count. Raises NotChosen, CourseMissing."""
    from course.grading.chosen import named, of_plan, only
    from course.grading.masters import masters

    if args.exercises is not None:
        return only(masters(), named(args.exercises))
    return only(masters(), of_plan(args.plan)) if args.plan is not None else masters()


def _that_count(tasks: list[Task], folder: Path) -> list[Task]:
    """The tasks in which an exercise counts; tells of the others. Raises _Usage if all are."""
    kept = [each for each in tasks if each.master is None or each.master.counted]
    others = Counter(each.master.number for each in tasks if each.master and each not in kept)
    listed = ", ".join(f"{number} ({count})" for number, count in sorted(others.items()))
    if not kept:
        raise _Usage(f"{folder}: no exercise counts in what was handed in: {listed}")
    if others:
        print(f"passed over, no exercise counts in notebook: {listed}", file=sys.stderr)
    return kept


def _graded(args: argparse.Namespace, tasks: list[Task], masters: dict[str, Master]) -> int:
    """Grade, write, and say what came of it. Raises FileError, HostFailed."""
    from course.grading.grader import grade_all
    from course.grading.masters import imported
    from course.grading.pages import write_pages
    from course.grading.sheet import table
    from course.grading.workers import Setting, Worker
    from simulator.commands.common import progress_bar
    from simulator.files import whole_file

    started = time.perf_counter()
    used = {task.master.number: task.master for task in tasks if task.master and task.cells}
    modules = {name for each in used.values() for name in imported(each)}
    setting = Setting(tuple(sorted(used)), tuple(sorted(modules)), args.timeout, args.memory)
    with ExitStack() as stack:
        show = stack.enter_context(progress_bar(sys.stderr))
        count = min(args.jobs, len(tasks))
        workers = [stack.enter_context(Worker(setting)) for _ in range(count)]
        rows = grade_all(tasks, workers, lambda done: show(done / len(tasks)) if show else None)
        fences = next((each.fences for each in workers if each.process), None)
    with whole_file(args.output) as beside:
        text = table(rows, masters, args.submissions)
        beside.write_text(text, encoding="utf-8-sig", newline="")
    if args.html:
        write_pages(args.html, rows, masters)
    _tell(rows, fences, time.perf_counter() - started)
    print(f"{args.output} written" + (f", and pages in {args.html}" if args.html else ""))
    return 0


def _tell(rows: list[Row], stand: list[str] | None, seconds: float) -> None:
    """The class in a few lines, and what its code was not kept from."""
    from course.grading.fences import CALLS, FILES

    learners = len({row.name.casefold() for row in rows})
    print(f"{len(rows)} hand-ins of {learners} learners graded in {seconds:.1f} s")
    remarked = Counter(bool(row.remark) for row in rows)[True]
    if remarked:
        print(f"{remarked} with a remark")
    if stand is not None:
        open_ = {CALLS: "other programs and the network", FILES: "your files"}
        reachable = [told for fence, told in open_.items() if fence not in stand]
        if reachable:
            print(f"the learners' code could reach {', '.join(reachable)}", file=sys.stderr)
