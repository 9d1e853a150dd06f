"""Data frames in a notebook: every header cell says something, and the data stay as they are."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course import frames

FRAME = pd.DataFrame({"name": ["a", "b"], "n": [1.5, 2.0]})
MANY = FRAME.set_index("name").T.rename_axis(index="measure")
PAIRS = FRAME.set_index(["name", "n"], drop=False)
HEADER = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)


@pytest.mark.parametrize("frame", [FRAME, MANY, PAIRS, FRAME.set_index("name")])
def test_no_header_cell_is_empty(frame):
    html = frames.page(frame)
    assert html is not None
    assert all(cell.strip() for cell in HEADER.findall(html))
    assert html.count("<tr") == frame._repr_html_().count("<tr")
    assert html.count("<t") == frame._repr_html_().count("<t"), "no cell is lost"


def test_a_notebook_that_imports_the_course_shows_tables_so():
    without_history = Config({"HistoryManager": {"enabled": False}})
    shell: Any = InteractiveShell.instance(config=without_history)
    try:
        frames.install()
        data, _ = shell.display_formatter.format(FRAME)
        assert "<th></th>" not in data["text/html"]
        assert "<td></td>" in data["text/html"]
        assert data["text/plain"] == repr(FRAME)
        with pd.option_context("display.notebook_repr_html", False):
            assert "text/html" not in shell.display_formatter.format(FRAME)[0]
    finally:
        InteractiveShell.clear_instance()


def test_outside_of_a_notebook_nothing_is_done():
    frames.install()
