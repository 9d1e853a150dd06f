"""The laxer readings, each with a name: what a deployment may ask for, and what it gives up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Literal

from simulator.jose.errors import JoseError

Allowance = Literal[
    "weak_key",
    "private_key",
    "unbound_key",
    "key_alg",
    "any_audience",
    "padding",
    "unencoded_payload",
]

ALLOWANCES: Mapping[Allowance, str] = MappingProxyType(
    {
        "weak_key": "HMAC keys shorter than the hash, RSA keys below 2048 bits or open to ROCA"
        " (RFC 7518 3.2, 3.3)",
        "private_key": "a private key may verify: its public half is used (RFC 7517 9.2)",
        "unbound_key": "a key that names no algorithm serves all those allowed that fit its type"
        " (RFC 8725 3.1)",
        "key_alg": "what a key says of its algorithm is not looked at (RFC 7517 4.4)",
        "any_audience": "the audience is not looked at (RFC 7519 4.1.3)",
        "padding": "correct '=' padding is read; the signature covers the text as it came"
        " (RFC 7515 2)",
        "unencoded_payload": 'verify_jws understands "b64": false (RFC 7797)',
    }
)
"""Names for the `allow` argument of sign, verify and their lower halves."""

NONE: frozenset[str] = frozenset()
COLLECTIONS = (tuple, list, set, frozenset)


def allowances(allow: Collection[Allowance]) -> frozenset[str]:
    """The names as a set. JoseError for a text, and for a name that is not in the table."""
    check_strings(allow, "allow")
    if not allow:
        return NONE
    if not ALLOWANCES.keys() >= set(allow):
        raise JoseError("bad_argument", "allow")
    return frozenset(allow)


def check_strings(value: object, argument: str) -> None:
    """JoseError unless this is a collection of texts; a text is none, though Python thinks so."""
    if not isinstance(value, COLLECTIONS) or not set(map(type, value)) <= {str}:
        raise JoseError("bad_argument", argument)
