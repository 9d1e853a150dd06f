"""Keys: read strictly, printed without their private part, published by their public half."""

from __future__ import annotations

import copy
import json
import pickle
import time
from collections import UserDict
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from simulator.jose import (
    ALGORITHMS,
    JoseError,
    Key,
    KeySet,
    b64url_decode,
    b64url_encode,
    sign,
    verify,
)
from simulator.jose.strength import is_roca
from tests.jose.material import CLAIMS, EVERY_ALGORITHM, WANTED, examples, key_for, token_for

PAIRS = pytest.mark.parametrize("algorithm", ["RS256", "PS512", "ES256", "ES384", "ES512", "EdDSA"])
SECRETS = ("d", "p", "q", "dp", "dq", "qi", "k")


def reason(function, *arguments, **named):
    with pytest.raises(JoseError) as refused:
        function(*arguments, **named)
    return refused.value.reason


def pem_of(key: Key, private: bool = True) -> str:
    if private:
        octets = key.signing.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    else:
        octets = key.verifying.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return str(octets, "ascii")


@EVERY_ALGORITHM
def test_a_key_survives_the_trip_through_jwk(algorithm):
    key = key_for(algorithm)
    jwk = key.jwk(private=True)
    for form in (jwk, json.dumps(jwk), json.dumps(jwk).encode()):
        again = Key.from_jwk(form)
        assert again.jwk(private=True) == jwk
        assert (again.kid, again.algorithm, again.use) == (key.kid, algorithm, "sig")
        assert again.thumbprint() == key.thumbprint()
        token = sign(CLAIMS, again)
        assert verify(token, key.for_verifying(), algorithms=[algorithm], **WANTED) == CLAIMS


@PAIRS
def test_a_key_survives_the_trip_through_pem(algorithm):
    key = key_for(algorithm)
    private = Key.from_pem(pem_of(key), algorithm=algorithm, kid="x")
    public = Key.from_pem(pem_of(key, private=False).encode(), algorithm=algorithm)
    assert private.thumbprint() == public.thumbprint() == key.thumbprint()
    assert private.is_private
    assert not public.is_private
    assert verify(sign(CLAIMS, private), public, algorithms=[algorithm], **WANTED)


@EVERY_ALGORITHM
def test_nothing_private_gets_out_by_accident(algorithm):
    key = key_for(algorithm)
    secrets = [value for name, value in key.jwk(private=True).items() if name in SECRETS]
    assert secrets
    shown = [repr(key), str(key), f"{key}", repr(KeySet([key])), str(KeySet([key]).jwks())]
    shown.append(repr([key]) + repr({"key": key}))
    shown += [str(dir(key)), repr(copy.copy(key)), repr(copy.deepcopy({"a": key}))]
    for text in shown:
        assert not any(secret in text for secret in secrets)
        assert repr(key_for(algorithm).signing) not in text
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert reason(pickle.dumps, key, protocol) == "key_export"
    assert not hasattr(key, "__dict__")
    with pytest.raises(TypeError):
        json.dumps(key)


@PAIRS
def test_the_public_half_is_what_jwk_gives(algorithm):
    key = key_for(algorithm)
    jwk = key.jwk()
    assert not set(SECRETS) & set(jwk)
    public = Key.from_jwk(jwk)
    assert public.jwk() == jwk == key.public().jwk() == KeySet([key]).jwks()["keys"][0]
    assert reason(public.jwk, private=True) == "no_private_half"
    assert reason(lambda: public.signing) == "no_private_half"
    assert reason(sign, CLAIMS, public) == "no_private_half"
    # Truthy is not True: what gives a secret away is said in one way only.
    assert key.jwk(private="yes") == jwk  # type: ignore[arg-type]


def test_a_shared_secret_has_no_public_half():
    key = key_for("HS256")
    assert reason(key.public) == reason(key.jwk) == "no_public_half"
    assert KeySet([key, key_for("ES256")]).jwks() == {"keys": [key_for("ES256").jwk()]}
    assert key.for_verifying() is key


def test_a_key_does_not_change():
    key = key_for("ES256")
    for name in ("algorithm", "kid", "_material", "weak"):
        with pytest.raises(AttributeError):
            setattr(key, name, None)
        with pytest.raises(AttributeError):
            delattr(key, name)
    with pytest.raises(TypeError):
        key.weak["ES256"] = "x"  # type: ignore[index]


EC = {"kty": "EC", "crv": "P-256"}
GOOD = examples()["rfc7515-A.3"]["key"]
RSA = examples()["rfc7515-A.2"]["key"]
OKP = examples()["rfc8037-A.4"]["key"]


