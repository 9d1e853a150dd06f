"""Layers 1 and 2 of a verifier: split a compact token, and decode it strictly (RFC 7515 5.2)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from simulator.jose.encoding import decode_part, encode_part, parse_object
from simulator.jose.errors import JoseError

MAX_SIZE = 64 * 1024
"""Characters of a token. Few servers read a header line a quarter as long."""
_COMPACT = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.="
_QUOTES = (b'"', b"'", b"`")


def split(token: str | bytes, max_size: int = MAX_SIZE) -> tuple[bytes, bytes, bytes]:
    """The three encoded parts of a token (RFC 7515 7.1)."""
    if type(max_size) is not int or max_size < 0:
        raise JoseError("bad_argument", "max_size")
    if isinstance(token, str):
        # A subclass may do as it likes with len() and encode(): its plain text is what counts.
        token = str.__str__(token)
    elif type(token) is not bytes:
        raise JoseError("not_text")
    if len(token) > max_size:
        raise JoseError("too_large")
    try:
        octets = token.encode("ascii") if isinstance(token, str) else token
    except UnicodeEncodeError:
        raise JoseError("not_ascii") from None
    parts = octets.split(b".", 3)
    if len(parts) != 3 or octets.translate(None, _COMPACT):
        fault = _mistaken_for_a_token(octets)
        # A payload that is not encoded may hold any character: decode() looks at the others.
        if fault or len(parts) != 3:
            raise JoseError(fault or "part_count")
    return parts[0], parts[1], parts[2]


def _mistaken_for_a_token(octets: bytes) -> str:
    """The reason for what people hand over in place of a token, "" if it is none of these."""
    bare = octets.strip()
    if not octets:
        return "empty"
    if not octets.isascii():
        return "not_ascii"
    if bare[:7].lower() == b"bearer " or bare.lower() == b"bearer":
        return "bearer_prefix"
    if bare[:2] in (b"b'", b'b"'):
        return "bytes_repr"
    if bare[:1] in _QUOTES or bare[-1:] in _QUOTES:
        return "quoted"
    if bare[:1] in (b"{", b"["):
        return "json_serialization"
    if len(octets.split()) != 1 or bare != octets:
        return "whitespace"
    return "encrypted" if octets.count(b".") == 4 else ""


class Decoded(NamedTuple):
    header: dict[str, Any]
    payload: bytes
    signing_input: bytes
    signature: bytes


def decode(
    parts: tuple[bytes, bytes, bytes],
    detached_payload: bytes | None = None,
    understood: Collection[str] = (),
    lax: frozenset[str] = frozenset(),
) -> Decoded:
    """Header, payload, the octets that were signed, and the signature (RFC 7515 5.2).

    The payload stays octets: who has not checked the signature has no business reading it.
    """
    first, second, third = parts
    header = parse_object(_part(first, lax))
    check_header(header, understood, lax)
    if detached_payload is not None:
        if not isinstance(detached_payload, bytes):
            raise JoseError("bad_argument", "detached_payload")
        if second:
            raise JoseError("detached_payload")
    encoded = header.get("b64", True)
    if detached_payload is None:
        payload = _part(second, lax) if encoded else second
        covered = second
    else:
        payload = detached_payload
        covered = encode_part(payload) if encoded else payload
    return Decoded(header, payload, first + b"." + covered, _part(third, lax))


def _part(text: bytes, lax: frozenset[str]) -> bytes:
    """The octets of an encoded part."""
    if "padding" in lax and text.endswith(b"=") and len(text) % 4 == 0:
        text = text[:-2].rstrip(b"=") + text[-2:].rstrip(b"=")
    return decode_part(text)


REGISTERED = frozenset(
    {"alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit"}
)
"""What everybody understands, so that no list may call it critical (RFC 7515 4.1)."""


def check_header(header: dict[str, Any], understood: Collection[str], lax: frozenset[str]) -> None:
    """JoseError for parameters of the wrong type, and for critical ones not understood."""
    for name in ("kid", "typ", "cty"):
        if name in header and type(header[name]) is not str:
            raise JoseError("header_type", name)
    if "crit" in header:
        if "unencoded_payload" in lax:
            understood = {*understood, "b64"}
        _check_crit(header, understood)
    if "b64" in header:
        # RFC 7797 6: it changes what was signed, so it must be declared critical.
        if "b64" not in header.get("crit", ()):
            raise JoseError("crit_malformed", "b64")
        if type(header["b64"]) is not bool:
            raise JoseError("header_type", "b64")


def _check_crit(header: dict[str, Any], understood: Collection[str]) -> None:
    """RFC 7515 4.1.11: a list of names, not empty, none twice, none registered, all present."""
    critical = header["crit"]
    if type(critical) is not list or not critical:
        raise JoseError("crit_malformed")
    if not all(type(name) is str for name in critical) or len(set(critical)) != len(critical):
        raise JoseError("crit_malformed")
    for name in critical:
        if name in REGISTERED or name not in header:
            raise JoseError("crit_malformed")
        if name not in understood:
            raise JoseError("crit_not_understood")
