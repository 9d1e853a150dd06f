"""Faults that people met in daily work with tokens, each as a test of its whole kind."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from simulator.jose import (
    JoseError,
    Key,
    KeySet,
    b64url_decode,
    b64url_encode,
    der_to_raw,
    peek,
    raw_to_der,
    sign,
    sign_jws,
    verify,
    verify_jws,
)
from tests.jose.material import CLAIMS, NOW, WANTED, examples, key_for, token_for

KEY = key_for("HS256")


def outcome(token: Any, keys: Any = KEY, **changes: Any) -> str:
    """ "" if the token is accepted, or else the reason."""
    options: dict[str, Any] = {"algorithms": ["HS256"], **WANTED, **changes}
    try:
        verify(token, keys, **options)
    except JoseError as error:
        return error.reason
    return ""


def claiming(**changes: Any) -> str:
    return sign(json.dumps(CLAIMS | changes).encode(), KEY)


def test_a_secret_decoded_on_one_side_only():
    text = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ="
    octets = b64decode(text)
    assert len(octets) >= 32
    token = sign(CLAIMS, Key.from_secret(octets, algorithm="HS256"))
    assert outcome(token, Key.from_secret(text, algorithm="HS256")) == "signature_wrong"
    jwk = {"kty": "oct", "alg": "HS256", "k": text.rstrip("=")}
    assert outcome(token, Key.from_jwk(jwk)) == ""
    assert outcome(token, jwk) == ""


@pytest.mark.parametrize(
    ("aud", "mine", "right"),
    [
        ("api", None, "wrong_audience"),
        ("api", "api", ""),
        (["x", "api"], "api", ""),
        (["api"], "api", ""),
        ("api", "ap", "wrong_audience"),
        ("api", "api2", "wrong_audience"),
        ("api", "API", "wrong_audience"),
        (["api2", "xapi"], "api", "wrong_audience"),
        ([], "api", "wrong_audience"),
        (None, "api", "claim_type"),
    ],
)
def test_an_audience_is_looked_for_letter_by_letter(aud, mine, right):
    assert outcome(claiming(aud=aud), audience=mine) == right


def test_a_missing_audience_is_not_everybody_s():
    claims = {name: value for name, value in CLAIMS.items() if name != "aud"}
    with pytest.raises(JoseError) as refused:
        verify(sign(claims, KEY), KEY, algorithms=["HS256"], **WANTED)
    assert (refused.value.reason, refused.value.detail) == ("claim_missing", "aud")


@pytest.mark.parametrize(
    "iss",
    [
        "http",
        "",
        "https://test.example.com/auth/",
        "HTTPS://test.example.com/auth",
        "https://test.example.com/aut",
        "https://test.example.com/auth\0",
        "https://test.example.com%2Fauth",
    ],
)
def test_an_issuer_is_compared_whole(iss):
    mine = "https://test.example.com/auth"
    assert outcome(claiming(iss=iss), issuer=mine) == "wrong_issuer"
    assert outcome(claiming(iss=iss), issuer=[mine, "https://x"]) == "wrong_issuer"
    assert outcome(claiming(iss=mine), issuer=["https://x", mine]) == ""
    assert outcome(claiming(iss=[mine]), issuer=mine) == "claim_type"


@pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
@pytest.mark.parametrize(
    "text",
    [
        '"1700000060"',
        '"2099-01-01"',
        "null",
        "true",
        "false",
        "[]",
        "{}",
        "NaN",
        "1e400",
        "9" * 400,
    ],
)
def test_a_date_that_is_no_number(name, text):
    others = {one: value for one, value in CLAIMS.items() if one != name}
    payload = f'{json.dumps(others)[:-1]},"{name}":{text}}}'
    token = sign(payload.encode(), KEY)
    assert outcome(token) in ("claim_type", "not_finite")
    assert outcome(token, required=()) in ("claim_type", "not_finite")


@pytest.mark.parametrize("sub", [42, None, 4.2, True, ["ada"]])
def test_a_subject_that_is_no_text(sub):
    """Refused by the issuer at once, and not by the verifier only, a release later."""
    with pytest.raises(JoseError) as refused:
        sign(CLAIMS | {"sub": sub}, KEY)
    assert refused.value.reason == "claim_type"
    assert outcome(claiming(sub=sub)) == "claim_type"


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
@pytest.mark.parametrize("hmac_name", ["HS256", "HS384", "HS512"])
def test_a_public_key_taken_for_a_secret(algorithm, hmac_name):
    public = key_for(algorithm).public()
    pem = public.verifying.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    der = public.verifying.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    jwk = json.dumps(public.jwk()).encode()
    for secret in (pem, pem.strip(), der, jwk, public.thumbprint().encode()):
        head = b64url_encode(json.dumps({"alg": hmac_name, "kid": public.kid}).encode())
        text = f"{head}.{b64url_encode(json.dumps(CLAIMS).encode())}"
        mac = hmac.digest(secret, text.encode(), "sha" + hmac_name[2:])
        token = f"{text}.{b64url_encode(mac)}"
        mixed = [algorithm, hmac_name]
        for keys in (public, [public], KeySet([public]), public.jwk(), {"keys": [public.jwk()]}):
            assert outcome(token, keys, algorithms=[algorithm]) == "algorithm_not_allowed"
            assert outcome(token, keys, algorithms=mixed) == "key_type"
    assert outcome(token_for(algorithm), public, algorithms=mixed) == ""
    # And the honest user's text never becomes a key.
    assert outcome(token, pem, algorithms=mixed) == "not_a_key"
    for secret in (pem, der, jwk):
        with pytest.raises(JoseError) as refused:
            Key.from_secret(secret)
        assert refused.value.reason == "secret_is_a_key"


def test_a_list_taken_from_the_token_itself_is_no_list():
    """What happens if the header is asked which algorithms are acceptable."""
    forged = sign_jws(json.dumps(CLAIMS).encode(), KEY, header={"alg": "none"}, algorithm="HS256")
    assert outcome(forged, algorithms=[peek(forged)[0]["alg"]]) == "algorithm_unknown"
    confused = sign(CLAIMS, key_for("HS256"))
    public = key_for("RS256").public()
    assert outcome(confused, public, algorithms=[peek(confused)[0]["alg"]]) == "unknown_kid"


@pytest.mark.parametrize(
    ("claims", "now", "right"),
    [
        ({"exp": 1}, NOW, "expired"),
        ({"exp": NOW}, NOW, "expired"),
        ({"exp": NOW + 1}, NOW, ""),
        ({"nbf": NOW}, NOW, ""),
        ({"nbf": NOW + 1}, NOW, "not_yet_valid"),
        ({"exp": NOW + 10}, NOW + 9.999, ""),
        ({"exp": NOW + 10}, NOW + 10.0, "expired"),
        ({"exp": NOW + 0.5}, NOW, ""),
        ({"exp": NOW + 0.5}, NOW + 0.5, "expired"),
    ],
)
def test_the_last_second(claims, now, right):
    assert outcome(claiming(**claims), now=now) == right


def test_to_look_is_not_to_verify():
    """There is no option to leave out the signature or the time: peek() is another function."""
    expired = claiming(exp=1)
    assert peek(expired)[1]["exp"] == 1
    for option in ("verify_signature", "verify_exp", "verify", "options"):
        changed: dict[str, Any] = {**WANTED, option: False}
        with pytest.raises(TypeError):
            verify(expired, KEY, algorithms=["HS256"], **changed)


def test_padding_and_what_comes_after_the_end():
    one = examples()["rfc7515-A.1"]
    key = Key.from_jwk(one["key"])
    tails = {
        "=": "base64_padding",
        "==": "base64_padding",
        "!!!!": "base64_alphabet",
        "\0": "base64_alphabet",
        "\n": "whitespace",
        "\r\n": "whitespace",
        "A": "signature_length",
    }
    for tail, why in tails.items():
        with pytest.raises(JoseError) as refused:
            verify_jws(one["token"] + tail, key, algorithms=["HS256"])
        assert refused.value.reason == why


def test_a_token_is_text():
    token = sign(CLAIMS, KEY)
    assert type(token) is str
    assert outcome(token) == outcome(token.encode()) == ""
    assert outcome(str(token.encode())) == "bytes_repr"
    assert outcome(f"Bearer {token.encode()!r}") == "bearer_prefix"


@pytest.mark.parametrize(("algorithm", "octets"), [("ES256", 64), ("ES384", 96), ("ES512", 132)])
def test_ecdsa_signatures_are_r_and_s_of_fixed_length(algorithm, octets):
    key = key_for(algorithm)
    public = key.public()
    for number in range(500 if algorithm == "ES256" else 60):
        token = sign(b"%d" % number, key)
        signature = b64url_decode(token.rpartition(".")[2])
        assert len(signature) == octets
        assert der_to_raw(raw_to_der(signature, key.crv), key.crv) == signature
    head = token.rpartition(".")[0]
    hash_name = {"ES256": hashes.SHA256(), "ES384": hashes.SHA384(), "ES512": hashes.SHA512()}
    der = key.signing.sign(head.encode(), ec.ECDSA(hash_name[algorithm]))
    with pytest.raises(JoseError) as refused:
        verify_jws(f"{head}.{b64url_encode(der)}", public, algorithms=[algorithm])
    assert refused.value.reason == "signature_length"
    raw = der_to_raw(der, key.crv)
    assert verify_jws(f"{head}.{b64url_encode(raw)}", public, algorithms=[algorithm])


def test_leading_zeros_of_r_and_s_stay():
    """One signature of 128 or so has one; and nobody guesses DER from a first octet of 0x30."""
    key = key_for("ES256")
    seen: set[str] = set()
    for number in range(20_000):
        token = sign(b"%d" % number, key)
        signature = b64url_decode(token.rpartition(".")[2])
        kinds = {name for name, octet, at in (("R", 0, 0), ("S", 0, 32), ("0x30", 0x30, 0))
                 if signature[at] == octet}  # fmt: skip
        if kinds - seen:
            assert len(signature) == 64
            assert verify_jws(token, key.public(), algorithms=["ES256"])[1] == b"%d" % number
        seen |= kinds
        if len(seen) == 3:
            break
    assert seen == {"R", "S", "0x30"}


def test_what_der_and_raw_signatures_can_not_be():
    for text in (b"", b"\x30", b"x" * 64, b"\x30\x06\x02\x01\x01\x02\x01"):
        with pytest.raises(JoseError) as refused:
            der_to_raw(text, "P-256")
        assert refused.value.reason == "signature_length"
    large = raw_to_der(b"\xff" * 132, "P-521")
    odd: list[tuple[Any, Any]] = [(large, "P-256"), (large, "x"), (large, 5), ("x", "P-256")]
    for signature, curve in odd:
        with pytest.raises(JoseError):
            der_to_raw(signature, curve)
    raws: list[Any] = [b"", b"x" * 63, b"x" * 65, "x" * 64]
    for raw in raws:
        with pytest.raises(JoseError):
            raw_to_der(raw, "P-256")


def test_an_ecdsa_signature_has_a_twin():
    """(R, S) and (R, n - S) both verify, so a deny-list of token texts can be walked around.
    JOSE does not forbid it: name tokens by `jti`, never by their text."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    head, _, text = token_for("ES256").rpartition(".")
    signature = b64url_decode(text)
    s = int.from_bytes(signature[32:], "big")
    twin = f"{head}.{b64url_encode(signature[:32] + (order - s).to_bytes(32, 'big'))}"
    assert twin != token_for("ES256")
    assert outcome(twin, key_for("ES256").public(), algorithms=["ES256"]) == ""


