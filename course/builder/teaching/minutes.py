"""How long each section takes: its exercises' minutes, and its share of the rest."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from course.builder.source import Source
from course.builder.teaching.outline import outline


class Cut(NamedTuple):
    """A section, or an exercise by its id, that may be left out, and the minutes that saves."""

    what: str
    minutes: int
    section: bool


def section_minutes(source: Source) -> dict[str, int]:
    """Minutes of each section, exercises included; they add up to those of the notebook.

    What the exercises leave is shared out by length (prose, code, pictures, questions). Whole
    minutes: those whose share was cut most get one more.
    """
    assert source.front
    sections = outline(source).sections
    talk = source.front.data.minutes - sum(section.exercise_minutes for section in sections)
    shares = _shared(talk, [section.weight for section in sections])
    return {
        section.title: share + section.exercise_minutes
        for section, share in zip(sections, shares, strict=True)
    }


def talk_minutes(source: Source) -> int:
    """What is left for prose, pictures and questions."""
    assert source.front
    exercises = sum(cell.minutes or 0 for cell in source.exercises)
    return source.front.data.minutes - exercises


def taught_minutes(source: Source, exercises: Collection[str], sections: Collection[str]) -> int:
    """Minutes of these exercises and of the talk of these sections. Raises KeyError."""
    whole = section_minutes(source)
    found = {section.title: section for section in outline(source).sections}
    total = sum(whole[title] - found[title].exercise_minutes for title in sections)
    minutes = {cell.exercise: cell.minutes or 0 for cell in source.exercises}
    return total + sum(minutes[name] for name in exercises)


def cuts(source: Source) -> list[Cut]:
    """What the front matter lets a class leave out; an exercise of such a section counts once."""
    assert source.front
    front, minutes = source.front.data, section_minutes(source)
    found = [Cut(title, minutes[title], True) for title in front.skip_sections]
    for section in outline(source).sections:
        if section.title not in front.skip_sections:
            found += [
                Cut(item.name, item.cell.minutes or 0, False)
                for item in section.exercises
                if item.name in front.if_short_skip
            ]
    return found


def shortest(source: Source) -> int:
    """Minutes of a notebook without all that may be left out."""
    assert source.front
    return source.front.data.minutes - sum(cut.minutes for cut in cuts(source))


def _shared(total: int, weights: list[int]) -> list[int]:
    """Whole numbers in the ratio of the weights, that add up to the total (largest remainder)."""
    whole = sum(weights)
    if not whole:
        return [total, *[0] * (len(weights) - 1)]
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    by_rest = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_rest[: total - sum(shares)]:
        shares[i] += 1
    return shares
