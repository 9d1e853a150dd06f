"""Client strategies: we play the servers by hand, sending answers to the generator."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import Any

import pytest

from simulator.actors.actions import Send, Signal, Wait, WaitFor
from simulator.actors.client import Ahead, get_new_tokens, log_in_again, on_401
from simulator.actors.code_flow import challenge_for, with_code
from simulator.actors.messages import NO_ANSWER, Response
from simulator.actors.session import Session, Visit

LOGIN = "POST /token password"
RENEW = "POST /token refresh_token"
PAGE = "GET /films"


def tokens(number: int, refresh: bool = True, lives: float = 300) -> Response:
    body: dict[str, Any] = {"access_token": f"a{number}", "expires_in": lives}
    if refresh:
        body["refresh_token"] = f"r{number}"
    return Response(200, {}, body)


OK = Response(200)
EXPIRED = Response(401, {}, {"error": "invalid_token"})
DEAD = Response(400, {}, {"error": "invalid_grant"})
DOWN = Response(503)


class ByHand:
    """Drives a client: each answer is sent, each request told in a word."""

    def __init__(self, client: Callable[[Session], Any], visits: Iterable[float]) -> None:
        self.session = Session(
            "ada",
            username="ada",
            password="pw",
            visits=[Visit(at, "/films") for at in visits],
            random=Random(1),
        )
        self.steps = client(self.session)
        self.next: Any = next(self.steps)

    def wait(self) -> float:
        """Take the client's wait, and come to the moment when it ends."""
        assert type(self.next) is Wait, self.next
        until = self.next.until
        self.session.now = max(self.session.now, until)
        self.next = self.steps.send(None)
        return until

    def answer(self, response: Response) -> str:
        """Answer the client's request. Returns what it was, with the token it showed."""
        assert type(self.next) is Send, self.next
        request = self.next.request
        try:
            self.next = self.steps.send(response)
        except StopIteration:
            self.next = None
        shown = request.form.get("refresh_token") or request.headers.get("Authorization", "")
        words = [request.method, request.path, request.form.get("grant_type", ""), shown]
        return " ".join(word for word in words if word).replace("Bearer ", "")


def test_log_in_again():
    ada = ByHand(log_in_again, [0.0, 60.0])
    assert ada.wait() == 0.0
    assert ada.answer(tokens(1)) == LOGIN
    assert ada.answer(OK) == f"{PAGE} a1"
    assert ada.wait() == 60.0
    assert ada.answer(EXPIRED) == f"{PAGE} a1"
    assert ada.answer(tokens(2)) == LOGIN
    assert ada.answer(OK) == f"{PAGE} a2"
    assert ada.next is None


def test_on_401_renews():
    ada = ByHand(on_401, [0.0, 60.0, 120.0])
    ada.wait()
    assert ada.answer(tokens(1)) == LOGIN
    assert ada.answer(OK) == f"{PAGE} a1"
    ada.wait()
    assert ada.answer(EXPIRED) == f"{PAGE} a1"
    assert ada.answer(tokens(2)) == f"{RENEW} r1"
    assert ada.answer(OK) == f"{PAGE} a2"
    ada.wait()
    assert ada.answer(EXPIRED) == f"{PAGE} a2"
    assert ada.answer(DEAD) == f"{RENEW} r2"
    assert ada.answer(tokens(3)) == LOGIN
    assert ada.answer(OK) == f"{PAGE} a3"


def test_on_401_without_a_refresh_token_logs_in():
    ada = ByHand(on_401, [0.0, 60.0])
    ada.wait()
    assert ada.answer(tokens(1, refresh=False)) == LOGIN
    ada.answer(OK)
    ada.wait()
    assert ada.answer(EXPIRED) == f"{PAGE} a1"
    assert ada.answer(tokens(2, refresh=False)) == LOGIN


@pytest.mark.parametrize(
    "trouble", [NO_ANSWER, DOWN, Response(429), Response(400, {}, {"error": "other"})]
)
def test_only_invalid_grant_ends_a_session(trouble):
    """RFC 6749 5.2: an auth server in trouble has said nothing about the token."""
    ada = ByHand(on_401, [0.0, 60.0, 120.0])
    ada.wait()
    ada.answer(tokens(1))
    ada.answer(OK)
    ada.wait()
    ada.answer(EXPIRED)
    assert ada.answer(trouble) == f"{RENEW} r1"
    assert ada.answer(EXPIRED) == f"{PAGE} a1"  # asks again all the same, once
    ada.wait()
    assert ada.answer(EXPIRED) == f"{PAGE} a1"
    assert ada.answer(tokens(2)) == f"{RENEW} r1"


def test_a_second_401_ends_the_attempt():
    """No loop: a page that stays refused is given up."""
    for client in (log_in_again, on_401, Ahead()):
        ada = ByHand(client, [0.0])
        ada.wait()
        ada.answer(tokens(1))
        ada.answer(EXPIRED)
        ada.answer(tokens(2))
        ada.answer(EXPIRED)
        assert ada.next is None


def test_a_wrong_password_is_given_once_for_each_page():
    ada = ByHand(on_401, [0.0])
    ada.wait()
    assert ada.answer(DEAD) == LOGIN
    assert ada.answer(Response(401)) == PAGE
    assert ada.answer(DEAD) == LOGIN
    assert ada.answer(Response(401)) == PAGE
    assert ada.next is None