@pytest.mark.parametrize(
    ("make", "algorithm"),
    [
        (lambda: Key.from_secret(b"x" * 31, algorithm="HS256"), "HS256"),
        (lambda: Key.from_secret("14-octet-word!", algorithm="HS256"), "HS256"),
        (lambda: Key.generate("RS256", bits=1024), "RS256"),
        (lambda: Key.generate("PS256", bits=2040), "PS256"),
    ],
)
def test_short_keys_are_refused_with_their_reason(make, algorithm):
    key = make()
    token = sign(CLAIMS, key, allow=["weak_key"])
    assert outcome(token, key.for_verifying(), algorithms=[algorithm]) == "key_too_short"
    assert "too short" in str(JoseError("key_too_short"))
    with pytest.raises(JoseError) as refused:
        sign(CLAIMS, key)
    assert refused.value.reason == "key_too_short"


@pytest.mark.parametrize("leeway", [0, 60])
@pytest.mark.parametrize("offset", [-61, -60, -59, -1, 0, 1, 59, 60, 61])
def test_leeway_widens_on_every_side(leeway, offset):
    expired = outcome(claiming(exp=NOW + offset, iat=NOW - 3600), leeway=leeway)
    assert expired == ("expired" if offset <= -leeway else "")
    early = outcome(claiming(nbf=NOW + offset, exp=NOW + 3600), leeway=leeway)
    assert early == ("not_yet_valid" if offset > leeway else "")
    issued = outcome(claiming(iat=NOW + offset, exp=NOW + 3600), leeway=leeway)
    assert issued == ("issued_in_future" if offset > leeway else "")


