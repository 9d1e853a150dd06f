"""Containerfile, .dockerignore and .devcontainer: what they name is there, and fits together."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet

from tools import lab, start
from tools.environment import PARTS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "Containerfile").read_text(encoding="utf-8")
IGNORED = [
    line
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
DEV: dict[str, Any] = json.loads(
    (ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8")
)
USER, HOME = "learner", "/srv/course"
Stage = list[tuple[str, str]]  # (instruction, its arguments)


def stages() -> dict[str, Stage]:
    """The Containerfile's stages by name; continued lines joined."""
    lines = [line for line in TEXT.splitlines() if line and not line.startswith("#")]
    found: dict[str, Stage] = {}
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        word, _, rest = line.partition(" ")
        if word == "FROM":
            name = rest.split(" AS ")[1]
            found[name] = []
        found[name].append((word, " ".join(rest.split())))
    return found


def one(stage: str, word: str) -> str:
    """The arguments of an instruction that a stage has once."""
    (found,) = [rest for name, rest in stages()[stage] if name == word]
    return found


def ignored(name: str) -> bool:
    return any(fnmatch(name, pattern.removeprefix("**/")) for pattern in IGNORED)


def test_the_python_of_the_image_is_one_that_the_course_is_for():
    (image,) = re.findall(r"^FROM python:(3\.\d+)-slim AS base$", TEXT, re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert SpecifierSet(project["requires-python"]).contains(image)


@pytest.mark.parametrize("stage", ["lab", "dev"])
def test_nobody_is_root_at_the_end(stage):
    assert f"--create-home --uid 1000 {USER}" in one("base", "RUN")
    assert one(stage, "USER") == USER
    after = [word for word, _ in stages()[stage]]
    assert "RUN" not in after[after.index("USER") :]


def test_it_installs_by_the_pins():
    words = shlex.split(one("lab", "RUN"))
    assert words[:2] == ["pip", "install"]
    assert words[words.index("--constraint") + 1] == "requirements.txt"
    extras = re.fullmatch(r"\.\[(.+)\]", words[words.index("--editable") + 1])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert extras
    assert set(extras[1].split(",")) <= project["optional-dependencies"].keys()


def test_it_switches_the_news_off_as_make_lab_does(tmp_path):
    code = shlex.split(one("lab", "RUN"))[-1]
    assert code == (
        "import pathlib, sys; from tools import lab; lab.switch_news_off(pathlib.Path(sys.prefix))"
    )
    lab.switch_news_off(tmp_path)
    assert (tmp_path / "share/jupyter/lab/settings/overrides.json").is_file()


def test_it_starts_jupyterlab_where_a_published_port_arrives():
    words = json.loads(one("lab", "CMD"))
    assert words[:2] == ["jupyter", "lab"]
    options = dict(word.removeprefix("--").split("=", 1) for word in words[2:] if "=" in word)
    assert options.pop("ServerApp.ip") == "0.0.0.0"
    assert options.pop("ServerApp.port") == one("lab", "EXPOSE") == "8888"
    assert options.pop("ServerApp.root_dir") == one("base", "WORKDIR") == HOME
    assert options == {
        "ServerApp.port_retries": "0",
        "LabApp.default_url": f"/lab/tree/{lab.FIRST_NOTEBOOK}",
    }
    # The rest is what `make lab` says where there is no screen; who comes needs a token.
    assert [word for word in words[2:] if "=" not in word] == ["--no-browser"]
    assert "token" not in "".join(words).lower()


def test_the_commands_at_its_head_fit_it():
    """Built from this file; published for this computer alone; the volume holds the notebooks."""
    build, run = re.findall(r"^#   (docker .*)$", TEXT, re.MULTILINE)
    name = "jwt-sessions"
    assert shlex.split(build) == ["docker", "build", "-t", name, "-f", "Containerfile", "."]
    words = shlex.split(run)
    port = one("lab", "EXPOSE")
    assert words[words.index("-p") + 1] == f"127.0.0.1:{port}:{port}"
    assert words[words.index("-v") + 1] == f"{name}:{HOME}/notebooks"
    assert words[-1] == name
    (progress,) = re.findall(r"^ENV JWT_COURSE_PROGRESS=(.+)$", TEXT, re.MULTILINE)
    assert progress.startswith(f"{HOME}/notebooks/")


def test_what_the_image_needs_is_not_ignored():
    needed = ["README.md", "LICENSE", "pyproject.toml", "requirements.txt"]  # to be installed
    needed += ["course", "simulator", "notebooks", "solutions", "tools", "docs"]
    assert all((ROOT / name).exists() for name in needed)
    assert [name for name in needed if ignored(name)] == []


def test_neither_history_nor_rubbish_gets_into_the_image():
    for name in (".git", ".venv", "build", "tests", "__pycache__", ".ipynb_checkpoints"):
        assert ignored(name), name
    assert ignored("jwt_sessions_course.egg-info")


def test_the_dev_container_is_built_from_the_same_file():
    folder = ROOT / ".devcontainer"
    build = DEV["build"]
    assert (folder / build["dockerfile"]).resolve() == ROOT / "Containerfile"
    assert (folder / build["context"]).resolve() == ROOT
    assert build["target"] in stages()
    assert DEV["remoteUser"] == one(build["target"], "USER")
    assert {"git", "make"} <= set(one(build["target"], "RUN").split())


def test_the_dev_container_installs_what_make_lab_needs():
    words = shlex.split(DEV["postCreateCommand"])
    assert words[:2] == ["python", "tools/start.py"]
    assert words[2] in start.TASKS
    assert words[3] in PARTS


def test_the_dev_container_forwards_jupyterlabs_port_and_finds_its_python():
    assert DEV["forwardPorts"] == [lab.FIRST_PORT]
    assert list(DEV["portsAttributes"]) == [str(lab.FIRST_PORT)]
    python = DEV["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert python == "${containerWorkspaceFolder}/.venv/bin/python"
