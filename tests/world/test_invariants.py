"""What must hold in every run: random scenarios, with all that they may say."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import HealthCheck, given, settings

from simulator.actors.states import SESSION_STATES, session_states
from simulator.events import KINDS, EventLog
from simulator.world.run import run
from simulator.world.scenario import Scenario
from tests.world.scenarios import scenarios

ORDER = {"request": 0, "answer": 1, "response": 2}


def check_order(log: EventLog, until: float) -> None:
    events = list(log)
    assert all(a.t <= b.t for a, b in pairwise(events))
    assert (events[0].kind, events[-1].kind) == ("begin", "end")
    assert [e.kind for e in events].count("end") == 1
    assert all(e.t < until for e in events[:-1])
    assert all(round(e.t * 1000) / 1000 == e.t for e in events)
    assert {e.kind for e in events} <= set(KINDS)


def check_exchanges(log: EventLog) -> None:
    """Request, answer, response: each once at most, in this order, numbered from 1."""
    found: dict[tuple[str, int], list[str]] = {}
    for event in log:
        if event.kind in ORDER:
            found.setdefault((event.client, event.exchange), []).append(event.kind)
    for kinds in found.values():
        assert kinds == list(ORDER)[: len(kinds)]
    numbers: dict[str, list[int]] = {}
    for client, exchange in found:
        numbers.setdefault(client, []).append(exchange)
    for each in numbers.values():
        assert sorted(each) == list(range(1, len(each) + 1))


def check_tokens(log: EventLog, leeway: float) -> None:
    """Nobody is served after exp; one refresh token at most lives in a family."""
    expires: dict[str, float] = {}
    family: dict[str, str] = {}
    live: Counter[str] = Counter()
    for event in log:
        if event.kind == "issue":
            assert event.expires is not None
            assert event.token not in expires, "an id used twice"
            expires[event.token] = event.expires
            family[event.token] = event.family
            live[event.family] += event.detail == "refresh"
        elif event.kind in ("supersede", "revoke"):
            live[family[event.token]] -= 1
        elif event.kind == "answer":
            assert not +Counter({key: count - 1 for key, count in live.items()}), "two live"
            if event.status == 200 and event.token:
                spare = leeway if event.actor == "backend" else 0.0
                assert event.t < expires[event.token] + spare
            if event.detail.endswith("expired") and event.token:
                spare = leeway if event.actor == "backend" else 0.0
                assert event.t >= expires[event.token] + spare
    assert set(live.values()) <= {0, 1}


def check_states(log: EventLog, client: str) -> None:
    walk = session_states(log, client)
    assert all(a[0] <= b[0] for a, b in pairwise(walk))
    for (_, state), (_, following) in pairwise(walk):
        assert following in SESSION_STATES[state].values()


@given(scenarios())
@settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
def test_every_run(content):
    result = run(Scenario.model_validate({**content, "tokens": "lazy"}), seed=11)
    assert not result.crashes
    check_order(result.log, result.until)
    check_exchanges(result.log)
    check_tokens(result.log, result.scenario.backend.leeway)
    for name in result.clients:
        check_states(result.log, name)
    total = result.summary().total
    assert total.requests == total.served + total.refused + total.forbidden
    assert not total.reuses, "no strategy shows a refresh token twice"


def test_the_checks_can_fail():
    """A log with one fault each: every check finds its own."""
    log = EventLog()
    log.append((0.0, "engine", "begin"))
    log.append((1.0, "auth_server", "issue", "a", 1, 0, "r1", "refresh", "a", "f", 9))
    log.append((1.0, "auth_server", "issue", "a", 1, 0, "r2", "refresh", "a", "f", 9))
    log.append((0.5, "backend", "answer", "a", 1, 200, "r1"))
    for check in (
        lambda: check_order(log, 10.0),
        lambda: check_exchanges(log),
        lambda: check_tokens(log, 0.0),
    ):
        try:
            check()
        except AssertionError:
            continue
        raise AssertionError("a faulty log passed")
