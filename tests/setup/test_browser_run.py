"""`make test-browser` before there is a browser, and the table that it makes."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.in_browser.chromium import NAMES, NoBrowserError, executable
from tests.in_browser.results import PREFIX, Row, rows_of, write_tables

ROOT = Path(__file__).resolve().parents[2]
needs_posix = pytest.mark.skipif(os.name != "posix", reason="makes a program of a text file")


def program(folder: Path, name: str) -> str:
    """A file that could be run."""
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


@needs_posix
@pytest.mark.parametrize("name", NAMES)
def test_a_browser_is_found_by_its_usual_names(name, tmp_path):
    assert executable({"PATH": str(tmp_path), "CHROMIUM": program(tmp_path, name)})
    assert executable({"PATH": str(tmp_path)}) == str(tmp_path / name)


@needs_posix
def test_the_one_that_is_named_comes_first(tmp_path):
    program(tmp_path, NAMES[0])
    mine = program(tmp_path, "my_chrome")
    assert executable({"PATH": str(tmp_path), "CHROMIUM": mine}) == mine


def test_without_one_it_says_how_to_get_one(tmp_path):
    with pytest.raises(NoBrowserError, match="apt-get install chromium"):
        executable({"PATH": str(tmp_path)})
    with pytest.raises(NoBrowserError, match="CHROMIUM=nowhere: there is no such program"):
        executable({"PATH": str(tmp_path), "CHROMIUM": "nowhere"})


def test_a_run_without_a_browser_fails_and_skips_nothing():
    words = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", "tests/in_browser"]
    done = subprocess.run(
        words,
        cwd=ROOT,
        env={**os.environ, "CHROMIUM": "no-such-browser"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1
    assert "CHROMIUM=no-such-browser: there is no such program." in done.stdout + done.stderr
    assert "skipped" not in done.stdout


def report(when: str = "call", **told: object) -> SimpleNamespace:
    properties: list[tuple[str, object]] = []
    row = Row(lambda name, value: properties.append((name, value)))
    for column, value in told.items():
        row.tell(column, value)
    properties.append(("another plugin's", "word"))
    return SimpleNamespace(when=when, user_properties=properties)


def test_the_table_has_a_row_for_each_notebook_in_their_order(tmp_path):
    reports = [
        report(notebook="07", seconds=3),
        report(notebook="00", seconds=1.5),
        report(notebook="07", violations=0),
        report("setup", notebook="99"),
        report(seconds=9),
    ]
    assert all(name.startswith(PREFIX) for name, _ in reports[0].user_properties[:-1])
    rows = rows_of(reports)
    assert rows == [
        {"notebook": "00", "seconds": "1.5"},
        {"notebook": "07", "seconds": "3", "violations": "0"},
    ]
    text = write_tables(rows, tmp_path / "new")
    assert text.splitlines()[0] == "| notebook | seconds | violations |"
    assert text.splitlines()[2] == "| 00       | 1.5     |            |"
    assert (tmp_path / "new" / "results.md").read_text() == text
    with (tmp_path / "new" / "results.csv").open(newline="") as file:
        assert list(csv.reader(file))[1:] == [["00", "1.5", ""], ["07", "3", "0"]]
