"""What well configured libraries let in, looked into by hand, apart from the range.

These are facts about the releases that are named. If a test here fails with a newer one, the
library has changed: change the facts, and what the course says of them.
"""

from __future__ import annotations

import hmac
import json
import warnings
from base64 import urlsafe_b64encode
from importlib.metadata import version
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import errors, jwk, jws
from joserfc import jwt as joserfc_jwt

from simulator.attacks import ATTACKS, compare
from simulator.attacks.verifiers import joserfc, pyjwt, versions

SECRET = b"k" * 32
LATER = 4_102_444_800
"""The year 2100."""
HEADER = {"alg": "HS256", "typ": "JWT"}

TRIED_WITH = {"PyJWT": "2.15.1", "joserfc": "1.8.0"}
PYJWT_LETS_IN = {
    "padding", "header-name-twice", "claim-name-twice", "exp-huge", "lone-surrogate",
    "exp-string", "nbf-string", "exp-in-milliseconds", "id-token", "refresh-token", "typ-missing",
    "ten-megabytes", "lone-surrogate-inside", "lives-two-years", "id-token-in-full",
    "refresh-token-in-full", "typ-of-another-tree",
}  # fmt: skip
JOSERFC_LETS_IN = {
    "secret-too-short", "header-name-twice", "claim-name-twice", "exp-huge", "lone-surrogate",
    "crit-empty", "exp-in-milliseconds", "id-token", "refresh-token", "typ-missing",
    "lone-surrogate-inside", "lives-two-years", "id-token-in-full", "refresh-token-in-full",
    "typ-of-another-tree",
}  # fmt: skip


def encoded(value: Any) -> str:
    octets = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(octets).decode().rstrip("=")


def token(header: Any, claims: Any, secret: bytes = SECRET) -> str:
    """A token by hand: none of the libraries takes part."""
    text = f"{encoded(header)}.{encoded(claims)}"
    return f"{text}.{encoded(hmac.digest(secret, text.encode(), 'sha256'))}"


CASES = {
    "padding": token(HEADER, {"exp": LATER}) + "=",
    "header-name-twice": token(b'{"alg":"none","alg":"HS256"}', {"exp": LATER}),
    "claim-name-twice": token(HEADER, b'{"sub":"ada","exp":4102444800,"sub":"mallory"}'),
    "exp-huge": token(HEADER, b'{"exp":' + b"9" * 400 + b"}"),
    "lone-surrogate": token(HEADER, b'{"sub":"ad\\ud800a","exp":4102444800}'),
    "exp-string": token(HEADER, {"exp": str(LATER)}),
    "nbf-string": token(HEADER, {"exp": LATER, "nbf": "1"}),
    "exp-in-milliseconds": token(HEADER, {"exp": LATER * 1000}),
    "refresh-token": token({**HEADER, "typ": "rt+jwt"}, {"exp": LATER}),
    "id-token": token({**HEADER, "typ": "JWT"}, {"exp": LATER}),
    "id-token-in-full": token({**HEADER, "typ": "application/JWT"}, {"exp": LATER}),
    "refresh-token-in-full": token({**HEADER, "typ": "application/rt+jwt"}, {"exp": LATER}),
    "typ-of-another-tree": token({**HEADER, "typ": "x/at+jwt"}, {"exp": LATER}),
    "lone-surrogate-inside": token(HEADER, b'{"films":["\\udc00"],"exp":4102444800}'),
    "lives-two-years": token(HEADER, {"exp": LATER}),
    "typ-missing": token({"alg": "HS256"}, {"exp": LATER}),
    "ten-megabytes": token(HEADER, {"exp": LATER, "about_me": "a" * 7_500_000}),
    "crit-empty": token({**HEADER, "crit": []}, {"exp": LATER}),
}
"""The findings, each as a token by hand."""


def pyjwt_says(text: str) -> Any:
    return jwt.PyJWT({"enforce_minimum_key_length": True}).decode(
        text, SECRET, algorithms=["HS256"], options={"require": ["exp"]}
    )


def joserfc_says(text: str) -> Any:
    found = joserfc_jwt.decode(text, jwk.OctKey.import_key(SECRET), algorithms=["HS256"])
    joserfc_jwt.JWTClaimsRegistry(exp={"essential": True}).validate(found.claims)
    return found.claims


def test_versions():
    assert {name: versions()[name] for name in TRIED_WITH} == {
        name: version(name) for name in TRIED_WITH
    }


