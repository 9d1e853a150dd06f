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
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = re.findall(r"^(?:> )?```\n(.*?)^(?:> )?```$", PYTHON.sub("", TEXT), re.M | re.DOTALL)
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


# That a plan may leave sections out and run their cells unsolved needs no test here: the notebooks
# of notebooks/ are run from top to bottom as they are (nbval in `.ci/run`), and fail at an error.


def test_the_short_plan_names_the_sections_of_the_slides():
    (day,), (rows,) = workshops()["ninety_minutes"].days, tables("Ninety minutes")
    for block in day.blocks:
        if block.notebook in ("06", "07"):
            found = [row.what for row in rows if row.notebook == block.notebook]
            named = [title for what in found for title in re.findall(r"\*([^*]+)\*", what)]
            assert named == block.sections


def test_the_short_plan_votes_on_the_motive_before_two_tokens():
    (row,) = [row for row in tables("Ninety minutes")[0] if "`06.longer`" in row.what]
    assert row.end == minutes("0:50")
    assert "What this costs" in row.what


def test_a_look_into_a_token_takes_no_longer_than_what_it_replaces():
    told = re.search(
        r"instead of (.*?) and \*A week of evenings\* \((\d+) minutes\)", TEXT, re.DOTALL
    )
    assert told
    lengths = {c.exercise: c.minutes or 0 for s in sources().values() for c in s.exercises}
    (week,) = [row for row in tables("Ninety minutes")[0] if "*A week of evenings*" in row.what]
    saved = sum(lengths[name] for name in ID.findall(told[1])) + week.end - week.start
    assert saved == int(told[2])
    assert taught_minutes(sources()["01"], ["01.peek"], ["A look into a token"]) <= saved


def test_what_is_typed_at_the_board_prints_what_stands_beside_it(capsys):
    (demo,) = PYTHON.findall(section("A generator at the board"))
    exec(demo, {})
    printed = re.findall(r"^print\(.*\) +# (.+)$", demo, re.MULTILINE)
    assert capsys.readouterr().out.splitlines() == printed
    assert len(printed) == 2


def test_generators_are_asked_for_where_an_exercise_needs_them():
    needed = {
        cell.exercise
        for number in ("06", "07")
        for cell in sources()[number].exercises
        if "answer = yield" in cell.text
    }
    assert needed == {"06.client", "07.on_401"} <= set(ID.findall(section("Who comes")))


def test_links_within_the_page_lead_to_headings():
    anchors = {
        re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^##+ (.+)$", TEXT, re.MULTILINE)
    }
    wanted = set(re.findall(r"\]\(#([^)]+)\)", TEXT))
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "teaching").glob("*.md")]
    wanted |= {name for page in pages for name in re.findall(r"INSTRUCTORS\.md#([a-z0-9-]+)", page)}
    assert wanted
    assert wanted - anchors == set()


def test_learners_are_told_how_to_hand_in():
    for heading in ("Before: the mail", "Marking"):
        assert "`ada_06.ipynb`" in section(heading)
    assert "course grade submissions/ -o grades.csv --html feedback/" in section("Marking")


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
