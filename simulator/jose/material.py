"""What a key is made of: its numbers as a JWK writes them, and as `cryptography` holds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from simulator.jose.algorithms import COORDINATE_OCTETS
from simulator.jose.encoding import b64url_decode, b64url_encode
from simulator.jose.errors import JoseError

CURVES: Mapping[str, ec.EllipticCurve] = {
    "P-256": ec.SECP256R1(),
    "P-384": ec.SECP384R1(),
    "P-521": ec.SECP521R1(),
}
CURVE_NAMES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
RSA_PRIMES = ("p", "q", "dp", "dq", "qi")
LARGEST_MODULUS = 16384
"""Bits. A longer RSA key is no key but a way to keep a verifier busy."""
LARGEST_TO_COMPLETE = 4096
"""Bits. Private RSA keys that come without their primes are completed up to this length."""


class Material(NamedTuple):
    """The two halves of a key. Of a shared secret both are the same octets."""

    kty: str
    crv: str
    """The curve, "" where there is none."""
    verifying: Any
    signing: Any
    """None where only the public half is known."""


def read_material(jwk: Mapping[str, Any]) -> Material:
    """The key that a JWK holds (RFC 7518 6, RFC 8037 2)."""
    reader = {"oct": _read_secret, "RSA": _read_rsa, "EC": _read_ec, "OKP": _read_okp}
    kty = jwk.get("kty")
    if type(kty) is not str:
        raise JoseError("jwk_malformed", "kty")
    if kty not in reader:
        raise JoseError("jwk_unsupported", "kty")
    try:
        return reader[kty](jwk)
    except (ValueError, OverflowError):
        # cryptography's words: a point off the curve, an even modulus, halves that do not match.
        raise JoseError("jwk_malformed") from None
    except UnsupportedAlgorithm:
        raise JoseError("jwk_unsupported") from None


def member(jwk: Mapping[str, Any], name: str) -> bytes:
    """The octets of a base64url member."""
    value = jwk.get(name)
    if type(value) is not str:
        raise JoseError("jwk_malformed", name)
    try:
        return b64url_decode(value)
    except JoseError:
        raise JoseError("jwk_malformed", name) from None


def number(jwk: Mapping[str, Any], name: str) -> int:
    """A number in as few octets as it needs (Base64urlUInt, RFC 7518 2)."""
    octets = member(jwk, name)
    if octets[:1] in (b"", b"\0"):
        raise JoseError("jwk_malformed", name)
    if len(octets) * 8 > LARGEST_MODULUS:
        raise JoseError("jwk_unsupported", name)
    return int.from_bytes(octets, "big")


def coordinate(jwk: Mapping[str, Any], name: str, crv: str) -> int:
    """A number in exactly as many octets as the curve has (RFC 7518 6.2.1.2)."""
    octets = member(jwk, name)
    if len(octets) != COORDINATE_OCTETS[crv]:
        raise JoseError("jwk_malformed", name)
    return int.from_bytes(octets, "big")


def _read_secret(jwk: Mapping[str, Any]) -> Material:
    secret = member(jwk, "k")
    if not secret:
        raise JoseError("secret_blank")
    return Material("oct", "", secret, secret)


def _read_rsa(jwk: Mapping[str, Any]) -> Material:
    public = rsa.RSAPublicNumbers(number(jwk, "e"), number(jwk, "n"))
    if "oth" in jwk:
        raise JoseError("jwk_unsupported", "oth")
    if "d" not in jwk:
        return Material("RSA", "", public.public_key(), None)
    d = number(jwk, "d")
    if any(name in jwk for name in RSA_PRIMES):
        # RFC 7518 6.3.2: if one of them is given, all are.
        p, q, dp, dq, qi = (number(jwk, name) for name in RSA_PRIMES)
    else:
        # The search for primes takes long where d is not this key's, or the key is long.
        if public.n.bit_length() > LARGEST_TO_COMPLETE:
            raise JoseError("jwk_malformed", "p")
        if d >= public.n or pow(2, public.e * d, public.n) != 2:
            raise JoseError("jwk_malformed", "d")
        p, q = rsa.rsa_recover_prime_factors(public.n, public.e, d)
        dp, dq, qi = rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q)
    private = rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, public).private_key()
    return Material("RSA", "", private.public_key(), private)


def _curve(jwk: Mapping[str, Any], known: tuple[str, ...]) -> str:
    crv = jwk.get("crv")
    if type(crv) is not str:
        raise JoseError("jwk_malformed", "crv")
    if crv not in known:
        raise JoseError("jwk_unsupported", "crv")
    return crv


def _read_ec(jwk: Mapping[str, Any]) -> Material:
    crv = _curve(jwk, tuple(CURVES))
    x, y = coordinate(jwk, "x", crv), coordinate(jwk, "y", crv)
    public = ec.EllipticCurvePublicNumbers(x, y, CURVES[crv])
    if "d" not in jwk:
        return Material("EC", crv, public.public_key(), None)
    numbers = ec.EllipticCurvePrivateNumbers(coordinate(jwk, "d", crv), public)
    private = numbers.private_key()
    return Material("EC", crv, private.public_key(), private)


def _read_okp(jwk: Mapping[str, Any]) -> Material:
    crv = _curve(jwk, ("Ed25519",))
    x = member(jwk, "x")
    public = ed25519.Ed25519PublicKey.from_public_bytes(x)
    if "d" not in jwk:
        return Material("OKP", crv, public, None)
    private = ed25519.Ed25519PrivateKey.from_private_bytes(member(jwk, "d"))
    if private.public_key().public_bytes_raw() != x:
        raise JoseError("jwk_malformed", "x")
    return Material("OKP", crv, private.public_key(), private)


def as_material(key: Any) -> Material:
    """The material of a key object of `cryptography`, private or public."""
    private = hasattr(key, "private_bytes")
    verifying = key.public_key() if private else key
    signing = key if private else None
    match verifying:
        case rsa.RSAPublicKey():
            return Material("RSA", "", verifying, signing)
        case ec.EllipticCurvePublicKey() if verifying.curve.name in CURVE_NAMES:
            return Material("EC", CURVE_NAMES[verifying.curve.name], verifying, signing)
        case ed25519.Ed25519PublicKey():
            return Material("OKP", "Ed25519", verifying, signing)
    raise JoseError("jwk_unsupported")


def write_material(material: Material, private: bool) -> dict[str, str]:
    """The members of a JWK that are the key itself, `kty` first."""
    kty, crv, verifying, signing = material
    if kty == "oct":
        return {"kty": kty, "k": b64url_encode(signing)}
    if kty == "RSA":
        return {"kty": kty, **_write_rsa(verifying, signing if private else None)}
    if kty == "EC":
        return {"kty": kty, "crv": crv, **_write_ec(crv, verifying, signing if private else None)}
    x = verifying.public_bytes(Encoding.Raw, PublicFormat.Raw)
    d = {"d": b64url_encode(signing.private_bytes_raw())} if private else {}
    return {"kty": kty, "crv": crv, "x": b64url_encode(x), **d}


def _unsigned(value: int) -> str:
    return b64url_encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _write_rsa(verifying: Any, signing: Any) -> dict[str, str]:
    public = verifying.public_numbers()
    members = {"n": public.n, "e": public.e}
    if signing is not None:
        own = signing.private_numbers()
        crt = (own.p, own.q, own.dmp1, own.dmq1, own.iqmp)
        members |= {"d": own.d, **dict(zip(RSA_PRIMES, crt, strict=True))}
    return {name: _unsigned(value) for name, value in members.items()}


def _write_ec(crv: str, verifying: Any, signing: Any) -> dict[str, str]:
    public = verifying.public_numbers()
    members = {"x": public.x, "y": public.y}
    if signing is not None:
        members["d"] = signing.private_numbers().private_value
    octets = COORDINATE_OCTETS[crv]
    return {name: b64url_encode(value.to_bytes(octets, "big")) for name, value in members.items()}
