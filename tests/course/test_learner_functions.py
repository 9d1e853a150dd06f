"""hint, solution, quiz, progress and the registry behind them."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import course
from course import check, hint, progress, progression, quiz, registry, solution, sources
from course.exercise import Choice, Exercise, Quiz
from course.feedback import Feedback


def test_hints_come_one_by_one() -> None:
    shown = [hint("41.double") for _ in range(4)]
    titles = ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "That was the last hint"]
    assert [each.title for each in shown] == titles
    assert shown[0].message == "Think of pairs."
    assert 'solution("41.double")' in shown[3].message
    assert hint("41.pair").title == "Hint 1 of 3"


def test_a_hint_by_number_leaves_the_count_alone() -> None:
    assert hint("41.double", 3).title == "Hint 3 of 3"
    assert hint("41.double", level=2).title == "Hint 2 of 3"
    assert hint("41.double").title == "Hint 1 of 3"


@pytest.mark.parametrize("level", [0, 4, -1, "2", True, 1.0])
def test_a_hint_that_there_is_not(level: Any) -> None:
    assert hint("41.double", level).title == "No such hint"


def test_a_solution_is_shown_without_its_markers() -> None:
    shown = solution("41.double")
    assert "    return math.prod([2, number])" in shown.message
    assert "SOLUTION" not in str(shown)
    assert shown.markdown.endswith("```")
    assert "```python" in shown.markdown
    assert shown._repr_html_() is None


def test_no_solution_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    assert solution("41.broken").title == "No solution found"
    monkeypatch.setattr(sources, "solutions_folder", lambda: None)
    assert solution("41.double").title == "No solution found"


@pytest.mark.parametrize("ask", [hint, solution, quiz])
@pytest.mark.parametrize("name", ["41.doubl", "", None, 7])
def test_unknown_ids_raise_nothing(ask: Any, name: Any) -> None:
    assert ask(name).state == "note"


def test_a_chapter_that_can_not_be_read_is_our_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "PACKAGE", "course.nowhere")
    assert [each.state for each in (hint("41.a"), solution("41.a"), quiz("41.a"))] == [
        "our_error"
    ] * 3
    assert check("41.double", 1).state == "our_error"
    assert progress().message == "The exercises can't be read."


@pytest.mark.parametrize("choice", ["a", "A", " a ", "a)", "(a)", "'a'", b"a", 1, "Blue", "blue."])
def test_the_right_choice(choice: object) -> None:
    result = quiz("41.colour", choice)
    assert (result.state, result.message) == ("correct", "It is **blue**, by day.")


def test_a_wrong_choice_has_its_own_answer() -> None:
    assert quiz("41.colour", "B") == Feedback("not_yet", "That is the grass.", title="Not that one")


@pytest.mark.parametrize("choice", ["?", "", " ? ", ..., "…"])
def test_where_the_question_stands_already_it_is_not_repeated(choice: object) -> None:
    result = quiz("41.colour", choice)
    assert str(result) == "○ Still to do. Put `a` or `b` in place of the `?`."


def test_a_question_is_shown() -> None:
    result = quiz("41.colour")
    assert result.state == "todo"
    assert str(result) == (
        "○ Still to do. Which colour is the sky?\n\n- a: blue\n- b: green\n\n"
        'Put your choice in place of the `?`: `quiz("41.colour", "?")`.'
    )
    assert quiz("41.colour", None) == result


@pytest.mark.parametrize("choice", ["c", 0, 3, 1.5, ["a"], True])
def test_an_unknown_choice_is_told(choice: object) -> None:
    result = quiz("41.colour", choice)
    assert result.state == "todo"
    assert result.message.startswith("Choose `a` or `b`.")


@pytest.mark.parametrize("choice", [True, "True", "TRUE ", "true"])
def test_true_is_true(choice: object) -> None:
    assert quiz("42.truth", choice).state == "correct"


def test_an_author_is_told_what_is_not_whole() -> None:
    choice = Choice("x", "y")
    with pytest.raises(ValueError, match="none of the choices"):
        Quiz("41.q", "?", {"a": choice}, "b")
    with pytest.raises(ValueError, match="lower case"):
        Quiz("41.q", "?", {"A": choice}, "A")
    with pytest.raises(ValueError, match="no feedback"):
        Quiz("41.q", "?", {"a": Choice("x", " ")}, "a")
    with pytest.raises(ValueError, match="three hints"):
        Exercise("41.x", "x", lambda: None, hints=("a", "b", ""))


def test_bad_ids_of_a_chapter_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = sys.modules["small_course.ch41"]
    monkeypatch.setattr(ours, "EXERCISES", ours.EXERCISES * 2)
    with pytest.raises(ValueError, match="twice"):
        registry.chapter("41")
    monkeypatch.setattr(ours, "EXERCISES", (Exercise("42.x", "x", lambda: None, ("1", "2", "3")),))
    with pytest.raises(ValueError, match="not of the form"):
        registry.chapter("41")


def test_a_chapter_that_lacks_a_package_is_left_out_and_one_of_ours_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = [each.number for each in registry.chapters()]

    def lacking(name: str) -> None:
        def chapter(number: str) -> registry.Chapter:
            if number == whole[0]:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            return registry.Chapter(number, (), ())

        monkeypatch.setattr(registry, "chapter", chapter)

    lacking("cryptography.hazmat")
    assert [each.number for each in registry.chapters()] == whole[1:]
    lacking("course.nowhere")
    with pytest.raises(ModuleNotFoundError):
        registry.chapters()


def test_finding_raises_key_errors_that_name_what_is_near() -> None:
    assert registry.find_exercise("41.double").title == "Twice a number"
    assert registry.find_quiz("41.colour").right == "a"
    with pytest.raises(KeyError, match=r'Did you mean "41\.colour"') as caught:
        registry.find_quiz("41.color")
    assert caught.value.args[0].startswith("There is no quiz")


def test_progress_grows() -> None:
    before = str(progress())
    assert "- 41 twice: 0 of 3 exercises, 0 of 1 quiz, 0 of 5 min\n" in before
    check("41.double", lambda number: number * 2)
    check("41.double", lambda number: number + 1)
    quiz("41.colour", "a")
    quiz("42.truth", "false")
    after = str(progress())
    assert "- 41 twice: 1 of 3 exercises, 1 of 1 quiz, 3 of 5 min; still to do: `41.pair`" in after
    assert "- notebook 42: 0 of 1 quiz" in after


def test_progress_is_not_kept_where_it_is_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JWT_COURSE_PROGRESS", "OFF")
    check("41.double", lambda number: number * 2)
    assert "It isn't kept here." in str(progress())
    assert not (tmp_path / "progress.jsonl").exists()


def test_progress_is_kept_in_the_users_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JWT_COURSE_PROGRESS")
    file = progression.progress_file()
    assert file is not None
    assert file.parts[-2:] == ("jwt-sessions-course", "progress.jsonl")


def test_damaged_lines_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "progress.jsonl"
    file.write_bytes(b'\xff\xfe\n[1]\nnull\n{"kind": 1, "id": []}\n{"kind": "quiz", "id"')
    check("41.double", lambda number: number * 2)
    assert progression.done() == {("exercise", "41.double")}


def test_doing_a_thing_again_adds_nothing(tmp_path: Path) -> None:
    for _ in range(3):
        check("41.double", lambda number: number * 2)
    lines = (tmp_path / "progress.jsonl").read_text().split()
    assert json.loads("".join(lines)) == {"kind": "exercise", "id": "41.double"}


def write_many(path: str, writer: int) -> None:
    os.environ["JWT_COURSE_PROGRESS"] = path
    for number in range(100):
        progression.record("exercise", f"{writer}.{number}")


def test_two_notebooks_at_once_lose_nothing(tmp_path: Path) -> None:
    path = str(tmp_path / "both.jsonl")
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_many, args=(path, i)) for i in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    os.environ["JWT_COURSE_PROGRESS"] = path
    assert len(progression.done()) == 200


def test_a_folder_that_can_not_be_written_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("JWT_COURSE_PROGRESS", str(tmp_path / "file" / "progress.jsonl"))
    first = check("41.double", lambda number: number * 2)
    assert first.state == "correct"
    assert "can't be kept" in first.message
    assert check("41.double", lambda number: number * 2).message == "Twice as good."
    assert "0 of 3" in str(progress())


def test_public_names_are_functions_whatever_was_imported_before() -> None:
    for module in course.HOMES.values():
        __import__(f"course.{module}")
    assert all(callable(getattr(course, name)) for name in course.__all__)
    assert not set(course.HOMES) & set(course.HOMES.values())
    with pytest.raises(AttributeError):
        _ = course.nothing


def test_import_course_is_quick() -> None:
    code = (
        "import sys, course; from course import check, hint, quiz, progress, show, solution\n"
        "heavy = {'matplotlib', 'pandas', 'numpy', 'simpy', 'IPython', 'pydantic', 'jwt'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert time.perf_counter() - started < 2
