"""Tokens: read by others, lazily signed, remembered within bounds."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
from random import Random
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import KeySet, OctKey

from simulator.actors.keyring import make_key
from simulator.actors.messages import Request, get
from simulator.actors.tokens import ACCESS, LazyToken, Verifier, sign, signed_claims
from tests.actors.house import ALGORITHMS, AUDIENCE, ISSUER, House

CLAIMS = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": "ada",
    "client_id": "living-room-tv",
    "iat": 0,
    "exp": 300,
    "jti": "ada-a1",
    "roles": ["viewer"],
}


def reason(house: House, token: Any, now: float = 1.0) -> str:
    """Why the backend refuses a token, "" if it does not."""
    answer = house.fetch(get("/films", token), now)
    assert answer.ok == (house.last.detail == "")
    return house.last.detail.removeprefix("invalid_token: ")


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated via RFC 9864")
@pytest.mark.parametrize("use", ["access_token", "refresh_token"])
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_independent_readers_agree(algorithm, use):
    house = House(algorithm=algorithm)
    token = house.login(1_700_000_000.0)[use]
    by_pyjwt = jwt.decode(
        token,
        house.key.verifying,
        algorithms=[algorithm],
        options={"verify_exp": False, "verify_aud": False},
    )
    if algorithm == "HS256":
        key: Any = OctKey.import_key(house.key.verifying, {"kid": "key-1"})
    else:
        published: Any = house.keyring.public_jwks()
        key = KeySet.import_key_set(published)
    names = [algorithm, "Ed25519"] if algorithm == "EdDSA" else [algorithm]
    by_joserfc = joserfc_jwt.decode(token, key, algorithms=names)
    assert by_joserfc.claims == by_pyjwt
    assert by_joserfc.header["typ"] == ("at+jwt" if use == "access_token" else "rt+jwt")
    assert by_pyjwt["sub"] == "ada"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_lazy_token_becomes_the_real_one_when_looked_at(algorithm):
    real, lazy = House(algorithm=algorithm), House(algorithm=algorithm, tokens="lazy")
    one, other = real.login(5.0), lazy.login(5.0)
    assert isinstance(other["access_token"], LazyToken)
    for use in ("access_token", "refresh_token"):
        text = str(other[use])
        if algorithm == "ES256":  # its signatures differ each time
            assert text.split(".")[:2] == one[use].split(".")[:2]
        else:
            assert text == one[use]
        assert other[use] == text
        assert str(other[use]) == text, "signed once"
    # Its text opens the door as well as itself, here and elsewhere.
    assert reason(lazy, str(other["access_token"]), 6.0) == ""
    assert reason(lazy, other["access_token"], 6.0) == ""
    if algorithm == "HS256":
        assert reason(real, str(other["access_token"]), 6.0) == ""


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated via RFC 9864")
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_our_signing_writes_what_pyjwt_writes(algorithm):
    key = make_key(algorithm, "key-ü", Random(1).randbytes)
    claims = {**CLAIMS, "roles": ["viewer"], "name": "Ada Łovelace", "exp": 300.5}
    for typ in (ACCESS, "rt+jwt"):
        token = sign(claims, typ, key)
        other = jwt.encode(claims, key.signing, algorithm, {"typ": typ, "kid": key.kid})
        # ECDSA draws a number for each signature; the others have one signature for one text.
        assert token.rpartition(".")[0] == other.rpartition(".")[0]
        assert (token == other) or algorithm == "ES256"
        assert signed_claims(token, key) == claims


def test_a_lazy_token_that_nobody_looks_at_is_not_signed():
    house = House(tokens="lazy")
    token = house.login()["access_token"]
    assert reason(house, token) == ""
    assert token._text is None
    assert f"Bearer {token}" == str(get("/", token).headers["Authorization"])
    assert token._text is not None


@pytest.mark.parametrize("tokens", ["real", "lazy"])
def test_the_scheme_must_not_be_forgotten_real_or_lazy(tokens):
    house = House(tokens=tokens)
    token = house.login()["access_token"]
    request = get("/films", token)._replace(headers={"Authorization": token})
    assert house.fetch(request).status == 401
    assert house.last.detail == "no bearer token"


def test_lazy_and_real_are_refused_alike():
    """The whole table of faults gives the same reasons for both kinds of token."""
    house = House()
    stranger = House(algorithm="HS256").key
    forged = type(stranger)("key-1", "HS256", b"x" * 32, b"x" * 32)
    unknown = type(stranger)("key-9", "HS256", b"x" * 32, b"x" * 32)
    other_algorithm = House(algorithm="ES256").key
    table = [
        (CLAIMS, ACCESS, house.key, ""),
        (CLAIMS, "JWT", house.key, "wrong type"),
        (CLAIMS, "rt+jwt", house.key, "wrong type"),
        ({**CLAIMS, "iss": ISSUER + "/"}, ACCESS, house.key, "wrong issuer"),
        ({**CLAIMS, "iss": "https://login"}, ACCESS, house.key, "wrong issuer"),
        ({**CLAIMS, "aud": "https://film"}, ACCESS, house.key, "wrong audience"),
        ({**CLAIMS, "aud": ["x", AUDIENCE]}, ACCESS, house.key, ""),
        ({**CLAIMS, "aud": []}, ACCESS, house.key, "wrong audience"),
        ({**CLAIMS, "nbf": 50}, ACCESS, house.key, "not yet valid"),
        ({**CLAIMS, "nbf": 1}, ACCESS, house.key, ""),
        ({**CLAIMS, "iat": 2}, ACCESS, house.key, "not yet valid"),
        ({**CLAIMS, "exp": 1}, ACCESS, house.key, "expired"),
        (CLAIMS, ACCESS, forged, "bad signature"),
        (CLAIMS, ACCESS, unknown, "unknown key"),
        (CLAIMS, ACCESS, other_algorithm, "wrong algorithm"),
    ]
    for claims, typ, key, expected in table:
        for token in (sign(claims, typ, key), LazyToken(claims, typ, key)):
            assert reason(house, token) == expected, (claims, typ, key, type(token))


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "iat", "exp", "jti", "client_id"])
def test_no_claim_of_rfc_9068_may_be_missing(name):
    house = House()
    claims = {key: value for key, value in CLAIMS.items() if key != name}
    assert reason(house, sign(claims, ACCESS, house.key)) == "missing claim"


@pytest.mark.parametrize("name", ["iat", "exp", "nbf"])
@pytest.mark.parametrize("value", ["300", "2099-01-01", None, True, [], {}, math.nan, math.inf])
def test_dates_are_numbers(name, value):
    """RFC 7519 2: NumericDate. A text that looks like one is none, and nothing raises."""
    house = House()
    assert reason(house, LazyToken({**CLAIMS, name: value}, ACCESS, house.key)) == "wrong claim"
    if isinstance(value, float) or name == "iat":
        return  # jwt.encode refuses to write some of these
    token = sign({**CLAIMS, name: value}, ACCESS, house.key)
    assert reason(house, token) in ("wrong claim", "bad signature")


def hand_made(header: Any, payload: Any = CLAIMS, signature: str = "AAAA") -> str:
    def part(value: Any) -> str:
        text = value if isinstance(value, str) else json.dumps(value)
        return jwt.utils.base64url_encode(text.encode()).decode()

    return f"{part(header)}.{part(payload)}.{signature}"


HEADERS: list[Any] = [
    {},
    [],
    "null",
    "nonsense",
    {"alg": "none", "kid": "key-1", "typ": "at+jwt"},
    {"kid": "key-1"},
    {"alg": ["HS256"], "kid": "key-1"},
    {"alg": "HS256", "kid": ["key-1"]},
    {"alg": "HS256", "kid": None},
    {"alg": "HS256", "kid": "key-1", "crit": ["exp"]},
    {"alg": "HS256", "kid": "key-1", "typ": 7},
    {"alg": "ES256", "kid": "key-1"},
    {"alg": "HS256"},
    "[" * 5000,
]


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: str(header)[:40])
def test_hand_made_headers_are_refused_and_never_raise(header):
    assert reason(House(), hand_made(header)) in (
        "malformed",
        "unknown key",
        "wrong algorithm",
        "bad signature",
    )


@given(st.one_of(st.text(), st.from_regex(r"[\w-]*\.[\w-]*\.[\w-]*", fullmatch=True)))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_no_text_raises(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    house = House()
    assert house.fetch(Request("GET", "/films", {"Authorization": text})).status == 401
    assert reason(house, text) != ""


def test_forged_algorithm_confusion_is_refused():
    """RFC 8725 3.1: the verifier says which algorithm, not the token."""
    house = House(algorithm="RS256")
    pem = house.key.verifying.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    forger = type(house.key)("key-1", "HS256", pem, pem)
    signing_input = hand_made({"alg": "HS256", "kid": "key-1", "typ": "at+jwt"}).rpartition(".")[0]
    mac = hmac.new(pem, signing_input.encode(), hashlib.sha256).digest()
    token = f"{signing_input}.{jwt.utils.base64url_encode(mac).decode()}"
    assert reason(house, token) == "wrong algorithm"
    assert reason(house, LazyToken(CLAIMS, ACCESS, forger)) == "wrong algorithm"


def test_the_memory_is_bounded_and_forgetting_harms_nobody():
    house = House(remember=10)
    tokens = [house.login(float(now))["access_token"] for now in range(25)]
    for _ in range(2):
        for token in tokens:
            assert reason(house, token, 30.0) == ""
            assert len(house.verifier._memory) <= 10


def test_refused_tokens_are_not_remembered():
    house = House()
    for number in range(20):
        reason(house, f"junk-{number}")
    assert not house.verifier._memory


def test_time_is_checked_at_every_use_of_a_remembered_token():
    house = House()
    token = house.login()["access_token"]
    assert [reason(house, token, now) for now in (1.0, 299.0, 300.0, 1.0)] == [
        "",
        "",
        "expired",
        "",
    ]


def test_forget_keys_believes_nothing_of_before():
    house = House()
    token = house.login()["access_token"]
    assert reason(house, token) == ""
    house.verifier.forget_keys({})
    assert reason(house, token) == "unknown key"


def test_a_verifier_of_refresh_tokens_takes_no_header():
    house = House(tokens="lazy")
    verifier = Verifier(
        keys=house.keyring.trusted(), algorithm="HS256", issuer=ISSUER, audience=ISSUER,
        typ="rt+jwt",
    )  # fmt: skip
    token = house.login()["refresh_token"]
    assert verifier.check(token, 1.0)[1] == ""
    assert verifier.check(token.bearer, 1.0)[1] == "malformed"
