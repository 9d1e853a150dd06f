"""Exposure: what a thief could do with what was stolen, from when to when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from simulator.events import Event, EventLog
from simulator.views import axis, canvas, marks
from simulator.views.lifetimes import Story, merged, read
from simulator.views.palette import BARS, BLACK, INK, PURPLE, SHAPES, VERMILION
from simulator.views.picture import Picture
from simulator.views.text import (
    capital,
    count,
    duration,
    duration_in_words,
    listing,
    number,
    person,
    times,
)
from simulator.views.thefts import ACCESS, KEY, REFRESH, Exposure, exposures

DETAIL, NAMED = 3, 40
"""Up to so many thefts are drawn with all that happened, up to so many by name."""
LEFT, RIGHT = 1.35, 0.4
BAR, MARK = 0.27, 0.05
"""Inches: what is beside the axes, the height of a bar, and half the width of a mark."""
USES = {KEY: ("signing key", PURPLE, "..."), ACCESS: ("access token", BARS[ACCESS].fill, ""),
        REFRESH: ("refresh token", BARS[REFRESH].fill, "\\\\\\")}  # fmt: skip
BAND = (VERMILION, "///")
"""The time in which the thief could do something."""
NOTHING = "Nothing was stolen"


class Row(NamedTuple):
    """One row of a theft: y is inches from the top of the axes to its middle."""

    theft: Exposure
    kind: str
    """"victim", "thief", "key", "refresh", "access" or "band"."""
    y: float


def exposure(log: EventLog | Iterable[Event], title: str | None = None) -> Picture:
    """Draw every theft: a few in detail over time, more of them as bars from the theft on.

    The title says for how long the thief could use it, unless one is given.
    """
    found = exposures(log)
    with canvas.style():
        if not found:
            heading = title or NOTHING
            return Picture(canvas.blank(heading, NOTHING), f"{NOTHING}.", heading)
        heading = title or headline(found)
        if len(found) > DETAIL:
            return Picture(draw_many(found, heading), alt_of_many(found), heading)
        story = read(log)
        figure = draw_detail(found, story, heading)
    return Picture(figure, alt_text(found, story), heading)


def draw_detail(found: Sequence[Exposure], story: Story, title: str) -> Figure:
    """Rows for each theft, over the part of the run that they take up."""
    laid_out, height = layout(found)
    start, until = window(found, story.until or 1.0)
    keys = marks.legend_rows(detail_keys(found, story, (start, until)), canvas.WIDTH - LEFT - 0.1)
    top = canvas.headline_height(title) + 0.3
    figure = canvas.sheet(top + height + 0.55 + 0.24 * len(keys))
    canvas.headline(figure, title)
    axes = canvas.place(figure, LEFT, top, RIGHT, height)
    axis.dress(axes, until, start=start)
    axes.set_ylim(height, 0)
    axes.grid(axis="x")
    per_inch = (until - start) / (canvas.WIDTH - LEFT - RIGHT)
    for row in laid_out:
        draw_row(axes, row, story, per_inch, (start, until))
    axes.set_yticks([row.y for row in laid_out], [row_name(row) for row in laid_out])
    axes.tick_params(axis="y", length=0, pad=8)
    for theft in found:
        ys = [row.y for row in laid_out if row.theft is theft]
        moments(axes, theft, ys)
        for t in logouts(theft, story):
            free = next_mark(story, theft.victim, t, until) - MARK * per_inch
            logout(axes, t, ys, per_inch, free)
    marks.legend(figure, keys, LEFT, 0.08)
    return figure


def layout(found: Sequence[Exposure]) -> tuple[list[Row], float]:
    """The rows, and their height in inches."""
    laid_out = []
    y = 0.1
    for theft in found:
        uses = {hold.use for hold in theft.holds}
        for kind in ("victim", "thief", KEY, REFRESH, ACCESS, "band"):
            if kind in USES and kind not in uses:
                continue
            laid_out.append(Row(theft, kind, y + 0.2))
            y += 0.42
        y += 0.3
    return laid_out, y - 0.25


def window(found: Sequence[Exposure], until: float) -> tuple[float, float]:
    """The part of the run to draw: all of it, unless the thefts take up little."""
    first = min(theft.at for theft in found)
    last = max(
        max([hold.end for hold in theft.holds] + [*theft.forced_logins, *theft.turned_down][-1:])
        for theft in found
    )
    room = max(last - first, 1.0)
    if room > 0.4 * until:
        return 0.0, until
    return max(0.0, first - 0.25 * room), min(until, last + 0.35 * room)


def row_name(row: Row) -> str:
    """What stands at the left of a row."""
    theft = row.theft
    if row.kind == "victim":
        return person(theft.victim)
    if row.kind in USES:
        return USES[row.kind][0]
    return {"thief": person(theft.thief), "band": "could use it"}[row.kind]


def draw_row(
    axes: Axes, row: Row, story: Story, per_inch: float, shown: tuple[float, float]
) -> None:
    """Bars or marks of one row."""
    theft, y = row.theft, row.y
    if row.kind == "victim":
        put(axes, story, theft.victim, VICTIM_MARKS, y, per_inch, shown)
        if theft.forced_logins:
            after = theft.forced_logins[-1] + MARK * per_inch
            free = next_mark(story, theft.victim, after, shown[1]) - MARK * per_inch
            beside(axes, after, y, "must log in", per_inch, free)
    elif row.kind == "thief":
        put(axes, story, theft.thief, THIEF_MARKS, y, per_inch, shown)
    elif row.kind == "band":
        spans = merged((hold.start, hold.end) for hold in theft.holds)
        bars(axes, spans, y, *BAND)
        words = duration(theft.usable) + (" at least" if theft.open_ended else "")
        beside(axes, spans[-1][1] if spans else theft.at, y, words, per_inch, shown[1])
    else:
        holds = [hold for hold in theft.holds if hold.use == row.kind]
        _, colour, hatch = USES[row.kind]
        bars(axes, [(hold.start, hold.end) for hold in holds], y, colour, hatch)
        for hold, free in zip(holds, [*(h.start for h in holds[1:]), shown[1]], strict=True):
            beside(axes, hold.end, y, ending(hold.why), per_inch, free)


VICTIM_MARKS = ("renewal", "login", "refused renewal", "reuse")
THIEF_MARKS = ("served", "forbidden", "refused", "renewal", "refused renewal", "reuse")


def next_mark(story: Story, victim: str, after: float, until: float) -> float:
    """When the victim's row shows something again, `until` if it doesn't."""
    later = (
        mark.t
        for mark in story.marks
        if mark.client == victim and mark.kind in VICTIM_MARKS and after < mark.t < until
    )
    return min(later, default=until)


def put(
    axes: Axes, story: Story, client: str, kinds: Sequence[str], y: float, per_inch: float,
    shown: tuple[float, float],
) -> None:  # fmt: skip
    """What a client did, thinned to what can be told apart."""
    for kind in kinds:
        moments = [
            mark.t
            for mark in story.marks
            if mark.client == client and mark.kind == kind and shown[0] <= mark.t <= shown[1]
        ]
        if moments:
            kept = marks.thinned(moments, 0.06 * per_inch)
            marks.put(axes, kind, [(t, y) for t in kept], 0.8 if len(kept) > 36 else 1.0)


def bars(
    axes: Axes, spans: Sequence[tuple[float, float]], y: float, colour: str, hatch: str
) -> None:
    """Bars around y."""
    axes.broken_barh(
        [(start, end - start) for start, end in spans], (y - BAR / 2, BAR), facecolor=colour,
        hatch=hatch, edgecolor=INK, linewidth=0.6,
    )  # fmt: skip


def beside(axes: Axes, t: float, y: float, words: str, per_inch: float, free: float) -> None:
    """Words behind a bar, if nothing stands there."""
    if words and (canvas.text_width(words, 9) + 0.14) * per_inch <= free - t:
        axes.text(t + 0.08 * per_inch, y, words, fontsize=9, va="center", color=BLACK)


def ending(why: str) -> str:
    """What ended a hold, in words; nothing where another took its place."""
    if why in ("replaced", "still good"):
        return "" if why == "replaced" else why
    ways = ("expired", "denied", "withdrawn", "revoked")
    return why if why in ways or " " in why else f"revoked ({why})"


def logouts(theft: Exposure, story: Story) -> list[float]:
    """When the victim told the auth server of a logout, while the thief could do something."""
    last = max((hold.end for hold in theft.holds), default=theft.at)
    return [
        mark.t
        for mark in story.marks
        if mark.client == theft.victim and mark.kind == "logout" and theft.at <= mark.t <= last
    ]


def logout(axes: Axes, t: float, ys: Sequence[float], per_inch: float, free: float) -> None:
    """A dotted line through the rows at a logout of the victim's, named in the victim's row."""
    axes.vlines(t, ys[0] - 0.3, ys[-1] + 0.2, color=BLACK, linewidth=1.6, linestyle=":")
    beside(axes, t, ys[0], "logs out", per_inch, free)


def moments(axes: Axes, theft: Exposure, ys: Sequence[float]) -> None:
    """Lines through the rows at the theft and where it shows, with their names on top."""
    top, bottom = ys[0] - 0.3, ys[-1] + 0.2
    lines = [(theft.at, "stolen", "right")]
    if theft.shows_at is not None:
        lines.append((theft.shows_at, "shows", "left"))
    for t, words, side in lines:
        axes.vlines(t, top, bottom, color=BLACK, linewidth=1.2, linestyle="--", zorder=1)
        shift = -3 if side == "right" else 3
        axes.annotate(
            words, (t, top + 0.02), (shift, 0), textcoords="offset points", ha=side, va="center",
            fontsize=9, annotation_clip=False,
        )  # fmt: skip


def detail_keys(
    found: Sequence[Exposure], story: Story, shown: tuple[float, float]
) -> list[Line2D | Patch]:
    """What the legend has to explain."""
    people = {theft.victim: VICTIM_MARKS for theft in found}
    thieves = {theft.thief: THIEF_MARKS for theft in found}
    kinds = {
        mark.kind
        for mark in story.marks
        if shown[0] <= mark.t <= shown[1]
        and (mark.kind in people.get(mark.client, ()) or mark.kind in thieves.get(mark.client, ()))
    }
    return [marks.mark_key(kind) for kind in SHAPES if kind in kinds]


def draw_many(found: Sequence[Exposure], title: str) -> Figure:
    """A bar for each theft, all beginning at the moment of the theft."""
    longest = max(
        max([hold.end for hold in theft.holds] + [theft.shows_at or theft.at]) - theft.at
        for theft in found
    )
    named = len(found) <= NAMED
    row = 0.27 if named else max(0.02, min(0.2, 6 / len(found)))
    height = row * len(found) + 0.1
    top = canvas.headline_height(title) + 0.4
    figure = canvas.sheet(top + height + 0.55)
    canvas.headline(figure, title)
    axes = canvas.place(figure, LEFT + 0.35, top, RIGHT + 0.6, height)
    axis.dress(axes, longest * 1.02 or 1.0, label=False)
    axes.set_xlabel(f"{axis.choose(longest or 1.0).words} since the theft")
    axes.set_ylim(height, 0)
    axes.grid(axis="x")
    ys = [0.05 + row * (place + 0.5) for place in range(len(found))]
    for theft, y in zip(found, ys, strict=True):
        spans = [(start - theft.at, end - theft.at) for start, end in spans_of(theft)]
        axes.broken_barh(
            [(start, end - start) for start, end in spans], (y - 0.38 * row, 0.76 * row),
            facecolor=BAND[0], hatch=BAND[1] if named else "", edgecolor="white",
            linewidth=0.5 if named else 0,
        )  # fmt: skip
    size = 0.8 if named else 0.45
    shown = [
        (theft.hidden, y) for theft, y in zip(found, ys, strict=True) if theft.hidden is not None
    ]
    used = [(theft.used, y) for theft, y in zip(found, ys, strict=True) if theft.served]
    for kind, points in (("served", used), ("reuse", shown)):
        if points:
            marks.put(axes, kind, points, size)
    axes.set_yticks(ys if named else [], [names(theft) for theft in found] if named else [])
    axes.tick_params(axis="y", length=0, pad=8)
    if not named:
        axes.set_ylabel(count(len(found), "theft"))
    keys = [Patch(facecolor=BAND[0], hatch=BAND[1], edgecolor="white", label="could be used")]
    lines = [("served", used, "last page served"), ("reuse", shown, "the theft shows")]
    axes.legend(
        handles=[*keys, *(relabelled(kind, words) for kind, points, words in lines if points)],
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, frameon=False, borderaxespad=0.1,
    )  # fmt: skip
    return figure


def spans_of(theft: Exposure) -> list[tuple[float, float]]:
    """When the thief could do something."""
    return merged((hold.start, hold.end) for hold in theft.holds)


def relabelled(kind: str, words: str) -> Line2D:
    """A legend's entry with other words than usual."""
    key = marks.mark_key(kind)
    key.set_label(words)
    return key


