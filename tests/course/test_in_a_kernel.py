"""The apparatus in a real kernel, as a learner's notebook meets it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

CHAPTER = """\
from course.checks import call, expect_equal, expect_function
from course.exercise import Exercise


def check_double(double):
    expect_equal(call(expect_function(double, name="double"), 3), 6)


HINTS = ("one", "two", "three")
EXERCISES = (Exercise("41.double", "Double", check_double, HINTS, seconds=0.3),)
QUIZZES = ()
"""

START = """
from course import check, registry, show
registry.PACKAGE = "kernel_course"
"""
ANSWERS = {
    "stub": "def double(number):\n    ...  # your turn",
    "value": "double = ...  # your turn",
    "wrong": "def double(number):\n    return number + 2",
    "crash": "def double(number):\n    # two lines\n    return numbr * 2",
    "endless": "def double(number):\n    while True:\n        try:\n            import time\n"
    "            time.sleep(5)\n        except:\n            pass",
    "right": "double = lambda number: number * 2",
}
FIGURE = """
from matplotlib.figure import Figure
show(Figure(figsize=(1, 1)), alt="Nothing yet")
show(Figure(figsize=(1, 1)))
"""


@pytest.fixture
def outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What each cell shows, by name."""
    package = tmp_path / "kernel_course"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "ch41.py").write_text(CHAPTER)
    root = Path(__file__).resolve().parents[2]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(root)]))
    monkeypatch.setenv("JWT_COURSE_PROGRESS", "off")
    cells = [new_code_cell(START)]
    cells += [
        new_code_cell(f'{answer}\n\ncheck("41.double", double)') for answer in ANSWERS.values()
    ]
    notebook = new_notebook(cells=[*cells, new_code_cell(FIGURE)])
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    names = ["start", *ANSWERS, "figure"]
    return {name: cell.outputs for name, cell in zip(names, notebook.cells, strict=True)}


@pytest.mark.filterwarnings("ignore")
def test_in_a_kernel(outputs: dict[str, Any]) -> None:
    def text(name: str) -> str:
        (output,) = outputs[name]
        assert set(output["data"]) == {"text/plain", "text/markdown", "text/html"}
        return str(output["data"]["text/plain"])

    assert outputs["start"] == []
    assert text("stub").startswith("○ Still to do.")
    assert text("value").startswith("○ Still to do.")
    assert text("wrong") == "△ Not yet. Expected `6`, but it is `5`."
    assert text("crash") == (
        "△ Not yet. Your `double(3)` raised `NameError: name 'numbr' is not defined` in line 3:\n\n"
        "    return numbr * 2\n\nDid you mean `number`?"
    )
    assert text("endless").startswith("△ Not yet. Stopped after 0.3 s: is there a loop")
    assert "It was in line 5:\n\n    time.sleep(5)" in text("endless")
    assert text("right") == "✓ Correct."
    picture, told = outputs["figure"]
    assert picture["data"]["text/plain"] == "[figure] Nothing yet."
    assert picture["data"]["text/html"].startswith('<img alt="Nothing yet." style=')
    assert "A figure needs a text" in told["data"]["text/plain"]
