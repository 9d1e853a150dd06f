"""The scenarios of notebook 14, and rules for apps that come from outside."""

from __future__ import annotations

import pytest

from simulator import run
from simulator.lab.theory import jittered_rush_wait
from simulator.world.queueing import waits

TV = "clients.tv.strategy.app."
SMALL = {
    "clients.tv.count": 20,
    "until": "6 min",
    TV + "retry.attempts": None,
    "auth_server.outages": [{"from": "4 min", "until": "5 min"}],
}
VIEWERS = {"clients.viewer.count": 60, "until": "13 min"}


def renewals_refused(happened):
    """When each renewal was refused, in order."""
    answers = happened.events(kind="answer")
    return [e.t for e in answers if e.actor == "auth_server" and e.status == 503]


def test_who_logs_in_when_the_worker_is_busy_waits_for_all_before_them():
    happened = run("nine_o_clock")
    longest = max(waits(happened.log, operation="login"))
    # 500 logins of 64 ms are 32 s of work, and the last one comes within 10 s.
    assert 21.9 < longest < 22.1
    assert max(waits(happened.log, operation="refresh")) == 0


def test_a_herd_waits_for_its_own_work_and_its_second_wave_does_not():
    happened = run("all_at_once", settings={"until": "10 min"})
    first = [e.t for e in happened.events(kind="arrive") if 200 < e.t < 400]
    # Tokens came at 0.08 s and live until 300; timers ring half a minute before that.
    assert first == [270.12] * 1000
    found = waits(happened.log, operation="refresh")
    assert max(found) == 999 * 0.008
    assert max(found[1000:]) == 0


@pytest.mark.parametrize("jitter", [2, 4, 6])
def test_jitter_takes_as_much_from_the_wait_as_theory_says(jitter):
    happened = run("all_at_once", settings={"until": "5 min", TV + "jitter": jitter})
    longest = max(waits(happened.log, operation="refresh"))
    assert longest == pytest.approx(jittered_rush_wait(1000, 1, 0.008, jitter), abs=0.1)


def test_a_given_backoff_is_told_how_often_it_failed_and_decides_the_pause():
    told = []

    def backoff(attempt, random):
        told.append(attempt)
        return 10 * attempt

    happened = run("all_at_once", backoff=backoff, settings={**SMALL, "clients.tv.count": 1})
    assert told == [1, 2]
    first, second = renewals_refused(happened)
    # The pause, and a way of 40 ms in each direction.
    assert second - first == pytest.approx(10.08)


def test_a_given_backoff_draws_from_the_clients_own_chance():
    def same_as_ours(attempt, random):
        return min(30, 2 ** (attempt - 1)) * random.random()

    assert (
        run("all_at_once", backoff=same_as_ours, settings=SMALL).log.rows
        == run("all_at_once", settings=SMALL).log.rows
    )


def test_retry_after_comes_on_top_of_a_given_backoff():
    settings = {
        **SMALL,
        "auth_server.outages": [],
        "auth_server.rate_limit": {"per_second": 1, "burst": 1},
        "clients.tv.count": 2,
    }
    happened = run("all_at_once", backoff=lambda attempt, random: 0.5, settings=settings)
    arrivals = [e.t for e in happened.events(kind="arrive") if e.t < 60]
    assert arrivals == [0.04, 0.04, 1.62]


def test_a_given_rule_ends_the_session_or_keeps_it():
    thrown_out = run("out_of_order", means_logout=lambda answer: True, settings=VIEWERS)
    kept = run("out_of_order", means_logout=lambda answer: False, settings=VIEWERS)
    assert thrown_out.summary().total.logins > 60
    assert kept.summary().total.logins == 60


def test_the_rule_is_asked_about_failures_only():
    told = []

    def means_logout(answer):
        told.append((answer.status, answer.error))
        return False

    run("out_of_order", means_logout=means_logout, settings=VIEWERS)
    assert set(told) == {(503, "temporarily_unavailable")}


def test_our_rule_given_from_outside_changes_nothing():
    given = run(
        "out_of_order",
        means_logout=lambda answer: answer.error == "invalid_grant",
        settings=VIEWERS,
    )
    assert given.log.rows == run("out_of_order", settings=VIEWERS).log.rows


@pytest.mark.parametrize(
    ("scenario", "settings", "given"),
    [
        ("all_at_once", SMALL, {"backoff": lambda attempt, random: 1 / 0}),
        ("out_of_order", VIEWERS, {"means_logout": lambda answer: 1 / 0}),
    ],
)
def test_a_rule_that_raises_is_its_clients_crash(scenario, settings, given):
    crashes = run(scenario, settings=settings, **given).crashes
    assert crashes
    assert all(isinstance(mistake, ZeroDivisionError) for mistake in crashes.values())


def test_a_pause_that_is_no_number_is_its_clients_crash():
    def soon(attempt, random):
        return "soon"

    crashes = run("all_at_once", backoff=soon, settings=SMALL).crashes
    assert {type(mistake) for mistake in crashes.values()} == {TypeError}


def test_a_dead_token_is_shown_once_or_for_ever():
    settings = {
        "clients.tv.count": 5,
        "until": "30 min",
        "policy.refresh_ttl": "10 min",
        TV + "login_delay": None,
        TV + "retry.attempts": None,
    }
    once = run("all_at_once", settings=settings)
    for_ever = run("all_at_once", settings={**settings, TV + "tries_dead_again": True})
    assert once.summary().total.tokens_denied == 5
    assert for_ever.summary().total.tokens_denied > 5 * 50
