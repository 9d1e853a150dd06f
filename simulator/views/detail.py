"""The timeline of one to three clients: each token a bar, each request a mark."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from simulator.views import axis, canvas, marks
from simulator.views.lifetimes import Mark, Story, Token, merged
from simulator.views.palette import BARS, BLACK, FAINT, INK, SHAPES
from simulator.views.text import duration, person

LEFT, RIGHT = 1.2, 0.35
"""Inches beside the axes."""
LIVE, AFTER = 0.27, 0.1
"""Inches: height of a bar while the token counts, and of what is left of it afterwards."""
CROWD = 36
"""More marks than this in one row are drawn smaller."""

# Later kinds are drawn over earlier ones: the rarer ones stay visible.
_IN_LANE = {
    "renewal": "access",
    "login": "access",
    "refused renewal": "refresh",
    "reuse": "refresh",
}
_BELOW = ("refused", "forbidden", "failed", "unanswered", "refused login", "crash")
_FAILURES = {"failed", "unanswered", "crash"}


class Lane(NamedTuple):
    """One row of the picture; y is inches from the top of the axes to its middle."""

    client: str
    kind: str
    """"name", "refresh", "access", "served" or "refused"."""
    y: float
    height: float


class Sheet(NamedTuple):
    """The axes, and what one needs to know to write on them."""

    axes: Axes
    until: float
    per_inch: float
    """Seconds in an inch."""


def draw(story: Story, title: str) -> Figure:
    """The whole picture."""
    lanes, height = layout(story)
    keys = legend_rows_of(story)
    top = canvas.headline_height(title) + 0.1
    figure = canvas.sheet(top + height + 0.55 + 0.24 * len(keys))
    canvas.headline(figure, title)
    axes = canvas.place(figure, LEFT, top, RIGHT, height)
    until = story.until or 1.0
    axis.dress(axes, until)
    axes.set_ylim(height, 0)
    axes.grid(axis="x")
    sheet = Sheet(axes, until, until / (canvas.WIDTH - LEFT - RIGHT))
    for lane in lanes:
        _lane(sheet, lane, story)
    _names(sheet, lanes, story)
    marks.legend(figure, keys, LEFT, 0.08)
    return figure


def layout(story: Story) -> tuple[list[Lane], float]:
    """The rows that this story needs, and their height in inches."""
    lanes: list[Lane] = []
    y = 0.05
    for client in story.clients:
        uses = {t.use for t in story.tokens if t.client == client}
        kinds = {m.kind for m in story.marks if m.client == client}
        wanted = [("name", 0.3)] if len(story.clients) > 1 else []
        if "refresh" in uses:
            wanted.append(("refresh", 0.5))
        wanted.append(("access", 0.5))
        if "served" in kinds:
            wanted.append(("served", 0.26))
        if kinds & set(_BELOW) or (kinds & {"reuse", "refused renewal"} and "refresh" not in uses):
            wanted.append(("refused", 0.26))
        for kind, height in wanted:
            lanes.append(Lane(client, kind, y + height / 2, height))
            y += height
        y += 0.08
    return lanes, y


def legend_rows_of(story: Story) -> list[list[Line2D | Patch]]:
    """What the legend has to explain: kinds of marks that occur, and pale bars."""
    kinds = {m.kind for m in story.marks}
    keys: list[Line2D | Patch] = [marks.mark_key(kind) for kind in SHAPES if kind in kinds]
    for use, words in (
        ("access", "replaced or revoked, yet accepted until it expires"),
        ("refresh", "replaced or revoked: no longer accepted"),
    ):
        if any(t.use == use and leftover(t, story.until) for t in story.tokens):
            keys.append(marks.bar_key(use, words, pale=True))
    return marks.legend_rows(keys, canvas.WIDTH - LEFT - 0.1) if keys else []


def leftover(token: Token, until: float) -> tuple[float, float] | None:
    """From when to when a token that was replaced or revoked would have lived on."""
    if token.ended is None or token.ended >= until:
        return None
    return token.ended, min(token.expires, until)


def _lane(sheet: Sheet, lane: Lane, story: Story) -> None:
    """Draw one row."""
    mine = [m for m in story.marks if m.client == lane.client]
    if lane.kind in BARS:
        tokens = [t for t in story.tokens if t.client == lane.client and t.use == lane.kind]
        _bars(sheet, lane, tokens, [m.t for m in mine if _IN_LANE.get(m.kind) == lane.kind])
        has_refresh = any(t.use == "refresh" and t.client == lane.client for t in story.tokens)
        for kind, where in _IN_LANE.items():
            if where == lane.kind and (has_refresh or where == "access"):
                _put(sheet, kind, mine, lane.y - 0.05)
    elif lane.kind == "served":
        _put(sheet, "served", mine, lane.y)
    elif lane.kind == "refused":
        has_refresh = any(t.use == "refresh" and t.client == lane.client for t in story.tokens)
        for kind in _BELOW if has_refresh else (*_BELOW, "refused renewal", "reuse"):
            _put(sheet, kind, mine, lane.y)


def _put(sheet: Sheet, kind: str, mine: Iterable[Mark], y: float) -> None:
    """Marks of one kind in one row, thinned to what can be told apart."""
    times = [m.t for m in mine if m.kind == kind]
    if not times:
        return
    kept = marks.thinned(times, 0.06 * sheet.per_inch)
    size = 0.65 if len(kept) > CROWD else 1.0
    marks.put(sheet.axes, kind, [(t, y) for t in kept], size)
    if len(kept) < len(times):
        _counts(sheet, marks.groups(times, 0.3 * sheet.per_inch), y)


def _counts(sheet: Sheet, groups: list[list[float]], y: float) -> None:
    """How many marks stand in each crowd too dense to count, where there is room to say it."""
    before, beside = 0.0, 0.11 * sheet.per_inch
    for group, after in zip(groups, [*(g[0] for g in groups[1:]), sheet.until], strict=True):
        words = f"×{len(group)}"
        wide = (canvas.text_width(words, 9) + 0.1) * sheet.per_inch
        if len(group) > 2 and group[-1] - group[0] <= 0.06 * len(group) * sheet.per_inch:
            if group[-1] + beside + wide <= after:
                sheet.axes.text(group[-1] + beside, y, words, fontsize=9, va="center_baseline")
            elif group[0] - beside - wide >= before:
                at = group[0] - beside
                sheet.axes.text(at, y, words, fontsize=9, va="center_baseline", ha="right")
        before = group[-1]


def _bars(sheet: Sheet, lane: Lane, tokens: list[Token], marked: list[float]) -> None:
    """The lives of one client's tokens of one use, what is left of them below, and labels.

    `marked`: where marks will stand in this row, to be left free.
    """
    look = BARS[lane.kind]
    top = lane.y - 0.05 - LIVE / 2
    spans = [(t.start, min(t.end, sheet.until)) for t in tokens]
    sheet.axes.broken_barh(
        [(a, b - a) for a, b in spans],
        (top, LIVE),
        facecolor=look.fill,
        edgecolor=INK,
        # An edge would swallow bars of a pixel or two.
        linewidth=[0.7 if b - a > 0.06 * sheet.per_inch else 0 for a, b in spans],
    )
    after = merged(span for t in tokens if (span := leftover(t, sheet.until)))
    if after:
        sheet.axes.broken_barh(
            [(a, b - a) for a, b in after],
            (top + LIVE, AFTER),
            facecolor=look.pale,
            edgecolor="#999999",
            hatch=look.hatch,
            linewidth=0.5,
        )
    _open_ends(sheet, lane, tokens, top)
    _labels(sheet, lane, tokens, spans, top)
    _revocations(sheet, tokens, top, [a for a, _ in spans] + marked)


def _open_ends(sheet: Sheet, lane: Lane, tokens: list[Token], top: float) -> None:
    """An arrow where a life runs on beyond the picture."""
    if any(t.end > sheet.until for t in tokens):
        sheet.axes.plot(
            [sheet.until + 0.1 * sheet.per_inch],
            [top + LIVE / 2],
            marker=">",
            markersize=11,
            markerfacecolor=BARS[lane.kind].fill,
            markeredgecolor=INK,
            markeredgewidth=0.7,
            clip_on=False,
        )


def _labels(
    sheet: Sheet, lane: Lane, tokens: list[Token], spans: list[tuple[float, float]], top: float
) -> None:
    """Ids where they fit."""
    for token, (start, end) in zip(tokens, spans, strict=True):
        if _fits(token.id, (end - start) / sheet.per_inch - 0.24):
            at = start + 0.16 * sheet.per_inch
            sheet.axes.text(at, top + LIVE / 2, token.id, fontsize=9, va="center", color=BLACK)


def _fits(words: str, inches: float) -> bool:
    # Measuring costs; nothing fits into a fifth of an inch.
    return inches > 0.2 and canvas.text_width(words, 9) <= inches


def _revocations(sheet: Sheet, tokens: list[Token], top: float, taken: list[float]) -> None:
    """A thick end to each revoked life, with the reason after it if nothing stands there."""
    for token in tokens:
        if token.ended is None or token.why == "replaced" or token.use != "refresh":
            continue
        sheet.axes.vlines(
            token.end, top - 0.03, top + LIVE + AFTER, color=BLACK, linewidth=2.5, zorder=4
        )
        free = min([t for t in taken if t > token.end] + [sheet.until]) - token.end
        for words in (f"revoked: {token.why}", "revoked"):
            if canvas.text_width(words, 9) + 0.17 > free / sheet.per_inch:
                continue
            at = token.end + 0.07 * sheet.per_inch
            sheet.axes.text(at, top + LIVE / 2, words, fontsize=9, va="center", color=BLACK)
            break


def _names(sheet: Sheet, lanes: list[Lane], story: Story) -> None:
    """The rows' names at the left, and a line between clients."""
    axes = sheet.axes
    axes.set_yticks(
        [lane.y - (0.05 if lane.kind in BARS else 0) for lane in lanes],
        [_name(lane, story) for lane in lanes],
    )
    axes.tick_params(axis="y", length=0, pad=10)
    for label, lane in zip(axes.get_yticklabels(), lanes, strict=True):
        if lane.kind == "name":
            label.set_fontweight("bold")
            label.set_fontsize(11)
            if lane is not lanes[0]:
                axes.axhline(lane.y - lane.height / 2, color=FAINT, linewidth=1)


def _name(lane: Lane, story: Story) -> str:
    """A row's name, with the lifetime of its tokens."""
    if lane.kind == "name":
        return person(lane.client)
    if lane.kind not in BARS:
        below = {m.kind for m in story.marks if m.client == lane.client} & set(_BELOW)
        return "failed" if lane.kind == "refused" and below and below <= _FAILURES else lane.kind
    lives = {t.lifetime for t in story.tokens if t.client == lane.client and t.use == lane.kind}
    if not lives:
        return f"{lane.kind} token"
    longest = f"{'up to ' if len(lives) > 1 else ''}{duration(max(lives))}"
    return f"{lane.kind} token,\n{longest}"
