"""Which keys an auth server has when: announced, signing, retired, or withdrawn in a hurry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from simulator.actors.actions import Steps, Wait
from simulator.actors.keyring import KEY_PAIRS, RSA_FILES, Key, Keyring
from simulator.durations import Seconds
from simulator.events import EventLog
from simulator.settings import Settings

ACTOR = "auth_server"
ANNOUNCED, SIGNS, RETIRED, WITHDRAWN = "announced", "signs", "retired", "withdrawn"
ORDER = (ANNOUNCED, SIGNS, RETIRED, WITHDRAWN)
"""What comes first where several things happen at one moment."""


@dataclass(frozen=True, kw_only=True)
class KeyPlan(Settings):
    """One key's life. Moments in seconds since the scenario's start."""

    kid: str
    """Its name in the JWK Set and in the header of what it signs (RFC 7517 4.5)."""
    announce: Seconds = 0.0
    """From when the JWK Set holds it."""
    sign: Seconds | None = 0.0
    """From when it signs, until another key does; None: never, it stands by."""
    retire: Seconds | None = None
    """From when the JWK Set holds it no longer, since its time is over."""
    withdraw: Seconds | None = None
    """From when nothing counts that it has signed, since somebody else has it."""

    def __post_init__(self) -> None:
        if not self.kid or not self.kid.isascii() or not self.kid.isprintable():
            raise ValueError(f"kid: {self.kid!r} is no name in printable ASCII")
        if self.sign is not None and self.sign < self.announce:
            raise ValueError(f"{self.kid} signs before it is announced")
        for moment, said in ((self.retire, "retires"), (self.withdraw, "is withdrawn")):
            if moment is not None and moment <= max(self.announce, self.sign or 0.0):
                raise ValueError(f"{self.kid} {said} before it has done anything")
        if self.retire is not None and self.withdraw is not None and self.withdraw <= self.retire:
            raise ValueError(f"{self.kid} is withdrawn before it retires: leave retire out")

    @property
    def gone(self) -> float | None:
        """When the JWK Set stops to hold it, None for never."""
        return self.withdraw if self.retire is None else self.retire


class KeyChange(NamedTuple):
    """Something that happens to a key."""

    at: float
    what: str
    kid: str


def changes(plans: Iterable[KeyPlan]) -> list[KeyChange]:
    """All that happens to these keys, in order of time."""
    found = [
        KeyChange(moment, what, plan.kid)
        for plan in plans
        for what, moment in zip(
            ORDER, (plan.announce, plan.sign, plan.retire, plan.withdraw), strict=True
        )
        if moment is not None
    ]
    return sorted(found, key=lambda change: (change.at, ORDER.index(change.what)))


def checked(plans: tuple[KeyPlan, ...]) -> tuple[KeyPlan, ...]:
    """The same keys, if they can be had together. Raises ValueError."""
    kids = [plan.kid for plan in plans]
    for kid in kids:
        if kids.count(kid) > 1:
            raise ValueError(f"two keys are called {kid!r}: every kid must differ")
    turns = sorted((plan.sign, plan.kid) for plan in plans if plan.sign is not None)
    if plans and (not turns or turns[0][0] > 0):
        raise ValueError("no key signs at 0 s: one must have sign: 0 s")
    for (first, one), (second, other) in pairwise(turns):
        if first == second:
            raise ValueError(f"{one} and {other} would both begin to sign at {first:g} s")
    for plan in plans:
        if plan.gone is not None and signer(turns, plan.gone) == plan.kid:
            raise ValueError(
                f"{plan.kid} still signs at {plan.gone:g} s, when it is to go:"
                " another key must sign from then at the latest"
            )
    return plans


def signer(turns: Iterable[tuple[float, str]], now: float) -> str:
    """Who signs at `now`, of those who take turns."""
    return next((kid for begins, kid in reversed([*turns]) if begins <= now), "")


def check_algorithm(plans: tuple[KeyPlan, ...], algorithm: str) -> None:
    """Raises ValueError if keys of this algorithm can't be changed as planned."""
    if plans and algorithm not in KEY_PAIRS:
        raise ValueError(
            f"keys: {algorithm} signs with one shared secret, which can't be published;"
            f" changing keys needs one of {', '.join(KEY_PAIRS)}"
        )
    if algorithm == "RS256" and len(plans) > len(RSA_FILES):
        raise ValueError(
            f"keys: there are {len(RSA_FILES)} throw-away RSA keys, and {len(plans)} are planned;"
            " ES256 and EdDSA have as many as you like"
        )


class KeyKeeper:
    """Grace, who changes the keys of the auth server as planned."""

    def __init__(
        self, plans: tuple[KeyPlan, ...], keys: Mapping[str, Key], keyring: Keyring, log: EventLog
    ) -> None:
        self.keys = keys
        self.keyring = keyring
        self.log = log
        self._to_come: Iterator[tuple[float, Iterator[KeyChange]]] = groupby(
            changes(checked(plans)), key=lambda change: change.at
        )
        # The keyring signs from the start; what else happens at 0 s is done before anybody asks.
        for change in next(self._to_come)[1]:
            self._apply(change)

    def background(self, now: float) -> Steps:
        """Change keys when the time has come."""
        for moment, together in self._to_come:
            yield Wait(moment)
            for change in together:
                self._apply(change)
        return None

    def _apply(self, change: KeyChange) -> None:
        at, what, kid = change
        match what:
            case "announced":
                self.keyring.announce(self.keys[kid])
            case "signs":
                self.keyring.sign_with(kid)
            case "retired":
                self.keyring.retire(kid)
            case "withdrawn":
                self.keyring.withdraw(kid)
        self.log.append((at, ACTOR, "key", "", 0, 0, kid, what))


def first_signer(plans: Iterable[KeyPlan]) -> str:
    """The kid of the key that signs at the start."""
    return next(plan.kid for plan in plans if plan.sign == 0)
