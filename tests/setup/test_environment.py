"""tools/environment.py: when .venv is made, installed into, and left alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools import environment
from tools.environment import SetupError
from tools.start import venv_python


@pytest.fixture
def project(tmp_path):
    """A project folder with something to install."""
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "requirements.txt").write_text("simpy==4.1.2\n")
    return tmp_path


@pytest.fixture
def calls(project, monkeypatch):
    """Every program that is called, as words; `-m venv` makes what `python_of` looks at."""
    seen: list[list[str]] = []

    def run(words: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        seen.append(words)
        if words[1:3] == ["-m", "venv"]:
            fake_venv(project, sys.version.split()[0])
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(subprocess, "run", run)
    return seen


def fake_venv(project: Path, version: str) -> None:
    """The two files by which a .venv is known."""
    python = Path(venv_python(str(project)))
    python.parent.mkdir(parents=True, exist_ok=True)
    python.touch()
    (project / ".venv" / "pyvenv.cfg").write_text(f"home = somewhere\nversion = {version}\n")


def test_first_use_makes_it_and_installs_the_pins(project, calls):
    python = environment.ensure("lab", project)
    assert python == Path(venv_python(str(project)))
    assert calls[0][1:3] == ["-m", "venv"]
    assert calls[1][1:4] == ["-m", "pip", "install"]
    assert calls[1][6:10] == ["--constraint", "requirements.txt", "--editable", "."]


def test_a_second_use_calls_nothing(project, calls):
    environment.ensure("tests", project)
    del calls[:]
    environment.ensure("tests", project)
    environment.ensure("lab", project)
    assert calls == []


def test_lab_is_not_enough_for_tests(project, calls):
    environment.ensure("lab", project)
    del calls[:]
    environment.ensure("tests", project)
    assert len(calls) == 1
    assert ".[tests]" in calls[0]


def test_new_pins_are_installed_into_the_same_environment(project, calls):
    environment.ensure("lab", project)
    del calls[:]
    (project / "requirements.txt").write_text("simpy==4.1.3\n")
    environment.ensure("lab", project)
    assert [words[1:3] for words in calls] == [["-m", "pip"]]


def test_an_environment_of_another_python_is_replaced(project, calls):
    fake_venv(project, "3.10.13")
    environment.ensure("lab", project)
    assert calls[0][1:3] == ["-m", "venv"]
    assert environment.python_of(project) == sys.version_info[:2]


def test_a_failed_installation_is_told_and_tried_again(project, calls, monkeypatch):
    environment.ensure("lab", project)
    (project / "requirements.txt").write_text("simpy==9\n")
    failed: subprocess.CompletedProcess[bytes] = subprocess.CompletedProcess([], 1)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(SetupError, match="connection to the internet"):
        environment.ensure("lab", project)
    assert not environment.installed(project, "lab")


def test_a_venv_that_cannot_be_made_is_told(project, monkeypatch):
    def run(words: list[str], **_: object) -> None:
        raise subprocess.CalledProcessError(1, words)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(SetupError, match="apt install python3-venv"):
        environment.make(project)


def test_main_gives_the_message_without_a_traceback(monkeypatch, capsys):
    def ensure(part: str) -> Path:
        raise SetupError(f"no {part} today")

    monkeypatch.setattr(environment, "ensure", ensure)
    assert environment.main(["lab"]) == 1
    assert capsys.readouterr().err == "no lab today\n"