@pytest.mark.parametrize(
    ("jwk", "why"),
    [
        ({}, "jwk_malformed"),
        ({"kty": 1}, "jwk_malformed"),
        ({"kty": "AKP"}, "jwk_unsupported"),
        ({"kty": "oct"}, "jwk_malformed"),
        ({"kty": "oct", "k": ""}, "secret_blank"),
        ({"kty": "oct", "k": "AA=="}, "jwk_malformed"),
        ({"kty": "oct", "k": 5}, "jwk_malformed"),
        (EC, "jwk_malformed"),
        (GOOD | {"crv": "P-384"}, "jwk_malformed"),
        (GOOD | {"crv": "secp256k1"}, "jwk_unsupported"),
        (GOOD | {"y": GOOD["x"]}, "jwk_malformed"),
        (GOOD | {"x": GOOD["x"][:-4]}, "jwk_malformed"),
        (GOOD | {"x": b64url_encode(b"\0" + b64url_decode(GOOD["x"]))}, "jwk_malformed"),
        (GOOD | {"d": b64url_encode(bytes(31) + b"\7")}, "jwk_malformed"),
        (GOOD | {"d": b64url_encode(b"\xff" * 32)}, "jwk_malformed"),
        (GOOD | {"kty": "RSA"}, "jwk_malformed"),
        (GOOD | {"kid": 7}, "jwk_malformed"),
        (GOOD | {"alg": None}, "jwk_malformed"),
        (GOOD | {"use": ["sig"]}, "jwk_malformed"),
        (GOOD | {"key_ops": "verify"}, "jwk_malformed"),
        (GOOD | {"key_ops": ["verify", "verify"]}, "jwk_malformed"),
        (GOOD | {"key_ops": [1]}, "jwk_malformed"),
        (RSA | {"e": "AQ"}, "jwk_malformed"),
        (RSA | {"e": "Ag"}, "jwk_malformed"),
        (RSA | {"n": b64url_encode(b"\0" + b64url_decode(RSA["n"]))}, "jwk_malformed"),
        (RSA | {"n": b64url_encode(b"\xff" * 4096)}, "jwk_unsupported"),
        (RSA | {"d": "AQAB"}, "jwk_malformed"),
        (RSA | {"oth": []}, "jwk_unsupported"),
        ({name: RSA[name] for name in ("kty", "n", "e", "d", "p")}, "jwk_malformed"),
        (OKP | {"crv": "X25519"}, "jwk_unsupported"),
        (OKP | {"x": "AAAA"}, "jwk_malformed"),
        (OKP | {"d": b64url_encode(bytes(32))}, "jwk_malformed"),
        ("not json", "not_json"),
        ("[]", "jwk_malformed"),
        (None, "jwk_malformed"),
        ("\ud800", "lone_surrogate"),
        ('{"kty":"oct","k":"AAAA","k":"AAAA"}', "duplicate_name"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isidentifier() else "",
)
def test_a_jwk_that_is_not_right(jwk, why):
    assert reason(Key.from_jwk, jwk) == why


def test_an_rsa_key_without_its_primes_is_completed():
    short = {name: RSA[name] for name in ("kty", "n", "e", "d")}
    assert Key.from_jwk(short).jwk(private=True).keys() == RSA.keys()


def test_members_not_understood_are_ignored():
    assert Key.from_jwk(GOOD | {"x5c": ["?"], "ext": True, "iat": 1}).algorithm == "ES256"


def test_the_entries_of_a_set_that_are_not_understood_are_ignored():
    good = key_for("RS256").jwk()
    entries = [{"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"}, {}, 7, None, "x", [], good]
    keys = KeySet.from_jwks({"keys": entries, "more": 1})
    assert [key.kid for key in keys.keys] == ["RS256-0"]
    assert len(keys.ignored) == 6
    assert len(keys) == 1
    for form in (keys, keys.jwks(), list(keys.keys), keys.keys):
        assert verify(token_for("RS256"), form, algorithms=["RS256"], **WANTED)


def test_a_name_that_an_unreadable_key_has_too_names_no_key():
    good = key_for("RS256").jwk()
    keys = KeySet.from_jwks({"keys": [good, good | {"n": "AB"}]})
    assert keys.keys == ()
    assert keys.ignored == ("jwk_malformed", "several_keys")


@pytest.mark.parametrize("jwks", [{}, {"keys": {}}, {"keys": None}, "[]", 5, None, b"{}"])
def test_what_is_no_set(jwks):
    assert reason(KeySet.from_jwks, jwks) == "jwks_malformed"


@pytest.mark.parametrize(
    "keys", [None, 5, "secret", b"secret", [None], ["x"], [{}], object(), iter(())]
)
def test_what_is_no_key(keys):
    assert reason(verify, token_for("HS256"), keys, algorithms=["HS256"], **WANTED) == "not_a_key"


def test_the_keys_of_a_library_are_no_keys():
    raw = key_for("ES256").verifying
    assert reason(verify, token_for("ES256"), raw, algorithms=["ES256"], **WANTED) == "not_a_key"
    assert reason(sign, CLAIMS, key_for("ES256").signing) == "not_a_key"
    assert reason(Key, raw) == "not_a_key"


def test_somebody_s_mapping_that_breaks():
    class BrokenToo(UserDict[str, Any]):
        def __iter__(self) -> Any:
            raise ZeroDivisionError

    assert reason(KeySet, (1 / 0 for _ in "x")) == "not_a_key"
    assert reason(Key.from_jwk, BrokenToo(kty="oct")) == "jwk_malformed"
    assert reason(KeySet.from_jwks, BrokenToo(kty="oct")) == "jwks_malformed"
    assert reason(sign, BrokenToo(a=1), key_for("HS256")) == "not_serializable"
    assert Key.from_jwk(UserDict(GOOD)).kty == "EC"


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
@pytest.mark.parametrize("private", [True, False])
def test_pem_without_its_line_breaks_is_told_so(algorithm, private):
    pem = pem_of(key_for(algorithm), private)
    for broken in (pem.replace("\n", "\\n"), pem.replace("\n", " "), pem.replace("\n", "")):
        with pytest.raises(JoseError) as refused:
            Key.from_pem(broken, algorithm=algorithm)
        assert refused.value.reason == "pem_line_breaks"
        assert "line breaks" in str(refused.value)
    assert Key.from_pem(pem.replace("\n", "\r\n"), algorithm=algorithm)
    assert Key.from_pem("\n" + pem + "\n\n", algorithm=algorithm)


def test_other_texts_in_place_of_pem():
    key = ec.generate_private_key(ec.SECP256R1())
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"pw"))
    assert reason(Key.from_pem, locked) == "pem_encrypted"
    assert reason(Key.from_pem, locked, password="other") == "pem_unreadable"
    assert Key.from_pem(locked, password="pw").algorithm == "ES256"
    pem = pem_of(key_for("ES256"))
    assert reason(Key.from_pem, pem, password="pw") == "pem_unreadable"
    assert reason(Key.from_pem, pem[: len(pem) // 2]) == "pem_unreadable"
    assert reason(Key.from_pem, "") == "pem_unreadable"
    assert reason(Key.from_pem, None) == "bad_argument"
    assert reason(Key.from_pem, pem, algorithm=5) == "bad_argument"
    assert reason(Key.from_pem, "\ud800") == "lone_surrogate"
    # A key of a kind that we don't know: PKCS #8 as well, but another curve.
    for other in (ec.generate_private_key(ec.SECP256K1()), ed448.Ed448PrivateKey.generate()):
        octets = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        assert reason(Key.from_pem, octets) == "jwk_unsupported"


@PAIRS
def test_a_key_s_text_is_no_secret(algorithm):
    key = key_for(algorithm)
    public, private = pem_of(key, private=False), pem_of(key)
    der = key.verifying.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    own = key.signing.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    jwk = json.dumps(key.jwk())
    jwks = json.dumps({"keys": [key.jwk()]})
    for text in (public, private, " " + public, public.encode(), der, own, jwk, jwks, " " + jwk):
        assert reason(Key.from_secret, text, algorithm="HS256") == "secret_is_a_key"


def test_other_secrets_are_secrets():
    assert reason(Key.from_secret, "") == reason(Key.from_secret, b"") == "secret_blank"
    assert reason(Key.from_secret, None) == reason(Key.from_secret, 5) == "bad_argument"
    assert reason(Key.from_secret, "\ud800") == "lone_surrogate"
    for secret in (b"\x30" + bytes(40), b"{" + bytes(40), b'{"a": 1}' * 9, "é" * 20):
        assert Key.from_secret(secret, algorithm="HS256").is_secret


def test_algorithms_that_a_key_may_be_for():
    assert Key.from_pem(pem_of(key_for("ES384"))).algorithm == "ES384"
    assert Key.from_pem(pem_of(key_for("RS256"))).algorithm is None
    assert Key.from_secret("x" * 32).algorithm is None
    assert Key.from_secret("x" * 32).fits == {"HS256", "HS384", "HS512"}
    for name in ("none", "HS1", "", None, 5):
        assert reason(Key.generate, name) == "algorithm_unknown"
    for bits in (1000, True, "2048", 10**6):
        assert reason(Key.generate, "RS256", bits=bits) == "bad_argument"
    assert {one.name for one in ALGORITHMS.values()} == set(ALGORITHMS)


def test_the_mark_of_the_broken_generator():
    primorial = 1
    for prime in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73,
                  79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163,
                  167):  # fmt: skip
        primorial *= prime
    marked = (3 * primorial + pow(65537, 5, primorial)) * (4 * primorial + pow(65537, 9, primorial))
    assert is_roca(marked)
    assert not is_roca(marked + 2)
    for algorithm in ("RS256", "PS256", "RS384", "PS384"):
        assert not is_roca(key_for(algorithm).verifying.public_numbers().n)


def test_no_key_takes_long_to_refuse():
    """A private key without its primes, whose exponent is none: the search would go on and on."""
    long = {"kty": "RSA", "n": b64url_encode(b"\xf1" * 2048), "e": "AQAB"}
    began = time.perf_counter()
    assert reason(Key.from_jwk, long | {"d": b64url_encode(b"\xf1" * 2000)}) == "jwk_malformed"
    assert reason(Key.from_jwk, RSA | {"d": b64url_encode(b"\xf1" * 200)}) == "jwk_malformed"
    short = {name: RSA[name] for name in ("kty", "n", "e")}
    assert reason(Key.from_jwk, short | {"d": b64url_encode(b"\xf1" * 200)}) == "jwk_malformed"
    assert time.perf_counter() - began < 1
