"""Grades hand-ins: each exercise by our check, with the rest of its notebook around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from queue import SimpleQueue
from threading import Thread

from course.feedback import CORRECT, NOT_YET
from course.grading.masters import Master
from course.grading.matching import Matched, match, number_of
from course.grading.pieces import MISSING, STOPPED, TAMPERED, Piece, Verdict
from course.grading.reading import LearnerCell, Unreadable, code_cells
from course.grading.results import ENDS, Outcome, Row
from course.grading.roster import HandIn
from course.grading.suspects import reaches_for
from course.grading.workers import Worker

NO_EXERCISE = "no cell of it is that of an exercise"
UNTOLD = f"which notebook of the course this is can't be told: {NO_EXERCISE}"
NAMELESS = "whose it is can't be told: the notebook's name stands where a learner's should"
ENDINGS = (STOPPED, TAMPERED)


@dataclass(frozen=True)
class Task:
    """A hand-in that was read, and which notebook it is (None: there is nothing to run)."""

    hand_in: HandIn
    master: Master | None = None
    cells: tuple[LearnerCell, ...] = ()
    remarks: tuple[str, ...] = ()


def read(hand_in: HandIn, masters: Mapping[str, Master], wanted: str = "") -> Task:
    """Read a hand-in and tell its notebook: from its cells, else its name, else what is wanted."""
    named = masters.get(hand_in.number or wanted)
    if hand_in.fault:
        return Task(hand_in, remarks=(hand_in.fault,))
    try:
        cells = tuple(code_cells(hand_in.path))
    except Unreadable as error:
        return Task(hand_in, named, remarks=(str(error),))
    number = number_of(cells, masters)
    if not number and named is None:
        return Task(hand_in, remarks=(UNTOLD,))
    if not number and named:
        return Task(hand_in, named, cells, (f"{NO_EXERCISE}; taken for {named.number}",))
    remarks: tuple[str, ...] = ()
    if hand_in.number not in ("", number):
        remarks = (f"called {hand_in.number}, but its exercises are those of {number}",)
    return Task(hand_in, masters[number], cells, remarks)


def with_doubles(tasks: Sequence[Task]) -> list[Task]:
    """The tasks, those remarked on of which a learner has handed in several."""
    counts = Counter(_whose(each) for each in tasks if each.master)
    return [
        replace(task, remarks=(*task.remarks, f"one of {count} hand-ins of this notebook"))
        if task.master and (count := counts[_whose(task)]) > 1
        else task
        for task in tasks
    ]


def _whose(task: Task) -> tuple[str, str]:
    return task.hand_in.name.casefold(), task.master.number if task.master else ""


def grade(task: Task, worker: Worker) -> Row:
    """The row of a hand-in. Raises HostFailed."""
    master, hand_in = task.master, task.hand_in
    number = master.number if master else ""
    if master is None or not task.cells:
        return Row(hand_in.name, hand_in.path, number, remarks=task.remarks)
    matched = match(master, task.cells)
    outcomes: list[Outcome] = []
    right: set[str] = set()
    left_out: set[int] = set()
    for exercise in master.counted:
        verdict, pieces = _judged(exercise, matched, right, left_out, worker)
        cell = _cell(verdict, pieces)
        if verdict.state in ENDINGS and cell >= 0:
            left_out.add(cell)
        if verdict.state == CORRECT:
            right.add(exercise)
        outcomes.append(_outcome(exercise, verdict, matched))
    nameless = (NAMELESS,) if hand_in.name.casefold() == master.slug else ()
    found = (*_without_cell(matched, outcomes), *_reaching(matched))
    remarks = (*task.remarks, *nameless, *found)
    return Row(hand_in.name, hand_in.path, number, tuple(outcomes), remarks)


def _judged(
    exercise: str, matched: Matched, right: set[str], left_out: set[int], worker: Worker
) -> tuple[Verdict, list[Piece]]:
    """The verdict; a cell beside the answer that ends the process is left out from then on."""
    while True:
        pieces = matched.pieces(exercise, right, left_out)
        verdict = worker.judge(exercise, pieces)
        cell = _cell(verdict, pieces)
        beside = cell >= 0 and cell != matched.answers.get(exercise, -1)
        if verdict.state not in ENDINGS or not beside:
            return verdict, pieces
        left_out.add(cell)


def _outcome(exercise: str, verdict: Verdict, matched: Matched) -> Outcome:
    """What is told of a verdict. What would have ended in a notebook is stopped here."""
    ended = verdict.state == NOT_YET and verdict.raised in ENDS
    state = STOPPED if ended else verdict.state
    answer = matched.answers.get(exercise)
    code = "" if answer is None else matched.cells[answer].text
    return Outcome(exercise, state, verdict.message, verdict.raised, code)


def _cell(verdict: Verdict, pieces: Sequence[Piece]) -> int:
    """Which of the learner's cells ran last; -1 for none."""
    return pieces[verdict.piece].cell if 0 <= verdict.piece < len(pieces) else -1


def _without_cell(matched: Matched, outcomes: Sequence[Outcome]) -> list[str]:
    """Answers that were found elsewhere than in their cell."""
    return [
        f"{each.exercise}: its cell is missing; other cells define what it asks for"
        for each in outcomes
        if each.state != MISSING and each.exercise not in matched.answers
    ]


def _reaching(matched: Matched) -> list[str]:
    numbers = {*matched.answers.values(), *(each for own in matched.own.values() for each in own)}
    found = reaches_for(matched.cells[each].text for each in numbers)
    return [f"have a look: the code uses {', '.join(found)}"] if found else []


def grade_all(
    tasks: Sequence[Task], workers: Sequence[Worker], done: Callable[[int], None]
) -> list[Row]:
    """The rows of all tasks, in their order; `done` is told how many are. Raises HostFailed.

    When it is interrupted it raises KeyboardInterrupt; the workers are the caller's to stop.
    """
    waiting: SimpleQueue[int] = SimpleQueue()
    finished: SimpleQueue[tuple[int, Row | Exception]] = SimpleQueue()
    for number in range(len(tasks)):
        waiting.put(number)

    def work(worker: Worker) -> None:
        while not waiting.empty():
            number = waiting.get()
            try:
                finished.put((number, grade(tasks[number], worker)))
            except Exception as error:  # handed to the calling thread
                finished.put((number, error))
                return

    for worker in workers:
        Thread(target=work, args=(worker,), daemon=True).start()
    rows: dict[int, Row] = {}
    while len(rows) < len(tasks):
        number, row = finished.get()
        if isinstance(row, Exception):
            raise row
        rows[number] = row
        done(len(rows))
    return [rows[number] for number in range(len(tasks))]
