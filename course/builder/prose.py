"""Looks at Markdown line by line: what is prose, what is code, what is a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from course.builder.source import Cell

FENCE = re.compile(r"\s*(?P<sign>`{3,}|~{3,})\s*(?P<info>.*)")
HEADING = re.compile(r" {0,3}(?P<level>#{1,6})\s+(?P<text>.*?)\s*#*\s*")
UNDERLINE = re.compile(r" {0,3}(?P<sign>=+|-+)\s*")
CODE_SPAN = re.compile(r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)")


class Line(NamedTuple):
    """A line of Markdown outside fenced code."""

    number: int
    text: str

    @property
    def plain(self) -> str:
        """The line without its code spans."""
        return CODE_SPAN.sub("``", self.text)

    @property
    def quoted(self) -> bool:
        return self.text.lstrip().startswith(">")


@dataclass
class Fence:
    """A fenced block: its first line, its language, its text; closed or not."""

    line: int
    info: str
    text: str = ""
    closed: bool = False


class Heading(NamedTuple):
    number: int
    level: int
    text: str


def split(cell: Cell) -> tuple[list[Line], list[Fence]]:
    """A Markdown cell's lines of prose and its fenced blocks."""
    lines: list[Line] = []
    fences: list[Fence] = []
    sign = ""
    for number, text in cell.numbered:
        found = FENCE.fullmatch(text)
        if sign:
            if found and found["sign"].startswith(sign) and not found["info"]:
                fences[-1].closed, sign = True, ""
            else:
                fences[-1].text += text + "\n"
        elif found:
            sign = found["sign"]
            fences.append(Fence(number, found["info"]))
        else:
            lines.append(Line(number, text))
    return lines, fences


def headings(lines: list[Line]) -> Iterator[Heading]:
    """The headings, those with # and those underlined."""
    above = ""
    for line in lines:
        found = HEADING.fullmatch(line.text)
        underline = UNDERLINE.fullmatch(line.text)
        if found:
            yield Heading(line.number, len(found["level"]), found["text"])
        elif underline and above.strip() and not HEADING.fullmatch(above):
            yield Heading(line.number - 1, 1 if underline["sign"][0] == "=" else 2, above.strip())
        above = line.text