@pytest.mark.parametrize("seed", [11, 12])
def test_what_the_range_finds(seed):
    """The range's findings, the same with other keys and names."""
    found = compare({"PyJWT": pyjwt, "joserfc": joserfc}, seed=seed)
    assert {row.name for row in found["PyJWT"].breaches} == PYJWT_LETS_IN, versions()
    assert {row.name for row in found["joserfc"].breaches} == JOSERFC_LETS_IN, versions()
    assert found["PyJWT"].forged_refused == len(ATTACKS) - len(PYJWT_LETS_IN)
    assert found["joserfc"].forged_refused == len(ATTACKS) - len(JOSERFC_LETS_IN)
    assert not found["PyJWT"].fell_over
    assert not found["joserfc"].fell_over


def test_each_finding_is_looked_into():
    assert (PYJWT_LETS_IN | JOSERFC_LETS_IN) - CASES.keys() == {"secret-too-short"}


@pytest.mark.parametrize("name", CASES)
def test_pyjwt_by_hand(name):
    if name in PYJWT_LETS_IN:
        assert "exp" in pyjwt_says(CASES[name])
    else:
        with pytest.raises(jwt.PyJWTError):
            pyjwt_says(CASES[name])


@pytest.mark.parametrize("name", CASES)
def test_joserfc_by_hand(name):
    if name in JOSERFC_LETS_IN:
        assert "exp" in joserfc_says(CASES[name])
    else:
        with pytest.raises(errors.JoseError):
            joserfc_says(CASES[name])


def test_of_two_claims_of_one_name_both_take_the_last():
    assert pyjwt_says(CASES["claim-name-twice"])["sub"] == "mallory"
    assert joserfc_says(CASES["claim-name-twice"])["sub"] == "mallory"


def test_joserfc_warns_of_secrets_below_14_octets_and_not_of_31():
    """RFC 7518 3.2 wants 32 for HS256."""
    short = b"k" * 31
    text = token(HEADER, {"exp": LATER}, short)
    assert joserfc_jwt.decode(text, jwk.OctKey.import_key(short), algorithms=["HS256"]).claims
    with pytest.warns(errors.SecurityWarning):
        jwk.OctKey.import_key(b"k" * 13)


def test_joserfc_warns_of_rsa_keys_below_2048_bits():
    """Turned into errors, as our function for it does, its warnings keep the key out."""
    small = rsa.generate_private_key(65537, 1024).public_key()
    with pytest.warns(errors.SecurityWarning):
        jwk.RSAKey.import_key(small)


def test_pyjwt_has_to_be_told_to_refuse_short_secrets():
    text = token(HEADER, {"exp": LATER}, b"k" * 31)
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        assert jwt.decode(text, b"k" * 31, algorithms=["HS256"])
    with pytest.raises(jwt.InvalidKeyError):
        jwt.PyJWT({"enforce_minimum_key_length": True}).decode(
            text, b"k" * 31, algorithms=["HS256"]
        )


def test_joserfc_turns_away_honest_tokens_if_it_is_not_told_otherwise():
    """Header parameters that nobody knows must be ignored (RFC 7515 4)."""
    text = token({**HEADER, "colour": "blue"}, {"exp": LATER})
    with pytest.raises(errors.UnsupportedHeaderError):
        joserfc_says(text)
    registry = jws.JWSRegistry(algorithms=["HS256"], strict_check_header=False)
    key = jwk.OctKey.import_key(SECRET)
    assert joserfc_jwt.decode(text, key, registry=registry).claims


def test_joserfc_reads_no_set_with_a_key_on_a_curve_that_it_does_not_know():
    """Such entries are to be ignored (RFC 7517 5), as it does where the type is unknown."""
    good: Any = {"kty": "oct", "k": encoded(SECRET), "kid": "a", "alg": "HS256"}
    new_type: Any = {"kty": "AKP", "kid": "b", "alg": "ML-DSA-44", "pub": "AA"}
    new_curve: Any = {"kty": "EC", "kid": "c", "crv": "P-999", "x": "AA", "y": "AA"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert len(jwk.KeySet.import_key_set({"keys": [good, new_type]}).keys) == 1
        with pytest.raises(KeyError, match="P-999"):
            jwk.KeySet.import_key_set({"keys": [good, new_curve]})
        assert len(jwt.PyJWKSet.from_dict({"keys": [good, new_type, new_curve]}).keys) == 1


def test_joserfc_wants_a_name_where_several_keys_are():
    """Even if only one of them fits the algorithm; RFC 7515 4.1.4 leaves that open."""
    keys = jwk.KeySet([jwk.OctKey.import_key(SECRET), jwk.ECKey.generate_key("P-256")])
    with pytest.raises(errors.InvalidKeyIdError):
        joserfc_jwt.decode(token(HEADER, {"exp": LATER}), keys, algorithms=["HS256"])
