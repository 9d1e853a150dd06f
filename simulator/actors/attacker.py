"""The attacker: a client who has an account of her own, and makes other tokens out of hers.

She knows what anybody can know: her own tokens, and the keys that the auth server publishes.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from hmac import digest
from itertools import cycle
from typing import Any, NamedTuple

import jwt

from simulator.actors.actions import Send, Steps, Wait
from simulator.actors.client import give_password
from simulator.actors.messages import Request, get
from simulator.actors.session import Session


class Loot(NamedTuple):
    """What she has to work with."""

    access_token: str
    refresh_token: str
    jwks: Mapping[str, Any]
    """The keys that the auth server publishes."""


def decoded(part: str) -> dict[str, Any]:
    """What stands in a part of a token."""
    found = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return dict(found)


def encoded(value: Any) -> str:
    """A part of a token: JSON, or octets."""
    octets = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(octets).decode().rstrip("=")


def raised(loot: Loot) -> dict[str, Any]:
    """Her own claims, with one more role."""
    claims = decoded(loot.access_token.split(".")[1])
    return {**claims, "roles": [*claims["roles"], "editor"]}


def header(loot: Loot, **changes: Any) -> dict[str, Any]:
    """Her own token's header, some of it changed."""
    return decoded(loot.access_token.split(".")[0]) | changes


def unsigned(loot: Loot) -> str:
    """A token that says it needs no signature (`alg: none`)."""
    return f"{encoded(header(loot, alg='none'))}.{encoded(raised(loot))}."


def old_signature(loot: Loot) -> str:
    """Another role, and the signature that was there before."""
    first, _, third = loot.access_token.split(".")
    return f"{first}.{encoded(raised(loot))}.{third}"


def no_signature(loot: Loot) -> str:
    """The right algorithm, and no signature."""
    return f"{encoded(header(loot))}.{encoded(raised(loot))}."


def confused(loot: Loot) -> str:
    """HS256, with the auth server's public key in PEM form for a secret."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    text = f"{encoded(header(loot, alg='HS256'))}.{encoded(raised(loot))}"
    key: Any = next((jwt.PyJWK(dict(one)).key for one in loot.jwks.get("keys", ())), None)
    if key is None:
        secret = b""
    else:
        secret = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return f"{text}.{encoded(digest(secret, text.encode(), sha256))}"


def padded(loot: Loot) -> str:
    """Her own token, spelt in another way."""
    signature = loot.access_token.rpartition(".")[2]
    return loot.access_token + "=" * (-len(signature) % 4)


def other_kind(loot: Loot) -> str:
    """Her refresh token, in an access token's place."""
    return loot.refresh_token or loot.access_token


def own(loot: Loot) -> str:
    """Her own token, as it is: it has expired when its time is over."""
    return loot.access_token


FORGERIES: dict[str, Callable[[Loot], str]] = {
    "none": unsigned,
    "old_signature": old_signature,
    "no_signature": no_signature,
    "confusion": confused,
    "padding": padded,
    "refresh_token": other_kind,
    "own": own,
}
"""What she can show."""


def forge(session: Session) -> Steps:
    """Log in once, then at each visit show another forgery, in the order of FORGERIES.

    None of them is a token that should open anything, but `own` until it has expired.
    """
    yield from give_password(session)
    answer = yield Send("auth_server", Request("GET", "/jwks"))
    loot = Loot(str(session.access_token or ""), str(session.refresh_token or ""), answer.body)
    if not loot.access_token:
        return
    for visit, make in zip(session.visits, cycle(FORGERIES.values()), strict=False):
        yield Wait(visit.at)
        yield Send("backend", get(visit.path, make(loot)))
