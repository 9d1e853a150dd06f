"""The timeline of some clients: one thin lane each, marks only where something went differently."""

from __future__ import annotations

from collections import defaultdict

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from simulator.views import axis, canvas, marks
from simulator.views.lifetimes import Story, Token, merged
from simulator.views.palette import BARS, FAINT, SHAPES
from simulator.views.text import person

RIGHT = 0.3
SHOWN = (
    "refused",
    "forbidden",
    "failed",
    "refused login",
    "login",
    "refused renewal",
    "reuse",
    "crash",
)
"""Marks that a thin lane has room for; later ones are drawn over earlier ones."""


def draw(story: Story, title: str) -> Figure:
    """The whole picture."""
    names = [person(client) for client in story.clients]
    left = max(0.7, 0.35 + max(canvas.text_width(name, 9.5) for name in names))
    lane = 0.27 if len(names) <= 24 else 0.21
    height = lane * len(names) + 0.1
    keys = _keys(story, left)
    top = canvas.headline_height(title) + 0.1
    figure = canvas.sheet(top + height + 0.55 + 0.24 * len(keys))
    canvas.headline(figure, title)
    axes = canvas.place(figure, left, top, RIGHT, height)
    until = story.until or 1.0
    axis.dress(axes, until)
    axes.set_ylim(len(names) - 0.5 + 0.05 / lane, -0.5 - 0.05 / lane)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0, pad=8)
    axes.grid(axis="x")
    axes.hlines([i + 0.5 for i in range(len(names) - 1)], 0, until, color=FAINT, linewidth=0.5)
    _bars(axes, story, until)
    _marks(axes, story, until / (canvas.WIDTH - left - RIGHT), 0.85 if lane > 0.25 else 0.75)
    marks.legend(figure, keys, left, 0.08)
    return figure


def spans(tokens: list[Token], use: str, until: float) -> list[tuple[float, float]]:
    """When at least one token of this use is alive, as (start, end) up to the horizon."""
    return merged((t.start, min(t.end, until)) for t in tokens if t.use == use)


def _bars(axes: Axes, story: Story, until: float) -> None:
    """Access life as a bar for each token, refresh life as a thin line under it."""
    tokens: dict[str, list[Token]] = defaultdict(list)
    for token in story.tokens:
        tokens[token.client].append(token)
    for i, client in enumerate(story.clients):
        live = [(t.start, min(t.end, until) - t.start) for t in tokens[client] if t.use == "access"]
        axes.broken_barh(
            live, (i - 0.32, 0.46), facecolor=BARS["access"].fill, edgecolor="white", linewidth=0.4
        )
        kept = [(a, b - a) for a, b in spans(tokens[client], "refresh", until)]
        axes.broken_barh(kept, (i + 0.22, 0.16), facecolor=BARS["refresh"].fill, linewidth=0)


def _marks(axes: Axes, story: Story, per_inch: float, scale: float) -> None:
    """Logins and refusals, thinned to what can be told apart."""
    row = {client: i for i, client in enumerate(story.clients)}
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    for mark in story.marks:
        if mark.kind in SHOWN:
            times[mark.kind, mark.client].append(mark.t)
    for kind in SHOWN:
        # What is refused to a refresh token stands on the refresh token's line.
        level = 0.28 if kind in ("refused renewal", "reuse") else -0.06
        size = scale * {"refused": 0.65, "refused renewal": 0.65}.get(kind, 1.0)
        points = [
            (t, row[client] + level)
            for client in story.clients
            for t in marks.thinned(times[kind, client], 0.06 * per_inch)
        ]
        if points:
            marks.put(axes, kind, points, size)


def _keys(story: Story, left: float) -> list[list[Line2D | Patch]]:
    kinds, uses = {m.kind for m in story.marks}, {t.use for t in story.tokens}
    keys: list[Line2D | Patch] = []
    if "access" in uses:
        keys.append(marks.bar_key("access", "valid access token"))
    if "refresh" in uses:
        colour = BARS["refresh"].fill
        keys.append(Line2D([], [], color=colour, linewidth=2.5, label="valid refresh token"))
    keys += [marks.mark_key(kind) for kind in SHAPES if kind in SHOWN and kind in kinds]
    return marks.legend_rows(keys, canvas.WIDTH - left - 0.1)
