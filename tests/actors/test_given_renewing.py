"""Renewals by somebody else's rule, and with somebody else's write of the store."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from simulator import run
from simulator.actors.auth_server import AuthServer
from simulator.actors.given_renewing import GivenRenewing, Shown
from simulator.actors.messages import Response, log_out, refresh
from tests.actors.house import House

OURS = {"atomic": True, "grace": 10}


def swap(live: set[str], old: str, new: str) -> bool:
    """Ours, as a function."""
    if old not in live:
        return False
    live.remove(old)
    live.add(new)
    return True


def rule(shown: Shown, now: float) -> str:
    """Ours with ten seconds of grace, as a function."""
    if shown.family_ended:
        return "refuse"
    if shown.replaced_at is None:
        return "renew"
    if now < shown.replaced_at + 10 and not shown.successor_used:
        return "again"
    return "end_family"


def house(*, given_rule: Any = None, given_swap: Any = None, **policy: Any) -> House:
    """A house whose auth server renews by these functions."""
    here = House(**policy)
    here.auth_server = AuthServer(
        here.policy,
        here.auth_server.users,
        here.keyring,
        here.log,
        renewing=partial(GivenRenewing, rule=given_rule, swap=given_swap),
    )
    return here


def saying(word: Any) -> House:
    """A house whose rule says this of whatever was replaced."""
    return house(given_rule=lambda shown, now: word if shown.replaced_at is not None else "renew")


# --- in a run ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [{"swap": swap}, {"reuse_rule": rule, "atomic": True}, {"swap": swap, "reuse_rule": rule}],
    ids=["swap", "rule", "both"],
)
@pytest.mark.parametrize("name", ["ten_at_once", "stolen_refresh", "two_tabs", "honest_town"])
def test_our_own_rules_as_functions_give_the_same_log(name, given):
    ours = OURS if "reuse_rule" in given else {"atomic": True}
    assert run(name, **given).log.rows == run(name, **ours).log.rows


def test_a_blind_write_is_the_race_of_a_store_that_is_not_atomic():
    def blind(live, old, new):
        live.discard(old)
        live.add(new)
        return True

    assert run("ten_at_once", swap=blind).log.rows == run("ten_at_once").log.rows


def test_the_numbers_that_the_notebook_tells_of_a_fork():
    forked, atomic = run("ten_at_once"), run("ten_at_once", swap=swap)
    assert forked.summary()["ada"].logins < atomic.summary()["ada"].logins
    ended = [e.t for e in forked.events(kind="revoke")]
    assert max(ended.count(t) for t in ended) > 12
    assert len({e.t for e in atomic.events(kind="revoke")}) == len(atomic.events(kind="revoke"))


# --- the rule ------------------------------------------------------------------------------------


def test_the_rule_is_told_what_the_auth_server_knows():
    told: list[tuple[Shown, float]] = []

    def listening(shown: Shown, now: float) -> str:
        told.append((shown, now))
        return rule(shown, now)

    here = house(given_rule=listening)
    first = here.login()["refresh_token"]
    second = here.ask(refresh(first), 100.0).body["refresh_token"]
    here.ask(refresh(first), 103.0)
    here.ask(refresh(second), 104.0)
    here.ask(refresh(first), 105.0)
    here.ask(refresh(second), 106.0)
    assert told == [
        (Shown(None, False, False), 100.0),
        (Shown(100.0, False, False), 103.0),
        (Shown(None, False, False), 104.0),
        (Shown(100.0, True, False), 105.0),
        (Shown(104.0, False, True), 106.0),
    ]


def test_again_is_the_same_pair():
    here = saying("again")
    old = here.login()["refresh_token"]
    pair = here.ask(refresh(old), 100.0).body
    again = here.ask(refresh(old), 200.0).body
    assert str(again["refresh_token"]) == str(pair["refresh_token"])
    assert again["expires_in"] == pair["expires_in"] - 100
    assert not here.told("reuse")


@pytest.mark.parametrize(
    ("word", "status", "live", "reuses"),
    [("renew", 200, 2, 1), ("refuse", 400, 1, 1), ("end_family", 400, 0, 1)],
)
def test_what_the_other_words_do(word, status, live, reuses):
    here = saying(word)
    old = here.login()["refresh_token"]
    here.ask(refresh(old), 100.0)
    assert here.ask(refresh(old), 200.0).status == status
    assert len(here.auth_server.families["ada-f1"].live) == live
    assert len(here.told("reuse")) == reuses


def test_refused_before_it_was_replaced_is_no_reuse():
    here = house(given_rule=lambda shown, now: "refuse")
    old = here.login()["refresh_token"]
    assert here.ask(refresh(old), 100.0).error == "invalid_grant"
    assert here.last.detail == "invalid_grant: refused"
    assert not here.told("reuse")
    assert len(here.auth_server.families["ada-f1"].live) == 1


@pytest.mark.parametrize(
    ("said", "mistake"),
    [("forgive", "'forgive'"), (None, "None"), ("again", "not been replaced")],
)
def test_a_rule_that_says_what_cannot_be_leaves_it_to_the_policy(said, mistake):
    here = house(given_rule=lambda shown, now: said)
    old = here.login()["refresh_token"]
    assert here.ask(refresh(old), 100.0).ok
    assert [mistake in str(crash.mistake) for crash in here.log.crashes] == [True]
    assert here.told("crash")[0].actor == "auth_server"


def test_a_rule_that_raises_leaves_it_to_the_policy():
    here = house(given_rule=lambda shown, now: now < shown.replaced_at)
    old = here.login()["refresh_token"]
    assert here.ask(refresh(old), 100.0).ok
    assert isinstance(here.log.crashes[0].mistake, TypeError)


# --- the store -----------------------------------------------------------------------------------


def test_the_store_is_told_all_that_is_live():
    told: list[tuple[set[str], str, str]] = []

    def listening(live: set[str], old: str, new: str) -> bool:
        told.append((set(live), old, new))
        return swap(live, old, new)

    here = house(given_swap=listening)
    here.login(user="grace")
    old = here.login()["refresh_token"]
    here.ask(refresh(old), 100.0)
    assert told == [({"grace-r1", "ada-r1"}, "ada-r1", "ada-r2")]
    assert [e.token for e in here.told("issue")][-1] == "ada-r2"


def test_whoever_leaves_the_old_one_has_two():
    def leaving(live, old, new):
        live.add(new)
        return True

    here = house(given_swap=leaving)
    old = here.login()["refresh_token"]
    assert here.ask(refresh(old), 100.0).ok
    assert here.ask(refresh(old), 200.0).ok
    assert set(here.auth_server.families["ada-f1"].live) == {"ada-r1", "ada-r2", "ada-r3"}


def test_whoever_forgets_the_new_one_ends_it_all():
    here = house(given_swap=lambda live, old, new: live.discard(old) is None)
    old = here.login()["refresh_token"]
    new = here.ask(refresh(old), 100.0).body["refresh_token"]
    assert here.ask(refresh(new), 200.0).error == "invalid_grant"


def test_whoever_clears_the_store_throws_everybody_out():
    def clearing(live, old, new):
        live.clear()
        live.add(new)
        return True

    here = house(given_swap=clearing)
    other = here.login(user="grace")["refresh_token"]
    old = here.login()["refresh_token"]
    assert here.ask(refresh(old), 100.0).ok
    assert here.ask(refresh(other), 200.0).error == "invalid_grant"


def test_a_store_that_raises_has_written_nothing():
    def raising(live, old, new):
        raise KeyError(old)

    here = house(given_swap=raising)
    old = here.login()["refresh_token"]
    assert here.ask(refresh(old), 100.0).error == "invalid_grant"
    assert [e.detail for e in here.told("crash")] == ["KeyError: 'ada-r1'"]
    assert len(here.told("issue")) == 2


def test_a_logout_between_reading_and_writing_is_not_overwritten():
    here = house(given_swap=swap, store_delay=1.0, atomic=False)
    token = here.login()["refresh_token"]
    steps = here.auth_server.handle(refresh(token), 10.0)
    assert not isinstance(steps, Response)
    next(steps)
    here.ask(log_out(token), 10.5)
    with pytest.raises(StopIteration) as end:
        steps.send((11.0, None))
    assert end.value.value.error == "invalid_grant"


# --- confidential clients ------------------------------------------------------------------------


@pytest.mark.parametrize(("confidential", "status"), [(False, 200), (True, 400)])
def test_a_stolen_token_counts_from_its_own_client_only(confidential, status):
    here = House(confidential=confidential)
    token = here.login()["refresh_token"]
    answer = here.auth_server.handle(refresh(token), 10.0, ("mallory", 1))
    assert isinstance(answer, Response)
    assert answer.status == status
    assert here.ask(refresh(token), 20.0).ok is confidential
    assert bool(here.told("reuse")) is not confidential


def test_a_confidential_client_notices_nothing_of_it():
    plain = run("honest_town")
    assert run("honest_town", confidential=True).log.rows == plain.log.rows
