"""Reads a hand-in that may be anything at all; nothing in it is executed."""

from __future__ import annotations

import errno
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MOST = 10 << 20
"""Bytes of a notebook. Those of the course, with all their pictures, have less than one MiB."""


class Unreadable(Exception):  # noqa: N818
    """What was handed in can't be graded; the message is the remark."""


@dataclass(frozen=True)
class LearnerCell:
    """A code cell: its id, the exercise that its metadata names, its text."""

    id: str
    exercise: str
    text: str


def code_cells(path: Path) -> list[LearnerCell]:
    """The code cells of a notebook file, in order. Raises Unreadable."""
    try:
        notebook = json.loads(_octets(path).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable("no notebook: it isn't text") from None
    except RecursionError:
        raise Unreadable("no notebook: lists in lists without end") from None
    except ValueError:
        raise Unreadable("no notebook: it isn't JSON") from None
    if not isinstance(notebook, dict) or "nbformat" not in notebook:
        raise Unreadable("JSON, but no notebook")
    if notebook["nbformat"] != 4:
        raise Unreadable(f"nbformat {json.dumps(notebook['nbformat'])[:20]}, where 4 is needed")
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("JSON, but no notebook: it has no list of cells")
    return [_cell(each) for each in cells if _is_code(each)]


def _is_code(cell: Any) -> bool:
    return isinstance(cell, dict) and cell.get("cell_type") == "code"


def _cell(cell: dict[str, Any]) -> LearnerCell:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    metadata = _dict(cell.get("metadata"))
    named = cell.get("id", metadata.get("id"))  # some services keep it in the metadata
    exercise = _dict(metadata.get("course")).get("exercise")
    return LearnerCell(_text(named), _text(exercise), _text(source))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """The text, if it is one: half a surrogate pair, which JSON can hold, becomes a "?"."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _octets(path: Path) -> bytes:
    """The file's content. Opens no link, and waits for no pipe. Raises Unreadable."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        file = os.open(path, flags)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Unreadable("a link; links aren't followed") from None
        raise Unreadable(f"can't be read: {error.strerror}") from None
    about = os.fstat(file)
    if not stat.S_ISREG(about.st_mode):
        os.close(file)
        raise Unreadable("not a file")
    with os.fdopen(file, "rb") as stream:
        if about.st_size > MOST:
            size = about.st_size / (1 << 20)
            raise Unreadable(f"too large: {size:.0f} MiB, where {MOST >> 20} are allowed")
        octets = stream.read(MOST)
    if not octets.strip():
        raise Unreadable("the file is empty")
    return octets
