"""use: an answer that isn't right is replaced by the course's own, and that is said."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from course import sources
from course.registry import find_exercise
from course.standin import course_version, use
from simulator.world.run import run

ROOT = Path(__file__).resolve().parents[1]


def right(film: int, life: int) -> int:
    return (film + life - 1) // life


def wrong(film: int, life: int) -> int:
    return film // life


def stub(film, life): ...  # your turn


def test_a_right_answer_is_used_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert use("00.warm_up", right) is right
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("answer", [wrong, stub, None, 5])
def test_the_course_stands_in_and_says_so(
    answer: object, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = use("00.warm_up", answer)
    assert ours is not answer
    assert ours(7201, 300) == 25
    said = capsys.readouterr().out
    assert "the course's version of" in said
    assert "00.warm_up" in said


def test_a_client_that_stands_in_can_be_run(capsys: pytest.CaptureFixture[str]) -> None:
    client = use("06.client", ...)
    assert run("access_token", client=client).summary()["ada"].logins == 2


def test_several_answers_come_back_as_several(capsys: pytest.CaptureFixture[str]) -> None:
    unique, constant, decode = use("04.decode", ..., ..., ...)
    assert decode("e30") == {}
    assert "the course's version of" in capsys.readouterr().out
    assert use("04.decode", unique, constant, decode) == (unique, constant, decode)


def test_an_unknown_exercise_is_told_and_the_answer_kept(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert use("00.warmup", right) is right
    assert "00.warm_up" in capsys.readouterr().out


def test_without_solutions_the_answer_is_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def gone(*_: object) -> None:
        raise LookupError("no solutions here")

    monkeypatch.setattr("course.standin.catalogue.answers_of", gone)
    assert use("00.warm_up", wrong) is wrong
    assert "can't be found" in capsys.readouterr().out


def test_a_missing_package_that_the_solution_does_not_use_is_no_hindrance(monkeypatch):
    """Notebook 02 imports a view, which needs matplotlib, before an exercise that needs nothing."""
    monkeypatch.setitem(sys.modules, "simulator.views.cracking", None)
    assert course_version(find_exercise("02.key_length"))(256, 256) == 32


def test_an_installed_course_has_its_sources_inside(monkeypatch, tmp_path):
    inside = tmp_path / "course" / "solutions"
    shutil.copytree(ROOT / "solutions", inside)
    monkeypatch.setattr(sources, "__file__", str(tmp_path / "course" / "sources.py"))
    monkeypatch.chdir(tmp_path)
    assert sources.solutions_folder() == inside
    origin = sources.origin("06.client")
    assert origin is not None
    assert origin.path.parent == inside
