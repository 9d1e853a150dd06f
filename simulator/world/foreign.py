"""Somebody else's verifier at the backend: a function like `simulator.jose.verify`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from simulator.actors import backend
from simulator.actors.keyring import Key, is_key_pair, public_jwk
from simulator.actors.tokens import NO_BEARER_TOKEN, Claims, Tokenish, Verifier
from simulator.attacks.trial import fell_over
from simulator.events import EventLog
from simulator.jose import b64url_encode

Verify = Callable[..., Any]
"""verify(token, keys, *, algorithms, issuer, audience, now, leeway, typ): the claims, or any
exception for a refusal. `keys` is a JWK Set (a dict); a shared secret stands in it as `oct`."""
LONGEST_REASON = 60
"""Characters of a reason that go into the log."""


class ForeignVerifier(Verifier):
    """Asks a function about each token, at every use: nothing is remembered.

    Whatever it raises is a refusal. What only a slip raises, such as KeyError, and a return value
    that is no dict of claims, are written into the log as a crash of the backend's besides.
    """

    def __init__(
        self, verify: Verify, log: EventLog, *, keys: Mapping[str, Key], **rules: Any
    ) -> None:
        super().__init__(keys=keys, **rules)
        self.verify = verify
        self.log = log

    def check(self, shown: Tokenish, now: float) -> tuple[Claims, str]:
        """The claims and "", or no claims and the reason to refuse."""
        scheme, _, token = str(shown).partition(" ")
        if scheme.lower() != "bearer":
            return {}, NO_BEARER_TOKEN
        try:
            claims = self.verify(
                token,
                {"keys": [as_jwk(key) for key in self.keys.values()]},
                algorithms=[self.algorithm],
                issuer=self.issuer,
                audience=self.audience,
                now=now + self.skew,
                leeway=self.leeway,
                typ=self.typ,
            )
        except Exception as refusal:
            if fell_over(refusal):
                self.log.crash(now, backend.NAME, refusal)
            return {}, reason_of(refusal)
        if not isinstance(claims, Mapping):
            kind = type(claims).__name__
            mistake = TypeError(f"verify returns claims, a dict; it returned {kind}")
            self.log.crash(now, backend.NAME, mistake)
            return {}, "no claims"
        return claims, ""


def reason_of(refusal: Exception) -> str:
    """Why a token was refused: what the exception calls its reason, or else its class.

    Its message is left out: it may hold the token.
    """
    reason = getattr(refusal, "reason", None)
    if (
        isinstance(reason, str)
        and reason
        and len(reason) <= LONGEST_REASON
        and reason.isprintable()
    ):
        return reason
    return type(refusal).__name__


def as_jwk(key: Key) -> dict[str, Any]:
    """A key for who verifies: the public half, or the secret that both sides have."""
    if is_key_pair(key):
        return public_jwk(key)
    octets = b64url_encode(key.verifying)
    return {"kty": "oct", "k": octets, "kid": key.kid, "use": "sig", "alg": key.algorithm}
