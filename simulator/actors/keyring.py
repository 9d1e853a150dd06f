"""The auth server's keys, and the JWK Set that others see of them (RFC 7517)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from simulator.actors.policy import Algorithm

ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, eq=False)
class Key:
    """A key with its name and the one algorithm it is used with (RFC 8725 3.1)."""

    kid: str
    algorithm: str
    verifying: Any = field(repr=False)
    signing: Any = field(default=None, repr=False)
    """None where only the public half is known."""


def make_key(algorithm: Algorithm, kid: str, random_bytes: Callable[[int], bytes]) -> Key:
    """A key for a simulated auth server: the same random bytes give the same key.

    RSA keys can't be drawn from given bytes, so RS256 takes a throw-away key that
    comes with the project. Never use any of these outside a simulation.
    """
    match algorithm:
        case "HS256":
            secret = random_bytes(32)
            return Key(kid, algorithm, secret, secret)
        case "RS256":
            private: Any = throwaway_rsa_key()
        case "ES256":
            number = int.from_bytes(random_bytes(40), "big") % (ORDER_OF_P256 - 1) + 1
            private = ec.derive_private_key(number, ec.SECP256R1())
        case "EdDSA":
            private = ed25519.Ed25519PrivateKey.from_private_bytes(random_bytes(32))
    return Key(kid, algorithm, private.public_key(), private)


@cache
def throwaway_rsa_key() -> Any:
    """The 2048-bit RSA key that comes with the project, parsed once."""
    pem = files("simulator.actors").joinpath("throwaway_keys", "rsa_2048.pem").read_bytes()
    return load_pem_private_key(pem, password=None)


class Keyring:
    """Keys of one auth server: all are trusted, one signs."""

    def __init__(self, signing: Key) -> None:
        self._keys = {signing.kid: signing}
        self.signing = signing

    def announce(self, key: Key) -> None:
        """Let others learn a key before anything is signed with it."""
        self._keys[key.kid] = key

    def sign_with(self, kid: str) -> None:
        """Sign with this key from now on. Raises KeyError if it was never announced."""
        self.signing = self._keys[kid]

    def retire(self, kid: str) -> None:
        """Trust a key no longer. Raises ValueError for the one that still signs."""
        if kid == self.signing.kid:
            raise ValueError(f"{kid} still signs: sign_with another key first")
        del self._keys[kid]

    def trusted(self) -> Mapping[str, Key]:
        """The keys whose signatures count, by `kid`."""
        return self._keys

    def public_jwks(self) -> dict[str, list[dict[str, Any]]]:
        """The JWK Set to publish (RFC 7517 5). A shared secret is never in it."""
        return {"keys": [public_jwk(key) for key in self._keys.values() if is_key_pair(key)]}


def is_key_pair(key: Key) -> bool:
    """False for a shared secret: whoever could verify with it could also mint."""
    return not key.algorithm.startswith("HS")


def public_jwk(key: Key) -> dict[str, Any]:
    """The public half as a JWK (RFC 7517 4). Raises ValueError for a shared secret."""
    if not is_key_pair(key):
        raise ValueError(f"{key.kid} is a shared secret and has no public half")
    jwk = json.loads(jwt.get_algorithm_by_name(key.algorithm).to_jwk(key.verifying))
    jwk.pop("key_ops", None)
    return {**jwk, "kid": key.kid, "use": "sig", "alg": key.algorithm}


def keys_in(jwks: Mapping[str, Any]) -> dict[str, Key]:
    """The usable keys of a JWK Set by `kid`; those not understood are ignored (RFC 7517 5)."""
    keys = {}
    for jwk in jwks.get("keys", ()):
        if jwk.get("use", "sig") == "sig" and "kid" in jwk and "alg" in jwk:
            try:
                parsed = jwt.PyJWK(jwk)
            except (jwt.PyJWKError, jwt.InvalidKeyError):
                continue
            keys[jwk["kid"]] = Key(jwk["kid"], jwk["alg"], parsed.key)
    return keys
