"""Writes teaching/README.md: what a class gets, notebook by notebook, in one table."""

from __future__ import annotations

from collections.abc import Sequence

from course.builder.source import Source
from course.builder.teaching.crib import plan_title
from course.builder.teaching.minutes import shortest, talk_minutes
from course.builder.teaching.workshops import Workshop

HEAD = """\
<!-- Made by `python -m course build` from solutions/*.py: change it there. -->

# For teachers, notebook by notebook

Each page says what a notebook is for, how long its parts take, what to say at which picture, what
people get wrong, what the check says to it and what you may say, and what to leave out. Plans for
whole workshops, and all that is to be done before one, are in [INSTRUCTORS.md](../INSTRUCTORS.md).

None of it stands in the notebooks. It is no secret either: who looks here has seen the answers.

| notebook | minutes | exercises | talk | shortest | question |
|---|---|---|---|---|---|
"""
FOOT = """
*Shortest* is without what the page's *Short of time* names: cuts for whoever works alone.
"""
PLANS = """
A plan for a class may take fewer minutes than that for the same notebooks: nobody talks about the
sections that it doesn't name, and more exercises are left for home. What it works on, in order, is
on a page for learners, [plans.md](plans.md).

| plan | notebooks | shortest | in the plan |
|---|---|---|---|
"""


def index(sources: Sequence[Source], workshops: Sequence[Workshop] = ()) -> str:
    """The table of all notebooks, as Markdown, and that of the workshops."""
    rows, whole, least = [], 0, 0
    for source in sources:
        assert source.front
        front = source.front.data
        talk, short = talk_minutes(source), shortest(source)
        counts = [front.minutes, front.minutes - talk, talk, short]
        cells = [f"[{source.number}]({source.slug}.md)", *map(str, counts), front.title]
        rows.append(f"| {' | '.join(cells)} |")
        whole, least = whole + front.minutes, least + short
    rows.append(f"| all | {whole} | | | {least} | |")
    return HEAD + "\n".join(rows) + "\n" + FOOT + _plans(sources, workshops)


def _plans(sources: Sequence[Source], workshops: Sequence[Workshop]) -> str:
    """How long the notebooks of a workshop take alone, and how long in the workshop."""
    least = {source.number: shortest(source) for source in sources}
    rows = ""
    for workshop in workshops:
        blocks = [block for day in workshop.days for block in day.blocks if block.notebook]
        numbers = [block.notebook for block in blocks]
        alone = sum(least[number] for number in numbers)
        cells = [", ".join(numbers), str(alone), str(sum(block.minutes for block in blocks))]
        rows += f"| {' | '.join([plan_title(workshop), *cells])} |\n"
    return PLANS + rows if rows else ""
