"""The timeline of many clients: who holds what over time, and requests and logins per bin."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from simulator.views import axis, canvas
from simulator.views.columns import Layer, edge, legend, stacked
from simulator.views.crowd import Counts
from simulator.views.lifetimes import Story
from simulator.views.palette import BLACK, FAINT, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILION
from simulator.views.text import duration

LEFT, RIGHT = 0.95, 0.3
HOLDERS: tuple[Layer, ...] = (
    ("valid access token", SKY, ""),
    ("only a refresh token", ORANGE, "\\\\\\"),
    ("no valid token", "#F2F2F2", ""),
)
OUTCOMES: dict[str, Layer] = {
    "served": ("served", SKY, ""),
    "refused": ("refused (401)", VERMILION, "xxx"),
    "forbidden": ("forbidden (403)", PURPLE, "..."),
    "failed": ("failed", GREY, "---"),
    "unanswered": ("no answer", "white", "///"),
}
GRANTS: dict[str, Layer] = {
    "login": ("logins", GREEN, ""),
    "renewal": ("renewals", FAINT, "///"),
    "refused login": ("refused logins", VERMILION, "xxx"),
    "refused renewal": ("refused renewals", VERMILION, "+++"),
    "reuse": ("reuses", BLACK, ""),
}


def draw(story: Story, counts: Counts, title: str) -> Figure:
    """The picture: who holds what, how requests ended, who got tokens."""
    width = counts.width
    top = canvas.headline_height(title) + 0.38
    figure = canvas.sheet(top + 2.1 + 0.62 + 1.35 + 0.62 + 1.1 + 0.55)
    canvas.headline(figure, title)
    places = ((top, 2.1), (top + 2.72, 1.35), (top + 4.69, 1.1))
    holders, asked, grants = (canvas.place(figure, LEFT, y, RIGHT, h) for y, h in places)
    access, none = np.array(counts.access), np.array(counts.none)
    _holders(holders, counts.times, access, none, len(story.clients))
    per = duration(width).removeprefix("1 ")
    outcomes, given = arrays(counts.outcomes), arrays(counts.grants)
    stacked(asked, outcomes, OUTCOMES, width, f"requests\nper {per}")
    stacked(grants, given, GRANTS, width, f"logins, renewals\nper {per}")
    for axes in (holders, asked, grants):
        axis.dress(axes, counts.until, label=axes is grants)
        axes.grid(axis="y")
    return figure


def arrays(bins: dict[str, list[int]]) -> dict[str, Any]:
    """The bins of each kind as an array, which can be stacked."""
    return {kind: np.array(values) for kind, values in bins.items()}


def _holders(axes: Axes, times: Any, access: Any, none: Any, clients: int) -> None:
    """Three layers that add up to all clients."""
    edges = [np.zeros_like(access), access, clients - none, np.full_like(access, clients)]
    keys = []
    for (label, colour, hatch), low, high in zip(HOLDERS, edges[:-1], edges[1:], strict=True):
        if np.array_equal(low, high):
            continue
        axes.fill_between(
            times, low, high, step="post", facecolor=colour, hatch=hatch, edgecolor="white",
            linewidth=0,
        )  # fmt: skip
        keys.append(Patch(facecolor=colour, hatch=hatch, edgecolor=edge(colour), label=label))
    axes.set_ylim(0, clients)
    axes.set_ylabel("clients")
    legend(axes, keys)
