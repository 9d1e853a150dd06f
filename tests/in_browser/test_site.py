"""The site that needs no server: built without network, read in Chromium without network."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

from course.feedback import CORRECT, LOOKS, NOT_YET
from course.in_the_browser import WHOLE
from tests.in_browser.lab_server import ROOT
from tests.in_browser.notebook_page import NotebookPage
from tests.in_browser.offline import served
from tests.in_browser.results import Row
from tests.in_browser.test_exercises import Desk, plain
from tools.publishing import site

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

Open = Callable[[str], NotebookPage]

RIGHT = "def tokens_for(film, life):\n    return -(-film // life)"
WRONG = "def tokens_for(film, life):\n    return film // life"
CRASHING = "def tokens_for(film, life):\n    return film // minutes"
ENDLESS = "def tokens_for(film, life):\n    while True:\n        pass"
PICTURE = re.compile(r'<img alt="([^"]*)"')


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site") / "site"
    site.build(target, without_network=True)
    config = target / "jupyter-lite.json"  # so that a test can hold on to the page's own parts
    settings = json.loads(config.read_text(encoding="utf-8"))
    settings["jupyter-config-data"]["exposeAppInBrowser"] = True
    config.write_text(json.dumps(settings), encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


@pytest.fixture
def opened_there(page: Page, folder: Path, address: str) -> Iterator[Open]:
    """Opens the notebook of that number; fails the test if the page asks anybody else."""
    asked: list[str] = []

    def judge(route: Route) -> None:
        if route.request.url.startswith((address, "data:", "blob:")):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    page.context.route("**/*", judge)

    def open_notebook(number: str) -> NotebookPage:
        (file,) = (folder / "files" / "notebooks").glob(f"{number}_*.ipynb")
        notebook = NotebookPage(page, file)
        notebook.open(f"{address}lab/index.html?path=notebooks/{file.name}")
        return notebook

    yield open_notebook
    assert asked == []


def figures(number: str) -> list[str]:
    """The texts of the figures of that notebook, as its solved copy has them."""
    (file,) = (ROOT / "solutions").glob(f"{number}_*.ipynb")
    shown = [
        output["data"].get("text/html", "")
        for cell in nbformat.read(file, as_version=4).cells
        for output in cell.get("outputs", [])
        if "data" in output
    ]
    return [html.unescape(found) for text in shown for found in PICTURE.findall(text)]


def expect_whole(notebook: NotebookPage, number: str) -> None:
    """Every cell was run, none with an error, and in place of each figure stands its text."""
    cells = notebook.cells()
    assert [(cell.id, cell.faults) for cell in cells if cell.faults] == []
    assert [cell.id for cell in cells if cell.code and cell.count is None] == []
    texts = [" ".join(text.split()) for cell in cells for text in cell.texts]
    assert "In your browser." in texts[0]
    assert "matplotlib is missing: in place of a figure stands its text" in texts[0]
    wanted = figures(number)
    assert wanted
    assert [alt for alt in wanted if f"[figure] {' '.join(alt.split())}" not in texts] == []


def run(open_notebook: Open, number: str, row: Row) -> NotebookPage:
    """Open a notebook and run all of it, on the clock."""
    with row.timed("in the site, s"):
        notebook = open_notebook(number)
        notebook.run_all()
    row.tell("notebook", notebook.file.stem)
    return notebook


@pytest.mark.parametrize("number", WHOLE[1:])
def test_a_notebook_runs_to_its_end(number: str, opened_there: Open, row: Row):
    expect_whole(run(opened_there, number, row), number)


def test_the_first_one_runs_and_its_exercise_is_checked(opened_there: Open, row: Row):
    notebook = run(opened_there, WHOLE[0], row)
    expect_whole(notebook, WHOLE[0])
    desk = Desk(notebook, "00.warm_up")
    assert LOOKS[NOT_YET].word in desk.answer(WRONG)
    assert "NameError" in desk.answer(CRASHING)
    assert "loop that never ends" in desk.answer(ENDLESS)
    assert LOOKS[CORRECT].word in desk.answer(RIGHT)


def test_where_a_package_is_missing_the_notebook_says_so_and_goes_on(opened_there: Open):
    notebook = opened_there("03")
    notebook.run_all()
    cells = notebook.cells()
    assert [(cell.id, cell.faults) for cell in cells if cell.faults] == []
    assert [cell.id for cell in cells if cell.code and cell.count is None] == []
    said = plain(" ".join(text for cell in cells for text in cell.texts))
    assert "this cell needs the package cryptography, which this page does not have" in said
