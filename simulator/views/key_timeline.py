"""The key timeline: each signing key's life, and the requests that were refused for want of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from simulator.events import Event, EventLog
from simulator.views import axis, canvas, marks, spells
from simulator.views.lifetimes import rows
from simulator.views.palette import BLACK, GREEN, INK, ORANGE, PURPLE, SKY, VERMILION, Shape
from simulator.views.picture import Picture
from simulator.views.text import capital, count, duration, duration_in_words, listing, number, times

AUTH_SERVER, BACKEND = "auth_server", "backend"
UNKNOWN, UNREADABLE = "unknown key", "keys can't be read"
"""Why the backend refuses a token: the kid is not in its copy of the set; it has no copy."""
LEFT, RIGHT, ROW = 1.75, 0.4, 0.44
BAR = 0.27
"""Inches: beside the axes, the height of a row, and of a bar."""
PHASES: dict[str, tuple[str, str, str]] = {
    "announced": ("announced", "#FBEFD5", "...."),
    "signs": ("signs", SKY, ""),
    "trusted": ("signs no more, still trusted", "#E3F2FB", "////"),
}
"""A key's phases: label, colour, hatch."""
MARKS: dict[str, tuple[str, Shape]] = {
    "fetch": ("backend reads\nthe key set", Shape("^", GREEN, BLACK, 7, "read")),
    "failed fetch": ("backend reads\nthe key set", Shape("v", ORANGE, BLACK, 8, "in vain")),
    "unknown": ("unknown key", Shape("x", VERMILION, VERMILION, 7.5, "refused (401)")),
    "unreadable": ("no keys at hand", Shape("D", PURPLE, BLACK, 7, "refused for want of keys")),
    "renewal": ("renewals refused", Shape("s", ORANGE, BLACK, 7, "renewal refused (400)")),
}
"""Marks below the keys: name of the row, and how they are drawn."""
NOTHING = "No key changes"


class Key(NamedTuple):
    """One key's life: (phase, from, to) in seconds, and how it ended."""

    kid: str
    phases: tuple[tuple[str, float, float], ...]
    gone: float | None
    """When the set stopped to hold it; None: never."""
    how: str
    """"retired", "withdrawn" or ""."""


@dataclass
class Keys:
    """What the picture shows, read from the log."""

    until: float = 0.0
    keys: list[Key] = field(default_factory=list)
    marks: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in MARKS})
    pages: int = 0
    """Requests that the backend answered."""


def key_timeline(log: EventLog | Iterable[Event], title: str | None = None) -> Picture:
    """Draw when each key was announced, signed, was trusted, and what was refused meanwhile.

    The title says how many requests were refused, unless one is given.
    """
    found = read_keys(log)
    outages = spells.spells(log, AUTH_SERVER, spells.OUTAGE)
    with canvas.style():
        if not found.keys:
            heading = title or NOTHING
            words = f"{NOTHING} in {duration_in_words(found.until)}"
            return Picture(canvas.blank(heading, words), f"{words}.", heading)
        heading = title or headline(found)
        return Picture(draw(found, outages, heading), alt_text(found, outages), heading)


def read_keys(log: EventLog | Iterable[Event]) -> Keys:
    """The keys' lives, the backend's readings and the refusals."""
    found = Keys()
    changes: list[tuple[float, str, str]] = []
    renewals: set[tuple[str, int]] = set()
    fetches: set[int] = set()
    for row in rows(log):
        found.until, actor, kind = row[0], row[1], row[2]
        if kind == "answer":
            found.pages += actor == BACKEND
            refused = refusal(actor, row[7], (row[3], row[4]) in renewals)
            if refused:
                found.marks[refused].append(row[0])
        elif kind == "request":
            if row[7] == "POST /token refresh_token":
                renewals.add((row[3], row[4]))
            elif row[7] == "GET /jwks":
                fetches.add(row[4])
        elif kind == "response" and row[3] == BACKEND and row[4] in fetches:
            found.marks["fetch" if row[5] == 200 else "failed fetch"].append(row[0])
        elif kind == "key":
            changes.append((row[0], row[6], row[7]))
    found.keys = lives(changes, found.until)
    return found


def refusal(actor: str, detail: str, renewal: bool) -> str:
    """Which mark an answer gets, "" for none: only what has to do with keys."""
    if actor == BACKEND:
        if detail.endswith(UNREADABLE):
            return "unreadable"
        return "unknown" if detail.endswith(UNKNOWN) else ""
    return "renewal" if renewal and detail.endswith(UNKNOWN) else ""