def test_ahead_renews_before_the_expiry():
    ada = ByHand(Ahead(margin=30.0), [0.0, 269.0, 270.0, 271.0])
    ada.wait()
    ada.answer(tokens(1))
    ada.answer(OK)
    ada.wait()
    assert ada.answer(OK) == f"{PAGE} a1"
    ada.wait()
    assert ada.answer(tokens(2)) == f"{RENEW} r1"
    assert ada.answer(OK) == f"{PAGE} a2"
    ada.wait()
    assert ada.answer(OK) == f"{PAGE} a2"


def test_ahead_still_knows_what_to_do_on_401():
    ada = ByHand(Ahead(margin=1.0), [0.0, 100.0])
    ada.wait()
    ada.answer(tokens(1))
    ada.answer(OK)
    ada.wait()
    assert ada.answer(EXPIRED) == f"{PAGE} a1"
    assert ada.answer(tokens(2)) == f"{RENEW} r1"
    assert ada.answer(OK) == f"{PAGE} a2"


def test_ahead_counts_from_the_token_that_a_401_led_to():
    ada = ByHand(Ahead(margin=30.0), [0.0, 260.0, 280.0, 530.0])
    ada.wait()
    ada.answer(tokens(1))
    ada.answer(OK)
    ada.wait()
    ada.answer(EXPIRED)
    ada.answer(tokens(2))
    ada.answer(OK)
    ada.wait()
    assert ada.answer(OK) == f"{PAGE} a2"
    ada.wait()
    assert ada.answer(tokens(3)) == f"{RENEW} r2"


def test_jitter_is_drawn_once_for_each_token():
    """A draw at every check would in the end always fall early: the herd stays a herd."""
    visits = [float(at) for at in range(0, 1000, 10)]
    ada = ByHand(Ahead(margin=30.0, jitter=100.0), visits)
    expected = Random(1)
    ada.wait()
    number = 1
    ada.answer(tokens(number))
    moment = ada.session.now + 300.0 - 30.0 - 100.0 * expected.random()
    for _ in visits[1:]:
        ada.answer(OK)
        at = ada.wait()
        renews = ada.next.request.path == "/token"
        assert renews == (at >= moment), at
        if renews:
            number += 1
            ada.answer(tokens(number))
            moment = at + 300.0 - 30.0 - 100.0 * expected.random()
    assert number > 3


def test_ahead_with_no_word_on_the_expiry_renews_at_every_page():
    ada = ByHand(Ahead(), [0.0, 10.0])
    ada.wait()
    ada.answer(Response(200, {}, {"access_token": "a1", "refresh_token": "r1"}))
    ada.answer(OK)
    ada.wait()
    assert ada.answer(tokens(2)) == f"{RENEW} r1"


def test_with_code_shows_the_client_no_password():
    ada = ByHand(with_code, [0.0, 400.0])
    ada.wait()
    page = ada.next
    assert (page.by, page.request.path) == ("browser", "/authorize")
    form = page.request.form
    location = f"{form['redirect_uri']}?code=c1&state={form['state']}"
    ada.answer(Response(302, {"Location": location}))
    redeemed = ada.next.request.form
    assert (redeemed["grant_type"], redeemed["code"]) == ("authorization_code", "c1")
    assert challenge_for(redeemed["code_verifier"]) == form["code_challenge"]
    assert "password" not in redeemed
    ada.answer(tokens(1))
    assert ada.answer(OK) == f"{PAGE} a1"
    ada.wait()
    ada.answer(EXPIRED)
    assert ada.answer(tokens(2)) == f"{RENEW} r1"


def test_with_code_refuses_an_answer_to_another_request():
    """RFC 6749 10.12: `state` ties the redirection to the request."""
    ada = ByHand(with_code, [0.0])
    ada.wait()
    ada.answer(Response(302, {"Location": "https://tv.example/callback?code=c1&state=forged"}))
    assert ada.next.request.path == "/films"
    assert ada.session.access_token is None


def test_one_renews_and_the_others_wait():
    session = Session("ada", username="ada", password="pw", visits=(), random=Random(1))
    session.store(tokens(1).body)
    first: Any = get_new_tokens(session)
    second: Any = get_new_tokens(session)
    assert type(next(first)) is Send
    waiting = next(second)
    assert type(waiting) is WaitFor
    with pytest.raises(StopIteration):
        first.send(tokens(2))
    assert waiting.signal.fired
    with pytest.raises(StopIteration):
        second.send(None)
    assert session.access_token == "a2"
    assert session.renewing is None


def test_when_the_renewal_fails_one_logs_in_and_the_others_wait():
    session = Session("ada", username="ada", password="pw", visits=(), random=Random(1))
    session.store(tokens(1).body)
    first: Any = get_new_tokens(session)
    second: Any = get_new_tokens(session)
    next(first)
    waiting = next(second)
    login = first.send(DEAD)
    assert login.request.form["grant_type"] == "password"
    assert not waiting.signal.fired
    with pytest.raises(StopIteration):
        first.send(tokens(2))
    assert waiting.signal.fired


def test_a_signal_wakes_those_who_wait_once():
    woken = []
    signal = Signal()
    signal.when_fired(lambda: woken.append("a"))
    signal.when_fired(lambda: woken.append("b"))
    assert not signal.fired
    signal.fire()
    signal.fire()
    assert signal.fired
    assert woken == ["a", "b"]


def test_who_comes_after_a_signal_has_fired_is_woken_at_once():
    woken = []
    signal = Signal()
    signal.fire()
    signal.when_fired(lambda: woken.append("late"))
    assert woken == ["late"]
