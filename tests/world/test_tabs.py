"""Several tabs of one browser, which share its tokens (case 36), and requests side by side
(cases 35 and 42). Messages take 40 ms one way."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.actions import Send
from simulator.actors.app import App
from simulator.actors.messages import log_in, refresh
from simulator.world.cast import make_cast
from simulator.world.engine import simulate
from simulator.world.run import Run, run
from tests.world.people import LOGIN, RENEW, answered, app_run, forced_logins, sent
from tests.world.plain_clock import simulate_plainly
from tests.world.small import scenario

PAGE = "GET /films"
UNEVEN: Any = {"uniform": {"low": 0.01, "high": 0.1}}


def live(result: Run) -> int:
    """How many refresh tokens still work at the end."""
    issued = {e.token for e in result.log if e.kind == "issue" and e.detail == "refresh"}
    return len(issued - {e.token for e in result.log if e.kind in ("supersede", "revoke")})


def test_tabs_share_tokens_and_number_their_requests_together():
    result = app_run(0, 60, app={}, ada={"tabs": 3})
    assert len(sent(result, LOGIN)) == 1, "a person logs in in one tab at a time"
    assert answered(result, PAGE) == [200] * 6
    numbers = [e.exchange for e in result.events("ada", "request")]
    assert sorted(numbers) == list(range(1, 8))
    actors = {e.actor for e in result.events("ada", "request")}
    assert actors == {"ada/tab-1", "ada/tab-2", "ada/tab-3"}
    assert {e.client for e in result.log if e.actor.startswith("ada")} == {"ada"}
    assert result.summary()["ada"].served == 6


def test_one_tab_is_as_none():
    assert app_run(0, 60, 400, ada={"tabs": 1}).log.rows == app_run(0, 60, 400).log.rows


def test_the_first_tab_draws_what_a_client_without_tabs_draws():
    visits = {"visits": {"poisson": {"every": 20}}}
    one, two = (
        sent(app_run(ada={**visits, "tabs": tabs, "strategy": "on_401"}), PAGE) for tabs in (1, 2)
    )
    assert set(one[1:]) <= set(two)
    assert len(two) > 1.5 * len(one), "the second has moments of its own"


@pytest.mark.parametrize("strategy", ["on_401", "ahead", "log_in_again", "with_code", "app"])
@pytest.mark.parametrize("lock", [True, False])
def test_any_strategy_may_have_tabs(strategy, lock):
    content = scenario(
        *range(0, 1500, 40),
        until=1500,
        latency=UNEVEN,
        policy={"refresh_ttl": 1000},
        ada={"strategy": strategy, "tabs": 3, "tab_lock": lock},
    )
    result = run(content)
    assert not result.crashes
    served = result.summary()["ada"].served
    assert served == 3 * 38 if strategy == "app" else served >= 3 * 38 - 2
    assert result.log.rows == simulate_plainly(make_cast(content, 1)).rows


def test_a_learners_function_acts_in_each_tab():
    def client(session: Any) -> Any:
        answer = yield Send("auth_server", log_in(session.username, session.password))
        if session.actor == "ada/tab-2":
            raise RuntimeError("enough")
        session.store(answer.body)

    result = run(scenario(ada={"tabs": 2}), client=client)
    assert answered(result, LOGIN) == [200, 200]
    assert [e.actor for e in result.events("ada", "crash")] == ["ada/tab-2"]
    assert list(result.crashes) == ["ada/tab-2"]


# --- case 36 ------------------------------------------------------------------------------------


def two_tabs(*, lock: bool = False, rereads: bool = True, **policy: Any) -> tuple[Run, list[Any]]:
    """Two tabs that find their token expired at the same time; what a telephone, on which Ada is
    logged in too, is told at the end."""
    told: list[Any] = []

    def client(session: Any) -> Any:
        phone = None
        if session.actor == "ada/tab-1":
            answer = yield Send("auth_server", log_in(session.username, session.password))
            phone = answer.body["refresh_token"]
        yield from App(rereads=rereads)(session)
        if phone is not None:
            answer = yield Send("auth_server", refresh(phone))
            told.append(answer.status)

    content = scenario(
        0, 301, 700, until=800, latency=0.04, policy=policy, ada={"tabs": 2, "tab_lock": lock}
    )
    return run(content, client=client), told


@pytest.mark.parametrize(("rereads", "forced"), [(False, [301.16, 700.16]), (True, [700.16])])
def test_case_36_without_a_lock_the_family_ends(rereads, forced):
    """Calculated: family revoked, one forced login for both tabs. So it is, at each expiry anew.

    An app that looks for new tokens before it gives up finds the winner's, and puts the login off
    until these expire: their family is dead all the same.
    """
    result, told = two_tabs(rereads=rereads)
    assert answered(result, RENEW)[:2] == [200, 400]
    assert [e.detail for e in result.log if e.kind == "revoke"] == ["reuse"] * len(forced)
    # The first two logins are the telephone's and the browser's.
    assert sent(result, LOGIN)[2:] == pytest.approx(forced)
    assert told == [200], "the telephone's family is another"
    assert result.summary()["ada"].served == 6


def test_case_36_with_a_lock_one_tab_renews_for_all():
    result, told = two_tabs(lock=True)
    assert answered(result, RENEW) == [200, 200, 200], "301, 700, and the telephone"
    assert not [e for e in result.log if e.kind in ("reuse", "revoke")]
    assert answered(result, LOGIN).count(200) == 2
    assert told == [200]


def test_case_36_with_grace_both_get_the_same_pair():
    result, told = two_tabs(grace=10)
    assert answered(result, RENEW) == [200] * 5
    assert not [e for e in result.log if e.kind in ("reuse", "revoke")]
    assert answered(result, LOGIN).count(200) == 2
    assert live(result) == 2, "the browser's and the telephone's"
    assert told == [200]


# --- cases 35 and 42: several requests of one page ------------------------------------------------


@pytest.mark.parametrize(
    ("app", "calls", "forced"),
    [
        ({"single_flight": True}, [200], []),
        ({"single_flight": False, "rereads": False}, [200] + [400] * 4, [301.16, 700.16]),
        ({"single_flight": False}, [200] + [400] * 4, [700.16]),
    ],
    ids=["single flight", "each for itself", "each for itself, with a look"],
)
def test_case_35_five_requests_at_once(app, calls, forced):
    """Calculated: without single flight 5 calls, 1 success, family revoked, 1 forced login; with
    it 1 call and 5 pages. So it is, at each expiry anew; and a client that looks for the winner's
    tokens before it gives up has its login one expiry later, as with tabs (case 36)."""
    result = app_run(0, 301, 700, app={"parallel": 5, **app}, until=800)
    assert answered(result, RENEW)[: len(calls)] == calls
    assert sent(result, LOGIN)[1:] == pytest.approx(forced)
    assert result.summary()["ada"].served == 15
    assert len([e for e in result.log if e.kind == "revoke"]) == len(forced)


@pytest.mark.parametrize(("single_flight", "calls"), [(True, 1), (False, 6)])
def test_case_42_after_idle_time(single_flight, calls):
    """Idle for an hour, then 6 requests at once; no rotation, so that only the load differs."""
    app = {"parallel": 6, "single_flight": single_flight}
    policy = {"rotation": False, "refresh_ttl": 9000}
    result = app_run(0, 3600, app=app, until=4000, policy=policy)
    assert answered(result, RENEW) == [200] * calls
    assert forced_logins(result) == 0
    assert result.summary()["ada"].served == 12


def test_requests_side_by_side_under_either_clock():
    content = scenario(
        *range(0, 900, 50),
        until=900,
        latency=UNEVEN,
        ada={"strategy": {"app": {"parallel": 3, "single_flight": False}}, "tabs": 2},
    )
    assert simulate(make_cast(content, 1)).rows == simulate_plainly(make_cast(content, 1)).rows
