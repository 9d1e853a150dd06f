"""Random small worlds with queues, outages, limits and losses: what must hold in all of them."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.events import KINDS, EventLog
from simulator.world.cast import make_cast
from simulator.world.queueing import area, queue_lengths, stays, waits
from simulator.world.run import run
from simulator.world.scenario import Scenario
from tests.world.plain_clock import simulate_plainly

SERVICES = st.fixed_dictionaries(
    {},
    optional={
        "workers": st.integers(1, 3),
        "outages": st.sampled_from(
            [
                [],
                [{"from": 0, "until": 2}],
                [{"from": 30, "until": 50, "how": "silence"}, {"from": 50, "until": 61}],
            ]
        ),
        "rate_limit": st.sampled_from([None, {"per_second": 0.5, "burst": 2}]),
    },
).flatmap(
    lambda service: (
        st.just(service)
        if "workers" not in service
        else st.fixed_dictionaries(
            {name: st.just(value) for name, value in service.items()},
            optional={
                "backlog": st.integers(0, 2),
                "service": st.sampled_from(
                    [
                        {"refresh": "3 s", "login": {"exponential": {"mean": "5 s"}}},
                        {"refresh": 0, "login": "12 s"},
                        {"refresh": {"exponential": {"mean": 0.4}}, "login": "0.4 ms"},
                    ]
                ),
            },
        )
    )
)
NETWORKS = st.fixed_dictionaries(
    {"latency": st.sampled_from([0, 0.04, {"uniform": {"low": 0.01, "high": 1.5}}])},
    optional={
        "lost_requests": st.sampled_from([0, 0.2, 1]),
        "lost_responses": st.sampled_from([0, 0.2]),
        "lossy": st.sampled_from(["auth_server", "backend", "both"]),
        "timeout": st.sampled_from([0.5, 5]),
    },
)


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    """Few people who ask often, in a world where much goes wrong."""
    strategies = st.sampled_from(["on_401", "log_in_again", {"ahead": {"margin": 5}}])
    return {
        "name": "faulty",
        "title": "Much goes wrong",
        "until": 120,
        "tokens": "lazy",
        "policy": {"access_ttl": 20, "refresh_ttl": 60},
        "network": draw(NETWORKS),
        "auth_server": draw(SERVICES),
        "clients": [
            {
                "name": name,
                "count": draw(st.integers(1, 3)),
                "strategy": draw(strategies),
                "visits": {"poisson": {"every": draw(st.sampled_from([2, 11]))}},
            }
            for name in ("ada", "bo")
        ],
    }


def check_times(log: EventLog) -> None:
    events = list(log)
    assert all(a.t <= b.t for a, b in pairwise(events))
    assert all(round(e.t * 1000) / 1000 == e.t for e in events)
    assert {e.kind for e in events} <= set(KINDS)


def check_ends(log: EventLog, until: float, timeout: float) -> None:
    """Every request ends once, with an answer or without one, or the clock stops before."""
    sent: dict[tuple[str, int], float] = {}
    ended: Counter[tuple[str, int]] = Counter()
    answered: Counter[tuple[str, int]] = Counter()
    lost: Counter[tuple[str, int]] = Counter()
    for event in log:
        key = (event.client, event.exchange)
        if event.kind == "request":
            assert key not in sent
            sent[key] = event.t
        elif event.kind == "answer":
            assert not ended[key] or event.t > sent[key] + timeout - 0.001
            answered[key] += 1
        elif event.kind == "lost":
            assert answered[key] == (event.detail == "response")
            lost[key] += 1
        elif event.kind == "response":
            ended[key] += 1
            waited = round(event.t - sent[key], 3)
            assert waited <= timeout
            if event.status == 0:
                assert (waited, event.detail) == (timeout, "no_answer")
            else:
                assert answered[key]
                assert not lost[key]
    assert all(count <= 1 for each in (ended, answered, lost) for count in each.values())
    unfinished = [key for key in sent if not ended[key]]
    assert all(sent[key] + timeout >= until for key in unfinished)


def check_queue(log: EventLog, until: float) -> None:
    """First come, first served; and Little's law, if nobody is left waiting."""
    there = stays(log)
    starts = [stay.started for stay in there if stay.started is not None]
    assert starts == sorted(starts)
    if there and all(stay.queued_until is not None for stay in there):
        gone = [stay for stay in there if stay.started is None]
        in_vain = sum(round(((stay.left or 0) - stay.arrived) * 1000) for stay in gone)
        waited = sum(round(wait * 1000) for wait in waits(log))
        assert area(queue_lengths(log), 0, until) == waited + in_vain


@given(worlds())
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
def test_whatever_goes_wrong(content):
    scenario = Scenario.model_validate(content)
    result = run(scenario, seed=3)
    assert not result.crashes
    check_times(result.log)
    check_ends(result.log, result.until, scenario.network.timeout)
    check_queue(result.log, result.until)
    # It is the world's doing, and not SimPy's: a plain loop tells the same.
    assert result.log.rows == simulate_plainly(make_cast(scenario, 3)).rows
    # And whatever is made of a log can be made of this one.
    summary = result.summary().total
    assert summary.unanswered == len(
        [e for e in result.log if e.kind == "response" and not e.status]
    )
    assert result.frame().shape[0] == len(result.log)
    for client in result.clients:
        result.states(client)
