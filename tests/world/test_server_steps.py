"""Servers that need time: what they yield is done, written down, and waited for."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.actions import Send, Signal, Wait, WaitFor
from simulator.actors.messages import NO_ANSWER, Request, Response, get
from simulator.events import EventLog
from simulator.world.cast import Cast, make_cast
from simulator.world.engine import simulate
from tests.world.plain_clock import simulate_plainly
from tests.world.small import rows, scenario


def asks_once(at: float = 0.0, keep: list[Any] | None = None) -> Any:
    """A client that wants one page and keeps (when, answer)."""

    def client(session: Any) -> Any:
        yield Wait(at)
        answer = yield Send("backend", get("/films"))
        if keep is not None:
            keep.append((session.now, answer))

    return client


def cast_with(handle: Any, clients: Any, background: Any = None, **more: Any) -> Cast:
    """Ada and Bo, and a backend that does `handle`, with messages that take 50 ms."""
    others = [{"name": "bo", "visits": {"script": {"at": []}}}]
    policy = {"algorithm": "EdDSA"}
    network = more.pop("network", {"latency": 0.05})
    content = scenario(network=network, others=others, policy=policy, **more)
    cast = make_cast(content, 1, clients)
    cast.backend.handle = handle  # type: ignore[method-assign]
    if background is not None:
        cast.backend.background = background  # type: ignore[attr-defined]
    return cast


def told_alike(cast_again: Any) -> EventLog:
    """The log, after the plain clock has told the same."""
    log: EventLog = simulate(cast_again())
    assert list(log) == list(simulate_plainly(cast_again()))
    return log


def test_a_server_is_told_when_it_goes_on_and_what_it_was_answered():
    heard: list[Any] = []

    def handle(request: Request, now: float, origin: Any) -> Any:
        heard.append((now, origin))
        heard.append((yield Wait(now + 2)))
        now, answer = yield Send("auth_server", Request("GET", "/jwks"))
        heard.append((now, answer.status))
        heard.append((yield Wait(0)))
        return Response(200)

    got: list[Any] = []
    log = simulate(cast_with(handle, {"ada": asks_once(1, got)}))
    assert heard == [(1.05, ("ada", 1)), (3.05, None), (3.15, 200), (3.15, None)]
    assert got == [(3.2, Response(200))]
    assert rows(log) == [(1.0, "request", 0, "GET /films"), (3.2, "response", 200, "")]
    # The backend has asked for the keys once while the cast was made.
    mine = [(e.t, e.actor, e.kind, e.exchange) for e in log if e.client == "backend"]
    assert mine[3:] == [
        (3.05, "backend", "request", 2),
        (3.1, "auth_server", "answer", 2),
        (3.15, "backend", "response", 2),
    ]


def test_one_fetch_for_all_who_wait():
    def make() -> Cast:
        fetching: list[Signal] = []

        def handle(request: Request, now: float, origin: Any) -> Any:
            if fetching:
                yield WaitFor(fetching[0])
            else:
                fetching.append(Signal())
                yield Wait(now + 3)
                yield Send("auth_server", Request("GET", "/jwks"))
                fetching[0].fire()
            return Response(200)

        return cast_with(handle, {"ada": asks_once(1), "bo": asks_once(2)})

    log = told_alike(make)
    assert [(e.t, e.client) for e in log if e.kind == "response" and e.actor != "backend"] == [
        (4.2, "ada"),
        (4.2, "bo"),
    ]
    assert sum(1 for e in log if e.kind == "request" and e.client == "backend") == 2


def test_a_server_may_do_things_of_its_own():
    def make() -> Cast:
        def background(now: float) -> Any:
            while True:
                now, _ = yield Wait(now + 60)
                now, answer = yield Send("auth_server", Request("GET", "/jwks"))
                assert answer.ok

        return cast_with(lambda *_: Response(200), {}, background, until=200)

    log = told_alike(make)
    asked = [(e.t, e.exchange) for e in log if e.kind == "request" and e.client == "backend"]
    assert asked == [(0.0, 1), (60.0, 2), (120.1, 3), (180.2, 4)]


def test_a_server_may_have_nothing_to_do_of_its_own():
    simulate(cast_with(lambda *_: Response(200), {}, lambda now: None))


@pytest.mark.parametrize("wanted", [None, 5, Send("nobody", get("/")), Wait("soon")])  # type: ignore[arg-type]
def test_a_servers_mistakes_end_the_run(wanted):
    def steps(*_: Any) -> Any:
        yield wanted
        return Response(200)

    with pytest.raises((TypeError, KeyError)):
        simulate(cast_with(steps, {"ada": asks_once()}))
    with pytest.raises((TypeError, KeyError)):
        simulate(cast_with(lambda *_: Response(200), {}, steps))


def test_a_request_that_nobody_can_read_stays_the_clients_mistake():
    def handle(request: Request, now: float, origin: Any) -> Any:
        yield Wait(now + 1)
        return Response(200, {}, {"page": request.path.upper()})

    def client(session: Any) -> Any:
        yield Send("backend", Request("GET", 7))  # type: ignore[arg-type]

    log = simulate(cast_with(handle, {"ada": client, "bo": asks_once()}))
    assert rows(log)[-1][1] == "crash"
    assert rows(log, "bo")[-1] == (1.1, "response", 200, "")


@pytest.mark.parametrize("how", ["wait", "signal"])
def test_patience_ends_and_the_server_goes_on(how):
    done: list[float] = []

    def make() -> Cast:
        def handle(request: Request, now: float, origin: Any) -> Any:
            if how == "signal":
                yield WaitFor(signal)
            else:
                yield Wait(now + 20)
            now, _ = yield Send("auth_server", Request("GET", "/jwks"))
            done.append(now)
            return Response(200)

        def background(now: float) -> Any:
            yield Wait(20.05)
            signal.fire()

        signal = Signal()
        got.clear()
        return cast_with(handle, {"ada": asks_once(0, got)}, background)

    got: list[Any] = []
    log = told_alike(make)
    assert got == [(10.0, NO_ANSWER)]
    assert done == [20.15, 20.15]
    assert rows(log) == [
        (0.0, "request", 0, "GET /films"),
        (10.0, "response", 0, "no_answer"),
    ]


def test_an_answer_at_the_last_moment_counts():
    def handle(request: Request, now: float, origin: Any) -> Any:
        yield Wait(9.95)
        return Response(200)

    got: list[Any] = []
    simulate(cast_with(handle, {"ada": asks_once(0, got)}))
    assert got == [(10.0, Response(200))]


def test_a_servers_own_requests_get_lost_too():
    heard: list[Any] = []

    def handle(request: Request, now: float, origin: Any) -> Any:
        heard.append((yield Send("auth_server", Request("GET", "/jwks"))))
        return Response(503)

    got: list[Any] = []
    network = {"latency": 0.05, "lost_requests": 1, "lossy": "auth_server", "timeout": 2}
    log = simulate(cast_with(handle, {"ada": asks_once(0, got)}, network=network))
    assert heard == [(2.05, NO_ANSWER)]
    # Ada's patience ended first, since she began to wait before the backend did.
    assert got == [(2.0, NO_ANSWER)]
    lost = [(e.t, e.client, e.exchange) for e in log if e.kind == "lost"]
    assert lost == [(0.05, "backend", 2)]
