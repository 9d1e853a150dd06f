"""From a source to its two notebooks, before execution."""

from __future__ import annotations

import re

import nbformat
import pytest

from course.builder.markers import solved, text_of, unanswered, unsolved
from course.builder.render import render
from tests.builder.sources import LOOKUPS, SET_UP, TITLE, WHOLE, problems, read


def notebooks(text=WHOLE):
    assert problems(text) == []
    return render(read(text), LOOKUPS)


def sources(notebook):
    return [cell.source for cell in notebook.cells]


def test_solution_is_replaced_by_a_stub_or_kept():
    made = notebooks()
    assert "def client():\n    ...  # your turn" in sources(made.unsolved)
    assert 'def client():\n    token = "letter"\n    return token' in sources(made.solved)
    assert "SOLUTION" not in str(made.solved) + str(made.unsolved)
    assert "letter" not in str(made.unsolved)


@pytest.mark.parametrize(
    ("cell", "stub", "answer"),
    [
        (
            "a\n    ### BEGIN SOLUTION\n    b\n\n    c\n    ### END SOLUTION\nd",
            "a\n    ...  # your turn\nd",
            "a\n    b\n\n    c\nd",
        ),
        (
            "### BEGIN SOLUTION\na\n### END SOLUTION\nb\n  ### BEGIN SOLUTION\n  ### END SOLUTION",
            "...  # your turn\nb\n  ...  # your turn",
            "a\nb",
        ),
        ("a = 1", "a = 1", "a = 1"),
    ],
)
def test_markers(cell, stub, answer):
    numbered = list(enumerate(cell.split("\n"), 1))
    assert text_of(unsolved(numbered)) == stub
    assert text_of(solved(numbered)) == answer


@pytest.mark.parametrize(
    ("code", "blank"),
    [
        ('quiz("06.q1", "b")', 'quiz("06.q1", "?")'),
        ("x = quiz( '06.q1',\n  'b')", "x = quiz( '06.q1',\n  \"?\")"),
        ('my_quiz("06.q1", "b")', 'my_quiz("06.q1", "b")'),
        ('hint("06.q1")', 'hint("06.q1")'),
    ],
)
def test_quiz_answers_are_hidden(code, blank):
    assert unanswered(code) == blank


def test_quiz_question_and_answer():
    made = notebooks()
    assert 'quiz("06.q1", "?")' in sources(made.unsolved)
    assert 'quiz("06.q1", "b")' in sources(made.solved)
    asked = "Who may read it?\n\n- **a**: Grace only\n- **b**: Anybody"
    for notebook in (made.solved, made.unsolved):
        assert any(asked in text for text in sources(notebook))


def test_overview_follows_the_title():
    text = WHOLE.replace("minutes: 30", "minutes: 30\n#   if_short_skip: [06.client]")
    for notebook in (notebooks(text).solved, notebooks(text).unsolved):
        title, overview, *_ = notebook.cells
        assert title.source.startswith("# 6. How does it travel?")
        for piece in (
            "- Who asks, and whom?",
            "- write a client",
            "about 30 minutes, 8 of them",
            "- Write the client: 8 min",
            "Skip *Write the client*.",
        ):
            assert piece in overview.source


def test_instructor_cells_stay_home():
    for kind in ("[markdown] ", ""):
        text = WHOLE + f'\n# %% {kind}tags=["instructor"]\n# Ask the class.\n'
        made = notebooks(text)
        assert sources(made.solved) == sources(notebooks().solved)
        assert sources(made.unsolved) == sources(notebooks().unsolved)
        assert read(text).cells[-1].text.endswith("Ask the class.")


def test_ids():
    made = notebooks()
    ids = [cell.id for cell in made.solved.cells]
    learners = [cell.id for cell in made.unsolved.cells]
    assert learners == [*ids[:2], "06_travel-ready", *ids[2:]]
    assert "06-client" in ids
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in ids)
    nbformat.validate(made.solved)
    nbformat.validate(made.unsolved)


def test_ids_of_a_long_name():
    text = WHOLE
    made = render(read(text, "06_" + "a" * 80 + ".py"), LOOKUPS)
    nbformat.validate(made.unsolved)


def test_inserting_a_cell_keeps_the_other_ids():
    cell = "\n# %% [markdown]\n# Something new.\n"
    before = [cell.id for cell in notebooks().solved.cells]
    after = [c.id for c in notebooks(WHOLE.replace(SET_UP, cell + SET_UP)).solved.cells]
    assert [name for name in after if name in before] == before
    assert len(after) == len(before) + 1


def test_same_text_twice_has_two_ids():
    ids = [cell.id for cell in notebooks(WHOLE + SET_UP + SET_UP).solved.cells]
    assert len(set(ids)) == len(ids)


def test_another_solution_keeps_the_ids():
    other = WHOLE.replace('token = "letter"', 'token = "parcel"')
    assert [c.id for c in notebooks(other).solved.cells] == [c.id for c in notebooks().solved.cells]


def test_metadata():
    cells = {cell.id: cell for cell in notebooks().unsolved.cells}
    assert cells["06-client"].metadata == {"course": {"exercise": "06.client", "minutes": 8}}
    tagged = WHOLE + '\n# %% tags=["raises-exception"]\n1 / 0\n'
    assert notebooks(tagged).unsolved.cells[-1].metadata == {"tags": ["raises-exception"]}


def test_unsolved_has_no_outputs_and_no_versions():
    notebook = notebooks().unsolved
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert "version" not in notebook.metadata.language_info
    assert notebook.metadata.kernelspec.name == "python3"
    assert set(notebook.metadata) == {"kernelspec", "language_info"}


def test_same_cells_as_jupytext_reads():
    jupytext = pytest.importorskip("jupytext")
    text = WHOLE + "\n# %%\n\nx = 1\n\n\ny = 2\n\n"
    ours = [(cell.kind, cell.text) for cell in read(text).cells]
    front, *theirs = jupytext.reads(text, fmt="py:percent").cells
    assert front.cell_type == "raw"
    assert ours == [(cell.cell_type, cell.source.strip("\n")) for cell in theirs]


def test_title_cell_begins_the_notebook():
    assert TITLE.split("# ")[-1].strip() in notebooks().unsolved.cells[0].source
