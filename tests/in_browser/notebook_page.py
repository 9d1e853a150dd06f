"""A notebook that is open in JupyterLab, and what one does to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Page

LONGEST_RUN = 900
"""Seconds that all cells of a notebook may take; a machine that is busy needs many."""
SHOT = 4000
"""Height of a screenshot in pixels: a notebook takes several."""
CELLS = ".jp-Notebook .jp-Cell"
OUTPUTS = ".jp-OutputArea-output"

# The promise of a command that runs cells is kept once the last of them has been run.
COMMAND = """async ([name, seconds]) => {
  const late = new Promise((_, fail) => setTimeout(
    () => fail(new Error(`${name}: still running after ${seconds} s`)), seconds * 1000));
  await Promise.race([window.jupyterapp.commands.execute(name), late]);
}"""
MODEL = """() => window.jupyterapp.shell.currentWidget.content.widgets.map(cell => ({
  id: cell.model.id,
  code: cell.model.type === 'code',
  source: cell.model.sharedModel.getSource(),
  count: cell.model.executionCount ?? null,
  faults: cell.model.type !== 'code' ? [] : cell.model.outputs.toJSON()
    .filter(one => one.output_type === 'error' || one.name === 'stderr')
    .map(one => one.ename ? `${one.ename}: ${one.evalue}` : String(one.text)),
}))"""
SHOWN = """() => [...document.querySelectorAll('.jp-Notebook .jp-Cell')].map(cell => ({
  texts: [...cell.querySelectorAll('.jp-OutputArea-output')].map(one => one.textContent),
  pictures: [...cell.querySelectorAll('.jp-OutputArea-output img, .jp-MarkdownOutput img')]
    .map(one => ({alt: one.alt, width: one.complete ? one.naturalWidth : -1})),
}))"""
DRAWN = """() => ![...document.querySelectorAll('.jp-Notebook img')].some(one => !one.complete)
  && !document.querySelector('.jp-Notebook .language-mermaid')
  && [...document.querySelectorAll('.jp-Notebook .jp-RenderedMermaid')]
    .every(one => one.querySelector('img, .jp-mod-warning'))"""
ALL_RUN = """() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputArea-prompt')]
  .every(one => /\\[\\d+\\]/.test(one.innerText))"""
ACTIVE = """() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"""


@dataclass(frozen=True)
class Cell:
    """A cell as the page has it after it was run."""

    id: str
    code: bool
    source: str
    count: int | None
    faults: list[str]
    """Errors and what was printed on stderr."""
    texts: list[str]
    """Each output as text."""
    pictures: list[tuple[str, int]]
    """(alt text, width in pixels) of each picture; 0 for a broken one."""

    @property
    def face(self) -> tuple[str, list[str]]:
        """What must be the same at every run: the outputs' text, and the pictures' texts."""
        return "\n".join(self.texts), [alt for alt, _ in self.pictures]


class NotebookPage:
    """One notebook in one page. Every wait is for a state, none for a time."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.file = file
        self.stored = nbformat.read(file, as_version=4)

    def open(self, address: str) -> None:
        """Load it, and wait until its kernel is ready."""
        self.page.goto(address)
        self.page.locator(CELLS).nth(len(self.stored.cells) - 1).wait_for(state="attached")
        self.page.locator("#jp-main-statusbar").get_by_text(re.compile("Idle")).wait_for()
        self.wait_until_drawn()

    def index(self, cell_id: str) -> int:
        """The place of a cell, from 0."""
        return [cell.id for cell in self.stored.cells].index(cell_id)

    def command(self, name: str) -> None:
        """Do what an entry of JupyterLab's menus does, and wait for its end."""
        self.page.evaluate(COMMAND, [name, LONGEST_RUN])

    def run_all_by_menu(self) -> None:
        """Run > Run All Cells, in a notebook that was not run before."""
        for name in ("Run", "Run All Cells"):
            self.page.get_by_role("menuitem", name=name, exact=True).click()
        self.page.wait_for_function(ALL_RUN, timeout=LONGEST_RUN * 1000)
        self.wait_until_drawn()

    def run_all(self) -> None:
        """The same without the mouse, again if need be."""
        self.command("notebook:run-all-cells")
        self.wait_until_drawn()

    def restart_and_run_all(self) -> None:
        """Kernel > Restart Kernel and Run All Cells…, with a yes to its question."""
        self.page.evaluate(
            "([name]) => { window.whole = window.jupyterapp.commands.execute(name) }",
            ["notebook:restart-run-all"],
        )
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        late = f"new Promise((_, fail) => setTimeout(() => fail('late'), {LONGEST_RUN * 1000}))"
        self.page.evaluate(f"() => Promise.race([window.whole, {late}])")
        self.wait_until_drawn()

    def trust(self) -> None:
        """File > Trust Notebook, with a yes to its question."""
        self.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:trust') }")
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.page.locator(".jp-Dialog").wait_for(state="detached")
        self.wait_until_drawn()

    def wait_until_drawn(self) -> None:
        """Until pictures are loaded and diagrams are drawn."""
        self.page.wait_for_function(DRAWN)

    def set_theme(self, name: str) -> None:
        """JupyterLab's light or dark pages."""
        self.page.evaluate(
            "name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})",
            name,
        )
        self.page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=name)
        # It covers the page while the theme changes: axe would see no text to look at.
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")

    def cells(self) -> list[Cell]:
        """All cells with what they show."""
        model: list[dict[str, Any]] = self.page.evaluate(MODEL)
        shown: list[dict[str, Any]] = self.page.evaluate(SHOWN)
        return [
            Cell(
                **one,
                texts=there["texts"],
                pictures=[(each["alt"], each["width"]) for each in there["pictures"]],
            )
            for one, there in zip(model, shown, strict=True)
        ]

    def go_to(self, index: int) -> None:
        """Make a cell the active one, by the arrow keys."""
        self.page.keyboard.press("Escape")
        while (active := self.page.evaluate(ACTIVE)) != index:
            self.page.keyboard.press("ArrowDown" if active < index else "ArrowUp")

    def type_into(self, index: int, text: str) -> None:
        """Replace a cell's text, key by key."""
        self.go_to(index)
        keys = self.page.keyboard
        keys.press("Enter")
        keys.press("ControlOrMeta+a")
        keys.press("Delete")
        for number, line in enumerate(text.strip().split("\n")):
            if number:
                keys.press("Enter")
                keys.press("Shift+Home")  # what JupyterLab has indented for us is typed over
            keys.type(line) if line else keys.press("Delete")

    def run_active(self) -> None:
        """Shift+Enter, and wait until the kernel has answered."""
        index = self.page.evaluate(ACTIVE)
        prompt = self.page.locator(CELLS).nth(index).locator(".jp-InputArea-prompt").first
        before = prompt.inner_text()
        self.page.keyboard.press("Shift+Enter")
        self.page.wait_for_function(
            "([element, before]) => /\\[\\d+\\]/.test(element.innerText) "
            "&& element.innerText !== before",
            arg=[prompt.element_handle(), before],
        )

    def said_by(self, index: int) -> str:
        """The text of a cell's outputs."""
        return "\n".join(self.page.locator(CELLS).nth(index).locator(OUTPUTS).all_inner_texts())

    def photograph(self, folder: Path, name: str) -> None:
        """Keep pictures of the notebook from top to bottom: NAME-1.jpg, NAME-2.jpg …"""
        folder.mkdir(parents=True, exist_ok=True)
        before = self.page.viewport_size
        assert before is not None
        self.page.set_viewport_size({"width": before["width"], "height": SHOT})
        scroller = self.page.locator(".jp-WindowedPanel-outer").first
        inside, seen = scroller.evaluate("one => [one.scrollHeight, one.clientHeight]")
        for number in range(-(-inside // seen)):
            scroller.evaluate("(one, top) => { one.scrollTop = top }", number * seen)
            self.page.screenshot(
                path=folder / f"{name}-{number + 1}.jpg", type="jpeg", quality=60, scale="css"
            )
        self.page.set_viewport_size(before)
