"""What must hold for every app, whatever its habits, in every world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.actors.actions import Send, Steps
from simulator.actors.client import Client
from simulator.actors.session import Session, Visit
from simulator.world.cast import make_cast
from simulator.world.engine import simulate
from simulator.world.run import Run, run
from simulator.world.scenario import Scenario
from tests.world.people import RENEW
from tests.world.plain_clock import simulate_plainly
from tests.world.test_invariants import check_exchanges, check_order

LATENCIES: Any = st.sampled_from([0, 0.04, {"uniform": {"low": 0, "high": 2}}])


def fields(always: dict[str, Any], **sometimes: Any) -> Any:
    """A strategy for mappings of fields."""
    return st.fixed_dictionaries(always, optional=sometimes)


RETRIES = fields(
    {},
    attempts=st.sampled_from([1, 2, 5, None]),
    jitter=st.sampled_from(["full", "none"]),
    cap=st.sampled_from([1, 20]),
)
LOGOUTS = fields(
    {"at": st.sampled_from([[10, 50], [33]])}, revoke=st.booleans(), revives=st.booleans()
)
HABITS = fields(
    {"retry": RETRIES},
    renew=st.sampled_from(["on_401", "ahead", "timer"]),
    after_401=st.sampled_from(["renew", "nothing"]),
    margin=st.sampled_from([0, 2]),
    margin_is=st.sampled_from(["before", "after"]),
    jitter=st.sampled_from([0, 2]),
    jitter_drawn=st.sampled_from(["per_token", "per_check"]),
    expiry=st.sampled_from(["expires_in", "exp"]),
    single_flight=st.booleans(),
    rereads=st.booleans(),
    parallel=st.sampled_from([1, 3]),
    thrown_out_by=st.sampled_from(["invalid_grant", "any_4xx", "any_failure"]),
    tries_dead_again=st.booleans(),
    login_delay=st.sampled_from([0, 7, None]),
    timer=st.sampled_from([{"stands_still": False}, {"limit": 3}]),
    logout=LOGOUTS,
)
POLICIES = fields(
    {
        "access_ttl": st.sampled_from([5, 30]),
        "refresh_ttl": st.sampled_from([None, 10, 60]),
        "reuse": st.sampled_from(["ignore", "refuse", "revoke_family", "revoke_user"]),
    }
).flatmap(
    lambda policy: st.sampled_from(
        [
            policy,
            {**policy, "rotation": False},
            {**policy, "grace": 3},
            {**policy, "atomic": False, "store_delay": 0.05},
        ]
    )
)
NETWORKS = fields(
    {"latency": LATENCIES, "timeout": st.sampled_from([1, 10])},
    lost_responses=st.just(0.2),
    lost_requests=st.just(0.2),
)
TROUBLES = st.sampled_from(
    [
        {"outages": [{"from": 20, "until": 40}, {"from": 60, "until": 70, "how": "silence"}]},
        {"rate_limit": {"per_second": 1, "burst": 2}},
        {"workers": 1, "backlog": 2},
    ]
)
WORLDS = fields({"policy": POLICIES, "network": NETWORKS}, auth_server=TROUBLES)
BODIES = fields(
    {},
    tabs=st.sampled_from([2, 3]),
    tab_lock=st.booleans(),
    skew=st.sampled_from([-20, 4]),
    sleeps=st.sampled_from(
        [[{"from": 0, "until": 5}], [{"from": 25, "until": 62}, {"from": 70, "until": 71}]]
    ),
)
THIEF = {"victim": "ada", "every": 7}


@st.composite
def worlds(draw: st.DrawFn, habits: Any = HABITS, bodies: Any = BODIES) -> Scenario:
    """Ada's app, and sometimes a thief who robs her of something."""
    visits = draw(st.sampled_from([{"poisson": {"every": 4}}, {"script": {"at": [0, 31, 31, 80]}}]))
    ada = {"name": "ada", "strategy": {"app": draw(habits)}, "visits": visits, **draw(bodies)}
    clients = [ada]
    if draw(st.booleans()):
        takes = draw(st.sampled_from(["access_token", "refresh_token", "signing_key"]))
        clients.append({"name": "mallory", "strategy": {"thief": {**THIEF, "takes": takes}}})
    content = {"name": "random", "title": "whatever comes", "until": 100, "clients": clients}
    return Scenario.model_validate({**content, **draw(WORLDS)})


