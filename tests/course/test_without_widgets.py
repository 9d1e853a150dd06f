"""Where ipywidgets is not installed nothing is missing: the same answers, by calls."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

import course
from course.exploring import NO_SLIDERS, Found

ROOT = Path(__file__).resolve().parents[2]
WIDGETS = ("ipywidgets", "anywidget", "ipympl", "widgetsnbextension", "jupyterlab_widgets")
BLOCKED = f"import sys; sys.modules.update(dict.fromkeys({WIDGETS!r}))"
ONLY_HOME = ROOT / "course" / "sliders.py"
VARY = {"policy.access_ttl": ("1 min", "1 h"), "policy.rotation": [True, False]}
AT = {"policy.access_ttl": 300.0, "policy.rotation": True}


def imported(path: Path) -> set[str]:
    """The first names of all modules that a file imports, wherever it does."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


def by_call() -> Found:
    found = course.explore("refresh_token", at=AT)
    assert isinstance(found, Found)
    return found


def test_one_module_alone_knows_widgets():
    files = [path for room in ("course", "simulator") for path in (ROOT / room).rglob("*.py")]
    assert [path for path in files if imported(path) & set(WIDGETS)] == [ONLY_HOME]
    for path in (ROOT / "solutions").glob("*.py"):
        assert not imported(path) & set(WIDGETS), path


def test_what_uses_it_is_explore_alone():
    """Whoever adds another widget adds the test of what stands in for it."""
    using = [
        path.name for path in (ROOT / "course").rglob("*.py")
        if "course.sliders" in path.read_text(encoding="utf-8") and path != ONLY_HOME
    ]  # fmt: skip
    assert using == ["exploring.py"]


@pytest.mark.parametrize("sliders", ["None", "True", "False"])
def test_in_a_script(sliders):
    code = (
        f"{BLOCKED}\nfrom course import explore\n"
        f"print(repr(explore('refresh_token', {VARY!r}, sliders={sliders})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    told = done.stdout.strip().split("\n")
    assert told[0] == by_call().caption
    assert told[-1] == by_call().picture.alt
    assert (NO_SLIDERS in told) == (sliders == "True")


def test_in_a_notebook(tmp_path: Path):
    cells = [
        new_code_cell(BLOCKED),
        new_code_cell(f"from course import explore\nexplore('refresh_token', {VARY!r})"),
        new_code_cell(f"explore('refresh_token', at={AT!r})"),
    ]
    notebook = new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "", "language": "python"}
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(ROOT)}}).execute()
    varied, at = (cell.outputs[0].data for cell in notebook.cells[1:])
    assert set(varied) == {"text/plain", "text/html"}
    assert NO_SLIDERS in varied["text/plain"]
    assert varied["text/plain"].replace(f"{NO_SLIDERS}\n", "") == at["text/plain"]
    assert "<img alt=" in varied["text/html"]
    assert "The same by a call: <code>explore(" in varied["text/html"]
