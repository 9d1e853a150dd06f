"""Three verifiers with one hole each, for notebook 05 to get past. Never use any of them."""

from __future__ import annotations

import json
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from simulator.jose import ALGORITHMS, Key, b64url_decode


def parts_of(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    """Header, claims, the octets that were signed, and the signature."""
    header, payload, signature = token.split(".")
    return (
        json.loads(b64url_decode(header)),
        json.loads(b64url_decode(payload)),
        f"{header}.{payload}".encode(),
        b64url_decode(signature),
    )


def published(keys: dict[str, Any], kid: object) -> dict[str, Any]:
    """The key of this name. ValueError if nobody published one."""
    for jwk in keys["keys"]:
        if jwk.get("kid") == kid:
            return dict(jwk)
    raise ValueError("no key of that name")


def as_pem(jwk: dict[str, Any]) -> bytes:
    """A public key as PEM, the text that stands in files and on web pages."""
    public = Key.from_jwk(jwk).verifying
    pem: bytes = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem


def asks_for_none(token: str, keys: dict[str, Any]) -> dict[str, Any]:
    """Hole: a token that says it is unsigned need not be signed."""
    header, claims, octets, signature = parts_of(token)
    if header["alg"] != "none":
        require_signature(published(keys, header["kid"]), header["alg"], octets, signature)
    return claims


def confuses_keys(token: str, keys: dict[str, Any]) -> dict[str, Any]:
    """Hole: one key for all algorithms, as PEM; which algorithm it is the token says."""
    header, claims, octets, signature = parts_of(token)
    jwk = published(keys, header["kid"])
    if header["alg"] == "HS256":
        secret = as_pem(jwk)
        if not ALGORITHMS["HS256"].verify(secret, octets, signature):
            raise ValueError("wrong signature")
    else:
        require_signature(jwk, header["alg"], octets, signature)
    return claims


def takes_their_key(token: str, keys: dict[str, Any]) -> dict[str, Any]:
    """Hole: a token may bring its own key."""
    header, claims, octets, signature = parts_of(token)
    jwk = header.get("jwk") or published(keys, header["kid"])
    require_signature(jwk, header["alg"], octets, signature)
    return claims


def require_signature(jwk: dict[str, Any], name: str, octets: bytes, signature: bytes) -> None:
    """ValueError unless that key signed these octets with this algorithm."""
    key = Key.from_jwk(jwk)
    if key.algorithm != name or name == "none":
        raise ValueError("a key for another algorithm")
    scheme = ALGORITHMS[name]
    right_length = len(signature) == scheme.length(key.verifying)
    if not (right_length and scheme.verify(key.verifying, octets, signature)):
        raise ValueError("wrong signature")
