"""The learners' list: each exercise of a plan is on it in order, and what is left is for home."""

from __future__ import annotations

import re

import pytest

from course.builder.source import parse
from course.builder.teaching.handout import handout
from course.builder.teaching.workshops import Block, Day, Workshop, load
from tests.teaching.real import ROOT, sources
from tests.teaching.small import LOOKUPS, SMALL

ID = re.compile(r"`(\d\d\.[a-z0-9_]+)`")
PAGE = (ROOT / "teaching" / "plans.md").read_text(encoding="utf-8")
WORKSHOPS = {workshop.name: workshop for workshop in load(ROOT, sources())}


def made(**block: object) -> str:
    days = [Day(minutes=20, blocks=[Block.model_validate({"minutes": 20, **block})])]
    plan = Workshop(name="short", title="Short", about="Short.", days=days)
    source = parse(SMALL, "solutions/06_travel.py")
    return handout([plan], {"06": source}, LOOKUPS)


def test_a_section_is_named_if_it_is_taught_or_has_an_exercise():
    name = "[06](../notebooks/06_travel.ipynb), 20 minutes"
    text = made(notebook="06", exercises=["06.client"], sections=["Further on"])
    assert f"| {name} | A picture | Write the client (`06.client`) |\n|  | Further on |  |" in text
    assert "At home" not in text
    text = made(notebook="06", sections=["Further on"])
    assert f"| {name} | Further on |  |" in text
    assert "A picture" not in text
    assert "At home: `06.client`." in text


@pytest.mark.parametrize("workshop", WORKSHOPS.values(), ids=WORKSHOPS)
def test_each_exercise_of_a_plan_is_on_it_once(workshop: Workshop):
    text = PAGE.split(f": {workshop.title}\n")[1].split("\n## ")[0]
    todo, _, home = text.partition("At home:")
    blocks = [block for day in workshop.days for block in day.blocks if block.notebook]
    assert ID.findall(todo) == [name for block in blocks for name in block.exercises]
    every = {cell.exercise for block in blocks for cell in sources()[block.notebook].exercises}
    assert set(ID.findall(home)) == every - set(ID.findall(todo))
