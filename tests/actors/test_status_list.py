"""The Token Status List, against the examples that its draft prints, and as the auth server's."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64decode
from itertools import pairwise
from random import Random
from typing import Any

import jwt
import pytest

from simulator.actors.messages import fetch_status_list, log_out, refresh
from simulator.actors.status_list import StatusList
from simulator.actors.status_list_copy import states_in
from tests.actors.house import ISSUER, House

ONE_BIT = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
TWO_BITS = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]
MARKED = (0, 1993, 25460, 159495, 495669, 554353, 645645, 723232, 854545, 934534, 1000345)
LARGE = (
    "eNrt3AENwCAMAEGogklACtKQPg9LugC9k_ACvreiogEAAKkeCQAAAAAAAAAAAAAAAAAAAIBylgQAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAXG9IAAAAAAAAAPwsJAAAAAAAAAAAAAAA"
    "vhsSAAAAAAAAAAAA7KpLAAAAAAAAAAAAAAAAAAAAAJsLCQAAAAAAAAAAADjelAAAAAAAAAAAKjDMAQAA"
    "AACAZC8L2AEb"
)
"""The draft's list of 2^20 tokens, appendix C.1, with these ones marked."""


def unpacked(lst: str) -> bytes:
    return zlib.decompress(urlsafe_b64decode(lst + "=" * (-len(lst) % 4)))


def filled(states: list[int], bits: int) -> StatusList:
    found = StatusList(len(states), bits)
    for place, state in enumerate(states):
        found.set(place, state)
    return found


@pytest.mark.parametrize(
    ("states", "bits", "octets", "lst"),
    [
        (ONE_BIT, 1, b"\xb9\xa3", "eNrbuRgAAhcBXQ"),
        (TWO_BITS, 2, b"\xc9\x44\xf9", "eNo76fITAAPfAgc"),
    ],
)
def test_the_examples_of_section_4(states, bits, octets, lst):
    found = filled(states, bits)
    assert bytes(found.octets) == octets == unpacked(lst)
    assert [found.get(place) for place in range(len(states))] == states
    # What zlib makes of it may differ from build to build; what it holds may not.
    assert unpacked(found.claim()["lst"]) == octets
    assert found.claim()["bits"] == bits


def test_the_large_example_of_the_appendix():
    found = StatusList(1 << 20)
    for place in MARKED:
        found.set(place, 1)
    assert bytes(found.octets) == unpacked(LARGE)
    assert len(found) == 1 << 20
    assert [found.get(place + 1) for place in MARKED] == [0] * len(MARKED)


def test_a_million_tokens_one_in_a_hundred_revoked():
    """13.7 KB, where the ids of the revoked ones alone would be 160 KB."""
    found = StatusList(1_000_000)
    for place in Random(1).sample(range(1_000_000), 10_000):
        found.set(place, 1)
    assert len(found.compressed()) == pytest.approx(13_700, rel=0.03)


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_states_keep_out_of_each_others_way(bits):
    random = Random(bits)
    expected = [0] * 50
    found = StatusList(50, bits)
    for _ in range(500):
        place, state = random.randrange(50), random.randrange(1 << bits)
        found.set(place, state)
        expected[place] = state
    assert [found.get(place) for place in range(50)] == expected
    found.grow()
    assert [found.get(place) for place in range(50)] == expected
    read = states_in(found.claim())
    assert read is not None
    assert (read.bits, read.octets) == (bits, bytes(found.octets))


def test_what_a_list_refuses():
    with pytest.raises(ValueError, match="3"):
        StatusList(8, 3)
    found = StatusList(8)
    for place in (-1, 8):
        with pytest.raises(IndexError, match=str(place)):
            found.get(place)
        with pytest.raises(IndexError, match=str(place)):
            found.set(place, 1)
    with pytest.raises(ValueError, match="2"):
        found.set(0, 2)
    with pytest.raises(ValueError, match="-1"):
        found.set(0, -1)


# --- the auth server's list ---------------------------------------------------------------


def claims_of(token: Any) -> dict[str, Any]:
    return jwt.decode(str(token), options={"verify_signature": False})


def fetched(house: House, now: float) -> tuple[str, dict[str, Any]]:
    answer = house.ask(fetch_status_list(), now)
    text = answer.body["status_list_token"]
    return text, claims_of(text)


@pytest.mark.parametrize("tokens", ["real", "lazy"])
def test_every_access_token_has_a_place_and_a_logout_marks_it(tokens):
    house = House(revocation="status_list", tokens=tokens, algorithm="ES256")
    gone, stays = house.login(0.0), house.login(0.0)
    places = [claims_of(b["access_token"])["status"]["status_list"] for b in (gone, stays)]
    assert [place["uri"] for place in places] == [f"{ISSUER}/statuslist"] * 2
    house.ask(log_out(gone["refresh_token"]), 10.0)
    text, claims = fetched(house, 20.25)
    assert jwt.get_unverified_header(text)["typ"] == "statuslist+jwt"
    assert claims["sub"] == f"{ISSUER}/statuslist"
    assert (claims["iat"], claims["ttl"], claims["status_list"]["bits"]) == (20, 300, 1)
    assert claims["exp"] >= 20.25 + claims["ttl"]
    read = states_in(claims["status_list"])
    assert read is not None
    assert [read.fault(place["idx"]) for place in places] == ["revoked", ""]
    assert [(e.token, e.detail, e.expires) for e in house.told("deny")] == [
        ("ada-a1", "logout", 300.0)
    ]


def test_the_list_is_signed_with_the_servers_key():
    house = House(revocation="status_list", algorithm="EdDSA")
    text, _ = fetched(house, 0.0)
    key = jwt.PyJWK(house.keyring.public_jwks()["keys"][0])
    jwt.decode(text, key, algorithms=["EdDSA"], options={"verify_exp": False, "verify_iat": False})


def test_refresh_tokens_have_no_place():
    house = House(revocation="status_list")
    assert "status" not in claims_of(house.login()["refresh_token"])


def test_places_are_drawn_and_never_given_twice():
    """Numbered in order, they would tell who got tokens one after the other."""
    house = House(revocation="status_list", refresh_ttl=1e6)
    token, places = house.login()["refresh_token"], []
    for now in range(300):
        body = house.ask(refresh(token), float(now)).body
        token = body["refresh_token"]
        places.append(claims_of(body["access_token"])["status"]["status_list"]["idx"])
    assert len(set(places)) == 300
    rises = sum(a < b for a, b in pairwise(places))
    assert 110 < rises < 190
    again = House(revocation="status_list")
    assert claims_of(again.login()["access_token"])["status"]["status_list"]["idx"] not in (0, 1)


def test_a_list_that_fills_grows(monkeypatch):
    monkeypatch.setattr("simulator.actors.status_list.PLACES", 8)
    house = House(revocation="status_list")
    bodies = [house.login(0.0) for _ in range(40)]
    for body in bodies[::2]:
        house.ask(log_out(body["refresh_token"]), 1.0)
    read = states_in(fetched(house, 2.0)[1]["status_list"])
    assert read is not None
    places = [claims_of(b["access_token"])["status"]["status_list"]["idx"] for b in bodies]
    assert len(set(places)) == 40
    assert [read.fault(place) for place in places] == ["revoked", ""] * 20


def test_an_access_token_alone_can_be_marked():
    house = House(revocation="status_list")
    body = house.login(0.0)
    assert house.ask(log_out(body["access_token"]), 1.0).status == 200
    assert [e.token for e in house.told("deny")] == ["ada-a1"]
    assert house.ask(refresh(body["refresh_token"]), 2.0).ok
