"""A slide, and how a picture is shown on one: whole, and closer when its letters would be small."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from course.builder.pictures import pictures

TALL = 0.72  # height by width
SEQUENCE = "[figure] Sequence of requests"  # how the words for such a picture begin
SHOWN, SHARED = 470, 105  # of a picture's pixels: what a piece shows, what two have in common


class SlideError(Exception):
    """What keeps a slide from being made; the message says where and what to do."""


@dataclass
class Slide:
    """A slide: title and parts as HTML, what the speaker reads, and what stands at its foot."""

    title: str
    parts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kind: str = "plain"  # also title, question, exercise, picture
    foot: str = ""
    described: list[str] = field(default_factory=list)  # its pictures in words, after the notes
    pieces: int = 1  # slides that show its picture closer, if more than one

    def closer(self) -> Iterator[Slide]:
        """The same picture once more, piece by piece across the whole width, from the top."""
        for piece in range(self.pieces if self.pieces > 1 else 0):
            title = f"{self.title} ({piece + 1} of {self.pieces})"
            at = round(100 * piece / (self.pieces - 1))
            yield replace(self, title=title, kind=f"closer at{at} picture", pieces=1)


def is_picture(output: Any) -> bool:
    """Is this output a picture or a diagram?"""
    data = output.get("data", {})
    return "<img" in data.get("text/html", "") or "```mermaid" in data.get("text/markdown", "")


def is_tall(outputs: Sequence[Any]) -> bool:
    """Is this one picture that is better shown beside its title than under it?"""
    width, height = _size(outputs)
    return height > TALL * width


def pieces(outputs: Sequence[Any]) -> int:
    """In how many pieces a tall sequence diagram is shown closer; 1 for any other picture."""
    if not is_tall(outputs) or not outputs[0]["data"]["text/plain"].startswith(SEQUENCE):
        return 1
    return 1 + math.ceil((_size(outputs)[1] - SHOWN) / (SHOWN - SHARED))


def _size(outputs: Sequence[Any]) -> tuple[int, int]:
    """Width and height, in pixels, of the picture if there is one and nothing else."""
    found = pictures(list(outputs))
    if len(found) != 1 or len(outputs) != 1:
        return 1, 0
    width, height = struct.unpack(">II", found[0][16:24])  # PNG's first chunk, IHDR
    return int(width), int(height)
