"""Keys and sets of keys: read from JWK, PEM or octets, made, published, never leaked in print."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Any, NoReturn, Self

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from simulator.jose.algorithms import ALGORITHMS, Hmac, algorithms_for
from simulator.jose.allowances import COLLECTIONS
from simulator.jose.encoding import b64url_encode, copied, parse_json, write_json
from simulator.jose.errors import JoseError
from simulator.jose.material import CURVES, Material, as_material, read_material, write_material
from simulator.jose.pem import looks_like_a_key, read_pem
from simulator.jose.strength import weakness

THUMBPRINT_MEMBERS = {
    "oct": ("k", "kty"),
    "RSA": ("e", "kty", "n"),
    "EC": ("crv", "kty", "x", "y"),
    "OKP": ("crv", "kty", "x"),
}
"""What a thumbprint is made of, in order (RFC 7638 3.2, RFC 8037 2)."""


class Key:
    """A key, its name, and what it may be used for (RFC 7517 4). Unchangeable.

    Made with generate, from_secret, from_jwk and from_pem. Printing it shows no part of the key,
    pickling it is refused, and jwk() gives the public half unless the private one is asked for.
    """

    __slots__ = ("_material", "algorithm", "crv", "fits", "key_ops", "kid", "kty", "use", "weak")

    kid: str | None
    """Its name. Two keys may have the same (RFC 7517 4.5)."""
    kty: str
    """"oct" (a shared secret), "RSA", "EC" or "OKP"."""
    crv: str
    """The curve, "" where there is none."""
    algorithm: str | None
    """The one algorithm it is for (RFC 8725 3.1). None if it was not said and several would fit."""
    fits: frozenset[str]
    """The algorithms that a key of this type and curve could be used with."""
    weak: Mapping[str, str]
    """Algorithms that it is too weak for, and the reason."""
    use: str | None
    """"sig" or "enc"; None if it was not said (RFC 7517 4.2)."""
    key_ops: tuple[str, ...] | None
    """"sign", "verify" and others; None if it was not said (RFC 7517 4.3)."""
    _material: Material

    def __init__(
        self,
        material: Material,
        *,
        algorithm: str | None = None,
        kid: str | None = None,
        use: str | None = None,
        key_ops: tuple[str, ...] | None = None,
    ) -> None:
        if not isinstance(material, Material):
            raise JoseError("not_a_key")
        for name, given in (("algorithm", algorithm), ("kid", kid), ("use", use)):
            if given is not None and type(given) is not str:
                raise JoseError("bad_argument", name)
        fits = algorithms_for(material.kty, material.crv)
        found = {name: weakness(material, name) for name in fits}
        if algorithm is None and len(fits) == 1:
            (algorithm,) = fits
        values: dict[str, object] = {
            "_material": material,
            "kty": material.kty,
            "crv": material.crv,
            "fits": fits,
            "weak": MappingProxyType({name: why for name, why in found.items() if why}),
            "algorithm": algorithm,
            "kid": kid,
            "use": use,
            "key_ops": key_ops,
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @classmethod
    def generate(cls, algorithm: str, kid: str | None = None, *, bits: int = 2048) -> Self:
        """A new key for one algorithm, from the system's randomness. `bits`: of an RSA key."""
        scheme = ALGORITHMS.get(algorithm) if isinstance(algorithm, str) else None
        if scheme is None:
            raise JoseError("algorithm_unknown")
        if isinstance(scheme, Hmac):
            secret = secrets.token_bytes(scheme.octets)
            material = Material("oct", "", secret, secret)
        elif scheme.kty == "RSA":
            material = as_material(_new_rsa(bits))
        elif scheme.kty == "EC":
            material = as_material(ec.generate_private_key(CURVES[scheme.crv]))
        else:
            material = as_material(ed25519.Ed25519PrivateKey.generate())
        return cls(material, algorithm=algorithm, kid=kid, use="sig")

    @classmethod
    def from_secret(
        cls, secret: str | bytes, *, algorithm: str | None = None, kid: str | None = None
    ) -> Self:
        """A shared secret for HMAC, as octets. Text counts as its UTF-8 octets, not as base64.

        JoseError for a blank one, and for a key in PEM, DER or JWK form (RFC 8725 3.1).
        """
        if isinstance(secret, str):
            try:
                secret = secret.encode("utf-8")
            except UnicodeEncodeError:
                raise JoseError("lone_surrogate", "secret") from None
        elif not isinstance(secret, bytes):
            raise JoseError("bad_argument", "secret")
        if not secret:
            raise JoseError("secret_blank")
        if looks_like_a_key(secret):
            raise JoseError("secret_is_a_key")
        return cls(Material("oct", "", secret, secret), algorithm=algorithm, kid=kid)

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any] | str | bytes) -> Self:
        """The key in a JWK, an object or its text (RFC 7517 4). Unknown members are ignored."""
        members = _object(jwk, "jwk")
        for name in ("alg", "kid", "use"):
            if name in members and type(members[name]) is not str:
                raise JoseError("jwk_malformed", name)
        operations = members.get("key_ops")
        if "key_ops" in members:
            if type(operations) is not list or any(type(one) is not str for one in operations):
                raise JoseError("jwk_malformed", "key_ops")
            if len(set(operations)) != len(operations):
                raise JoseError("jwk_malformed", "key_ops")
        return cls(
            read_material(members),
            algorithm=members.get("alg"),
            kid=members.get("kid"),
            use=members.get("use"),
            key_ops=None if operations is None else tuple(operations),
        )

    @classmethod
    def from_pem(
        cls,
        pem: str | bytes,
        *,
        algorithm: str | None = None,
        kid: str | None = None,
        password: str | bytes | None = None,
    ) -> Self:
        """The public or private key in a PEM text. Give the algorithm of an RSA key."""
        return cls(read_pem(pem, password), algorithm=algorithm, kid=kid)

    @property
    def verifying(self) -> Any:
        """What checks signatures: a public key of `cryptography`, or a secret's octets."""
        return self._material.verifying

    @property
    def signing(self) -> Any:
        """What signs: a private key of `cryptography`, or a secret's octets."""
        if self._material.signing is None:
            raise JoseError("no_private_half")
        return self._material.signing

    @property
    def is_secret(self) -> bool:
        """True for a shared secret: whoever verifies with it can also sign."""
        return self.kty == "oct"

    @property
    def is_private(self) -> bool:
        """True if this is a pair whose private half is here."""
        return self._material.signing is not None and not self.is_secret

    def public(self) -> Key:
        """The public half, to hand to those who verify. A shared secret has none: JoseError."""
        if self.is_secret:
            raise JoseError("no_public_half")
        operations = self.key_ops
        if operations is not None:
            operations = ("verify",) if {"sign", "verify"} & set(operations) else ()
        return Key(
            self._material._replace(signing=None),
            algorithm=self.algorithm,
            kid=self.kid,
            use=self.use,
            key_ops=operations,
        )

    def for_verifying(self) -> Key:
        """What a verifier needs: the public half of a pair, or the shared secret itself."""
        return self if self.is_secret else self.public()

    def jwk(self, *, private: bool = False) -> dict[str, Any]:
        """The key as a JWK (RFC 7517 4): its public half, or all of it if `private` is True."""
        if private is not True:
            return self.public()._members(private=False)
        if self._material.signing is None:
            raise JoseError("no_private_half")
        return self._members(private=True)

    def _members(self, *, private: bool) -> dict[str, Any]:
        about = {"kid": self.kid, "use": self.use, "alg": self.algorithm}
        return {
            **write_material(self._material, private),
            **{name: value for name, value in about.items() if value is not None},
            **({} if self.key_ops is None else {"key_ops": list(self.key_ops)}),
        }

    def thumbprint(self) -> str:
        """SHA-256 of the key's own members in base64url (RFC 7638): the same for both halves."""
        members = write_material(self._material, private=False)
        ordered = {name: members[name] for name in THUMBPRINT_MEMBERS[self.kty]}
        return b64url_encode(sha256(write_json(ordered)).digest())

    def __repr__(self) -> str:
        kind = " ".join(filter(None, (self.kty, self.crv)))
        half = "secret" if self.is_secret else "private" if self.is_private else "public"
        return f"<Key {kind} {half}, algorithm={self.algorithm!r}, kid={self.kid!r}>"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a key does not change")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a key does not change")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise JoseError("key_export")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


