"""Where matplotlib, numpy and cryptography are missing: every figure of 00, 01, 06, 07 in words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from simulator import run
from simulator.files import FileError
from simulator.views.anatomy import anatomy
from simulator.views.picture import Picture, blank, drawn
from simulator.views.timeline import timeline

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "eyJhbGciOiJub25lIn0.e30."
VIEWS = """
from simulator import run
from simulator.views.anatomy import anatomy
evening, town = run("refresh_token"), run("full_house", settings={"until": "20 min"})
lone = run("refresh_token", settings={"clients.ada.visits": {"script": {"at": []}}})
pictures = [evening.timeline(), evening.sequence(), town.timeline(), lone.sequence(start=9e5)]
pictures.append(anatomy("eyJhbGciOiJub25lIn0.e30."))
"""
BLOCKED = """
import sys
for name in ("matplotlib", "numpy", "pandas", "cryptography"):
    sys.modules[name] = None
"""


def alts(before: str) -> list[str]:
    """What the pictures say in a Python of its own."""
    program = f"{before}{VIEWS}\nfor one in pictures: print(one.figure is None, one.alt)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"}, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_words_are_those_of_the_figures():
    with_figures, without = alts(""), alts(BLOCKED)
    assert [line.partition(" ")[0] for line in with_figures] == ["False"] * 5
    assert [line.partition(" ")[0] for line in without] == ["True"] * 5
    assert [line.partition(" ")[2] for line in without] == [
        line.partition(" ")[2] for line in with_figures
    ]


@pytest.fixture
def undrawn() -> Picture:
    return Picture(None, "Ada & <her> evening.", "Evening")


def test_in_a_notebook_the_text_stands_for_the_figure(undrawn):
    assert undrawn._repr_html_() == "<p>[figure] Ada &amp; &lt;her&gt; evening.</p>"
    assert repr(undrawn) == "Ada & <her> evening."


def test_a_file_can_t_be_written_and_the_reason_is_told(undrawn, tmp_path):
    with pytest.raises(FileError, match="drawn by matplotlib, which is missing here"):
        undrawn.save(tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


def test_only_a_missing_matplotlib_is_excused():
    def broken() -> Figure:
        raise ModuleNotFoundError("No module named 'contourpy'", name="contourpy")

    with pytest.raises(ModuleNotFoundError):
        drawn(broken, "alt", "title")


def test_with_matplotlib_there_are_figures():
    for picture in (timeline(run("access_token").log), anatomy(TOKEN), blank("a", "b", "c")):
        assert picture.octets().startswith(b"\x89PNG")
