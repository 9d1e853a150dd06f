"""What we sign, PyJWT, joserfc and jwcrypto verify; and what they sign, we verify."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any
from unittest.mock import patch

import joserfc.jwk
import joserfc.jws
import jwt
import jwt.api_jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.jose import ALGORITHMS, JoseError, Key, sign, verify, verify_jws
from tests.jose.libraries import clock
from tests.jose.material import NOW, key_for

jwcrypto: Any
try:
    jwcrypto = import_module("jwcrypto")
    import_module("jwcrypto.jwk")
    import_module("jwcrypto.jws")
except ImportError:
    # It is a guest here: nothing of the course needs it.
    jwcrypto = None

Signer = Callable[[bytes, str], str]
Verifier = Callable[[str, str], bytes]

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PLAIN = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT
CLAIM_SETS = st.fixed_dictionaries(
    {"sub": TEXT, "exp": st.integers(NOW + 1, NOW + 10**7)},
    optional={
        "iss": TEXT.filter(bool),
        "aud": st.lists(TEXT.filter(bool), min_size=1, max_size=3) | TEXT.filter(bool),
        "iat": st.integers(NOW - 10**6, NOW),
        "nbf": st.integers(NOW - 10**6, NOW),
        "jti": TEXT,
        "roles": st.lists(TEXT, max_size=3),
        "more": st.dictionaries(TEXT, PLAIN | st.lists(PLAIN, max_size=3), max_size=3),
    },
)
FEW = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


def pyjwt_sign(payload: bytes, algorithm: str) -> str:
    return jwt.api_jws.encode(payload, key_for(algorithm).signing, algorithm)


def pyjwt_verify(token: str, algorithm: str) -> bytes:
    key = key_for(algorithm).verifying
    found = jwt.api_jws.decode_complete(token, key, algorithms=[algorithm])
    return bytes(found["payload"])


@cache
def joserfc_key(algorithm: str) -> Any:
    return joserfc.jwk.import_key(key_for(algorithm).jwk(private=True))


def joserfc_sign(payload: bytes, algorithm: str) -> str:
    header = {"alg": algorithm}
    return joserfc.jws.serialize_compact(header, payload, joserfc_key(algorithm), [algorithm])


def joserfc_verify(token: str, algorithm: str) -> bytes:
    found = joserfc.jws.deserialize_compact(token, joserfc_key(algorithm), [algorithm])
    return bytes(found.payload)


@cache
def jwcrypto_key(algorithm: str) -> Any:
    return jwcrypto.jwk.JWK(**key_for(algorithm).jwk(private=True))


def jwcrypto_sign(payload: bytes, algorithm: str) -> str:
    token = jwcrypto.jws.JWS(payload)
    token.add_signature(jwcrypto_key(algorithm), None, json.dumps({"alg": algorithm}))
    return str(token.serialize(compact=True))


def jwcrypto_verify(token: str, algorithm: str) -> bytes:
    found = jwcrypto.jws.JWS()
    found.allowed_algs = [algorithm]
    found.deserialize(token, jwcrypto_key(algorithm))
    return bytes(found.payload)


OTHERS: dict[str, tuple[Signer, Verifier]] = {
    "PyJWT": (pyjwt_sign, pyjwt_verify),
    "joserfc": (joserfc_sign, joserfc_verify),
    "jwcrypto": (jwcrypto_sign, jwcrypto_verify),
}
EVERYBODY = [
    pytest.param(
        name,
        marks=pytest.mark.skipif(
            name == "jwcrypto" and jwcrypto is None, reason="jwcrypto is not installed"
        ),
    )
    for name in OTHERS
]


def quietly(function: Callable[[], Any]) -> Any:
    """joserfc warns of the name EdDSA at each call (RFC 9864)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function()


@pytest.mark.parametrize("other", EVERYBODY)
@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
@FEW
@given(payload=st.binary(max_size=120))
def test_signatures_in_both_directions(other, algorithm, payload):
    their_sign, their_verify = OTHERS[other]
    key = key_for(algorithm).for_verifying()
    theirs = quietly(lambda: their_sign(payload, algorithm))
    assert verify_jws(theirs, key, algorithms=[algorithm])[1] == payload
    ours = sign(payload, key_for(algorithm))
    assert quietly(lambda: their_verify(ours, algorithm)) == payload


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
@FEW
@given(claims=CLAIM_SETS)
def test_claims_in_both_directions_with_pyjwt(algorithm, claims):
    key = key_for(algorithm)
    audience = claims.get("aud")
    issuer = claims.get("iss")
    one = audience[0] if isinstance(audience, list) else audience
    with patch.object(jwt.api_jwt, "datetime", clock(NOW)):
        theirs = jwt.encode(dict(claims), key.signing, algorithm)
        ours = sign(claims, key)
        options: Any = {"verify_aud": audience is not None}
        for token in (theirs, ours):
            seen = jwt.decode(
                token, key.verifying, [algorithm], options, audience=one, issuer=issuer
            )
            assert seen == claims
            assert (
                verify(
                    token,
                    key.for_verifying(),
                    algorithms=[algorithm],
                    issuer=issuer,
                    audience=one,
                    now=NOW,
                )
                == claims
            )


@settings(max_examples=150, deadline=None)
@given(claims=CLAIM_SETS, changes=st.dictionaries(
    st.sampled_from(["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]),
    PLAIN | st.lists(PLAIN, max_size=2) | st.floats(allow_nan=False, allow_infinity=False),
    max_size=2,
))  # fmt: skip
def test_whatever_pyjwt_refuses_we_refuse(claims, changes):
    """We are stricter than PyJWT, never laxer, when asked for the same."""
    key = key_for("HS256")
    token = sign(json.dumps(claims | changes).encode(), key)
    mine: dict[str, Any] = {"issuer": "https://auth.example", "audience": "films"}
    try:
        verify(token, key, algorithms=["HS256"], now=NOW, **mine)
    except JoseError:
        return
    with patch.object(jwt.api_jwt, "datetime", clock(NOW)):
        jwt.decode(token, key.signing, algorithms=["HS256"], **mine)


def test_the_clock_of_the_tests_stands_still():
    stopped = clock(NOW)
    assert stopped.now().timestamp() == NOW
    assert issubclass(stopped, datetime)


@pytest.mark.parametrize("other", EVERYBODY)
def test_thumbprints_are_the_same(other):
    for algorithm in ("HS256", "RS256", "ES256", "ES512", "EdDSA"):
        key = key_for(algorithm)
        if other == "joserfc":
            assert joserfc_key(algorithm).thumbprint() == key.thumbprint()
        elif other == "jwcrypto":
            assert jwcrypto_key(algorithm).thumbprint() == key.thumbprint()


@pytest.mark.parametrize("other", EVERYBODY)
@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "ES512", "EdDSA", "HS256"])
def test_their_keys_are_ours(other, algorithm):
    """A JWK that they write is one that we read, strictly."""
    if other == "PyJWT":
        jwk = json.loads(jwt.get_algorithm_by_name(algorithm).to_jwk(key_for(algorithm).signing))
    elif other == "joserfc":
        jwk = joserfc_key(algorithm).as_dict(private=True)
    else:
        jwk = json.loads(jwcrypto_key(algorithm).export(private_key=True))
    assert Key.from_jwk(jwk).thumbprint() == key_for(algorithm).thumbprint()
