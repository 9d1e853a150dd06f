"""Passwords are kept as salted hashes, and only those."""

from __future__ import annotations

import hashlib
from random import Random

from simulator.actors.passwords import UserDirectory, hash_password, password_matches, pbkdf2


def directory() -> UserDirectory:
    users = UserDirectory(lambda name: Random(name).randbytes(16))
    users.add("ada", "correct horse", ("viewer",))
    return users


def test_only_the_right_password_matches():
    stored = hash_password("correct horse", b"salt")
    assert password_matches("correct horse", stored)
    for wrong in ("", "correct hors", "correct horse ", "Correct horse"):
        assert not password_matches(wrong, stored)


def test_the_hash_tells_how_it_was_made_and_not_from_what():
    name, work, salt, digest = hash_password("correct horse", b"salt").split("$")
    assert (name, int(work), bytes.fromhex(salt), len(digest)) == ("scrypt", 4, b"salt", 64)


def test_more_work_gives_another_hash_that_still_matches():
    stored = hash_password("p", b"salt", work=2**10)
    assert stored != hash_password("p", b"salt")
    assert password_matches("p", stored)


def test_the_same_password_of_two_users_is_stored_differently():
    users = directory()
    users.add("grace", "correct horse", ())
    assert users._hashes["ada"] != users._hashes["grace"]


def test_users():
    users = directory()
    assert users.password_is("ada", "correct horse")
    assert not users.password_is("ada", "x")
    assert not users.password_is("mallory", "correct horse")
    assert not users.password_is("mallory", "")  # what an unknown name is compared with
    assert not users.password_is("", "")
    assert users.roles_of("ada") == ("viewer",)
    assert users.roles_of("mallory") == ()


def test_a_second_registration_replaces_the_first():
    users = directory()
    users.add("ada", "new", ("editor",))
    assert users.password_is("ada", "new")
    assert not users.password_is("ada", "correct horse")
    assert users.roles_of("ada") == ("editor",)


def test_without_openssl_pbkdf2_stands_in(monkeypatch):
    # The vector is that of RFC 7914 11, cut to the 32 bytes that are used here.
    derived = pbkdf2("passwd", b"salt", 1)
    assert derived.hex() == "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
    for work in (2, 4, 7):
        same = hashlib.pbkdf2_hmac("sha256", b"secret", b"salt", work)
        assert pbkdf2("secret", b"salt", work) == same
    by_scrypt = hash_password("correct horse", b"salt")
    monkeypatch.delattr(hashlib, "scrypt")
    stored = hash_password("correct horse", b"salt")
    assert stored.startswith("pbkdf2$4$")
    assert password_matches("correct horse", stored)
    assert not password_matches("correct hors", stored)
    assert by_scrypt.startswith("scrypt$")
