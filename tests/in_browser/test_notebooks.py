"""Every notebook as a person meets it: it opens, runs, shows its pictures, and bars nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import nbformat
import pytest

from course.builder.source import RAISES, VARIES
from tests.in_browser.barriers import barriers
from tests.in_browser.lab_server import ROOT
from tests.in_browser.notebook_page import Cell, NotebookPage
from tests.in_browser.results import Row

Open = Callable[[str], NotebookPage]

# The last ones take longest: begun first, they leave no worker alone at the end.
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"), reverse=True)
THEMES = ("JupyterLab Dark", "JupyterLab Light")
NO_TEXT = ("", "Image")
"""The second is what JupyterLab puts in the place of a text that isn't there."""
IMAGE = re.compile(r"<img\b")
MERMAID = re.compile(r"^```mermaid", re.MULTILINE)


def tagged(notebook: nbformat.NotebookNode, tag: str) -> set[str]:
    """The ids of the cells with this tag."""
    return {cell.id for cell in notebook.cells if tag in cell.metadata.get("tags", [])}


def pictures_stored(notebook: nbformat.NotebookNode) -> int:
    """How many pictures and diagrams a notebook's text and stored outputs hold."""
    count = 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            count += len(IMAGE.findall(cell.source)) + len(MERMAID.findall(cell.source))
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            html = data.get("text/html", "")
            count += len(IMAGE.findall(html))
            count += 0 if html else len(MERMAID.findall(data.get("text/markdown", "")))
    return count


def faults(cells: Iterable[Cell], expected: set[str]) -> list[str]:
    """Errors, warnings and cells that were not run, but those that teach an error."""
    told = []
    for number, cell in enumerate(cells, 1):
        if cell.id in expected:
            continue
        told += [f"cell {number}: {fault}" for fault in cell.faults]
        if cell.code and cell.source.strip() and cell.count is None:
            told.append(f"cell {number} was not run")
    return told


def poor_pictures(cells: Iterable[Cell]) -> list[str]:
    """Pictures that do not show, or have no text."""
    return [
        f"cell {number}: {'broken' if width <= 0 else 'no text'}: {alt or 'picture'}"
        for number, cell in enumerate(cells, 1)
        for alt, width in cell.pictures
        if width <= 0 or alt.strip() in NO_TEXT
    ]


def count_pictures(cells: Iterable[Cell]) -> int:
    return sum(len(cell.pictures) for cell in cells)


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 15


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_a_learner_runs_it_and_runs_it_again(path: Path, opened: Open, row: Row):
    row.tell("notebook", path.stem)
    with row.timed("open (s)"):
        notebook = opened(f"notebooks/{path.name}")
    expected = tagged(notebook.stored, RAISES)
    with row.timed("run all (s)"):
        notebook.run_all()
    first = notebook.cells()
    assert faults(first, expected) == []
    assert poor_pictures(first) == []
    assert count_pictures(first) >= pictures_stored(notebook.stored)
    found = barriers(notebook.page)
    row.tell("violations", len(found))
    assert found == []
    with row.timed("restart and run all (s)"):
        notebook.restart_and_run_all()
    again = notebook.cells()
    assert faults(again, expected) == []
    varies = tagged(notebook.stored, VARIES)
    for before, after in zip(first, again, strict=True):
        assert after.face == before.face or after.id in varies, (
            f"not the same again: {after.source}"
        )


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_the_solved_copy_shows_everything_to_everybody(path: Path, opened: Open, row: Row):
    row.tell("notebook", path.stem)
    with row.timed("open solved (s)"):
        notebook = opened(f"solutions/{path.name}")
    row.tell("pictures", pictures_stored(notebook.stored))
    # As one meets it after `git clone`: JupyterLab does not trust it, and shows no scripts.
    cells = notebook.cells()
    assert count_pictures(cells) == pictures_stored(notebook.stored)
    assert poor_pictures(cells) == []
    notebook.trust()
    cells = notebook.cells()
    assert count_pictures(cells) == pictures_stored(notebook.stored)
    assert poor_pictures(cells) == []
    found = []
    for theme in THEMES:
        notebook.set_theme(theme)
        found += [(theme, each) for each in barriers(notebook.page)]
    row.tell("violations solved, dark and light", len(found))
    assert found == []
