"""Tells pictures apart from everything else in an output, and from each other."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from importlib.metadata import version
from typing import Any

DATA_URI = re.compile(r"data:image/(?P<kind>[a-z+]+);base64,(?P<octets>[A-Za-z0-9+/=\s]+)")
PLACEHOLDER = "data:image/{};base64,"
IMAGE_TYPES = ("image/png", "image/jpeg")
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def without_pictures(outputs: list[Any]) -> str:
    """The outputs as JSON text, image octets taken out."""
    text = json.dumps(outputs, sort_keys=True, default=dict)
    bare = json.loads(DATA_URI.sub(lambda found: PLACEHOLDER.format(found["kind"]), text))
    for output in bare:
        data = output.get("data", {})
        data.update({kind: "" for kind in IMAGE_TYPES if kind in data})
    return json.dumps(bare, sort_keys=True)


def pictures(outputs: list[Any]) -> list[bytes]:
    """The pictures of some outputs, in order."""
    text = json.dumps(outputs, sort_keys=True, default=dict)
    found = [uri["octets"] for uri in DATA_URI.finditer(text)]
    for output in outputs:
        found += [output["data"][kind] for kind in IMAGE_TYPES if kind in output.get("data", {})]
    return [_decode("".join(item)) for item in found]


def same_picture(old: bytes, new: bytes) -> bool:
    """Do two PNGs show the same pixels? (How they are packed depends on the release of zlib.)"""
    if old == new:
        return True
    before, after = _chunks(old), _chunks(new)
    return bool(before) and all(before.get(k) == after.get(k) for k in (b"IHDR", b"IDAT"))


def drawn_by() -> str:
    """The release that draws here: another one draws the same figure with other pixels."""
    return f"matplotlib {version('matplotlib')}"


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return text.encode()


def _chunks(png: bytes) -> dict[bytes, bytes]:
    """A PNG's chunks by kind, the pixel data unpacked; {} if it is no PNG."""
    if not png.startswith(SIGNATURE):
        return {}
    chunks: dict[bytes, bytes] = {}
    at = len(SIGNATURE)
    while at + 8 <= len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        kind = png[at + 4 : at + 8]
        chunks[kind] = chunks.get(kind, b"") + png[at + 8 : at + 8 + size]
        at += size + 12  # length, kind, data, checksum
    try:
        chunks[b"IDAT"] = zlib.decompress(chunks.get(b"IDAT", b""))
    except zlib.error:
        return {}
    return chunks
