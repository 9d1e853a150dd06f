"""Authorization code and PKCE (RFC 6749 4.1, RFC 7636)."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from simulator.actors.code_flow import REDIRECT_URI, authorize, challenge_for, redeem
from simulator.actors.messages import get, refresh
from tests.actors.house import OTHER_CLIENT, PASSWORDS, House

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


def code_from(house: House, now: float = 0.0) -> str:
    page = authorize("ada", PASSWORDS["ada"], challenge_for(VERIFIER), "s 1")
    answer = house.ask(page, now)
    assert answer.status == 302
    where = urlsplit(answer.headers["Location"])
    assert f"{where.scheme}://{where.netloc}{where.path}" == REDIRECT_URI
    query = parse_qs(where.query)
    assert query["state"] == ["s 1"]
    return query["code"][0]


def test_challenge_of_rfc_7636_appendix_b():
    assert challenge_for(VERIFIER) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_code_gives_tokens():
    house = House()
    answer = house.ask(redeem(code_from(house), VERIFIER), 1.0)
    assert answer.status == 200
    assert house.fetch(get("/films", answer.body["access_token"]), 1.0).status == 200


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"client_id": "toaster"}, 400, "invalid_request"),
        ({"redirect_uri": "https://mallory.example/"}, 400, "invalid_request"),
        ({"redirect_uri": REDIRECT_URI + "/x"}, 400, "invalid_request"),
        ({"response_type": "token"}, 400, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, 400, "invalid_request"),
        ({"code_challenge": ""}, 400, "invalid_request"),
        ({"password": "guess"}, 401, "access_denied"),
        ({"username": "nobody"}, 401, "access_denied"),
    ],
)
def test_the_login_page_refuses(change, status, error):
    house = House()
    page = authorize("ada", PASSWORDS["ada"], challenge_for(VERIFIER), "s")
    answer = house.ask(page._replace(form={**page.form, **change}))
    assert (answer.status, answer.error) == (status, error)
    assert "Location" not in answer.headers


def test_a_code_lives_a_minute():
    house = House()
    assert house.ask(redeem(code_from(house, 0.0), VERIFIER), 59.999).status == 200
    answer = house.ask(redeem(code_from(house, 100.0), VERIFIER), 160.0)
    assert (answer.error, house.last.detail) == ("invalid_grant", "invalid_grant: code expired")


@pytest.mark.parametrize(
    "verifier", ["", "x", VERIFIER + "x", "\N{SNOWMAN}", challenge_for(VERIFIER)]
)
def test_who_has_the_code_but_not_the_verifier_gets_nothing(verifier):
    house = House()
    answer = house.ask(redeem(code_from(house), verifier))
    assert (answer.status, answer.error) == (400, "invalid_grant")


def test_the_code_of_another_client_is_refused():
    house = House()
    answer = house.ask(redeem(code_from(house), VERIFIER, OTHER_CLIENT))
    assert (answer.status, answer.error) == (400, "invalid_grant")


def test_a_code_used_twice_ends_what_came_of_it():
    """RFC 6749 4.1.2: somebody else has it too."""
    house = House()
    code = code_from(house)
    body = house.ask(redeem(code, VERIFIER), 1.0).body
    assert house.ask(redeem(code, VERIFIER), 2.0).error == "invalid_grant"
    assert [(e.kind, e.token) for e in house.told("revoke")] == [("revoke", "ada-r1")]
    assert house.ask(refresh(body["refresh_token"]), 3.0).error == "invalid_grant"
