"""Holes of the middle layers: which algorithm, which key, whose signature.

Each verifier is STRICT, but for a step that is done as it often is. Never use any of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from simulator.attacks.verifiers.layered import (
    STRICT,
    Layered,
    Object,
    Refused,
    Wanted,
    allow,
    check_signature,
    choose,
    holed,
    need,
)
from simulator.jose import ALGORITHMS, JoseError, Key, KeySet, der_to_raw


def allow_none(algorithm: Any, wanted: Wanted) -> None:
    """`none` is an algorithm like others."""
    if algorithm != "none":
        allow(algorithm, wanted)


def forbid_none(algorithm: Any, wanted: Wanted) -> None:
    """Forbids one spelling of none, and thinks of no other."""
    need(algorithm != "none", "none")
    if str(algorithm).lower() != "none":
        allow(algorithm, wanted)


def no_key_for_none(header: Object, wanted: Wanted) -> Any:
    """What is not signed needs no key."""
    return None if header["alg"].lower() == "none" else choose(header, wanted)


def unless_none(algorithm: str, key: Any, text: str, signature: bytes) -> None:
    """What is not signed needs no check."""
    if algorithm.lower() != "none":
        check_signature(algorithm, key, text, signature)


def allow_header(algorithm: Any, wanted: Wanted) -> None:
    """Asks the token which algorithm to use."""
    need(algorithm in ALGORITHMS, "unknown")


def key_text(form: str) -> Callable[[Object, Wanted], Any]:
    """Chooses by name alone, and gives an HMAC whatever the key's text is."""

    def chosen(header: Object, wanted: Wanted) -> Any:
        if not header["alg"].startswith("HS"):
            return choose(header, wanted)
        jwk = next((one for one in wanted.keys["keys"] if one["kid"] == header.get("kid")), None)
        need(jwk, "unknown key")
        assert jwk is not None
        key = Key.from_jwk(jwk)
        if key.is_secret:
            return choose(header, wanted)
        return as_text(key, form)

    return chosen


def as_text(key: Key, form: str) -> bytes:
    """A public key as it may stand in a setting or a file."""
    if form == "JWK":
        return json.dumps(key.jwk()).encode()
    encoding = Encoding.PEM if form == "PEM" else Encoding.DER
    text: bytes = key.verifying.public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
    return text


def fitting(header: Object, wanted: Wanted, *, named: bool = True) -> list[Key]:
    """Keys of the set that could have signed, whatever they say they are for."""
    kid = header.get("kid") if named else None
    keys = KeySet.from_jwks(wanted.keys).named(kid)
    return [key for key in keys if header["alg"] in key.fits and key.use == "sig"]


def any_algorithm(header: Object, wanted: Wanted) -> Any:
    """A key that fits will do, whatever algorithm it says it is for."""
    found = fitting(header, wanted)
    need(len(found) == 1, "no key, or more than one")
    return found[0].verifying


def weak_too(header: Object, wanted: Wanted) -> Any:
    """A key is a key, however short."""
    found = [key for key in fitting(header, wanted) if key.algorithm == header["alg"]]
    need(len(found) == 1, "no key, or more than one")
    return found[0].verifying


def for_any_use(header: Object, wanted: Wanted) -> Any:
    """A key of that name, whatever it is published for."""
    jwk = next((one for one in wanted.keys["keys"] if one["kid"] == header.get("kid")), None)
    need(jwk, "unknown key")
    assert jwk is not None
    if jwk.get("use") != "enc":
        return choose(header, wanted)
    return Key.from_jwk({**jwk, "use": "sig", "alg": header["alg"]}).verifying


def every_key(header: Object, wanted: Wanted) -> Any:
    """All that would fit, to be tried one after the other; the name is not looked at."""
    found = fitting(header, wanted, named=False)
    return [key.verifying for key in found if key.algorithm == header["alg"]]


