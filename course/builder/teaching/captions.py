"""What the pictures of an executed notebook show, in a sentence or two each."""

from __future__ import annotations

import html
import re
from textwrap import shorten
from typing import Any

from nbformat import NotebookNode

from course.builder.render import cell_ids
from course.builder.source import Source

IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
MERMAID = re.compile(r"^\s*accTitle:\s*(.+?)\s*$", re.MULTILINE)
SENTENCE = re.compile(r".+?[.!?](?=\s+[A-Z0-9]|\s*$)")
SHORT, LONG = 60, 240
"""A caption of fewer characters gets another sentence; of more, it is cut off."""


def captions(source: Source, executed: NotebookNode) -> dict[int, list[str]]:
    """The beginning of each picture's alt text, by the line of the cell that shows it."""
    cells = {cell.get("id"): cell for cell in executed.cells}
    found: dict[int, list[str]] = {}
    for name, cell in zip(cell_ids(source.slug, source.shown), source.shown, strict=True):
        texts = [text for output in cells[name].get("outputs", []) for text in _alts(output)]
        if texts:
            found[cell.line] = [beginning(text) for text in texts]
    return found


def beginning(text: str) -> str:
    """As many whole sentences of a text as say something, in one line."""
    line = " ".join(text.split())
    end = 0
    while end < SHORT and (found := SENTENCE.match(line, end)):
        end = found.end()
    return shorten(line[:end] or line, LONG, placeholder=" …")


def _alts(output: Any) -> list[str]:
    data = output.get("data", {})
    page = "".join(data.get("text/html", ""))
    alts = [ALT.search(tag) for tag in IMG.findall(page)]
    found = [html.unescape(alt[1] or alt[2] or "") for alt in alts if alt]
    return found or MERMAID.findall("".join(data.get("text/markdown", "")))
