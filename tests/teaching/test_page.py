"""The page that a teacher reads, and the build that makes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.__main__ import main
from course.builder import command, pipeline
from course.builder.source import parse
from course.builder.teaching.page import Material, page
from course.builder.teaching.workshops import Block, Day, Workshop
from course.builder.teaching.wrong import replies, steady
from tests.builder.sources import LOOKUPS as PLAIN_LOOKUPS
from tests.builder.sources import WHOLE, project
from tests.builder.test_build import run_here
from tests.teaching.small import LOOKUPS, SMALL

SOURCE = parse(SMALL, "solutions/06_travel.py")
CAPTIONS = {cell.line: ["Timeline of Ada."] for cell in SOURCE.cells if "timeline()" in cell.text}
PLAN = Workshop(
    name="half_a_day",
    title="Travelling",
    about="How it travels.",
    days=[Day(minutes=25, blocks=[Block(notebook="06", minutes=25, sections=["A picture"])])],
)
PAGE = page(Material(SOURCE, LOOKUPS, CAPTIONS, workshops=[PLAN]))


def after(piece: str) -> str:
    assert PAGE.count(piece) == 1, piece
    return PAGE.partition(piece)[2]


def test_it_begins_with_what_it_is_for():
    assert PAGE.startswith("<!-- Made by `python -m course build` from solutions/06_travel.py")
    assert "# 06 How does it travel?" in PAGE
    assert "- Who asks, and whom?" in PAGE
    assert "**30 minutes**: 8 for exercises, 22 for prose, pictures and questions." in PAGE


def test_what_to_leave_out_and_what_that_saves():
    told = after("## Short of time")
    assert "The section *Further on*: saves" in told
    assert "*Write the client* (`06.client`): saves 8 min." in told


def test_a_picture_is_followed_by_its_note():
    told = after("### Picture 1")
    assert told.index("> Timeline of Ada.") < told.index("**At the timeline** ask who was refused.")


def test_a_wrong_answer_what_the_check_says_and_what_a_teacher_may_say():
    told = after("**Wrong: one**").partition("**Wrong:")[0]
    code, said, reply = (
        told.index(piece)
        for piece in ("    return 1", "> You gave `1`. Two, please.", "You: Ask what comes after")
    )
    assert code < said < reply


def test_wrong_answers_with_nothing_to_say_to_them_are_left_out():
    assert "five" not in PAGE
    assert "crash" not in PAGE


def test_a_solution_is_there_folded_and_how_to_show_it():
    told = after('In the room: <code>solution("06.client")</code></summary>')
    folded = told.partition("</details>")[0]
    assert "```python\ndef client():\n    return 2\n```" in folded
    assert "SOLUTION" not in PAGE


def test_it_begins_with_what_is_needed_in_the_room():
    told = PAGE.partition("## The plan")[0]
    assert "- Ada travels light.\n- `typ` keeps two kinds apart.\n\n" in told
    assert "| Half a day | 25 | *A picture* |  | `06.client` |" in told
    assert "Nowhere." not in told


def test_a_notebook_that_no_plan_has():
    other = PLAN.model_copy(update={"days": [Day(minutes=5, blocks=[Block(pause="x", minutes=5)])]})
    told = page(Material(SOURCE, LOOKUPS, CAPTIONS, workshops=[other]))
    assert "None of the plans" in told
    assert "None of the plans" not in page(Material(SOURCE, LOOKUPS, CAPTIONS))


def test_a_story_is_told_by_the_line_that_does_not_change():
    assert "went in" not in PAGE
    assert steady("```text\na: x\nb: y\n```\n\n(1 more)", "B:") == "b: y"
    assert steady("Plain.", "plain") == "Plain."


def test_a_reply_may_go_on_in_the_next_line():
    note = next(cell for cell in SOURCE.cells if "*a story*" in cell.text)
    assert [reply.text for reply in replies(note)] == [
        "Ask what comes after one.",
        "Read the line aloud, slowly.",
    ]


def test_the_right_choice_is_marked_and_each_has_its_answer():
    told = after("### Question `06.q1`")
    assert "- **a**: Grace only *Told:* No key is needed." in told
    assert "- **b, right**: Anybody *Told:* Signed, not secret." in told


def test_nothing_is_printed_by_wrong_answers(capsys):
    page(Material(SOURCE, LOOKUPS, CAPTIONS))
    assert capsys.readouterr().out == ""


WORKSHOPS = """
workshops:
  - name: half_an_hour
    title: Travelling
    about: How it travels.
    days:
      - minutes: 30
        blocks:
          - {notebook: "06", minutes: 20}
          - {pause: Break, minutes: 10}
