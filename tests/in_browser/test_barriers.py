"""axe sees what the course puts on a page: what it must find there, it finds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.in_browser.barriers import barriers
from tests.in_browser.lab_server import LabServer
from tests.in_browser.notebook_page import NotebookPage
from tests.in_browser.scratch import write
from tests.in_browser.test_notebooks import poor_pictures

FAR_DOWN = "\n\n".join(f"Paragraph {number}." for number in range(100))
TEXT = f"""\
# A page with barriers

{FAR_DOWN}

<span style="color: #bbbbbb; background: #ffffff">hardly to be read</span>

[](https://a.example)
"""
DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
    "WjR9awAAAABJRU5ErkJggg=="
)
"""A picture of one pixel."""
OUTPUT = f"""\
from IPython.display import HTML

HTML('<table><tr><th></th><th>a</th></tr><tr><th>b</th><td>1</td></tr></table>'
     '<p style="color: #999; background: #fff">pale</p>'
     '<img src="{DOT}">')"""


def test_barriers_are_found_wherever_they_are(
    opened: Callable[[str], NotebookPage], lab: LabServer
):
    notebook = opened(write(lab.root, "barriers", markdown=TEXT, code=OUTPUT))
    notebook.run_all()
    assert poor_pictures(notebook.cells()) == ["cell 2: no text: Image"]
    found = {(each.rule, word) for each in barriers(notebook.page) for word in
             ("hardly", "pale", "<th></th>", "<a") if word in each.html}  # fmt: skip
    assert found == {
        ("color-contrast", "hardly"),
        ("color-contrast", "pale"),
        ("empty-table-header", "<th></th>"),
        ("link-name", "<a"),
    }


@pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])
def test_contrast_is_looked_at_in_both_themes(
    theme: str, opened: Callable[[str], NotebookPage], lab: LabServer
):
    colour = "#333333" if theme.endswith("Dark") else "#cccccc"
    text = f'# Title\n\n<span style="color: {colour}">hardly to be read</span>'
    notebook = opened(write(lab.root, theme.replace(" ", "_"), markdown=text))
    notebook.set_theme(theme)
    assert [each.rule for each in barriers(notebook.page)] == ["color-contrast"]
