"""The first code cell of each learner's notebook: it sees to it that the course is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from course.builder.problems import UsageError

ADDRESS = re.compile(r"(https|ssh|file)://[\w.~:@/%+-]+")

READY = """\
# Run this first. Where the course is installed, it does nothing.
{fetch}try:
    from course import ready

    ready()
except ImportError as problem:
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


def opening(address: str) -> str:
    """The cell's code; without an address it says what to do in Colab."""
    fetch = FETCH.format(address=address) if address else ""
    return READY.format(fetch=fetch, advice="" if address else UPLOAD)
