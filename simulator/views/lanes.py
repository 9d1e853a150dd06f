"""Skewed lanes: the life of each token as auth server, backend and client see it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from simulator.events import Event, EventLog
from simulator.views import axis, canvas, marks, spells
from simulator.views.lifetimes import mark_kind, rows
from simulator.views.palette import GREEN, GREY, INK, ORANGE, SKY
from simulator.views.picture import Picture
from simulator.views.text import (
    capital,
    count,
    duration,
    duration_in_words,
    listing,
    near,
    person,
)

AUTH_SERVER, BACKEND = "auth_server", "backend"
MOST = 4
"""So many clients are drawn."""
LEFT, RIGHT = 1.6, 0.4
LANE, RULER, BAR = 0.56, 0.2, 0.15
"""Inches: beside the axes; the height of a lane, of its clock in it, and of a bar."""
LIVES = 4
"""Unless asked for otherwise, so many lifetimes of an access token are drawn."""
LOOKS = {"auth server": (ORANGE, "\\\\\\"), "backend": (SKY, ""), "client": (GREEN, "...")}
"""How a token's life is filled in each lane."""


@dataclass(frozen=True)
class Clock:
    """How one actor reads the time, and what it makes of a token's expiry."""

    skew: float = 0.0
    """Its clock minus true time, in seconds."""
    leeway: float = 0.0
    """How long after expiry it goes on, in seconds."""
    counts: Literal["exp", "expires_in"] = "exp"
    """Whether it compares its clock with `exp`, or counts from when the token came."""


RIGHT_CLOCK = Clock()


class Life(NamedTuple):
    """An access token: moments of true time, in seconds."""

    id: str
    client: str
    issued: float
    expires: float
    received: float

    @property
    def lifetime(self) -> float:
        """What `expires_in` says, in seconds; `exp` is that moment cut to a whole second."""
        return math.ceil(round(self.expires - self.issued, 3))


@dataclass
class Lanes:
    """What the picture shows, read from the log."""

    until: float = 0.0
    lives: list[Life] = field(default_factory=list)
    marks: list[tuple[float, str, str, str]] = field(default_factory=list)
    """(moment, kind, client, why) of pages and renewals."""
    clients: list[str] = field(default_factory=list)
    sleeps: dict[str, spells.Spells] = field(default_factory=dict)

    def refusals(self, clients: Iterable[str]) -> list[tuple[float, str, str, str]]:
        """Pages refused to these clients."""
        names = set(clients)
        return [mark for mark in self.marks if mark[1] == "refused" and mark[2] in names]


def lanes(
    log: EventLog | Iterable[Event],
    clocks: Mapping[str, Clock],
    clients: str | Sequence[str] | None = None,
    title: str | None = None,
    *,
    start: float = 0.0,
    until: float | None = None,
) -> Picture:
    """Draw three lanes for each client whose clock is wrong or that sleeps, or for those named.

    `clocks` says by name who reads the time how; whoever is not in it has a right clock. From
    `start` to `until`, in seconds; without `until` a few lifetimes. ValueError: an unknown name.
    """
    found = read_lanes(log)
    names = chosen(found, clocks, clients)
    with canvas.style():
        if not names:
            words = "No client does anything"
            return Picture(canvas.blank(title or words, words), f"{words}.", title or words)
        shown = (start, until if until is not None else window(found, names, start))
        heading = title or headline(found, clocks, names)
        figure = draw(found, clocks, names, shown, heading)
        return Picture(figure, alt_text(found, clocks, names, shown), heading)


def read_lanes(log: EventLog | Iterable[Event]) -> Lanes:
    """Lives of access tokens, pages and renewals, sleep."""
    found = Lanes()
    asked: dict[tuple[str, int], str] = {}
    issued: dict[tuple[str, int], Event] = {}
    clients: dict[str, None] = {}
    sleepers: dict[str, None] = {}
    for row in rows(log):
        event = Event(*row)
        found.until = event.t
        who = (event.client, event.exchange)
        if event.kind == "request" and event.client not in (AUTH_SERVER, BACKEND):
            clients[event.client] = None
            asked[who] = event.detail
        elif event.kind == "issue" and event.detail == "access":
            issued[who] = event
        elif event.kind == "answer" and who in asked:
            kind = mark_kind(asked[who], event.status)
            found.marks.append((event.t, kind, event.client, event.detail.partition(": ")[2]))
        elif event.kind == "response":
            token = issued.pop(who, None)
            if token is not None and token.expires is not None and event.status:
                life = Life(token.token, token.client, token.t, token.expires, event.t)
                found.lives.append(life)
        elif event.kind == "sleep":
            sleepers[event.actor] = None
    found.clients = list(clients)
    found.sleeps = {name: spells.spells(log, name, spells.SLEEP) for name in sleepers}
    return found


