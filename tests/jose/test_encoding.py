"""base64url and JSON: one text for each value."""

from __future__ import annotations

import base64
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.jose import MAX_DEPTH, JoseError, b64url_decode, b64url_encode, parse_json


def reason(text, function=b64url_decode):
    with pytest.raises(JoseError) as refused:
        function(text)
    return refused.value.reason


@given(st.binary(max_size=200))
def test_what_was_encoded_comes_back(octets):
    text = b64url_encode(octets)
    assert text == base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
    assert b64url_decode(text) == b64url_decode(text.encode()) == octets


@given(st.text(max_size=12) | st.text("AB+/-_= \n9", max_size=9))
def test_each_value_has_one_text(text):
    try:
        octets = b64url_decode(text)
    except JoseError:
        return
    assert b64url_encode(octets) == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("AA==", "base64_padding"),
        ("AAA=", "base64_padding"),
        ("AAAA=", "base64_padding"),
        ("=", "base64_padding"),
        ("A", "base64_length"),
        ("AAAAA", "base64_length"),
        ("AB", "base64_unused_bits"),
        ("AAB", "base64_unused_bits"),
        ("+A", "base64_alphabet"),
        ("/A", "base64_alphabet"),
        ("AA AA", "base64_alphabet"),
        ("AAAA\n", "base64_alphabet"),
        ("AA=A", "base64_alphabet"),
        ("AAAA!!!!", "base64_alphabet"),
        ("A\0AA", "base64_alphabet"),
        ("Ａ" * 4, "base64_alphabet"),
        ("\ud800", "base64_alphabet"),
    ],
)
def test_other_texts_are_refused(text, why):
    assert reason(text) == why


@pytest.mark.parametrize("value", [None, 1, [], object(), bytearray(b"AA"), memoryview(b"AA")])
def test_other_types_are_refused(value):
    assert reason(value) == "bad_argument"
    if not isinstance(value, bytearray | memoryview):
        assert reason(value, b64url_encode) == "bad_argument"
    assert reason(value, parse_json) == "bad_argument"


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=15,
)


@given(json_values, st.booleans())
def test_json_is_read_as_python_reads_it(value, ascii_only):
    try:
        octets = json.dumps(value, ensure_ascii=ascii_only).encode()
    except UnicodeEncodeError:
        return
    if "\\ud" in octets.decode().lower() and ascii_only:
        # Names of objects may hold half a pair here; then both must say no.
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            assert reason(octets, parse_json) == "lone_surrogate"
            return
    assert parse_json(octets) == value


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b'{"a":1,"a":1}', "duplicate_name"),
        (b'{"x":{"a":1,"\\u0061":2}}', "duplicate_name"),
        (b'[{"a":1,"b":2,"a":3}]', "duplicate_name"),
        (b"NaN", "not_finite"),
        (b"[Infinity]", "not_finite"),
        (b'{"exp":-Infinity}', "not_finite"),
        (b"1e400", "not_finite"),
        (b"-1e400", "not_finite"),
        (b"1" * 5000, "not_finite"),
        (b"[" * 100_000, "too_deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "too_deep"),
        (b"[" * 33 + b"]" * 33, "too_deep"),
        (b"\xff", "not_utf8"),
        (b'"\xed\xa0\x80"', "not_utf8"),
        (b'"\xc0\x80"', "not_utf8"),
        (json.dumps({"a": 1}).encode("utf-16"), "not_utf8"),
        (b'"\\ud800"', "lone_surrogate"),
        (b'"\\uD800\\u0041"', "lone_surrogate"),
        (b'{"\\udfff":1}', "lone_surrogate"),
        (b"", "not_json"),
        (b"{}{}", "not_json"),
        (b"{} x", "not_json"),
        (b"\xef\xbb\xbf{}", "not_json"),
        (b"{'a':1}", "not_json"),
        (b'{"a":1,}', "not_json"),
        (b'"\n"', "not_json"),
        (b"01", "not_json"),
        (b"\0", "not_json"),
    ],
)
def test_json_that_could_be_read_in_two_ways_is_refused(text, why):
    assert reason(text, parse_json) == why


def test_whole_pairs_and_escaped_backslashes_are_no_lone_surrogates():
    assert parse_json(b'"\\ud83c\\udfac"') == "\U0001f3ac"
    assert parse_json(b'"\\\\ud800"') == "\\ud800"


def test_brackets_inside_of_strings_are_no_nesting():
    text = "[{" * 100 + '\\"' + "]"
    assert parse_json(json.dumps({"a": text}).encode()) == {"a": text}
    assert parse_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    assert parse_json(b"[" + b"{}," * 500 + b"{}]")


@pytest.mark.parametrize(
    "text",
    [b'[[["' + b'\\"' * 30_000, b'"' * 60_000, b'["\\' * 20_000, b"{" * 60_000, b"9" * 60_000],
)
def test_no_text_takes_long_to_refuse(text):
    began = time.perf_counter()
    reason(text * 2, parse_json)
    assert time.perf_counter() - began < 1
