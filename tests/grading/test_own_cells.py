"""What counts besides an exercise's own cell: earlier answers, and cells that learners add."""

from __future__ import annotations

from pathlib import Path

from course.feedback import CORRECT, NOT_YET
from course.grading.grader import grade, read
from course.grading.pieces import MISSING
from course.grading.roster import HandIn
from course.grading.workers import Worker
from tests.grading.handins import (
    MASTER,
    NUMBER,
    PREDICT,
    ROLE,
    SOLUTIONS,
    cell_of,
    graded,
    insert,
    notebook,
    saved,
    states,
)

RIGHT = SOLUTIONS[ROLE]


def test_the_course_stands_in_for_an_earlier_answer_that_is_wrong(
    tmp_path: Path, worker: Worker
) -> None:
    made = notebook({ROLE: "def may(claims, role):\n    raise ValueError('mine')"})
    after = f"door = use('{ROLE}', may)\n"
    cell_of(made, PREDICT)["source"] = (
        f"{after}refused_at = [6, 12] if door({{}}, 'x') is False else []"
    )
    assert states(graded(made, tmp_path, worker))[PREDICT] == CORRECT


def test_a_right_earlier_answer_is_the_learners_own(tmp_path: Path, worker: Worker) -> None:
    made = notebook({ROLE: f"mine = 7\n{RIGHT}\nmay.mine = True"})
    cell_of(made, PREDICT)["source"] = "refused_at = [6, 12] if may.mine and mine == 7 else []"
    assert states(graded(made, tmp_path, worker))[PREDICT] == CORRECT


def test_helpers_in_cells_of_ones_own_count(tmp_path: Path, worker: Worker) -> None:
    made = notebook({ROLE: "def may(claims, role):\n    return has(claims.get('roles'), role)"})
    helper = "import time\ntime.sleep(1000)\n\ndef has(roles, role):\n"
    helper += "    return isinstance(roles, list) and role in roles"
    insert(made, helper, before=ROLE)
    insert(made, "%matplotlib inline\n!ls\nwhile True: pass", before=ROLE)
    row = graded(made, tmp_path, worker)
    assert states(row)[ROLE] == CORRECT
    assert row.remark == ""


def test_an_answer_in_a_cell_of_ones_own(tmp_path: Path, worker: Worker) -> None:
    made = notebook()
    made["cells"].remove(cell_of(made, ROLE))
    assert states(graded(made, tmp_path, worker))[ROLE] == MISSING
    at = next(i for i, cell in enumerate(made["cells"]) if f'check("{ROLE}"' in cell["source"])
    made["cells"].insert(at, {"cell_type": "code", "id": "mine", "source": RIGHT.splitlines(True)})
    row = graded(made, tmp_path, worker)
    assert states(row)[ROLE] == CORRECT
    assert row.remark == f"{ROLE}: its cell is missing; other cells define what it asks for"


def test_a_cell_beside_the_answer_that_ends_the_process_is_left_out(
    tmp_path: Path, worker: Worker
) -> None:
    made = notebook({ROLE: f"{RIGHT}\nhelper"})
    insert(made, "import os\nhelper = os._exit(3)", before=ROLE)
    row = graded(made, tmp_path, worker)
    assert states(row)[ROLE] == NOT_YET
    assert "NameError: name 'helper' is not defined" in row.outcomes[0].message


def test_a_file_that_is_called_as_the_course_calls_it_has_no_name(
    tmp_path: Path, worker: Worker
) -> None:
    hand_in = HandIn(MASTER.slug, saved(notebook(), tmp_path / f"{MASTER.slug}.ipynb"), NUMBER)
    row = grade(read(hand_in, {NUMBER: MASTER}), worker)
    assert row.remark.startswith("whose it is can't be told")
