"""teaching/workshops.yaml: which part of which notebook belongs to which workshop."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from course.builder.prose import headings, split
from course.builder.source import Source

KEY_POINTS = re.compile(r"\*\*Key points\*\*\n\n(?P<list>(?:[- ].*\n?)+)")
FILE = Path("teaching") / "workshops.yaml"
Minutes = Annotated[int, Field(gt=0, strict=True)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class WorkshopError(Exception):
    """What is wrong with the file; the message says where."""


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Block(Model):
    """A notebook, or a part of one, or a pause (exactly one of the two is given)."""

    minutes: Minutes
    notebook: str = ""
    pause: str = ""
    exercises: list[str] = []
    sections: list[str] = []
    skip_points: list[str] = []


class Day(Model):
    minutes: Minutes
    blocks: Annotated[list[Block], Field(min_length=1)]


class Workshop(Model):
    name: Name
    title: str
    about: str
    days: Annotated[list[Day], Field(min_length=1)]

    @property
    def length(self) -> str:
        """Its name as words; the names say how long it is."""
        return self.name.replace("_", " ").capitalize()


class Workshops(Model):
    workshops: Annotated[list[Workshop], Field(min_length=1)]


def load(root: Path, sources: Mapping[str, Source]) -> list[Workshop]:
    """The workshops, checked against the sources (by number). Raises WorkshopError."""
    try:
        text = (root / FILE).read_text(encoding="utf-8")
        found = Workshops.model_validate(yaml.safe_load(text)).workshops
    except OSError as error:
        raise WorkshopError(f"{FILE.as_posix()} can't be read: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise WorkshopError(f"{FILE.as_posix()} is not YAML: {error}") from None
    except ValidationError as error:
        told = [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()]
        raise WorkshopError("\n".join(f"{FILE.as_posix()}: {line}" for line in told)) from None
    problems = [problem for workshop in found for problem in _problems(workshop, sources)]
    names = [workshop.name for workshop in found]
    problems += [f"{name} is there twice" for name in {n for n in names if names.count(n) > 1}]
    if problems:
        raise WorkshopError("\n".join(f"{FILE.as_posix()}: {problem}" for problem in problems))
    return found


def _problems(workshop: Workshop, sources: Mapping[str, Source]) -> Iterator[str]:
    for number, day in enumerate(workshop.days, 1):
        where = f"{workshop.name}, day {number}"
        total = sum(block.minutes for block in day.blocks)
        if total != day.minutes:
            yield f"{where}: the blocks take {total} minutes, the day has {day.minutes}"
        for block in day.blocks:
            yield from (f"{where}: {problem}" for problem in _block_problems(block, sources))


def _block_problems(block: Block, sources: Mapping[str, Source]) -> Iterator[str]:
    if bool(block.notebook) == bool(block.pause):
        yield "a block has a notebook or a pause"
        return
    if block.pause:
        return
    source = sources.get(block.notebook)
    if source is None:
        yield f"no notebook {block.notebook!r}; there are: {', '.join(sorted(sources))}"
        return
    minutes = {cell.exercise: cell.minutes or 0 for cell in source.exercises}
    for name in block.exercises:
        if name not in minutes:
            yield f"no exercise {name!r} in {block.notebook}; there are: {', '.join(minutes)}"
    total = sum(minutes.get(name, 0) for name in block.exercises)
    if total > block.minutes:
        yield f"{block.notebook}: its exercises take {total} minutes, the block {block.minutes}"
    known = section_titles(source)
    for title in block.sections:
        if title not in known:
            yield f"no section {title!r} in {block.notebook}; there are: {'; '.join(known)}"
    points = key_points(source)
    for beginning in block.skip_points:
        if not any(point.startswith(beginning) for point in points):
            told = "; ".join(points)
            yield f"no key point of {block.notebook} begins with {beginning!r}; there are: {told}"


def key_points(source: Source) -> list[str]:
    """What a notebook ends with, a point each."""
    found = [KEY_POINTS.search(f"{cell.text}\n") for cell in source.shown]
    lists = [match["list"].strip().split("\n") for match in found if match]
    return [point.removeprefix("- ") for points in lists for point in points]


def section_titles(source: Source) -> list[str]:
    """The level-2 headings of a notebook."""
    return [
        heading.text
        for cell in source.shown
        if cell.kind == "markdown"
        for heading in headings(split(cell)[0])
        if heading.level == 2
    ]