def names(theft: Exposure) -> str:
    """Who robbed whom."""
    return f"{person(theft.thief)}, {person(theft.victim)}"


def loot(theft: Exposure) -> str:
    """What was taken: "Ada's refresh token", "the signing key"."""
    if theft.what == "signing_key":
        return "the signing key"
    return f"{person(theft.victim)}'s {theft.what.replace('_', ' ')}"


def headline(found: Sequence[Exposure]) -> str:
    """The finding: for how long, and when it shows."""
    if len(found) > 1:
        return f"{capital(count(len(found), 'theft'))}: {averages(found)}"
    theft = found[0]
    least = "at least " if theft.open_ended else ""
    shows = "never shows" if theft.hidden is None else f"shows after {duration(theft.hidden)}"
    return (
        f"{person(theft.thief)} could use {loot(theft)} for {least}{duration(theft.usable)}; it"
        f" {shows}"
    )


def averages(found: Sequence[Exposure]) -> str:
    """ "usable for 14 min on average, 30 min at most; 8 show, after 8 min on average"."""
    usable = [theft.usable for theft in found]
    hidden = [theft.hidden for theft in found if theft.hidden is not None]
    told = f"usable for {duration(sum(usable) / len(usable))} on average, "
    told += f"{duration(max(usable))} at most"
    if not hidden:
        return f"{told}; none shows"
    mean = duration(sum(hidden) / len(hidden))
    if len(hidden) == 1:
        return f"{told}; one shows, after {mean}"
    return f"{told}; {number(len(hidden))} show, after {mean} on average"


