"""Issuing: what a strict verifier would refuse is refused before it is signed."""

from __future__ import annotations

import json
from collections import UserDict
from typing import Any

import pytest

from simulator.jose import (
    JoseError,
    Key,
    b64url_decode,
    b64url_encode,
    peek,
    sign,
    sign_jws,
    verify,
    verify_jws,
)
from tests.jose.material import CLAIMS, EVERY_ALGORITHM, NOW, WANTED, examples, key_for

KEY = key_for("HS256")


def reason(*arguments: Any, **named: Any) -> str:
    with pytest.raises(JoseError) as refused:
        sign(*arguments, **named)
    return refused.value.reason


@EVERY_ALGORITHM
def test_a_token_is_three_parts_of_text(algorithm):
    key = key_for(algorithm)
    token = sign(CLAIMS, key)
    assert type(token) is str
    assert token.isascii()
    header, claims = peek(token)
    assert header == {"alg": algorithm, "typ": "JWT", "kid": key.kid}
    assert claims == CLAIMS
    assert token.count(".") == 2
    assert "=" not in token


def test_the_header_is_what_was_asked_for():
    assert peek(sign(CLAIMS, KEY, typ="at+jwt"))[0]["typ"] == "at+jwt"
    assert "typ" not in peek(sign(CLAIMS, KEY, typ=None))[0]
    assert peek(sign(CLAIMS, KEY, headers={"jku": "https://x"}))[0]["jku"] == "https://x"
    nameless = Key.from_secret(b"x" * 32, algorithm="HS256")
    assert peek(sign(CLAIMS, nameless))[0] == {"alg": "HS256", "typ": "JWT"}
    for name in ("alg", "typ", "kid", "crit", "b64"):
        assert reason(CLAIMS, KEY, headers={name: "x"}) == "header_reserved"
    assert reason(CLAIMS, KEY, headers=["x"]) == "bad_argument"
    assert reason(CLAIMS, KEY, typ=["x"]) == "bad_argument"


def test_claims_are_not_changed_by_signing():
    claims = {**CLAIMS, "roles": ["viewer"]}
    before = json.dumps(claims)
    sign(claims, KEY)
    assert json.dumps(claims) == before
    assert peek(sign(UserDict(claims), KEY))[1] == claims


@pytest.mark.parametrize("name", ["sub", "iss", "jti"])
@pytest.mark.parametrize("value", [42, None, True, ["ada"], {"id": 1}, 1.5])
def test_names_are_text(name, value):
    assert reason({name: value}, KEY) == "claim_type"


@pytest.mark.parametrize("value", [42, None, [1], ["films", None], {"a": "b"}])
def test_an_audience_is_text_or_a_list_of_it(value):
    assert reason({"aud": value}, KEY) == "claim_type"
    assert sign({"aud": []}, KEY)


@pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
@pytest.mark.parametrize("value", ["1700000060", None, True, [], 10**400])
def test_dates_are_numbers(name, value):
    assert reason({name: value}, KEY) == "claim_type"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1: 2}, {None: 1}, (1,), {1}, b"x",
                                   object(), "\ud800", {"\udc00": 1}, [[{"a": {True: 1}}]], 1j,
                                   json.loads("[" * 40 + "]" * 40)])  # fmt: skip
def test_what_json_can_not_hold_is_refused(value):
    assert reason({"x": value}, KEY) in ("not_serializable", "lone_surrogate")
    assert reason(CLAIMS, KEY, headers={"x": value}) in ("not_serializable", "lone_surrogate")


def test_a_circle_is_refused():
    circle: dict[str, Any] = {}
    circle["x"] = circle
    assert reason(circle, KEY) == "not_serializable"
    assert reason({5: 1}, KEY) == "not_serializable"


@pytest.mark.parametrize("claims", [None, 5, "text", [CLAIMS], bytearray(b"{}"), object()])
def test_claims_are_an_object(claims):
    assert reason(claims, KEY) == "bad_argument"


