"""Which exercises count: all, those that are named, or those of a workshop's plan."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from course.grading.masters import Master
from course.registry import UnknownId, find_exercise

PLANS = Path("teaching") / "workshops.yaml"
ROOT = Path(__file__).resolve().parents[2]


class NotChosen(Exception):  # noqa: N818
    """What was named isn't there; the message says what there is."""


def named(text: str) -> frozenset[str]:
    """The exercises of a list with commas. Raises NotChosen."""
    names = [each.strip() for each in text.split(",") if each.strip()]
    if not names:
        raise NotChosen(f"--exercises: found {text!r}, allowed are ids such as 06.client,07.on_401")
    return frozenset(_known("--exercises", each) for each in names)


def of_plan(name: str, root: Path = ROOT) -> frozenset[str]:
    """The exercises that are done in the room in a workshop. Raises NotChosen."""
    plans = _plans(root)
    if name not in plans:
        near = difflib.get_close_matches(name, plans, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise NotChosen(f"--plan: found {name!r}; {meant}allowed is one of {', '.join(plans)}")
    found = frozenset(_known(PLANS.as_posix(), each) for each in plans[name])
    if not found:
        raise NotChosen(f"--plan {name}: no exercise is done in it")
    return found


def only(masters: Mapping[str, Master], chosen: frozenset[str]) -> dict[str, Master]:
    """The notebooks, of each of which only the chosen exercises count."""
    return {number: replace(each, chosen=chosen) for number, each in masters.items()}


def _known(where: str, name: str) -> str:
    try:
        return find_exercise(name).id
    except UnknownId as error:
        raise NotChosen(f"{where}: {error}") from None


def _plans(root: Path) -> dict[str, list[str]]:
    """The exercises of each workshop, by its name. Raises NotChosen."""
    try:
        read = yaml.safe_load((root / PLANS).read_text(encoding="utf-8"))
        return {each["name"]: list(_exercises(each)) for each in read["workshops"]}
    except FileNotFoundError:
        raise NotChosen(
            f"--plan: {PLANS.as_posix()} isn't here; grade from a copy of the whole course, or "
            "name the exercises: --exercises 06.client,07.on_401"
        ) from None
    except OSError as error:
        raise NotChosen(f"--plan: {PLANS.as_posix()} can't be read: {error.strerror}") from None
    except (yaml.YAMLError, ValueError, TypeError, KeyError, AttributeError):
        raise NotChosen(f"--plan: {PLANS.as_posix()} holds no workshops, or isn't YAML") from None


def _exercises(plan: Mapping[str, Any]) -> Iterator[str]:
    for day in plan["days"]:
        for block in day["blocks"]:
            yield from map(str, block.get("exercises", ()))
