"""The RFCs' own examples, octet for octet. They stand in this folder, so they run everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.jose import (
    JoseError,
    Key,
    KeySet,
    b64url_decode,
    b64url_encode,
    peek,
    sign_jws,
    verify,
    verify_jws,
)
from tests.jose.material import examples

SIGNED = [
    one["id"]
    for one in examples().values()
    if one["serialization"].startswith("compact") and one["expect"] == "valid"
]
REPEATABLE = [name for name in SIGNED if examples()[name]["deterministic"]]
DETACHED: dict[str, Any] = {"allow": ["unencoded_payload"]}


@pytest.mark.parametrize("name", SIGNED)
def test_it_verifies(name):
    one = examples()[name]
    payload = b64url_decode(one["payload"])
    options: dict[str, Any] = DETACHED if "detached" in one["serialization"] else {}
    detached: dict[str, Any] = {"detached_payload": payload} if options else {}
    key = Key.from_jwk(one["key"]).for_verifying()
    _, found = verify_jws(one["token"], key, algorithms=[one["alg"]], **options, **detached)
    assert found == payload


@pytest.mark.parametrize("name", REPEATABLE)
def test_signing_gives_the_same_octets(name):
    one = examples()[name]
    token = sign_jws(
        b64url_decode(one["payload"]),
        Key.from_jwk(one["key"]),
        header=b64url_decode(one["header_b64u"]),
        detached="detached" in one["serialization"],
    )
    assert token == one["token"]


@pytest.mark.parametrize("name", [name for name in SIGNED if name not in REPEATABLE])
def test_signing_anew_verifies(name):
    one = examples()[name]
    key = Key.from_jwk(one["key"])
    token = sign_jws(b64url_decode(one["payload"]), key, header=b64url_decode(one["header_b64u"]))
    assert token != one["token"]
    assert len(token) == len(one["token"])
    verify_jws(token, key.public(), algorithms=[one["alg"]])


@pytest.mark.parametrize("name", ["rfc7515-A.5", "rfc7519-6.1"])
def test_an_unsecured_token_is_refused(name):
    key = Key.generate("HS256")
    with pytest.raises(JoseError) as refused:
        verify_jws(examples()[name]["token"], key, algorithms=["HS256"])
    assert refused.value.reason == "algorithm_none"
    # It can't be asked for either.
    with pytest.raises(JoseError) as refused:
        verify_jws(examples()[name]["token"], key, algorithms=["HS256", "none"])
    assert refused.value.reason == "algorithm_unknown"


def test_what_is_critical_and_not_understood_is_refused():
    with pytest.raises(JoseError) as refused:
        verify_jws(examples()["rfc7515-E"]["token"], Key.generate("HS256"), algorithms=["HS256"])
    assert refused.value.reason == "crit_not_understood"


def test_base64url_of_appendix_c():
    one = examples()["rfc7515-C"]
    assert b64url_encode(bytes(one["octets"])) == one["token"] == "A-z_4ME"
    assert list(b64url_decode("A-z_4ME")) == one["octets"] == [3, 236, 255, 224, 193]


@pytest.mark.parametrize("name", ["rfc7638-3.1", "rfc8037-A.3"])
def test_thumbprints(name):
    one = examples()[name]
    key = Key.from_jwk(one["key"])
    assert key.thumbprint() == one["thumbprint"]
    if key.is_private:
        assert key.public().thumbprint() == one["thumbprint"]


def test_the_claims_of_7519_3_1_are_good_until_they_expire():
    one = examples()["rfc7519-3.1"]
    options: dict[str, Any] = {
        "issuer": "joe",
        "audience": None,
        "required": ["exp"],
        "algorithms": ["HS256"],
    }
    key = Key.from_jwk(one["key"])
    claims = verify(one["token"], key, now=1300819379, **options)
    assert claims == {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}
    assert peek(one["token"]) == ({"typ": "JWT", "alg": "HS256"}, claims)
    with pytest.raises(JoseError) as refused:
        verify(one["token"], key, now=1300819380, **options)
    assert refused.value.reason == "expired"


def test_two_keys_of_one_name_are_told_apart_by_type():
    """RFC 7520 gives its RSA and its EC key the same kid."""
    rsa, ec = (examples()[f"rfc7520-4.{n}"] for n in (1, 3))
    keys = KeySet(Key.from_jwk(one["key"]).public() for one in (rsa, ec))
    assert keys.keys[0].kid == keys.keys[1].kid
    for one in (rsa, ec):
        assert verify_jws(one["token"], keys, algorithms=["RS256", "ES512"])


def test_unencoded_payloads_are_for_who_asks_for_them():
    one = examples()["rfc7797-4.2"]
    key = Key.from_jwk(one["key"])
    plain: list[dict[str, Any]] = [{}, {"detached_payload": b"$.02"}]
    for options in plain:
        with pytest.raises(JoseError) as refused:
            verify_jws(one["token"], key, algorithms=["HS256"], **options)
        assert refused.value.reason == "crit_not_understood"
    with pytest.raises(JoseError) as refused:
        verify(
            one["token"], key, algorithms=["HS256"], issuer=None, audience=None, now=0, **DETACHED
        )
    assert refused.value.reason == "unencoded_payload"
    with pytest.raises(JoseError) as refused:
        verify_jws(one["token"], key, algorithms=["HS256"], detached_payload=b"$.03", **DETACHED)
    assert refused.value.reason == "signature_wrong"
