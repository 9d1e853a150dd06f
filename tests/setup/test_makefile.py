"""The commands that README and CI rely on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ("lab", "test", "notebooks", "check", "lint", "bench", "lock", "clean", "help")

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")


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


def test_make_test_runs_everything():
    plan = make("-n", "test")
    for command in (
        "tools/start.py install tests",
        "ruff check .",
        "ruff format --check .",
        "-m mypy",
        "-m course build --check",
        "-m pytest -n 2 --dist loadfile",
    ):
        assert command in plan


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_texts_name_only_targets_that_are_there(name):
    said = set(re.findall(r"(?:`|^ *)make ([a-z]+)\b", (ROOT / name).read_text(), re.MULTILINE))
    assert said <= set(TARGETS), sorted(said - set(TARGETS))


def test_readme_gives_the_two_commands():
    text = (ROOT / "README.md").read_text()
    assert "make lab" in text
    assert "make test" in text


@pytest.mark.parametrize("status", [0, 3])
def test_ci_runs_make_test_and_passes_its_status_on(tmp_path, status):
    fake = tmp_path / "make"
    fake.write_text(f'#!/bin/sh\necho "make $* in $(pwd) with $PYTHON"\nexit {status}\n')
    fake.chmod(0o755)
    environ = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHON": "p"}
    process = subprocess.run(
        [ROOT / ".ci" / "run"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert process.returncode == status
    assert process.stdout == f"make test in {ROOT} with p\n"
    assert "set -euo pipefail" in (ROOT / ".ci" / "run").read_text()
