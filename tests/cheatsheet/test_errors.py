"""Page 2, below: what stands there is what the simulator's client does, and its servers say."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from course.cheatsheet.errors import ADVICE, ASK, LOG_IN, RENEW, WAIT, Advice
from simulator import get, log_in, refresh, run, stage
from simulator.actors.actions import Send, Wait
from simulator.actors.app import App
from simulator.actors.messages import NO_ANSWER, Request, Response
from simulator.actors.session import Session, Visit
from simulator.world.reading import read

OK = Response(200)
EXPIRED = Response(401, {}, {"error": "invalid_token"})
NEW = Response(200, {}, {"access_token": "a2", "refresh_token": "r2", "expires_in": 300})
ANSWERS = {
    "expired": EXPIRED,
    "expired twice": EXPIRED,
    "forbidden": Response(403, {}, {"error": "insufficient_scope"}),
    "backend in trouble": Response(503),
    "dead": Response(400, {}, {"error": "invalid_grant"}),
    "client at fault": Response(400, {}, {"error": "invalid_request"}),
    "too many": Response(429, {"Retry-After": "20"}),
    "server in trouble": Response(503),
    "no answer": NO_ANSWER,
}


def word(request: Request) -> str:
    """What a request is, in the sheet's words."""
    if request.method == "GET":
        return ASK
    return {"password": LOG_IN, "refresh_token": RENEW}[request.form["grant_type"]]


class Ada:
    """A well-behaved client with tokens in hand, at a page that she wants now."""

    def __init__(self) -> None:
        self.session = Session(
            "ada", username="ada", password="pw", visits=[Visit(0.0, "/films")], random=Random(1)
        )
        self.session.store({"access_token": "a1", "refresh_token": "r1", "expires_in": 300})
        self.steps = App()(self.session)
        self.next: Any = next(self.steps)
        self.waited = 0.0
        assert isinstance(self.next, Wait)
        self.go(None)  # the page's time has come

    def go(self, answer: Response | None) -> None:
        try:
            self.next = self.steps.send(answer)
        except StopIteration:
            self.next = None

    def answered(self, *answers: Response) -> list[str]:
        """What she does after each of these answers; from then on all goes well."""
        waiting, did = list(answers), []
        while self.next is not None:
            if isinstance(self.next, Wait):
                self.waited += self.next.until - self.session.now
                self.session.now = self.next.until
                did.append(WAIT)
                self.go(None)
                continue
            assert isinstance(self.next, Send)
            did.append(word(self.next.request))
            kind = OK if did[-1] == ASK else NEW
            self.go(waiting.pop(0) if waiting else kind)
        assert waiting == []
        return did


def before(advice: Advice) -> list[Response]:
    """What she was answered until the answer in question."""
    if advice.name == "expired twice":
        return [EXPIRED, NEW]
    return [EXPIRED] if advice.to == "new tokens" else []


@pytest.mark.parametrize("advice", ADVICE, ids=lambda advice: advice.name)
def test_the_simulators_client_does_what_the_sheet_says(advice: Advice):
    ada = Ada()
    answers = [*before(advice), ANSWERS[advice.name]]
    did = ada.answered(*answers)
    assert tuple(did[len(answers) :]) == advice.acts
    kept = ada.session.refresh_token is not None and LOG_IN not in did
    assert kept == advice.keeps


def test_every_answer_has_a_row():
    assert [advice.name for advice in ADVICE] == list(ANSWERS)


def test_retry_after_is_waited_for_with_a_pause_on_top():
    ada = Ada()
    ada.answered(EXPIRED, ANSWERS["too many"])
    assert 20 < ada.waited <= 21


def test_pauses_double_and_are_drawn_below_that():
    waits = []
    for _ in range(2):
        ada = Ada()
        ada.answered(EXPIRED, *[Response(503)] * 2)
        waits.append(ada.waited)
    assert waits[0] == waits[1]  # her own dice
    assert 0 < waits[0] < 1 + 2


def test_where_a_renewal_is_refused_she_logs_in():
    assert Ada().answered(EXPIRED, ANSWERS["dead"]) == [ASK, RENEW, LOG_IN, ASK]


def renewed(policy: dict[str, Any] | None = None) -> tuple[Any, Any]:
    """A cast with a session, whose first refresh token was replaced at 100 s."""
    cast = stage(read("refresh_token", policy))
    first = cast.auth_server.handle(log_in("ada", cast.session("ada").password), now=0)
    assert isinstance(first, Response)
    second = cast.auth_server.handle(refresh(first.body["refresh_token"]), now=100)
    assert isinstance(second, Response)
    return cast, (first.body, second.body)


def test_the_servers_give_these_answers_for_these_reasons():
    cast, (first, second) = renewed()
    backend, auth_server = cast.backend, cast.auth_server

    def told(answer: Any) -> str:
        return f"{answer.status} {answer.error}".strip()

    token = second["access_token"]
    answers = {advice.name: advice.answer for advice in ADVICE}
    assert told(backend.handle(get("/films", token), now=500)) == answers["expired"]
    assert told(backend.handle(get("/films", "not.a.token"), now=110)) == answers["expired"]
    assert told(backend.handle(get("/studio", token), now=110)) == answers["forbidden"]
    used = auth_server.handle(refresh(first["refresh_token"]), now=120)
    assert told(used) == answers["dead"]
    revoked = auth_server.handle(refresh(second["refresh_token"]), now=130)
    assert told(revoked) == answers["dead"]
    wrong = refresh(second["refresh_token"])
    nothing = auth_server.handle(wrong._replace(form={}), now=140)
    assert told(nothing) == "400 invalid_request"


def test_grace_is_for_an_answer_that_was_lost():
    cast, (first, second) = renewed({"policy.grace": 10})
    again = cast.auth_server.handle(refresh(first["refresh_token"]), now=105)
    assert isinstance(again, Response)
    assert again.body["access_token"] == second["access_token"]


def test_a_backend_without_keys_answers_503():
    down = {"keys": [], "auth_server.outages": [{"from": "24 min", "until": "34 min"}]}
    events = run("key_change", settings={**down, "backend.jwks.stale_if_error": "0 s"}).log
    answers = [each for each in events if (each.actor, each.kind) == ("backend", "answer")]
    advice = next(each for each in ADVICE if each.name == "backend in trouble")
    assert advice.answer in {str(each.status) for each in answers}
