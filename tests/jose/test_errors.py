"""One error, a fixed table of reasons, and nothing of token or key in it."""

from __future__ import annotations

import pickle
import re
import traceback
from pathlib import Path

import pytest

from simulator.jose import LAYERS, REASONS, JoseError, Key, b64url_encode, sign, sign_jws, verify
from tests.jose.material import CLAIMS, EVERY_ALGORITHM, WANTED, key_for, token_for

SOURCES = Path(__file__).parents[2] / "simulator" / "jose"


def test_every_reason_is_complete():
    for name, reason in REASONS.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]+", name)
        assert reason.layer in (*LAYERS, "signing", "call")
        assert reason.text
        assert re.fullmatch(r"|RFC \d{4} [A-Z0-9.]+(, [0-9.]+)*", reason.rfc), reason.rfc
        assert bool(reason.rfc) or reason.layer == "call"


def test_every_reason_is_given_somewhere_and_none_is_unknown():
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in SOURCES.glob("*.py")
        if path.name != "errors.py"
    )
    for name in REASONS:
        assert f'"{name}"' in text or name in ("jwk_malformed", "jwks_malformed"), name
    for name in re.findall(r'JoseError\("(\w+)"', text):
        assert name in REASONS


def test_an_error_says_its_rule():
    error = JoseError("claim_type", "exp")
    assert (error.reason, error.layer, error.detail) == ("claim_type", "claims", "exp")
    assert str(error) == "a claim has the wrong type: exp (RFC 7519 4.1)"
    again = pickle.loads(pickle.dumps(error))
    assert (again.reason, again.detail, str(again)) == (error.reason, error.detail, str(error))
    # An event loop that rebuilds errors as type(e)(*e.args) can do so.
    assert repr(type(error)(*error.args)) == repr(error)
    with pytest.raises(TypeError):
        REASONS["new"] = REASONS["expired"]  # type: ignore[index]


SPILL = "SPILL-ME-NOT"


def broken_tokens(algorithm):
    """Tokens with something in them that must not come out, each wrong in another way."""
    key = key_for(algorithm)
    good = token_for(algorithm)
    secret = b64url_encode(SPILL.encode())
    yield SPILL
    yield f"{secret}.{secret}.{secret}"
    yield good + secret
    yield f"Bearer {good}{SPILL}"
    yield f"{SPILL}\ud800"
    yield good + "é" + SPILL
    for header in ({"alg": SPILL}, {"alg": algorithm, "kid": SPILL}, {"crit": [SPILL], SPILL: 1},
                   {"alg": [SPILL]}, {"alg": algorithm, "typ": [SPILL]}):  # fmt: skip
        yield sign_jws(b"{}", key, header=header, algorithm=algorithm)
    for name in ("iss", "aud", "sub", "exp", "nbf", "jti"):
        for value in (SPILL, [SPILL, 1], {SPILL: SPILL}):
            claims = str(CLAIMS | {name: value}).replace("'", '"').encode()
            yield sign(claims, key)
    for payload in (SPILL, f'"{SPILL}', f'{{"{SPILL}":1,"{SPILL}":1}}', f'"{SPILL}\\ud800"'):
        yield sign(payload.encode(), key)
    yield sign(SPILL.encode() + b"\xff", key)


@EVERY_ALGORITHM
def test_it_never_holds_the_token(algorithm):
    spilled = (SPILL, b64url_encode(SPILL.encode()), token_for(algorithm)[:20])
    count = 0
    for token in broken_tokens(algorithm):
        with pytest.raises(JoseError) as refused:
            verify(
                token, key_for(algorithm).for_verifying(), algorithms=[algorithm], typ="x", **WANTED
            )
        error = refused.value
        # What a log would show: message, repr, and the traceback's last words.
        last = traceback.format_exception_only(error)
        shown = "".join([str(error), repr(error), repr(error.args), error.detail, *last])
        assert not any(text in shown for text in spilled), error.reason
        assert error.__suppress_context__ or error.__context__ is None
        count += 1
    assert count > 30


def test_it_never_holds_the_key():
    pem = f"-----BEGIN PRIVATE KEY-----\n{SPILL}\n-----END PRIVATE KEY-----\n"
    attempts = [
        lambda: Key.from_pem(pem),
        lambda: Key.from_pem(pem.replace("\n", " ")),
        lambda: Key.from_pem(SPILL),
        lambda: Key.from_secret(pem),
        lambda: Key.from_jwk({"kty": "oct", "k": SPILL + "="}),
        lambda: Key.from_jwk({"kty": SPILL}),
        lambda: Key.from_jwk({"kty": "EC", "crv": SPILL}),
        lambda: Key.from_jwk(f'{{"k":"{SPILL}"'),
        lambda: sign(CLAIMS, Key.from_secret(SPILL, algorithm="HS256")),
        lambda: verify(token_for("HS256"), SPILL, algorithms=["HS256"], **WANTED),  # type: ignore[arg-type]
        lambda: verify(token_for("HS256"), {"kty": SPILL}, algorithms=["HS256"], **WANTED),
    ]
    for attempt in attempts:
        with pytest.raises(JoseError) as refused:
            attempt()
        error = refused.value
        assert SPILL not in f"{error}{error!r}{error.args}"
        assert error.__suppress_context__ or error.__context__ is None