def test_octets_are_signed_as_they_are():
    for octets in (b"", b"{}", b"\xff", b'{"sub":42}'):
        token = sign(octets, KEY)
        assert verify_jws(token, KEY, algorithms=["HS256"])[1] == octets


def test_a_life_in_milliseconds_is_noticed():
    year = 365 * 24 * 3600
    assert reason({"iat": NOW, "exp": (NOW + 60) * 1000}, KEY) == "lifetime_too_long"
    assert reason({"exp": (NOW + 60) * 1000}, KEY) == "lifetime_too_long"
    assert reason({"iat": NOW, "exp": NOW + 61}, KEY, max_lifetime=60) == "lifetime_too_long"
    assert sign({"iat": NOW, "exp": NOW + 60}, KEY, max_lifetime=60)
    assert sign({"iat": NOW, "exp": NOW + year}, KEY)
    assert sign({"iat": NOW, "exp": (NOW + 60) * 1000}, KEY, max_lifetime=None)
    assert sign({"exp": (NOW + 60) * 1000}, KEY, max_lifetime=None)
    for value in ("60", True, float("nan")):
        assert reason(CLAIMS, KEY, max_lifetime=value) == "bad_argument"


def test_one_key_one_algorithm():
    assert reason(CLAIMS, KEY, algorithm="HS512") == "key_algorithm"
    assert reason(CLAIMS, key_for("RS256"), algorithm="PS256") == "key_algorithm"
    assert reason(CLAIMS, key_for("RS256"), algorithm="HS256") == "key_type"
    assert reason(CLAIMS, key_for("ES256"), algorithm="ES384") == "key_type"
    for name in ("none", "HS1", "", 5, ["HS256"]):
        assert reason(CLAIMS, KEY, algorithm=name) == "algorithm_unknown"
    unbound = Key.from_secret(b"x" * 64)
    assert reason(CLAIMS, unbound) == "key_unbound"
    assert peek(sign(CLAIMS, unbound, algorithm="HS384"))[0]["alg"] == "HS384"
    assert sign(CLAIMS, key_for("RS256"), algorithm="PS256", allow=["key_alg"])


def test_what_a_key_is_for():
    jwk = key_for("ES256").jwk(private=True)
    assert reason(CLAIMS, Key.from_jwk(jwk | {"use": "enc"})) == "key_use"
    assert reason(CLAIMS, Key.from_jwk(jwk | {"key_ops": ["verify"]})) == "key_ops"
    both = Key.from_jwk(jwk | {"key_ops": ["sign"]})
    assert both.public().key_ops == ("verify",)
    assert verify(sign(CLAIMS, both), both.public(), algorithms=["ES256"], **WANTED)
    for value in (None, b"x" * 32, "x" * 32, {"kty": "oct"}, jwk):
        assert reason(CLAIMS, value) == "not_a_key"


@pytest.mark.parametrize(("name", "octets"), [("HS256", 31), ("HS384", 47), ("HS512", 63)])
def test_a_secret_shorter_than_the_hash_does_not_sign(name, octets):
    short = Key.from_secret(b"x" * octets, algorithm=name)
    assert reason(CLAIMS, short) == "key_too_short"
    token = sign(CLAIMS, short, allow=["weak_key"])
    with pytest.raises(JoseError) as refused:
        verify(token, short, algorithms=[name], **WANTED)
    assert refused.value.reason == "key_too_short"
    assert verify(token, short, algorithms=[name], allow=["weak_key"], **WANTED) == CLAIMS
    assert sign(CLAIMS, Key.from_secret(b"x" * (octets + 1), algorithm=name))