CALM = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@given(worlds())
@CALM
def test_no_app_ever_crashes(world):
    result = run(world, seed=5)
    assert not result.crashes
    check_order(result.log, result.until)
    numbers = sorted(e.exchange for e in result.events("ada", "request"))
    assert numbers == list(range(1, len(numbers) + 1))
    for kind in ("answer", "response"):
        ended = [(e.client, e.exchange) for e in result.events(kind=kind)]
        assert len(ended) == len(set(ended)), f"two rows {kind} of one request"


@given(worlds())
@settings(CALM, max_examples=40)
def test_every_app_under_either_clock_with_lazy_and_real_tokens(world):
    expected = simulate(make_cast(world, 3)).rows
    assert simulate_plainly(make_cast(world, 3)).rows == expected
    lazy = world.model_copy(update={"tokens": "lazy"})
    assert simulate(make_cast(lazy, 3)).rows == expected


ONE_AT_A_TIME = HABITS.map(
    lambda habits: {**habits, "parallel": 1, "tries_dead_again": False, "single_flight": True}
)


def dead_shown_again(result: Run) -> list[str]:
    """Refresh tokens that Ada showed again although she had been told that they are dead."""
    renewing = {e.exchange for e in result.events("ada", "request") if e.detail == RENEW}
    shown = {e.exchange: e.token for e in result.events("ada", "answer") if e.exchange in renewing}
    told: set[str] = set()
    again = []
    for e in result.events("ada"):
        if e.kind == "response" and e.exchange in renewing and e.detail == "invalid_grant":
            told.add(shown[e.exchange])
        elif e.kind == "request" and shown.get(e.exchange, "") in told:
            again.append(shown[e.exchange])
    return again


@given(worlds(ONE_AT_A_TIME, st.just({})))
@CALM
def test_a_dead_refresh_token_is_tried_once(world):
    assert dead_shown_again(run(world, seed=5)) == []


def test_the_check_of_dead_tokens_can_fail():
    ada = {"name": "ada", "strategy": {"app": {"tries_dead_again": True}},
           "visits": {"script": {"at": [0, 31, 80]}}}  # fmt: skip
    content = {"name": "x", "title": "x", "until": 100, "clients": [ada],
               "policy": {"access_ttl": 5, "refresh_ttl": 10}}  # fmt: skip
    assert len(dead_shown_again(run(Scenario.model_validate(content)))) > 1


def counting(app: Client, asked: Counter[float]) -> Client:
    """The same client, with a count of the pages that it asks for at each visit."""

    def client(session: Session) -> Steps:
        now_at = [0.0]

        def noted(visits: Iterable[Visit]) -> Iterator[Visit]:
            for visit in visits:
                now_at.append(visit.at)
                yield visit

        session.visits = noted(session.visits)
        steps, said = app(session), None
        while True:
            try:
                action = steps.send(said)
            except StopIteration:
                return
            if isinstance(action, Send) and action.to == "backend":
                asked[now_at[-1]] += 1
            said = yield action

    return client


PLAIN = ONE_AT_A_TIME.map(
    lambda habits: {
        **{name: habit for name, habit in habits.items() if name != "logout"},
        "renew": "ahead" if habits.get("renew") == "ahead" else "on_401",
    }
)


@given(worlds(PLAIN, st.just({})))
@CALM
def test_a_page_is_asked_for_twice_at_most(world):
    asked: Counter[float] = Counter()
    result = run(world, seed=5, client=counting(world.clients[0].strategy, asked))
    assert not result.crashes
    # The script wants a page twice at 31 s.
    assert all(times <= (4 if at == 31 else 2) for at, times in asked.items())


@given(worlds())
@CALM
def test_without_losses_every_request_is_answered_in_order(world):
    log = run(world, seed=5).log
    patience = any(e.kind == "response" and e.status == 0 for e in log)
    if not patience and not any(e.kind == "lost" for e in log):
        check_exchanges(log)
