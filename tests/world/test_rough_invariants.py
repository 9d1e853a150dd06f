"""What must hold in every run, also where much goes wrong and policies are lax."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from simulator.actors.policy import Policy
from simulator.events import Event, EventLog
from simulator.world.run import run
from simulator.world.scenario import Scenario
from tests.world.rough_scenarios import rough_scenarios
from tests.world.test_invariants import check_order

HAIR = 1e-9


def forks(policy: Policy) -> bool:
    """Whether this policy lets a family have several live refresh tokens."""
    new_in_grace = policy.grace > 0 and policy.grace_answer == "new"
    return not policy.atomic or policy.reuse == "ignore" or new_in_grace


def check_live(log: EventLog, policy: Policy) -> None:
    """At most one live refresh token in a family, unless the policy says otherwise."""
    family: dict[str, str] = {}
    live: dict[str, set[str]] = defaultdict(set)
    for event in log:
        if event.kind == "issue" and event.detail == "refresh":
            family[event.token] = event.family
            live[event.family].add(event.token)
            assert forks(policy) or len(live[event.family]) == 1, f"two live in {event.family}"
        elif event.kind in ("supersede", "revoke"):
            live[family[event.token]].discard(event.token)


def check_served(log: EventLog, leeway: float, skew: float) -> None:
    """Nobody is served without a token that was issued, nor after its exp and the leeway."""
    expires = {event.token: event.expires for event in log if event.kind == "issue"}
    minted = any(event.kind == "steal" and event.detail == "signing_key" for event in log)
    for event in log:
        if event.actor == "backend" and event.kind == "answer" and event.status == 200:
            assert event.token, "served without a token"
            assert minted or event.token in expires, "served with a token that nobody issued"
            expiry = expires.get(event.token)
            assert expiry is None or event.t + skew < expiry + leeway + HAIR


def check_endings(log: EventLog, latest: float) -> None:
    """Every request ends in exactly one answer or loss, and its sender hears of it once.

    One that was sent at `latest` (seconds) or after may still be on its way.
    """
    exchanges: dict[tuple[str, int], list[Event]] = defaultdict(list)
    for event in log:
        if event.exchange and event.kind in ("request", "answer", "response", "lost"):
            exchanges[event.client, event.exchange].append(event)
    for where, events in exchanges.items():
        kinds = Counter(event.kind for event in events)
        lost = Counter(event.detail for event in events if event.kind == "lost")
        answers = [event.status for event in events if event.kind == "answer"]
        heard = [event.status for event in events if event.kind == "response"]
        assert events[0].kind == "request", where
        assert kinds["request"] == 1, where
        assert len(answers) + lost["request"] <= 1, f"{where} ends twice"
        assert lost["response"] <= len(answers), f"{where}: what was lost was never sent"
        assert len(heard) <= 1, f"{where} is heard of twice"
        assert heard or events[0].t >= latest, f"{where} never ends"
        if heard and heard[0]:
            assert answers == heard, where
            assert not lost, f"{where} arrives though it was lost"


def check_reuse(log: EventLog, policy: Policy) -> None:
    """Reuse ends the family of the token that was shown, and no other of the same user's."""
    family: dict[str, str] = {}
    shown: dict[tuple[str, int], str] = {}
    for event in log:
        if event.kind == "issue":
            family[event.token] = event.family
        elif event.kind == "reuse":
            shown[event.client, event.exchange] = family[event.token]
        elif event.kind == "revoke" and event.detail == "reuse":
            assert policy.reuse in ("revoke_family", "revoke_user")
            if policy.reuse == "revoke_family":
                assert family[event.token] == shown[event.client, event.exchange]


@given(rough_scenarios())
@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_every_run(content):
    scenario = Scenario.model_validate(content)
    result = run(scenario, seed=5)
    assert not result.crashes
    policy, backend = scenario.policy, scenario.backend
    check_order(result.log, result.until)
    check_live(result.log, policy)
    check_served(result.log, backend.leeway, backend.skew)
    check_endings(result.log, result.until - scenario.network.timeout)
    check_reuse(result.log, policy)


def rows(*more: tuple[Any, ...]) -> EventLog:
    """A log with two refresh tokens of two families, and what else is said."""
    log = EventLog()
    log.append((0.0, "auth_server", "issue", "a", 1, 0, "r1", "refresh", "a", "f1", 90))
    log.append((0.0, "auth_server", "issue", "a", 2, 0, "r2", "refresh", "a", "f2", 90))
    for row in more:
        log.append(row)
    return log


SECOND = (1.0, "auth_server", "issue", "a", 3, 0, "r3", "refresh", "a", "f1", 90)
LATE = (91.0, "backend", "answer", "a", 3, 200, "r1")
NOBODYS = (1.0, "backend", "answer", "a", 3, 200, "x9")
ASKED = (1.0, "a", "request", "a", 3, 0, "", "GET /films")
ANSWERED = (1.0, "backend", "answer", "a", 3, 200, "r1")
HEARD = (1.0, "a", "response", "a", 3, 200)
LOST = (1.0, "network", "lost", "a", 3, 0, "", "request")
REUSED = (1.0, "auth_server", "reuse", "a", 3, 0, "r1")
OTHER_ENDED = (1.0, "auth_server", "revoke", "a", 3, 0, "r2", "reuse")


@pytest.mark.parametrize(
    ("faulty", "check"),
    [
        (rows(SECOND), lambda log: check_live(log, Policy())),
        (rows(LATE), lambda log: check_served(log, 0, 0)),
        (rows(NOBODYS), lambda log: check_served(log, 0, 0)),
        (rows(ASKED), lambda log: check_endings(log, 50)),
        (rows(ASKED, ANSWERED, LOST, HEARD), lambda log: check_endings(log, 50)),
        (rows(ASKED, ANSWERED, HEARD, HEARD), lambda log: check_endings(log, 50)),
        (rows(ASKED, HEARD), lambda log: check_endings(log, 50)),
        (rows(ANSWERED), lambda log: check_endings(log, 50)),
        (rows(REUSED, OTHER_ENDED), lambda log: check_reuse(log, Policy())),
    ],
)
def test_the_checks_can_fail(faulty: EventLog, check: Callable[[EventLog], None]):
    with pytest.raises(AssertionError):
        check(faulty)
