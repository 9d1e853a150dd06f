"""The store between reading a refresh token and writing its successor (nocturne 326 and 391)."""

from __future__ import annotations

import pytest

from simulator.actors.actions import Wait, settled
from simulator.actors.messages import Response, log_out, refresh
from tests.actors.house import House


def live(house: House, family: str = "ada-f1") -> list[str]:
    """The refresh tokens of a family that live, by the log alone."""
    tokens: list[str] = []
    for event in house.log:
        if event.kind == "issue" and event.detail == "refresh" and event.family == family:
            tokens.append(event.token)
        elif event.kind in ("supersede", "revoke") and event.token in tokens:
            tokens.remove(event.token)
    return tokens


@pytest.mark.parametrize(
    ("policy", "statuses", "alive"),
    [
        ({"atomic": False}, [200] * 10, 10),
        ({"atomic": True, "reuse": "refuse"}, [200] + [400] * 9, 1),
        ({"atomic": True, "reuse": "revoke_family"}, [200] + [400] * 9, 0),
        ({"atomic": True, "grace": 10.0}, [200] * 10, 1),
    ],
    ids=["fork", "one winner", "losers end the family", "losers get the winner's pair"],
)
def test_ten_renewals_at_once(policy, statuses, alive):
    """Case 37: read by all before the first one writes, 20 ms later."""
    house = House(store_delay=0.02, **policy)
    token = house.login()["refresh_token"]
    answers = house.ask_together([refresh(token)] * 10, 300.0)
    assert [answer.status for answer in answers] == statuses
    assert len(live(house)) == len(house.auth_server.families["ada-f1"].live) == alive
    assert live(house) == list(house.auth_server.families["ada-f1"].live)
    assert [e.token for e in house.told("supersede")] == ["ada-r1"]
    pairs = {str(answer.body["refresh_token"]) for answer in answers if answer.ok}
    assert len(pairs) == (10 if policy.get("atomic") is False else 1)


def test_the_forked_siblings_die_together_at_the_first_reuse():
    """What the reports saw days later: one token shown twice, and a dozen are revoked."""
    house = House(store_delay=0.02, atomic=False)
    token = house.login()["refresh_token"]
    siblings = [a.body["refresh_token"] for a in house.ask_together([refresh(token)] * 6, 300.0)]
    house.ask(refresh(siblings[0]), 600.0)
    house.ask(refresh(siblings[0]), 700.0)
    assert len(house.told("revoke")) == 6
    assert not live(house)


@pytest.mark.parametrize(("atomic", "status"), [(True, 400), (False, 200)])
def test_a_logout_between_reading_and_writing(atomic, status):
    """Written blindly, the session that has just ended lives again."""
    house = House(store_delay=1.0, atomic=atomic)
    token = house.login()["refresh_token"]
    steps = house.auth_server.handle(refresh(token), 10.0)
    assert not isinstance(steps, Response)
    assert next(steps) == Wait(11.0)
    house.ask(log_out(token), 10.5)
    with pytest.raises(StopIteration) as end:
        steps.send((11.0, None))
    assert end.value.value.status == status
    assert len(live(house)) == (0 if atomic else 1)


def test_the_tokens_date_from_when_they_were_written():
    house = House(store_delay=2.0)
    token = house.login()["refresh_token"]
    answer, now = settled(house.auth_server.handle(refresh(token), 10.0), 10.0)
    assert (answer.status, now) == (200, 12.0)
    assert [(e.t, e.expires) for e in house.told("issue")][2:] == [(12.0, 312), (12.0, 3600)]
    assert house.last.t == 12.0


def test_what_is_refused_needs_no_writing():
    house = House(store_delay=2.0)
    token = house.login()["refresh_token"]
    house.ask(refresh(token), 10.0)
    answer = house.auth_server.handle(refresh(token), 20.0)
    assert isinstance(answer, Response)
    assert answer.error == "invalid_grant"


def test_without_delay_every_answer_comes_at_once():
    house = House(atomic=False)
    token = house.login()["refresh_token"]
    assert isinstance(house.auth_server.handle(refresh(token), 1.0), Response)
