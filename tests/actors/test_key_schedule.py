"""Plans of keys: what can be planned, what can't, and what becomes of it."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from simulator.actors.actions import Wait
from simulator.actors.key_schedule import KeyKeeper, KeyPlan, check_algorithm, checked
from simulator.actors.keyring import RSA_FILES, Keyring, make_key, throwaway_rsa_key
from simulator.actors.messages import refresh
from simulator.events import EventLog
from tests.actors.house import House
from tests.actors.key_house import es256

FIRST = KeyPlan(kid="key-1", retire=1900)
SECOND = KeyPlan(kid="key-2", announce=700, sign=1000)


def kept(*plans: KeyPlan) -> tuple[Keyring, EventLog, Any]:
    """A keyring under this plan, its log, and the steps that change it."""
    keyring, log = Keyring(es256(plans[0].kid)), EventLog()
    keys = {plan.kid: es256(plan.kid) for plan in plans}
    return keyring, log, KeyKeeper(plans, keys, keyring, log).background(0.0)


def test_a_change_of_keys_step_by_step():
    keyring, log, steps = kept(FIRST, SECOND)
    seen = [(0.0, keyring.signing.kid, [*keyring.trusted()])]
    action = next(steps)
    while action is not None:
        assert isinstance(action, Wait)
        action = advance(steps, action.until)
        seen.append((action.until if action else -1, keyring.signing.kid, [*keyring.trusted()]))
    assert seen == [
        (0.0, "key-1", ["key-1"]),
        (1000.0, "key-1", ["key-1", "key-2"]),
        (1900.0, "key-2", ["key-1", "key-2"]),
        (-1, "key-2", ["key-2"]),
    ]
    assert [(e.t, e.actor, e.kind, e.token, e.detail) for e in log] == [
        (0.0, "auth_server", "key", "key-1", "announced"),
        (0.0, "auth_server", "key", "key-1", "signs"),
        (700.0, "auth_server", "key", "key-2", "announced"),
        (1000.0, "auth_server", "key", "key-2", "signs"),
        (1900.0, "auth_server", "key", "key-1", "retired"),
    ]


def advance(steps: Any, now: float) -> Any:
    """The next action, None when there is none."""
    try:
        return steps.send((now, None))
    except StopIteration:
        return None


def test_what_happens_at_one_moment_happens_in_an_order_that_works():
    keyring, log, steps = kept(
        KeyPlan(kid="old", withdraw=50), KeyPlan(kid="new", announce=50, sign=50)
    )
    advance(steps, next(steps).until)
    assert (keyring.signing.kid, [*keyring.trusted()], [*keyring.own()]) == (
        "new",
        ["new"],
        ["new"],
    )
    assert [(e.token, e.detail) for e in log][2:] == [
        ("new", "announced"),
        ("new", "signs"),
        ("old", "withdrawn"),
    ]


def test_a_key_may_stand_by():
    plans = (KeyPlan(kid="a"), KeyPlan(kid="spare", sign=None))
    keyring, _, steps = kept(*plans)
    assert [*keyring.trusted()] == ["a", "spare"]
    assert next(steps, None) is None


@pytest.mark.parametrize(
    ("life", "fault"),
    [
        ({"kid": "k", "announce": 10}, "k signs before it is announced"),
        ({"kid": "k", "announce": 10, "sign": 9}, "k signs before it is announced"),
        ({"kid": "k", "announce": 10, "sign": 20, "retire": 15}, "k retires before"),
        ({"kid": "k", "announce": 10, "sign": None, "retire": 10}, "k retires before"),
        ({"kid": "k", "announce": 10, "sign": 20, "withdraw": 20}, "k is withdrawn before"),
        ({"kid": "k", "retire": 20, "withdraw": 10}, "leave retire out"),
        ({"kid": ""}, "is no name"),
        ({"kid": "k\n"}, "is no name"),
    ],
    ids=str,
)
def test_lives_that_no_key_can_have(life, fault):
    with pytest.raises(ValueError, match=fault):
        KeyPlan(**life)


@pytest.mark.parametrize(
    ("plans", "fault"),
    [
        ([{"kid": "a"}, {"kid": "a", "announce": 5, "sign": 5}], "two keys are called 'a'"),
        ([{"kid": "a", "sign": 1}], "no key signs at 0 s"),
        ([{"kid": "a", "sign": None}], "no key signs at 0 s"),
        ([{"kid": "a"}, {"kid": "b"}], "a and b would both begin to sign at 0 s"),
        ([{"kid": "a", "retire": 9}], "a still signs at 9 s"),
        ([{"kid": "a", "withdraw": 9}], "a still signs at 9 s"),
        ([{"kid": "a", "retire": 9}, {"kid": "b", "sign": 10}], "a still signs at 9 s"),
        ([{"kid": "a"}, {"kid": "b", "sign": 5, "retire": 9}], "b still signs at 9 s"),
    ],
    ids=str,
)
def test_plans_that_do_not_go_together(plans, fault):
    with pytest.raises(ValueError, match=fault):
        checked(tuple(KeyPlan(**plan) for plan in plans))


def test_a_key_may_go_the_moment_another_one_signs():
    plans = (KeyPlan(kid="a", retire=9), KeyPlan(kid="b", announce=9, sign=9))
    assert checked(plans) == plans
    assert checked(()) == ()


def test_only_key_pairs_can_be_changed_and_only_as_many_rsa_keys_as_there_are():
    plans = (KeyPlan(kid="key-1"),)
    with pytest.raises(ValueError, match="HS256 signs with one shared secret"):
        check_algorithm(plans, "HS256")
    check_algorithm((), "HS256")
    many = tuple(KeyPlan(kid=f"k{n}", sign=n) for n in range(len(RSA_FILES) + 1))
    check_algorithm(many[:-1], "RS256")
    check_algorithm(many, "ES256")
    with pytest.raises(ValueError, match="3 throw-away RSA keys, and 4 are planned"):
        check_algorithm(many, "RS256")


def test_rsa_keys_differ_and_are_long_enough():
    keys = [throwaway_rsa_key(number) for number in range(len(RSA_FILES))]
    assert len({key.public_key().public_numbers().n for key in keys}) == len(RSA_FILES)
    assert all(key.key_size >= 2048 for key in keys)
    assert make_key("RS256", "k", Random(1).randbytes).signing is keys[0]


# --- The auth server's own refresh tokens --------------------------------------------------


def renewed_after(change: str) -> int:
    """What becomes of a refresh token of the old key."""
    house = House(algorithm="ES256", rotation=False)
    token = house.login()["refresh_token"]
    assert house.ask(refresh(token), 1.0).status == 200
    house.keyring.announce(es256("key-2"))
    house.keyring.sign_with("key-2")
    getattr(house.keyring, change)("key-1")
    return house.ask(refresh(token), 2.0).status


def test_a_retired_key_logs_nobody_out():
    assert renewed_after("retire") == 200


def test_a_withdrawn_key_logs_everybody_out():
    """Whoever has the key can write refresh tokens; even those that were believed before."""
    assert renewed_after("withdraw") == 400


def test_withdrawing_the_key_that_signs_is_a_mistake():
    keyring = Keyring(es256("key-1"))
    with pytest.raises(ValueError, match="still signs"):
        keyring.withdraw("key-1")
    with pytest.raises(KeyError):
        keyring.withdraw("key-9")
    keyring.announce(es256("key-2"))
    keyring.sign_with("key-2")
    keyring.retire("key-1")
    keyring.withdraw("key-1")
    assert [*keyring.own()] == ["key-2"]
