"""base64url and JSON, read strictly: one text for each value, and nothing dropped in silence."""

from __future__ import annotations

import json
import math
import re
from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from collections.abc import Mapping
from typing import Any

from simulator.jose.errors import JoseError

MAX_DEPTH = 32
"""How deep JSON may be nested. Python's own reader would go on until its stack ends."""

_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_", b"+/")
_FILL = {0: b"", 2: b"==", 3: b"="}


def b64url_encode(octets: bytes) -> str:
    """base64url without padding (RFC 7515 2)."""
    if not isinstance(octets, bytes | bytearray | memoryview):
        raise JoseError("bad_argument", "octets")
    return encode_part(bytes(octets)).decode("ascii")


def encode_part(octets: bytes) -> bytes:
    """`b64url_encode` as ASCII octets, as a signature covers them."""
    return b2a_base64(octets, newline=False).translate(_TO_URL).rstrip(b"=")


def b64url_decode(text: str | bytes) -> bytes:
    """The octets of a base64url text (RFC 7515 2).

    There is one text for each value. JoseError for any other: with padding, blanks, '+' or '/',
    an impossible length, or bits set in the last character that nothing uses (RFC 4648 3.5).
    """
    if isinstance(text, str):
        try:
            text = str.encode(text, "ascii")
        except UnicodeEncodeError:
            raise JoseError("base64_alphabet") from None
    elif not isinstance(text, bytes):
        raise JoseError("bad_argument", "text")
    return decode_part(text)


def decode_part(text: bytes) -> bytes:
    """`b64url_decode` of ASCII octets."""
    try:
        octets = a2b_base64(text.translate(_FROM_URL) + _FILL[len(text) & 3])
    except (Base64Error, KeyError):
        raise _base64_fault(text) from None
    # Python skips what it does not know. What comes back the same had nothing to skip.
    if encode_part(octets) != text:
        raise _base64_fault(text)
    return octets


def _base64_fault(text: bytes) -> JoseError:
    """What is wrong with a text that is no base64url."""
    bare = text.rstrip(b"=")
    if not re.fullmatch(rb"[A-Za-z0-9_-]*", bare):
        return JoseError("base64_alphabet")
    if bare != text:
        return JoseError("base64_padding")
    return JoseError("base64_length" if len(text) % 4 == 1 else "base64_unused_bits")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, no name twice (RFC 7515 4, RFC 7519 4)."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise JoseError("duplicate_name")
    return found


def _finite(text: str) -> float:
    """A number with a fraction or an exponent; 1e400 is none that we can hold."""
    number = float(text)
    if math.isinf(number):
        raise JoseError("not_finite")
    return number


def _no_constant(_: str) -> float:
    """NaN and Infinity are Python's idea, not JSON's (RFC 8259 6)."""
    raise JoseError("not_finite")


_decode = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=_finite, parse_constant=_no_constant
).decode
_STRINGS_AND_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_json(octets: bytes) -> Any:
    """The value of a JSON text in UTF-8 (RFC 8259).

    JoseError for anything that two readers could understand differently: names given twice,
    NaN and numbers without end, halves of surrogate pairs; and for nesting beyond MAX_DEPTH.
    """
    if not isinstance(octets, bytes):
        raise JoseError("bad_argument", "octets")
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        raise JoseError("not_utf8") from None
    if text.count("[") + text.count("{") > MAX_DEPTH and _too_deep(text):
        raise JoseError("too_deep")
    try:
        value = _decode(text)
    except json.JSONDecodeError:
        raise JoseError("not_json") from None
    except ValueError:
        # Python reads no integer of more than 4300 digits.
        raise JoseError("not_finite") from None
    except RecursionError:
        raise JoseError("too_deep") from None
    if "\\u" in text and _SURROGATE.search(text):
        write_json(value)
    return value


def parse_object(octets: bytes) -> dict[str, Any]:
    """A JSON text that must be an object."""
    value = parse_json(octets)
    if type(value) is not dict:
        raise JoseError("not_object")
    return value


def _too_deep(text: str) -> bool:
    """True if brackets are nested beyond MAX_DEPTH, those inside of strings left out."""
    depth = 0
    for match in _STRINGS_AND_BRACKETS.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif match[0] in "]}":
            depth -= 1
    return False


def copied(value: Mapping[str, Any], reason: str) -> dict[str, Any]:
    """Somebody else's Mapping as a dict. Whatever it raises, the caller gets our reason."""
    try:
        return dict(value)
    except Exception:
        raise JoseError(reason) from None


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def write_json(value: Any) -> bytes:
    """JSON in UTF-8, without blanks.

    JoseError for what JSON has no word for, for names that are no text, and for half surrogates.
    """
    try:
        octets = _encode(value).encode("utf-8")
    except UnicodeEncodeError:
        raise JoseError("lone_surrogate") from None
    except (TypeError, ValueError, RecursionError):
        raise JoseError("not_serializable") from None
    return octets
