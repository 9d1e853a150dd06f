"""The backend's copy of the JWK Set: when it is read again, and what happens if it can't be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from simulator.actors.copies import Copy, Reading
from simulator.actors.keyring import Key, KeySet, key_in
from simulator.actors.messages import Response, fetch_jwks
from simulator.durations import Seconds
from simulator.settings import Settings


@dataclass(frozen=True, kw_only=True)
class JwksRules(Settings):
    """How a backend treats its copy of the JWK Set. Lengths of time in seconds."""

    lifetime: Seconds | None = 300.0
    """How old a copy may become. None: it is read once and for all."""
    refetch_unknown: bool = True
    """Whether an unknown `kid` makes it read the set once more (OpenID Connect Core 10.1.1)."""
    cool_down: Seconds = 30.0
    """Least time between two readings for the sake of an unknown `kid`."""
    cool_down_from: Literal["attempt", "any_fetch"] = "attempt"
    """From when that counts: from the last such attempt, or from any reading that went well."""
    single_flight: bool = True
    """Whether those who need it at the same time share one reading."""
    stale_if_error: Seconds = 0.0
    """How much longer than its life a copy may be used while no newer one is to be had."""
    retry_after: Seconds = 1.0
    """How long after a reading that failed it is tried again."""
    in_outage: Literal[503, 401] = 503
    """What is answered when no keys are to be had: it is not the token's fault, so 503."""

    def __post_init__(self) -> None:
        if self.lifetime is not None and self.lifetime <= 0:
            raise ValueError("lifetime must be above 0; null: read once and for all")
        if self.lifetime is None and self.stale_if_error:
            raise ValueError("stale_if_error says nothing where lifetime is null")


PYJWKCLIENT = JwksRules(cool_down_from="any_fetch", retry_after=0.0)
"""PyJWKClient of PyJWT 2.15.1 with its defaults, as its source has it: 300 s, and 30 s after
every reading that went well. (What is answered in an outage is up to whoever calls it.)"""
READ_ONCE = JwksRules(lifetime=None, refetch_unknown=False)
"""The set is read when the backend starts, and never again."""
PRESETS: dict[str, JwksRules] = {"pyjwkclient": PYJWKCLIENT, "read_once": READ_ONCE}


class JwksCache(Copy):
    """The public keys that a backend knows.

    No request takes a key away from it, only the auth server's own word does: strangers'
    key ids are not kept, however many of them come along.
    """

    def __init__(self, rules: JwksRules) -> None:
        super().__init__(
            fetch_jwks(),
            lifetime=rules.lifetime,
            stale_if_error=rules.stale_if_error,
            retry_after=rules.retry_after,
            single_flight=rules.single_flight,
        )
        self.rules = rules
        self.keys = KeySet({})
        """By `kid`; it changes with each reading."""
        self._parsed: dict[str, tuple[Mapping[str, Any], Key]] = {}
        self.forced_at = -math.inf
        """When it was last read because of an unknown `kid`."""

    def may_force(self, now: float) -> bool:
        """May the set be read because of an unknown `kid`? It costs nothing to wait for a reading
        that is under way."""
        rules = self.rules
        if not rules.refetch_unknown or self._flight is not None:
            return rules.refetch_unknown
        since = self.forced_at if rules.cool_down_from == "attempt" else self.read_at
        return now - since >= rules.cool_down

    def force(self, now: float) -> Reading:
        """Read the set because of an unknown `kid`."""
        if self._flight is None:
            self.forced_at = now
        return (yield from self.fetch(now))

    def _take(self, answer: Response, now: float) -> bool:
        """Take the keys of a JWK Set; those not understood are left out (RFC 7517 5)."""
        jwks = answer.body.get("keys")
        if not isinstance(jwks, list | tuple):
            return False
        parsed: dict[str, tuple[Mapping[str, Any], Key]] = {}
        for jwk in jwks:
            if isinstance(jwk, Mapping) and (key := self._key_in(jwk)) is not None:
                parsed[key.kid] = (jwk, key)
        self._parsed = parsed
        self.keys.become({kid: key for kid, (_, key) in parsed.items()})
        return True

    def _key_in(self, jwk: Mapping[str, Any]) -> Key | None:
        """The key in a JWK: the same object as before if it has not changed."""
        kid = jwk.get("kid")
        known = self._parsed.get(kid) if isinstance(kid, str) else None
        return known[1] if known is not None and known[0] == jwk else key_in(jwk)
