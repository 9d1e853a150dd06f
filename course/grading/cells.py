"""Makes plain Python of what a learner typed into a cell: magics do nothing here."""

from __future__ import annotations

import ast
import re

TRANSPARENT = ("%%time", "%%timeit", "%%capture", "%%prun")
"""Magics that run the cell below them."""

LINES = (
    (re.compile(r"^([ \t]*)%time[ \t]+(?=\S)", re.MULTILINE), r"\1"),
    (re.compile(r"^([ \t]*)[%!?].*$", re.MULTILINE), r"\1pass"),
    (re.compile(r"^([ \t]*)[\w.]+\?{1,2}[ \t]*$", re.MULTILINE), r"\1pass"),
    (re.compile(r"^([ \t]*\w+[ \t]*=)[ \t]*[%!].*$", re.MULTILINE), r"\1 None"),
)
"""What is made of lines that aren't Python: `%time f()`, `!ls`, `name?`, `found = !ls`."""


def as_python(text: str) -> str:
    """The cell's code, line for line, without magics."""
    first, _, rest = text.partition("\n")
    if first.lstrip().startswith("%%"):
        return "#\n" + rest if first.split()[0] in TRANSPARENT else ""
    try:
        ast.parse(text)
    except SyntaxError:
        return _without_magics(text)
    return text


def _without_magics(text: str) -> str:
    """The cell where magics are all that Python can't read in it; else the text as it is."""
    made = text
    for magic, instead in LINES:
        made = magic.sub(instead, made)
    try:
        ast.parse(made)
    except SyntaxError:
        return text
    return made
