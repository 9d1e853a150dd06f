"""`python -m course grade` as a teacher calls it."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from course.__main__ import main
from course.grading import command
from tests.grading.handins import COUNT, ROLE, SOLUTIONS, notebook, saved

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = (
    "import signal, itertools\nsignal.setitimer(signal.ITIMER_REAL, 0)\nsum(itertools.repeat(0))"
)


def rows(path: Path) -> list[dict[str, str]]:
    """The table that was written."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_class(tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    progress = tmp_path / "progress.jsonl"
    monkeypatch.setenv("JWT_COURSE_PROGRESS", str(progress))
    folder, table, feedback = tmp_path / "in", tmp_path / "grades.csv", tmp_path / "feedback"
    saved(notebook({ROLE: SOLUTIONS[ROLE]}), folder / "ada_06_access_token.ipynb")
    saved(notebook(), folder / "bob" / "06_access_token.ipynb")
    saved(["no notebook"], folder / "bob" / "notes.ipynb")
    (folder / "=eve.ipynb").write_text("not JSON")
    (folder / "list.txt").write_text("ada, bob")
    arguments = ["grade", str(folder), "-o", str(table), "--html", str(feedback), "--jobs", "2"]
    assert main(arguments) == 0
    told = capsys.readouterr()
    assert "4 hand-ins of 3 learners graded in" in told.out
    assert "2 with a remark" in told.out
    assert told.err == "passed over, no notebooks: list.txt\n"
    found = {(row["name"], row["file"]): row for row in rows(table)}
    assert found["ada", "ada_06_access_token.ipynb"]["score"] == "1"
    assert found["ada", "ada_06_access_token.ipynb"][ROLE] == "correct"
    assert found["bob", "bob/06_access_token.ipynb"]["score"] == "0"
    assert found["bob", "bob/06_access_token.ipynb"]["remark"] == ""
    assert found["bob", "bob/notes.ipynb"]["remark"] == "JSON, but no notebook"
    assert found["'=eve", "'=eve.ipynb"]["remark"] == "no notebook: it isn't JSON"
    assert sorted(path.name for path in feedback.iterdir()) == [
        "ada.html",
        "bob.html",
        "eve.html",
        "index.html",
    ]
    assert not progress.exists()


def test_only_one_notebook(tmp_path: Path, capsys: Any) -> None:
    saved(notebook(), tmp_path / "in" / "ada.ipynb")
    arguments = ["grade", str(tmp_path / "in"), "-o", str(tmp_path / "t.csv"), "--notebook"]
    assert main([*arguments, "7"]) == 2
    assert "no hand-ins of notebook 07 here" in capsys.readouterr().err
    assert main([*arguments, "99"]) == 2
    assert "--notebook: found '99', allowed is one of 00, 01" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["none", "-o", "t.csv"], "none: there is no such folder"),
        (["file", "-o", "t.csv"], "file: not a folder"),
        (["empty", "-o", "t.csv"], "no hand-ins here"),
        (["in", "-o", "t.xlsx"], "allowed is .csv"),
        (["in", "-o", "none/t.csv"], "there is no folder none"),
        (["in", "-o", "t.csv", "--html", "file"], "is no folder"),
        (["in", "-o", "t.csv", "--jobs", "0"], "found '0', allowed is a whole number from 1"),
        (["in", "-o", "t.csv", "--timeout", "nan"], "found 'nan', allowed is a number from 0.1"),
        (["in", "-o", "t.csv", "--memory", "lots"], "found 'lots', allowed is a whole number"),
        (["in"], "-o/--output"),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(
    arguments: list[str], says: str, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    saved(notebook(), tmp_path / "in" / "ada.ipynb")
    try:
        status = main(["grade", *arguments])
    except SystemExit as end:
        status = int(str(end.code))
    assert status == 2
    assert says in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "file", "in"]


def test_windows_is_told_at_once(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "POSSIBLE", False)
    assert main(["grade", "in", "-o", "t.csv"]) == 2
    assert "use Linux, macOS, or a container" in capsys.readouterr().err


def test_a_host_that_does_not_start(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("course.grading.workers.START", "raise SystemExit('no host here')")
    saved(notebook(), tmp_path / "in" / "ada.ipynb")
    assert main(["grade", str(tmp_path / "in"), "-o", str(tmp_path / "t.csv")]) == 1
    assert "doesn't start: no host here" in capsys.readouterr().err
    assert not (tmp_path / "t.csv").exists()


def test_ctrl_c_leaves_neither_half_a_table_nor_a_process(tmp_path: Path) -> None:
    for name in ("ada", "bob"):
        saved(notebook({ROLE: ENDLESS, COUNT: ENDLESS}), tmp_path / "in" / f"{name}.ipynb")
    command = [sys.executable, "-m", "course", "grade", "in", "-o", "t.csv", "--jobs", "2"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    grader = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while len(list((tmp_path / "tmp").glob("*/answer-*"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    grader.send_signal(signal.SIGINT)
    _, errors = grader.communicate(timeout=20)
    assert grader.returncode == 130
    assert errors.decode() == "interrupted; nothing written\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "tmp"]
    assert list((tmp_path / "tmp").iterdir()) == []
