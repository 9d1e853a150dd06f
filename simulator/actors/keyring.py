"""The auth server's keys, and the JWK Set that others see of them (RFC 7517)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import jwt

from simulator.actors.policy import Algorithm

KEY_PAIRS = ("RS256", "ES256", "EdDSA")
"""Algorithms whose keys have a half that may be published."""
RSA_FILES = ("rsa_2048.pem", "rsa_2048_2.pem", "rsa_2048_3.pem")
"""The throw-away RSA keys that come with the project."""
ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, eq=False)
class Key:
    """A key with its name and the one algorithm it is used with (RFC 8725 3.1)."""

    kid: str
    algorithm: str
    verifying: Any = field(repr=False)
    signing: Any = field(default=None, repr=False)
    """None where only the public half is known."""


def make_key(
    algorithm: Algorithm, kid: str, random_bytes: Callable[[int], bytes], number: int = 0
) -> Key:
    """A key for a simulated auth server: the same random bytes give the same key.

    RSA keys can't be drawn from given bytes, so RS256 takes the throw-away key of this
    `number` that comes with the project. Never use any of these outside a simulation.
    Only key pairs need the package cryptography: HS256 works where there is none.
    """
    match algorithm:
        case "HS256":
            secret = random_bytes(32)
            return Key(kid, algorithm, secret, secret)
        case "RS256":
            private: Any = throwaway_rsa_key(number)
        case "ES256":
            from cryptography.hazmat.primitives.asymmetric import ec

            number = int.from_bytes(random_bytes(40), "big") % (ORDER_OF_P256 - 1) + 1
            private = ec.derive_private_key(number, ec.SECP256R1())
        case "EdDSA":
            from cryptography.hazmat.primitives.asymmetric import ed25519

            private = ed25519.Ed25519PrivateKey.from_private_bytes(random_bytes(32))
    return Key(kid, algorithm, private.public_key(), private)


@cache
def throwaway_rsa_key(number: int = 0) -> Any:
    """One of the 2048-bit RSA keys that come with the project, parsed once."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    pem = files("simulator.actors").joinpath("throwaway_keys", RSA_FILES[number]).read_bytes()
    return load_pem_private_key(pem, password=None)


class KeySet(dict[str, Key]):
    """Keys by `kid`. Who remembers what they have signed is told when one of them leaves."""

    def __init__(self, keys: Mapping[str, Key]) -> None:
        super().__init__(keys)
        self._forgetful: list[Callable[[], None]] = []

    def when_one_leaves(self, forget: Callable[[], None]) -> None:
        """Call this whenever a key is trusted no longer."""
        self._forgetful.append(forget)

    def become(self, keys: Mapping[str, Key]) -> None:
        """Hold these keys from now on, and no others."""
        one_leaves = any(keys.get(kid) is not key for kid, key in self.items())
        self.clear()
        self.update(keys)
        if one_leaves:
            for forget in self._forgetful:
                forget()

    def drop(self, kid: str) -> None:
        """Hold this key no longer. Raises KeyError if it wasn't there."""
        left = dict(self)
        del left[kid]
        self.become(left)


class Keyring:
    """Keys of one auth server: one signs, and there may be others before and after it."""

    def __init__(self, signing: Key) -> None:
        self._published = KeySet({signing.kid: signing})
        self._own = KeySet({signing.kid: signing})
        self.signing = signing

    def announce(self, key: Key) -> None:
        """Let others learn a key before anything is signed with it."""
        self._published[key.kid] = self._own[key.kid] = key

    def sign_with(self, kid: str) -> None:
        """Sign with this key from now on. Raises KeyError if it is not among the published."""
        self.signing = self._published[kid]

    def retire(self, kid: str) -> None:
        """Publish a key no longer: its time is over. Raises ValueError if it still signs.

        The auth server itself goes on to believe the refresh tokens that it signed, or
        every change of keys would send all users to the login page.
        """
        self._refuse_if_signing(kid)
        self._published.drop(kid)

    def withdraw(self, kid: str) -> None:
        """Believe nothing that this key has signed: somebody else has it.

        Raises ValueError if it still signs, KeyError if it was never announced.
        """
        self._refuse_if_signing(kid)
        self._own.drop(kid)
        if kid in self._published:
            self._published.drop(kid)

    def _refuse_if_signing(self, kid: str) -> None:
        if kid == self.signing.kid:
            raise ValueError(f"{kid} still signs: sign_with another key first")

    def trusted(self) -> KeySet:
        """The keys whose signatures count, by `kid`; it changes as the keys do."""
        return self._published

    def own(self) -> KeySet:
        """Those, and the retired ones whose refresh tokens the auth server still believes."""
        return self._own

    def public_jwks(self) -> dict[str, list[dict[str, Any]]]:
        """The JWK Set to publish (RFC 7517 5). A shared secret is never in it."""
        return {"keys": [public_jwk(key) for key in self._published.values() if is_key_pair(key)]}


def is_key_pair(key: Key) -> bool:
    """False for a shared secret: whoever could verify with it could also mint."""
    return key.algorithm in KEY_PAIRS


def public_jwk(key: Key) -> dict[str, Any]:
    """The public half as a JWK (RFC 7517 4). Raises ValueError for a shared secret."""
    if not is_key_pair(key):
        raise ValueError(f"{key.kid} is a shared secret and has no public half")
    jwk = json.loads(jwt.get_algorithm_by_name(key.algorithm).to_jwk(key.verifying))
    jwk.pop("key_ops", None)
    return {**jwk, "kid": key.kid, "use": "sig", "alg": key.algorithm}


def keys_in(jwks: Mapping[str, Any]) -> dict[str, Key]:
    """The usable keys of a JWK Set by `kid`; those not understood are ignored (RFC 7517 5)."""
    found = (key_in(jwk) for jwk in jwks.get("keys") or () if isinstance(jwk, Mapping))
    return {key.kid: key for key in found if key is not None}


def key_in(jwk: Mapping[str, Any]) -> Key | None:
    """The public key that a JWK holds, None if we can't verify signatures with it."""
    kid = jwk.get("kid")
    # A private key in a JWK Set has been seen by everybody: nothing it signs proves anything.
    if jwk.get("use", "sig") != "sig" or not isinstance(kid, str) or "d" in jwk:
        return None
    try:
        # Where `alg` is missing, which it may (RFC 7517 4.4), type and curve decide.
        parsed = jwt.PyJWK(dict(jwk))
    except (jwt.PyJWTError, TypeError, ValueError):
        return None
    algorithm = parsed.algorithm_name
    return Key(kid, algorithm, parsed.key) if algorithm in KEY_PAIRS else None
