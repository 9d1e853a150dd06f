"""How long tokens live: what products do unless told otherwise, and numbers to go by."""

from __future__ import annotations

from math import ceil
from typing import Any, NamedTuple

from simulator.actors.presets import PRESETS, Preset
from simulator.durations import in_words
from simulator.lab.theory import deny_list_delay, jittered_rush_wait, lazy_cycle, stolen_access

UNKNOWN = "–"
SWITCHED = "if switched on"
HEAD = ("product", "access token", "stolen: good for", "refresh token", "counts from",
        "session at most", "rotation", "grace")  # fmt: skip
STEADY = 1.0
"""Pages a second of whoever is never away: then a stolen token is good for half its life."""


class Rule(NamedTuple):
    """A number to go by, and an example that was computed."""

    name: str
    says: str
    example: str


def rows() -> list[tuple[str, ...]]:
    """A row for each product that we have a preset of: the columns of HEAD."""
    return [_row(preset) for preset in PRESETS]


def _row(preset: Preset) -> tuple[str, ...]:
    said = preset.settings
    refresh = length(said.get("refresh_ttl"))
    sliding = said.get("refresh_lifetime") == "sliding"
    return (
        preset.name,
        length(said.get("access_ttl")),
        half(said.get("access_ttl")),
        refresh,
        ("each renewal" if sliding else "login") if "refresh_lifetime" in said else UNKNOWN,
        length(said.get("refresh_max")),
        _rotation(preset),
        grace(preset),
    )


def length(seconds: Any) -> str:
    """A length of time in words; a dash where the page said nothing of it."""
    if seconds is None:
        return UNKNOWN
    return in_words(seconds) if seconds else "none"


def half(life: float | None) -> str:
    """How long a token of such a life is good that was stolen at a moment of chance, on average."""
    if life is None:
        return UNKNOWN
    minutes = round(stolen_access(STEADY, life) / 60, 1)
    return f"{minutes:g} min" if minutes < 120 else f"{minutes / 60:g} h"


def _rotation(preset: Preset) -> str:
    """What a renewal does in this product, or that this has to be switched on first."""
    if preset.rotation_opt_in:
        return SWITCHED
    return rotation(preset.settings.get("rotation"), preset.settings.get("reuse"))


def rotation(rotates: bool | None, reuse: str | None) -> str:
    """What a renewal does to the refresh token."""
    if rotates is None:
        return UNKNOWN
    if not rotates:
        return "off"
    return "new, old lives" if reuse == "ignore" else "on"


def grace(preset: Preset) -> str:
    """How long a replaced refresh token is forgiven, or how long that can be set to at most."""
    if "grace" in preset.settings or "grace" not in preset.ranges:
        return length(preset.settings.get("grace"))
    return f"up to {in_words(preset.ranges['grace'][1])}"


def source() -> str:
    """Whence the table is, and of when."""
    dates = sorted({preset.as_of for preset in PRESETS})
    return (
        f"By the products' own documentation, as of {', '.join(dates)}; "
        "simulator/actors/presets.py names the pages. Stolen: on average, from who is never away. "
        "Auth0: the row with rotation. Okta: rotation by default in single-page apps. New, old "
        "lives: a new refresh token, and the one before counts on. Up to: the most that can be "
        "set, no default. "
        f"{UNKNOWN}: not said there, or not looked up."
    )


MINUTE = 60.0
LIFE, POLL, CACHE, LEEWAY = 300.0, 30.0, 300.0, 5.0
CROWD, SERVICE = 1000, 0.008


def rules() -> list[Rule]:
    """Numbers to go by, each with an example."""
    often = lazy_cycle(1 / MINUTE, LIFE)
    delay = deny_list_delay(LIFE, POLL)
    announce, retire = plan(0.0, LIFE, CACHE, LEEWAY)
    rush = jittered_rush_wait(CROWD, 1, SERVICE, 0.0)
    return [
        Rule(
            "Renewals",
            "Renewed when refused: every T + 1/λ on average, for pages at random moments; "
            "for regular pages, at the next one at or after T.",
            f"T {in_words(LIFE)}, a page a minute: every {in_words(often)} "
            f"at random, every {in_words(regular_cycle(MINUTE, LIFE))} by the clock",
        ),
        Rule(
            "Theft",
            "A stolen access token is good for T/2 on average, plus the leeway.",
            f"T {in_words(LIFE)}: for {half(LIFE)}",
        ),
        Rule(
            "Logout",
            "Deny-list polled every D: it is late by D/2 - D²/6T on average, by D at most.",
            f"D {in_words(POLL)}, T {in_words(LIFE)}: by {delay:g} s",
        ),
        Rule(
            "Keys",
            "Announce one cache lifetime before signing; retire T and the leeway after.",
            f"cache {in_words(CACHE)}, T {in_words(LIFE)}, leeway {in_words(LEEWAY)}: "
            f"{in_words(-announce)} before, {in_words(retire)} after",
        ),
        Rule(
            "Rush",
            "n clients at once, s of work each, w workers: the last waits n·s/w.",
            f"{CROWD:,} clients, {SERVICE * 1000:g} ms, 1 worker: {in_words(rush)}; "
            "jitter J takes J off",
        ),
    ]


def regular_cycle(every: float, life: float) -> float:
    """Seconds from renewal to renewal where a page is wanted each `every` seconds."""
    return ceil(life / every) * every


def plan(change: float, life: float, cache: float, leeway: float) -> tuple[float, float]:
    """When to announce a key that signs from `change` on, and when to retire the one before it."""
    return change - cache, change + life + leeway