def chosen(
    found: Lanes, clocks: Mapping[str, Clock], clients: str | Sequence[str] | None
) -> list[str]:
    """Whose lanes are drawn."""
    if clients is not None:
        names = [clients] if isinstance(clients, str) else list(clients)
        for name in names:
            if name not in found.clients:
                raise ValueError(near(name, found.clients, "client"))
        return names
    odd = [
        name
        for name in found.clients
        if clocks.get(name, RIGHT_CLOCK).skew or found.sleeps.get(name)
    ]
    holders = {life.client for life in found.lives}
    others = [name for name in found.clients if name in holders]
    return (odd or others or found.clients)[:MOST]


def window(found: Lanes, names: Sequence[str], start: float) -> float:
    """Until when to draw: some lifetimes, the first refusal and the first sleep among them."""
    lives = [life.expires - life.issued for life in found.lives if life.client in names]
    if not lives:
        return found.until
    longest = max(lives)
    ends = [start + LIVES * longest]
    ends += [found.sleeps[name][0][1] + longest for name in names if found.sleeps.get(name)]
    refused = [mark[0] for mark in found.refusals(names) if mark[0] >= start]
    ends += [t + longest for t in refused[:1]]
    return min(found.until, max(ends))


def believed(life: Life, clock: Clock, *, client: bool) -> tuple[float, float]:
    """From when to when, in true time, a token is good in the eyes of who has this clock."""
    if client:
        if clock.counts == "expires_in":
            return life.received, life.received + life.lifetime
        return life.received, life.expires - clock.skew
    return life.issued - clock.skew - clock.leeway, life.expires - clock.skew + clock.leeway


def draw(
    found: Lanes,
    clocks: Mapping[str, Clock],
    names: Sequence[str],
    shown: tuple[float, float],
    title: str,
) -> Figure:
    """Three lanes for each client, one above the other, and a legend."""
    start, until = shown
    block = 3 * LANE + (0.35 if len(names) > 1 else 0.08)
    height = block * len(names) + 0.05
    keys = marks.legend_rows(legend_keys(found, names), canvas.WIDTH - LEFT - 0.1)
    top = canvas.headline_height(title) + 0.15
    figure = canvas.sheet(top + height + 0.6 + 0.24 * len(keys))
    canvas.headline(figure, title)
    axes = canvas.place(figure, LEFT, top, RIGHT, height)
    scale = axis.dress(axes, until, start=start)
    axes.set_xlabel(f"{axes.get_xlabel()}, true time")
    axes.set_ylim(height, 0)
    axes.grid(axis="x")
    ticks, labels = [], []
    for place, name in enumerate(names):
        y = 0.05 + block * place + (0.27 if len(names) > 1 else 0.0)
        if len(names) > 1:
            ticks.append(y - 0.12)
            labels.append(person(name))
        for who, label in ((AUTH_SERVER, "auth server"), (BACKEND, "backend"), (name, "client")):
            clock = clocks.get(who, RIGHT_CLOCK)
            lane(axes, found, name, label, clock, y, shown, scale)
            ticks.append(y + LANE / 2)
            labels.append(f"{person(name) if label == 'client' else label}\n{fast_or_slow(clock)}")
            y += LANE
    axes.set_yticks(ticks, labels)
    axes.tick_params(axis="y", length=0, pad=8)
    for text in axes.get_yticklabels():
        if "\n" not in text.get_text():
            text.set_fontweight("bold")
    marks.legend(figure, keys, LEFT, 0.08)
    return figure


def lane(
    axes: Axes, found: Lanes, client: str, label: str, clock: Clock, y: float,
    shown: tuple[float, float], scale: axis.Scale,
) -> None:  # fmt: skip
    """One actor's clock, the lives of the client's tokens by it, and what it did with them."""
    if label == "client":
        sleep = found.sleeps.get(client, [])
        for begin, end in sleep:
            axes.broken_barh(
                [(begin, end - begin)], (y, LANE), facecolor=spells.SHADE, edgecolor=GREY,
                hatch="..", linewidth=0, zorder=0.5,
            )  # fmt: skip
    ruler(axes, clock, y, shown, scale)
    colour, hatch = LOOKS[label]
    middle = y + RULER + 0.02 + BAR
    high: list[tuple[float, float]] = []
    low: list[tuple[float, float]] = []
    for place, life in enumerate(each for each in found.lives if each.client == client):
        begin, end = believed(life, clock, client=label == "client")
        begin, end = max(begin, shown[0]), min(end, shown[1])
        if end > begin:
            # A token may live on when the next one is there: they take turns, high and low.
            (low if place % 2 else high).append((begin, end - begin))
    for spans, top in ((high, middle - BAR), (low, middle)):
        axes.broken_barh(
            spans, (top, BAR), facecolor=colour, hatch=hatch, edgecolor=INK, linewidth=0.6
        )
    kinds = {"backend": ("served", "refused"), "client": ("login", "renewal")}.get(label, ())
    per_inch = (shown[1] - shown[0]) / (canvas.WIDTH - LEFT - RIGHT)
    for kind in kinds:
        moments = [
            t for t, what, who, _ in found.marks
            if what == kind and who == client and shown[0] <= t <= shown[1]
        ]  # fmt: skip
        kept = marks.thinned(moments, 0.06 * per_inch)
        # A login and the first renewal may be a blink apart: the login stands higher.
        height = middle - 0.6 * BAR if kind == "login" else middle
        if kept:
            marks.put(axes, kind, [(t, height) for t in kept], 0.75 if kind != "refused" else 0.9)