def test_milliseconds_are_noticed_on_both_sides():
    token = claiming(exp=(NOW + 60) * 1000)
    assert outcome(token) == "lifetime_too_long"
    assert outcome(token, max_lifetime=None) == ""
    assert outcome(claiming(iat=NOW * 1000, exp=(NOW + 60) * 1000)) == "issued_in_future"
    with pytest.raises(JoseError) as refused:
        sign(CLAIMS | {"exp": (NOW + 60) * 1000}, KEY)
    assert refused.value.reason == "lifetime_too_long"


@pytest.mark.parametrize(
    ("wrap", "why"),
    [
        ("Bearer {}", "bearer_prefix"),
        ("bearer {}", "bearer_prefix"),
        ("{}\n", "whitespace"),
        (" {}", "whitespace"),
        ('"{}"', "quoted"),
        ("abc", "part_count"),
        ("", "empty"),
    ],
)
def test_what_is_handed_over_in_place_of_a_token(wrap, why):
    token = wrap.format(sign(CLAIMS, KEY))
    assert outcome(token) == outcome(token.encode()) == why
    with pytest.raises(JoseError) as refused:
        peek(token)
    assert refused.value.reason == why


def test_no_token_at_all():
    assert outcome(None) == "not_text"


def test_a_private_key_where_the_public_one_belongs():
    """Our own error, and one that says what to do."""
    pair = key_for("RS256")
    assert outcome(token_for("RS256"), pair, algorithms=["RS256"]) == "key_private"
    assert "public()" in str(JoseError("key_private"))


def test_one_key_of_tomorrow_does_not_poison_the_set():
    good = key_for("RS256").jwk()
    other = {"kty": "RSA", "use": "enc", "n": good["n"], "e": "AQAB", "kid": good["kid"]}
    jwks = {"keys": [{"kty": "AKP", "alg": "ML-DSA-65", "pub": "AA", "kid": "pq"}, other, {}, good]}
    assert outcome(token_for("RS256"), jwks, algorithms=["RS256"]) == ""
    without_alg = {name: value for name, value in good.items() if name != "alg"}
    jwks["keys"][-1] = without_alg
    assert outcome(token_for("RS256"), jwks, algorithms=["RS256"]) == ""
