"""Making signed tokens: the compact serialization of RFC 7515 7.1, by RFC 7519's rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from simulator.jose.algorithms import ALGORITHMS
from simulator.jose.allowances import Allowance, allowances
from simulator.jose.claims import MAX_LIFETIME, check_lifetime, check_types, is_date
from simulator.jose.encoding import MAX_DEPTH, copied, encode_part, parse_object, write_json
from simulator.jose.errors import JoseError
from simulator.jose.keys import Key

RESERVED = ("alg", "typ", "kid", "crit", "b64")
"""Header parameters that sign() sets itself, or that change what a signature means."""
YEAR_10000 = 253402300800
"""The first second that no calendar of four digits holds: a date beyond is in milliseconds."""


def sign(
    claims: Mapping[str, Any] | bytes,
    key: Key,
    *,
    algorithm: str | None = None,
    typ: str | None = "JWT",
    headers: Mapping[str, Any] | None = None,
    max_lifetime: float | None = MAX_LIFETIME,
    allow: Collection[Allowance] = (),
) -> str:
    """A signed token: header, claims and signature, with dots between (RFC 7519 7.1).

    The key says the algorithm, and `kid` if it has a name; `headers` adds parameters.
    Claims that a strict verifier would refuse are refused here: a `sub` that is no text, a date
    that is no number, a life above `max_lifetime` seconds (None: any). Octets are signed as
    they are. JoseError also for keys that are weak, public, or for something else.
    """
    lax = allowances(allow)
    name = signing_algorithm(key, algorithm, lax)
    if typ is not None and type(typ) is not str:
        raise JoseError("bad_argument", "typ")
    header = _extended(name, typ, key.kid, headers) if headers else _header(name, typ, key.kid)
    payload = claims if isinstance(claims, bytes) else _payload(claims, max_lifetime)
    signing_input = header + b"." + encode_part(payload)
    signature = ALGORITHMS[name].sign(key.signing, signing_input)
    return (signing_input + b"." + encode_part(signature)).decode("ascii")


def sign_jws(
    payload: bytes,
    key: Key,
    *,
    header: Mapping[str, Any] | bytes,
    algorithm: str | None = None,
    detached: bool = False,
    allow: Collection[Allowance] = (),
) -> str:
    """A compact JWS with exactly this header: an object, or its octets (RFC 7515 5.1).

    The algorithm is the header's, and `"b64": false` leaves the payload unencoded (RFC 7797).
    Given an `algorithm`, the header is not looked at: it may be anything, and may lie.
    `detached`: the payload is signed, and not in the token (RFC 7515 F).
    """
    if not isinstance(payload, bytes):
        raise JoseError("bad_argument", "payload")
    octets = header if isinstance(header, bytes) else write_json(_members(header, "header"))
    encoded = True
    if algorithm is None:
        parameters = parse_object(octets)
        algorithm, encoded = parameters.get("alg"), parameters.get("b64") is not False
        if algorithm is None:
            raise JoseError("algorithm_missing")
    name = signing_algorithm(key, algorithm, allowances(allow))
    if encoded:
        payload = encode_part(payload)
    elif not detached and (b"." in payload or not payload.isascii()):
        raise JoseError("payload_not_url_safe")
    first = encode_part(octets)
    signature = encode_part(ALGORITHMS[name].sign(key.signing, first + b"." + payload))
    shown = b"" if detached else payload
    return b".".join((first, shown, signature)).decode("ascii")


def signing_algorithm(key: Key, algorithm: str | None, lax: frozenset[str]) -> str:
    """The algorithm to sign with; JoseError if this key must not, or can't."""
    if not isinstance(key, Key):
        raise JoseError("not_a_key")
    name = key.algorithm if algorithm is None else algorithm
    if name is None:
        raise JoseError("key_unbound")
    if not isinstance(name, str) or name not in ALGORITHMS:
        raise JoseError("algorithm_unknown")
    if name not in key.fits:
        raise JoseError("key_type")
    if key.algorithm is not None and key.algorithm != name and "key_alg" not in lax:
        raise JoseError("key_algorithm")
    if key.use not in (None, "sig"):
        raise JoseError("key_use")
    if key.key_ops is not None and "sign" not in key.key_ops:
        raise JoseError("key_ops")
    if name in key.weak and "weak_key" not in lax:
        raise JoseError(key.weak[name])
    return name


@lru_cache(maxsize=256)
def _header(algorithm: str, typ: str | None, kid: str | None) -> bytes:
    """The encoded header. All tokens of one type by one key have the same."""
    return _extended(algorithm, typ, kid, {})


def _extended(
    algorithm: str, typ: str | None, kid: str | None, headers: Mapping[str, Any]
) -> bytes:
    about = {"alg": algorithm, "typ": typ, "kid": kid}
    more = _members(headers, "headers")
    for name in RESERVED:
        if name in more:
            raise JoseError("header_reserved", name)
    header = {name: value for name, value in about.items() if value is not None}
    return encode_part(write_json(header | more))


def _payload(claims: Mapping[str, Any], max_lifetime: float | None) -> bytes:
    """Claims as octets, if they are such as a strict verifier reads."""
    members = _members(claims, "claims")
    octets = write_json(members)
    check_types(members)
    if max_lifetime is not None:
        if not is_date(max_lifetime):
            raise JoseError("bad_argument", "max_lifetime")
        check_lifetime(members, None, max_lifetime)
        if members.get("exp", 0) >= YEAR_10000:
            raise JoseError("lifetime_too_long")
    return octets


def _members(value: Mapping[str, Any], argument: str) -> dict[str, Any]:
    """An object that JSON can hold. JoseError for others, and for names that are no text:
    Python's writer would make text of them."""
    if type(value) is dict:
        members = value
    elif isinstance(value, Mapping):
        members = copied(value, "not_serializable")
    else:
        raise JoseError("bad_argument", argument)
    if not _plain(members, MAX_DEPTH):
        raise JoseError("not_serializable")
    return members


def _plain(value: Any, depth: int) -> bool:
    """True for what JSON can hold as it is, nested no deeper than `depth`."""
    if type(value) is dict:
        return depth > 0 and all(
            type(name) is str and (type(one) in SCALARS or _plain(one, depth - 1))
            for name, one in value.items()
        )
    if type(value) is list:
        return depth > 0 and all(type(one) in SCALARS or _plain(one, depth - 1) for one in value)
    return type(value) in SCALARS


SCALARS = frozenset({str, int, float, bool, type(None)})
