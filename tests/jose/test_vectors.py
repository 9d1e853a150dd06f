"""Vectors that nobody here wrote, and who agrees with them (`pytest -s` shows the table)."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import pytest

from simulator.jose import JoseError, Key, KeySet, b64url_decode, sign_jws, verify, verify_jws
from tests.jose.agreement import EXPECTED, MADE_WITH, cases, disagreements, heading, row
from tests.jose.libraries import Ours
from tests.jose.material import vectors

MISSED = {
    # A set of a shared secret and an EC key. The file itself calls it ambiguous, RFC 7517 has
    # nothing against it, and with one algorithm for each key nothing can be mixed up.
    "wycheproof keys": ["1 rejectsValid"],
    # The slips of the file (overrides.json), and four that depend: the JWK names another
    # algorithm than the token, or one that does not exist.
    "wycheproof signatures, as printed": [
        "346 Figure20",
        "347 Figure27",
        "350 Figure20",
        "351 Figure27",
        "367 invalidBase64Padding",
        "370 invalidBase64PaddingInPayload",
        "372 InvalidCharacterInsertedInHeader",
        "373 InvalidCharacterInsertedInPayload",
    ],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_who_agrees(name):
    found = disagreements(name)
    print(f"\n{heading()}\n{row(name, found)}")
    asked = len(cases(name))
    numbers = {who: (asked - len(ids), asked) for who, ids in found.items()}
    assert found["ours"] == MISSED.get(name, [])
    assert numbers["ours"] == EXPECTED[name]["ours"]
    for library, release in MADE_WITH.items():
        assert numbers[library] == EXPECTED[name][library], (
            f"{library} {version(library)} answers otherwise than {release} did: {found[library]}"
        )


def test_what_depends_on_the_key_s_algorithm_is_accepted_by_who_does_not_look():
    lax = Ours("key_alg")
    depending = [
        one
        for one in cases("wycheproof signatures, overrides")
        if one.id.split()[0] in ("346", "347", "350", "351")
    ]
    assert len(depending) == 4
    for one in depending:
        assert one.right == (True, False)
        if one.id.split()[0] in ("347", "351"):
            assert one.question(lax) is True
    # The allow-list of 346 and 350 is the key's alg, so the caller must name the token's.
    for group in vectors("wycheproof/json_web_signature_test.json")["testGroups"]:
        for test in group["tests"]:
            if test["tcId"] in (346, 350):
                key = Key.from_jwk(group["public"])
                assert verify_jws(test["jws"], key, algorithms=["PS384"], allow=["key_alg"])
                with pytest.raises(JoseError) as refused:
                    verify_jws(test["jws"], key, algorithms=["PS384"])
                assert refused.value.reason == "key_algorithm"


def test_deterministic_signatures_come_out_the_same():
    count = 0
    for name in ("rfc7515", "rfc7519", "rfc7520_jws", "rfc7797", "rfc8037", "joserfc_fixtures"):
        for vector in vectors(f"{name}.json")["vectors"]:
            jwk = vector.get("key")
            if not vector["serialization"].startswith("compact") or not vector["deterministic"]:
                continue
            if jwk is None or (jwk["kty"] != "oct" and "d" not in jwk):
                continue
            token = sign_jws(
                b64url_decode(vector["payload"]),
                Key.from_jwk(jwk),
                header=b64url_decode(vector["header_b64u"]),
                detached="detached" in vector["serialization"],
                allow=["weak_key"],
            )
            assert token == vector["token"], vector["id"]
            count += 1
    assert count == 15


def test_istio_s_samples_live_for_a_century():
    for vector in vectors("istio_samples.json")["vectors"]:
        key = Key.from_jwk(vector["key"])
        options: dict[str, Any] = {
            "algorithms": ["RS256"],
            "issuer": "testing@secure.istio.io",
            "audience": None,
        }
        with pytest.raises(JoseError) as refused:
            verify(vector["token"], key, now=1_700_000_000, **options)
        assert refused.value.reason == "lifetime_too_long"
        assert verify(vector["token"], key, now=1_700_000_000, max_lifetime=None, **options)


def test_keys_of_other_kinds_do_not_spoil_a_set():
    good, useless = (one["jwks"] for one in vectors("pyjwt_jwks.json")["sets"])
    keys = KeySet.from_jwks(good)
    usable = [key for key in keys.keys if key.use == "sig"]
    assert [key.algorithm for key in usable] == ["RS256"]
    token = "eyJhbGciOiJSUzI1NiJ9.e30.AAAA"
    with pytest.raises(JoseError) as refused:
        verify_jws(token, KeySet.from_jwks(useless), algorithms=["RS256"])
    assert refused.value.reason == "key_algorithm"
    with pytest.raises(JoseError) as refused:
        verify_jws(token, keys, algorithms=["RS256"])
    assert refused.value.layer == "signature"
