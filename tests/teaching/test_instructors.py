"""INSTRUCTORS.md: its plans add up, and all that it names is there."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass

import pytest

from course import registry
from course.builder.teaching.minutes import section_minutes, taught_minutes
from course.builder.teaching.outline import outline
from course.builder.teaching.workshops import Workshop, load
from tests.teaching.real import ROOT, sources

TEXT = (ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
HEADINGS = {"ninety_minutes": "Ninety minutes", "half_a_day": "Half a day", "two_days": "Two days"}
ROW = re.compile(r"\| (\d+:\d\d) \| (\d+:\d\d) \| (\d\d)? ?\| (.*?) \|(.*)\|")
ID = re.compile(r"`(\d\d\.[a-z0-9_]+)`")
BLOCKS = re.findall(r"^(?:> )?```\n(.*?)^(?:> )?```$", TEXT, re.MULTILINE | re.DOTALL)
COMMANDS = [line.removeprefix("> ").strip() for block in BLOCKS for line in block.splitlines()]
COMMANDS += re.findall(r"`((?:make|python -m) [^`]+)`", TEXT)


@dataclass(frozen=True)
class Row:
    start: int  # minutes
    end: int
    notebook: str  # "" for a pause
    what: str
    exercises: tuple[str, ...]


def minutes(clock: str) -> int:
    hours, _, rest = clock.partition(":")
    return 60 * int(hours) + int(rest)


def section(heading: str) -> str:
    return TEXT.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def tables(heading: str) -> list[list[Row]]:
    """The tables of a section, a day each."""
    days: list[list[Row]] = []
    for line in section(heading).splitlines():
        found = ROW.fullmatch(line)
        if line.startswith("| from |"):
            days.append([])
        elif found:
            start, end, notebook, what, exercises = found.groups()
            names = tuple(ID.findall(exercises))
            days[-1].append(Row(minutes(start), minutes(end), notebook or "", what, names))
    return days


def workshops() -> dict[str, Workshop]:
    return {workshop.name: workshop for workshop in load(ROOT, sources())}


PLANS = pytest.mark.parametrize("name", HEADINGS)


def test_each_workshop_has_its_plan():
    assert set(workshops()) == set(HEADINGS)


@PLANS
def test_a_plan_goes_from_minute_to_minute(name):
    for day, rows in zip(workshops()[name].days, tables(HEADINGS[name]), strict=True):
        assert rows[0].start == 0
        assert [row.end for row in rows[:-1]] == [row.start for row in rows[1:]]
        assert all(row.start < row.end for row in rows)
        assert rows[-1].end == day.minutes


@PLANS
def test_a_plan_is_that_of_the_slides(name):
    for day, rows in zip(workshops()[name].days, tables(HEADINGS[name]), strict=True):
        planned = [(b.notebook, b.pause, b.minutes, tuple(b.exercises)) for b in day.blocks]
        told: list[tuple[str, str, int, tuple[str, ...]]] = []
        for row in rows:
            length, pause = row.end - row.start, "" if row.notebook else row.what
            if told and row.notebook and told[-1][0] == row.notebook:
                notebook, _, before, exercises = told.pop()
                told.append((notebook, "", before + length, exercises + row.exercises))
            else:
                told.append((row.notebook, pause, length, row.exercises))
        assert told == planned


@PLANS
def test_no_row_is_shorter_than_its_exercises(name):
    lengths = {c.exercise: c.minutes or 0 for s in sources().values() for c in s.exercises}
    for rows in tables(HEADINGS[name]):
        for row in rows:
            assert sum(lengths[each] for each in row.exercises) <= row.end - row.start, row


@PLANS
def test_no_block_is_shorter_than_what_is_taught_in_it(name):
    for day in workshops()[name].days:
        for block in day.blocks:
            if block.notebook:
                source = sources()[block.notebook]
                taught = block.sections or list(section_minutes(source))
                need = taught_minutes(source, block.exercises, taught)
                assert need <= block.minutes, (block.notebook, need)


def test_an_exercise_stands_in_the_section_that_its_row_names():
    for rows in [rows for heading in HEADINGS.values() for rows in tables(heading)]:
        for row in rows:
            named = re.findall(r"\*([^*]+)\*", row.what)
            if row.notebook and named:
                found = {s.title: s for s in outline(sources()[row.notebook]).sections}
                assert set(named) <= set(found), row
                inside = {item.name for title in named for item in found[title].items}
                if row.notebook != "00":  # its warm-up comes before the evening
                    assert set(row.exercises) <= inside, row


def test_two_hours_for_00_06_and_07():
    whole = sum(front.data.minutes for s in sources().values() if (front := s.front) and
                s.number in ("00", "06", "07"))  # fmt: skip
    assert whole == 120
    assert "Notebooks 00, 06 and 07 take two hours as they stand" in TEXT


def test_the_readme_says_the_same_of_a_class():
    (told,) = re.findall(
        r"^- \*\*With a class:\*\*(.*?)(?=^- |^$)", README, re.MULTILINE | re.DOTALL
    )
    told = " ".join(told.split())
    assert "[INSTRUCTORS.md](INSTRUCTORS.md)" in told
    if "two hours" in told:
        assert "00, 06 and 07" in told
    assert "without the exercises that each names" not in told, "that saves 15 minutes, and not 30"


def test_exercises_and_questions_are_there():
    known = {each.id for chapter in registry.chapters() for each in chapter.exercises}
    known |= {each.id for chapter in registry.chapters() for each in chapter.quizzes}
    assert set(ID.findall(TEXT)) - known == set()


def test_sections_of_the_contested_points_are_there():
    rows = re.findall(r"\| (\d\d), \*(.+?)\* \|$", section("Contested points, taught fairly"), re.M)
    assert len(rows) >= 4
    for number, title in rows:
        assert title in section_minutes(sources()[number])


def test_links_lead_somewhere():
    targets = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_make_targets_are_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    wanted = {line.split()[1] for line in COMMANDS if line.startswith("make ")}
    assert {"lab", "test", "slides"} <= wanted
    assert [name for name in wanted if not re.search(rf"^{name}:", makefile, re.M)] == []


@pytest.mark.parametrize(
    "program", sorted({" ".join(c.split()[:4]) for c in COMMANDS if c.startswith("python -m ")})
)
def test_commands_are_there(program):
    module, *rest = program.split()[2:]
    if module == "venv":
        assert rest == [".venv"]
        return
    if module == "pip":
        assert rest == ["download"]
        return
    done = subprocess.run(
        [sys.executable, "-m", module, *rest, "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_mail_has_the_steps_of_the_readme():
    mail = [
        line.removeprefix("> ").strip() for line in section("Before: the mail").splitlines()
        if line.startswith(">")
    ]  # fmt: skip
    without_make = README.split("Without make")[1].split("</details>")[0]
    steps = re.search(r"```\n(.*?)```", without_make, re.DOTALL)
    assert steps
    for step in steps[1].splitlines():
        assert step.partition("#")[0].strip() in mail
    assert "make lab" in mail
    assert "python -m course doctor" in mail
