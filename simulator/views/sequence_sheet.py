"""How the sequence diagram is drawn: lifelines, arrows with their words, the clock at the left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from simulator.views import canvas
from simulator.views.arrows import CLIENT, Arrow
from simulator.views.exchanges import Excerpt, Exchange
from simulator.views.layout import Layout, layout
from simulator.views.lifetimes import SERVERS
from simulator.views.messages import SIZE, Path, Words, colour
from simulator.views.palette import BARS, GREY, INK, VERMILION
from simulator.views.placing import Place
from simulator.views.text import duration, person
from simulator.views.timescale import LOST, UNDER, Break, spread

HEAD, FOOT = 0.75, 0.3
"""Inches between the title and the first arrow, and under the last."""


def draw(shown: Excerpt, title: str) -> Figure:
    """The whole picture."""
    exchanges, true = spread(shown.exchanges)
    plan = layout(exchanges, true)
    tail = LOST + UNDER if exchanges[-1].received is None else 0.0
    top = canvas.headline_height(title)
    notes = _notes(shown, cut=bool(plan.y.breaks), moved=bool(true))
    height = HEAD + plan.y.height + tail + FOOT
    figure = canvas.sheet(top + height + 0.2 * len(notes) + 0.1)
    canvas.headline(figure, title)
    axes = canvas.place(figure, 0, top, 0, height)
    axes.set_xlim(0, canvas.WIDTH)
    axes.set_ylim(height - HEAD, -HEAD)
    axes.axis("off")
    _lifelines(axes, plan, shown.client, plan.y.height + tail + 0.2)
    _bands(axes, plan, shown, exchanges)
    for arrow, path in plan.arrows:
        _arrow(axes, arrow, path)
    for words, place in plan.words:
        _write(axes, words, place)
    _clock(axes, plan, exchanges)
    for gap in plan.y.breaks:
        _gap(axes, plan, gap)
    for i, note in enumerate(notes):
        at = (len(notes) - i) * 0.2 / figure.get_size_inches()[1]
        figure.text(0.15 / canvas.WIDTH, at, note, fontsize=9, color=INK, va="top")
    return figure


def _notes(shown: Excerpt, *, cut: bool, moved: bool) -> list[str]:
    """What has to be said under the picture."""
    notes = []
    if shown.tokens:
        uses = {token.use for token in shown.tokens}
        refresh = ", refresh token (orange, narrow)" if "refresh" in uses else ""
        notes.append(
            "Bars at the left: until a token expires or is replaced, or its family ends: "
            f"access token (blue){refresh}."
        )
    if cut:
        notes.append("Quiet times are cut short.")
    if shown.note:
        notes.append(f"{shown.note} Others: choose a time with start and until, in seconds.")
    if moved:
        notes.append("No latency in this run: arrows are drawn apart to be seen.")
    return notes


def _lifelines(axes: Axes, plan: Layout, client: str, bottom: float) -> None:
    """A box with a name at the head of each line."""
    names = {CLIENT: client if client in SERVERS else person(client), "auth_server": "auth server"}
    for key, x in plan.lines.items():
        axes.plot([x, x], [-0.35, bottom], color=GREY, linewidth=1.0, zorder=1)
        axes.text(
            x, -0.5, names.get(key, key.removeprefix("by ")), ha="center", va="center",
            fontsize=10.5, fontweight="bold",
            bbox={"boxstyle": "round,pad=0.4", "facecolor": "#F2F2F2", "edgecolor": GREY},
        )  # fmt: skip


def _arrow(axes: Axes, arrow: Arrow, path: Path) -> None:
    """Full line there, dashed line back, thick for several messages; a lost one ends in a cross.

    Answers of two kinds share a line of dashes in two colours.
    """
    colours: Sequence[str] = list(dict.fromkeys(colour(arrow, label) for label in arrow.labels))
    style: dict[str, Any] = {"shrinkA": 0, "shrinkB": 0}
    style["linewidth"] = 1.3 if arrow.messages == 1 else 2.2
    style["arrowstyle"] = "-" if path.lost else "-|>,head_width=0.28,head_length=0.55"
    for i, ink in enumerate(colours):
        dash, gap = (5, 2.5) if arrow.messages == 1 else (3, 1.5)
        every = len(colours) * (dash + gap)
        dashes = (i * (dash + gap), (dash, every - dash))
        style |= {"color": ink, "linestyle": "-" if arrow.asked is None else dashes}
        axes.annotate("", path.end, path.start, arrowprops=dict(style), zorder=3)
    if path.lost:
        axes.plot(*path.end, marker="x", color=VERMILION, markersize=9, markeredgewidth=2, zorder=4)


def _write(axes: Axes, words: Words, place: Place) -> None:
    """Words at their place, white round the letters where they run across a lifeline."""
    for (text, anchor), ink in zip(place.texts, words.colours, strict=True):
        axes.text(
            *anchor,
            text,
            ha="right" if words.right else "left",
            va="bottom",
            rotation=words.degrees,
            rotation_mode="anchor",
            fontsize=SIZE,
            fontstyle="italic" if words.italic else "normal",
            linespacing=1.15,
            color=ink,
            zorder=5,
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
        )


WIDTHS = {"access": 0.11, "refresh": 0.05}
"""The bars of the two kinds, in inches: told apart by width, since a hatch means a dead token."""


def _bands(axes: Axes, plan: Layout, shown: Excerpt, exchanges: list[Exchange]) -> None:
    """Left of the first line: until when each token counts that the client got."""
    first, last = exchanges[0].sent, plan.y.times[-1]
    edge = min(plan.lines.values())
    lanes = {"access": edge - 0.2, "refresh": edge - 0.36}
    for token in shown.tokens:
        end = min(token.end, last)
        if end <= first or token.start >= last:
            continue
        top, bottom = plan.y(token.start), plan.y(end)
        look = BARS[token.use]
        axes.bar(
            lanes[token.use], bottom - top, WIDTHS[token.use], top, facecolor=look.fill,
            edgecolor=INK, linewidth=0.5, zorder=2,
        )  # fmt: skip


def _clock(axes: Axes, plan: Layout, exchanges: list[Exchange]) -> None:
    """The time at the left: in full where a burst begins, then since that moment."""
    scale = plan.y
    used = -1.0
    began = 0.0
    moments = sorted({t for e in exchanges for t in (e.sent, e.received) if t is not None})
    for t in moments:
        y, true = scale(t), plan.true.get(t, t)
        if t in scale.starts:
            began = true
            words, weight = clock(true), "bold"
        else:
            words, weight = f"+{duration(true - began)}", "normal"
        if y - used < 0.17 or (weight == "normal" and true == began):
            continue
        used = y
        axes.text(1.25, y, words, ha="right", va="center", fontsize=9, fontweight=weight, color=INK)


def clock(t: float) -> str:
    """A moment to the millisecond: "7:00.080", with hours and days where there are any."""
    whole, millis = divmod(round(t * 1000), 1000)
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    fraction = f".{millis:03d}" if millis else ""
    if days or hours:
        day = f"day {days + 1}, " if days else ""
        return f"{day}{hours}:{minutes:02d}:{seconds:02d}{fraction}"
    return f"{minutes}:{seconds:02d}{fraction}"


def _gap(axes: Axes, plan: Layout, gap: Break) -> None:
    """A break in every line."""
    middle = (gap.top + gap.bottom) / 2
    for x in plan.lines.values():
        axes.plot([x, x], [middle - 0.05, middle + 0.05], color="white", linewidth=4, zorder=6)
        for dy in (-0.05, 0.05):
            axes.plot(
                [x - 0.09, x + 0.09], [middle + dy + 0.04, middle + dy - 0.04],
                color=INK, linewidth=1.2, zorder=7,
            )  # fmt: skip
