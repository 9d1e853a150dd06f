"""Case 53 in whole runs: logout at 10 s, access tokens live 900 s. Until when is one accepted?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from simulator.actors.actions import Send, Wait
from simulator.actors.messages import get, log_in, log_out
from simulator.events import EventLog
from simulator.world.cast import make_cast
from simulator.world.engine import simulate
from simulator.world.scenario import Scenario
from tests.world.plain_clock import simulate_plainly
from tests.world.small import scenario


def world(revocation: str = "none", checks: Any = "local", **more: Any) -> Scenario:
    policy = {"access_ttl": 900, "refresh_ttl": 3600, "revocation": revocation}
    backend = {"checks": checks, **more.pop("backend", {})}
    return scenario(
        until=more.pop("until", 1000),
        policy={**policy, **more.pop("policy", {})},
        backend=backend,
        tokens="lazy",
        **more,
    )


def leaves_and_stays(moments: Iterable[float], logout: float = 10.0) -> Any:
    """Ada logs out, and somebody goes on to show her access token."""

    def client(session: Any) -> Any:
        answer = yield Send("auth_server", log_in(session.username, session.password))
        body, gone = answer.body, False
        for at in moments:
            if at >= logout and not gone:
                yield Wait(logout)
                yield Send("auth_server", log_out(body["refresh_token"]))
                gone = True
            yield Wait(at)
            yield Send("backend", get("/films", body["access_token"]))

    return client


def played(content: Scenario, moments: Iterable[float] = ()) -> EventLog:
    """The log of a run, which the plain clock tells in the same way."""
    moments = list(moments) or [now + 0.5 for now in range(950)]
    log = simulate(make_cast(content, 1, {"ada": leaves_and_stays(moments)}))
    assert not log.crashes
    plain = simulate_plainly(make_cast(content, 1, {"ada": leaves_and_stays(moments)}))
    assert plain.rows == log.rows
    return log


def served(log: EventLog) -> list[float]:
    return [
        e.t
        for e in log
        if (e.actor, e.kind, e.client, e.status) == ("backend", "answer", "ada", 200)
    ]


def asked(log: EventLog, what: str) -> list[float]:
    """When the backend asked for something."""
    return [e.t for e in log if (e.client, e.kind, e.detail) == ("backend", "request", what)]


@pytest.mark.parametrize("algorithm", ["HS256", "ES256"])
@pytest.mark.parametrize(
    ("revocation", "checks", "last"),
    [
        ("none", "local", 899.5),
        # Who keeps a list that nobody fetches has gained nothing.
        ("deny_list", "local", 899.5),
        ("none", "introspection", 9.5),
        ("deny_list", "introspection", 9.5),
        # Asked at 0.5, 6, … s (an answer of 0.5 s counts until 5.5 s, and no longer at 6.5 s).
        ("none", {"introspection": {"cache": 5}}, 11.5),
        # Calculated: until 10 s. That takes a list without delay; here it is fetched at 11 s.
        ("deny_list", {"deny_list": {"poll": 1}}, 10.5),
        ("deny_list", "deny_list", 29.5),
        # The copy of 0.5 s may be used until 60.5 s.
        ("status_list", {"status_list": {"ttl": 60}}, 59.5),
    ],
    ids=str,
)
def test_until_when_a_token_is_accepted(algorithm, revocation, checks, last):
    log = played(world(revocation, checks, policy={"algorithm": algorithm}))
    assert served(log) == [now + 0.5 for now in range(int(last + 0.5))]


def test_the_deny_list_is_empty_again_when_the_token_has_expired():
    """Case 53: after 910 s the list is as short as before."""
    cast = make_cast(world("deny_list", "deny_list"), 1, {"ada": leaves_and_stays([20])})
    log = simulate(cast)
    told = [(e.t, e.kind, e.token) for e in log if e.kind in ("deny", "allow")]
    assert told == [(10.0, "deny", "ada-a1"), (900.0, "allow", "ada-a1")]
    assert asked(log, "GET /denylist") == [30.0 * n for n in range(34)]
    called_back: Any = cast.backend.verifier.called_back  # type: ignore[union-attr]
    assert called_back.denied == {}


def test_each_way_has_its_price():
    """What a session of 95 pages costs the auth server."""
    moments = [now + 0.5 for now in range(0, 950, 10)]
    costs = {
        name: len(asked(played(world(revocation, checks), moments), request))
        for name, revocation, checks, request in [
            ("local", "none", "local", "GET /jwks"),
            ("introspection", "none", "introspection", "POST /introspect"),
            ("deny_list", "deny_list", "deny_list", "GET /denylist"),
            ("status_list", "status_list", "status_list", "GET /statuslist"),
        ]
    }
    # Pages after 900 s show a token that has expired: nobody asks about it.
    assert costs == {"local": 0, "introspection": 90, "deny_list": 34, "status_list": 3}


@pytest.mark.parametrize("how", ["refuse", "silence"])
@pytest.mark.parametrize(
    ("revocation", "checks", "statuses"),
    [
        ("none", "local", {200}),
        ("none", "introspection", {503}),
        ("deny_list", "deny_list", {200}),
        ("deny_list", {"deny_list": {"max_age": 30}}, {200, 503}),
        ("status_list", {"status_list": {"ttl": 20}}, {503}),
        ("status_list", {"status_list": {"ttl": 20, "stale_if_error": 300}}, {200}),
    ],
    ids=str,
)
def test_an_auth_server_that_is_down(how, revocation, checks, statuses):
    """Who asks about every token depends on the auth server for every page."""
    outages = [{"from": 40, "until": 240, "how": how}]
    content = world(
        revocation, checks, auth_server={"outages": outages}, network={"latency": 0, "timeout": 2}
    )
    client = leaves_and_stays([30, *range(60, 200, 3)], logout=900)
    log = simulate(make_cast(content, 1, {"ada": client}))
    found = {e.status for e in log if e.kind == "response" and e.actor == "ada" and e.t > 40}
    assert found == statuses
    assert {e.detail for e in log if e.kind == "answer" and e.actor == "backend"} <= {
        "",
        "temporarily_unavailable: state can't be read",
    }


@pytest.mark.parametrize("backend", [{"leeway": 30}, {"skew": -60}, {"leeway": 30, "skew": -60}])
def test_leeway_and_a_wrong_clock_do_not_bring_a_token_back(backend):
    """An id counts for as long as the backend would accept the token by itself."""
    moments = [now + 0.5 for now in range(850, 995)]
    first = -backend.get("skew", 0) + 5
    content = world("deny_list", "deny_list", backend=backend)
    moments = [first, *moments]
    client = leaves_and_stays(moments, logout=70)
    log = simulate(make_cast(content, 1, {"ada": client}))
    assert served(log) == [first]
    alone = simulate(make_cast(world(backend=backend), 1, {"ada": leaves_and_stays(moments, 70)}))
    assert served(alone)[-1] > 920, "without the list it would have been"
