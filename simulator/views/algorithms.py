"""Signature algorithms side by side: how long a token is, and what signing and verifying cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from simulator.views import canvas
from simulator.views.palette import FAINT, GREEN, GREY, INK, ORANGE, PURPLE, SKY, VERMILION
from simulator.views.picture import Picture
from simulator.views.text import capital, listing

COOKIE = 4096
"""Octets that a browser keeps of one cookie, name and attributes included (RFC 6265 6.1)."""

KINDS: dict[str, tuple[str, str, str]] = {
    "shared secret": ("signature by a shared secret", ORANGE, "..."),
    "key pair": ("by a key pair", SKY, "////"),
    "post-quantum": ("by a post-quantum key pair", PURPLE, "xxx"),
}
"""How the signature's part of a bar is filled: label, colour, hatch."""
MARKS = {"sign": ("^", VERMILION, 0.13), "verify": ("o", GREEN, -0.13)}
"""Marker, colour, and how far above the row's middle it stands."""
CUT = 4
"""Tokens that are so many times as long as the middle one are cut."""
ROW, LEFT, GAP, RIGHT = 0.46, 1.3, 0.35, 0.3
SPEED_WIDTH = 3.3
"""Inches: the speeds' panel, and the height of a row."""


class Algorithm(NamedTuple):
    """What was found of one algorithm: lengths in octets, times in microseconds."""

    name: str
    kind: str
    """One of KINDS."""
    start: int
    """Header and payload with the dot between them, as they stand in the token."""
    signature: int
    """The signature before base64url."""
    sign: float | None = None
    verify: float | None = None
    """None: nobody measured it."""

    @property
    def token(self) -> int:
        """Characters of the token: three parts and two dots, base64url without padding."""
        return self.start + 1 - (-self.signature * 4 // 3)


def algorithms(rows: Sequence[Algorithm], title: str | None = None) -> Picture:
    """Length of the token and microseconds per algorithm, from the first row down.

    The text holds the lengths alone: they are the same on every machine. Raises
    ValueError where there are no rows.
    """
    if not rows:
        raise ValueError("no algorithms to draw")
    if title is None:
        title = headline(rows)
    with canvas.style():
        top = canvas.headline_height(title) + 0.5
        height = ROW * len(rows)
        figure = canvas.sheet(top + height + 0.55)
        canvas.headline(figure, title)
        split = LEFT + canvas.WIDTH - LEFT - GAP - SPEED_WIDTH - RIGHT
        lengths = canvas.place(figure, LEFT, top, canvas.WIDTH - split, height)
        speeds = canvas.place(figure, split + GAP, top, RIGHT, height)
        _draw_lengths(lengths, rows)
        _draw_speeds(speeds, rows)
    return Picture(figure, alt_text(rows), title)


def _draw_lengths(axes: Axes, rows: Sequence[Algorithm]) -> None:
    """One bar a row: header and payload, then the signature; its length behind it."""
    for y, row in enumerate(rows):
        _, colour, hatch = KINDS[row.kind]
        axes.barh(y, row.start, 0.62, color=FAINT, edgecolor=GREY, linewidth=0.5)
        axes.barh(
            y, row.token - row.start, 0.62, row.start, color=colour, hatch=hatch,
            edgecolor=INK, linewidth=0.5,
        )  # fmt: skip
    edge = shown_up_to(rows)
    for y, row in enumerate(rows):
        cut = row.token > edge
        told = f"{row.token:,} \N{RIGHTWARDS ARROW}" if cut else f"{row.token:,}"
        axes.annotate(
            f"too long for a cookie: {told}" if row.token > COOKIE else told,
            (edge if cut else row.token, y), (-4 if cut else 4, 0), textcoords="offset points",
            va="center", ha="right" if cut else "left",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip
    _one_line_a_row(axes, rows)
    axes.set_yticks(range(len(rows)), [row.name for row in rows])
    axes.set_xlim(0, edge)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_xlabel("characters of the whole token")
    kinds = [kind for kind in KINDS if any(row.kind == kind for row in rows)]
    keys = [Patch(facecolor=FAINT, edgecolor=GREY, label="header, payload")]
    for label, colour, hatch in (KINDS[kind] for kind in kinds):
        keys.append(Patch(facecolor=colour, hatch=hatch, edgecolor=INK, label=label))
    axes.legend(
        handles=keys, loc="lower left", bbox_to_anchor=(-0.2, 1.0), ncols=2, frameon=False,
        borderaxespad=0.1, columnspacing=1.2,
    )  # fmt: skip


def shown_up_to(rows: Sequence[Algorithm]) -> float:
    """Where the axis of lengths ends, in characters: bars that would make all others a sliver
    are cut there."""
    tokens = sorted(row.token for row in rows)
    middle = tokens[len(tokens) // 2]
    return 1.16 * max(token for token in tokens if token <= CUT * middle)


def _draw_speeds(axes: Axes, rows: Sequence[Algorithm]) -> None:
    """Two marks a row on a scale of tenfold steps; words where nothing was measured."""
    timed = [time for row in rows for time in (row.sign, row.verify) if time is not None]
    low, high = (min(timed) / 2, max(timed) * 4.5) if timed else (1.0, 1000.0)
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    for y, row in enumerate(rows):
        found = {"sign": row.sign, "verify": row.verify}
        if row.sign is None and row.verify is None:
            middle = (low * high) ** 0.5
            axes.text(middle, y, "not measured here", ha="center", va="center", color=GREY)
        for name, time in found.items():
            if time is not None:
                marker, colour, up = MARKS[name]
                axes.plot(time, y - up, marker, color=colour, markersize=8, markeredgecolor=INK)
                axes.annotate(
                    said(time), (time, y - up), (8, 0), textcoords="offset points", va="center"
                )
    _one_line_a_row(axes, rows)
    axes.set_yticks([])
    axes.grid(axis="x")
    ticks = [10.0**n for n in range(-2, 8) if low <= 10.0**n <= high]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axes.set_xlabel("microseconds on this computer (tenfold steps)")
    for name, (marker, colour, _) in MARKS.items():
        axes.plot([], [], marker, color=colour, markeredgecolor=INK, markersize=8, label=name)
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, borderaxespad=0.1
    )


def _one_line_a_row(axes: Axes, rows: Sequence[Algorithm]) -> None:
    """The first row on top."""
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)


def said(time: float) -> str:
    """Two digits are as much as a stop-watch knows: "1.6", "23", "280"."""
    return f"{float(f'{time:.2g}'):,g}"


def headline(rows: Sequence[Algorithm]) -> str:
    """The finding: between which lengths the choice is."""
    shortest = min(rows, key=lambda row: row.token)
    longest = max(rows, key=lambda row: row.token)
    return (
        f"The signature makes the length: {shortest.token:,} characters with {shortest.name},"
        f" {longest.token:,} with {longest.name}"
    )


def alt_text(rows: Sequence[Algorithm]) -> str:
    """Lengths and kinds; of the speeds only that they are drawn."""
    sentences = ["Signature algorithms side by side, for a token of the same claims."]
    for kind in KINDS:
        told = [f"{row.name} {row.token:,}" for row in rows if row.kind == kind]
        if told:
            sentences.append(f"{capital(kind)}, characters of the token: {listing(told)}.")
    timed = [row.name for row in rows if row.sign is not None or row.verify is not None]
    if timed:
        sentences.append(
            "Beside the lengths: microseconds that signing and verifying took on this computer,"
            f" for {listing(timed)}."
        )
    too_long = [row.name for row in rows if row.token > COOKIE]
    if too_long:
        sentences.append(f"No cookie of {COOKIE:,} octets holds a token of {listing(too_long)}.")
    return " ".join(sentences)
