"""One JupyterLab and one Chromium for a worker's tests, and the table of what they took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.in_browser.chromium import FLAGS, NoBrowserError, executable
from tests.in_browser.lab_server import ROOT, LabServer
from tests.in_browser.results import Row, rows_of, write_tables
from tools.web_assets import AssetError, fetch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.in_browser.notebook_page import NotebookPage

KEPT = ROOT / "build" / "browser"
SHARED = ("test_notebooks.py", "test_exercises.py")
"""Files whose tests need nothing but JupyterLab and may run anywhere."""
PATIENCE = 120_000
"""Milliseconds that a page may take for one step; a machine that is busy needs many."""


def pytest_sessionstart(session: pytest.Session) -> None:
    """Say at once what is missing: a run that skips all would look like one that passed."""
    if hasattr(session.config, "workerinput"):
        return
    if find_spec("playwright") is None:
        pytest.exit("playwright is missing: pip install -e '.[browser]'", returncode=1)
    try:
        executable()
        fetch("axe-core")
    except (NoBrowserError, AssetError) as error:
        pytest.exit(str(error), returncode=1)
    for path in KEPT.glob("*"):
        if path.is_file():
            path.unlink()


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Notebooks go to whoever is free; other files stay whole, since each makes something once.

    (Marks of xdist_group do nothing under pytest 9.2, which looks at node ids no more.)
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if file.endswith(SHARED) else file


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The last notebooks take longest, so they begin: nobody waits for one of them at the end."""
    items.reverse()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Who runs what."""
    return ByFile(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table, and keep it beside the screenshots."""
    reports = [report for kind in ("passed", "failed") for report in
               terminalreporter.stats.get(kind, [])]  # fmt: skip
    rows = rows_of(reports)
    if rows:
        terminalreporter.section("notebooks in the browser")
        terminalreporter.write(write_tables(rows, KEPT))
        terminalreporter.line(f"Tables and screenshots are in {KEPT.relative_to(ROOT)}.")


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """JupyterLab with copies of all notebooks."""
    server = LabServer(tmp_path_factory.mktemp("lab"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that shares nothing with those of other tests."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


Open = Callable[[str], "NotebookPage"]


@pytest.fixture
def opened(lab: LabServer, page: Page, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Opens a notebook, by its path below the server's root; its kernel ends with the test."""
    from tests.in_browser.notebook_page import NotebookPage

    pages: list[NotebookPage] = []

    def open_notebook(path: str) -> NotebookPage:
        notebook = NotebookPage(page, lab.root / path)
        pages.append(notebook)
        notebook.open(lab.address(path))
        return notebook

    yield open_notebook
    for notebook in pages:
        kind = request.node.path.stem.removeprefix("test_")
        kind = notebook.file.parent.name if kind == "notebooks" else kind
        notebook.photograph(KEPT, f"{notebook.file.stem}-{kind}")
        notebook.command("kernelmenu:shutdown")


@pytest.fixture
def row(record_property: Callable[[str, object], None]) -> Row:
    """What a test tells the table."""
    return Row(record_property)


def pytest_make_parametrize_id(val: object) -> str | None:
    """A notebook is called by its name."""
    return val.stem if isinstance(val, Path) else None
