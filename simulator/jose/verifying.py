"""When to believe a token: seven layers, in the order in which a token meets them.

    split       is it a compact signed token at all?              RFC 7515 7.1     compact.py
    decode      base64url and JSON, to be read in one way only    RFC 7515 5.2     compact.py
    allow-list  is its algorithm one that the caller named?       RFC 8725 3.1     trust.py
    key         which of the caller's keys, and may it?           RFC 7515 6       trust.py
    signature   did that key sign these octets?                   RFC 7518 3       trust.py
    claims      are they what they should be, and is it time?     RFC 7519 4.1     claims.py
    policy      for me, from whom I trust, of the type I want?    RFC 8725 3.8 to 3.11  policy.py

Nothing of a payload is read before its signature holds, and nothing that a header says of
keys (`jwk`, `jku`, `x5u`, `x5c`) is ever followed.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from simulator.jose.allowances import Allowance, allowances, check_strings
from simulator.jose.claims import (
    MAX_LIFETIME,
    check_present,
    check_times,
    check_types,
    is_date,
)
from simulator.jose.compact import MAX_SIZE, decode, split
from simulator.jose.encoding import decode_part, parse_object
from simulator.jose.errors import JoseError
from simulator.jose.keys import Keys
from simulator.jose.policy import Policy, check_policy, media_type, names
from simulator.jose.trust import allow_list, check_signature, choose_algorithm, choose_key

REQUIRED = ("exp", "sub")
"""Claims that must be there: until when, and who. Where an issuer or an audience is expected,
`iss` or `aud` must be there too."""


def verify(
    token: str | bytes,
    keys: Keys,
    *,
    algorithms: Collection[str],
    issuer: str | Collection[str] | None,
    audience: str | Collection[str] | None,
    now: float,
    leeway: float = 0,
    typ: str | None = None,
    required: Collection[str] = REQUIRED,
    max_size: int = MAX_SIZE,
    max_lifetime: float | None = MAX_LIFETIME,
    allow: Collection[Allowance] = (),
) -> dict[str, Any]:
    """The claims of a token, if all seven layers let it pass; JoseError if one does not.

    `keys`: a Key, several, a KeySet, a JWK or a JWK Set; parse a set once, as a KeySet. Who
    verifies has no use for a private key, so one is refused: hand over key.public().
    `algorithms`: names of RFC 7518 3.1. `issuer`: exactly who, or one of these; None: anybody.
    `audience`: who I am, one name or more; None: nobody, so that a token with an audience is not
    for me. `now`, `leeway`, `max_lifetime` (None: any): seconds. `typ`: the type a token must
    have; None: any. `required`: claims that must be there. `max_size`: characters.
    `allow`: laxer readings, by name (ALLOWANCES).
    """
    _check_numbers(now, leeway, max_lifetime)
    check_strings(required, "required")
    if typ is not None and type(typ) is not str:
        raise JoseError("bad_argument", "typ")
    lax = allowances(allow)
    if "unencoded_payload" in lax:
        raise JoseError("unencoded_payload")
    policy = Policy(
        names(issuer, "issuer"),
        names(audience, "audience"),
        None if typ is None else media_type(typ),
        max_lifetime,
        "any_audience" in lax,
    )
    header, payload = verify_jws(token, keys, algorithms=algorithms, max_size=max_size, allow=allow)
    claims = parse_object(payload)
    check_types(claims)
    check_present(claims, required)
    check_times(claims, now, leeway)
    check_policy(header, claims, policy, now)
    return claims


def verify_jws(
    token: str | bytes,
    keys: Keys,
    *,
    algorithms: Collection[str],
    max_size: int = MAX_SIZE,
    detached_payload: bytes | None = None,
    understood: Collection[str] = (),
    allow: Collection[Allowance] = (),
) -> tuple[dict[str, Any], bytes]:
    """Header and payload of a compact JWS, if its signature holds; JoseError if it does not.

    The first five layers of verify(): whose it is and what it means, not whether to act on it.
    `detached_payload`: octets that were signed and are not in the token (RFC 7515 F).
    `understood`: critical header parameters that the caller will deal with (RFC 7515 4.1.11).
    """
    allowed = allow_list(algorithms)
    lax = allowances(allow)
    check_strings(understood, "understood")
    parts = split(token, max_size)
    header, payload, signing_input, signature = decode(parts, detached_payload, understood, lax)
    algorithm = choose_algorithm(header, allowed)
    key = choose_key(keys, header.get("kid"), algorithm, allowed, lax)
    check_signature(key, algorithm, signing_input, signature)
    return header, payload


def peek(token: str | bytes, *, max_size: int = MAX_SIZE) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token that nobody has verified: to look at, never to act on."""
    header, payload, _ = split(token, max_size)
    return parse_object(decode_part(header)), parse_object(decode_part(payload))


def _check_numbers(now: float, leeway: float, max_lifetime: float | None) -> None:
    if not is_date(now):
        raise JoseError("bad_argument", "now")
    if not is_date(leeway) or leeway < 0:
        raise JoseError("bad_argument", "leeway")
    if max_lifetime is not None and (not is_date(max_lifetime) or max_lifetime <= 0):
        raise JoseError("bad_argument", "max_lifetime")
