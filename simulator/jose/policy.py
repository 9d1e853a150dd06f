"""Layer 7 of a verifier: is this genuine token meant for me, and for this use?"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from simulator.jose.allowances import check_strings
from simulator.jose.claims import MAX_LIFETIME, check_lifetime, check_present
from simulator.jose.errors import JoseError


class Policy(NamedTuple):
    """What a backend wants of a token. None: it does not matter."""

    issuers: frozenset[str] | None
    """One of whom must have issued it."""
    audiences: frozenset[str] | None
    """The names by which it may call me. None: I have none, so a token with one is not mine."""
    typ: str | None = None
    """Its type, as in the header, in lower case."""
    max_lifetime: float | None = MAX_LIFETIME
    """Seconds."""
    any_audience: bool = False


def names(value: str | Collection[str] | None, argument: str) -> frozenset[str] | None:
    """One name or several, none of them blank."""
    if value is None:
        return None
    found = (value,) if type(value) is str else value
    check_strings(found, argument)
    if not found or "" in found:
        raise JoseError("bad_argument", argument)
    return frozenset(found)


def media_type(typ: str) -> str:
    """A type in a form that can be compared: case does not count, nor does "application/" if
    there is no other slash (RFC 7515 4.1.9)."""
    short = typ.lower().removeprefix("application/")
    return typ.lower() if "/" in short else short


def check_policy(
    header: dict[str, Any], claims: dict[str, Any], policy: Policy, now: float
) -> None:
    """JoseError for a token of another type, issuer or audience, or one that lives too long."""
    if policy.typ is not None and media_type(header.get("typ", "")) != policy.typ:
        raise JoseError("wrong_typ")
    if policy.issuers is not None:
        check_present(claims, ("iss",))
        if claims["iss"] not in policy.issuers:
            raise JoseError("wrong_issuer")
    if not policy.any_audience:
        check_audience(claims, policy.audiences)
    check_lifetime(claims, now, policy.max_lifetime)


def check_audience(claims: dict[str, Any], mine: frozenset[str] | None) -> None:
    """JoseError unless one of the token's audiences is one of mine, letter by letter.

    A token without an audience is not for everybody: who expects one, asks for it
    (RFC 8725 3.9). One with an audience is not for who has no name (RFC 7519 4.1.3).
    """
    if mine is None:
        if "aud" in claims:
            raise JoseError("wrong_audience")
        return
    check_present(claims, ("aud",))
    audience = claims["aud"]
    if mine.isdisjoint((audience,) if type(audience) is str else audience):
        raise JoseError("wrong_audience")
