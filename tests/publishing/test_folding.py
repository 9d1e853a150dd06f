"""What a reader who wants to try first must not see is folded away."""

from __future__ import annotations

import copy

from tests.publishing.course_copy import notebooks
from tools.publishing import cells
from tools.publishing.folding import folded
from tools.publishing.markdown import to_html


def by_fold(summary):
    unsolved, solved = notebooks()
    found = folded(solved, unsolved)
    return [cell for cell in found if cell.metadata.get("fold", {}).get("summary") == summary]


def page():
    unsolved, solved = notebooks()
    return cells.to_html(folded(solved, unsolved), cells.exporter(to_html))


def test_a_solution_is_folded_behind_its_stub_together_with_what_the_check_says():
    (cell,) = by_fold("The course's answer")
    assert cell.metadata["fold"]["stub"] == "def client():\n    ...  # your turn"
    assert 'token = "letter"' in cell.source
    assert "Correct" in cell.outputs[0].data["text/html"]


def test_a_check_that_has_said_its_word_is_gone():
    unsolved, solved = notebooks()
    assert not [cell for cell in folded(solved, unsolved) if cell.source.startswith("check(")]


def test_a_check_after_imports_leaves_those():
    unsolved, solved = notebooks()
    for notebook in (unsolved, solved):
        cell = next(cell for cell in notebook.cells if cell.source.startswith("check("))
        cell.source = f"from course import check\n\n{cell.source}"
    left = [cell for cell in folded(solved, unsolved) if "import check" in cell.source]
    assert [cell.outputs for cell in left] == [[]]


def test_what_only_serves_whoever_runs_it_is_left_out():
    unsolved, solved = notebooks()
    for notebook in (unsolved, solved):
        first = next(cell for cell in notebook.cells if cell.cell_type == "code")
        last = copy.deepcopy(first)
        last.id, last.source = "last", 'from course import progress\n\nprogress("06")'
        said = copy.deepcopy(notebook.cells[0])
        said.id, said.source = "said", "What you have done, and what to read next:"
        imports = copy.deepcopy(first)
        imports.id, imports.source = "imports", "from course import check, quiz"
        notebook.cells[1:1] = [imports]
        notebook.cells += [said, last]
    left = folded(solved, unsolved)
    assert [cell.id for cell in left if cell.id in ("last", "said", "imports")] == []
    assert "**Where it is written.**" in left[-1].source


def test_a_quiz_shows_its_letter_and_its_feedback_on_request_only():
    (cell,) = by_fold("The answer")
    assert cell.metadata["fold"]["lead"] == "It is b."
    assert cell.metadata["fold"]["stub"] == ""
    made = page()
    before, _, after = made.partition("It is b.")
    assert before.rindex("<details") > before.rfind("</details>")
    assert "Correct" in after[: after.index("</details>")]


def test_outside_of_the_folds_there_is_no_answer():
    made = page()
    while "<details" in made:
        start = made.index("<details")
        end = made.index("</details>") + len("</details>")
        assert start < end
        made = made[:start] + made[end:]
    for word in ("letter", "Correct", "It is b"):
        assert word not in made
    assert "your turn" in made
    assert "Ada logs in twice" in made


def test_nothing_is_folded_where_both_notebooks_say_the_same():
    _, solved = notebooks()
    assert not [cell for cell in folded(solved, solved) if "fold" in cell.metadata]
