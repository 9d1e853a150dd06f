"""An exercise on a slide: its whole task, in letters as large as fit, and its code if it fits."""

from __future__ import annotations

import re

from tools.publishing.slide import SlideError

SIZES = (30, 24)  # pixels of the letters, on a slide of 720; without the code they may be smaller
SMALLEST = 21
HEIGHT, WIDTH, CODE_LINE, TITLE = 506, 1130, 31, 53  # pixels
TITLE_LETTERS, CODE_LETTERS = 45, 80  # in a line
LETTER, LINE, GAP = 0.56, 1.4, 10  # of a letter's size, of it too, pixels
PIECE = re.compile(r"\n\n|\n(?=(?:[-*]|\d+\.) )")
SENTENCE = re.compile(r"(?<=[.?!:])\s+(?=[A-Z`*(])")


def task(text: str) -> str:
    """A task without its quiz, and without a last sentence that announces what isn't there."""
    lines = [line for line in text.split("\n") if "{{quiz" not in line]
    whole = "\n".join(lines).strip()
    if whole.endswith(":"):
        *kept, last = whole.split("\n\n")
        whole = "\n\n".join([*kept, " ".join(SENTENCE.split(last)[:-1])]).strip()
    return whole


def fitted(title: str, text: str, stub: str) -> tuple[int, bool]:
    """The size of a task's letters, and whether its code fits beside. Raises SlideError."""
    room = HEIGHT - TITLE * (len(title) // TITLE_LETTERS)
    lines = sum(1 + len(line) // CODE_LETTERS for line in stub.split("\n"))
    code = CODE_LINE * lines + 42  # its frame, and the gap before it
    for size in SIZES:
        if height(text, size) + code <= room:
            return size, True
    for size in (*SIZES, SMALLEST):
        if height(text, size) <= room:
            return size, False
    raise SlideError("the task is longer than a slide")


def height(text: str, size: int) -> float:
    """Pixels that a text takes in letters of so many pixels, roughly."""
    letters = WIDTH / (LETTER * size)
    pieces = [" ".join(piece.split()) for piece in PIECE.split(text) if piece.strip()]
    return sum((1 + len(piece) // letters) * LINE * size + GAP for piece in pieces)
