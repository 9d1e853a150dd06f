"""carry: a right answer of an earlier notebook comes along, else the course's stands in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course import check
from course.carrying import carry, kept_file
from simulator.jose import LAYERS


def fits(film: int, life: int) -> int:
    return len(range(0, film, life))


def too_few(film: int, life: int) -> int:
    return film // life


@pytest.fixture
def _progress_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_COURSE_PROGRESS", str(tmp_path / "progress.jsonl"))


@pytest.mark.usefixtures("_progress_in")
def test_a_right_answer_is_kept_and_carried(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("00.warm_up", fits)
    carried = carry("00.warm_up")
    assert carried(7201, 300) == 25
    assert carried is not fits
    assert "is yours" in capsys.readouterr().out


@pytest.mark.usefixtures("_progress_in")
def test_a_wrong_answer_is_not_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert not check("00.warm_up", too_few)
    assert carry("00.warm_up")(7201, 300) == 25
    assert "is the course's" in capsys.readouterr().out


@pytest.mark.usefixtures("_progress_in")
@pytest.mark.parametrize("content", ["{", "{}", '{"text": "1/0", "names": ["fits"]}', "[]"])
def test_a_broken_file_does_no_harm(content: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = kept_file("00.warm_up")
    assert file is not None
    file.parent.mkdir(parents=True)
    file.write_text(content)
    assert carry("00.warm_up")(600, 300) == 2
    assert "is the course's" in capsys.readouterr().out


@pytest.mark.usefixtures("_progress_in")
def test_what_is_kept_is_checked_again(capsys: pytest.CaptureFixture[str]) -> None:
    file = kept_file("00.warm_up")
    assert file is not None
    file.parent.mkdir(parents=True)
    text = "def fits(film, life):\n    return film // life\n"
    file.write_text(json.dumps({"text": text, "names": ["fits"]}))
    assert carry("00.warm_up")(7201, 300) == 25
    assert "is the course's" in capsys.readouterr().out


def test_where_no_progress_is_kept_the_course_s_version_comes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JWT_COURSE_PROGRESS", "off")
    assert check("00.warm_up", fits)
    assert carry("00.warm_up")(7201, 300) == 25
    assert "is the course's" in capsys.readouterr().out


def test_an_unknown_exercise_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert carry("04.spilt") is None
    assert "04.split" in capsys.readouterr().out


def test_every_layer_of_notebook_04_can_be_carried(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JWT_COURSE_PROGRESS", "off")
    names = ["split", "decode", "allow_list", "choose_key", "signature", "claims", "policy"]
    assert len(names) == len(LAYERS)
    for name in names:
        assert carry(f"04.{name}")
