"""The deny-list: access tokens called back by their ids, until they would have expired anyway."""

from __future__ import annotations

from simulator.actors.actions import Wait, WaitFor
from simulator.actors.deny_list import DenyList
from simulator.actors.messages import fetch_deny_list, log_out, refresh
from tests.actors.house import OTHER_CLIENT, House


def listed(house: House, now: float) -> list[list[object]]:
    answer = house.ask(fetch_deny_list(), now)
    assert answer.status == 200
    return list(answer.body["denied"])


def test_a_logout_puts_the_access_tokens_of_the_family_on_the_list():
    """Case 53: logout at 10 s, lifetime 900 s; the list is empty again once nobody cares."""
    house = House(access_ttl=900.0, revocation="deny_list")
    body = house.login(5.0)
    house.login(6.0)
    assert house.ask(log_out(body["refresh_token"]), 10.0).status == 200
    assert [(e.kind, e.token, e.detail, e.user, e.expires) for e in house.log][-3:-1] == [
        ("revoke", "ada-r1", "logout", "", None),
        ("deny", "ada-a1", "logout", "ada", 905.0),
    ]
    assert listed(house, 904.999) == [["ada-a1", 905.0]]
    assert not house.told("allow")
    assert listed(house, 905.0) == []
    assert [(e.t, e.token) for e in house.told("allow")] == [(905.0, "ada-a1")]


def test_all_that_are_about_are_denied_and_no_others():
    house = House(access_ttl=300.0, revocation="deny_list")
    token = house.login(0.0)["refresh_token"]
    for now in (100.0, 250.0, 310.0):
        token = house.ask(refresh(token), now).body["refresh_token"]
    house.ask(log_out(token), 320.0)
    # The first has expired at 300 s; who renews has the older ones still.
    assert [e.token for e in house.told("deny")] == ["ada-a2", "ada-a3", "ada-a4"]


def test_reuse_calls_back_what_the_thief_has():
    house = House(revocation="deny_list")
    old = house.login(0.0)["refresh_token"]
    house.ask(refresh(old), 10.0)
    house.ask(refresh(old), 20.0)
    assert [(e.token, e.detail) for e in house.told("deny")] == [
        ("ada-a1", "reuse"),
        ("ada-a2", "reuse"),
    ]


def test_an_access_token_is_revoked_alone():
    """RFC 7009 2.1: the family may live on."""
    house = House(revocation="deny_list")
    body = house.login(0.0)
    for _ in range(2):
        assert house.ask(log_out(body["access_token"]), 10.0).status == 200
    assert [(e.token, e.detail) for e in house.told("deny")] == [("ada-a1", "logout")]
    assert house.ask(refresh(body["refresh_token"]), 20.0).ok


def test_an_access_token_of_another_client_or_an_expired_one_is_left_alone():
    house = House(revocation="deny_list")
    token = house.login(0.0)["access_token"]
    assert house.ask(log_out(token, OTHER_CLIENT), 10.0).status == 200
    assert house.ask(log_out(token), 300.0).status == 200
    assert house.ask(log_out("rubbish"), 300.0).status == 200
    assert not house.told("deny")


def test_a_token_stays_denied_as_long_as_the_most_lenient_backend_would_accept_it():
    """Taken off at `exp`, it would open pages again for as long as the leeway is."""
    house = House(revocation="deny_list")
    lenient = DenyList(house.log, leeway=60.0)
    claims = {"jti": "ada-a1", "sub": "ada", "exp": 300}
    lenient.note("ada-f1", claims, 0.0)
    lenient.end("ada-f1", "logout", 310.0, ("", 0))
    assert lenient.published(359.0) == {"denied": [["ada-a1", 360.0]]}
    assert lenient.published(360.0) == {"denied": []}


def test_it_empties_itself_though_nobody_asks():
    """Also if who came last is the first to leave."""
    house = House()
    denied = DenyList(house.log, leeway=0.5)
    steps = denied.background(0.0)
    first = next(steps)
    assert isinstance(first, WaitFor)
    assert not first.signal.fired
    for name, expires in (("late", 30), ("early", 12)):
        denied.call_back({"jti": name, "sub": "ada", "exp": expires}, "logout", 10.0, ("", 0))
    assert first.signal.fired
    now, action = 10.0, steps.send((10.0, None))
    while isinstance(action, Wait):
        assert now < action.until <= now + 1.0
        now = action.until
        action = steps.send((now, None))
    assert [(e.t, e.token) for e in house.told("allow")] == [(12.5, "early"), (30.5, "late")]
    assert len(denied) == 0
    assert isinstance(action, WaitFor)


def test_where_nothing_is_called_back_there_is_no_list():
    house = House()
    body = house.login()
    assert house.ask(fetch_deny_list()).status == 404
    house.ask(log_out(body["refresh_token"]), 1.0)
    assert not house.told("deny")
    assert house.auth_server.background(0.0) is None


def test_lists_do_not_grow_with_families_that_renew():
    """A long session has as many tokens about as one lifetime holds."""
    house = House(access_ttl=100.0, refresh_ttl=1e6, revocation="deny_list")
    token = house.login(0.0)["refresh_token"]
    for number in range(1, 200):
        token = house.ask(refresh(token), number * 50.0).body["refresh_token"]
    calling_back = house.auth_server.calling_back
    assert calling_back is not None
    assert len(calling_back._about["ada-f1"]) == 2
