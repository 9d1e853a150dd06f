"""tools/start.py: which Python is taken, and what is said when there is none."""

from __future__ import annotations

import ast
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tools import start
from tools.start import Found

ROOT = Path(__file__).resolve().parents[2]
OLD = Found("python3", (3, 10, 13), True, "/old/python3")
NEW = Found("python3.12", (3, 12, 1), True, "/new/python3.12")
BARE = Found("python3.11", (3, 11, 2), False, "/bare/python3.11")
NAMES = ["python3", "python3.12", "python3.11"]


def choose(wanted: str, *there: Found) -> tuple[Found | None, str]:
    """The choice on a machine that has just these Pythons."""
    found, advice = start.choose(wanted, NAMES, {python.name: python for python in there}.get)
    return found, advice or ""


def test_the_first_python_that_is_new_enough_is_taken():
    assert choose("", OLD, NEW)[0] is NEW


def test_one_without_venv_is_passed_over():
    assert choose("", BARE, NEW)[0] is NEW


def test_the_python_that_was_asked_for_is_taken_or_none():
    assert choose("python3.12", OLD, NEW)[0] is NEW
    found, advice = choose("python3", OLD, NEW)
    assert found is None
    assert "python3 (Python 3.10.13)" in advice
    assert "make lab PYTHON=python3.12" in advice


def test_too_old_says_what_is_there_and_what_to_do():
    found, advice = choose("", OLD)
    assert found is None
    assert "needs Python 3.11 or newer" in advice
    assert "Found: python3 (Python 3.10.13)" in advice
    for system in ("Debian", "macOS", "Windows", "conda"):
        assert system in advice


def test_no_python_at_all():
    assert "No Python was found" in choose("")[1]
    assert "PYTHON is set to python9" in choose("python9")[1]


def test_no_venv_says_which_package_to_install():
    found, advice = choose("", BARE)
    assert found is None
    assert "sudo apt install python3-venv python3.11-venv" in advice


def test_probe_reads_a_real_python_and_survives_what_is_none(tmp_path):
    found = start.probe(sys.executable)
    assert found.version == sys.version_info[:3]
    assert found.venv
    assert start.probe(str(tmp_path / "missing")) is None
    assert start.probe(str(tmp_path)) is None


def test_main_hands_over_to_the_task():
    calls: list[list[str]] = []

    def run(words: list[str]) -> int:
        calls.append(words)
        return 7

    assert start.main(["install", "lab"], {"PYTHON": sys.executable}, run) == 7
    assert calls[0][1:] == ["-m", "tools.environment", "lab"]


def test_main_tells_how_it_is_used(capsys):
    assert start.main(["dance"]) == 2
    assert "usage" in capsys.readouterr().err


def test_old_pythons_can_read_it():
    tree = ast.parse((ROOT / "tools" / "start.py").read_text())
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        assert not isinstance(node, newer), f"line {getattr(node, 'lineno', '?')}"
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None
            assert not node.args.kwonlyargs
            assert all(argument.annotation is None for argument in node.args.args)


# With the real Makefile, on a PATH that holds one Python at most.
OLD_PYTHON = """\
#!/bin/sh
# A python3 that says it is 3.8, and reads tools/start.py as one.
if [ "$1" = "-c" ]; then echo "3.8.10|venv|$0"; exit 0; fi
script=$1; shift
exec "{real}" -c 'import runpy, sys
sys.executable = sys.argv[1]
script = sys.argv[2]
sys.argv = sys.argv[2:]
runpy.run_path(script, run_name="__main__")' "$0" "$script" "$@"
"""


@pytest.fixture
def elsewhere(tmp_path):
    """A copy of Makefile and tools without .venv, and an empty folder to be the PATH."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    (tmp_path / "bin").mkdir()
    return tmp_path


def make_lab(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`make lab` there, with nothing on PATH but its bin folder."""
    make = shutil.which("make")
    if make is None or os.name != "posix":
        pytest.skip("there is no make here")
    environ = {"PATH": str(folder / "bin")}
    return subprocess.run(
        [make, "lab", *words], cwd=folder, env=environ, capture_output=True, text=True, timeout=60
    )


def test_make_lab_with_an_old_python(elsewhere):
    fake = elsewhere / "bin" / "python3"
    fake.write_text(OLD_PYTHON.format(real=sys.executable))
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    for words in ([], [f"PYTHON={fake}"]):
        process = make_lab(elsewhere, *words)
        assert process.returncode != 0
        assert "needs Python 3.11 or newer" in process.stderr
        assert "(Python 3.8.10)" in process.stderr
        assert "Traceback" not in process.stderr
        assert not (elsewhere / ".venv").exists()


def test_make_lab_without_any_python(elsewhere):
    process = make_lab(elsewhere)
    assert process.returncode != 0
    assert "No Python was found. This course needs Python 3.11 or newer" in process.stderr
