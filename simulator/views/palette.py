"""Colours, hatches and shapes. Everything that differs by colour differs by shape too."""

from __future__ import annotations

from typing import NamedTuple

# Okabe and Ito's eight colours: told apart by readers with any common colour blindness.
BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
# Vermilion for words: as dark as letters on white have to be (WCAG 1.4.3).
ALARM = "#BF5500"
# Two greys for what is not data.
INK = "#333333"
GREY = "#767676"
FAINT = "#D9D9D9"


class Bar(NamedTuple):
    """How the life of a token is filled: while it counts, and after it was replaced or revoked."""

    fill: str
    pale: str
    hatch: str


BARS: dict[str, Bar] = {
    "access": Bar(SKY, "#E3F2FB", "////"),
    "refresh": Bar(ORANGE, "#FBEFD5", "\\\\\\\\"),
}


class Shape(NamedTuple):
    """How a mark is drawn: matplotlib's marker, its colours, its size in points, its name."""

    marker: str
    fill: str
    edge: str
    size: float
    label: str


SHAPES: dict[str, Shape] = {
    "login": Shape("^", GREEN, "white", 10, "login"),
    "renewal": Shape("P", BLACK, "white", 8.5, "renewal"),
    "served": Shape("o", BLUE, "white", 6.5, "request served"),
    "refused": Shape("x", VERMILION, VERMILION, 7.5, "refused (401)"),
    "forbidden": Shape("s", PURPLE, BLACK, 7, "forbidden (403)"),
    "failed": Shape("d", GREY, BLACK, 8, "failed"),
    "unanswered": Shape("o", "white", INK, 6.5, "no answer"),
    "refused login": Shape("v", VERMILION, "white", 10, "login refused"),
    "refused renewal": Shape("D", VERMILION, "white", 8, "renewal refused"),
    "reuse": Shape("*", YELLOW, BLACK, 14, "reuse of a replaced token"),
    "crash": Shape("X", BLACK, "white", 10, "client function raised"),
}
"""One shape for each kind of mark that `lifetimes` finds in a log, in the order of a legend."""
