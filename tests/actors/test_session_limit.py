"""How many logins of a user may live at a time."""

from __future__ import annotations

import pytest

from simulator.actors.messages import log_out, refresh
from tests.actors.house import House


def test_one_more_login_ends_the_oldest():
    house = House(session_limit=2)
    first, second, third = (house.login(now)["refresh_token"] for now in (0.0, 1.0, 2.0))
    assert [(e.t, e.token, e.detail) for e in house.told("revoke")] == [
        (2.0, "ada-r1", "session limit")
    ]
    assert [house.ask(refresh(token), 3.0).status for token in (first, second, third)] == [
        400,
        200,
        200,
    ]


def test_the_oldest_is_who_logged_in_first_however_busy():
    house = House(session_limit=2)
    first = house.login(0.0)["refresh_token"]
    house.login(1.0)
    first = house.ask(refresh(first), 2.0).body["refresh_token"]
    house.login(3.0)
    assert house.ask(refresh(first), 4.0).error == "invalid_grant"


def test_other_users_do_not_count():
    house = House(session_limit=1)
    house.login(0.0)
    house.login(1.0, user="grace")
    assert not house.told("revoke")


def test_sessions_that_ended_do_not_count():
    house = House(session_limit=1, refresh_ttl=100.0)
    token = house.login(0.0)["refresh_token"]
    house.ask(log_out(token), 1.0)
    house.login(2.0)
    house.login(102.0)  # the one before has expired in this very second
    assert [e.detail for e in house.told("revoke")] == ["logout"]


def test_without_refresh_tokens_a_session_is_as_long_as_its_access_token():
    house = House(session_limit=1, refresh_ttl=None, revocation="deny_list")
    house.login(0.0)
    house.login(299.0)
    house.login(700.0)
    assert [(e.t, e.token, e.detail) for e in house.told("deny")] == [
        (299.0, "ada-a1", "session limit")
    ]


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_lets_somebody_in(limit):
    with pytest.raises(ValueError, match="session_limit"):
        House(session_limit=limit)
