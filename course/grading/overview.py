"""The page for who teaches: who has solved what, and what the class should see once more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from course.feedback import CORRECT, TODO
from course.grading.masters import Master, title
from course.grading.pieces import MISSING
from course.grading.results import SYMBOLS, WORDS, Outcome, Row
from course.grading.sheet import plain
from course.markup import to_html

Linked = tuple[Row, str]
"""A hand-in, and the file name of its learner's page."""
MOST_MESSAGES = 3
OWN_LINE = re.compile(r"^(`{3,}).*?^\1`*$|(?<=\bline )\d+", re.MULTILINE | re.DOTALL)
SILENT = (CORRECT, TODO, MISSING)
"""Outcomes whose message says nothing that a class has to hear again."""


def overview(links: Sequence[Linked], masters: Mapping[str, Master]) -> str:
    """The body of the page: for each notebook a table, and a summary of each exercise."""
    numbers = sorted({row.number for row, _ in links if row.number})
    parts = ["<p>This page is for who teaches.</p>"]
    for number in numbers:
        of_it = [each for each in links if each[0].number == number]
        parts.append(_notebook(of_it, masters[number]))
    unknown = [each for each in links if not each[0].number]
    if unknown:
        parts.append(f"<h2>Not graded</h2>\n{_table(unknown, (), 'What could not be graded')}")
    return "\n".join(parts)


def word(state: str) -> str:
    """An outcome as a symbol and a word."""
    return f'<span aria-hidden="true">{SYMBOLS[state]}</span> {WORDS[state]}'


def name_of(exercise: str) -> str:
    """The title and the id of an exercise."""
    return f"{escape(title(exercise))} <code>{escape(exercise)}</code>"


def _notebook(links: Sequence[Linked], master: Master) -> str:
    heading = f"<h2>{escape(master.slug)}</h2>"
    outcomes = [each for row, _ in links for each in row.outcomes]
    parts = [heading, _table(links, master.counted, f"What was handed in of {master.number}")]
    for exercise in master.counted if outcomes else ():
        parts.append(_summary(exercise, [each for each in outcomes if each.exercise == exercise]))
    return "\n".join(parts)


def _table(links: Sequence[Linked], exercises: Sequence[str], caption: str) -> str:
    """Who has handed in, with a column for each exercise."""
    lines = []
    for row, file in links:
        states = {each.exercise: word(each.state) for each in row.outcomes}
        score = [f"{row.score} of {len(exercises)}"] if exercises else []
        cells = [*score, *(states.get(each, "not graded") for each in exercises)]
        told = "".join(f"<td>{each}</td>" for each in [*cells, escape(plain(row.remark))])
        link = f'<a href="{file}">{escape(plain(row.name))}</a>'
        lines.append(f'<tr><th scope="row">{link}</th>{told}</tr>')
    named = [f"<code>{escape(each)}</code>" for each in exercises]
    columns = ["Name", *(["Correct"] if exercises else []), *named, "Remark"]
    head = "".join(f'<th scope="col">{each}</th>' for each in columns)
    return (
        f'<div class="wide" role="region" aria-label="{caption}" tabindex="0">\n<table>\n'
        f"<caption>{caption}.</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
        + "\n".join(lines)
        + "\n</tbody>\n</table>\n</div>"
    )


def _summary(exercise: str, outcomes: Sequence[Outcome]) -> str:
    """How many have which outcome, and the messages that most of them have."""
    counts = Counter(each.state for each in outcomes)
    listed = ", ".join(f"{counts[state]} {word(state)}" for state in WORDS if counts[state])
    parts = [f"<h3>{name_of(exercise)}</h3>\n<p>{listed}.</p>"]
    telling = [each for each in outcomes if each.message and each.state not in SILENT]
    first = {_alike(each): each for each in reversed(telling)}
    messages = Counter(map(_alike, telling))
    for kind, count in messages.most_common(MOST_MESSAGES):
        have = "has" if count == 1 else "have"
        lead = f"<strong>{count} {have} this message ({word(first[kind].state)}):</strong>"
        said = to_html(plain(first[kind].message), lead)
        parts.append(f'<div class="said">\n{said}\n</div>')
    if len(messages) > MOST_MESSAGES:
        parts.append(f"<p>{len(messages) - MOST_MESSAGES} more in the learners' pages.</p>")
    return "\n".join(parts)


def _alike(outcome: Outcome) -> tuple[str, str]:
    """What is the same in messages that differ in the learner's own line only."""
    return outcome.state, OWN_LINE.sub("", outcome.message)
