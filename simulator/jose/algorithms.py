"""The signature algorithms of RFC 7518 3 and RFC 8037: sign octets, verify octets, no more."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from simulator.jose.errors import JoseError

HASHES: Mapping[str, hashes.HashAlgorithm] = MappingProxyType(
    {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
)
COORDINATE_OCTETS = MappingProxyType({"P-256": 32, "P-384": 48, "P-521": 66})
"""Octets of a coordinate, and of R and S, by curve (RFC 7518 3.4, 6.2.1.2)."""


class Algorithm(Protocol):
    """One way to sign: which keys it takes, and how. Keys are `cryptography`'s, or octets."""

    name: str
    kty: str
    crv: str
    """The curve, "" where there is none."""

    def length(self, verifying: Any) -> int:
        """Octets of a signature by this key."""

    def sign(self, signing: Any, octets: bytes) -> bytes:
        """The signature of octets."""

    def verify(self, verifying: Any, octets: bytes, signature: bytes) -> bool:
        """True if this is the signature of these octets. Its length was looked at before."""


class Hmac:
    """HS256, HS384, HS512: one secret signs and verifies (RFC 7518 3.2)."""

    kty, crv = "oct", ""

    def __init__(self, size: str) -> None:
        self.name = f"HS{size}"
        self.octets = HASHES[size].digest_size
        """Octets of the hash: of the signature, and of the shortest key."""
        self._hash = f"sha{size}"

    def length(self, verifying: bytes) -> int:
        return self.octets

    def sign(self, signing: bytes, octets: bytes) -> bytes:
        return hmac.digest(signing, octets, self._hash)

    def verify(self, verifying: bytes, octets: bytes, signature: bytes) -> bool:
        return hmac.compare_digest(hmac.digest(verifying, octets, self._hash), signature)


class Rsa:
    """RS256 to RS512 with PKCS #1 v1.5 (RFC 7518 3.3), PS256 to PS512 with PSS (3.5)."""

    kty, crv = "RSA", ""

    def __init__(self, name: str) -> None:
        self.name = name
        self._hash = HASHES[name[2:]]
        self._padding: padding.AsymmetricPadding = padding.PKCS1v15()
        if name.startswith("PS"):
            # RFC 7518 3.5: the salt is as long as the hash; "any length" would verify others' too.
            salt = self._hash.digest_size
            self._padding = padding.PSS(padding.MGF1(self._hash), salt_length=salt)

    def length(self, verifying: Any) -> int:
        return int(verifying.key_size + 7) // 8

    def sign(self, signing: Any, octets: bytes) -> bytes:
        try:
            return bytes(signing.sign(octets, self._padding, self._hash))
        except ValueError:
            # PS512 needs a hash and a salt of 64 octets each: 1024 bits do not hold them.
            raise JoseError("key_too_short") from None

    def verify(self, verifying: Any, octets: bytes, signature: bytes) -> bool:
        try:
            verifying.verify(signature, octets, self._padding, self._hash)
        except (InvalidSignature, ValueError):
            return False
        return True


class Ecdsa:
    """ES256, ES384, ES512: a signature is R || S, of fixed length, never DER (RFC 7518 3.4)."""

    kty = "EC"

    def __init__(self, size: str, crv: str) -> None:
        self.name = f"ES{size}"
        self.crv = crv
        self.octets = 2 * COORDINATE_OCTETS[crv]
        self._scheme = ec.ECDSA(HASHES[size])

    def length(self, verifying: Any) -> int:
        return self.octets

    def sign(self, signing: Any, octets: bytes) -> bytes:
        return der_to_raw(signing.sign(octets, self._scheme), self.crv)

    def verify(self, verifying: Any, octets: bytes, signature: bytes) -> bool:
        try:
            verifying.verify(raw_to_der(signature, self.crv), octets, self._scheme)
        except InvalidSignature:
            return False
        return True


class EdDsa:
    """EdDSA with Ed25519 (RFC 8037 3.1)."""

    name, kty, crv = "EdDSA", "OKP", "Ed25519"

    def length(self, verifying: Any) -> int:
        return 64

    def sign(self, signing: Any, octets: bytes) -> bytes:
        return bytes(signing.sign(octets))

    def verify(self, verifying: Any, octets: bytes, signature: bytes) -> bool:
        try:
            verifying.verify(signature, octets)
        except InvalidSignature:
            return False
        return True


def der_to_raw(signature: bytes, crv: str) -> bytes:
    """R || S, each as long as the curve asks (RFC 7518 3.4), of an ECDSA signature in DER."""
    half = _half(crv)
    if not isinstance(signature, bytes):
        raise JoseError("bad_argument", "signature")
    try:
        r, s = decode_dss_signature(signature)
        return r.to_bytes(half, "big") + s.to_bytes(half, "big")
    except (ValueError, OverflowError):
        raise JoseError("signature_length") from None


def raw_to_der(signature: bytes, crv: str) -> bytes:
    """The DER form of an ECDSA signature R || S, as `cryptography` wants it."""
    half = _half(crv)
    if not isinstance(signature, bytes):
        raise JoseError("bad_argument", "signature")
    if len(signature) != 2 * half:
        raise JoseError("signature_length")
    r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    return encode_dss_signature(r, s)


def _half(crv: str) -> int:
    """Octets of R."""
    half = COORDINATE_OCTETS.get(crv) if isinstance(crv, str) else None
    if half is None:
        raise JoseError("bad_argument", "crv")
    return half


def _all() -> list[Algorithm]:
    return [
        *(Hmac(size) for size in HASHES),
        *(Rsa(f"RS{size}") for size in HASHES),
        *(Rsa(f"PS{size}") for size in HASHES),
        Ecdsa("256", "P-256"),
        Ecdsa("384", "P-384"),
        Ecdsa("512", "P-521"),
        EdDsa(),
    ]


ALGORITHMS: Mapping[str, Algorithm] = MappingProxyType({one.name: one for one in _all()})
"""Every algorithm known here, by the name that headers give (RFC 7518 3.1). "none" is not one."""


def algorithms_for(kty: str, crv: str) -> frozenset[str]:
    """The algorithms that a key of this type and curve could be used with."""
    return frozenset(one.name for one in ALGORITHMS.values() if (one.kty, one.crv) == (kty, crv))
