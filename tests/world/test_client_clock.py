"""Clients whose clock is wrong and whose machine sleeps (cases 20 and 50)."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.actions import Send, Signal, Together, Wait, WaitFor
from simulator.actors.messages import get
from simulator.actors.session import Visit
from simulator.world.cast import make_cast
from simulator.world.client_clock import Hours, Sleep, hours_of, in_order
from simulator.world.engine import simulate
from simulator.world.run import run
from tests.world.people import LOGIN, RENEW, answered, app_run, forced_logins, sent
from tests.world.plain_clock import simulate_plainly
from tests.world.small import play, rows, scenario

NAP = Sleep(from_=100.0, until=200.0)


def sleeps(*spans: tuple[float, float]) -> list[dict[str, float]]:
    return [{"from": start, "until": end} for start, end in spans]


def test_who_needs_no_hours_has_none():
    assert hours_of(0.0, ()) is None
    for part in make_cast(scenario(0), 1).parts:
        assert part.hours is None
        assert part.client is scenario(0).clients[0].strategy


@pytest.mark.parametrize(
    ("now", "wakes"), [(99.999, None), (100, 200), (199.999, 200), (200, None), (310, 320)]
)
def test_when_it_wakes(now, wakes):
    assert Hours(0.0, (NAP, Sleep(from_=300.0, until=320.0))).wakes(now) == wakes


def test_visits_in_a_sleep_do_not_take_place_and_the_others_are_in_its_own_time():
    visits = (Visit(at, "/films") for at in (0, 100, 199, 200, 250))
    assert [v.at for v in Hours(-7.0, (NAP,)).visits(visits)] == [-7, 193, 243]


@pytest.mark.parametrize(
    ("spans", "said"),
    [([(5, 5)], "until must be later"), ([(5, 9), (9, 12)], "order"), ([(5, 9), (1, 2)], "order")],
)
def test_sleeps_that_make_no_sense(spans, said):
    with pytest.raises(ValueError, match=said):
        in_order(tuple(Sleep(from_=start, until=end) for start, end in spans))
    with pytest.raises(ValueError, match=said):
        scenario(0, ada={"sleeps": sleeps(*spans)})


# --- a wrong clock ----------------------------------------------------------------------------


@pytest.mark.parametrize("skew", [0, 90, -90, 0.001])
def test_a_client_reads_and_waits_by_its_own_clock(skew):
    seen: list[Any] = []

    def client(session: Any) -> Any:
        seen.append(session.now)
        yield Wait(session.now + 5)
        yield Send("backend", get("/films"))
        seen.append(session.now)
        seen.append(session.awake)

    result = play(client, latency=0.04, ada={"skew": skew})
    assert seen == pytest.approx([skew, skew + 5.08, 5.08])
    assert sent(result, "GET /films") == [5.0]


@pytest.mark.parametrize("strategy", ["on_401", "ahead", "log_in_again", "with_code", "app"])
@pytest.mark.parametrize("skew", ["1 h", "-1 h"])
def test_a_wrong_clock_does_no_harm_to_who_counts_from_the_answer(strategy, skew):
    """expires_in is a length, and lengths are right on a wrong clock."""
    right, wrong = (
        run(scenario(0, 200, 400, 590, latency=0.04, ada={"strategy": strategy, "skew": s})).log
        for s in (0, skew)
    )
    assert rows(right) == rows(wrong)


def test_the_log_tells_true_time():
    result = app_run(0, 60, 120, ada={"skew": 30})
    assert sent(result, "GET /films") == [0.08, 60.0, 120.0]


@pytest.mark.parametrize(
    ("skew", "refused", "renewed_at"),
    [(0, 0, [270, 540]), (20, 0, [250, 500]), (-60, 2, [300.08, 600.08])],
)
def test_exp_against_a_wrong_clock(skew, refused, renewed_at):
    """ttl 300, margin 30, a page every 10 s. Fast by 20: renewed 20 s early, each time. Slow by
    60: the margin is used up and more, so that the backend's 401 says it first."""
    app = {"renew": "ahead", "margin": 30, "expiry": "exp"}
    result = app_run(*range(0, 610, 10), app=app, until=700, ada={"skew": skew})
    assert answered(result, "GET /films").count(401) == refused
    assert sent(result, RENEW) == renewed_at


SHARE = [("before", 0.0), ("after", 60 / 360)]


@pytest.mark.parametrize(("margin_is", "share"), SHARE)
def test_case_20_the_sign_of_the_tolerance(margin_is, share):
    """ttl 300, tolerance 60, a page every second; the client trusts nothing but its clock.

    Calculated: with the wrong sign a token is used for 360 s, of which the last 60 are refused,
    and with the right one never. The run has whole cycles, but for the login's 80 ms.
    """
    app = {"renew": "ahead", "margin": 60, "margin_is": margin_is, "after_401": "nothing"}
    result = app_run(*range(3600), app=app, until=3600)
    statuses = answered(result, "GET /films")
    assert statuses.count(401) / len(statuses) == pytest.approx(share, abs=0.005)


def test_case_20_who_asks_again_on_401_pays_one_refusal_each_cycle():
    """What softens the fault in the field: the first 401 renews, so 1 page in 302 is refused."""
    app = {"renew": "ahead", "margin": 60, "margin_is": "after"}
    statuses = answered(app_run(*range(3600), app=app, until=3600), "GET /films")
    assert statuses.count(401) == 3600 // 300 - 1


# --- sleep ------------------------------------------------------------------------------------