@pytest.mark.parametrize("name", ["RS256", "PS256", "PS512"])
def test_a_short_rsa_key_does_not_sign(name):
    short = Key.generate(name, bits=1024)
    assert reason(CLAIMS, short) == "key_too_short"
    if name == "PS512":
        # Hash and salt of 64 octets each do not fit into 128.
        assert reason(CLAIMS, short, allow=["weak_key"]) == "key_too_short"
        token = sign(CLAIMS, Key.from_jwk(short.jwk(private=True) | {"alg": "RS256"}),
                     allow=["weak_key"])  # fmt: skip
        parts = token.split(".")
        parts[0] = b64url_encode(b'{"alg":"PS512"}')
        with pytest.raises(JoseError) as refused:
            verify_jws(".".join(parts), short.public(), algorithms=[name], allow=["weak_key"])
        assert refused.value.reason == "signature_wrong"
    else:
        token = sign(CLAIMS, short, allow=["weak_key"])
        with pytest.raises(JoseError) as refused:
            verify(token, short.public(), algorithms=[name], **WANTED)
        assert refused.value.reason == "key_too_short"


def test_a_jws_with_a_header_of_ones_own():
    one = examples()["rfc7515-A.1"]
    key = Key.from_jwk(one["key"])
    header = b64url_decode(one["header_b64u"])
    assert b"\r\n" in header
    assert sign_jws(b64url_decode(one["payload"]), key, header=header) == one["token"]
    lying = sign_jws(b"{}", KEY, header={"alg": "none"}, algorithm="HS256")
    assert peek(lying)[0] == {"alg": "none"}
    assert sign_jws(b"{}", KEY, header=b"no json", algorithm="HS256")
    cases: list[tuple[Any, dict[str, Any], str]] = [
        ("text", {"header": {"alg": "HS256"}}, "bad_argument"),
        (b"", {"header": None}, "bad_argument"),
        (b"", {"header": {}}, "algorithm_missing"),
        (b"", {"header": b"[]"}, "not_object"),
        (b"", {"header": b"\xff"}, "not_utf8"),
        (b"", {"header": {"alg": "none"}}, "algorithm_unknown"),
        (b"", {"header": {"alg": ["HS256"]}}, "algorithm_unknown"),
        (b"", {"header": {"alg": "RS256"}}, "key_type"),
        (b"", {"header": {1: 2}}, "not_serializable"),
    ]
    for payload, options, why in cases:
        with pytest.raises(JoseError) as refused:
            sign_jws(payload, KEY, **options)
        assert refused.value.reason == why


def test_detached_and_unencoded_payloads():
    header = {"alg": "HS256", "b64": False, "crit": ["b64"]}
    options: dict[str, Any] = {"algorithms": ["HS256"], "allow": ["unencoded_payload"]}
    shown = sign_jws(b"$02 and more", KEY, header=header)
    with pytest.raises(JoseError) as refused:
        verify_jws(shown, KEY, **options)
    assert refused.value.reason == "whitespace"
    shown = sign_jws(b"$02", KEY, header=header)
    assert shown.split(".")[1] == "$02"
    assert verify_jws(shown, KEY, **options)[1] == b"$02"
    hidden = sign_jws(b"$.02", KEY, header=header, detached=True)
    assert verify_jws(hidden, KEY, detached_payload=b"$.02", **options)[1] == b"$.02"
    for payload in (b"$.02", "é".encode()):
        with pytest.raises(JoseError) as refused:
            sign_jws(payload, KEY, header=header)
        assert refused.value.reason == "payload_not_url_safe"
    plain = sign_jws(b"film", KEY, header={"alg": "HS256"}, detached=True)
    assert verify_jws(plain, KEY, algorithms=["HS256"], detached_payload=b"film")[1] == b"film"
    with pytest.raises(JoseError) as refused:
        verify_jws(plain, KEY, algorithms=["HS256"])
    assert refused.value.reason == "signature_wrong"
    whole = sign_jws(b"film", KEY, header={"alg": "HS256"})
    with pytest.raises(JoseError) as refused:
        verify_jws(whole, KEY, algorithms=["HS256"], detached_payload=b"film")
    assert refused.value.reason == "detached_payload"
    with pytest.raises(JoseError) as refused:
        verify_jws(plain, KEY, algorithms=["HS256"], detached_payload="film")  # type: ignore[arg-type]
    assert refused.value.reason == "bad_argument"
