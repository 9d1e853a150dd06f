"""Writes the teachers' page of a notebook, teaching/NN_slug.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course.builder.lookups import Lookups
from course.builder.markers import solved, text_of
from course.builder.source import Cell, Source
from course.builder.teaching.crib import crib
from course.builder.teaching.later import Later
from course.builder.teaching.minutes import cuts, section_minutes, shortest, talk_minutes
from course.builder.teaching.outline import Item, Section, outline
from course.builder.teaching.workshops import Workshop
from course.builder.teaching.wrong import Wrong, replies, wrong_answers

MADE = "<!-- Made by `python -m course build` from solutions/{slug}.py: change it there. -->"
ABOUT = """\
[Solved notebook](../solutions/{slug}.ipynb) · [unsolved notebook](../notebooks/{slug}.ipynb) ·
[all notebooks](README.md)
"""

SOLUTION = """\
<details>
<summary>One way to write it. In the room: <code>solution("{name}")</code></summary>

```python
{code}
```

</details>"""
MOST_LINES = 16
"""Nobody looks for a mistake in more lines than that while thirty people wait."""


@dataclass(frozen=True)
class Material:
    """What a page is made of: the source, what its cells showed, who comes back to it."""

    source: Source
    lookups: Lookups
    captions: Mapping[int, list[str]]
    """What the pictures show, by the line of the cell that shows them."""
    later: Sequence[Later] = ()
    workshops: Sequence[Workshop] = ()


def page(material: Material) -> str:
    """The page of one notebook, as Markdown."""
    return "\n\n".join(part.rstrip("\n") for part in _parts(material)) + "\n"


def bulleted(texts: Sequence[str]) -> str:
    """A list, one line for each."""
    return "\n".join(f"- {' '.join(text.split())}" for text in texts)


def _parts(material: Material) -> Iterator[str]:
    source = material.source
    assert source.front
    front, whole = source.front.data, outline(source)
    minutes = section_minutes(source)
    yield MADE.format(slug=source.slug)
    yield f"# {source.number} {front.title}"
    yield ABOUT.format(slug=source.slug)
    yield f"**{front.minutes} minutes**: {_shares(source)}."
    yield from crib(source, material.workshops)
    yield "## The plan"
    yield _plan(whole.sections, minutes)
    yield "## Short of time"
    yield _shorter(material)
    yield "## About all of it"
    yield from (cell.text for cell in whole.closing)
    yield from ("**Questions**", bulleted(front.questions))
    yield from ("**Afterwards they can**", bulleted(front.objectives))
    if material.later:
        yield "Who comes back to it:"
        yield bulleted([each.told for each in material.later])
    counter = iter(range(1, 1000))
    for section in whole.sections:
        yield f"## {section.title}"
        yield f"{_minutes(minutes[section.title])}."
        yield from _items(section, material, counter)


def _shares(source: Source) -> str:
    exercises = source.front.data.minutes - talk_minutes(source) if source.front else 0
    return f"{exercises} for exercises, {talk_minutes(source)} for prose, pictures and questions"


def _minutes(count: int) -> str:
    return f"{count} minute{'s' * (count != 1)}"


def _plan(sections: Sequence[Section], minutes: Mapping[str, int]) -> str:
    """A table: each section's minutes, and what is in it."""
    rows = ["| section | minutes | exercises | pictures | questions |", "|---|---|---|---|---|"]
    for section in sections:
        exercises = ", ".join(
            f"`{item.name}` ({item.cell.minutes} min)" for item in section.exercises
        )
        figures = sum(item.kind == "figure" for item in section.items)
        questions = sum(item.kind == "question" for item in section.items)
        cells = [section.title, str(minutes[section.title]), exercises]
        rows.append(f"| {' | '.join([*cells, str(figures or ''), str(questions or '')])} |")
    note = "A section's minutes are those of its exercises, and its share of the rest by length."
    return "\n".join(rows) + f"\n\n{note}"


def _shorter(material: Material) -> str:
    """What to leave out, and how many minutes that saves."""
    told = []
    for cut in cuts(material.source):
        name = f"The section *{cut.what}*"
        if not cut.section:
            name = f"*{material.lookups.find_exercise(cut.what).title}* (`{cut.what}`)"
        told.append(f"{name}: saves {cut.minutes} min.")
    if not told:
        return "There is nothing to leave out."
    after = "Cells after an exercise that was left out use the course's version."
    left = _minutes(shortest(material.source))
    return f"{bulleted(told)}\n\nThen {left} are left. {after}"


def _items(section: Section, material: Material, counter: Iterator[int]) -> Iterator[str]:
    """Pictures, exercises, questions and notes of a section, in order."""
    exercise = ""
    for item in section.items:
        if item.kind == "figure":
            yield from _figures(item, material, counter)
        elif item.kind == "exercise":
            exercise = item.name
            yield from _exercise(item, material)
        elif item.kind == "question":
            yield _question(material.lookups.find_quiz(item.name))
        else:
            yield from _note(item.cell, exercise, material)


def _figures(item: Item, material: Material, counter: Iterator[int]) -> Iterator[str]:
    for caption in material.captions.get(item.cell.line, []):
        yield f"### Picture {next(counter)}"
        yield f"> {caption}"


def _exercise(item: Item, material: Material) -> Iterator[str]:
    found: Any = material.lookups.find_exercise(item.name)
    yield f"### Exercise: {found.title}"
    yield f"`{item.name}`, {_minutes(item.cell.minutes or 0)}."
    hints = getattr(found, "hints", ())
    if hints:
        yield f"To those who are stuck: {' '.join(hints[0].split())}"
    yield SOLUTION.format(name=item.name, code=text_of(solved(item.cell.numbered)).strip("\n"))


def _note(cell: Cell, exercise: str, material: Material) -> Iterator[str]:
    """A note as it stands; replies with the wrong answers that they are to."""
    told = list(replies(cell))
    if not told:
        yield cell.text
        return
    head = cell.text[: cell.text.index("- *")].strip()
    if head:
        yield head
    found = material.lookups.find_exercise(exercise)
    for wrong in wrong_answers(found, told):
        yield _wrong(wrong)


def _wrong(wrong: Wrong) -> str:
    said = "\n".join(f"> {line}".rstrip() for line in wrong.said.split("\n"))
    parts = [f"**Wrong: {wrong.name}**"]
    if wrong.answer.count("\n") < MOST_LINES:
        parts.append(f"```python\n{wrong.answer}\n```")
    return "\n\n".join([*parts, "The check:", said, f"You: {wrong.reply}"])


def _question(quiz: Any) -> str:
    """A question, its choices with what each is told, the right one marked."""
    right = getattr(quiz, "answer", "")
    lines = []
    for letter, choice in quiz.choices.items():
        mark = ", right" if letter == right else ""
        feedback = " ".join(getattr(choice, "feedback", "").split())
        text = " ".join(choice.text.split())
        lines.append(f"**{letter}{mark}**: {text}" + (f" *Told:* {feedback}" if feedback else ""))
    name = getattr(quiz, "id", "")
    head = f"### Question `{name}`" if name else "### Question"
    return f"{head}\n\n{quiz.question.strip()}\n\n{bulleted(lines)}"
