"""Keys in PEM text, as files and settings hold them (RFC 7468)."""

from __future__ import annotations

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from simulator.jose.errors import JoseError
from simulator.jose.material import Material, as_material


def read_pem(pem: str | bytes, password: str | bytes | None) -> Material:
    """The public or private key in a PEM text.

    JoseError for one whose line breaks were lost on the way, one that needs a password, and one
    that holds something else.
    """
    octets = _octets(pem, "pem")
    secret = None if password is None else _octets(password, "password")
    begin = b"-----BEGIN"
    if begin in octets and (rb"\n" in octets or octets.strip().count(b"\n") < 2):
        raise JoseError("pem_line_breaks")
    private = b"PRIVATE KEY-----" in octets
    if secret is None and (b"BEGIN ENCRYPTED" in octets or b"Proc-Type: 4,ENCRYPTED" in octets):
        raise JoseError("pem_encrypted")
    try:
        if private:
            return as_material(load_pem_private_key(octets, secret))
        return as_material(load_pem_public_key(octets))
    except (ValueError, TypeError):
        raise JoseError("pem_unreadable") from None
    except UnsupportedAlgorithm:
        raise JoseError("jwk_unsupported") from None


def _octets(text: str | bytes, name: str) -> bytes:
    if isinstance(text, str):
        try:
            return text.encode("utf-8")
        except UnicodeEncodeError:
            raise JoseError("lone_surrogate", name) from None
    if isinstance(text, bytes):
        return text
    raise JoseError("bad_argument", name)


def looks_like_a_key(secret: bytes) -> bool:
    """True for PEM, DER or JWK text: what is published can't be a shared secret (RFC 8725 3.1)."""
    text = secret.lstrip()
    if b"-----BEGIN" in text or text.startswith((b"ssh-", b"ecdsa-")):
        return True
    if text.startswith(b"{"):
        return b'"kty"' in text
    return secret.startswith(b"\x30") and _is_der_key(secret)


def _is_der_key(octets: bytes) -> bool:
    """True for the DER form of a key, public or private."""
    try:
        load_der_public_key(octets)
        return True
    except (ValueError, TypeError, UnsupportedAlgorithm):
        pass
    try:
        load_der_private_key(octets, None)
        return True
    except TypeError:
        # It asks for a password, so it is a key.
        return True
    except (ValueError, UnsupportedAlgorithm):
        return False
