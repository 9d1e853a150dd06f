"""The backend by plain calls: which page for whom (RFC 6750, 7519 4.1.4, 9068 4)."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.messages import Request, get
from tests.actors.house import ALGORITHMS, House


def with_header(value: Any, name: str = "Authorization") -> Request:
    return Request("GET", "/films", {name: value})


@pytest.mark.parametrize("tokens", ["real", "lazy"])
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_good_token_is_served(algorithm, tokens):
    house = House(algorithm=algorithm, tokens=tokens)
    answer = house.fetch(get("/films/7", house.login()["access_token"]), 1.0)
    assert (answer.status, answer.body["page"]) == (200, "/films/7")
    assert (house.last.kind, house.last.actor, house.last.token) == ("answer", "backend", "ada-a1")


def test_no_token_is_told_no_error():
    """RFC 6750 3.1: who shows no credentials gets the challenge without an error code."""
    house = House()
    answer = house.fetch(get("/films"))
    assert (answer.status, answer.error, dict(answer.body)) == (401, "", {})
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "error" not in answer.headers["WWW-Authenticate"]
    assert house.last.detail == "missing token"


@pytest.mark.parametrize("value", ["Basic YWRhOng=", "Digest x", "", "bearerx", "Token abc"])
def test_another_scheme_is_told_no_error_either(value):
    house = House()
    answer = house.fetch(with_header(value))
    assert (answer.status, answer.error) == (401, "")
    assert "error" not in answer.headers["WWW-Authenticate"]
    assert house.last.detail == "no bearer token"


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR"])
def test_header_name_and_scheme_know_no_case(name, scheme):
    house = House()
    token = house.login()["access_token"]
    assert house.fetch(with_header(f"{scheme} {token}", name)).status == 200


SPOILT = {
    "two blanks": "Bearer  {}",
    "tab": "Bearer\t{}",
    "quotes": 'Bearer "{}"',
    "newline": "Bearer {}\n",
    "bytes": "Bearer b'{}'",
    "twice": "Bearer Bearer {}",
    "blank at the end": "Bearer {} ",
    "no scheme": "{}",
    "no token": "Bearer ",
    "the word": "Bearer",
    "None": "Bearer None",
    "undefined": "Bearer undefined",
    "cut": "Bearer {:.40}",
    "four parts": "Bearer {}.e30",
    "empty parts": "Bearer ..",
    "no letters": "Bearer \N{PILE OF POO}.\N{PILE OF POO}.x",
    "deep": "Bearer " + "W1tb" * 3000 + ".e30.x",
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_header_is_refused_and_never_raises(name):
    house = House()
    token = house.login()["access_token"]
    answer = house.fetch(with_header(SPOILT[name].format(token)))
    assert answer.status == 401
    assert not answer.ok


def test_a_changed_letter_anywhere_is_refused():
    house = House()
    token = house.login()["access_token"]
    for place in range(0, len(token), 7):
        changed = "A" if token[place] != "A" else "B"
        spoilt = f"{token[:place]}{changed}{token[place + 1 :]}"
        assert house.fetch(get("/films", spoilt)).status == 401, place


def test_the_role_decides():
    house = House()
    ada, grace = house.login()["access_token"], house.login(user="grace")["access_token"]
    answer = house.fetch(get("/studio", ada))
    assert (answer.status, answer.error) == (403, "insufficient_scope")
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
    assert "editor" in house.last.detail
    assert house.last.token == "ada-a1"
    assert house.fetch(get("/studio", grace)).status == 200


def test_no_such_page_is_404_with_or_without_a_token():
    house = House()
    token = house.login()["access_token"]
    for request in (get("/nowhere"), get("/nowhere", token)):
        answer = house.fetch(request)
        assert (answer.status, answer.error) == (404, "not_found")
        assert "WWW-Authenticate" not in answer.headers


def test_the_longest_beginning_of_a_path_decides():
    house = House()
    house.backend = type(house.backend)(
        {"/": "viewer", "/studio": "editor", "/studio/lobby": "viewer"}, house.verifier, house.log
    )
    token = house.login()["access_token"]
    found = [house.fetch(get(path, token)).status for path in ("/", "/studio/a", "/studio/lobby")]
    assert found == [200, 403, 200]


@pytest.mark.parametrize("tokens", ["real", "lazy"])
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_expired_on_or_after_exp(algorithm, tokens):
    """RFC 7519 4.1.4: on or after exp the token must not be accepted."""
    house = House(algorithm=algorithm, tokens=tokens)
    token = house.login(0.0)["access_token"]
    found = [house.fetch(get("/films", token), now).status for now in (299.999, 300.0, 300.001)]
    assert found == [200, 401, 401]
    answer = house.fetch(get("/films", token), 300.0)
    assert answer.error == "invalid_token"
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert (house.last.detail, house.last.token) == ("invalid_token: expired", "ada-a1")


def test_expired_at_first_sight_is_expired_too():
    house = House()
    token = house.login(0.0)["access_token"]
    assert house.fetch(get("/films", token), 300.0).status == 401
    assert house.last.detail == "invalid_token: expired"


def test_leeway_widens_both_ends_by_itself_and_no_more():
    house = House(leeway=10.0)
    token = house.login(100.0)["access_token"]
    moments = (89.999, 90.0, 399.999, 400.0, 409.999, 410.0)
    found = [house.fetch(get("/films", token), now).status for now in moments]
    assert found == [401, 200, 200, 200, 200, 401]
    house.fetch(get("/films", token), 0.0)
    assert house.last.detail == "invalid_token: not yet valid"


def test_a_role_check_that_raises_is_a_500_and_a_row():
    def may(claims: Any, role: str) -> bool:
        raise KeyError("scope")

    house = House(may=may)
    answer = house.fetch(get("/films", house.login()["access_token"]), 3.0)
    assert (answer.status, answer.error) == (500, "server_error")
    crash, row = house.told("crash")[0], house.last
    assert (crash.actor, crash.client, crash.t) == ("backend", "tester", 3.0)
    assert crash.detail == "KeyError: 'scope'"
    assert (row.kind, row.status) == ("answer", 500)
    assert isinstance(house.log.crashes[0].mistake, KeyError)


def test_the_role_check_gets_the_claims_and_the_role():
    seen = []

    def may(claims: Any, role: str) -> bool:
        seen.append((claims["sub"], role))
        return True

    house = House(may=may)
    house.fetch(get("/studio", house.login()["access_token"]))
    assert seen == [("ada", "editor")]


@pytest.mark.parametrize("roles", [None, "viewer", {"viewer": 1}, [], ["Viewer"]])
def test_roles_of_another_shape_are_no_roles(roles):
    house = House()
    body = house.login()
    claims, _ = house.verifier.check(f"Bearer {body['access_token']}", 0.0)
    assert not house.backend.may({**claims, "roles": roles}, "viewer")


def test_what_one_caller_does_to_a_page_reaches_no_other():
    house = House()
    token = house.login()["access_token"]
    answer = house.fetch(get("/films", token))
    with pytest.raises(TypeError):
        answer.body["page"] = "graffiti"  # type: ignore[index]
    assert house.fetch(get("/films", token)).body["page"] == "/films"
