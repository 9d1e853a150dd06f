"""A replaced refresh token comes back: what each rule makes of it (RFC 9700 4.14.2)."""

from __future__ import annotations

import pytest

from simulator.actors.messages import refresh
from tests.actors.house import House

RULES = ("ignore", "refuse", "revoke_family", "revoke_user")


def after_reuse(rule: str) -> tuple[House, dict[str, str], int]:
    """Ada's first refresh token is shown twice. She and Grace have other logins besides."""
    house = House(reuse=rule)
    first = house.login()["refresh_token"]
    tokens = {
        "other": house.login()["refresh_token"],
        "grace": house.login(user="grace")["refresh_token"],
        "newer": house.ask(refresh(first), 10.0).body["refresh_token"],
    }
    return house, tokens, house.ask(refresh(first), 20.0).status


@pytest.mark.parametrize(
    ("rule", "status", "alive"),
    [
        ("ignore", 200, {"newer", "other", "grace"}),
        ("refuse", 400, {"newer", "other", "grace"}),
        ("revoke_family", 400, {"other", "grace"}),
        ("revoke_user", 400, {"grace"}),
    ],
)
def test_what_lives_after_a_reuse(rule, status, alive):
    house, tokens, answered = after_reuse(rule)
    assert answered == status
    assert {name for name, token in tokens.items() if house.ask(refresh(token), 30.0).ok} == alive


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_tells_the_log_that_a_token_came_back(rule):
    house, _, _ = after_reuse(rule)
    assert [event.token for event in house.told("reuse")] == ["ada-r1"]


def test_revoke_user_has_a_row_for_each_refresh_token_that_it_ends():
    house, _, _ = after_reuse("revoke_user")
    assert [(e.token, e.detail) for e in house.told("revoke")] == [
        ("ada-r3", "reuse"),
        ("ada-r2", "reuse"),
    ]


def test_revoke_user_leaves_alone_what_has_ended_by_itself():
    """Only what could still be used is worth a row."""
    house = House(reuse="revoke_user", refresh_ttl=100.0)
    house.login(0.0)
    late = house.login(90.0)["refresh_token"]
    house.ask(refresh(late), 100.0)
    house.ask(refresh(late), 101.0)
    assert [event.token for event in house.told("revoke")] == ["ada-r3"]


def test_ignored_reuse_lets_a_family_fork_and_a_logout_ends_all_branches():
    """What a thief and the owner have where nobody minds: a branch each."""
    house = House(reuse="ignore")
    first = house.login()["refresh_token"]
    branches = [house.ask(refresh(first), 10.0).body["refresh_token"] for _ in range(3)]
    assert len(house.auth_server.families["ada-f1"].live) == 3
    assert len(house.told("supersede")) == 1
    renewed = [house.ask(refresh(token), 20.0) for token in branches]
    assert [answer.status for answer in renewed] == [200, 200, 200]
    house.auth_server.families.end(house.auth_server.families["ada-f1"], "logout", 30.0, ("", 0))
    assert len(house.told("revoke")) == 3
    for token in (first, *branches, *(answer.body["refresh_token"] for answer in renewed)):
        assert house.ask(refresh(token), 40.0).error == "invalid_grant"


def test_a_reused_token_of_a_revoked_family_is_no_second_reuse():
    house = House()
    first = house.login()["refresh_token"]
    house.ask(refresh(first), 1.0)
    for now in (2.0, 3.0):
        house.ask(refresh(first), now)
    assert len(house.told("reuse")) == 1
    assert house.last.detail == "invalid_grant: revoked"
