"""progress: the page at the end of a notebook, what it counts, and what it survives."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course import check, plan, progress, progression, quiz, sources

IN_THE_REAL_COURSE = """
import sys
from course import progress, progression
from course.plan import lessons
progression.record(*sys.argv[2:]) if len(sys.argv) > 2 else None
print(progress(sys.argv[1]))
"""


def in_a_new_process(file: Path, *words: str, cwd: Path | None = None, **env: str) -> str:
    """What progress says of the real course, in a Python of its own."""
    environ = {**os.environ, "JWT_COURSE_PROGRESS": str(file), **env}
    done = subprocess.run(
        [sys.executable, "-c", IN_THE_REAL_COURSE, *words],
        capture_output=True, text=True, check=True, env=environ, cwd=cwd, encoding="utf-8",
    )  # fmt: skip
    return done.stdout


def lines(message: str) -> list[str]:
    return [line for line in message.split("\n") if line]


def test_the_page_of_a_notebook() -> None:
    check("41.double", lambda number: number * 2)
    page = progress("41")
    assert page.title == "Your progress in 41 twice"
    assert lines(page.message) == [
        "- Exercises: 1 of 3; still to do: `41.pair` (1 min), `41.broken`",
        "- Quizzes: 0 of 1; still to do: `41.colour`",
        # two minutes of the exercise, and a quarter of the two that are for reading
        "- Minutes, by the plan: about 2 of 5",
        "Still open here: 2 exercises and 1 quiz. Do that, or go on to notebook 42.",
        "In all: 0 of 2 notebooks done, 1 begun (41).",
    ]


def test_what_is_next_is_the_first_open_one_in_order() -> None:
    quiz("42.truth", "true")
    assert "Read next: [41 twice](41_twice.ipynb). *Twice*" in progress("42").message
    assert "Still open here: 3 exercises and 1 quiz." in lines(progress("41").message)
    assert "1 of 2 notebooks done (42)" in progress().message
    assert "Read next: [41 twice](41_twice.ipynb). *Twice*" in progress().message


def test_the_page_of_a_notebook_and_that_of_all_agree_on_what_is_next() -> None:
    assert "Begin with [41 twice](41_twice.ipynb). *Twice*" in progress().message
    quiz("41.colour", "a")
    said = "3 exercises. Do that, or go on to notebook 42."
    assert f"Still open here: {said}" in lines(progress("41").message)
    assert f"Still open in [41 twice](41_twice.ipynb): {said}" in lines(progress().message)


def test_the_page_of_all_says_where_it_is_kept() -> None:
    file = progression.progress_file()
    assert f"All this is kept in the file `{file}`." in lines(progress().message)


def test_when_all_is_done_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = {(task.kind, task.id) for each in plan.lessons() for task in each.tasks}
    for kind, name in everything:
        progression.record(kind, name)
    page = progress("41").message
    assert "All of it is done." in page
    assert "2 of 2 notebooks done (41, 42)" in page
    assert "still to do" not in page
    assert "Minutes, by the plan: 5 of 5" in page


def test_minutes_add_up_to_the_plan() -> None:
    lesson = plan.lessons()[0]
    order = [(task.kind, task.id) for task in lesson.tasks]
    spent = [lesson.spent(set(order[:done])) for done in range(len(order) + 1)]
    assert spent == sorted(spent, key=lambda each: each or 0)
    assert (spent[0], spent[-1]) == (0, 5)


@pytest.mark.parametrize("notebook", [41, "41", " 41 ", "41.", "41_twice", "41_twice.ipynb"])
def test_a_notebook_goes_by_its_number(notebook: object) -> None:
    assert progress(notebook).title == "Your progress in 41 twice"  # type: ignore[arg-type]


@pytest.mark.parametrize("notebook", ["40", "x", 4.5, "", [], "4100"])
def test_an_unknown_notebook_is_told_which_there_are(notebook: object) -> None:
    page = progress(notebook)  # type: ignore[arg-type]
    assert page.title == "No such notebook"
    assert "notebooks 41 to 42" in page.message


def test_where_nothing_is_kept_it_still_says_what_is_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_COURSE_PROGRESS", "off")
    before = str(progress("41"))
    check("41.double", lambda number: number * 2)
    assert str(progress("41")) == before
    assert before.endswith("It isn't kept here. Read next: notebook 42.")
    assert str(progress("42")).endswith("It isn't kept here. This was the last notebook.")
    assert "Begin with 41 twice. Twice" in str(progress())
    assert " of " not in before  # a stored output holds no counts


def test_without_sources_there_are_numbers_and_no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "solutions_folder", lambda: None)
    page = progress("41")
    assert page.title == "Your progress in notebook 41"
    assert "Exercises: 0 of 3; still to do: `41.double`, `41.pair`, `41.broken`" in page.message
    assert "Minutes" not in page.message
    assert "](" not in page.message


@pytest.mark.parametrize("damage", ["", "nothing of the kind", "# ---\n# course: [\n# ---\n"])
def test_a_damaged_source_takes_away_minutes_alone(small_course: Path, damage: str) -> None:
    (small_course / "41_twice.py").write_text(damage)
    page = progress("41")
    assert page.title == "Your progress in 41 twice"
    assert "Exercises: 0 of 3" in page.message
    assert "by the plan" not in page.message


def test_its_faces() -> None:
    quiz("42.truth", "true")
    page = progress("42")
    html = page._repr_html_()
    assert html is not None
    link = '<a style="text-decoration: underline" href="41_twice.ipynb">41 twice</a>'
    assert f"<p>Read next: {link}. <em>Twice</em></p>" in html
    assert 'role="status"' in html
    assert "<ul><li>Quizzes: 1 of 1" in html
    assert "Read next: 41 twice. Twice" in str(page)
    assert "](" not in str(page)


def test_foreign_and_unreadable_lines_count_for_nothing(tmp_path: Path) -> None:
    file = tmp_path / "progress.jsonl"
    strange = {"kind": "exercise", "id": "99.unknown"}
    file.write_bytes(
        b"\xff\xfe\x00\n" + b"[" * 100_000 + b"\n" + json.dumps(strange).encode() + b"\n{}\n\n"
    )
    check("41.double", lambda number: number * 2)
    assert "Exercises: 1 of 3" in progress("41").message


def test_a_disk_that_can_not_be_written_takes_nothing_else_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*places: object, **names: object) -> int:
        raise OSError(30, "Read-only file system")

    quiz("41.colour", "a")
    monkeypatch.setattr(os, "open", full)
    answer = check("41.double", lambda number: number * 2)
    assert answer.state == "correct"
    assert "can't be kept" in answer.message
    page = progress("41").message
    assert "Exercises: 0 of 3" in page
    assert "Quizzes: 1 of 1" in page


def test_it_survives_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    first = in_a_new_process(file, "06", "exercise", "06.client")
    second = in_a_new_process(file, "06")
    assert first == second
    assert "Exercises: 1 of 4; still to do: `06.role_check` (6 min)" in second
    assert "quizzes. Do that, or go on to 07 refresh token. Why not make it last longer?" in second
    assert "1 begun (06)" in second


def test_it_works_where_the_course_is_a_package_alone(tmp_path: Path) -> None:
    """No sources above it and none beside it, as after an installation without the repository."""
    root = Path(progression.__file__).parents[1]
    for name in ("course", "simulator"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    page = in_a_new_process(tmp_path / "kept.jsonl", "06", cwd=tmp_path)
    assert "Your progress in notebook 06" in page
    assert "Exercises: 0 of 4; still to do: `06.role_check`, " in page
    assert "Do that, or go on to notebook 07." in page
    assert "- Minutes, by the plan" not in page
