"""Writes teaching/plans.md: for learners, what a workshop works on, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from course.builder.lookups import Lookups
from course.builder.source import Source
from course.builder.teaching.crib import left_out, plan_title
from course.builder.teaching.outline import outline
from course.builder.teaching.workshops import Block, Day, Workshop

HEAD = """\
<!-- Made by `python -m course build` from teaching/workshops.yaml: change it there. -->

# What we do, and in which order

For learners, a list for each workshop: on paper, or on the wall.

We talk about the sections in the list, and you do the exercises beside them. Leave the rest for
later, but run its cells: what comes after needs them. Nothing in them has to be solved. Click into
the cell with which you go on, and choose *Run*, *Run All Above Selected Cell* in the menu. If it
stops at a cell of yours with a mistake in it, put `...` where your answer stands, and choose it
again. An exercise that you didn't finish is no loss: the course's version stands in.
"""


def handout(workshops: Sequence[Workshop], sources: Mapping[str, Source], lookups: Lookups) -> str:
    """The page of all workshops, as Markdown."""
    return HEAD + "".join(f"\n{part}\n" for part in _parts(workshops, sources, lookups))


def _parts(
    workshops: Sequence[Workshop], sources: Mapping[str, Source], lookups: Lookups
) -> Iterator[str]:
    for workshop in workshops:
        yield f"## {plan_title(workshop)}: {workshop.title}"
        for number, day in enumerate(workshop.days, 1):
            if len(workshop.days) > 1:
                yield f"### Day {number}"
            yield "\n".join(_table(day, sources, lookups))
        blocks = [block for day in workshop.days for block in day.blocks if block.notebook]
        home = [name for block in blocks for name in left_out(sources[block.notebook], block)]
        if home:
            yield f"At home: {', '.join(f'`{name}`' for name in home)}."


def _table(day: Day, sources: Mapping[str, Source], lookups: Lookups) -> Iterator[str]:
    yield "| notebook | section | exercises |"
    yield "|---|---|---|"
    for block in day.blocks:
        if block.pause:
            yield f"| | *{block.pause}, {block.minutes} minutes* | |"
        else:
            yield from _rows(block, sources[block.notebook], lookups)


def _rows(block: Block, source: Source, lookups: Lookups) -> Iterator[str]:
    """A row for each section that is taught or has an exercise to do; one if all of it is."""
    name = f"[{source.number}](../notebooks/{source.slug}.ipynb), {block.minutes} minutes"
    if not block.sections:
        yield f"| {name} | all of it | {_told(block.exercises, lookups)} |"
        return
    for section in outline(source).sections:
        done = [item.name for item in section.exercises if item.name in block.exercises]
        if done or section.title in block.sections:
            yield f"| {name} | {section.title} | {_told(done, lookups)} |"
            name = ""


def _told(names: Sequence[str], lookups: Lookups) -> str:
    return "; ".join(f"{lookups.find_exercise(name).title} (`{name}`)" for name in names)