def test_nothing_is_done_asleep_and_a_wait_ends_on_waking():
    seen: list[Any] = []

    def ticking(session: Any) -> Any:
        for at in (50, 99, 100, 150, 199, 200, 250):
            yield Wait(at)
            seen.append((session.now, session.awake))

    result = play(ticking, ada={"sleeps": sleeps((100, 200))})
    assert seen == [(50, 50), (99, 99), (200, 100), (200, 100), (200, 100), (200, 100), (250, 150)]
    assert rows(result.log) == [(100.0, "sleep", 0, ""), (200.0, "wake", 0, "")]


def test_who_is_woken_asleep_goes_on_when_awake():
    """Signals and Together too; and what a task returns comes through."""
    seen: list[Any] = []

    def client(session: Any) -> Any:
        signal = Signal()

        def waits() -> Any:
            yield WaitFor(signal)
            seen.append(session.now)
            return "woken"

        def fires() -> Any:
            yield Wait(99.9)
            yield Send("backend", get("/films"))
            signal.fire()
            return "fired"

        seen.append((yield Together(waits(), fires())))

    play(client, latency=0.06, ada={"sleeps": sleeps((100, 200))})
    assert seen == [200.0, ["woken", "fired"]]


def test_an_answer_that_arrives_asleep_is_lost():
    seen: list[Any] = []

    def client(session: Any) -> Any:
        yield Wait(99.95)
        answer = yield Send("backend", get("/films"))
        seen.append((session.now, answer.status, answer.error))

    result = play(client, latency=0.04, ada={"sleeps": sleeps((100, 200))})
    assert seen == [(200.0, 0, "no_answer")]
    assert rows(result.log) == [
        (99.95, "request", 0, "GET /films"),
        (99.99, "answer", 401, "missing token"),
        (100.0, "sleep", 0, ""),
        (100.03, "lost", 0, "response"),
        (200.0, "wake", 0, ""),
        (200.0, "response", 0, "no_answer"),
    ]


def test_a_request_that_never_arrived_is_lost_once():
    """Sent at 99.95 and lost; patience would end at 101.95, in the sleep."""

    def client(session: Any) -> Any:
        yield Wait(99.95)
        yield Send("backend", get("/films"))

    network = {"latency": 0.04, "lost_requests": 1, "timeout": 2}
    result = play(client, network=network, ada={"sleeps": sleeps((100, 200))})
    assert [row[:2] for row in rows(result.log)] == [
        (99.95, "request"),
        (99.95, "lost"),
        (100.0, "sleep"),
        (200.0, "wake"),
        (200.0, "response"),
    ]


def test_mistakes_are_raised_where_they_were_made():
    seen: list[str] = []

    def client(session: Any) -> Any:
        for wrong in (Wait("soon"), 5, Send("nowhere", get("/"))):  # type: ignore[arg-type]
            try:
                yield wrong
            except Exception as mistake:
                seen.append(type(mistake).__name__)
        yield Wait(5)
        raise ZeroDivisionError

    result = play(client, ada={"skew": 3})
    assert seen == ["TypeError", "TypeError", "ValueError"]
    assert rows(result.log) == [(2.0, "crash", 0, "ZeroDivisionError")]
    assert play(lambda session: None, ada={"skew": 3}).crashes
    assert play(lambda session: 1 / 0, ada={"skew": 3}).crashes


@pytest.mark.parametrize("latency", [0, 0.04])
def test_sleepers_under_either_clock(latency):
    content = scenario(
        *range(0, 600, 7),
        latency=latency,
        ada={"strategy": "app", "skew": -11, "sleeps": sleeps((0, 3), (99, 101), (250, 420))},
    )
    assert simulate(make_cast(content, 1)).rows == simulate_plainly(make_cast(content, 1)).rows


# --- case 50 ------------------------------------------------------------------------------------

HABITS: list[Any] = [
    {"renew": "on_401"},
    {"renew": "ahead"},
    {"renew": "timer"},
    {"renew": "timer", "timer": {"stands_still": False}},
]


@pytest.mark.parametrize("app", HABITS, ids=str)
@pytest.mark.parametrize(("refresh_ttl", "logins"), [(10_000, 0), (3_000, 1)])
def test_case_50_waking_up(app, refresh_ttl, logins):
    """Asleep from 100 to 5000, tokens live 900 and 10 000 s: one renewal, and the page is there.
    If the refresh token lives 3000 s: one renewal denied, one login, and no loop."""
    result = app_run(
        0, 50, 5001, 5100, app=app, until=5200,
        policy={"access_ttl": 900, "refresh_ttl": refresh_ttl},
        ada={"sleeps": sleeps((100, 5000))},
    )  # fmt: skip
    assert answered(result, RENEW) == ([400] if logins else [200])
    assert forced_logins(result) == logins
    pages = [e for e in result.events("ada", "response") if e.t > 5000]
    assert [e.status for e in pages][-1] == 200
    assert len(sent(result, LOGIN)) == 1 + logins
    assert len(result.events("ada", "request")) <= 4 + 1 + 1 + 2 * logins + 1


@pytest.mark.parametrize(("stands_still", "renewed"), [(True, 1770.08), (False, 1000.0)])
def test_a_timer_stands_still_in_a_sleep_or_does_not(stands_still, renewed):
    """Set to 870 s at 0.08, asleep from 100 to 1000: rings at 870.08, so on waking; or 900 s late.
    The app that trusts such a timer shows an expired token to whoever asks meanwhile."""
    result = app_run(
        0, until=1800,
        app={"renew": "timer", "timer": {"stands_still": stands_still}},
        policy={"access_ttl": 900}, ada={"sleeps": sleeps((100, 1000))},
    )  # fmt: skip
    assert sent(result, RENEW)[0] == renewed
