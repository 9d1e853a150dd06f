"""The first code cell of each learner's notebook: it sees to it that the course is there.

It imports what a source's first cell imports, and stands in its place.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

from course.builder.problems import UsageError

ADDRESS = re.compile(r"(https|ssh|file)://[\w.~:@/%+-]+")

READY = """\
# Run this first. It says whether all that this notebook uses is there.
{fetch}try:
    from course import ready

    ready()
{imports}except ImportError as problem:
    print(f"{{problem}}. On a computer: type  make lab  in the course's folder.{advice}")"""

FETCH = """\
import sys

if "google.colab" in sys.modules:
    %pip install --quiet --no-deps "git+{address}"
"""
UPLOAD = """\
")
    print("In Colab: upload the course's wheel, and then run  %pip install --no-deps NAME.whl"""


def address(root: Path) -> str:
    """Where the course's repository is for everybody ("" if nowhere yet). Raises UsageError."""
    file = root / "pyproject.toml"
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))["tool"]["course"]["repository"]
    except (FileNotFoundError, KeyError):
        return ""
    if not isinstance(found, str) or (found and not ADDRESS.fullmatch(found)):
        raise UsageError(
            f'pyproject.toml: [tool.course] repository is {found!r}; allowed is "" or an address'
            ' such as "https://example.org/somebody/course.git"'
        )
    return found


def opening(address: str, names: Sequence[str] = ()) -> str:
    """The cell's code, which imports these names, and `hint`, for who is stuck.

    Without an address it says what to do in Colab.
    """
    fetch = FETCH.format(address=address) if address else ""
    # After ready(): in Colab they may need what it has to install first.
    imports = f"    from course import {', '.join(sorted({*names, 'hint'}))}\n" if names else ""
    return READY.format(fetch=fetch, imports=imports, advice="" if address else UPLOAD)


def opens(code: str) -> list[str] | None:
    """What a cell imports that does nothing but import from the course and call ready()."""
    try:
        first, *others = ast.parse(code).body
    except (SyntaxError, ValueError):  # ValueError: nothing there
        return None
    if not isinstance(first, ast.ImportFrom) or first.module != "course":
        return None
    if any(alias.asname for alias in first.names) or any(
        ast.unparse(each) != "ready()" for each in others
    ):
        return None
    return [alias.name for alias in first.names if alias.name != "ready"]
