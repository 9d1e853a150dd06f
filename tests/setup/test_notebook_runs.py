"""The notebooks' part of a test run: what fails it, and what it lets pass."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

ROOT = Path(__file__).resolve().parents[2]

DEPRECATED = "import warnings\nwarnings.warn('old', DeprecationWarning)"
PROGRESS = "import os\nassert os.environ['JWT_COURSE_PROGRESS'] == 'off'"


def write(path: Path, *cells: tuple[str, str]) -> None:
    """A notebook whose cells (source, text it showed) were run; "" for no output."""
    notebook = new_notebook()
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    for count, (source, shown) in enumerate(cells, start=1):
        data = {"text/plain": shown}
        output = new_output("execute_result", data=data, execution_count=count)
        outputs = [output] if shown else []
        notebook.cells.append(
            new_code_cell(source, id=f"cell-{count}", execution_count=count, outputs=outputs)
        )
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """What pytest says of doctored notebooks in a project with our settings; one run for all."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("pyproject.toml", "conftest.py"):
        shutil.copy(ROOT / name, folder)
    for name in ("course", "simulator"):
        (folder / name).symlink_to(ROOT / name)
    write(folder / "notebooks" / "deprecated.ipynb", (DEPRECATED, ""))
    write(folder / "notebooks" / "other_output.ipynb", ("1 + 1", "3"))
    write(folder / "notebooks" / "clean.ipynb", (PROGRESS, ""))
    write(folder / "solutions" / "other_output.ipynb", ("1 + 1", "3"))
    (folder / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "nbval_sanitize.cfg", folder / "tests")
    words = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", "--color=no"]
    process = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=120)
    return {
        name: verdict
        for verdict, name in re.findall(r"^(PASSED|FAILED) (\S+)::Cell 0", process.stdout, re.M)
    }


@pytest.mark.parametrize(
    ("notebook", "verdict"),
    [
        ("notebooks/deprecated.ipynb", "FAILED"),
        ("notebooks/other_output.ipynb", "PASSED"),
        ("notebooks/clean.ipynb", "PASSED"),
        ("solutions/other_output.ipynb", "FAILED"),
    ],
)
def test_what_a_notebook_run_lets_pass(report, notebook, verdict):
    assert report[notebook] == verdict
