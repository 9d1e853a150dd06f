"""`python -m course doctor`: is this Python ready, and would the notebooks' kernel be this one?"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from course.environment import Finding, findings, versions
from course.markup import span, to_text

HELP = "tell whether everything is installed, and what to do where it isn't"
KERNEL = "python3"
"""The kernel that every notebook of the course asks for."""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the `doctor` command to the command line of the course."""
    parser = commands.add_parser("doctor", help=HELP, description=__doc__)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what is here and what is wrong; returns 1 if anything is."""
    print(f"Python {sys.version.split()[0]} in {sys.prefix}")
    here = versions()
    width = max(map(len, here))
    for name, version in here.items():
        print(f"  {name:{width}}  {version}")
    found = findings(Path.cwd()) + foreign_kernel(kernel_folders())
    if not found:
        print("Everything is here. Next: make lab")
        return 0
    for finding in found:
        print(f"\n{to_text(finding.fault)}\n  {to_text(finding.mend)}")
    return 1


def foreign_kernel(folders: Iterable[Path]) -> list[Finding]:
    """A kernel of that name that starts another Python than this one.

    The first of the folders that has such a kernel counts, as it does for Jupyter.
    """
    for folder in folders:
        try:
            command = json.loads((folder / KERNEL / "kernel.json").read_text("utf-8"))["argv"][0]
        except (OSError, ValueError, LookupError, TypeError):
            continue
        if is_this_python(command):
            return []
        fault = f"Notebooks would run in another Python: {span(command)}."
        program = "it is not there" if not shutil.which(command) else "it lacks what is here"
        mend = (
            f"If {program}, run {span(f'{sys.executable} -m ipykernel install --sys-prefix')},"
            " and choose *Kernel*, *Change Kernel* in JupyterLab."
        )
        return [Finding(fault, mend)]
    return []


def is_this_python(command: str) -> bool:
    """True if a kernel that is started by this command runs in this very environment."""
    # ipykernel's own kernel says "python": Jupyter replaces that by the Python it runs in.
    if command in ("python", "python3", f"python{sys.version_info[0]}.{sys.version_info[1]}"):
        return True
    path = Path(command)
    # Not resolved: a virtual environment's Python is a link to the one it was made from.
    return path.parent == Path(sys.executable).parent or Path(sys.prefix) in path.parents


def kernel_folders() -> list[Path]:
    """Where Jupyter looks for kernels, in its order; none if Jupyter is not installed."""
    try:
        from jupyter_core.paths import jupyter_path
    except ImportError:
        return []
    return [Path(folder) for folder in jupyter_path("kernels") if os.path.isdir(folder)]
