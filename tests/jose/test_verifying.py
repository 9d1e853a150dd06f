"""The seven layers, one after the other: what passes each, what each refuses and why."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode, urlsafe_b64encode
from typing import Any

import pytest

from simulator.jose import (
    ALGORITHMS,
    ALLOWANCES,
    JoseError,
    Key,
    KeySet,
    b64url_decode,
    b64url_encode,
    peek,
    sign,
    sign_jws,
    verify,
    verify_jws,
)
from tests.jose.material import CLAIMS, EVERY_ALGORITHM, NOW, WANTED, examples, key_for, token_for

KEY = key_for("HS256")
TOKEN = token_for("HS256")
HEADER = {"alg": "HS256", "typ": "JWT"}


def refused(token: Any = TOKEN, keys: Any = KEY, **changes: Any) -> str:
    """The reason why a token is refused."""
    options: dict[str, Any] = {"algorithms": ["HS256"], **WANTED, **changes}
    with pytest.raises(JoseError) as error:
        verify(token, keys, **options)
    return error.value.reason


def accepted(token: Any = TOKEN, keys: Any = KEY, **changes: Any) -> bool:
    options: dict[str, Any] = {"algorithms": ["HS256"], **WANTED, **changes}
    assert isinstance(verify(token, keys, **options), dict)
    return True


def with_claims(**changes: Any) -> str:
    """A good signature over claims of any kind; None takes a claim away."""
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not ...}
    return sign(json.dumps(claims).encode(), KEY)


def with_header(header: Any, payload: Any = CLAIMS) -> str:
    octets = header if isinstance(header, bytes) else json.dumps(header).encode()
    return sign_jws(json.dumps(payload).encode(), KEY, header=octets, algorithm="HS256")


@EVERY_ALGORITHM
def test_a_good_token_passes(algorithm):
    key = key_for(algorithm).for_verifying()
    claims = verify(token_for(algorithm), key, algorithms=[algorithm], **WANTED)
    assert claims == CLAIMS
    assert type(claims) is dict
    assert verify(token_for(algorithm).encode(), key, algorithms={algorithm}, **WANTED) == CLAIMS
    header, payload = verify_jws(token_for(algorithm), key, algorithms=(algorithm,))
    assert header["alg"] == algorithm
    assert json.loads(payload) == CLAIMS


# Layer 1: split


@pytest.mark.parametrize(
    ("token", "why"),
    [
        (None, "not_text"),
        (5, "not_text"),
        ([TOKEN], "not_text"),
        (bytearray(TOKEN.encode()), "not_text"),
        ("", "empty"),
        (b"", "empty"),
        ("Bearer " + TOKEN, "bearer_prefix"),
        ("bearer  " + TOKEN, "bearer_prefix"),
        ("Bearer", "bearer_prefix"),
        (str(TOKEN.encode()), "bytes_repr"),
        (f'"{TOKEN}"', "quoted"),
        (f"'{TOKEN}'", "quoted"),
        (TOKEN + "\n", "whitespace"),
        (" " + TOKEN, "whitespace"),
        (TOKEN + "\r\n", "whitespace"),
        (TOKEN.replace(".", ". ", 1), "whitespace"),
        (TOKEN[:50] + "\n" + TOKEN[50:], "whitespace"),
        (TOKEN + "é", "not_ascii"),
        (TOKEN.encode() + b"\xff", "not_ascii"),
        (TOKEN + "\ud800", "not_ascii"),
        (TOKEN.replace("e", "\u0435", 1), "not_ascii"),
        ('{"payload":"Zm9v","signatures":[]}', "json_serialization"),
        ('{"payload":"Zm9v","protected":"a.b.c"}', "json_serialization"),
        ("a.b.c.d.e", "encrypted"),
        ("abc", "part_count"),
        ("a.b", "part_count"),
        ("a.b.c.d", "part_count"),
        (TOKEN + ".", "part_count"),
        (TOKEN.rpartition(".")[0], "part_count"),
        ("." * 1000, "part_count"),
        (TOKEN.upper(), "base64_alphabet"),
        ("a" * 70_000, "too_large"),
        ("é" * 70_000, "too_large"),
        ("a" * 10_000_000, "too_large"),
    ],
)
def test_split_refuses(token, why):
    if token == TOKEN.upper():
        assert refused(token) in ("base64_unused_bits", "not_utf8", "not_json", "base64_alphabet")
    else:
        assert refused(token) == why
        assert JoseError(why).layer == "split"


def test_a_size_of_ones_own():
    long = sign({**CLAIMS, "films": ["x" * 50] * 500}, KEY)
    assert len(long) > 30_000
    assert accepted(long)
    assert refused(long, max_size=len(long) - 1) == "too_large"
    assert accepted(long, max_size=len(long))
    longer = sign({**CLAIMS, "films": ["x" * 50] * 5000}, KEY)
    assert refused(longer) == "too_large"
    assert accepted(longer, max_size=10**6)
    for size in (-1, "10", None, 1.5, True):
        assert refused(max_size=size) == "bad_argument"


# Layer 2: decode


def change(which: int, text: str) -> str:
    parts = TOKEN.split(".")
    parts[which] = text
    return ".".join(parts)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_decode_refuses_other_base64(which):
    part = TOKEN.split(".")[which]
    assert refused(change(which, part + "=")) == "base64_padding"
    assert refused(change(which, part + "!!!!")) == "base64_alphabet"
    assert refused(change(which, part + "+")) == "base64_alphabet"
    assert refused(change(which, "A")) == "base64_length"
    assert refused(change(which, "AB")) == "base64_unused_bits"


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (b"", "not_json"),
        (b"x", "not_json"),
        (b"[]", "not_object"),
        (b'"text"', "not_object"),
        (b"null", "not_object"),
        (b"\xff", "not_utf8"),
        (b'{"alg":"HS256","alg":"HS256"}', "duplicate_name"),
        (b'{"alg":"none","alg":"HS256"}', "duplicate_name"),
        (b'{"alg":"HS256","x":1e999}', "not_finite"),
        (b'{"alg":"HS256","x":' + b"[" * 20_000, "too_deep"),
        ({**HEADER, "kid": 5}, "header_type"),
        ({**HEADER, "kid": None}, "header_type"),
        ({**HEADER, "typ": 123}, "header_type"),
        ({**HEADER, "typ": None}, "header_type"),
        ({**HEADER, "cty": []}, "header_type"),
        ({**HEADER, "crit": []}, "crit_malformed"),
        ({**HEADER, "crit": None}, "crit_malformed"),
        ({**HEADER, "crit": "exp"}, "crit_malformed"),
        ({**HEADER, "crit": {"x": 1}, "x": 1}, "crit_malformed"),
        ({**HEADER, "crit": [1]}, "crit_malformed"),
        ({**HEADER, "crit": ["x", "x"], "x": 1}, "crit_malformed"),
        ({**HEADER, "crit": ["absent"]}, "crit_malformed"),
        ({**HEADER, "crit": ["alg"]}, "crit_malformed"),
        ({**HEADER, "crit": ["typ"]}, "crit_malformed"),
        ({**HEADER, "crit": ["x"], "x": 1}, "crit_not_understood"),
        ({**HEADER, "crit": ["b64"], "b64": False}, "crit_not_understood"),
        ({**HEADER, "crit": ["b64"], "b64": True}, "crit_not_understood"),
        ({**HEADER, "b64": False}, "crit_malformed"),
        ({**HEADER, "b64": True}, "crit_malformed"),
    ],
)
def test_decode_refuses_headers(header, why):
    assert refused(with_header(header)) == why
    assert JoseError(why).layer == "decode"


def test_header_parameters_not_understood_are_ignored():
    assert accepted(with_header({**HEADER, "x": [1, {"y": None}], "zip": "DEF", "jku": "http://x"}))


def test_critical_parameters_that_the_caller_understands():
    token = with_header({**HEADER, "crit": ["x"], "x": 1})
    header, _ = verify_jws(token, KEY, algorithms=["HS256"], understood=["x"])
    assert header["x"] == 1
    for understood in ("x", None, 5, [1], {"x": 1}):
        with pytest.raises(JoseError) as error:
            verify_jws(token, KEY, algorithms=["HS256"], understood=understood)  # type: ignore[arg-type]
        assert error.value.reason == "bad_argument"
    with pytest.raises(JoseError) as error:
        verify_jws(with_header({**HEADER, "crit": ["alg"]}), KEY, algorithms=["HS256"],
                   understood=["alg"])  # fmt: skip
    assert error.value.reason == "crit_malformed"


def test_padding_is_read_where_it_is_allowed():
    """Some load balancers sign a text with padding, against RFC 7515 2."""
    header = b64encode(b'{"alg":"HS256" }').decode()
    payload = urlsafe_b64encode(json.dumps(CLAIMS).encode()).decode()
    assert header.endswith("=")
    text = f"{header}.{payload}"
    signature = b64url_encode(hmac.digest(KEY.signing, text.encode(), "sha256"))
    token = f"{text}.{signature}="
    assert refused(token) == "base64_padding"
    assert accepted(token, allow=["padding"])
    # What was signed is the text as it came.
    assert refused(token.replace("=", ""), allow=["padding"]) == "signature_wrong"
    for wrong in (token + "=", token.replace(".", "=.", 1), token[:-1] + "!!!!"):
        assert refused(wrong, allow=["padding"]).startswith("base64")


# Layer 3: allow-list


@pytest.mark.parametrize("algorithms", [None, [], (), "", "HS256", b"HS256", 5, {"HS256": 1}, {}])
def test_the_caller_names_algorithms(algorithms):
    assert refused(algorithms=algorithms) == "no_algorithms"


@pytest.mark.parametrize(
    "algorithms", [["none"], ["HS256", "none"], ["hs256"], [None], [["HS256"]]]
)
def test_of_those_that_exist(algorithms):
    assert refused(algorithms=algorithms) == "algorithm_unknown"


def test_the_list_has_no_default():
    with pytest.raises(TypeError):
        verify(TOKEN, KEY, **WANTED)


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE"])
@pytest.mark.parametrize("signature", ["", None])
def test_none_is_refused_in_any_case(alg, signature):
    token = with_header({"alg": alg})
    if signature is not None:
        token = token.rpartition(".")[0] + "."
    assert refused(token) == "algorithm_none"


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ({}, "algorithm_missing"),
        ({"alg": None}, "header_type"),
        ({"alg": ["HS256"]}, "header_type"),
        ({"alg": 5}, "header_type"),
        ({"alg": "HS512"}, "algorithm_not_allowed"),
        ({"alg": "hs256"}, "algorithm_not_allowed"),
        ({"alg": "HS256 "}, "algorithm_not_allowed"),
        ({"alg": ""}, "algorithm_not_allowed"),
        ({"alg": "HS25"}, "algorithm_not_allowed"),
        ({"alg": "RSA-OAEP"}, "algorithm_not_allowed"),
    ],
)
def test_the_allow_list_refuses(header, why):
    assert refused(with_header(header)) == why


# Layer 4: key


def test_a_key_is_found_by_its_name():
    keys = [key_for("HS256", number) for number in range(3)]
    assert accepted(keys=keys)
    assert accepted(keys=KeySet(keys[::-1]))
    assert refused(keys=keys[1:]) == "unknown_kid"
    assert refused(keys=keys[1]) == "unknown_kid"
    assert refused(keys=[]) == refused(keys={"keys": []}) == "no_keys"
    named_otherwise = Key.from_secret(b"x" * 32, algorithm="HS256", kid="HS256")
    assert refused(keys=named_otherwise) == "unknown_kid"


def test_a_key_without_a_name_is_taken_for_any():
    nameless = Key.from_secret(KEY.signing, algorithm="HS256")
    assert accepted(keys=nameless)
    assert accepted(keys=[nameless, key_for("HS256", 1)])
    assert refused(keys=[nameless, KEY, key_for("HS256", 1)][:1] * 2) == "several_keys"


def test_a_token_without_a_name_needs_a_key_that_is_the_only_one():
    token = with_header(HEADER)
    assert accepted(token)
    assert accepted(token, keys=[KEY, key_for("ES256").public(), key_for("HS512")])
    assert refused(token, keys=[KEY, key_for("HS256", 1)]) == "several_keys"
    assert refused(token, keys=[key_for("ES256").public(), key_for("HS512")]) == "no_keys"


@pytest.mark.parametrize(
    "kid", ["../../dev/null", "' OR 1=1 --", "|id", "", "HS256-0\0", "x" * 9999]
)
def test_a_name_is_only_compared(kid):
    assert refused(with_header({**HEADER, "kid": kid})) == "unknown_kid"


def test_a_header_brings_no_key_of_its_own():
    stranger = Key.generate("ES256", kid="mine")
    claims = json.dumps(CLAIMS).encode()
    for more in (
        {"jwk": stranger.jwk()},
        {"jku": "https://mallory.example/jwks"},
        {"x5u": "https://mallory.example/x"},
        {"x5c": ["MIIB"]},
    ):
        token = sign_jws(claims, stranger, header={"alg": "ES256", **more})
        trusted = [key_for("ES256").public()]
        assert refused(token, keys=trusted, algorithms=["ES256"]) == "signature_wrong"


def test_one_key_one_algorithm():
    rsa = key_for("RS256")
    claims = json.dumps(CLAIMS).encode()
    token = sign_jws(claims, rsa, header={"alg": "PS256"}, allow=["key_alg"])
    both = ["RS256", "PS256"]
    assert refused(token, rsa.public(), algorithms=both) == "key_algorithm"
    assert accepted(token, rsa.public(), algorithms=both, allow=["key_alg"])
    # A key that does not say: the caller's list must leave one algorithm for it.
    members = {n: v for n, v in rsa.public().jwk().items() if n != "alg"}
    assert refused(token, members, algorithms=both) == "key_unbound"
    assert accepted(token, members, algorithms=["PS256", "ES256", "HS256"])
    assert accepted(token, members, algorithms=both, allow=["unbound_key"])


def test_what_a_key_is_for():
    pair = key_for("ES256")
    token = token_for("ES256")
    for more, why in (
        ({"use": "enc"}, "key_use"),
        ({"use": "SIG"}, "key_use"),
        ({"key_ops": []}, "key_ops"),
        ({"key_ops": ["sign"]}, "key_ops"),
        ({"alg": "ECDH-ES"}, "key_algorithm"),
        ({"alg": "ES384"}, "key_algorithm"),
    ):
        assert refused(token, pair.jwk() | more, algorithms=["ES256"]) == why
    assert accepted(token, pair.jwk() | {"key_ops": ["verify", "wrapKey"]}, algorithms=["ES256"])


def test_a_private_key_does_not_verify_unless_asked():
    for algorithm in ("RS256", "ES256", "EdDSA"):
        pair = key_for(algorithm)
        token = token_for(algorithm)
        for keys in (pair, [pair], pair.jwk(private=True), {"keys": [pair.jwk(private=True)]}):
            assert refused(token, keys, algorithms=[algorithm]) == "key_private"
            assert accepted(token, keys, algorithms=[algorithm], allow=["private_key"])


# Layer 5: signature


@EVERY_ALGORITHM
def test_any_other_signature_is_refused(algorithm):
    key = key_for(algorithm).for_verifying()
    head, _, text = token_for(algorithm).rpartition(".")
    signature = b64url_decode(text)

    def why(octets: bytes) -> str:
        token = f"{head}.{b64url_encode(octets)}"
        return refused(token, key, algorithms=[algorithm])

    assert why(b"") == "signature_missing"
    for wrong in (
        signature[:-1],
        signature[1:],
        signature + b"\0",
        b"\0" + signature,
        signature * 2,
    ):
        assert why(wrong) == "signature_length"
    for at in (0, len(signature) // 2, len(signature) - 1):
        changed = bytearray(signature)
        changed[at] ^= 1
        assert why(bytes(changed)) == "signature_wrong"
    for wrong in (bytes(len(signature)), b"\xff" * len(signature)):
        assert why(wrong) == "signature_wrong"
    other = Key.generate(algorithm, kid=key.kid)
    assert refused(token_for(algorithm), other.for_verifying(), algorithms=[algorithm]) == (
        "signature_wrong"
    )


@EVERY_ALGORITHM
def test_a_signature_is_for_its_own_text(algorithm):
    key = key_for(algorithm).for_verifying()
    token = token_for(algorithm)
    header, payload, signature = token.split(".")
    raised = b64url_encode(json.dumps({**CLAIMS, "roles": ["editor"]}).encode())
    assert refused(f"{header}.{raised}.{signature}", key, algorithms=[algorithm]) == (
        "signature_wrong"
    )
    again = b64url_encode(json.dumps(json.loads(b64url_decode(header)), indent=1).encode())
    assert refused(f"{again}.{payload}.{signature}", key, algorithms=[algorithm]) == (
        "signature_wrong"
    )


def test_nothing_is_said_of_the_claims_of_a_forged_token():
    token = with_claims(exp=1, iss="x")
    assert refused(token, Key.generate("HS256", kid=KEY.kid)) == "signature_wrong"
    assert refused(token, keys=KEY) == "expired"


# Layer 6: claims


@pytest.mark.parametrize("payload", [[], "text", 5, None, [CLAIMS], True])
def test_claims_are_an_object(payload):
    assert refused(with_header(HEADER, payload)) == "not_object"


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b"", "not_json"),
        (b"\xff", "not_utf8"),
        (b'{"sub":"ada","sub":"grace"}', "duplicate_name"),
        (b'{"exp":NaN}', "not_finite"),
        (b'{"exp":1e400}', "not_finite"),
        (b'{"x":"\\ud800"}', "lone_surrogate"),
        (b'{"x":' * 20_000, "too_large"),
        (b'{"x":' * 5_000, "too_deep"),
        (json.dumps(CLAIMS).encode("utf-16-le"), "not_json"),
    ],
)
def test_claims_are_read_strictly(payload, why):
    assert refused(sign(payload, KEY)) == why


def test_required_claims():
    for name in ("exp", "sub", "iss", "aud"):
        assert refused(with_claims(**{name: ...})) == "claim_missing"
    for name in ("iat", "jti"):
        assert accepted(with_claims(**{name: ...}))
        assert refused(with_claims(**{name: ...}), required=[name]) == "claim_missing"
    assert accepted(with_claims(exp=..., sub=...), required=())
    assert refused(with_claims(client_id=None), required=["client_id"]) == "claim_missing"
    for required in ("exp", None, [5], 5, {"exp": 1}):
        assert refused(required=required) == "bad_argument"


def test_the_edges_of_time():
    times = with_claims(iat=NOW, nbf=NOW + 10, exp=NOW + 20)
    for now, why in ((9, "not_yet_valid"), (10, ""), (19, ""), (19.999, ""), (20, "expired"),
                     (10**9, "expired"), (-1, "not_yet_valid")):  # fmt: skip
        if why:
            assert refused(times, now=NOW + now) == why
        else:
            assert accepted(times, now=NOW + now)
    assert refused(with_claims(iat=NOW + 1)) == "issued_in_future"
    assert accepted(with_claims(iat=NOW))


@pytest.mark.parametrize("leeway", [0, 1, 30, 0.5])
def test_leeway_is_the_same_on_every_side(leeway):
    assert accepted(with_claims(exp=NOW - leeway + 0.25), leeway=leeway)
    assert refused(with_claims(exp=NOW - leeway), leeway=leeway) == "expired"
    assert accepted(with_claims(nbf=NOW + leeway), leeway=leeway)
    assert refused(with_claims(nbf=NOW + leeway + 0.25), leeway=leeway) == "not_yet_valid"
    assert accepted(with_claims(iat=NOW + leeway), leeway=leeway)
    assert refused(with_claims(iat=NOW + leeway + 0.25), leeway=leeway) == "issued_in_future"


@pytest.mark.parametrize("value", [None, "5", True, float("nan"), float("inf"), [], 10**400, 1j])
def test_times_of_the_caller(value):
    assert refused(now=value) == "bad_argument"
    assert refused(leeway=value) == "bad_argument"
    assert refused(leeway=-1) == "bad_argument"
    if value is not None:
        assert refused(max_lifetime=value) == "bad_argument"


def test_fractions_are_numbers_too():
    assert accepted(with_claims(exp=NOW + 0.5, iat=NOW - 0.5, nbf=NOW - 0.25))
    assert accepted(now=NOW + 0.5)


# Layer 7: policy


@pytest.mark.parametrize(
    ("asked", "shown", "same"),
    [
        ("at+jwt", "at+jwt", True),
        ("at+jwt", "AT+JWT", True),
        ("at+jwt", "application/at+jwt", True),
        ("application/at+jwt", "at+jwt", True),
        ("at+JWT", "Application/AT+jwt", True),
        ("at+jwt", "JWT", False),
        ("at+jwt", "", False),
        ("at+jwt", None, False),
        ("at+jwt", "at+jwt ", False),
        ("at+jwt", "text/at+jwt", False),
        ("x/y", "application/x/y", False),
        ("JWT", "at+jwt", False),
    ],
)
def test_types(asked, shown, same):
    token = sign(CLAIMS, KEY, typ=shown)
    assert accepted(token)
    if same:
        assert accepted(token, typ=asked)
    else:
        assert refused(token, typ=asked) == "wrong_typ"


def test_types_are_text():
    for typ in (5, ["at+jwt"], b"at+jwt", True):
        assert refused(typ=typ) == "bad_argument"


def test_issuers():
    assert accepted(issuer=["https://other.example", CLAIMS["iss"]])
    assert accepted(issuer={CLAIMS["iss"]})
    assert accepted(issuer=None)
    assert accepted(with_claims(iss=...), issuer=None)
    assert refused(issuer="https://auth.example/") == "wrong_issuer"
    for issuer in ("", [], [""], 5, [5], b"https://auth.example", [None]):
        assert refused(issuer=issuer) == "bad_argument"


def test_audiences():
    assert accepted(with_claims(aud=["x", "films"]))
    assert accepted(audience=["films", "films-2"])
    assert refused(audience=["film"]) == "wrong_audience"
    assert refused(with_claims(aud=[])) == "wrong_audience"
    assert refused(with_claims(aud="")) == "wrong_audience"
    assert refused(audience=None) == "wrong_audience"
    assert accepted(with_claims(aud=...), audience=None)
    assert accepted(with_claims(aud="other"), audience=None, allow=["any_audience"])
    for audience in ("", [], [""], 5, [5], b"films"):
        assert refused(audience=audience) == "bad_argument"


def test_lifetimes():
    long = with_claims(exp=NOW + 10**8)
    assert refused(long) == "lifetime_too_long"
    assert accepted(long, max_lifetime=None)
    assert accepted(long, max_lifetime=10**8)
    assert refused(max_lifetime=299) == "lifetime_too_long"
    assert accepted(max_lifetime=300)
    assert refused(with_claims(iat=..., exp=NOW + 10**8)) == "lifetime_too_long"
    for value in (0, -5, True, "300"):
        assert refused(max_lifetime=value) == "bad_argument"


# All together


def test_every_laxity_has_a_name_and_no_other_is_known():
    for name in ALLOWANCES:
        if name != "unencoded_payload":
            assert accepted(allow=[name])
    assert refused(allow=["unencoded_payload"]) == "unencoded_payload"
    for allow in ("padding", ["everything"], None, 5, [5], [["padding"]], {"padding": True}):
        assert refused(allow=allow) == "bad_argument"


def test_all_laxities_together_still_ask_for_a_signature():
    allow = [name for name in ALLOWANCES if name != "unencoded_payload"]
    everything = list(ALGORITHMS)
    head = TOKEN.rpartition(".")[0]
    assert refused(head + ".", algorithms=everything, allow=allow) == "signature_missing"
    other = Key.generate("HS256", kid=KEY.kid)
    assert refused(sign(CLAIMS, other), algorithms=everything, allow=allow) == "signature_wrong"
    with pytest.raises(JoseError) as error:
        verify_jws(head + ".", KEY, algorithms=everything, allow=list(ALLOWANCES))
    assert error.value.reason == "signature_missing"


def test_peek_reads_and_believes_nothing():
    assert peek(with_header({"alg": "none"})) == ({"alg": "none"}, CLAIMS)
    assert peek(examples()["rfc7515-A.5"]["token"])[0] == {"alg": "none"}
    for token in ("abc", None, "a.b.c", "Bearer " + TOKEN, TOKEN.replace(".", "=.", 1)):
        with pytest.raises(JoseError):
            peek(token)  # type: ignore[arg-type]


def test_a_verifier_changes_nothing_that_it_is_given():
    jwks = KeySet([key_for("ES256")]).jwks()
    algorithms, required = ["ES256"], ["exp"]
    before = json.dumps([jwks, algorithms, required])
    verify(token_for("ES256"), jwks, algorithms=algorithms, required=required, **WANTED)
    assert json.dumps([jwks, algorithms, required]) == before
    first = verify(TOKEN, KEY, algorithms=["HS256"], **WANTED)
    first["roles"].append("editor")
    assert verify(TOKEN, KEY, algorithms=["HS256"], **WANTED) == CLAIMS


def test_a_text_of_somebody_s_own_class():
    class Odd(str):
        __slots__ = ()

        def encode(self, *_: Any, **__: Any) -> bytes:
            raise ZeroDivisionError

        def __len__(self) -> int:
            raise ZeroDivisionError

    assert accepted(Odd(TOKEN))
    assert refused(Odd("a.b.c")) == "base64_length"