def _new_rsa(bits: int) -> Any:
    if type(bits) is not int or not 1024 <= bits <= 8192:
        raise JoseError("bad_argument", "bits")
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def _object(value: Mapping[str, Any] | str | bytes, name: str) -> dict[str, Any]:
    """A JSON object that is given as such, or as text."""
    if isinstance(value, str):
        try:
            value = value.encode("utf-8")
        except UnicodeEncodeError:
            raise JoseError("lone_surrogate", name) from None
    if isinstance(value, bytes):
        value = parse_json(value)
    if isinstance(value, Mapping):
        return copied(value, f"{name}_malformed")
    raise JoseError(f"{name}_malformed")


class KeySet:
    """Keys to choose from, by the name and algorithm that a token gives (RFC 7517 5)."""

    __slots__ = ("_by_kid", "ignored", "keys")

    keys: tuple[Key, ...]
    ignored: tuple[str, ...]
    """Why entries of the JWK Set that this came from were left out: a reason for each."""

    def __init__(self, keys: Iterable[Key], *, ignored: tuple[str, ...] = ()) -> None:
        try:
            self.keys = tuple(keys)
        except Exception:
            # Somebody else's iterator: whatever it raises, it holds no keys for us.
            raise JoseError("not_a_key") from None
        if not all(isinstance(key, Key) for key in self.keys):
            raise JoseError("not_a_key")
        self.ignored = ignored
        self._by_kid: dict[str | None, list[Key]] = {}
        for key in self.keys:
            self._by_kid.setdefault(key.kid, []).append(key)

    @classmethod
    def from_jwks(cls, jwks: Mapping[str, Any] | str | bytes) -> Self:
        """The keys of a JWK Set, an object or its JSON text.

        Entries that are not understood are ignored, not fatal (RFC 7517 5): an issuer may add
        keys of tomorrow. `ignored` says why. A key that has name, type and algorithm in common
        with an entry that can't be read is left out too: nobody knows which of them is meant.
        """
        entries = _object(jwks, "jwks").get("keys")
        if type(entries) is not list:
            raise JoseError("jwks_malformed")
        keys, ignored, unread = [], [], []
        for entry in entries:
            try:
                keys.append(Key.from_jwk(entry))
            except JoseError as error:
                ignored.append(error.reason)
                unread.append(_identity(entry))
        clear = [key for key in keys if (key.kid, key.kty, key.algorithm) not in unread]
        ignored += ["several_keys"] * (len(keys) - len(clear))
        return cls(clear, ignored=tuple(ignored))

    def named(self, kid: str | None) -> tuple[Key, ...]:
        """The keys that a header with this `kid` can mean: those of that name, or else those that
        have none. Without a `kid` (None): all."""
        if kid is None:
            return self.keys
        return tuple(self._by_kid.get(kid) or self._by_kid.get(None, []))

    def jwks(self) -> dict[str, list[dict[str, Any]]]:
        """The JWK Set to publish: public halves only, and no shared secret."""
        return {"keys": [key.jwk() for key in self.keys if not key.is_secret]}

    def __repr__(self) -> str:
        return f"<KeySet of {len(self.keys)}, {len(self.ignored)} ignored>"

    def __len__(self) -> int:
        return len(self.keys)


def _identity(entry: object) -> tuple[object, object, object] | None:
    """What a JWK that can't be read says of itself; None if it gives no name."""
    if not isinstance(entry, dict) or type(entry.get("kid")) is not str:
        return None
    return entry["kid"], entry.get("kty"), entry.get("alg")


Keys = Key | KeySet | Collection[Key] | Mapping[str, Any]
"""What may be handed to a verifier: a key, keys, a JWK or a JWK Set. Parse a set once."""


def as_keys(keys: Keys) -> KeySet:
    """The set of keys that was handed in, in whatever form."""
    if isinstance(keys, KeySet):
        return keys
    if isinstance(keys, Key):
        return KeySet((keys,))
    if isinstance(keys, Mapping):
        members = _object(keys, "jwks")
        return KeySet.from_jwks(members) if "keys" in members else KeySet((Key.from_jwk(members),))
    if isinstance(keys, COLLECTIONS):
        return KeySet(keys)
    raise JoseError("not_a_key")
