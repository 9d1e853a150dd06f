"""Layers 3, 4 and 5 of a verifier: which algorithm, which key, and did that key sign this?"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from simulator.jose.algorithms import ALGORITHMS, Algorithm
from simulator.jose.allowances import COLLECTIONS
from simulator.jose.errors import JoseError
from simulator.jose.keys import Key, Keys, KeySet, as_keys


def allow_list(algorithms: Collection[str]) -> Collection[str]:
    """The caller's list of acceptable algorithms (RFC 8725 3.1): never empty, never a text, for
    "HS256" in a text is a search for a part of it; and never with "none" in it."""
    if not isinstance(algorithms, COLLECTIONS) or not algorithms:
        raise JoseError("no_algorithms")
    for name in algorithms:
        if type(name) is not str or name not in ALGORITHMS:
            raise JoseError("algorithm_unknown")
    return algorithms


def choose_algorithm(header: dict[str, Any], allowed: Collection[str]) -> Algorithm:
    """The algorithm that the header names, if the caller allowed it (RFC 7515 5.2)."""
    name = header.get("alg")
    if type(name) is not str:
        raise JoseError("header_type" if "alg" in header else "algorithm_missing", "alg")
    if name not in allowed:
        raise JoseError("algorithm_none" if name.lower() == "none" else "algorithm_not_allowed")
    return ALGORITHMS[name]


def choose_key(
    keys: Keys,
    kid: str | None,
    algorithm: Algorithm,
    allowed: Collection[str],
    lax: frozenset[str],
) -> Key:
    """The one key that this token can have been signed with (RFC 7515 6, RFC 7517 4.5).

    `kid` alone does not name a key: of those with that name, the ones that fit the algorithm
    count. If more than one is left, nothing is tried out.
    """
    if isinstance(keys, Key):
        candidates: tuple[Key, ...] = (keys,) if kid is None or keys.kid in (None, kid) else ()
    else:
        candidates = _named(as_keys(keys), kid)
    if not candidates:
        raise JoseError("unknown_kid")
    faults = [_unfit(key, algorithm.name, allowed, lax) for key in candidates]
    fitting = [key for key, fault in zip(candidates, faults, strict=True) if not fault]
    if not fitting:
        raise JoseError(faults[0] if len(set(faults)) == 1 else "no_keys")
    if len(fitting) > 1:
        raise JoseError("several_keys")
    return fitting[0]


def _named(keys: KeySet, kid: str | None) -> tuple[Key, ...]:
    """The keys that a name can mean; JoseError if there are none at all."""
    if not keys.keys:
        raise JoseError("no_keys")
    return keys.named(kid)


def _unfit(key: Key, name: str, allowed: Collection[str], lax: frozenset[str]) -> str:
    """Why a key must not check signatures of this algorithm, "" if it may."""
    if name not in key.fits:
        return "key_type"
    if "key_alg" not in lax and key.algorithm != name:
        if key.algorithm is not None:
            return "key_algorithm"
        # RFC 8725 3.1: a key that does not say what it is for is bound by the caller's list.
        if "unbound_key" not in lax and len(key.fits.intersection(allowed)) > 1:
            return "key_unbound"
    if key.use is not None and key.use != "sig":
        return "key_use"
    if key.key_ops is not None and "verify" not in key.key_ops:
        return "key_ops"
    if name in key.weak and "weak_key" not in lax:
        return key.weak[name]
    if key.is_private and "private_key" not in lax:
        return "key_private"
    return ""


def check_signature(key: Key, algorithm: Algorithm, octets: bytes, signature: bytes) -> None:
    """JoseError unless the key signed these octets (RFC 7515 5.2)."""
    if not signature:
        raise JoseError("signature_missing")
    verifying = key.verifying
    # Lengths are fixed (RFC 7518 3.2 to 3.5), so a DER signature or a cut one ends here.
    if len(signature) != algorithm.length(verifying):
        raise JoseError("signature_length")
    if not algorithm.verify(verifying, octets, signature):
        raise JoseError("signature_wrong")
