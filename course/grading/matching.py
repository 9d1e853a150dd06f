"""Which notebook of the course a hand-in is, and which of its cells are answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from course.builder.markers import unanswered
from course.grading.masters import Master
from course.grading.pieces import ANSWER, COURSE, LEARNER, Piece
from course.grading.reading import LearnerCell

CHECK = re.compile(r"""\bcheck\(\s*['"](\d\d\.[a-z0-9_]+)['"]""")


def number_of(cells: Iterable[LearnerCell], masters: Mapping[str, Master]) -> str:
    """The number of the notebook that most of the exercises are from; "" if there are none."""
    known = {name: number for number, each in masters.items() for name in each.exercises}
    by_id = {cell_id(name): name for name in known}
    found = [by_id.get(cell.id, cell.exercise) for cell in cells]
    found += [name for cell in cells for name in CHECK.findall(cell.text)]
    counts = Counter(known[name] for name in found if name in known)
    return max(sorted(counts), key=lambda number: counts[number], default="")


def cell_id(exercise: str) -> str:
    """The id of an exercise's cell."""
    return exercise.replace(".", "-")


@dataclass(frozen=True)
class Matched:
    """A hand-in beside its master."""

    master: Master
    cells: Sequence[LearnerCell]
    answers: Mapping[str, int]
    """Exercise, and which of the learner's cells answers it."""
    own: Mapping[int, list[int]]
    """After which of the master's cells which others of the learner's stand; -1: before all."""

    def pieces(
        self, exercise: str, right: Collection[str], left_out: Collection[int]
    ) -> list[Piece]:
        """What is run for an exercise, in order, up to its check.

        Where an earlier answer isn't `right`, the course's follows it and so stands in. Cells of
        the learner's that are `left_out` don't run.
        """
        at, end = self.master.place(exercise), self.master.place_of_check(exercise)
        pieces = self._own(-1, left_out)
        for place, cell in enumerate(self.master.cells[:end]):
            answer = self.answers.get(cell.exercise) if cell.exercise else None
            if place == at:
                text = "" if answer is None else self.cells[answer].text
                pieces.append(Piece(ANSWER, text, -1 if answer is None else answer, own=False))
            else:
                if answer is not None and answer not in left_out:
                    pieces.append(Piece(LEARNER, self.cells[answer].text, answer, own=False))
                if cell.exercise not in right or answer in left_out:
                    pieces.append(Piece(COURSE, cell.solved, own=False))
            pieces += self._own(place, left_out)
        return pieces

    def _own(self, place: int, left_out: Collection[int]) -> list[Piece]:
        numbers = [each for each in self.own.get(place, ()) if each not in left_out]
        return [Piece(LEARNER, self.cells[each].text, each) for each in numbers]


def match(master: Master, cells: Sequence[LearnerCell]) -> Matched:
    """Find the answers, by the cells' ids, and what else the learner wrote or changed."""
    answers = _answers(master, cells)
    taken = {number: name for name, number in answers.items()}
    places = {cell.id: place for place, cell in enumerate(master.cells)}
    given = {cell.given.strip() for cell in master.cells}
    own: dict[int, list[int]] = {}
    place = -1
    for number, cell in enumerate(cells):
        if number in taken:
            place = master.place(taken[number])
            continue
        place = places.get(cell.id, place)
        text = unanswered(cell.text).strip()
        if text and text not in given:
            own.setdefault(place, []).append(number)
    return Matched(master, cells, answers, own)


def _answers(master: Master, cells: Sequence[LearnerCell]) -> dict[str, int]:
    """Which cell answers each exercise: that of its id, else of its name, else its stub."""
    found: dict[str, int] = {}
    for place, exercise in [(master.place(name), name) for name in master.exercises]:
        stub = master.cells[place].given.strip()
        signs = [
            [number for number, cell in enumerate(cells) if cell.id == cell_id(exercise)],
            [number for number, cell in enumerate(cells) if cell.exercise == exercise],
            [number for number, cell in enumerate(cells) if cell.text.strip() == stub],
        ]
        number = next((numbers[0] for numbers in signs if numbers), None)
        if number is not None:
            found[exercise] = number
    return found
