"""Messages: what they hold, and what their repr never shows."""

from __future__ import annotations

import pytest

from simulator.actors.code_flow import authorize, redeem
from simulator.actors.messages import (
    Request,
    Response,
    get,
    log_in,
    log_out,
    refresh,
    well_formed,
)
from simulator.actors.session import Session
from tests.actors.house import House


def test_requests():
    assert get("/films") == ("GET", "/films", {}, {})
    assert get("/films", "abc").headers == {"Authorization": "Bearer abc"}
    assert dict(log_in("ada", "pw").form) == {
        "grant_type": "password",
        "username": "ada",
        "password": "pw",
        "client_id": "living-room-tv",
    }
    assert dict(refresh("r").form) == {
        "grant_type": "refresh_token",
        "refresh_token": "r",
        "client_id": "living-room-tv",
    }
    assert log_out("r")[:2] == ("POST", "/revoke")


def test_what_is_no_token_is_told_at_once():
    for value in (Response(200), {"access_token": "x"}, 7, b"abc"):
        with pytest.raises(TypeError, match="access token"):
            get("/films", value)


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_ok(status):
    assert Response(status).ok


@pytest.mark.parametrize("status", [199, 302, 400, 401, 500])
def test_not_ok(status):
    assert not Response(status).ok


@pytest.mark.parametrize("tokens", ["real", "lazy"])
def test_repr_never_shows_password_or_token(tokens):
    house = House(tokens=tokens)
    body = house.login()
    access, refresh_token = body["access_token"], body["refresh_token"]
    secrets = [str(access), str(refresh_token), "correct horse", "f" * 32, "e" * 64]
    session = Session("ada", username="ada", password="correct horse", visits=(), random=None)  # type: ignore[arg-type]
    session.store(body)
    things = [
        get("/films", access),
        Request("GET", "/films", {"authorization": f"Bearer {access}"}),
        log_in("ada", "correct horse"),
        refresh(refresh_token),
        log_out(refresh_token),
        authorize("ada", "correct horse", "challenge", "state"),
        redeem("f" * 32, "e" * 64),
        house.ask(log_in("ada", "correct horse")),
        session,
        house.key,
        house.policy,
    ]
    for thing in things:
        shown = repr(thing)
        assert not [secret for secret in secrets if secret in shown], shown
        signature = str(access).rpartition(".")[2]
        assert signature not in shown


def test_repr_is_for_reading():
    assert repr(get("/films")) == "<GET /films>"
    token = "eyJhbGciOiJIUzI1NiJ9.e30.abcdefgh"
    assert repr(get("/films", token)) == "<GET /films; Authorization: Bearer eyJhbG…efgh>"
    assert "password=***" in repr(log_in("ada", "pw"))
    assert repr(Response(400, {}, {"error": "invalid_grant"})) == "<400 {error: invalid_grant}>"


def test_well_formed():
    assert well_formed(get("/films"))
    assert well_formed(log_in("ada", "pw"))
    assert well_formed(refresh(House(tokens="lazy").login()["refresh_token"]))
    for spoilt in (
        Request("GET", 7),  # type: ignore[arg-type]
        Request("GET", "/", None),  # type: ignore[arg-type]
        Request("GET", "/", {}, 5),  # type: ignore[arg-type]
        Request("POST", "/token", {}, {"grant_type": ["password"]}),
        Request("GET", "/", {7: "x"}),  # type: ignore[dict-item]
        Request("GET", "/\ud800"),
    ):
        assert not well_formed(spoilt)
