"""What we count on PyJWT for. A release that changes any of it fails here, loudly.

We switch its clock off, and its checks of issuer and audience, and make them ourselves.
All else must stay on: see `SIGNATURE_ONLY` in simulator/actors/tokens.py.
"""

from __future__ import annotations

import warnings
from typing import Any

import jwt
import pytest

from simulator.actors.tokens import SIGNATURE_ONLY

NO_KEY: Any = None
KEY = b"0123456789abcdef0123456789abcdef"
CLAIMS: dict[str, Any] = {"sub": "ada", "jti": "x", "aud": "films", "iss": "login"}


def decoded(token: str, key: Any = KEY, algorithms: tuple[str, ...] = ("HS256",)) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return jwt.decode(token, key, algorithms=list(algorithms), options=SIGNATURE_ONLY)


def token(claims: dict[str, Any] = CLAIMS, key: Any = KEY, **more: Any) -> str:
    return jwt.encode(claims, key, "HS256", **more)


def test_only_what_we_check_ourselves_is_off():
    ours = ("verify_exp", "verify_nbf", "verify_iat", "verify_aud", "verify_iss")
    assert dict(SIGNATURE_ONLY) == dict.fromkeys(ours, False)


@pytest.mark.parametrize("claim", [{"exp": 1}, {"nbf": 2**40}, {"iat": 2**40}])
def test_the_clock_is_off(claim):
    with pytest.raises(jwt.InvalidTokenError):
        jwt.decode(token({"sub": "ada", **claim}), KEY, algorithms=["HS256"])
    assert decoded(token({**CLAIMS, **claim})) == {**CLAIMS, **claim}


def test_audience_and_issuer_are_off():
    with pytest.raises(jwt.InvalidAudienceError):
        jwt.decode(token(), KEY, algorithms=["HS256"])
    assert decoded(token())["aud"] == "films"


def test_the_signature_is_still_checked():
    with pytest.raises(jwt.InvalidSignatureError):
        decoded(token(key=b"another key, of 32 octets, or so."))
    head, body, _ = token().split(".")
    for signature in ("", "AAAA", "A" * 43):
        with pytest.raises(jwt.InvalidTokenError):
            decoded(f"{head}.{body}.{signature}")


def test_the_algorithm_is_still_ours_to_choose():
    with pytest.raises(jwt.InvalidAlgorithmError):
        decoded(token(), algorithms=("HS512",))
    unsigned = jwt.encode(CLAIMS, NO_KEY, "none")
    with pytest.raises(jwt.InvalidTokenError):
        decoded(unsigned)


def test_subject_and_id_must_still_be_texts():
    for claims in ({"sub": 42}, {"jti": 42}):
        with pytest.raises(jwt.InvalidTokenError):
            decoded(token({**CLAIMS, **claims}))


def test_unknown_crit_is_still_refused():
    with pytest.raises(jwt.InvalidTokenError):
        decoded(token(headers={"crit": ["moon"], "moon": "full"}))


def test_a_public_key_as_shared_secret_is_still_refused():
    pem = b"-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYI\n-----END PUBLIC KEY-----"
    with pytest.raises(jwt.InvalidKeyError):
        decoded(token(), key=pem)


def test_spoilt_texts_are_still_refused():
    good = token()
    for spoilt in (f" {good}", f"{good}\n", f"{good}.x", "abc", "", f'"{good}"'):
        with pytest.raises(jwt.InvalidTokenError):
            decoded(spoilt)


def test_what_is_switched_off_is_still_known_by_its_name():
    """An option that PyJWT renamed would be ignored, and its own clock would tick again."""
    known = jwt.PyJWT().options
    assert set(SIGNATURE_ONLY) <= set(known)
