"""explore(): its list and its slider, by the keyboard; each move draws a new picture."""

from __future__ import annotations

from collections.abc import Callable

from tests.in_browser.barriers import FOREIGN, barriers
from tests.in_browser.lab_server import LabServer
from tests.in_browser.notebook_page import NotebookPage
from tests.in_browser.scratch import write

FIELD = "policy.access_ttl"
CODE = f"""\
from course import explore

explore("refresh_token", {{"{FIELD}": ("1 min", "1 h"), "policy.rotation": [True, False]}})"""


class Explored:
    """What explore shows in an open notebook."""

    def __init__(self, notebook: NotebookPage) -> None:
        self.page = notebook.page
        self.list = self.page.get_by_label(FIELD)
        self.slider = self.page.get_by_role("slider")
        self.status = self.page.get_by_role("status").filter(has_text=FIELD)
        self.picture = self.page.locator(".jp-OutputArea-output img")

    def wait_for(self, value: float, picture_before: str) -> None:
        """Until the line and the picture are those of this value."""
        self.status.filter(has_text=f"{FIELD} = {value:g},").wait_for()
        self.page.wait_for_function(
            "before => { const one = document.querySelector('.jp-OutputArea-output img');"
            " return one && one.src !== before && one.complete && one.naturalWidth > 0 }",
            arg=picture_before,
        )

    @property
    def chosen(self) -> str:
        """What the list says."""
        return " ".join(self.list.locator("option:checked").inner_text().split())

    @property
    def drawn(self) -> str:
        """The picture's octets."""
        return self.picture.get_attribute("src") or ""


def test_sliders_move_by_keyboard_and_redraw(opened: Callable[[str], NotebookPage], lab: LabServer):
    notebook = opened(write(lab.root, "sliders", code=CODE))
    notebook.run_all()
    found = Explored(notebook)
    found.status.wait_for()
    assert f"{FIELD} = 300," in found.status.inner_text()
    before = found.drawn

    found.slider.focus()
    notebook.page.keyboard.press("ArrowRight")
    found.wait_for(420, before)
    assert found.chosen == "7 min"

    before = found.drawn
    notebook.page.keyboard.press("Home")
    found.wait_for(60, before)
    shown = (found.picture.get_attribute("alt") or "", found.drawn)
    assert "1 minute" in shown[0]

    # JupyterLab takes the arrows up and down for itself, unless the list has been opened.
    notebook.page.keyboard.press("Shift+Tab")
    for key in ("Space", "ArrowDown", "Enter"):
        notebook.page.keyboard.press(key)
    found.wait_for(90, shown[1])
    assert found.slider.get_attribute("aria-valuenow") == "1.0"
    assert notebook.page.get_by_label("policy.rotation").count() == 1

    assert barriers(notebook.page) == []
    still = {each.rule for each in barriers(notebook.page, foreign={})}
    assert still == {rule for rule, _ in FOREIGN}, "an excuse that is no longer needed goes"
