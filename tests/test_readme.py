"""What README.md says can be typed works, and what it says of the course is so."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS = [
    line.partition("#")[0].strip()
    for language, block in BLOCKS
    if not language
    for line in block.splitlines()
]
SIMULATIONS = [line for line in COMMANDS if line.startswith("python -m simulator")]


def test_the_readme_names_its_two_commands() -> None:
    assert {"make lab", "make test"} <= set(COMMANDS)


@pytest.mark.parametrize("command", SIMULATIONS)
def test_a_command_works(command: str, tmp_path: Path) -> None:
    arguments = [sys.executable, *shlex.split(command)[1:]]
    done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert done.stderr == ""
    written = re.findall(r"--\w+ (\S+\.(?:png|csv|mmd|json))", command)
    for name in written:
        assert (tmp_path / name).stat().st_size > 0


def test_there_are_commands_to_try() -> None:
    assert len(SIMULATIONS) >= 4


@pytest.mark.parametrize("code", [block for language, block in BLOCKS if language == "python"])
def test_the_python_example_works(code: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "evening.png").exists()


def test_links_and_pictures_are_there() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert targets
    own = [target for target in targets if not target.startswith("https://")]
    missing = [target for target in own if not (ROOT / target).exists()]
    assert missing == []


def test_the_map_of_the_course_agrees_with_the_notebooks() -> None:
    row = (
        r"^\| \[[^]]+\]\(notebooks/([^)]+)\.ipynb\) \(\[solved\]\(solutions/\1\.ipynb\)\)"
        r" \| (\d+) \| (.+?) \|$"
    )
    told = {
        path: (int(minutes), question)
        for path, minutes, question in re.findall(row, README, re.MULTILINE)
    }
    written = {}
    for source in sorted((ROOT / "solutions").glob("[0-9][0-9]_*.py")):
        front = source.read_text(encoding="utf-8").split("# ---\n")[1]
        course = yaml.safe_load(re.sub(r"^# ?", "", front, flags=re.MULTILINE))["course"]
        written[source.stem] = (course["minutes"], course["title"])
    assert told == written
    assert f"takes {sum(minutes for minutes, _ in written.values())} minutes" in README
