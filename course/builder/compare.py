"""Compares generated notebooks with those on disk."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.builder.pictures import drawn_by, pictures, same_picture, without_pictures
from course.builder.source import VARIES

COURSE, DRAWN_BY = "course", "drawn_by"  # where a notebook's metadata says who drew its pictures

# nbformat's own functions are untyped.
_reads: Callable[[str], NotebookNode] = nbformat.v4.reads
_writes: Callable[[NotebookNode], str] = nbformat.v4.writes


def read(path: Path) -> NotebookNode | None:
    """The notebook on disk; None if there is none, or something that is not a notebook."""
    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text)
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict) or found.get("nbformat") != 4:
        return None
    cells = found.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        return None
    return _reads(text)


def to_bytes(notebook: NotebookNode) -> bytes:
    """The file: sorted keys, one space of indent, a newline at the end. Validates."""
    nbformat.validate(notebook)
    return (_writes(notebook).rstrip("\n") + "\n").encode()


def sign(notebook: NotebookNode) -> None:
    """Note in a notebook with pictures which release of matplotlib drew them."""
    if any(pictures(cell.get("outputs", [])) for cell in notebook.cells):
        notebook.metadata[COURSE] = {DRAWN_BY: drawn_by()}


def carry_over(new: NotebookNode, old: NotebookNode | None) -> None:
    """Keep the old outputs of each cell where the new ones say the same.

    So a rebuild leaves measured figures alone, and pictures that differ only because another
    release of matplotlib drew them. Pictures of one notebook are all of one release.
    """
    if old is None:
        return
    if _signature(old) != _signature(new):
        if not difference(old, new):
            new.cells, new.metadata = copy.deepcopy(old.cells), copy.deepcopy(old.metadata)
        return
    before = {cell.get("id"): cell for cell in old.cells}
    for cell in new.cells:
        was = before.get(cell.id)
        if cell.cell_type == "code" and was and _same_cell(was, cell) and _same_drawings(was, cell):
            cell.outputs = copy.deepcopy(was.outputs)
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = cell.execution_count


def difference(old: NotebookNode | None, new: NotebookNode) -> str:
    """Where an old notebook says something else than the new one; "" if nowhere.

    Image octets are not looked at, nor outputs that are tagged as differing by machine.
    """
    if old is None:
        return "missing"
    names = [cell.get("id") for cell in old.cells]
    for at, cell in enumerate(new.cells):
        if cell.id not in names:
            return f"lacks cell {cell.id}"
        if names[at] != cell.id:
            return f"has {names[at]} where {cell.id} belongs"
        if _without_outputs(old.cells[at]) != _without_outputs(cell):
            return f"cell {cell.id} differs"
        if not _same_cell(old.cells[at], cell):
            return f"the output of cell {cell.id} differs"
    if len(names) > len(new.cells):
        return f"has a cell too many: {names[len(new.cells)]}"
    same = _unsigned(old) == _unsigned(new) and old.nbformat_minor == new.nbformat_minor
    return "" if same else "metadata differs"


def _signature(notebook: NotebookNode) -> Any:
    return notebook.metadata.get(COURSE, {}).get(DRAWN_BY)


def _unsigned(notebook: NotebookNode) -> dict[str, Any]:
    return {key: value for key, value in notebook.metadata.items() if key != COURSE}


def _without_outputs(cell: NotebookNode) -> dict[str, Any]:
    return {key: value for key, value in cell.items() if key != "outputs"}


def _same_cell(old: NotebookNode, new: NotebookNode) -> bool:
    """Same source and, images aside, same outputs."""
    if old.source != new.source or old.cell_type != new.cell_type:
        return False
    if VARIES in new.metadata.get("tags", []):
        return bool(old.get("outputs")) == bool(new.get("outputs"))
    return _uncounted(old) == _uncounted(new)


def _uncounted(cell: NotebookNode) -> str:
    """The outputs without pictures and numbering, which follows the cell's own."""
    outputs = copy.deepcopy(cell.get("outputs", []))
    for output in outputs:
        output.pop("execution_count", None)
    return without_pictures(outputs)


def _same_drawings(old: NotebookNode, new: NotebookNode) -> bool:
    if VARIES in new.metadata.get("tags", []):
        return True
    before, after = pictures(old.outputs), pictures(new.outputs)
    return len(before) == len(after) and all(map(same_picture, before, after))
