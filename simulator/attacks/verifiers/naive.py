"""Verifiers as beginners write them: short, and full of holes. Never use any of them."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from typing import Any

from simulator.attacks.target import Jwks
from simulator.attacks.verifiers.layered import need
from simulator.attacks.verifiers.trusting import as_text
from simulator.jose import ALGORITHMS, Key, KeySet, parse_json, verify_jws


def decoded(part: str) -> Any:
    """What stands in a part of a token."""
    return json.loads(urlsafe_b64decode(part + "=="))


def reads_only(token: str, keys: Jwks, /, *, now: float, **about: Any) -> Any:
    """Takes the token apart, looks at `exp`, and calls that verified."""
    claims = decoded(token.split(".")[1])
    need(claims["exp"] > now, "expired")
    return claims


def asks_the_token(token: str, keys: Jwks, /, *, now: float, leeway: float, **about: Any) -> Any:
    """Checks the signature as the header says: with its algorithm, and with its key if it brings
    one. Of the claims it knows `exp`."""
    first, second, third = token.split(".")
    header, claims = decoded(first), decoded(second)
    if header["alg"] != "none":
        jwk = header.get("jwk") or next(one for one in keys["keys"] if one["kid"] == header["kid"])
        key = material(jwk, header["alg"])
        signature = urlsafe_b64decode(third + "==")
        scheme = ALGORITHMS[header["alg"]]
        need(scheme.verify(key, f"{first}.{second}".encode(), signature), "signature")
    need(claims.get("exp", now) + leeway >= now, "expired")
    return claims


def material(jwk: dict[str, Any], algorithm: str) -> Any:
    """A key as this algorithm wants it; for an HMAC, the text of whatever it is."""
    key = Key.from_jwk({name: value for name, value in jwk.items() if name != "alg"})
    return (
        as_text(key, "PEM") if algorithm.startswith("HS") and not key.is_secret else key.verifying
    )


def signature_only(token: str, keys: Jwks, /, *, algorithms: list[str], **about: Any) -> Any:
    """Checks the signature as it should be checked, and nothing else."""
    _, payload = verify_jws(token, KeySet.from_jwks(keys), algorithms=algorithms)
    return parse_json(payload)
