"""How long a secret lasts against guessing: time to find it against its entropy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes

from simulator.views import canvas
from simulator.views.palette import BLACK, BLUE, GREEN, GREY, INK, PURPLE, VERMILION
from simulator.views.picture import Picture
from simulator.views.text import listing


class Guesser(NamedTuple):
    """Somebody who guesses: a name, guesses per second, and whether that was measured here."""

    name: str
    rate: float
    measured: bool = False


class Secret(NamedTuple):
    """A way to choose a secret, and its entropy in bits."""

    name: str
    bits: float


YEAR = 365.25 * 86400
UNIVERSE = 1.4e10 * YEAR
"""Seconds since the beginning of everything."""
UNITS = (
    (1e-3, "1 ms"),
    (1.0, "1 s"),
    (3600.0, "1 h"),
    (86400.0 * 30, "1 month"),
    (100 * YEAR, "a lifetime"),
    (UNIVERSE, "age of the universe"),
)
SIZES = ((1e15, "million billion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand"))
STYLES = ((BLUE, "-", "o"), (VERMILION, "--", "s"), (PURPLE, "-.", "^"), (GREEN, ":", "D"))
"""Colour, dashes and marker of each line."""
SHORTEST, LONGEST = 1e-6, 1e56
"""Seconds: the axis."""


def half_time(bits: float, rate: float) -> float:
    """Seconds until half of all secrets of so many bits are tried, at so many a second."""
    return math.ldexp(1, math.floor(bits) - 1) * 2 ** (bits % 1) / rate


def time_to_crack(
    guessers: Sequence[Guesser], secrets: Sequence[Secret], title: str | None = None
) -> Picture:
    """Time against entropy, a line for each guesser and a mark for each kind of secret.

    Measured rates are drawn, and stand neither in the title nor in the text: they differ
    from machine to machine.
    """
    title = title or headline(guessers, secrets)
    most = max([128.0, *(secret.bits for secret in secrets)])
    with canvas.style():
        top = canvas.headline_height(title) + 0.05
        figure = canvas.sheet(top + 4.9)
        canvas.headline(figure, title)
        axes = canvas.place(figure, 1.75, top, 0.2, 4.3)
        axes.set_xlim(0, most * 1.04)
        axes.set_yscale("log")
        axes.set_ylim(SHORTEST, LONGEST)
        axes.set_yticks([seconds for seconds, _ in UNITS], [name for _, name in UNITS])
        axes.tick_params(axis="y", which="minor", length=0)
        axes.set_xticks(range(0, int(most) + 1, 32))
        axes.set_ylabel("time to find it, in powers of ten")
        axes.set_xlabel("entropy of the secret in bits: each bit doubles the time")
        axes.grid(axis="y")
        axes.axhspan(UNIVERSE, LONGEST, facecolor="white", edgecolor="#EBEBEB", hatch="xx", lw=0)
        _draw_guessers(axes, guessers, most)
        _draw_secrets(axes, secrets, guessers)
    return Picture(figure, alt_text(guessers, secrets), title)


def _draw_guessers(axes: Axes, guessers: Sequence[Guesser], most: float) -> None:
    bits = [most * 1.04 * i / 200 for i in range(201)]
    for guesser, (colour, dashes, _) in zip(guessers, STYLES, strict=False):
        name = f"{guesser.name}: {rate_in_words(guesser.rate)}"
        times = [half_time(each, guesser.rate) for each in bits]
        axes.plot(bits, times, color=colour, ls=dashes, lw=2, label=name)
    if guessers:
        where: dict[str, Any] = {"loc": "lower right", "bbox_to_anchor": (0.96, 0.02)}
        axes.legend(**where, framealpha=1, fontsize=8.5, handlelength=2.2, borderaxespad=0.1)


def _draw_secrets(axes: Axes, secrets: Sequence[Secret], guessers: Sequence[Guesser]) -> None:
    """A mark for each secret on each line, and its name above."""
    for secret in secrets:
        axes.axvline(secret.bits, color=GREY, lw=0.8, zorder=1)
        for guesser, (colour, _, marker) in zip(guessers, STYLES, strict=False):
            seconds = half_time(secret.bits, guesser.rate)
            if SHORTEST < seconds < LONGEST:
                axes.plot(secret.bits, seconds, marker, ms=6, mfc=colour, mec=BLACK, mew=0.6)
        axes.text(
            secret.bits,
            LONGEST / 10,
            f"{secret.name} ",
            rotation=90,
            va="top",
            ha="right",
            fontsize=9,
            color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.85},
        )


def headline(guessers: Sequence[Guesser], secrets: Sequence[Secret]) -> str:
    """The finding, from what holds on any machine: measured rates do not count."""
    told = "Every ten bits more take a thousand times as long to guess"
    known = [guesser.rate for guesser in guessers if not guesser.measured]
    if not known or not secrets:
        return told
    weak = min(secrets, key=lambda secret: secret.bits)
    strong = max(secrets, key=lambda secret: secret.bits)
    ends = []
    if half_time(weak.bits, max(known)) < 1:
        ends.append(f"{weak.name} fall at once")
    if half_time(strong.bits, max(known)) > UNIVERSE:
        ends.append(f"{strong.name} never do" if ends else f"{strong.name} never fall")
    return f"{told}: {', '.join(ends)}" if ends else told


def alt_text(guessers: Sequence[Guesser], secrets: Sequence[Secret]) -> str:
    """The picture in words, without the rates that were measured."""
    lines = [
        f"{each.name} (measured)" if each.measured else f"{each.name} ({rate_in_words(each.rate)})"
        for each in guessers
    ]
    told = [
        "Time to find a secret by guessing, against its entropy in bits, time in powers of ten."
    ]
    if lines:
        told.append(f"One straight, rising line for each of {listing(lines)}.")
    if secrets:
        marks = [f"{each.name} at {each.bits:.0f} bits" for each in secrets]
        told.append(f"Marked are {listing(marks)}.")
    for each in (guesser for guesser in guessers if not guesser.measured):
        within = [s.name for s in secrets if half_time(s.bits, each.rate) < 3600]
        beyond = [s.name for s in secrets if half_time(s.bits, each.rate) > UNIVERSE]
        if within:
            told.append(f"Guessed within an hour by {each.name}: {listing(within)}.")
        if beyond:
            told.append(f"Not in the age of the universe: {listing(beyond)}.")
    return " ".join(told)


def rate_in_words(rate: float) -> str:
    """ "430 thousand a second", to two digits."""
    for size, name in SIZES:
        if rate >= size:
            digits = 1 if rate < 10 * size else 0
            rounded = f"{rate / size:.{digits}f}".removesuffix(".0")
            return f"{rounded} {name} a second"
    return f"{rate:.0f} a second"
