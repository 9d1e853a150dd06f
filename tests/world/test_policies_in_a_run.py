"""The auth server's policies in whole runs: a slow store, and tokens that are called back."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.actions import Send, Steps
from simulator.actors.messages import log_in, refresh
from simulator.actors.session import Session
from simulator.world.cast import make_cast
from simulator.world.engine import simulate
from simulator.world.run import run
from simulator.world.scenario import Scenario
from tests.world.plain_clock import simulate_plainly

TTL = 900.0


def theft(revocation: str, checks: Any, **more: Any) -> Scenario:
    """Ada logs in at 0 s and out at 10 s. Mallory has a copy of her access token."""
    return Scenario.model_validate(
        {
            "name": "x",
            "title": "x",
            "until": 1000,
            "policy": {"access_ttl": TTL, "refresh_ttl": 3600, "revocation": revocation},
            "backend": {"checks": checks, **more},
            "clients": [
                {
                    "name": "ada",
                    "strategy": {"app": {"logout": {"at": [10]}}},
                    "visits": {"script": {"at": [0]}},
                },
                {
                    "name": "mallory",
                    "strategy": {
                        "thief": {
                            "victim": "ada",
                            "takes": "access_token",
                            "at": 5,
                            "every": 1,
                        }
                    },
                },
            ],
        }
    )


@pytest.mark.parametrize(
    ("revocation", "checks", "last"),
    [
        ("none", "local", TTL),
        ("deny_list", "local", TTL),
        ("none", "introspection", 10.0),
        # Asked about Ada's first page already.
        ("none", {"introspection": {"cache": 20}}, 20.0),
        ("deny_list", {"deny_list": {"poll": 30}}, 30.0),
        # Fetched for Ada's first page.
        ("status_list", {"status_list": {"ttl": 60}}, 60.0),
    ],
    ids=["nothing", "a list nobody reads", "asked", "asked now and then", "deny list", "status"],
)
def test_how_long_a_stolen_token_works_after_the_logout(revocation, checks, last):
    """Case 53: until it expires, or until the backend hears of it."""
    log = run(theft(revocation, checks)).log
    served = [e.t for e in log if e.client == "mallory" and e.kind == "answer" and e.status == 200]
    assert last - 1.5 <= max(served) <= last + 0.5


@pytest.mark.parametrize("leeway", [0, 60])
def test_the_deny_list_empties_itself_when_nobody_would_accept_the_token(leeway):
    log = run(theft("deny_list", {"deny_list": {"poll": 5}}, leeway=leeway)).log
    (denied,) = [e for e in log if e.kind == "deny"]
    (allowed,) = [e for e in log if e.kind == "allow"]
    assert denied.token == allowed.token == "ada-a1"
    assert allowed.t == denied.expires == TTL + leeway
    # Nobody is served once the list was heard of, neither before the expiry nor in the leeway.
    served = [e.t for e in log if e.client == "mallory" and e.kind == "answer" and e.status == 200]
    assert max(served) <= 15.5


@pytest.mark.parametrize("revocation", ["deny_list", "status_list"])
def test_the_same_log_under_either_clock_and_from_lazy_tokens(revocation):
    scenario = theft(revocation, revocation)
    lazy = scenario.model_copy(update={"tokens": "lazy"})
    rows = simulate(make_cast(scenario, 3)).rows
    assert simulate_plainly(make_cast(scenario, 3)).rows == rows
    assert simulate(make_cast(lazy, 3)).rows == rows


def once(session: Session) -> Steps:
    """Log in, and renew at once."""
    answer = yield Send("auth_server", log_in(session.username, session.password))
    yield Send("auth_server", refresh(answer.body["refresh_token"]))


def test_a_store_takes_its_time_in_a_run_too():
    scenario = Scenario.model_validate(
        {
            "name": "x",
            "title": "x",
            "until": 10,
            "policy": {"refresh_ttl": 3600, "store_delay": 2},
            "network": {"latency": 0.5},
            "clients": [{"name": "ada", "visits": {"script": {"at": [0]}}}],
        }
    )
    for drive in (simulate, simulate_plainly):
        log = drive(make_cast(scenario, 1, {"ada": once}))
        assert [e.t for e in log if e.kind == "response" and e.client == "ada"] == [1.0, 4.0]
        assert [e.t for e in log if e.kind == "supersede"] == [3.5]
