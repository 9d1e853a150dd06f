"""What is in an access token: one that is signed here, and what its names mean."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple

from course.judged import AUDIENCE, ISSUER, TYP, private_keys
from simulator.jose import Key, b64url_decode, sign
from simulator.jose.material import as_material

KID = "grace-2"
ISSUED = 1_800_000_000
"""Seconds since 1970: a moment in January 2027."""
LIFE = 300
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "sub": "ada",
    "aud": AUDIENCE,
    "exp": ISSUED + LIFE,
    "iat": ISSUED,
    "jti": "ada-a1",
    "client_id": "living-room-tv",
    "roles": ["viewer"],
}


class Row(NamedTuple):
    """A name in a token, its value here, what it says, and where that is written."""

    part: str
    name: str
    value: str
    says: str
    rfc: str


SAYS = {
    "alg": (
        "how it is signed: compare it with a list of yours (EdDSA is deprecated; newer: Ed25519)",
        "RFC 7515 4.1.1, RFC 9864",
    ),
    "typ": ("what kind of token it is", "RFC 9068 2.1"),
    "kid": ("the name of the key that signed it", "RFC 7515 4.1.4"),
    "iss": ("who says so", "RFC 7519 4.1.1"),
    "sub": ("whom it is about", "RFC 7519 4.1.2"),
    "aud": ("for whom it is meant", "RFC 7519 4.1.3"),
    "exp": ("from this second on it is worth nothing", "RFC 7519 4.1.4"),
    "iat": ("when it was issued", "RFC 7519 4.1.6"),
    "jti": ("the token's own name, for a deny-list", "RFC 7519 4.1.7"),
    "client_id": ("the program that got it", "RFC 9068 2.2"),
    "roles": ("what its bearer may do; others have scope", "RFC 9068 2.2.3"),
}


@cache
def key() -> Key:
    """The key that signs the example, a throw-away one (EdDSA: the same signature each time)."""
    return Key(as_material(private_keys()[KID]), algorithm="EdDSA", kid=KID, use="sig")


@cache
def token() -> str:
    """The example."""
    return sign(CLAIMS, key(), typ=TYP)


def rows() -> list[Row]:
    """Every name of header and payload, and the signature, in the token's own order."""
    header, payload, signature = token().split(".")
    found = []
    for part, letters in (("header", header), ("payload", payload)):
        for name, value in json.loads(b64url_decode(letters)).items():
            found.append(Row(part, name, json.dumps(value), *SAYS[name]))
    octets = len(b64url_decode(signature))
    proof = "only a holder of the private key can make it, for this very text"
    return [*found, Row("signature", "", f"{octets} octets", proof, "RFC 7515 5.1")]
