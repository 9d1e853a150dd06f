"""A sheet to draw on: one look for all pictures, and no trace of it in the caller's settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import matplotlib
from matplotlib import style as mpl_style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from simulator.views.palette import FAINT, GREY, INK

UNBROKEN = re.compile(r"(?<!\d)\s+|\s+(?!(?:ms|s|min|h|d)\b|%)")
"""Where a line may end: anywhere between two words, but not between a number and its unit."""
WIDTH = 9.5
"""Inches: the width of a notebook's page at 100 dots per inch."""

_LOOK: dict[str, Any] = {
    "figure.dpi": 100,
    "savefig.dpi": 100,
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "axes.titlesize": 12,
    "axes.labelsize": 9.5,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "legend.fontsize": 9.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.7,
    "hatch.linewidth": 0.6,
    # A client may be called anything; "$" is no formula.
    "text.parse_math": False,
    "svg.hashsalt": "simulator",
}


@contextmanager
def style() -> Iterator[None]:
    """Our look for the time of a drawing, whatever the caller's settings are."""
    with mpl_style.context("default"):
        settings: Any = matplotlib.rcParams
        settings.update(_LOOK)
        yield


def sheet(height: float, width: float = WIDTH) -> Figure:
    """An empty figure, sizes in inches, that no pyplot knows of."""
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def place(figure: Figure, left: float, top: float, right: float, height: float) -> Axes:
    """Axes at these distances in inches from the figure's left, top and right edges."""
    wide, high = figure.get_size_inches()
    return figure.add_axes(
        (left / wide, 1 - (top + height) / high, (wide - left - right) / wide, height / high)
    )


def headline_height(title: str) -> float:
    """Inches that the title takes at the head of a picture."""
    return 0.2 + 0.2 * len(_title_lines(title))


def headline(figure: Figure, title: str) -> None:
    """Write the title, in as many lines as it takes."""
    wide, high = figure.get_size_inches()
    lines = "\n".join(_title_lines(title))
    figure.text(0.15 / wide, 1 - 0.1 / high, lines, fontsize=12, va="top", fontweight="bold")


def _title_lines(title: str) -> list[str]:
    return wrapped(title, WIDTH - 0.4, 12, bold=True)


def wrapped(words: str, inches: float, size: float, *, bold: bool = False) -> list[str]:
    """The words in lines no wider than `inches`."""
    lines: list[str] = []
    line = ""
    for word in UNBROKEN.split(words.strip()):
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size, bold=bold) > inches:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


@lru_cache(maxsize=4096)
def text_width(words: str, size: float = 9, *, bold: bool = False) -> float:
    """How wide these words are in inches when set in this size."""
    figure, renderer = _probe()
    probe = Text(0, 0, words, fontsize=size, fontweight="bold" if bold else "normal")
    probe.set_figure(figure)
    return float(probe.get_window_extent(renderer).width) / 100


@lru_cache(maxsize=1)
def _probe() -> tuple[Figure, Any]:
    figure = Figure(figsize=(1, 1), dpi=100)
    canvas: Any = FigureCanvasAgg(figure)
    return figure, canvas.get_renderer()


def blank(title: str, message: str) -> Figure:
    """A picture that says in words that there is nothing to see."""
    figure = sheet(1.6)
    headline(figure, title)
    figure.text(0.5, 0.4, message, ha="center", va="center", color=GREY, fontsize=11)
    return figure
