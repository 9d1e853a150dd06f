"""Passwords, stored as salted scrypt hashes (RFC 7914).

The work factor is stored with each hash. The simulator keeps it low: what a login
costs is simulated time there, and ten thousand logins should not take an hour of
yours. A real server takes `WORK_IN_EARNEST`.

A Python without OpenSSL, such as that of a browser, has no scrypt. PBKDF2 stands in there.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

WORK_IN_EARNEST = 2**17
WORK_IN_A_SIMULATION = 2**2


def hash_password(password: str, salt: bytes, work: int = WORK_IN_A_SIMULATION) -> str:
    """The text to store: name, work factor, salt and hash, separated by `$`.

    `work` is scrypt's N, a power of two; memory used is 1 KiB times N.
    """
    name, derive = ("scrypt", scrypt) if hasattr(hashlib, "scrypt") else ("pbkdf2", pbkdf2)
    return f"{name}${work}${salt.hex()}${derive(password, salt, work).hex()}"


def password_matches(password: str, stored: str) -> bool:
    """True if `stored` was made from this password. Takes the same time either way."""
    name, work, salt, digest = stored.split("$")
    derive = {"scrypt": scrypt, "pbkdf2": pbkdf2}[name]
    found = derive(password, bytes.fromhex(salt), int(work))
    return hmac.compare_digest(found, bytes.fromhex(digest))


def scrypt(password: str, salt: bytes, work: int) -> bytes:
    """32 bytes derived from the password."""
    enough_memory = 2 * 1024 * work + 2**20
    return hashlib.scrypt(
        password.encode(), salt=salt, n=work, r=8, p=1, dklen=32, maxmem=enough_memory
    )


def pbkdf2(password: str, salt: bytes, work: int) -> bytes:
    """The same by PBKDF2 with HMAC-SHA256 (RFC 8018 5.2), of which 32 bytes are one block."""
    link = block = hmac.digest(password.encode(), salt + b"\0\0\0\1", "sha256")
    for _ in range(work - 1):
        link = hmac.digest(password.encode(), link, "sha256")
        block = bytes(a ^ b for a, b in zip(block, link, strict=True))
    return block


class UserDirectory:
    """Who may log in, with which roles. Knows no password, only their hashes."""

    def __init__(self, make_salt: Callable[[str], bytes]) -> None:
        self._make_salt = make_salt
        self._hashes: dict[str, str] = {}
        self._roles: dict[str, tuple[str, ...]] = {}
        # An unknown name must take as long as a wrong password, or names can be guessed.
        self._nobody = hash_password("", make_salt(""))

    def add(self, name: str, password: str, roles: tuple[str, ...]) -> None:
        """Register a user; a second call with the same name changes password and roles."""
        self._hashes[name] = hash_password(password, self._make_salt(name))
        self._roles[name] = roles

    def password_is(self, name: str, password: str) -> bool:
        """True if there is such a user and the password is theirs."""
        matches = password_matches(password, self._hashes.get(name, self._nobody))
        return matches and name in self._hashes

    def roles_of(self, name: str) -> tuple[str, ...]:
        """The roles of a user, () if there is none of that name."""
        return self._roles.get(name, ())
