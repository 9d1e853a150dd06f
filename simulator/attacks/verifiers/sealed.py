"""A verifier that reads encrypted tokens, and believes what was encrypted. Never use it."""

from __future__ import annotations

import hmac
import zlib
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simulator.attacks.target import Jwks
from simulator.attacks.verifiers.layered import STRICT, Object, Refused, need
from simulator.jose import Key, b64url_decode
from simulator.jose.encoding import parse_object


class ReadsEncrypted:
    """Five parts are opened first; what is inside was written by a friend, as it was sealed."""

    def __call__(self, token: str, keys: Jwks, /, **about: Any) -> Any:
        if token.count(".") != 4:
            return STRICT(token, keys, **about)
        protected, _, *rest = token.split(".")
        nonce, text, tag = map(b64url_decode, rest)
        header = parse_object(b64url_decode(protected))
        try:
            plain = AESGCM(content_key(header, keys)).decrypt(nonce, text + tag, protected.encode())
        except InvalidTag:
            raise Refused("can't be opened") from None
        if header.get("zip") == "DEF":
            plain = zlib.decompress(plain, -15)
        if header.get("cty") == "JWT":
            plain = b64url_decode(plain.split(b".")[1])
        return parse_object(plain)


def content_key(header: Object, keys: Jwks) -> bytes:
    """The key that was agreed (`dir`), or one derived in as many rounds as the header says."""
    if header["alg"] == "dir":
        jwk = next((one for one in keys["keys"] if one.get("kid") == header.get("kid")), None)
        need(jwk, "unknown key")
        assert jwk is not None
        key: bytes = Key.from_jwk(jwk).verifying
        return key
    need(header["alg"] == "PBES2-HS256+A128KW", "algorithm")
    block = salt = b64url_decode(header["p2s"])
    # PBKDF2 round by round (RFC 8018 5.2), so that it can be stopped.
    for _ in range(header["p2c"]):
        block = hmac.digest(b"a password", block, "sha256")
    return block + salt[:0]
