"""The general client: each habit, with the servers played by hand or by the simulator."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from simulator.actors.actions import Wait
from simulator.actors.app import App, Life
from simulator.actors.getting_tokens import THROWN_OUT_BY
from simulator.actors.logout import Logout
from simulator.actors.messages import NO_ANSWER, Response
from simulator.actors.retrying import Retry, may_pass, retry_after
from simulator.actors.session import Session
from simulator.actors.timer import Timer
from tests.actors.test_client import DEAD, DOWN, EXPIRED, LOGIN, OK, PAGE, RENEW, ByHand, tokens

BUSY = Response(429, {"Retry-After": "7"}, {"error": "slow_down"})
FORBIDDEN = Response(403, {}, {"error": "insufficient_scope"})
ONCE = Retry(attempts=1)


def signed_in(app: App, *visits: float) -> ByHand:
    """An app that has logged in and seen its first page at 0."""
    ada = ByHand(app, [0.0, *visits])
    ada.wait()
    assert ada.answer(tokens(1)) == LOGIN
    assert ada.answer(OK) == f"{PAGE} a1"
    return ada


def refused(app: App, *visits: float) -> ByHand:
    """The same, whose second page, at 60, was refused: it is about to renew."""
    ada = signed_in(app, 60.0, *visits)
    ada.wait()
    assert ada.answer(EXPIRED) == f"{PAGE} a1"
    return ada


def test_renews_when_refused_and_asks_again_once():
    ada = refused(App(), 70.0)
    assert ada.answer(tokens(2)) == f"{RENEW} r1"
    assert ada.answer(EXPIRED) == f"{PAGE} a2"
    assert ada.wait() == 70.0, "a second refusal in a row is not tried again"


def test_may_do_nothing_when_refused():
    ada = refused(App(after_401="nothing"), 70.0)
    assert ada.wait() == 70.0


@pytest.mark.parametrize("status", [403, 404, 500, 503, 0])
def test_only_401_leads_to_new_tokens(status):
    ada = signed_in(App(), 60.0, 70.0)
    ada.wait()
    ada.answer(Response(status))
    assert ada.wait() == 70.0


def test_logs_in_after_invalid_grant_and_tries_a_dead_token_once():
    ada = refused(App())
    assert ada.answer(DEAD) == f"{RENEW} r1"
    assert ada.answer(tokens(2)) == LOGIN
    assert ada.answer(OK) == f"{PAGE} a2"


def test_a_storm_shows_a_dead_token_again_and_again():
    app = App(tries_dead_again=True, retry=Retry(attempts=3, jitter="none"))
    ada = refused(app, 100.0)
    for pause in (1, 2):
        assert ada.answer(DEAD) == f"{RENEW} r1"
        before = ada.session.now
        assert ada.wait() == before + pause
    assert ada.answer(DEAD) == f"{RENEW} r1"
    assert ada.wait() == 100.0
    assert ada.answer(EXPIRED) == f"{PAGE} a1"
    assert ada.answer(DEAD) == f"{RENEW} r1", "and at the next visit once more"


# --- retries ------------------------------------------------------------------------------


def test_backs_off_exponentially_up_to_a_cap():
    retry = Retry(attempts=None, first=1, factor=3, cap=20, jitter="none")
    assert [retry.pause(n, DOWN, Random(1)) for n in (1, 2, 3, 4, 5, 900)] == [1, 3, 9, 20, 20, 20]


def test_full_jitter_draws_between_nothing_and_all():
    random, retry = Random(1), Retry(first=8)
    drawn = [retry.pause(1, DOWN, random) for _ in range(4000)]
    assert 0 <= min(drawn) < 0.05
    assert 7.95 < max(drawn) < 8
    # The mean of 4000 draws has a standard error of 8 / sqrt(12 * 4000) = 0.037.
    assert abs(sum(drawn) / len(drawn) - 4) < 4 * 0.037


def test_retry_after_is_the_least():
    assert Retry(jitter="none").pause(1, BUSY, Random(1)) == 8
    assert Retry(jitter="none", respects_retry_after=False).pause(1, BUSY, Random(1)) == 1
    assert all(Retry().pause(1, BUSY, Random(n)) >= 7 for n in range(50))


@pytest.mark.parametrize("text", ["", "soon", "-5", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", "²"])
def test_a_retry_after_that_is_no_number_of_seconds_counts_for_nothing(text):
    assert retry_after(Response(429, {"Retry-After": text})) == 0


def test_the_same_request_again_until_it_is_answered():
    ada = refused(App(retry=Retry(attempts=None, jitter="none", cap=2)))
    for trouble, pause in ((NO_ANSWER, 1), (DOWN, 2), (BUSY, 9), (DOWN, 2)):
        assert ada.answer(trouble) == f"{RENEW} r1"
        before = ada.session.now
        assert ada.wait() == before + pause
    assert ada.answer(tokens(2)) == f"{RENEW} r1"
    assert ada.answer(OK) == f"{PAGE} a2"


def test_gives_up_after_its_attempts_and_keeps_the_tokens():
    ada = refused(App(retry=ONCE), 70.0)
    assert ada.answer(DOWN) == f"{RENEW} r1"
    assert ada.wait() == 70.0, "no new token, so the page is not asked for again"
    assert ada.answer(EXPIRED) == f"{PAGE} a1"
    assert ada.answer(tokens(2)) == f"{RENEW} r1"


def test_a_login_is_retried_too():
    ada = ByHand(App(retry=Retry(jitter="none")), [0.0])
    ada.wait()
    assert ada.answer(NO_ANSWER) == LOGIN
    ada.wait()
    assert ada.answer(tokens(1)) == LOGIN
    assert ada.answer(OK) == f"{PAGE} a1"


def test_without_tokens_no_page_is_asked_for():
    ada = ByHand(App(retry=ONCE), [0.0, 5.0])
    ada.wait()
    assert ada.answer(DOWN) == LOGIN
    assert ada.wait() == 5.0


def test_somebody_elses_success_ends_the_retries():
    ada = refused(App(retry=Retry(jitter="none")))
    assert ada.answer(DOWN) == f"{RENEW} r1"
    ada.session.store({"access_token": "a9", "refresh_token": "r9", "expires_in": 300})
    ada.wait()
    assert ada.answer(OK) == f"{PAGE} a9"


@pytest.mark.parametrize(
    "wrong",
    [{"first": 0}, {"first": 31}, {"attempts": 0}, {"factor": 0.5}, {"factor": 1000}],
)
def test_retries_that_make_no_sense(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Retry(**wrong)


# --- what it takes for a logout -------------------------------------------------------------

OTHER_400 = Response(400, {}, {"error": "invalid_request"})
ANSWERS = {"dead": DEAD, "400": OTHER_400, "429": BUSY, "503": DOWN, "lost": NO_ANSWER}
ENDED_BY = {
    "invalid_grant": {"dead"},
    "any_4xx": {"dead", "400", "429"},
    "any_failure": {"dead", "400", "429", "503", "lost"},
}


@pytest.mark.parametrize("habit", ENDED_BY)
@pytest.mark.parametrize("answer", ANSWERS)
def test_what_ends_a_session(habit, answer):
    """RFC 6749 5.2: only invalid_grant; the others are common and wrong."""
    ada = refused(App(thrown_out_by=habit, retry=ONCE), 70.0)
    assert ada.answer(ANSWERS[answer]) == f"{RENEW} r1"
    if answer in ENDED_BY[habit]:
        assert ada.answer(tokens(2)) == LOGIN
    else:
        assert ada.wait() == 70.0
        assert ada.session.refresh_token == "r1"


def test_every_habit_is_listed():
    assert set(THROWN_OUT_BY) == set(ENDED_BY)
    assert [may_pass(answer) for answer in ANSWERS.values()] == [False, False, True, True, True]


def test_the_loser_of_a_race_takes_what_the_winner_got():
    ada = refused(App())
    ada.session.store({"access_token": "a9", "refresh_token": "r9", "expires_in": 300})
    assert ada.answer(DEAD) == f"{RENEW} r1"
    assert ada.answer(OK) == f"{PAGE} a9"
    ada = refused(App(rereads=False))
    ada.session.store({"access_token": "a9", "refresh_token": "r9", "expires_in": 300})
    assert ada.answer(DEAD) == f"{RENEW} r1"
    assert ada.answer(tokens(3)) == LOGIN, "who does not look throws the winner's tokens away"


def test_the_person_takes_a_while_to_log_in_again():
    ada = refused(App(login_delay=20))
    ada.answer(DEAD)
    assert ada.wait() == 80.0
    assert ada.answer(tokens(2)) == LOGIN


def test_the_person_may_never_come_back():
    ada = refused(App(login_delay=None), 70.0, 80.0)
    ada.answer(DEAD)
    assert ada.wait() == 70.0
    assert ada.next == Wait(80.0), "no page, no login"


def test_without_refresh_tokens_it_logs_in():
    ada = ByHand(App(), [0.0, 60.0])
    ada.wait()
    ada.answer(tokens(1, refresh=False))
    ada.answer(OK)
    ada.wait()
    ada.answer(EXPIRED)
    assert ada.answer(tokens(2, refresh=False)) == LOGIN
    assert ada.answer(OK) == f"{PAGE} a2"


# --- when to renew ahead ----------------------------------------------------------------------


def test_ahead_by_a_margin():
    ada = signed_in(App(renew="ahead", margin=30), 269.999, 270.0)
    ada.wait()
    assert ada.answer(OK) == f"{PAGE} a1"
    ada.wait()
    assert ada.answer(tokens(2)) == f"{RENEW} r1"
    assert ada.answer(OK) == f"{PAGE} a2"


def test_the_sign_of_the_margin_may_be_wrong():
    ada = signed_in(App(renew="ahead", margin=30, margin_is="after", after_401="nothing"), 310, 330)
    ada.wait()
    assert ada.answer(EXPIRED) == f"{PAGE} a1"
    ada.wait()
    assert ada.answer(tokens(2)) == f"{RENEW} r1"


def life(app: App, token: Any = "a1", expires_in: float = 300) -> Life:
    """An app that holds a token, with random numbers of its own."""
    session = Session("ada", username="ada", password="pw", visits=(), random=Random(5))
    session.store({"access_token": token, "refresh_token": "r1", "expires_in": expires_in})
    return Life(app, session)


def test_jitter_per_token_is_drawn_once_and_kept():
    ada = life(App(renew="ahead", margin=10, jitter=100))
    moments = {ada.renews_at() for _ in range(20)}
    assert len(moments) == 1
    assert 190 < moments.pop() <= 290
    ada.session.store({"access_token": "a2", "refresh_token": "r2", "expires_in": 300})
    assert ada.renews_at() not in moments


def test_jitter_per_check_is_another_each_time():
    ada = life(App(renew="ahead", margin=10, jitter=100, jitter_drawn="per_check"))
    assert len({ada.renews_at() for _ in range(20)}) == 20


def test_expiry_by_the_tokens_own_claim():
    import jwt

    token = jwt.encode({"exp": 777}, "k" * 32, "HS256")
    assert life(App(renew="ahead", margin=0, expiry="exp"), token).renews_at() == 777
    assert life(App(renew="ahead", margin=0), token).renews_at() == 300


@pytest.mark.parametrize("token", ["opaque", "a.b.c", "", "..", "e30.e30.e30", "e30.W10.x", None])
def test_a_token_that_tells_no_expiry_is_left_to_the_401(token):
    assert life(App(renew="ahead", expiry="exp"), token).renews_at() == float("inf")


def test_an_answer_without_expires_in_is_left_to_the_401():
    ada = life(App(renew="ahead"))
    ada.session.store({"access_token": "a2"})
    assert ada.renews_at() == float("inf")


def test_settings_that_make_no_sense():
    with pytest.raises(ValueError, match="parallel"):
        App(parallel=0)
    with pytest.raises(ValueError, match="in order"):
        Logout(at=(5.0, 3.0))


def test_defaults_are_right_habits():
    app = App()
    assert (app.thrown_out_by, app.single_flight, app.rereads) == ("invalid_grant", True, True)
    assert not app.tries_dead_again
    assert not app.logout.revives
    assert app.timer == Timer(stands_still=True, limit=2147483.647, clamp=True)
