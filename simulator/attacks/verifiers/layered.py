"""A verifier written by hand, in steps that can be taken out one by one.

With all its steps as they are (STRICT) it refuses every attack. Each verifier in holes.py is
this one with a step that is missing, or done as it often is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from simulator.attacks.target import Jwks
from simulator.jose import ALGORITHMS, KeySet, b64url_decode
from simulator.jose.encoding import parse_object

MAX_SIZE = 16_000
"""Characters."""
YEAR = 366 * 86400
"""Seconds."""


class Refused(Exception):  # noqa: N818 (a word that messages show)
    """The token is not believed."""


def need(condition: object, reason: str) -> None:
    """Refuse unless the condition holds."""
    if not condition:
        raise Refused(reason)


class Wanted(NamedTuple):
    """What the caller said."""

    keys: Jwks
    algorithms: list[str]
    issuer: str
    audience: str
    now: float
    leeway: float
    typ: str


Object = dict[str, Any]


def split(token: str) -> list[str]:
    """Three parts, of a text that is no longer than it may be."""
    need(len(token) <= MAX_SIZE, "too long")
    need(token.isascii() and not any(map(str.isspace, token)), "blanks, or no ASCII")
    parts = token.split(".")
    need(len(parts) == 3, "not three parts")
    return parts


def understand(header: Object) -> None:
    """Nothing is critical, as nothing beyond the standard is understood."""
    need("crit" not in header and "b64" not in header, "critical")
    need(isinstance(header.get("kid", ""), str), "kid is no text")


def allow(algorithm: Any, wanted: Wanted) -> None:
    """The algorithm is one of the caller's."""
    need(isinstance(algorithm, str) and algorithm in wanted.algorithms, "algorithm")


def choose(header: Object, wanted: Wanted) -> Any:
    """The one key of that name, for that algorithm, for signatures; octets for HMAC."""
    algorithm = header["alg"]
    fitting = [
        key
        for key in KeySet.from_jwks(wanted.keys).named(header.get("kid"))
        if key.algorithm == algorithm and key.use == "sig" and algorithm not in key.weak
    ]
    need(len(fitting) == 1, "no key, or more than one")
    return fitting[0].verifying


def check_signature(algorithm: str, key: Any, text: str, signature: bytes) -> None:
    """The key signed this text."""
    scheme = ALGORITHMS[algorithm]
    need(len(signature) == scheme.length(key), "signature of another length")
    need(scheme.verify(key, text.encode(), signature), "signature")


def check_dates(claims: Object, wanted: Wanted) -> None:
    """exp is there and ahead; nbf and iat are behind, if they are there. All are numbers."""
    for name in ("exp", "nbf", "iat"):
        need(name in claims or name != "exp", "exp is missing")
        need(is_date(claims.get(name, 0)), f"{name} is no number")
    need(wanted.now - wanted.leeway < claims["exp"], "expired")
    need(claims.get("nbf", 0) <= wanted.now + wanted.leeway, "not yet valid")
    need(claims.get("iat", 0) <= wanted.now + wanted.leeway, "issued in the future")


def is_date(value: Any) -> bool:
    """True for a finite number."""
    return type(value) in (int, float) and abs(value) < 2**53 and math.isfinite(value)


def check_life(claims: Object, wanted: Wanted) -> None:
    """No token lives for more than a year."""
    need(claims["exp"] - wanted.now < YEAR, "lives too long")


def check_subject(claims: Object) -> None:
    """sub is there, as a text."""
    need(isinstance(claims.get("sub"), str), "sub")


def check_issuer(found: Any, mine: str) -> None:
    """Letter by letter."""
    need(found == mine, "issuer")


def check_audience(found: Any, mine: str) -> None:
    """I am the one, or one of those in the list."""
    need(mine in found if isinstance(found, list) else found == mine, "audience")


def check_typ(found: Any, wanted: str) -> None:
    """The type in any mixture of upper and lower case, with or without application/."""
    need(str(found).lower().removeprefix("application/") == wanted, "typ")


@dataclass(frozen=True)
class Layered:
    """A verifier of the course's signature, made of these steps."""

    split: Callable[[str], list[str]] = split
    unpack: Callable[[str], bytes] = b64url_decode
    parse: Callable[[bytes], Any] = parse_object
    understand: Callable[[Object], None] = understand
    allow: Callable[[Any, Wanted], None] = allow
    choose: Callable[[Object, Wanted], Any] = choose
    check_signature: Callable[[str, Any, str, bytes], None] = check_signature
    check_dates: Callable[[Object, Wanted], None] = check_dates
    check_life: Callable[[Object, Wanted], None] = check_life
    check_subject: Callable[[Object], None] = check_subject
    check_issuer: Callable[[Any, str], None] = check_issuer
    check_audience: Callable[[Any, str], None] = check_audience
    check_typ: Callable[[Any, str], None] = check_typ

    def __call__(self, token: str, keys: Jwks, /, **about: Any) -> Any:
        """The claims; an exception for a token that is not believed."""
        wanted = Wanted(keys, **about)
        first, second, third = self.split(token)
        header = self.parse(self.unpack(first))
        self.understand(header)
        self.allow(header.get("alg"), wanted)
        key = self.choose(header, wanted)
        self.check_signature(header["alg"], key, f"{first}.{second}", self.unpack(third))
        claims = self.parse(self.unpack(second))
        if not isinstance(claims, dict):
            return claims
        self.check_dates(claims, wanted)
        self.check_life(claims, wanted)
        self.check_subject(claims)
        self.check_issuer(claims.get("iss"), wanted.issuer)
        self.check_audience(claims.get("aud"), wanted.audience)
        self.check_typ(header.get("typ"), wanted.typ)
        return claims


STRICT = Layered()
"""All of them."""


def holed(**steps: Any) -> Layered:
    """STRICT with other steps."""
    return replace(STRICT, **steps)
