"""ready(): a line at home, installing in Colab, explaining in a browser."""

from __future__ import annotations

import subprocess
import sys
import types
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course import environment, in_the_browser, places, readiness, ready
from course.feedback import CORRECT, NOT_YET, NOTE, OUR_ERROR


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is displayed."""
    things: list[Any] = []
    monkeypatch.setattr(readiness, "show", things.append)
    monkeypatch.setattr(in_the_browser, "show", things.append)
    return things


@pytest.fixture
def colab(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.places.sys.platform", "emscripten")


def lacking(monkeypatch: pytest.MonkeyPatch, *requirements: str) -> None:
    """Let these be all that is missing."""
    told = [(each, f"{each} is missing") for each in requirements]
    for module in (environment, readiness):
        monkeypatch.setattr(module, "lacking", lambda wanted: told)


def pip(monkeypatch: pytest.MonkeyPatch, code: int, said: str = "") -> list[list[str]]:
    """Let pip end like this; the commands that it was given."""
    commands: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, code, "", said)

    monkeypatch.setattr("course.readiness.subprocess.run", run)
    return commands


def test_at_home_it_says_in_a_line_that_all_is_there(
    shown: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert places.place() == places.COMPUTER
    ready()
    assert shown == []
    assert capsys.readouterr().out == "Ready: the course is here, and all that it needs.\n"


def test_at_home_a_missing_package_is_told_and_not_installed(
    shown: list[Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = pip(monkeypatch, 0)
    lacking(monkeypatch, "nosuch>=1")
    ready()
    assert commands == []
    assert capsys.readouterr().out == ""
    assert shown[0].state == NOT_YET
    assert "nosuch>=1 is missing" in shown[0].message


@pytest.mark.usefixtures("colab")
def test_colab_gets_what_is_missing_and_no_page_of_its_own(
    shown: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not [each for each in environment.needed() if each.startswith("jupyterlab")]
    commands = pip(monkeypatch, 0)
    monkeypatch.setattr(readiness, "lacking", lambda wanted: [("nosuch>=1", "is missing")])
    ready()
    assert commands == [[sys.executable, "-m", "pip", "install", "--quiet", "nosuch>=1"]]
    assert shown == []


@pytest.mark.usefixtures("colab")
def test_in_colab_a_package_in_use_needs_a_new_session(
    shown: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    pip(monkeypatch, 0)
    monkeypatch.setattr(readiness, "lacking", lambda wanted: [("pytest>=99", "is too old")])
    ready()
    assert shown[0].state == NOTE
    assert "Restart session" in shown[0].message


@pytest.mark.usefixtures("colab")
def test_in_colab_pips_own_words_are_told(
    shown: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    pip(monkeypatch, 1, "ERROR: no space left")
    monkeypatch.setattr(readiness, "lacking", lambda wanted: [("nosuch", "is missing")])
    ready()
    assert shown[0].state == NOT_YET
    assert "ERROR: no space left" in shown[0].message


@pytest.mark.usefixtures("browser")
def test_a_browser_is_told_what_its_missing_packages_mean(
    shown: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking(monkeypatch, "matplotlib>=3.10", "cryptography>=45")
    ready()
    assert shown[0].state == NOTE
    for words in ("in place of a figure stands its text", "no key pair", "00, 01, 06 and 07"):
        assert words in shown[0].message
    assert "pip" not in shown[0].message


@pytest.mark.usefixtures("browser")
def test_a_browser_without_what_everything_needs_is_to_be_reloaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lacking(monkeypatch, "simpy>=4", "matplotlib>=3.10")
    result = environment.check_environment()
    assert result.state == NOT_YET
    assert result.message.startswith("The page could not load simpy. Reload it")


@pytest.mark.usefixtures("browser")
def test_a_browser_with_everything_is_ready(
    shown: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking(monkeypatch)
    ready()
    assert shown == []
    assert environment.check_environment().state == CORRECT


def test_a_cell_that_lacks_a_package_is_excused_and_a_mistake_is_not(
    shown: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    tracebacks: list[Any] = []
    monkeypatch.setattr(shell, "showtraceback", lambda *args, **_: tracebacks.append(args[0][1]))
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    monkeypatch.setitem(sys.modules, "numpy", None)
    in_the_browser.go_on()
    for code in ("mine", "import nosuch", "1 / 0"):
        shell.run_cell(code)
    assert shown == []
    shell.run_cell("import numpy\nvalues = numpy.arange(3)")
    assert "needs the package `numpy`" in shown[-1].message
    shell.run_cell("values + 1")
    assert "this one needs its `values`" in shown[-1].message
    shell.run_cell("raise NotImplementedError('RS256: is cryptography installed?')")
    assert "needs the package `cryptography`" in shown[-1].message
    assert len(shown) == 3
    assert [type(error).__name__ for error in tracebacks] == ["NameError", "ModuleNotFoundError"]


def test_a_check_that_lacks_a_package_says_so() -> None:
    from course.checking import run_check
    from course.exercise import Exercise

    def check(answer: object) -> str:
        raise ModuleNotFoundError("No module named 'numpy'", name="numpy.random")

    exercise = Exercise("99.x", "title", check, hints=("a", "b", "c"), catalogue=())
    result = run_check(exercise, (1,))
    assert result.state == OUR_ERROR
    assert result.word == "This can't be checked here"
    assert "needs the package `numpy`" in result.message
    assert "report" not in result.message