def alt_text(found: Sequence[Exposure], story: Story) -> str:
    """What the picture shows, for those who do not see it."""
    return " ".join(["Exposure after theft.", *(one(theft, story) for theft in found)])


def alt_of_many(found: Sequence[Exposure]) -> str:
    """The same of a picture with a bar for each theft."""
    pages = sum(len(theft.served) for theft in found)
    forced = sum(len(theft.forced_logins) for theft in found)
    victims = f"the victims had to log in {times(forced)}" if forced else "no victim had to log in"
    return (
        f"Exposure after {len(found):,} thefts, a bar for each: {averages(found)}. The thieves got"
        f" {count(pages, 'page')}; {victims} for it."
    )


def one(theft: Exposure, story: Story) -> str:
    """One theft in sentences."""
    thief, victim = person(theft.thief), person(theft.victim)
    span = duration_in_words(theft.usable)
    least = "at least " if theft.open_ended else ""
    told = [
        f"{thief} took {loot(theft)} at {duration(theft.at)} and could use it, or what came of it,"
        f" for {least}{span}."
    ]
    left = [duration(t) for t in logouts(theft, story)]
    if left:
        told.append(f"{victim} logged out at {listing(left)}.")
    got = [count(len(theft.served), "page")]
    if theft.renewals:
        got.append(f"renewed {times(len(theft.renewals))}")
    last = f", the last page {duration(theft.used)} after the theft" if theft.served else ""
    told.append(f"{thief} got {' and '.join(got)}{last}.")
    ended = {ending(hold.why) for hold in theft.holds} - {""}
    if ended:
        told.append(f"What ended it: {listing(sorted(ended))}.")
    if theft.hidden is None:
        told.append("The theft never showed.")
    else:
        told.append(f"The theft showed after {duration(theft.hidden)}.")
    if theft.forced_logins:
        told.append(f"{victim} had to log in {times(len(theft.forced_logins))} for it.")
    return " ".join(told)