def lives(changes: Sequence[tuple[float, str, str]], until: float) -> list[Key]:
    """Each key's phases, in order of the announcements, from (moment, kid, what) in order."""
    turns = [(t, kid) for t, kid, what in changes if what == "signs"]
    found = []
    for kid in dict.fromkeys(kid for _, kid, _ in changes):
        mine = {what: t for t, one, what in changes if one == kid}
        how = next((what for what in ("withdrawn", "retired") if what in mine), "")
        # A key that was retired may be withdrawn too: out of the set is what counts.
        gone = min((mine[what] for what in ("withdrawn", "retired") if what in mine), default=None)
        end = until if gone is None else gone
        signs = mine.get("signs", end)
        after = [t for t, other in turns if t >= signs and other != kid]
        stops = min([*after, end])
        phases = (
            ("announced", mine.get("announced", signs), signs),
            ("signs", signs, stops),
            ("trusted", stops, end),
        )
        found.append(Key(kid, tuple(part for part in phases if part[2] > part[1]), gone, how))
    return found


def draw(found: Keys, outages: spells.Spells, title: str) -> Figure:
    """A row for each key, and below them one for each kind of mark."""
    names = list(dict.fromkeys(MARKS[kind][0] for kind in MARKS if found.marks[kind]))
    height = ROW * (len(found.keys) + len(names)) + 0.2
    keys = legend_keys(found, outages)
    top = canvas.headline_height(title) + 0.15
    figure = canvas.sheet(top + height + 0.55 + 0.24 * len(keys))
    canvas.headline(figure, title)
    axes = canvas.place(figure, LEFT, top, RIGHT, height)
    until = found.until or 1.0
    per_inch = until / (canvas.WIDTH - LEFT - RIGHT)
    axis.dress(axes, until)
    axes.set_ylim(height, 0)
    axes.grid(axis="x")
    spells.shade(axes, outages)
    ys = [0.1 + ROW * (place + 0.5) for place in range(len(found.keys) + len(names))]
    for key, y in zip(found.keys, ys, strict=False):
        draw_key(axes, key, y, until, per_inch)
    below = ys[len(found.keys) :]
    for name, y in zip(names, below, strict=True):
        for kind in MARKS:
            if MARKS[kind][0] == name:
                put(axes, MARKS[kind][1], found.marks[kind], y, per_inch)
    axes.axhline(below[0] - ROW / 2 if below else height, color=INK, linewidth=0.6)
    axes.set_yticks(ys, [key.kid for key in found.keys] + names)
    axes.tick_params(axis="y", length=0, pad=8)
    marks.legend(figure, keys, LEFT, 0.08)
    return figure


def draw_key(axes: Axes, key: Key, y: float, until: float, per_inch: float) -> None:
    """One key's bar, what each part of it is where that fits, and how it ended."""
    for phase, start, end in key.phases:
        _, colour, hatch = PHASES[phase]
        axes.broken_barh(
            [(start, end - start)], (y - BAR / 2, BAR), facecolor=colour, hatch=hatch,
            edgecolor=INK, linewidth=0.6,
        )  # fmt: skip
        words = {"trusted": "still trusted"}.get(phase, phase)
        if (canvas.text_width(words, 9) + 0.15) * per_inch <= end - start:
            axes.text(
                (start + end) / 2, y, words, fontsize=9, ha="center", va="center", color=BLACK,
                bbox={"facecolor": colour, "edgecolor": "none", "pad": 1},
            )  # fmt: skip
    if key.gone is None:
        return
    thick = 3.5 if key.how == "withdrawn" else 2
    axes.vlines(key.gone, y - BAR * 0.7, y + BAR * 0.7, color=BLACK, linewidth=thick, zorder=4)
    wide = (canvas.text_width(key.how, 9) + 0.14) * per_inch
    if wide <= until - key.gone:
        axes.text(key.gone + 0.08 * per_inch, y, key.how, fontsize=9, va="center", color=BLACK)


