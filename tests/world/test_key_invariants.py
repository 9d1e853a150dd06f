"""What must hold however keys change and whatever is down: random plans, rules and outages."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from simulator.events import EventLog
from simulator.world.cast import make_cast
from simulator.world.engine import simulate
from simulator.world.run import run
from simulator.world.scenario import Scenario
from tests.world.plain_clock import simulate_plainly

UNTIL = 240.0
RULES = st.fixed_dictionaries(
    {
        "lifetime": st.sampled_from([None, 5, 20, 60]),
        "refetch_unknown": st.booleans(),
        "cool_down": st.sampled_from([0, 7, 30]),
        "cool_down_from": st.sampled_from(["attempt", "any_fetch"]),
        "single_flight": st.booleans(),
        "retry_after": st.sampled_from([0, 1, 10]),
    }
).flatmap(
    lambda rules: st.fixed_dictionaries(
        {
            **{name: st.just(value) for name, value in rules.items()},
            "stale_if_error": st.sampled_from([0, 15] if rules["lifetime"] else [0]),
        }
    )
)


@st.composite
def plans(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Keys that take turns, each announced in time or late, and gone sooner or later."""
    turns = [0, *sorted(draw(st.sets(st.integers(1, 200), max_size=3)))]
    keys = []
    for number, sign in enumerate(turns):
        key: dict[str, Any] = {"kid": f"key-{number}", "sign": sign}
        key["announce"] = max(0, sign - draw(st.sampled_from([0, 5, 60])))
        if number + 1 < len(turns):
            end = turns[number + 1] + draw(st.sampled_from([0, 10, 100]))
            key |= draw(st.sampled_from([{}, {"retire": end}, {"withdraw": end}]))
        keys.append(key)
    return keys


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    """Three clients, and somebody who shows junk."""
    flood = {"flood": {"rate": 1, "until": draw(st.sampled_from([1, 100]))}}
    outages = [{"from": 80, "until": 130, "how": draw(st.sampled_from(["refuse", "silence"]))}]
    return {
        "name": "random",
        "title": "whatever comes",
        "until": UNTIL,
        "tokens": "lazy",
        "policy": {"algorithm": "ES256", "access_ttl": 60, "refresh_ttl": 3600},
        "network": {"latency": draw(st.sampled_from([0, 0.04, 0.5])), "timeout": 3},
        "auth_server": {"outages": draw(st.sampled_from([[], outages]))},
        "keys": draw(plans()),
        "backend": {"jwks": draw(RULES)},
        "clients": [
            {"name": "v", "count": 3, "visits": {"poisson": {"every": 4}}},
            {"name": "mallory", "strategy": flood},
        ],
    }


def published(log: EventLog) -> dict[str, tuple[float, float]]:
    """From when until when the JWK Set held each key."""
    found: dict[str, tuple[float, float]] = {}
    for event in log:
        if event.kind != "key":
            continue
        begins, ends = found.get(event.token, (event.t, math.inf))
        gone = event.detail in ("retired", "withdrawn")
        found[event.token] = (begins, min(ends, event.t) if gone else ends)
    return found


def check_keys(log: EventLog, content: dict[str, Any]) -> None:
    """Who is served shows a token whose key was in the set, as of a copy that is not too old."""
    rules, holds = content["backend"]["jwks"], published(log)
    oldest = math.inf if rules["lifetime"] is None else rules["lifetime"] + rules["stale_if_error"]
    signing = ""
    key_of: dict[str, str] = {}
    for event in log:
        if event.kind == "key" and event.detail == "signs":
            signing = event.token
        elif event.kind == "issue":
            key_of[event.token] = signing
        elif (event.actor, event.kind, event.status) == ("backend", "answer", 200):
            begins, ends = holds[key_of[event.token]]
            # A request waits for a reading of 3 s at most.
            assert begins <= event.t < ends + oldest + 3.0, event


@given(scenarios())
@settings(
    max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
def test_every_run(content):
    cast = make_cast(Scenario.model_validate(content), 5)
    log = simulate(cast)
    assert not log.crashes
    assert simulate_plainly(make_cast(Scenario.model_validate(content), 5)).rows == log.rows
    assert all(a.t <= b.t for a, b in pairwise(log))
    check_keys(log, content)
    check_keys_in_the_set(log, content, list(cast.backend.verifier.keys))


def check_keys_in_the_set(log: EventLog, content: dict[str, Any], known: list[str]) -> None:
    """A stranger's kid never takes a place in the copy."""
    assert set(known) <= set(published(log))
    assert known, "nor does an outage empty it"


def test_the_check_can_fail():
    """A copy that is never renewed, checked as if it were."""
    content = {
        "name": "x",
        "title": "x",
        "until": UNTIL,
        "policy": {"algorithm": "ES256", "access_ttl": 200},
        "keys": [{"kid": "a", "withdraw": 50}, {"kid": "b", "announce": 50, "sign": 50}],
        "backend": {"jwks": {"lifetime": None, "refetch_unknown": False}},
        "clients": [{"name": "v", "visits": {"poisson": {"every": 4}}}],
    }
    log = run(Scenario.model_validate(content)).log
    check_keys(log, {"backend": {"jwks": {"lifetime": None, "stale_if_error": 0}}})
    with pytest.raises(AssertionError):
        check_keys(log, {"backend": {"jwks": {"lifetime": 20, "stale_if_error": 0}}})


@given(plans(), st.floats(0, UNTIL))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_random_plans_are_plans(keys, moment):
    """Unless two things in one key's life are out of order, and then it is said."""
    content = {
        "name": "x",
        "title": "x",
        "until": 1,
        "policy": {"algorithm": "EdDSA"},
        "keys": keys,
        "clients": [{"name": "v", "visits": {"script": {"at": []}}}],
    }
    try:
        scenario = Scenario.model_validate(content)
    except ValidationError as fault:
        pytest.fail(str(fault))
    assert len(scenario.keys) == len(keys)
