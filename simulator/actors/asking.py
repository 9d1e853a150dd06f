"""Verifying with questions: keys that must be read again, and whether a token was called back.

Whoever verifies by itself alone believes a token until it expires. Who wants to know sooner
has to ask the auth server: about each token (RFC 7662), or for a list now and then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from simulator.actors.actions import Steps
from simulator.actors.copies import Reading
from simulator.actors.jwks_cache import JwksCache
from simulator.actors.keyring import Key
from simulator.actors.tokens import (
    Claims,
    LazyBearer,
    Tokenish,
    Verifier,
    unverified_header,
)

KEYS_UNKNOWN = "keys can't be read"
STATE_UNKNOWN = "state can't be read"
REVOKED = "revoked"
"""Why a token is refused that was called back."""
OUTAGES = (KEYS_UNKNOWN, STATE_UNKNOWN)
"""Why a token is refused that may well be good: the auth server can't be asked."""


class Check(Protocol):
    """Knows whether a token that is genuine and in time was called back."""

    def must_ask(self, shown: Tokenish, now: float) -> bool:
        """True if what is known so far doesn't suffice."""

    def ask(self, shown: Tokenish, now: float) -> Reading:
        """Ask. Returns the time when that is over."""

    def fault(self, shown: Tokenish, claims: Claims, now: float) -> str:
        """ "" or the reason to refuse."""

    def background(self, now: float) -> Steps | None:
        """What is to be done besides, if there is anything."""


class AskingVerifier:
    """A verifier together with what it has to ask now and then."""

    def __init__(
        self, verifier: Verifier, *, jwks: JwksCache | None = None, called_back: Check | None = None
    ) -> None:
        self.verifier = verifier
        self.jwks = jwks
        self.called_back = called_back
        if jwks is not None:
            verifier.forget_keys(jwks.keys)

    @property
    def keys(self) -> Mapping[str, Key]:
        """The keys whose signatures count, by `kid`."""
        return self.verifier.keys

    def check(self, shown: Tokenish, now: float) -> tuple[Claims, str]:
        """As a `Verifier` does, by what is known at `now`."""
        jwks = self.jwks
        if jwks is not None and jwks.lost(now):
            return {}, KEYS_UNKNOWN
        claims, fault = self.verifier.check(shown, now)
        if fault and jwks is not None and jwks.failing and self._key_is_missing(shown):
            return claims, KEYS_UNKNOWN
        if not fault and self.called_back is not None:
            fault = self.called_back.fault(shown, claims, now)
        return claims, fault

    def questions(self, shown: Tokenish, now: float) -> Reading | None:
        """The steps to take before `check`, None if there is nothing to ask."""
        jwks = self.jwks
        if jwks is None or now < jwks.due:
            fault = self.verifier.check(shown, now)[1]
            if fault:
                if jwks is None or not jwks.may_force(now) or not self._key_is_missing(shown):
                    return None
            elif self.called_back is None or not self.called_back.must_ask(shown, now):
                return None
        return self._ask(shown, now)

    def _ask(self, shown: Tokenish, now: float) -> Reading:
        """First for keys, if there are newer ones; then about the token, if it is genuine."""
        jwks, called_back, began = self.jwks, self.called_back, now
        if jwks is not None and now >= jwks.due:
            now = yield from jwks.renew(now)
        if jwks is not None and jwks.lost(now):
            return now
        fault = self.verifier.check(shown, now)[1]
        # What was read a moment ago for this very request needs no second reading.
        if fault and jwks is not None and jwks.tried_at < began:
            if jwks.may_force(now) and self._key_is_missing(shown):
                now = yield from jwks.force(now)
            fault = self.verifier.check(shown, now)[1]
        if not fault and called_back is not None and called_back.must_ask(shown, now):
            now = yield from called_back.ask(shown, now)
        return now

    def _key_is_missing(self, shown: Tokenish) -> bool:
        """True if a token names a key that is not known here."""
        kid = key_named_by(shown)
        return kid is not None and kid not in self.verifier.keys


def key_named_by(shown: Tokenish) -> str | None:
    """The `kid` in the header of the token that an Authorization header holds, if it has one."""
    if isinstance(shown, LazyBearer):
        return shown.token.key.kid
    kid = unverified_header(str(shown).partition(" ")[2]).get("kid")
    return kid if isinstance(kid, str) else None
