"""What a client may yield, what becomes of its mistakes, and who is left unharmed."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from typing import Any

import pytest

from simulator.actors.actions import Send, Signal, Together, Wait, WaitFor
from simulator.actors.messages import Request, get, log_in, log_out, refresh
from simulator.world.conversation import MAX_EXCHANGES_WITHOUT_WAIT
from simulator.world.run import Run
from tests.world.small import play, rows


def crash(result: Run, client: str = "ada") -> str:
    """The one crash of a client, as the log tells it."""
    (event,) = result.events(client, "crash")
    assert isinstance(result.crashes[client], Exception)
    return event.detail


def asks(*requests: Any) -> Any:
    """A client that sends these to the backend, whatever they are."""

    def client(session: Any) -> Any:
        for request in requests:
            yield Send("backend", request)

    return client


def yields(*actions: Any) -> Any:
    """A client that yields these, whatever they are."""
    return lambda session: (action for action in actions)


# --- mistakes ------------------------------------------------------------------------------

# The types forbid what these shall be given.
send: Any = Send
wait: Any = Wait
wait_for: Any = WaitFor
together: Any = Together

MISTAKES = [
    (yields(None), "TypeError: a client yields Send, Wait, WaitFor or Together; .* nothing"),
    (yields(5), "TypeError: a client yields .* an? int"),
    (yields(get("/films")), r"TypeError: a request alone was yielded.*Send\("),
    (yields(asks()(None)), "TypeError: a generator was yielded; use `yield from`"),
    (yields(Send("back end", get("/"))), "ValueError: there is no server called 'back end'"),
    (yields(Send("Backend", get("/"))), 'there are "auth_server" and "backend"'),
    (yields(send(7, get("/"))), "ValueError: there is no server called 7"),
    (yields(send(["backend"], get("/"))), r"ValueError: there is no server called \['backend'\]"),
    (yields(send("backend", "GET /films")), "TypeError: Send takes .* the request was a str"),
    (yields(send("backend", None)), "TypeError: Send takes .* NoneType"),
    (yields(wait("soon")), "TypeError: Wait takes a moment in seconds; it got 'soon'"),
    (yields(wait(None)), "TypeError: Wait takes a moment"),
    (yields(wait(math.nan)), "TypeError: Wait takes a moment in seconds; it got nan"),
    (yields(wait(math.inf)), "TypeError: Wait takes a moment"),
    (yields(wait(1e308)), "TypeError: Wait takes a moment"),
    (yields(wait(10**400)), "TypeError: Wait takes a moment"),
    (yields(wait([5])), "TypeError: Wait takes a moment"),
    (yields(wait_for(5)), "TypeError: WaitFor takes a Signal; it got a int"),
    (yields(wait_for(None)), "TypeError: WaitFor takes a Signal"),
    (yields(together(5)), "TypeError: a client is a generator"),
    (asks(Request("GET", 7)), "TypeError: no server can read this request"),  # type: ignore[arg-type]
    (asks(Request("GET", ["/"])), "TypeError: no server can read"),  # type: ignore[arg-type]
    (asks(Request("GET", "/films", 5)), "TypeError: no server can read"),  # type: ignore[arg-type]
    (
        asks(Request("GET", "/films", {"Authorization": ["x"]})),
        "TypeError: no server can read this request",
    ),
    (lambda session: None, "TypeError: a client is a generator.* must contain a yield"),
    (lambda session: [1, 2], "TypeError: a client is a generator"),
    (lambda session: 1 / 0, "ZeroDivisionError: division by zero"),
    (lambda: None, "TypeError: .*takes 0 positional arguments"),
]


@pytest.mark.parametrize(("client", "said"), MISTAKES, ids=[said[:50] for _, said in MISTAKES])
@pytest.mark.parametrize("latency", [0, 0.04])
def test_mistakes_are_told_and_end_nothing_else(client, said, latency):
    others = [{"name": "bo", "visits": {"script": {"at": [0, 10, 400]}}}]
    result = play(client, latency=latency, others=others)
    assert re.search(said, crash(result))
    quiet = play(yields(), latency=latency, others=others)
    assert result.events("bo") == quiet.events("bo")
    assert len(result.events("bo", "response")) == 6


@pytest.mark.parametrize(
    "form", [5, "text", {"grant_type": ["password"]}, {"client_id": {}, "grant_type": "password"}]
)
def test_a_form_that_nobody_can_read_is_the_clients_mistake(form):
    def client(session: Any) -> Any:
        yield Send("auth_server", Request("POST", "/token", {}, form))

    assert crash(play(client)).startswith("TypeError: no server can read this request")


def test_a_mistake_is_raised_at_the_yield_that_made_it():
    caught = []

    def client(session: Any) -> Any:
        try:
            yield Wait("soon")  # type: ignore[arg-type]
        except TypeError as mistake:
            caught.append(str(mistake))
        yield Wait(5)
        yield Send("backend", get("/films"))

    result = play(client)
    assert caught == ["Wait takes a moment in seconds; it got 'soon'"]
    assert not result.crashes
    assert rows(result.log)[0] == (5.0, "request", 0, "GET /films")


def test_an_exception_in_the_middle_keeps_what_went_before():
    def client(session: Any) -> Any:
        yield Send("backend", get("/films"))
        yield Wait(100)
        raise ValueError("enough\n  of this")

    result = play(client)
    assert rows(result.log)[-1] == (100.0, "crash", 0, "ValueError: enough of this")
    assert [kind for _, kind, *_ in rows(result.log)] == ["request", "answer", "response", "crash"]
    assert result.crashes["ada"].__traceback__ is not None


def test_storing_a_refusal_is_told():
    def client(session: Any) -> Any:
        answer = yield Send("auth_server", log_in(session.username, "wrong"))
        session.store(answer.body)

    assert "invalid_grant" in crash(play(client))


# --- loops without end -------------------------------------------------------------------------


def swallowing(session: Any) -> Any:
    while True:
        with suppress(Exception):
            yield 5


def swallowing_limits(session: Any) -> Any:
    while True:
        with suppress(Exception):
            yield Send("backend", get("/films"))


def nothing(session: Any) -> Any:
    yield from ()


def nested(session: Any) -> Any:
    yield Together(nested(session))


LOOPS: dict[str, Any] = {
    "waits for what has passed": lambda s: (Wait(s.now) for _ in iter(int, 1)),
    "together with nothing": lambda s: (Together() for _ in iter(int, 1)),
    "together without end": lambda s: (Together(nothing(s)) for _ in iter(int, 1)),
    "waits for what has happened": lambda s: (WaitFor(fired()) for _ in iter(int, 1)),
    "waits and asks": lambda s: (
        action for _ in iter(int, 1) for action in (Wait(0), Send("backend", get("/films")))
    ),
    "swallows its mistakes": swallowing,
    "swallows its limits": swallowing_limits,
}


def fired() -> Signal:
    signal = Signal()
    signal.fire()
    return signal


def test_endless_requests_stop():
    def client(session: Any) -> Any:
        while True:
            yield Send("backend", get("/films"))

    for latency in (0, 0.04):
        result = play(client, latency=latency)
        assert len(result.events("ada", "response")) == MAX_EXCHANGES_WITHOUT_WAIT == 1000
        assert "1000 requests without a Wait" in crash(result)


def test_waits_between_requests_make_it_no_loop():
    def client(session: Any) -> Any:
        for second in range(1, 2500):
            yield Wait(second * 0.1)
            yield Send("backend", get("/films"))

    result = play(client)
    assert not result.crashes
    assert len(result.events("ada", "response")) == 2499


@pytest.mark.parametrize("name", LOOPS)
def test_loops_in_which_no_time_passes_stop(name, monkeypatch):
    monkeypatch.setattr("simulator.world.conversation.MAX_ACTIONS_AT_ONCE", 2000)
    result = play(LOOPS[name], others=[{"name": "bo", "visits": {"script": {"at": [10]}}}])
    assert "never ends" in crash(result)
    assert len(result.events("bo", "response")) == 2


# --- time ------------------------------------------------------------------------------------


def test_moments_are_kept_to_the_millisecond():
    seen = []

    def client(session: Any) -> Any:
        for _ in range(10):
            yield Wait(session.now + 0.1)
            seen.append(session.now)

    play(client)
    assert seen == [round(0.1 * number, 1) for number in range(1, 11)]


def test_a_moment_that_has_passed_costs_no_time():
    seen = []

    def client(session: Any) -> Any:
        yield Wait(50)
        for moment in (10, 50, -3, 0):
            yield Wait(moment)
            seen.append(session.now)
        yield Wait(50.0004)
        seen.append(session.now)
        yield Wait(50.0006)
        seen.append(session.now)

    assert not play(client).crashes
    assert seen == [50, 50, 50, 50, 50, 50.001]


def test_a_client_that_forgets_to_wait_stays_at_the_start():
    def client(session: Any) -> Any:
        Wait(100)
        yield Send("backend", get("/films"))

    assert rows(play(client).log)[0][0] == 0.0


@pytest.mark.parametrize(("at", "status"), [(299.999, 200), (300, 401), (300.001, 401)])
def test_exp_is_exact_without_latency(at, status):
    def client(session: Any) -> Any:
        answer = yield Send("auth_server", log_in(session.username, session.password))
        yield Wait(at)
        yield Send("backend", get("/films", answer.body["access_token"]))

    assert rows(play(client).log)[-1][2] == status


@pytest.mark.parametrize(("at", "status"), [(299.959, 200), (299.96, 401)])
def test_exp_is_compared_when_the_request_arrives(at, status):
    def client(session: Any) -> Any:
        yield Wait(0)
        answer = yield Send("auth_server", log_in(session.username, session.password))
        yield Wait(at)
        yield Send("backend", get("/films", answer.body["access_token"]))

    result = play(client, latency=0.04)
    assert rows(result.log)[-2][0] == pytest.approx(at + 0.04, abs=1e-9)
    assert rows(result.log)[-1][2] == status


def test_the_end_is_not_part_of_a_run():
    def client(session: Any) -> Any:
        for moment in (599.96, 599.999, 600):
            yield Wait(moment)
            yield Send("backend", get("/films"))

    result = play(client, until=600)
    sent = [e.t for e in result.events("ada", "request")]
    assert sent == [599.96, 599.999]
    late = play(client, until=600, latency=0.04)
    # What is on its way at the end never arrives: no answer at 600, no crash.
    assert [(e.t, e.kind) for e in late.events("ada")] == [(599.96, "request")]
    assert late.events()[-1][:3] == (600.0, "engine", "end")


def test_the_shortest_run():
    result = play(yields(Send("backend", get("/films"))), until=0.001)
    assert [e.kind for e in result.log] == ["begin", "request", "answer", "response", "end"]


# --- Together and signals ----------------------------------------------------------------------


def test_together_gives_what_each_returns_in_its_order():
    seen = []

    def task(session: Any, moment: float) -> Any:
        yield Wait(moment)
        return moment

    def client(session: Any) -> Any:
        seen.append((yield Together(task(session, 30), task(session, 10), task(session, 20))))
        seen.append(session.now)

    assert not play(client).crashes
    assert seen == [[30, 10, 20], 30]


def test_together_with_nothing_goes_on_at_once():
    seen = []

    def client(session: Any) -> Any:
        seen.append((yield Together()))
        seen.append(session.now)

    assert not play(client).crashes
    assert seen == [[], 0.0]


def test_together_inside_together():
    seen = []

    def leaf(session: Any, moment: float) -> Any:
        yield Wait(moment)
        answer = yield Send("backend", get(f"/films/{moment}"))
        return (moment, answer.status)

    def branch(session: Any, *moments: float) -> Any:
        return (yield Together(*(leaf(session, moment) for moment in moments)))

    def client(session: Any) -> Any:
        seen.append((yield Together(branch(session, 1, 3), branch(session, 2), branch(session))))

    result = play(client)
    assert seen == [[[(1, 401), (3, 401)], [(2, 401)], []]]
    assert [e.t for e in result.events("ada", "request")] == [1, 2, 3]


def test_together_is_truly_at_once():
    def client(session: Any) -> Any:
        yield Together(*(asks(get(f"/films/{n}"))(session) for n in range(3)))

    result = play(client, latency=0.04)
    found = [(e.t, e.kind, e.exchange) for e in result.events("ada")]
    assert found == [
        *[(0.0, "request", n) for n in (1, 2, 3)],
        *[(0.04, "answer", n) for n in (1, 2, 3)],
        *[(0.08, "response", n) for n in (1, 2, 3)],
    ]


def test_a_task_that_raises_leaves_the_others_running():
    seen = []

    def broken(session: Any) -> Any:
        yield Wait(5)
        raise KeyError("lost")

    def client(session: Any) -> Any:
        seen.append((yield Together(broken(session), asks(get("/films"))(session))))
        yield Wait(50)
        yield Send("backend", get("/films"))

    result = play(client)
    assert crash(result) == "KeyError: 'lost'"
    assert seen == [[None, None]]
    assert [e.t for e in result.events("ada", "response")] == [0.0, 50.0]


def test_the_same_generator_twice_is_told():
    def client(session: Any) -> Any:
        yield Together(*[asks(get("/films"))(session)] * 2)

    assert crash(play(client)) == "ValueError: the same generator stands twice in Together"


def test_a_signal_wakes_all_who_wait_and_stops_nobody_who_comes_late():
    seen = []

    def waiter(session: Any, signal: Signal, start: float) -> Any:
        yield Wait(start)
        yield WaitFor(signal)
        seen.append((start, session.now))

    def firing(session: Any, signal: Signal) -> Any:
        yield Wait(20)
        signal.fire()
        signal.fire()

    def client(session: Any) -> Any:
        signal = Signal()
        waiters = [waiter(session, signal, start) for start in (0, 10, 20, 30)]
        yield Together(firing(session, signal), *waiters)

    result = play(client)
    assert not result.crashes
    assert sorted(seen) == [(0, 20), (10, 20), (20, 20), (30, 30)]


def test_a_signal_that_never_fires_stops_only_who_waits_for_it():
    result = play(
        yields(WaitFor(Signal())), others=[{"name": "bo", "visits": {"script": {"at": [10]}}}]
    )
    assert not result.crashes
    assert len(result.events("bo", "response")) == 2


# --- logout, and who does it ---------------------------------------------------------------------


def test_logout_and_after():
    """Two sessions of Ada's: the one that is logged out ends, at once for renewals only."""

    def client(session: Any) -> Any:
        one = (yield Send("auth_server", log_in(session.username, session.password))).body
        two = (yield Send("auth_server", log_in(session.username, session.password))).body
        yield Wait(10)
        yield Send("auth_server", log_out(one["refresh_token"]))
        yield Send("auth_server", refresh(one["refresh_token"]))
        yield Send("auth_server", refresh(two["refresh_token"]))
        for moment in (299.999, 300):
            yield Wait(moment)
            yield Send("backend", get("/films", one["access_token"]))

    found = [(e.t, e.status) for e in play(client).events("ada", "response")]
    assert found == [
        (0, 200),
        (0, 200),
        (10, 200),
        (10, 400),
        (10, 200),
        (299.999, 200),
        (300, 401),
    ]
