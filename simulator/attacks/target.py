"""What is attacked: a verifier, and the deployment in which it stands.

The range calls every verifier in one way, honest token or forged:

    claims = verify(token, keys, algorithms=["ES256", "EdDSA"], issuer="https://login…",
                    audience="https://films…", now=1712345678, leeway=5, typ="at+jwt")

`token` is a str. `keys` is always a JWK Set, a dict `{"keys": [jwk, …]}` (RFC 7517 5): what the
auth server publishes, or, where a secret is shared, that secret as an `oct` JWK whose `k` is
base64url. Every key that signs has a `kid`, an `alg` and `use: "sig"`; among them stand
keys for other purposes (`use: "enc"`) and of types unknown today. `now` and `leeway` are whole
seconds. To accept a token is to return its claims, a dict; to refuse it is to raise an exception.

A verifier that wants something else is adapted by a function. This one is for PyJWT:

    def verify(token, keys, *, algorithms, issuer, audience, now, leeway, typ):
        kid = jwt.get_unverified_header(token).get("kid")
        key = next(jwk for jwk in keys["keys"] if jwk.get("kid") == kid)
        return jwt.decode(token, jwt.PyJWK(key), algorithms=algorithms, issuer=issuer,
                          audience=audience, leeway=leeway)

PyJWT reads the computer's clock, so each honest token has expired for it. How to give it another
one stands in `simulator/attacks/verifiers/libraries.py`.

A verifier may remember things. It says so by attributes, and is then attacked by replay as well:
`verify.deny(token)` is called when a token's owner has logged out, and `verify.once = True` says
that no token is accepted a second time.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Protocol

Jwks = dict[str, list[dict[str, Any]]]
"""A JWK Set (RFC 7517 5)."""


class Verify(Protocol):
    """The course's signature of a verifier: the claims, or any exception for a refusal."""

    def __call__(
        self,
        token: str,
        keys: Jwks,
        /,
        *,
        algorithms: list[str],
        issuer: str,
        audience: str,
        now: int,
        leeway: int,
        typ: str,
    ) -> Any: ...


@dataclass(frozen=True)
class Deployment:
    """What one backend knows: the keys, the rules, and what time it is."""

    name: str
    keys: Jwks
    algorithms: tuple[str, ...]
    issuer: str
    audience: str
    now: int
    """Seconds."""
    leeway: int
    """Seconds."""
    typ: str

    def ask(self, verify: Verify, token: str) -> tuple[Any, bool]:
        """What the verifier returns, and whether it left its arguments as they were.

        Each call gets copies, so that who changes them harms no other trial.
        """
        keys, algorithms = deepcopy(self.keys), list(self.algorithms)
        found = verify(
            token,
            keys,
            algorithms=algorithms,
            issuer=self.issuer,
            audience=self.audience,
            now=self.now,
            leeway=self.leeway,
            typ=self.typ,
        )
        return found, keys == self.keys and algorithms == list(self.algorithms)
