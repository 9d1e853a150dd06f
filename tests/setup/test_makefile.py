"""The commands that README and CI rely on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TARGETS = (
    "lab",
    "test",
    "test-browser",
    "notebooks",
    "check",
    "lint",
    "bench",
    "lock",
    "cheatsheet",
    "book",
    "slides",
    "site",
    "nbgrader",
    "clean",
    "help",
)

pytestmark = pytest.mark.skipif(
    shutil.which("make") is None or os.name != "posix", reason="there is no make here"
)


def make(*words: str) -> str:
    """What make prints."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    process = subprocess.run(
        ["make", *words], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60
    )
    assert process.returncode == 0, process.stderr
    return process.stdout


@pytest.mark.parametrize("target", TARGETS)
def test_the_target_is_there_and_listed(target):
    assert make("-n", target)
    assert f"make {target} " in make("help")


@pytest.mark.parametrize(
    ("target", "command"),
    [
        ("test", "tools/start.py test;"),
        ("lint", "tools/start.py test lint;"),
        ("check", "tools/start.py test check;"),
    ],
)
def test_make_calls_what_works_without_make(target, command):
    """tests/setup/test_testing.py says what that runs."""
    assert command in make("-n", target)


@pytest.mark.parametrize("grades", [True, False])
def test_clean_deletes_no_grades(tmp_path, grades):
    shutil.copy(ROOT / "Makefile", tmp_path)
    course = tmp_path / "build" / "nbgrader"
    (course / "source").mkdir(parents=True)
    (tmp_path / "build" / "web").mkdir()
    if grades:
        (course / "gradebook.db").touch()
    make("-C", str(tmp_path), "clean")
    assert course.exists() is grades
    assert not (tmp_path / "build" / "web").exists()


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_texts_name_only_targets_that_are_there(name):
    said = set(re.findall(r"(?:`|^ *)make ([a-z]+)\b", (ROOT / name).read_text(), re.MULTILINE))
    assert said <= set(TARGETS), sorted(said - set(TARGETS))


def test_readme_gives_the_two_commands():
    text = (ROOT / "README.md").read_text()
    assert "make lab" in text
    assert "make test" in text


@pytest.mark.parametrize("status", [0, 3])
def test_ci_runs_the_tests_then_the_browser_and_passes_a_status_on(tmp_path, status):
    fake = tmp_path / "make"
    fake.write_text(f'#!/bin/sh\necho "make $* in $(pwd) with $PYTHON"\nexit {status}\n')
    fake.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    environ = {**os.environ, "PATH": path, "PYTHON": "p", "CHROMIUM": "there"}
    process = subprocess.run(
        [ROOT / ".ci" / "run"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert process.returncode == status
    targets = ["test"] if status else ["test", "test-browser"]
    assert process.stdout == "".join(f"make {each} in {ROOT} with p\n" for each in targets)
    assert "set -euo pipefail" in (ROOT / ".ci" / "run").read_text()
