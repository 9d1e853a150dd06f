"""A verifier of somebody else's in the simulated backend, and Mallory before it."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.actions import settled
from simulator.actors.attacker import FORGERIES
from simulator.actors.messages import get, log_in
from simulator.attacks.verifiers import asks_the_token, reads_only
from simulator.jose import verify as right
from simulator.world.run import run, stage

ALGORITHMS = ("HS256", "RS256", "ES256", "EdDSA")


def outcome(**about: Any) -> list[tuple[str, int]]:
    """What Mallory showed at the backend, and the status of the answer, for the first round."""
    told = run("attacked", **about).events("mallory", "answer")
    statuses = [event.status for event in told if event.actor == "backend"]
    return list(zip(FORGERIES, statuses, strict=False))


def test_the_backends_own_verifier_serves_the_honest_alone():
    summary = run("attacked").summary()
    assert (summary["ada"].served, summary["bo"].served, summary["mallory"].served) == (5, 5, 0)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_ours_does_the_same(algorithm):
    result = run("attacked", verify=right, algorithm=algorithm)
    summary = result.summary()
    assert (summary["ada"].served, summary["bo"].served, summary["mallory"].served) == (5, 5, 0)
    assert result.crashes == {}


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_is_honest_meets_the_same_answers(algorithm):
    """The log is the same but for the reasons, which are each verifier's own."""
    settings = {"algorithm": algorithm}
    logs = [
        [(e.t, e.actor, e.kind, e.client, e.status, e.detail if e.kind == "request" else "")
         for e in result.log if e.client != "mallory"]
        for result in (run("attacked", **settings), run("attacked", verify=right, **settings))
    ]  # fmt: skip
    assert logs[0] == logs[1]


def test_reasons_stand_in_the_log():
    told = run("attacked", verify=right).events("mallory", "answer")
    reasons = [event.detail for event in told if event.actor == "backend"][: len(FORGERIES)]
    assert reasons == [
        "invalid_token: algorithm_none",
        "invalid_token: signature_wrong",
        "invalid_token: signature_missing",
        "invalid_token: algorithm_not_allowed",
        "invalid_token: base64_padding",
        "invalid_token: wrong_typ",
        "invalid_token: expired",
    ]


def test_a_breach_is_a_request_served():
    assert outcome(verify=asks_the_token) == [
        ("none", 200),
        ("old_signature", 401),
        ("no_signature", 401),
        ("confusion", 200),
        ("padding", 401),
        ("refresh_token", 403),
        ("own", 401),
    ]
    picture = run("attacked", verify=asks_the_token).timeline(["mallory"])
    assert "10 of 14 requests refused (401), 2 refused (403)" in picture.alt


def test_who_checks_no_signature_serves_everything_with_the_role_in_it():
    served = [name for name, status in outcome(verify=reads_only) if status == 200]
    assert served == ["none", "old_signature", "no_signature", "confusion"]


def test_the_run_is_the_same_each_time():
    first, second = (run("attacked", verify=asks_the_token).log.rows for _ in range(2))
    assert first == second


def shown(verify: Any) -> tuple[Any, Any]:
    """A cast with this verifier, after Ada's login and a page."""
    cast = stage("attacked", verify=verify)
    password = cast.session("ada").password
    answer, _ = settled(cast.auth_server.handle(log_in("ada", password), now=0.0), 0.0)
    token = answer.body["access_token"]
    return cast, cast.backend.handle(get("/films", token), now=1.0)


def test_what_the_function_is_given():
    given: dict[str, Any] = {}

    def watch(token: str, keys: Any, **about: Any) -> Any:
        given.update(about, keys=keys, token=token)
        return right(token, keys, **about)

    _, answer = shown(watch)
    assert answer.status == 200
    assert given["algorithms"] == ["RS256"]
    assert given["typ"] == "at+jwt"
    assert (given["now"], given["leeway"]) == (1.0, 5.0)
    assert [key["alg"] for key in given["keys"]["keys"]] == ["RS256"]
    assert given["token"].count(".") == 2


def test_nothing_is_remembered():
    asked = []

    def count(token: str, keys: Any, **about: Any) -> Any:
        asked.append(token)
        return right(token, keys, **about)

    cast, _ = shown(count)
    cast.backend.handle(get("/films", asked[0]), now=2.0)
    assert asked == [asked[0]] * 2


@pytest.mark.parametrize(
    ("raised", "reason", "crash"),
    [
        (ValueError("no"), "ValueError", False),
        (PermissionError("no"), "PermissionError", False),
        (KeyError("kid"), "KeyError", True),
        (RecursionError(), "RecursionError", True),
    ],
)
def test_an_exception_is_a_refusal_and_a_slip_a_crash_besides(raised, reason, crash):
    def refuse(*places: Any, **names: Any) -> Any:
        raise raised

    cast, answer = shown(refuse)
    assert answer.status == 401
    details = [event.detail for event in cast.log if event.kind == "answer"]
    assert details[-1] == f"invalid_token: {reason}"
    assert [event.actor for event in cast.log if event.kind == "crash"] == ["backend"] * crash
    assert [found.mistake for found in cast.log.crashes] == [raised] * crash


@pytest.mark.parametrize("value", [None, True, "ada"])
def test_what_is_no_claims_lets_nobody_in(value):
    cast, answer = shown(lambda *places, **names: value)
    assert answer.status == 401
    assert "it returned" in str(cast.log.crashes[0].mistake)


def test_a_reason_never_holds_the_token():
    class ChattyError(Exception):
        def __init__(self, token: str) -> None:
            super().__init__(token)
            self.reason = token

    def chatty(token: str, keys: Any, **about: Any) -> Any:
        raise ChattyError(token)

    cast, _ = shown(chatty)
    assert [event.detail for event in cast.log if event.kind == "answer"][-1] == (
        "invalid_token: ChattyError"
    )


def test_no_bearer_token_is_not_shown_to_the_function():
    cast = stage("attacked", verify=reads_only)
    request = get("/films")._replace(headers={"Authorization": "Basic YWRhOmFkYQ=="})
    assert cast.backend.handle(request, now=0.0).body == {}


def test_lazy_tokens_are_looked_at():
    summary = run("attacked", verify=right, settings={"tokens": "lazy"}).summary()
    assert (summary["ada"].served, summary["mallory"].served) == (5, 0)
