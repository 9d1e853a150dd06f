"""tools/testing.py: what `make test` runs, in which order, and what comes of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools import environment, testing
from tools.environment import ROOT, SetupError


@pytest.fixture
def calls(monkeypatch):
    """Every program that is called, as words; the second is told to fail by `status`."""
    seen: list[list[str]] = []
    status = {"mypy": 0}

    def run(words: list[str], **how: object) -> subprocess.CompletedProcess[bytes]:
        seen.append(words)
        assert how["cwd"] == ROOT
        environ = how["env"]
        assert isinstance(environ, dict)
        assert environ["PYTHONUTF8"] == "1"
        return subprocess.CompletedProcess(words, status.get(words[2], 0))

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(environment, "ensure", lambda part: Path(f"/python/for/{part}"))
    return seen, status


def spoken(seen: list[list[str]]) -> list[str]:
    assert {words[0] for words in seen} == {str(Path("/python/for/tests"))}
    return [" ".join(words[1:]) for words in seen]


def test_everything_runs_in_order(calls, capsys):
    seen, _ = calls
    assert testing.main([]) == 0
    assert spoken(seen) == [
        "-m ruff check .",
        "-m ruff format --check .",
        "-m mypy",
        "-m course build --check",
        "-m pytest -n 2 --dist loadfile",
    ]
    assert "python -m course build --check" in capsys.readouterr().out


def test_one_part_alone(calls):
    seen, _ = calls
    assert testing.main(["check"]) == 0
    assert spoken(seen) == ["-m course build --check"]


def test_the_first_failure_ends_it_and_is_told(calls, capsys):
    seen, status = calls
    status["mypy"] = 3
    assert testing.main([]) == 3
    assert spoken(seen)[-1] == "-m mypy"
    assert capsys.readouterr().err == "lint failed: python -m mypy\n"


def test_a_part_that_there_is_not_is_told(calls, capsys):
    seen, _ = calls
    with pytest.raises(SystemExit) as ended:
        testing.main(["lint", "speed"])
    assert ended.value.code == 2
    assert "no part 'speed': the parts are lint, check, pytest" in capsys.readouterr().err
    assert seen == []


def test_an_environment_that_cannot_be_made_is_told(monkeypatch, capsys):
    def ensure(part: str) -> Path:
        raise SetupError(f"no {part} today")

    monkeypatch.setattr(environment, "ensure", ensure)
    assert testing.main([]) == 1
    assert capsys.readouterr().err == "no tests today\n"