"""

# --- the build ---------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _plain_registry_and_no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small registry of the builder's tests; cells run in this process."""

    def execute(items, folder, root, **_):
        return [(run_here(item.solved), []) for item in items]

    monkeypatch.setattr(command, "_registry", lambda: PLAIN_LOOKUPS)
    monkeypatch.setattr(pipeline, "execute", execute)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A project of one notebook, built."""
    root = project(tmp_path)
    assert build(root) == 0
    return root


def build(root: Path, *more: str) -> int:
    return main(["build", "--root", str(root), *more])


def test_the_index_has_a_line_for_each_notebook(built):
    text = (built / "teaching/README.md").read_text(encoding="utf-8")
    assert "| [06](06_travel.md) | 30 | 8 | 22 | 30 | How does it travel? |" in text


def test_learners_get_a_list_of_what_is_done(built):
    plans = built / "teaching/plans.md"
    assert not plans.exists(), "there is no workshop"
    (built / "teaching/workshops.yaml").write_text(WORKSHOPS, encoding="utf-8")
    assert build(built) == 0
    text = plans.read_text(encoding="utf-8")
    assert "## Half an hour: Travelling" in text
    assert "| [06](../notebooks/06_travel.ipynb), 20 minutes | all of it |" in text
    assert "| | *Break, 10 minutes* | |" in text
    assert "| Half an hour | 06 | 30 | 20 |" in (built / "teaching/README.md").read_text("utf-8")
    assert "| Half an hour | 20 | all of it |" in (built / "teaching/06_travel.md").read_text(
        "utf-8"
    )


def test_a_wrong_plan_stops_the_build(built, capsys):
    wrong = WORKSHOPS.replace('"06"', '"07"')
    (built / "teaching/workshops.yaml").write_text(wrong, encoding="utf-8")
    assert build(built) == 1
    assert "teaching/workshops.yaml:1: half_an_hour, day 1: no notebook '07'" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize("name", ["06_travel.md", "README.md"])
@pytest.mark.parametrize("fault", ["changed", "missing"])
def test_check_notices_a_page_that_is_out_of_date(built, name, fault, capsys):
    path = built / "teaching" / name
    assert build(built, "--check") == 0
    if fault == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b"\nby hand\n")
    assert build(built, "--check") == 1
    assert f"teaching/{name}: out of date" in capsys.readouterr().err


def test_a_page_without_a_source_is_told(built, capsys):
    (built / "teaching/05_gone.md").write_text("old", encoding="utf-8")
    assert build(built, "--check") == 1
    assert "teaching/05_gone.md: no source makes this" in capsys.readouterr().err


def test_a_note_changes_the_page_and_no_notebook(built):
    kept = {path: path.read_bytes() for path in built.rglob("*.ipynb")}
    note = '\n# %% [markdown] tags=["instructor"]\n# Ask the class who Ada is.\n'
    (built / "solutions/06_travel.py").write_text(WHOLE + note, encoding="utf-8")
    assert build(built, "06") == 0
    assert kept
    assert {path: path.read_bytes() for path in built.rglob("*.ipynb")} == kept
    assert "Ask the class who Ada is." in (built / "teaching/06_travel.md").read_text("utf-8")


def test_a_wrong_name_in_a_note_stops_the_build(built, capsys):
    note = '\n# %% [markdown] tags=["instructor"]\n# See `06.clinet`.\n'
    (built / "solutions/06_travel.py").write_text(WHOLE + note, encoding="utf-8")
    assert build(built) == 1
    assert "did you mean 06.client?" in capsys.readouterr().err
