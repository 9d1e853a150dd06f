"""Small notebooks of the tests' own."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.builder.render import METADATA

FOLDER = "scratch"


def write(root: Path, name: str, *, markdown: str = "", code: str = "") -> str:
    """Write a notebook of a Markdown and a code cell; returns its path below the root."""
    cells = [new_markdown_cell(markdown, id="text")] if markdown else []
    cells += [new_code_cell(code, id="code")] if code else []
    made = new_notebook(cells=cells, metadata=nbformat.from_dict(METADATA))
    (root / FOLDER).mkdir(exist_ok=True)
    nbformat.write(made, root / FOLDER / f"{name}.ipynb")
    return f"{FOLDER}/{name}.ipynb"
