"""An exercise by the keyboard: a wrong answer, a hint, the solution, the right answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from course import sources
from course.exercise import Answers, Code, Exercise
from course.feedback import CORRECT, LOOKS, NOT_YET, TODO
from course.markup import to_text
from course.registry import find_exercise
from tests.in_browser.lab_server import ROOT
from tests.in_browser.notebook_page import NotebookPage

Open = Callable[[str], NotebookPage]

KINDS = {
    "a function of one line": "00.warm_up",
    "steps in their order": "01.order",
    "a client in a simulation": "07.on_401",
}


def plain(text: str) -> str:
    """Words alone, as both a page and a message in Markdown have them."""
    return " ".join(to_text(text).replace("`", "").lower().split())


def wrong_answer(exercise: Exercise) -> tuple[str, str]:
    """A wrong answer of the check's catalogue as code, and a phrase of what is said to it."""
    origin = sources.origin(exercise.id)
    assert origin is not None
    for trial in exercise.catalogue:
        if trial.outcome != NOT_YET or not trial.says:
            continue
        match trial.answer:
            case Code(text=text):
                return text, trial.says
            case Answers(values=(value,)):
                return f"{origin.arguments[0]} = {value!r}", trial.says
    raise AssertionError(f"{exercise.id}: no wrong answer that can be typed")


class Desk:
    """An exercise and its check in an open notebook."""

    def __init__(self, notebook: NotebookPage, name: str) -> None:
        self.notebook = notebook
        self.name = name
        self.cell = notebook.index(name.replace(".", "-"))
        self.check = next(
            number
            for number, cell in enumerate(notebook.stored.cells)
            if number > self.cell and f'check("{name}"' in cell.source
        )

    def answer(self, text: str) -> str:
        """What the check says to this answer."""
        self.notebook.type_into(self.cell, text)
        assert self.notebook.cells()[self.cell].source == text.strip()
        self.notebook.run_active()
        self.notebook.go_to(self.check)
        self.notebook.run_active()
        return self.notebook.said_by(self.check)

    def ask(self, code: str) -> str:
        """What a new cell with this code, below the check, says."""
        self.notebook.go_to(self.check)
        self.notebook.page.keyboard.press("b")
        self.notebook.type_into(self.check + 1, code)
        self.notebook.run_active()
        return self.notebook.said_by(self.check + 1)


@pytest.mark.parametrize("name", KINDS.values(), ids=KINDS)
def test_check_hint_and_solution_answer(name: str, opened: Open):
    (path,) = (ROOT / "notebooks").glob(f"{name[:2]}_*.ipynb")
    notebook = opened(f"notebooks/{path.name}")
    notebook.run_all_by_menu()
    desk = Desk(notebook, name)
    exercise = find_exercise(name)
    origin = sources.origin(name)
    assert origin is not None
    assert LOOKS[TODO].word in notebook.said_by(desk.check)

    wrong, says = wrong_answer(exercise)
    told = desk.answer(wrong)
    assert LOOKS[NOT_YET].word in told
    assert plain(says) in plain(told)

    told = desk.ask(f'from course import hint\n\nhint("{name}", 1)')
    assert "Hint 1 of 3" in told
    assert plain(exercise.hints[0]) in plain(told)

    told = desk.ask(f'from course import solution\n\nsolution("{name}")')
    assert "One solution" in told
    assert plain(origin.solved) in plain(told)

    assert LOOKS[CORRECT].word in desk.answer(origin.solved)
