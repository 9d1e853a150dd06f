"""What RFC 7519 says of the claims themselves, for issuers and verifiers alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from simulator.jose.errors import JoseError

TEXTS = ("iss", "sub", "jti")
DATES = ("exp", "nbf", "iat")
LARGEST_DATE = 2**53
"""Seconds. Beyond it, JSON readers no longer agree on a number (RFC 8259 6)."""
MAX_LIFETIME = 366 * 24 * 3600
"""Seconds from issue to expiry. A token "valid" for longer mostly counts in milliseconds."""


def is_date(value: object) -> bool:
    """True for a NumericDate (RFC 7519 2): a number, and no text that looks like one.

    True and False are none, and neither are NaN, the infinities and what lies far beyond all time.
    """
    if type(value) is int or isinstance(value, float):
        return -LARGEST_DATE <= value <= LARGEST_DATE
    return False


def check_types(claims: Mapping[str, Any]) -> None:
    """JoseError if a registered claim is not of its type (RFC 7519 4.1)."""
    for name in TEXTS:
        if name in claims and type(claims[name]) is not str:
            raise JoseError("claim_type", name)
    for name in DATES:
        if name in claims and not is_date(claims[name]):
            raise JoseError("claim_type", name)
    if "aud" in claims:
        audience = claims["aud"]
        if type(audience) is list:
            if not all(type(one) is str for one in audience):
                raise JoseError("claim_type", "aud")
        elif type(audience) is not str:
            raise JoseError("claim_type", "aud")


def check_present(claims: Mapping[str, Any], required: Iterable[str]) -> None:
    """JoseError if a claim is missing, or null."""
    for name in required:
        if claims.get(name) is None:
            raise JoseError("claim_missing", name)


def check_times(claims: Mapping[str, Any], now: float, leeway: float) -> None:
    """JoseError before the token's time and after it. `now` and `leeway` in seconds.

    A token whose `exp` is now has expired (RFC 7519 4.1.4: "on or after"). The leeway widens on
    all three sides alike.
    """
    if "exp" in claims and now - leeway >= claims["exp"]:
        raise JoseError("expired")
    if "nbf" in claims and now + leeway < claims["nbf"]:
        raise JoseError("not_yet_valid")
    if "iat" in claims and now + leeway < claims["iat"]:
        raise JoseError("issued_in_future")


def check_lifetime(claims: Mapping[str, Any], start: float | None, longest: float | None) -> None:
    """JoseError if a token lives longer than `longest` seconds, from its `iat` or else `start`."""
    start = claims.get("iat", start)
    if longest is None or start is None or "exp" not in claims:
        return
    if claims["exp"] - start > longest:
        raise JoseError("lifetime_too_long")
