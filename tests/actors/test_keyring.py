"""Keys and what others see of them (RFC 7517, 7518)."""

from __future__ import annotations

import json
from random import Random

import pytest

from simulator.actors.keyring import (
    ORDER_OF_P256,
    Keyring,
    keys_in,
    make_key,
    public_jwk,
)
from simulator.actors.messages import get
from tests.actors.house import ALGORITHMS, House

PRIVATE_PARTS = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_same_random_bytes_give_the_same_key(algorithm):
    def jwk(seed: int) -> object:
        key = make_key(algorithm, "k", Random(seed).randbytes)
        return key.verifying if algorithm == "HS256" else public_jwk(key)

    assert jwk(1) == jwk(1)
    if algorithm != "RS256":  # there is one throw-away RSA key for all
        assert jwk(1) != jwk(2)


def test_a_shared_secret_is_as_long_as_its_hash():
    assert len(make_key("HS256", "k", Random(1).randbytes).signing) == 32


@pytest.mark.parametrize("draw", [b"\0", b"\xff"])
def test_any_bytes_make_an_elliptic_key(draw):
    key = make_key("ES256", "k", lambda count: draw * count)
    assert 1 <= key.signing.private_numbers().private_value < ORDER_OF_P256


def test_the_rsa_key_is_long_enough():
    assert make_key("RS256", "k", Random(1).randbytes).signing.key_size >= 2048


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_nothing_private_is_published(algorithm):
    jwks = Keyring(make_key(algorithm, "k", Random(1).randbytes)).public_jwks()
    assert len(jwks["keys"]) == (algorithm != "HS256")
    assert not any(PRIVATE_PARTS & jwk.keys() for jwk in jwks["keys"])
    json.dumps(jwks)


def test_a_shared_secret_has_no_public_half():
    with pytest.raises(ValueError, match="shared secret"):
        public_jwk(make_key("HS256", "k", Random(1).randbytes))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_repr_tells_no_key(algorithm):
    key = make_key(algorithm, "k", Random(1).randbytes)
    assert repr(key) == f"Key(kid='k', algorithm='{algorithm}')"


def test_the_life_of_a_key():
    ring = Keyring(make_key("ES256", "old", Random(1).randbytes))
    with pytest.raises(KeyError):
        ring.sign_with("new")
    ring.announce(make_key("ES256", "new", Random(2).randbytes))
    assert ring.signing.kid == "old"
    assert [jwk["kid"] for jwk in ring.public_jwks()["keys"]] == ["old", "new"]
    with pytest.raises(ValueError, match="still signs"):
        ring.retire("old")
    assert list(ring.trusted()) == ["old", "new"]
    ring.sign_with("new")
    ring.retire("old")
    assert list(ring.trusted()) == ["new"]


JUNK = [
    {},
    {"kty": "AKP", "kid": "pq", "alg": "ML-DSA-44", "pub": "AAAA"},
    {"kty": "EC", "kid": "bent", "alg": "ES256", "crv": "P-256", "x": "AA", "y": "AA"},
    {"kty": "EC", "kid": "moon", "alg": "ES256", "crv": "P-999", "x": "AA", "y": "AA"},
    {"kty": "RSA", "kid": "bare", "alg": "RS256"},
    {"kty": "RSA", "kid": "unreadable", "alg": "RS256", "n": "!!", "e": 7},
    {"kty": "OKP", "kid": "short", "alg": "EdDSA", "crv": "Ed25519", "x": "AA"},
    {"kty": "EC", "kid": "odd", "alg": 7, "crv": "P-256", "x": 1, "y": None},
    {"kty": "RSA", "alg": "RS256", "n": "AQAB", "e": "AQAB"},
    {"kty": ["EC"], "kid": "list", "alg": "ES256"},
    "a text",
    None,
    7,
]


@pytest.mark.parametrize("algorithm", ALGORITHMS[1:])
def test_keys_that_are_not_understood_are_ignored(algorithm):
    """RFC 7517 5: one of them must not spoil the whole set."""
    house = House(algorithm=algorithm)
    good = house.keyring.public_jwks()["keys"]
    for_encryption = {**good[0], "kid": "enc", "use": "enc"}
    house.verifier.forget_keys(keys_in({"keys": [*JUNK, for_encryption, *good, *JUNK]}))
    assert list(house.verifier.keys) == ["key-1"]
    assert house.fetch(get("/films", house.login()["access_token"])).status == 200


@pytest.mark.parametrize("jwks", [{}, {"keys": []}, {"keys": None}, {"keys": JUNK}])
def test_a_set_without_a_usable_key_holds_none(jwks):
    assert keys_in(jwks) == {}


def test_a_published_secret_is_not_taken_for_a_key_pair():
    """Whoever could read it in a JWK Set could mint: an "oct" key is never published."""
    secret = {
        "kty": "oct",
        "kid": "s",
        "alg": "HS256",
        "k": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    }
    assert keys_in({"keys": [secret]}) == {}
