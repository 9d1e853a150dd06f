"""The backend's copy of the status list (draft-ietf-oauth-status-list): a bit for each token."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from simulator.actors.asking import REVOKED, STATE_UNKNOWN, Check
from simulator.actors.copies import Copy, Reading
from simulator.actors.jwks_cache import JwksCache
from simulator.actors.keyring import Key
from simulator.actors.messages import Response, fetch_status_list
from simulator.actors.tokens import (
    Claims,
    Tokenish,
    Verifier,
    is_date,
    signed_claims,
    unverified_header,
)
from simulator.durations import Seconds
from simulator.settings import Settings

STATUS_LIST = "statuslist+jwt"
"""`typ` of a status list token (section 5.1)."""
LONGEST_LIST = 1 << 24
"""Octets of an unpacked list; more is an attack, since a short text can unpack to any size."""
RETRY_AFTER = 1.0
"""Seconds from a fetch that failed to the next."""


@dataclass(frozen=True, kw_only=True)
class StatusList(Settings):
    """Fetch a list with the state of all tokens (draft-ietf-oauth-status-list)."""

    ttl: Seconds = 300.0
    """How old a copy may become. The list itself may ask for less."""
    stale_if_error: Seconds = 0.0
    """How much longer it may be used while no newer one is to be had."""

    def __post_init__(self) -> None:
        if self.ttl <= 0:
            raise ValueError("ttl must be above 0")

    needs: ClassVar[str] = "status_list"
    """What the auth server must keep for it (`policy.revocation`), "" for nothing."""

    def begin(self, verifier: Verifier, issuer: str, jwks: JwksCache | None) -> Check:
        """The check of one backend."""
        return Listed(StatusCopy(self, verifier, f"{issuer}/statuslist", jwks))


class StatusCopy(Copy):
    """A copy of the status list: a signed token with one or a few bits for each token."""

    def __init__(
        self, rules: StatusList, verifier: Verifier, uri: str, jwks: JwksCache | None
    ) -> None:
        super().__init__(
            fetch_status_list(),
            lifetime=rules.ttl,
            stale_if_error=rules.stale_if_error,
            retry_after=RETRY_AFTER,
        )
        self.ttl = rules.ttl
        self.verifier = verifier
        self.uri = uri
        self.jwks = jwks
        self.states: States | None = None

    def _before_taking(self, answer: Response, now: float) -> Reading:
        """The list may be signed with a key that is newer than the known ones."""
        kid = unverified_header(text_in(answer)).get("kid")
        if self.jwks is not None and kid not in self.jwks.keys and self.jwks.may_force(now):
            now = yield from self.jwks.force(now)
        return now

    def _take(self, answer: Response, now: float) -> bool:
        """Verify the list's own signature and read it (section 8.3 of the draft)."""
        claims = genuine(text_in(answer), self.verifier)
        if claims is None or claims.get("sub") != self.uri:
            return False
        expires, ttl = claims.get("exp", now + self.ttl), claims.get("ttl", self.ttl)
        states = states_in(claims.get("status_list"))
        if states is None or not (is_date(expires) and is_date(ttl) and now < expires and ttl > 0):
            return False
        self.states = states
        self.lifetime = min(self.ttl, ttl, expires - now)
        return True


class Listed:
    """The state of each token, as of the copy of the status list."""

    def __init__(self, copy: StatusCopy) -> None:
        self.copy = copy

    def must_ask(self, shown: Tokenish, now: float) -> bool:
        """True if the copy is too old."""
        return now >= self.copy.due

    def ask(self, shown: Tokenish, now: float) -> Reading:
        """Fetch the list."""
        return (yield from self.copy.renew(now))

    def fault(self, shown: Tokenish, claims: Claims, now: float) -> str:
        """What the token's place in the list says."""
        if self.copy.states is None or self.copy.lost(now):
            return STATE_UNKNOWN
        place = claims.get("status")
        place = place.get("status_list") if isinstance(place, Mapping) else None
        if not isinstance(place, Mapping) or place.get("uri") != self.copy.uri:
            return "not in the status list"
        return self.copy.states.fault(place.get("idx"))

    def background(self, now: float) -> None:
        """Nothing."""


@dataclass(frozen=True)
class States:
    """A status list, unpacked (section 4 of the draft)."""

    bits: int
    octets: bytes

    def fault(self, place: Any) -> str:
        """ "" for a token that is good, else what the list says of it."""
        each = 8 // self.bits
        if type(place) is not int or not 0 <= place < each * len(self.octets):
            return "not in the status list"
        # The first token has the lowest bits of the first octet.
        shifted = self.octets[place // each] >> place % each * self.bits
        state = shifted & (1 << self.bits) - 1
        return STATES.get(state, f"status {state}")


STATES = {0: "", 1: REVOKED, 2: "suspended"}
"""Section 7.1 of the draft."""


def states_in(packed: Any) -> States | None:
    """The list that a `status_list` claim holds, None if it can't be read."""
    if not isinstance(packed, Mapping) or packed.get("bits") not in (1, 2, 4, 8):
        return None
    try:
        text = packed["lst"]
        octets = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        unpacking = zlib.decompressobj()
        unpacked = unpacking.decompress(octets, LONGEST_LIST)
    except (KeyError, TypeError, ValueError, zlib.error):
        return None
    return States(packed["bits"], unpacked) if unpacking.eof else None


def text_in(answer: Response) -> str:
    """The status list token in an answer."""
    return str(answer.body.get("status_list_token", ""))


def genuine(text: str, verifier: Verifier) -> Claims | None:
    """The claims of a status list token that one of the known keys signed, else None."""
    head = unverified_header(text)
    key: Key | None = verifier.keys.get(head.get("kid", ""))
    if key is None or head.get("typ") != STATUS_LIST:
        return None
    if not key.algorithm == verifier.algorithm == head.get("alg"):
        return None
    return signed_claims(text, key)