def put(axes: Axes, shape: Shape, moments: Sequence[float], y: float, per_inch: float) -> None:
    """Marks at these moments, thinned to what can be told apart; crowds are counted."""
    kept = marks.thinned(moments, 0.06 * per_inch)
    look: dict[str, Any] = marker_look(shape)
    axes.plot(kept, [y] * len(kept), clip_on=False, zorder=5, **look)
    if len(kept) == len(moments):
        return
    for group, free in crowds(moments, per_inch):
        words = f"×{len(group):,}"
        wide = (canvas.text_width(words, 9) + 0.2) * per_inch
        if len(group) > 2 and group[-1] + wide <= free:
            axes.text(group[-1] + 0.11 * per_inch, y, words, fontsize=9, va="center_baseline")


def crowds(moments: Sequence[float], per_inch: float) -> list[tuple[list[float], float]]:
    """Marks that stand close together, and when the next ones come."""
    groups = marks.groups(moments, 0.3 * per_inch)
    return list(zip(groups, [*(group[0] for group in groups[1:]), float("inf")], strict=True))


def marker_look(shape: Shape) -> dict[str, Any]:
    """A mark in matplotlib's words."""
    return {
        "linestyle": "none", "marker": shape.marker, "markersize": shape.size,
        "markerfacecolor": shape.fill, "markeredgecolor": shape.edge,
        "markeredgewidth": 2.0 if shape.marker == "x" else 0.8,
    }  # fmt: skip


def legend_keys(found: Keys, outages: spells.Spells) -> list[list[Line2D | Patch]]:
    """What occurs, in rows."""
    keys: list[Line2D | Patch] = []
    occurring = {part[0] for key in found.keys for part in key.phases}
    for phase, (label, colour, hatch) in PHASES.items():
        if phase in occurring:
            keys.append(Patch(facecolor=colour, hatch=hatch, edgecolor=INK, label=label))
    for kind, (_, shape) in MARKS.items():
        if found.marks[kind]:
            keys.append(Line2D([], [], label=shape.label, **marker_look(shape)))
    if outages:
        keys.append(spells.key("outage"))
    return marks.legend_rows(keys, canvas.WIDTH - LEFT - 0.1)


def headline(found: Keys) -> str:
    """The finding: how many requests the change of keys costs."""
    changes = count(max(0, sum(bool(signs(key)) for key in found.keys) - 1), "change")
    refused = refusals(found)
    head = f"{capital(changes)} of the signing key"
    return f"{head}: {listing(refused)}" if refused else f"{head}, and no request refused for it"


def signs(key: Key) -> list[float]:
    """When this key begins to sign, as a list of none or one."""
    return [start for phase, start, _ in key.phases if phase == "signs"]


def refusals(found: Keys) -> list[str]:
    """ "3 requests refused for an unknown key", …"""
    said = []
    for kind, noun, why in (
        ("unknown", "request", "for an unknown key (401)"),
        ("unreadable", "request", "for want of keys"),
        ("renewal", "renewal", "for an unknown key"),
    ):
        if found.marks[kind]:
            said.append(f"{count(len(found.marks[kind]), noun)} refused {why}")
    return said


def alt_text(found: Keys, outages: spells.Spells) -> str:
    """What the picture shows, for those who do not see it."""
    told = [f"Key timeline over {duration_in_words(found.until)}."]
    for key in found.keys:
        parts = [f"{word(phase)} from {when(start)}" for phase, start, _ in key.phases]
        if key.gone is not None:
            parts.append(f"{key.how} at {duration(key.gone)}")
        told.append(f"{key.kid}: {', '.join(parts)}.")
    fetched, failed = len(found.marks["fetch"]), len(found.marks["failed fetch"])
    vain = f", {number(failed)} of them in vain" if failed else ""
    told.append(f"The backend reads the key set {times(fetched + failed)}{vain}.")
    if outages:
        told.append(spells.told(outages, "outage"))
    refused = refusals(found)
    if refused:
        first = min(found.marks[kind][0] for kind in REFUSED if found.marks[kind])
        of = f"Of {count(found.pages, 'request')} to the backend: " if found.pages else ""
        told.append(f"{of}{listing(refused)}, the first at {duration(first)}.")
    else:
        told.append("No request is refused for a key.")
    return " ".join(told)


REFUSED = ("unknown", "unreadable", "renewal")


def word(phase: str) -> str:
    """A phase in a sentence."""
    return "only trusted" if phase == "trusted" else phase


def when(t: float) -> str:
    """A moment in a sentence."""
    return duration(t) if t else "the start"
