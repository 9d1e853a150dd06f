"""Rules for what a solved notebook printed: the same anywhere, readable by anybody."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from course.builder.execute import first_line
from course.builder.lint_prose import lacks_alt
from course.builder.lint_seeing import IMG_ALT
from course.builder.pictures import DATA_URI, IMAGE_TYPES
from course.builder.problems import Problem
from course.builder.render import Rendered
from course.builder.seeing import HTML_LINK, alt_problem, link_problems, table_problems
from course.builder.source import RAISES

ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}", re.IGNORECASE)
ROOTS = re.compile(
    r"(?<![\w.:/-])/(?:home|Users|root|tmp|var|usr|opt|private|mnt)/[\w.-]+|\b[A-Z]:\\\w"
)
TEXT_REPR = re.compile(r"\bText\(")


def output_problems(item: Rendered, executed: NotebookNode, root: Path) -> list[Problem]:
    """What must not stand in a stored output, at the line of the cell that printed it."""
    found = []
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            messages = _problems(output, cell.metadata.get("tags", []), root)
            line = first_line(item, cell)
            found += [Problem(item.source.path, line, message) for message in messages]
    return sorted(set(found))


def _problems(output: Any, tags: list[str], root: Path) -> Iterator[str]:
    if output.output_type == "error" and RAISES not in tags:
        yield f"output is an error ({output.ename}) in a cell not tagged {RAISES}"
    if output.output_type == "stream" and output.name == "stderr":
        yield f"output on stderr: {output.text.strip().splitlines()[0]}"
    data = output.get("data", {})
    if any(kind in data for kind in IMAGE_TYPES):
        yield "output is a picture without alt text: use show(figure, alt=...)"
    yield from _barriers("".join(data.get("text/html", "")))
    if TEXT_REPR.search("".join(data.get("text/plain", ""))):
        yield "output is the repr of a plot's text: assign the last line's value to _"
    text = _all_text(output, data)
    if found := ADDRESS.search(text):
        yield f"output has an address, different in each run: {found[0]}"
    if path := _path_in(text, root):
        yield f"output has a path of this machine: {path}"


def _barriers(page: str) -> Iterator[str]:
    """What an output leaves to the eye alone."""
    page = DATA_URI.sub("", page)
    if lacks_alt(page):
        yield "output has an <img> without alt text"
    for found in IMG_ALT.finditer(page):
        if message := alt_problem(unescape(found["alt"])):
            yield f"output: {message}"
    for _, message in [*link_problems(page, HTML_LINK), *table_problems(page)]:
        yield f"output: {message}"


def _all_text(output: Any, data: Any) -> str:
    parts = [output.get("text", ""), output.get("evalue", "")]
    for kind, value in data.items():
        if kind not in IMAGE_TYPES:
            parts.append(value if isinstance(value, str) else json.dumps(value))
    return DATA_URI.sub("", "\n".join(parts))


def _path_in(text: str, root: Path) -> str:
    own = {str(root), sys.prefix, sys.base_prefix, str(Path.home()), tempfile.gettempdir()}
    for path in sorted(own, key=len, reverse=True):
        if len(path) > 3 and re.search(rf"(?<![\w.:/-]){re.escape(path)}(?!\w)", text):
            return path
    found = ROOTS.search(text)
    return found[0] if found else ""
