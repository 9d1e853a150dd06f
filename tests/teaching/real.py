"""The course's own sources, as the tests of teachers' material look at them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from course.builder.source import Source, parse

ROOT = Path(__file__).resolve().parents[2]


@cache
def sources() -> dict[str, Source]:
    """The sources by number."""
    paths = sorted((ROOT / "solutions").glob("[0-9][0-9]_*.py"))
    found = [parse(path.read_text(encoding="utf-8"), f"solutions/{path.name}") for path in paths]
    return {source.number: source for source in found}