def ruler(
    axes: Axes, clock: Clock, y: float, shown: tuple[float, float], scale: axis.Scale
) -> None:
    """The lane's own clock: strokes where it reads a round time, with what it reads."""
    axes.hlines(y, *shown, color=GREY, linewidth=0.8)
    start, until = shown
    readings = axis.ticks(scale, until + clock.skew, start + clock.skew)
    axes.vlines([own - clock.skew for own in readings], y, y + 0.07, color=INK, linewidth=1)
    for own in readings:
        t = own - clock.skew
        units = round(own / scale.seconds, 3)
        if start + 0.005 * (until - start) < t < until - 0.005 * (until - start):
            axes.text(t, y + 0.13, f"{units:g}", fontsize=8.5, ha="center", va="center")


def legend_keys(found: Lanes, names: Sequence[str]) -> list[Line2D | Patch]:
    """What occurs."""
    keys: list[Line2D | Patch] = []
    for label, (colour, hatch) in LOOKS.items():
        words = f"token good as the {label} {'meant' if label == 'auth server' else 'sees'} it"
        keys.append(Patch(facecolor=colour, hatch=hatch, edgecolor=INK, label=words))
    kinds = {kind for _, kind, client, _ in found.marks if client in names}
    keys += [
        marks.mark_key(kind) for kind in ("login", "renewal", "served", "refused") if kind in kinds
    ]
    if any(found.sleeps.get(name) for name in names):
        keys.append(spells.key("asleep"))
    return keys


def fast_or_slow(clock: Clock) -> str:
    """ "2 min slow", "right"."""
    if not clock.skew:
        return "clock right"
    return f"{duration(abs(clock.skew))} {'fast' if clock.skew > 0 else 'slow'}"


def wrong(clocks: Mapping[str, Clock], names: Sequence[str]) -> list[str]:
    """Whose clock is wrong, and by how much."""
    said = []
    for who in (AUTH_SERVER, BACKEND, *names):
        clock = clocks.get(who, RIGHT_CLOCK)
        if clock.skew:
            whose = person(who) if who in names else f"the {who.replace('_', ' ')}"
            said.append(f"{whose}'s clock is {fast_or_slow(clock)}")
    return said


def headline(found: Lanes, clocks: Mapping[str, Clock], names: Sequence[str]) -> str:
    """The finding: whose clock is wrong, and what is refused."""
    said = wrong(clocks, names)
    if not said and not found.sleeps:
        said.append("all clocks are right")
    for name in names:
        slept = sum(end - begin for begin, end in found.sleeps.get(name, []))
        if slept:
            said.append(f"{person(name)} sleeps for {duration(slept)}")
    return f"{capital(listing(said))}: {refused(found, names)}"


def refused(found: Lanes, names: Sequence[str]) -> str:
    """ "32 of 75 requests refused, 20 of them not yet valid"."""
    pages = sum(mark[1] in ("served", "refused", "forbidden") and mark[2] in names
                for mark in found.marks)  # fmt: skip
    turned_down = found.refusals(names)
    if not turned_down:
        return f"none of {count(pages, 'request')} refused"
    early = sum(mark[3] == "not yet valid" for mark in turned_down)
    some = "one" if len(turned_down) == 1 else f"{len(turned_down):,}"
    words = f"{some} of {count(pages, 'request')} refused"
    if early == len(turned_down):
        return f"{words}, for tokens not yet valid"
    return f"{words}, {early:,} of them as not yet valid" if early else words


def alt_text(
    found: Lanes, clocks: Mapping[str, Clock], names: Sequence[str], shown: tuple[float, float]
) -> str:
    """What the picture shows, for those who do not see it."""
    start, until = shown
    told = [
        f"Lives of access tokens of {listing([person(name) for name in names])}, as auth server,"
        f" backend and client see them, from {duration(start) if start else 'the start'} to"
        f" {duration(until)} of {duration_in_words(found.until)}."
    ]
    said = wrong(clocks, names)
    told.append(f"{capital(listing(said))}." if said else "All clocks are right.")
    for name in names:
        if found.sleeps.get(name):
            told.append(f"{person(name)}: {spells.told(found.sleeps[name], 'sleep')}")
        reasons: dict[str, int] = {}
        for _, _, _, why in found.refusals([name]):
            reasons[why or "refused"] = reasons.get(why or "refused", 0) + 1
        parts = listing([f"{n:,} {why}" for why, n in sorted(reasons.items())])
        counted = f" ({parts})" if parts else ""
        told.append(f"{person(name)}, in the whole run: {refused(found, [name])}{counted}.")
    return " ".join(told)
