"""Pictures for everybody's eyes: the palette, what differs besides colour, and contrast."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import matplotlib.colors as mcolors
import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.collections import Collection
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from simulator.views import palette
from simulator.views.canvas import style
from tests.views.samples import SAMPLES

VIEWS = Path(palette.__file__).parent
OKABE_ITO = (
    palette.BLACK,
    palette.ORANGE,
    palette.SKY,
    palette.GREEN,
    palette.YELLOW,
    palette.BLUE,
    palette.VERMILION,
    palette.PURPLE,
)
TEXT_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3."""
TELLS_APART = 1.5
"""Two greys this far apart are told apart without colour."""
Colour = tuple[float, float, float]


@cache
def picture(name: str) -> Any:
    """A sample, drawn once for all tests."""
    return SAMPLES[name]()


def luminance(colours: Any) -> Any:
    """Relative luminance (WCAG 2.2) of RGB colours, in the last axis."""
    parts = np.asarray(colours, dtype=float)[..., :3]
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one: Any, other: Any) -> Any:
    first, second = luminance(one), luminance(other)
    return (np.maximum(first, second) + 0.05) / (np.minimum(first, second) + 0.05)


def is_grey(colour: Colour) -> bool:
    return max(colour) - min(colour) < 0.02


def is_ours(colour: Colour) -> bool:
    """Whether it is grey, one of the eight, one of these mixed with white, or the one for words."""
    if is_grey(colour) or np.allclose(colour, mcolors.to_rgb(palette.ALARM), atol=0.003):
        return True
    for name in OKABE_ITO[1:]:
        pure = np.array(mcolors.to_rgb(name))
        share = (1 - np.array(colour)) @ (1 - pure) / ((1 - pure) @ (1 - pure))
        if 0 < share <= 1.01 and np.allclose(1 - share * (1 - pure), colour, atol=0.03):
            return True
    return False


def seen(values: Iterable[Any]) -> Iterator[Colour]:
    """Colours that are not transparent."""
    for red, green, blue, alpha in mcolors.to_rgba_array(list(values)):
        if alpha > 0:
            yield (float(red), float(green), float(blue))


def colours(artist: Artist) -> Iterator[Colour]:
    """The colours that an artist is drawn in."""
    match artist:
        case Line2D():
            line = artist.get_linestyle() != "None" and len(np.atleast_1d(artist.get_xdata())) > 1
            drawn = [artist.get_color()] if line else []
            if artist.get_marker() not in (None, "None", ""):
                drawn.append(artist.get_markeredgecolor())
                if artist.get_marker() in Line2D.filled_markers:
                    drawn.append(artist.get_markerfacecolor())
            yield from seen(each for each in drawn if each != "none")
        case Patch():
            yield from seen([artist.get_facecolor(), artist.get_edgecolor()])
        case Collection():
            yield from seen(artist.get_facecolor())
            yield from seen(artist.get_edgecolor())
        case Text() if artist.get_text():
            yield from seen([artist.get_color()])


def test_the_palette_can_refuse():
    assert is_ours(mcolors.to_rgb("#E3F2FB"))
    assert is_ours(mcolors.to_rgb(palette.GREY))
    for name in ("red", "tab:blue", "#1f77b4", "lime", "#FFCCCC"):
        assert not is_ours(mcolors.to_rgb(name)), name


@pytest.mark.parametrize("name", SAMPLES)
def test_every_colour_is_of_the_palette(name: str):
    figure = picture(name).figure
    foreign = {
        (mcolors.to_hex(colour), type(artist).__name__)
        for artist in figure.findobj()
        if artist.get_visible()
        for colour in colours(artist)
        if not is_ours(colour)
    }
    assert foreign == set()


def test_no_view_names_a_colour_of_another_palette():
    for path in VIEWS.glob("*.py"):
        for found in re.finditer(r"\"(#[0-9A-Fa-f]{6})\"", path.read_text(encoding="utf-8")):
            assert is_ours(mcolors.to_rgb(found[1])), f"{path.name}: {found[1]}"


def look(handle: Any) -> tuple[Any, ...]:
    """What an entry of a legend looks like, but for its colour."""
    if isinstance(handle, Line2D):
        return ("line", handle.get_linestyle(), str(handle.get_marker()), handle.get_linewidth())
    hatch = handle.get_hatch() if hasattr(handle, "get_hatch") else None
    return ("area", hatch or "")


def grey_of(handle: Any) -> Any:
    """The colour of an entry's area or line."""
    found = handle.get_color() if isinstance(handle, Line2D) else handle.get_facecolor()
    return mcolors.to_rgba(found if isinstance(found, str) else tuple(np.ravel(found)[:4]))


@pytest.mark.parametrize("name", SAMPLES)
def test_entries_of_a_legend_differ_by_more_than_colour(name: str):
    legends = picture(name).figure.findobj(Legend)
    for legend in legends:
        for one, other in combinations(legend.legend_handles, 2):
            same = look(one) == look(other)
            assert not same or contrast(grey_of(one), grey_of(other)) >= TELLS_APART, (
                one.get_label(), other.get_label(), look(one),
            )  # fmt: skip


def pale_texts(figure: Any) -> list[tuple[str, float]]:
    """Texts that stand on something too like them, each with the contrast.

    The figure is drawn without any text, and a text's colour is held against the pixels that it
    will cover. Nine in ten must be far enough from it: a line or a hatch may cross.
    """
    with style():
        figure.canvas.draw()
        texts = [
            one for one in figure.findobj(Text) if one.get_visible() and one.get_text().strip()
        ]
        boxes = [(one, one.get_window_extent(), mcolors.to_rgb(one.get_color())) for one in texts]
        for one in texts:
            one.set_alpha(0)
        figure.canvas.draw()
        below = np.asarray(figure.canvas.buffer_rgba())[..., :3] / 255
        for one in texts:
            one.set_alpha(None)
    poor = []
    for one, box, colour in boxes:
        top = below.shape[0] - box.y1
        rows = slice(max(0, round(top)), max(0, round(top + box.height)))
        under = below[rows, max(0, round(box.x0)) : max(0, round(box.x1))]
        if under.size:
            usual = float(np.quantile(contrast(under, colour), 0.1))
            if usual < TEXT_CONTRAST:
                poor.append((one.get_text(), round(usual, 1)))
    return poor


@pytest.mark.parametrize("name", SAMPLES)
def test_texts_stand_out_from_what_is_under_them(name: str):
    assert pale_texts(picture(name).figure) == []


def test_a_pale_text_is_found():
    from simulator.views.canvas import sheet

    figure = sheet(1)
    figure.text(0.2, 0.5, "on white", color="#999999")
    assert [words for words, _ in pale_texts(figure)] == ["on white"]