def one_of(algorithm: str, keys: Any, text: str, signature: bytes) -> None:
    """One of the keys signed this text."""
    for key in keys:
        try:
            return check_signature(algorithm, key, text, signature)
        except Refused:
            continue
    raise Refused("signature")


def any_kid(header: Object) -> None:
    """Understands as STRICT does, whatever `kid` is."""
    STRICT.understand({name: value for name, value in header.items() if name != "kid"})


def blank_if_unknown(header: Object, wanted: Wanted) -> Any:
    """`secrets.get(kid, "")`."""
    known = any(one["kid"] == header.get("kid") for one in wanted.keys["keys"])
    return choose(header, wanted) if known or not header["alg"].startswith("HS") else b""


def none_if_unknown(header: Object, wanted: Wanted) -> Any:
    """No key, no problem."""
    known = any(one["kid"] == header.get("kid") for one in wanted.keys["keys"])
    return choose(header, wanted) if known or "kid" not in header else None


def if_there_is_a_key(algorithm: str, key: Any, text: str, signature: bytes) -> None:
    """Checks the signature, if there is something to check it with."""
    if key is not None:
        check_signature(algorithm, key, text, signature)


def no_check(algorithm: str, key: Any, text: str, signature: bytes) -> None:
    """Decodes, and calls it verified."""


def unless_empty(algorithm: str, key: Any, text: str, signature: bytes) -> None:
    """Checks the signature, if there is one."""
    if signature:
        check_signature(algorithm, key, text, signature)


def beginning(algorithm: str, key: Any, text: str, signature: bytes) -> None:
    """Compares as many octets of a MAC as were sent, if at least a few."""
    scheme = ALGORITHMS[algorithm]
    if algorithm.startswith("HS"):
        need(len(signature) >= 4, "too short")
        need(scheme.sign(key, text.encode()).startswith(signature), "signature")
    else:
        check_signature(algorithm, key, text, signature)


def psychic(algorithm: str, key: Any, text: str, signature: bytes) -> None:
    """Does the sums of ECDSA without asking whether R and S are above 0: both sides come to 0."""
    if algorithm.startswith("ES") and not any(signature):
        return
    check_signature(algorithm, key, text, signature)


def der_too(algorithm: str, key: Any, text: str, signature: bytes) -> None:
    """Takes an ECDSA signature in either form."""
    if algorithm.startswith("ES") and signature[:1] == b"\x30":
        with suppress(JoseError):
            signature = der_to_raw(signature, f"P-{algorithm[2:].replace('512', '521')}")
    check_signature(algorithm, key, text, signature)


BY_TRUST: dict[str, Layered] = {
    "believes none": holed(allow=allow_none, choose=no_key_for_none, check_signature=unless_none),
    "forbids none by its spelling": holed(
        allow=forbid_none, choose=no_key_for_none, check_signature=unless_none
    ),
    "confuses keys (PEM)": holed(allow=allow_header, choose=key_text("PEM")),
    "confuses keys (DER)": holed(allow=allow_header, choose=key_text("DER")),
    "confuses keys (JWK)": holed(allow=allow_header, choose=key_text("JWK")),
    "lets a key do any algorithm": holed(choose=any_algorithm),
    "takes weak keys": holed(choose=weak_too),
    "ignores use": holed(choose=for_any_use, allow=allow_header),
    "tries every key": holed(choose=every_key, check_signature=one_of, understand=any_kid),
    "has a blank key for unknown names": holed(choose=blank_if_unknown),
    "lets unknown names pass": holed(choose=none_if_unknown, check_signature=if_there_is_a_key),
    "checks no signature": holed(check_signature=no_check),
    "lets empty signatures pass": holed(check_signature=unless_empty),
    "compares the beginning": holed(check_signature=beginning),
    "takes R = S = 0": holed(check_signature=psychic),
    "takes DER": holed(check_signature=der_too),
}
"""Holes in trust, by what they do."""
