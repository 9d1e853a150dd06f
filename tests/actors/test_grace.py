"""Grace: a replaced refresh token that still works for a while (RFC 9700 4.14.2)."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.messages import log_out, refresh
from tests.actors.house import OTHER_CLIENT, House

PAIR = ("access_token", "refresh_token")


def renewed(house: House, now: float = 100.0) -> tuple[str, dict[str, Any]]:
    """A refresh token that was replaced at `now`, and what replaced it."""
    old = house.login()["refresh_token"]
    return old, dict(house.ask(refresh(old), now).body)


@pytest.mark.parametrize("tokens", ["real", "lazy"])
@pytest.mark.parametrize("algorithm", ["HS256", "ES256"])
def test_the_same_successor_pair_comes_again_to_the_byte(tokens, algorithm):
    """ES256 signs differently each time, so these are the very tokens and no new ones."""
    house = House(grace=30.0, tokens=tokens, algorithm=algorithm)
    old, pair = renewed(house)
    again = house.ask(refresh(old), 110.0)
    assert again.status == 200
    assert [str(again.body[name]) for name in PAIR] == [str(pair[name]) for name in PAIR]
    assert again.headers["Cache-Control"] == "no-store"
    assert not house.told("reuse")
    assert len(house.told("issue")) == 4
    assert (house.last.kind, house.last.status, house.last.token) == ("answer", 200, "ada-r1")


def test_expires_in_counts_from_this_answer():
    """RFC 6749 5.1: from the time the response was generated."""
    house = House(grace=400.0, access_ttl=300.0)
    old, pair = renewed(house)
    left = [house.ask(refresh(old), now).body["expires_in"] for now in (100.0, 110.5, 399.0, 450.0)]
    assert pair["expires_in"] == 300
    assert left == [300, 289, 1, 0]


def test_grace_counts_from_the_replacement_and_ends_on_the_millisecond():
    house = House(grace=30.0)
    old, _ = renewed(house)
    assert house.ask(refresh(old), 115.0).ok  # using it does not prolong it
    assert house.ask(refresh(old), 129.999).ok
    answer = house.ask(refresh(old), 130.0)
    assert answer.error == "invalid_grant"
    assert [(e.kind, e.token) for e in house.log][-3:-1] == [
        ("reuse", "ada-r1"),
        ("revoke", "ada-r2"),
    ]


def test_only_the_direct_predecessor_is_forgiven():
    """Who used the successor has it. Else a token stolen long ago would do for so long."""
    house = House(grace=30.0)
    first, pair = renewed(house, 100.0)
    second = pair["refresh_token"]
    third = house.ask(refresh(second), 105.0).body
    assert house.ask(refresh(second), 106.0).body["refresh_token"] == third["refresh_token"]
    assert house.ask(refresh(first), 107.0).error == "invalid_grant"
    assert len(house.told("reuse")) == 1
    assert house.ask(refresh(third["refresh_token"]), 108.0).error == "invalid_grant"


def test_grace_does_not_outlive_the_family():
    house = House(grace=30.0)
    old, pair = renewed(house)
    house.ask(log_out(pair["refresh_token"]), 101.0)
    assert house.ask(refresh(old), 102.0).error == "invalid_grant"
    assert house.last.detail == "invalid_grant: revoked"


def test_grace_is_not_for_another_client():
    house = House(grace=30.0)
    old, _ = renewed(house)
    assert house.ask(refresh(old, OTHER_CLIENT), 101.0).error == "invalid_grant"
    assert house.last.detail == "invalid_grant: not yours"


def test_grace_does_not_outlive_the_token():
    house = House(grace=30.0, refresh_ttl=110.0)
    old, _ = renewed(house, 100.0)
    assert house.ask(refresh(old), 109.0).ok
    assert house.ask(refresh(old), 110.0).error == "invalid_grant"
    assert house.last.detail == "invalid_grant: expired"


def test_without_grace_the_same_moment_is_too_late():
    house = House()
    old, _ = renewed(house)
    assert house.ask(refresh(old), 100.0).error == "invalid_grant"


def test_grace_may_give_a_further_pair_instead():
    """What some products do: several refresh tokens of a family live then."""
    house = House(grace=30.0, grace_answer="new")
    old, pair = renewed(house)
    further = house.ask(refresh(old), 110.0).body
    assert further["refresh_token"] != pair["refresh_token"]
    assert len(house.told("supersede")) == 1
    assert set(house.auth_server.families["ada-f1"].live) == {"ada-r2", "ada-r3"}
    # It still counts from when the token was replaced, and not from when it was last used.
    assert house.ask(refresh(old), 129.0).ok
    assert house.ask(refresh(old), 130.0).error == "invalid_grant"
    assert {e.token for e in house.told("revoke")} == {"ada-r2", "ada-r3", "ada-r4"}


def test_two_tabs_within_the_grace_stay_logged_in():
    """Case 36, the server's half: two calls within 50 ms that show the same token."""
    for grace, statuses, live in ((0.0, [200, 400], 0), (10.0, [200, 200], 1)):
        house = House(grace=grace)
        token, other = house.login()["refresh_token"], house.login()["refresh_token"]
        found = [house.ask(refresh(token), now).status for now in (300.0, 300.05)]
        assert found == statuses
        assert len(house.auth_server.families["ada-f1"].live) == live
        assert house.ask(refresh(other), 301.0).ok  # another login of hers is never touched


def test_a_retry_after_a_lost_response():
    """Case 39, the server's half: the new tokens never arrive, and the client asks again."""
    for grace, error in ((0.0, "invalid_grant"), (30.0, "")):
        house = House(grace=grace)
        old, lost = renewed(house, 100.0)
        answer = house.ask(refresh(old), 102.0)
        assert answer.error == error
        if grace:
            assert answer.body["refresh_token"] == lost["refresh_token"]
            assert house.ask(refresh(answer.body["refresh_token"]), 400.0).ok


@pytest.mark.parametrize(
    "settings", [{"grace": 1.0}, {"store_delay": 1.0}], ids=["grace", "store_delay"]
)
def test_what_is_about_replacing_needs_rotation(settings):
    with pytest.raises(ValueError, match="rotation"):
        House(rotation=False, **settings)
