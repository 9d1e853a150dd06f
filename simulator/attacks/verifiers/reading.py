"""Holes of the first two layers: texts that are no tokens, or that may be read in two ways.

Each verifier is STRICT, but for a step that is done as it often is. Never use any of them.
"""

from __future__ import annotations

import json
import math
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import Any

from simulator.attacks.target import Jwks
from simulator.attacks.verifiers.layered import STRICT, Layered, Object, Wanted, holed, need, split
from simulator.attacks.verifiers.trusting import unless_empty
from simulator.jose import b64url_decode
from simulator.jose.encoding import parse_object


def any_size(token: str) -> list[str]:
    """Reads whatever comes, however long."""
    parts = token.split(".")
    need(len(parts) == 3, "not three parts")
    return parts


def first_three(token: str) -> list[str]:
    """Takes the first three parts, however many there are."""
    return [*split(".".join(token.split(".")[:3]))]


def missing_is_empty(token: str) -> list[str]:
    """A part that is not there is an empty one."""
    return split(token if token.count(".") > 1 else f"{token}.")


def text_of_json(token: str) -> list[str]:
    """Reads the JSON serialization too (RFC 7515 7.2.2)."""
    if token.startswith("{"):
        found = json.loads(token)
        token = f"{found['protected']}.{found['payload']}.{found['signature']}"
    return split(token)


def split_kindly(token: str) -> list[str]:
    """Blanks are no reason to be unfriendly."""
    return split("".join(token.split()))


def forgiving_base64(text: str) -> bytes:
    """Python's own: what it does not know it skips; padding does not matter."""
    return urlsafe_b64decode(text.rstrip("=") + "==")


def python_object(octets: bytes, errors: str = "strict") -> Object:
    """json.loads: the last name wins, NaN and half characters are welcome."""
    found = json.loads(octets.decode("utf-8", errors))
    need(isinstance(found, dict), "no object")
    return dict(found)


def loose_object(octets: bytes) -> Object:
    """As Python reads it, but for the numbers, which must be JSON's."""
    found = python_object(octets)
    need(not any(isinstance(one, float) and not math.isfinite(one) for one in found.values()),
         "no number")  # fmt: skip
    return found


def any_utf8(octets: bytes) -> Object:
    """Octets that are no UTF-8 are left out."""
    return parse_object(octets.decode("utf-8", "ignore").encode())


def any_json(octets: bytes) -> Any:
    """A value of any kind."""
    return json.loads(octets)


def plain_dates(claims: Object, wanted: Wanted) -> None:
    """Compares, and does not ask what."""
    need("exp" in claims, "exp is missing")
    need(not wanted.now - wanted.leeway >= claims["exp"], "expired")
    need(not claims.get("nbf", 0) > wanted.now + wanted.leeway, "not yet valid")


@dataclass(frozen=True)
class BareClaims:
    """Takes claims for a token: what has no dots is decoded and believed."""

    verify: Layered = STRICT

    def __call__(self, token: str, keys: Jwks, /, **about: Any) -> Any:
        if "." in token:
            return self.verify(token, keys, **about)
        return STRICT.parse(b64url_decode(token))


def any_life(claims: Object, wanted: Wanted) -> None:
    """Does not ask how long the token lives."""


def whatever(header: Object) -> None:
    """Critical or not, it does not ask."""


BY_READING: dict[str, Any] = {
    "takes two parts": holed(split=missing_is_empty, check_signature=unless_empty),
    "takes the first three parts": holed(split=first_three),
    "takes bare claims": BareClaims(),
    "takes any size": holed(split=any_size),
    "reads JSON serialization": holed(split=text_of_json),
    "forgives base64": holed(split=split_kindly, unpack=forgiving_base64),
    "lets the last name win": holed(parse=loose_object),
    "takes half characters": holed(parse=python_object),
    "takes any JSON": holed(parse=any_json),
    "reads numbers as Python does": holed(
        split=any_size, parse=python_object, check_dates=plain_dates, check_life=any_life
    ),
    "drops what is no UTF-8": holed(parse=any_utf8),
    "ignores crit": holed(understand=whatever),
}
"""Holes in reading, by what they do."""
