"""What GitHub Actions is told to run: the commands of README, on every Python we name."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from tools import lock, start

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".github" / "workflows"
SYSTEMS = ["ubuntu-latest", "macos-latest", "windows-latest"]


def read(name: str) -> dict[str, Any]:
    """A workflow; YAML 1.1 takes its key `on` for true."""
    found: dict[Any, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in found.items()}


WORKFLOWS = {path.name: read(path.name) for path in sorted(FOLDER.glob("*.yml"))}
JOBS = [(name, job) for name, flow in WORKFLOWS.items() for job in flow["jobs"].values()]
STEPS = [(name, step) for name, job in JOBS for step in job["steps"]]
COMMANDS = [(name, step["run"]) for name, step in STEPS if "run" in step]


def targets() -> set[str]:
    """The targets of the Makefile."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", text, re.MULTILINE))


def test_both_workflows_are_read():
    assert WORKFLOWS.keys() == {"newest.yml", "tests.yml"}
    assert len(COMMANDS) >= 4


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_every_command_is_one_of_ours(name, command):
    words = shlex.split(command)
    if words[0] == "make":
        assert set(words[1:]) <= targets(), command
    elif words[:2] == ["python", "tools/start.py"]:
        assert words[2] in start.TASKS, command
    else:
        assert words[:2] == ["git", "diff"], command


def test_the_tests_run_with_make_and_without_it():
    for job in (WORKFLOWS["tests.yml"]["jobs"]["tests"], WORKFLOWS["newest.yml"]["jobs"]["newest"]):
        by_system = {step.get("if"): step.get("run") for step in job["steps"] if "run" in step}
        assert by_system["runner.os != 'Windows'"] == "make test"
        assert by_system["runner.os == 'Windows'"] == "python tools/start.py test"
        assert job["strategy"]["matrix"]["system"] == SYSTEMS
        assert job["strategy"]["fail-fast"] is False


def test_every_python_that_we_name_is_tried():
    """From the oldest that pyproject.toml allows, without a gap, and each found by make lab."""
    versions = WORKFLOWS["tests.yml"]["jobs"]["tests"]["strategy"]["matrix"]["python"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    allowed = SpecifierSet(project["requires-python"])
    minors = [int(version.removeprefix("3.")) for version in versions]
    assert minors == list(range(minors[0], minors[-1] + 1))
    assert minors[-1] >= 14
    assert all(allowed.contains(version) for version in versions)
    assert not allowed.contains(f"3.{minors[0] - 1}")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for version in versions:
        assert f" python{version} " in makefile
        assert f"python{version}" in start.NAMES


def test_each_week_the_newest_of_everything_is_tried():
    flow = WORKFLOWS["newest.yml"]
    (when,) = flow["on"]["schedule"]
    minute, hour, day, month, weekday = when["cron"].split()
    assert (day, month) == ("*", "*")
    assert [part for part in (minute, hour, weekday) if not part.isdecimal()] == []
    steps = flow["jobs"]["newest"]["steps"]
    assert any(step.get("with", {}).get("python-version") == "3.x" for step in steps)
    commands = [step["run"] for step in steps if "run" in step]
    assert commands[0] == "python tools/start.py lock --upgrade"
    assert commands.index("make test") > 0
    assert "--upgrade" in lock.parser().format_help()


@pytest.mark.parametrize(("name", "flow"), WORKFLOWS.items())
def test_a_workflow_may_read_and_no_more(name, flow):
    assert flow["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in flow["jobs"].values())
    assert not re.search(r"\bsecrets\b", (FOLDER / name).read_text(encoding="utf-8"))


def test_every_job_ends_some_time_and_keeps_pips_cache():
    for name, job in JOBS:
        assert 0 < job["timeout-minutes"] <= 60, name
        (python,) = [step for step in job["steps"] if "setup-python" in step.get("uses", "")]
        assert python["with"]["cache"] == "pip"
        assert (ROOT / python["with"]["cache-dependency-path"]).is_file()


def test_every_action_is_of_a_named_version_and_of_github():
    used = [(name, step["uses"]) for name, step in STEPS if "uses" in step]
    assert used
    for name, action in used:
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", action), (name, action)


def test_each_expression_names_something_that_is_there():
    """`${{ matrix.x }}` and `${{ steps.x }}` are empty where x is misspelt, and nobody says so."""
    for name, job in JOBS:
        matrix = job.get("strategy", {}).get("matrix", {})
        ids = {step["id"] for step in job["steps"] if "id" in step}
        for kind, key in re.findall(r"\$\{\{ (matrix|steps)\.(\w+)", yaml.safe_dump(job)):
            assert key in (matrix if kind == "matrix" else ids), (name, key)
