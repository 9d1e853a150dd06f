"""Verifiers with a memory: ours, with a list of tokens that are no longer to be believed."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from simulator.attacks.target import Jwks
from simulator.jose import peek, verify


class Remembering:
    """Base: believes what ours believes, unless its mark is on the list. Accepts nothing twice
    if `once`."""

    def __init__(self, *, once: bool = False) -> None:
        self.once = once
        self.ended: set[str] = set()

    def mark(self, token: str) -> str:
        """What of a token is remembered."""
        raise NotImplementedError

    def deny(self, token: str) -> None:
        """Believe this token no longer."""
        self.ended.add(self.mark(token))

    def __call__(self, token: str, keys: Jwks, /, **about: Any) -> Any:
        claims = verify(token, keys, **about)
        if self.mark(token) in self.ended:
            raise PermissionError("ended")
        if self.once:
            self.deny(token)
        return claims


class ByText(Remembering):
    """Remembers the hash of a token's text: a token with two texts gets past it."""

    def mark(self, token: str) -> str:
        return sha256(token.encode()).hexdigest()


class ByJti(Remembering):
    """Remembers who issued a token under which number (RFC 7519 4.1.7)."""

    def mark(self, token: str) -> str:
        _, claims = peek(token)
        return f"{claims['iss']} {claims['jti']}"
