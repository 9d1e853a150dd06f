"""Introspection: is this token good at this moment? (RFC 7662)"""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from simulator.actors.messages import Request, introspect, log_out, refresh
from simulator.actors.tokens import sign
from tests.actors.house import AUDIENCE, ISSUER, House


def asked(house: House, token: Any, now: float) -> dict[str, Any]:
    answer = house.ask(introspect(token), now)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return dict(answer.body)


@pytest.mark.parametrize("tokens", ["real", "lazy"])
def test_an_active_access_token_is_told_with_its_claims(tokens):
    house = House(tokens=tokens)
    said = asked(house, house.login(0.0)["access_token"], 299.999)
    assert said == {
        "active": True,
        "token_type": "Bearer",
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "ada",
        "client_id": "living-room-tv",
        "iat": 0,
        "exp": 300,
        "jti": "ada-a1",
        "roles": ["viewer"],
    }
    assert (house.last.kind, house.last.status, house.last.token) == ("answer", 200, "ada-a1")


@pytest.mark.parametrize("tokens", ["real", "lazy"])
def test_a_refresh_token_is_active_while_it_lives(tokens):
    house = House(tokens=tokens)
    old = house.login(0.0)["refresh_token"]
    said = asked(house, old, 1.0)
    assert (said["active"], said["jti"], said["aud"]) == (True, "ada-r1", ISSUER)
    assert "token_type" not in said
    new = house.ask(refresh(old), 2.0).body["refresh_token"]
    assert asked(house, old, 3.0) == {"active": False}
    assert asked(house, new, 3.0)["active"]
    assert asked(house, new, 3600.0) == {"active": False}


def test_of_an_inactive_token_nothing_else_is_said():
    """2.2: neither that it expired, nor that it was revoked, nor whose it was."""
    house = House()
    body = house.login(0.0)
    other = sign({"iss": "https://elsewhere.example"}, "at+jwt", house.key)
    for token in ("rubbish", "", body["access_token"], other):
        assert asked(house, token, 300.0) == {"active": False}
        assert house.last.token == ""


@pytest.mark.parametrize("revocation", ["none", "deny_list", "status_list"])
def test_a_logout_makes_the_access_tokens_of_the_family_inactive_at_once(revocation):
    house = House(revocation=revocation)
    gone, stays = house.login(0.0), house.login(0.0)
    assert asked(house, gone["access_token"], 9.0)["active"]
    house.ask(log_out(gone["refresh_token"]), 10.0)
    assert asked(house, gone["access_token"], 10.0) == {"active": False}
    assert asked(house, stays["access_token"], 10.0)["active"]


@pytest.mark.parametrize("revocation", ["deny_list", "status_list"])
def test_an_access_token_that_was_called_back_alone_is_inactive(revocation):
    house = House(revocation=revocation)
    body = house.login(0.0)
    newer = house.ask(refresh(body["refresh_token"]), 1.0).body
    house.ask(log_out(body["access_token"]), 2.0)
    assert asked(house, body["access_token"], 3.0) == {"active": False}
    assert asked(house, newer["access_token"], 3.0)["active"]


def test_a_genuine_looking_token_that_was_never_issued_is_inactive():
    """Who has the key can mint; the server's memory knows better."""
    house = House()
    claims = jwt.decode(house.login(0.0)["access_token"], options={"verify_signature": False})
    minted = sign({**claims, "jti": "ada-a77"}, "at+jwt", house.key)
    assert asked(house, minted, 1.0) == {"active": False}


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"client_id": "films"},
        {"client_id": "films", "client_secret": ""},
        {"client_id": "films", "client_secret": "guess"},
        {"client_id": "living-room-tv", "client_secret": "known-to-backend-and-auth-server"},
        {"client_id": "films", "client_secret": "ключ"},
    ],
)
def test_only_a_backend_may_ask(form):
    """2.1 and 4: else anybody could try out tokens."""
    house = House()
    token = house.login()["access_token"]
    answer = house.ask(Request("POST", "/introspect", {}, {"token": token, **form}), 1.0)
    assert (answer.status, dict(answer.body)) == (401, {"error": "invalid_client"})


def test_a_question_needs_a_token_and_the_secret_is_not_shown():
    house = House()
    request = introspect("x")
    nothing = Request(*request[:3], {k: v for k, v in request.form.items() if k != "token"})
    assert house.ask(nothing).error == "invalid_request"
    assert "known-to" not in repr(request)
    assert house.ask(Request("GET", "/introspect")).headers["Allow"] == "POST"
