"""The sequence diagram: who sends what to whom, with time running down, true to the log."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.figure import Figure

from simulator.events import Event, EventLog
from simulator.views import canvas
from simulator.views.arrows import CLIENT, arrows, lifelines
from simulator.views.exchanges import Excerpt, Exchange, excerpt, in_words, nothing, summary
from simulator.views.lifetimes import SERVERS
from simulator.views.messages import Drawing, bunched, clear_way, message, remark
from simulator.views.palette import BARS, GREY, INK
from simulator.views.picture import Picture
from simulator.views.text import duration, person
from simulator.views.timescale import LOST, UNDER, Break, spread, timescale

HEAD, FOOT = 0.75, 0.3
"""Inches between the title and the first arrow, and under the last."""


def sequence(
    log: EventLog | Iterable[Event],
    client: str | None = None,
    start: float = 0,
    until: float | None = None,
) -> Picture:
    """Draw one client's exchanges that begin in [start, until), at most twelve.

    The first client of the log is drawn, unless one is named; quiet gaps are cut short.
    ValueError: a client that the log does not know, or a span that ends before it starts.
    """
    shown = excerpt(log, client, start, until)
    with canvas.style():
        if not shown.exchanges:
            words = nothing(shown)
            return Picture(canvas.blank(words, "no exchange to show"), f"{words}.", words)
        title = summary(shown)
        return Picture(_draw(shown, title), in_words(shown), title)


def _draw(shown: Excerpt, title: str) -> Figure:
    """The whole picture."""
    exchanges, true = spread(shown.exchanges)
    scale = timescale(exchanges)
    tail = LOST + UNDER if exchanges[-1].received is None else 0.0
    top = canvas.headline_height(title)
    notes = _notes(shown, bool(true))
    height = HEAD + scale.height + tail + FOOT
    figure = canvas.sheet(top + height + 0.2 * len(notes) + 0.1)
    canvas.headline(figure, title)
    axes = canvas.place(figure, 0, top, 0, height)
    axes.set_xlim(0, canvas.WIDTH)
    axes.set_ylim(height - HEAD, -HEAD)
    axes.axis("off")
    drawing = Drawing(axes, scale, lifelines(exchanges), true)
    _lifelines(drawing, shown.client, scale.height + tail + 0.2)
    _bands(drawing, shown, exchanges)
    # Short arrows first: the words on long ones have more places to go to.
    sent = sorted(arrows(exchanges), key=drawing.length)
    for arrow in sent:
        clear_way(drawing, arrow)
        remark(drawing, arrow)
    for arrow, speaking in bunched(drawing, sent):
        message(drawing, arrow, speaking)
    _clock(drawing, exchanges)
    for gap in scale.breaks:
        _gap(drawing, gap)
    for i, note in enumerate(notes):
        at = (len(notes) - i) * 0.2 / figure.get_size_inches()[1]
        figure.text(0.15 / canvas.WIDTH, at, note, fontsize=9, color=INK, va="top")
    return figure


def _notes(shown: Excerpt, changed: bool) -> list[str]:
    """What has to be said under the picture."""
    notes = []
    if shown.tokens:
        uses = {token.use for token in shown.tokens}
        refresh = ", refresh token (orange, narrow)" if "refresh" in uses else ""
        notes.append(
            f"Bars beside {person(shown.client)}: until when a token is valid: "
            f"access token (blue){refresh}. Quiet times are cut short."
        )
    if shown.note:
        notes.append(f"{shown.note} Others: choose a time with start and until, in seconds.")
    if changed:
        notes.append("No latency in this run: arrows are drawn apart to be seen.")
    return notes


def _lifelines(drawing: Drawing, client: str, bottom: float) -> None:
    """A box with a name at the head of each line."""
    names = {CLIENT: client if client in SERVERS else person(client), "auth_server": "auth server"}
    for key, x in drawing.lines.items():
        drawing.axes.plot([x, x], [-0.35, bottom], color=GREY, linewidth=1.0, zorder=1)
        drawing.axes.text(
            x, -0.5, names.get(key, key.removeprefix("by ")), ha="center", va="center",
            fontsize=10.5, fontweight="bold",
            bbox={"boxstyle": "round,pad=0.4", "facecolor": "#F2F2F2", "edgecolor": GREY},
        )  # fmt: skip


WIDTHS = {"access": 0.11, "refresh": 0.05}
"""The bars of the two kinds, in inches: told apart by width, since a hatch means a dead token."""


def _bands(drawing: Drawing, shown: Excerpt, exchanges: list[Exchange]) -> None:
    """Beside the client's line: until when each token it got is valid and in use."""
    first, last = exchanges[0].sent, drawing.y.times[-1]
    lanes = {"access": drawing.lines[CLIENT] - 0.2, "refresh": drawing.lines[CLIENT] - 0.36}
    for token in shown.tokens:
        end = min(token.end, last)
        if end <= first or token.start >= last:
            continue
        top, bottom = drawing.y(token.start), drawing.y(end)
        look = BARS[token.use]
        drawing.axes.bar(
            lanes[token.use], bottom - top, WIDTHS[token.use], top, facecolor=look.fill,
            edgecolor=INK, linewidth=0.5, zorder=2,
        )  # fmt: skip


def _clock(drawing: Drawing, exchanges: list[Exchange]) -> None:
    """The time at the left: in full where a burst begins, then since that moment."""
    scale = drawing.y
    used = -1.0
    began = 0.0
    moments = sorted({t for e in exchanges for t in (e.sent, e.received) if t is not None})
    for t in moments:
        y, true = scale(t), drawing.true.get(t, t)
        if t in scale.starts:
            began = true
            words, weight = clock(true), "bold"
        else:
            words, weight = f"+{duration(true - began)}", "normal"
        if y - used < 0.17 or (weight == "normal" and true == began):
            continue
        used = y
        drawing.axes.text(
            1.25, y, words, ha="right", va="center", fontsize=9, fontweight=weight, color=INK
        )


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


def _gap(drawing: Drawing, gap: Break) -> None:
    """A break in every line, and how long it really lasts."""
    middle = (gap.top + gap.bottom) / 2
    start, end = (drawing.true.get(t, t) for t in (gap.start, gap.end))
    for x in drawing.lines.values():
        drawing.axes.plot(
            [x, x], [middle - 0.05, middle + 0.05], color="white", linewidth=4, zorder=6
        )
        for dy in (-0.05, 0.05):
            drawing.axes.plot(
                [x - 0.09, x + 0.09], [middle + dy + 0.04, middle + dy - 0.04],
                color=INK, linewidth=1.2, zorder=7,
            )  # fmt: skip
    xs = sorted(drawing.lines.values())
    drawing.axes.text(
        (xs[0] + xs[1]) / 2, middle, f"{duration(end - start)} later", ha="center",
        va="center", fontsize=10, fontstyle="italic", color=INK, zorder=7,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 2.0},
    )  # fmt: skip
