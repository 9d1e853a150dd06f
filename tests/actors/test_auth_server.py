"""The auth server by plain calls (RFC 6749, 7009, 7517, 9068, 9700)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import jwt
import pytest

from simulator.actors import passwords
from simulator.actors.keyring import keys_in, make_key
from simulator.actors.messages import Request, get, log_in, log_out, refresh
from simulator.actors.tokens import sign
from tests.actors.house import (
    ALGORITHMS,
    AUDIENCE,
    ISSUER,
    OTHER_CLIENT,
    PASSWORDS,
    House,
    everything_in,
)


def post(path: str = "/token", **form: Any) -> Request:
    return Request("POST", path, {}, form)


# --- what a login gives ------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_login_gives_a_pair_with_the_claims_of_rfc_9068(algorithm):
    house = House(algorithm=algorithm)
    answer = house.ask(log_in("ada", PASSWORDS["ada"]), 1000.25)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.body["token_type"] == "Bearer"
    assert answer.body["expires_in"] == 300
    header = jwt.get_unverified_header(answer.body["access_token"])
    assert header == {"alg": algorithm, "typ": "at+jwt", "kid": "key-1"}
    claims = jwt.decode(answer.body["access_token"], options={"verify_signature": False})
    assert claims == {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "ada",
        "client_id": "living-room-tv",
        "iat": 1000,
        "exp": 1300,
        "jti": "ada-a1",
        "roles": ["viewer"],
    }
    refresh_token = answer.body["refresh_token"]
    assert jwt.get_unverified_header(refresh_token)["typ"] == "rt+jwt"
    claims = jwt.decode(refresh_token, options={"verify_signature": False})
    assert (claims["aud"], claims["exp"], claims["jti"]) == (ISSUER, 4600, "ada-r1")


def test_login_without_refresh_policy_gives_no_refresh_token():
    body = House(refresh_ttl=None).login()
    assert sorted(body) == ["access_token", "expires_in", "token_type"]


def test_login_writes_who_got_what():
    house = House()
    house.login(5.0)
    rows = [(e.kind, e.token, e.detail, e.user, e.family, e.expires) for e in house.log]
    assert rows == [
        ("issue", "ada-a1", "access", "ada", "ada-f1", 305),
        ("issue", "ada-r1", "refresh", "ada", "ada-f1", 3605),
        ("answer", "", "", "", "", None),
    ]
    assert all((e.t, e.actor, e.client, e.exchange) == (5.0, "auth_server", "tester", 1)
               for e in house.log)  # fmt: skip


def test_wrong_password_and_unknown_user_are_told_apart_nowhere(monkeypatch):
    house = House()
    hashed: list[str] = []
    scrypt = passwords.scrypt

    def counting(password: str, salt: bytes, work: int) -> bytes:
        hashed.append(password)
        return scrypt(password, salt, work)

    monkeypatch.setattr(passwords, "scrypt", counting)
    wrong = house.ask(log_in("ada", "guess"))
    wrong_row = house.last
    unknown = house.ask(log_in("mallory", "guess"))
    assert wrong == unknown
    assert (wrong.status, wrong.error) == (400, "invalid_grant")
    assert wrong_row == house.last
    assert hashed == ["guess", "guess"]  # an unknown name costs as much time as a wrong password


def test_no_password_can_be_found_in_the_auth_server():
    house = House()
    house.login()
    house.login(user="grace")
    house.ask(log_in("ada", "a wrong guess"))
    secrets = [*PASSWORDS.values(), "a wrong guess"]
    texts = [str(thing) for thing in everything_in(house.auth_server)
             if isinstance(thing, str | bytes | tuple)]  # fmt: skip
    assert len(texts) > 30
    assert not [text for text in texts if any(secret in text for secret in secrets)]
    # The search would find one that is there:
    house.auth_server.users._roles["ada"] = (PASSWORDS["ada"],)
    assert any(thing == PASSWORDS["ada"] for thing in everything_in(house.auth_server))


# --- every error of RFC 6749 5.2, and of routing -----------------------------------------

CASES_OF_REFUSAL: dict[str, tuple[Request, int, str, str]] = {
    "no grant type": (post(client_id="living-room-tv"), 400, "invalid_request", "no grant_type"),
    "unknown grant": (
        post(grant_type="client_credentials", client_id="living-room-tv"),
        400,
        "unsupported_grant_type",
        "",
    ),
    "no client": (post(grant_type="password"), 401, "invalid_client", ""),
    "unknown client": (log_in("ada", PASSWORDS["ada"], "toaster"), 401, "invalid_client", ""),
    "unknown client renews": (refresh("x", "toaster"), 401, "invalid_client", ""),
    "no password": (
        post(grant_type="password", username="ada", client_id="living-room-tv"),
        400,
        "invalid_request",
        "username and password are needed",
    ),
    "no user name": (
        post(grant_type="password", password="x", client_id="living-room-tv"),
        400,
        "invalid_request",
        "username and password are needed",
    ),
    "no refresh token": (
        post(grant_type="refresh_token", client_id="living-room-tv"),
        400,
        "invalid_request",
        "refresh_token is needed",
    ),
    "rubbish": (refresh("rubbish"), 400, "invalid_grant", "malformed"),
    "empty": (refresh(""), 400, "invalid_grant", "malformed"),
    "None": (refresh(None), 400, "invalid_grant", "malformed"),
    "no code": (
        post(grant_type="authorization_code", client_id="living-room-tv"),
        400,
        "invalid_grant",
        "unknown code",
    ),
    "revoke nothing": (
        post("/revoke", client_id="living-room-tv"),
        400,
        "invalid_request",
        "token is needed",
    ),
    "revoke, unknown client": (log_out("x", "toaster"), 401, "invalid_client", ""),
    "wrong method": (Request("GET", "/token"), 405, "method_not_allowed", ""),
    "wrong method, keys": (Request("POST", "/jwks"), 405, "method_not_allowed", ""),
    "nowhere": (Request("GET", "/login"), 404, "not_found", ""),
    "lower case": (Request("post", "/token"), 405, "method_not_allowed", ""),
}


@pytest.mark.parametrize("name", CASES_OF_REFUSAL)
def test_refusals(name):
    request, status, error, reason = CASES_OF_REFUSAL[name]
    house = House()
    answer = house.ask(request, 7.0)
    assert (answer.status, answer.error) == (status, error)
    assert dict(answer.body) == {"error": error}  # the reason is not for the client
    assert answer.headers["Cache-Control"] == "no-store"
    assert house.last.detail == (f"{error}: {reason}" if reason else error)
    assert (house.last.kind, house.last.status, house.last.t) == ("answer", status, 7.0)
    assert len(house.log) == 1


def test_a_wrong_method_is_told_the_right_one():
    assert House().ask(Request("GET", "/token")).headers["Allow"] == "POST"


# --- renewal -----------------------------------------------------------------------------


def test_renewal_gives_a_new_pair_and_ends_the_old_refresh_token():
    house = House()
    old = house.login()
    new = house.ask(refresh(old["refresh_token"]), 400.0)
    assert new.status == 200
    assert new.body["refresh_token"] != old["refresh_token"]
    kinds = [(e.kind, e.token) for e in house.log][3:]
    assert kinds == [
        ("issue", "ada-a2"),
        ("supersede", "ada-r1"),
        ("issue", "ada-r2"),
        ("answer", "ada-r1"),
    ]
    assert house.ask(refresh(new.body["refresh_token"]), 401.0).status == 200


def test_without_rotation_the_refresh_token_stays():
    house = House(rotation=False)
    token = house.login()["refresh_token"]
    for now in (10.0, 20.0, 30.0):
        answer = house.ask(refresh(token), now)
        assert answer.status == 200
        assert "refresh_token" not in answer.body
    assert not house.told("supersede")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_refresh_token_is_dead_at_the_very_second_of_its_exp(algorithm):
    house = House(algorithm=algorithm)
    token = house.login(0.0)["refresh_token"]
    assert house.ask(refresh(token), 3600.0).error == "invalid_grant"
    assert house.last.detail == "invalid_grant: expired"
    assert house.last.token == "ada-r1"
    assert house.ask(refresh(token), 3599.999).status == 200


def test_absolute_lifetime_ends_with_the_session_and_sliding_moves_on():
    for lifetime, expected in (("absolute", [3600, 3600, 3600]), ("sliding", [3600, 5600, 7600])):
        house = House(refresh_lifetime=lifetime)
        token = house.login(0.0)["refresh_token"]
        for now in (2000.0, 4000.0):
            answer = house.ask(refresh(token), now)
            token = answer.body.get("refresh_token")
        found = [e.expires for e in house.told("issue") if e.detail == "refresh"]
        assert found == expected[: len(found)]
        assert answer.status == (400 if lifetime == "absolute" else 200)


def test_a_sliding_session_ends_at_its_limit():
    house = House(refresh_lifetime="sliding", refresh_max=5000.0)
    token = house.login(0.0)["refresh_token"]
    token = house.ask(refresh(token), 3000.0).body["refresh_token"]
    assert house.told("issue")[-1].expires == 5000
    assert house.ask(refresh(token), 5000.0).status == 400


@pytest.mark.parametrize("tokens", ["real", "lazy"])
def test_reuse_ends_the_family_and_spares_the_others(tokens):
    house = House(tokens=tokens, reuse="revoke_family")
    first, other = house.login(), house.login()
    grace = house.login(user="grace")
    newer = house.ask(refresh(first["refresh_token"]), 10.0).body
    answer = house.ask(refresh(first["refresh_token"]), 20.0)
    assert (answer.status, answer.error) == (400, "invalid_grant")
    assert [(e.kind, e.token, e.detail) for e in house.log][-3:] == [
        ("reuse", "ada-r1", ""),
        ("revoke", "ada-r3", "reuse"),
        ("answer", "ada-r1", "invalid_grant: reused"),
    ]
    assert house.ask(refresh(newer["refresh_token"]), 21.0).error == "invalid_grant"
    assert house.last.detail == "invalid_grant: revoked"
    assert house.ask(refresh(other["refresh_token"]), 22.0).status == 200
    assert house.ask(refresh(grace["refresh_token"]), 22.0).status == 200
    # The access token lives on: nobody asks the auth server about it.
    assert house.fetch(get("/films", newer["access_token"]), 22.0).status == 200


def test_reuse_may_be_only_refused():
    house = House(reuse="refuse")
    first = house.login()
    newer = house.ask(refresh(first["refresh_token"]), 10.0).body
    assert house.ask(refresh(first["refresh_token"]), 20.0).error == "invalid_grant"
    assert [e.kind for e in house.log][-2:] == ["reuse", "answer"]
    assert house.ask(refresh(newer["refresh_token"]), 21.0).status == 200


def test_a_family_is_ended_once():
    house = House()
    first = house.login()
    house.ask(refresh(first["refresh_token"]), 1.0)
    for now in (2.0, 3.0, 4.0):
        house.ask(refresh(first["refresh_token"]), now)
    assert len(house.told("revoke")) == 1


def test_five_at_once_spend_the_same_token_once():
    """Compare and set: of simultaneous renewals one wins, whatever the others are told."""
    house = House(reuse="refuse")
    token = house.login()["refresh_token"]
    statuses = [house.ask(refresh(token), 301.0).status for _ in range(5)]
    assert statuses == [200, 400, 400, 400, 400]


def test_the_refresh_token_of_another_client_is_refused():
    house = House()
    token = house.login()["refresh_token"]
    answer = house.ask(refresh(token, OTHER_CLIENT))
    assert (answer.status, answer.error) == (400, "invalid_grant")
    assert house.last.detail == "invalid_grant: not yours"
    assert house.ask(refresh(token)).status == 200  # and it did no harm to whose it is


@pytest.mark.parametrize("tokens", ["real", "lazy"])
def test_an_access_token_renews_nothing(tokens):
    house = House(tokens=tokens)
    answer = house.ask(refresh(house.login()["access_token"]))
    assert (answer.status, answer.error) == (400, "invalid_grant")
    assert house.last.detail == "invalid_grant: wrong type"


@pytest.mark.parametrize("tokens", ["real", "lazy"])
def test_a_refresh_token_opens_no_page(tokens):
    house = House(tokens=tokens)
    answer = house.fetch(get("/films", house.login()["refresh_token"]))
    assert (answer.status, answer.error) == (401, "invalid_token")
    assert house.last.detail == "invalid_token: wrong type"


def test_a_header_in_place_of_a_refresh_token_is_refused_real_or_lazy():
    for tokens in ("real", "lazy"):
        house = House(tokens=tokens)
        token = house.login()["refresh_token"]
        header = get("/", token).headers["Authorization"]
        assert house.ask(refresh(header)).error == "invalid_grant", tokens
        assert house.last.detail == "invalid_grant: malformed", tokens


def test_a_genuine_looking_token_of_no_family_is_refused():
    house = House()
    token = house.login()["refresh_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    minted = sign({**claims, "jti": "ada-r77"}, "rt+jwt", house.key)
    assert house.ask(refresh(minted)).error == "invalid_grant"
    assert house.last.detail == "invalid_grant: not yours"


def test_ids_are_never_used_twice():
    house = House()
    for now in range(5):
        body = house.login(float(now))
        house.ask(refresh(body["refresh_token"]), now + 0.5)
    ids = [event.token for event in house.told("issue")]
    assert len(ids) == len(set(ids)) == 20


def test_times_written_in_the_log_never_go_back():
    house = House()
    for now in (0.0, 1.5, 1.5, 3.0):
        house.login(now)
    assert all(a.t <= b.t for a, b in pairwise(house.log))


# --- logout (RFC 7009) -------------------------------------------------------------------


def test_logout_ends_the_session_but_not_its_access_token():
    house = House()
    body = house.login()
    assert house.ask(log_out(body["refresh_token"]), 10.0).status == 200
    assert [(e.kind, e.token, e.detail) for e in house.log][-2:] == [
        ("revoke", "ada-r1", "logout"),
        ("answer", "ada-r1", ""),
    ]
    assert house.ask(refresh(body["refresh_token"]), 11.0).error == "invalid_grant"
    # Self-contained: accepted to the end of its life and no further (RFC 7009 2.1).
    assert house.fetch(get("/films", body["access_token"]), 299.999).status == 200
    assert house.fetch(get("/films", body["access_token"]), 300.0).status == 401


def test_what_need_not_be_revoked_is_no_error():
    house = House()
    body = house.login()
    house.ask(log_out(body["refresh_token"]), 1.0)
    for token, now in (("rubbish", 2.0), (body["refresh_token"], 2.0),
                       (body["refresh_token"], 4000.0)):  # fmt: skip
        assert house.ask(log_out(token), now).status == 200
    assert len(house.told("revoke")) == 1


def test_a_superseded_refresh_token_still_logs_out():
    house = House()
    old = house.login()["refresh_token"]
    new = house.ask(refresh(old), 1.0).body["refresh_token"]
    assert house.ask(log_out(old), 2.0).status == 200
    assert house.ask(refresh(new), 3.0).error == "invalid_grant"


def test_another_client_logs_nobody_out():
    house = House()
    token = house.login()["refresh_token"]
    house.ask(log_out(token, OTHER_CLIENT), 1.0)
    assert not house.told("revoke")
    assert house.ask(refresh(token), 2.0).status == 200


def test_access_tokens_cannot_be_revoked():
    house = House()
    answer = house.ask(log_out(house.login()["access_token"]))
    assert (answer.status, answer.error) == (400, "unsupported_token_type")


# --- keys --------------------------------------------------------------------------------


def test_a_shared_secret_is_not_published():
    assert House().ask(Request("GET", "/jwks")).body == {"keys": []}


@pytest.mark.parametrize("algorithm", ALGORITHMS[1:])
def test_published_keys_verify_and_hold_nothing_private(algorithm):
    house = House(algorithm=algorithm)
    (jwk,) = house.ask(Request("GET", "/jwks")).body["keys"]
    assert (jwk["kid"], jwk["alg"], jwk["use"]) == ("key-1", algorithm, "sig")
    assert not {"d", "p", "q", "dp", "dq", "qi", "oth", "k"} & jwk.keys()
    token = house.login()["access_token"]
    claims = jwt.decode(
        token,
        jwt.PyJWK(jwk),
        algorithms=[algorithm],
        audience=AUDIENCE,
        options={"verify_exp": False, "verify_iat": False},
    )
    assert claims["sub"] == "ada"


def test_a_new_signing_key_is_used_and_old_tokens_go_on_until_it_is_retired():
    house = House(algorithm="ES256")
    old = house.login()
    house.keyring.announce(make_key("ES256", "key-2", lambda n: b"\7" * n))
    house.keyring.sign_with("key-2")
    answer = house.ask(refresh(old["refresh_token"]), 10.0)
    assert jwt.get_unverified_header(answer.body["access_token"])["kid"] == "key-2"
    keys = house.ask(Request("GET", "/jwks")).body["keys"]
    assert [key["kid"] for key in keys] == ["key-1", "key-2"]
    house.verifier.forget_keys(keys_in({"keys": keys}))
    for token in (old["access_token"], answer.body["access_token"]):
        assert house.fetch(get("/films", token), 10.0).status == 200
    house.keyring.retire("key-1")
    house.verifier.forget_keys(keys_in(house.keyring.public_jwks()))
    assert house.fetch(get("/films", old["access_token"]), 10.0).status == 401
    assert house.last.detail == "invalid_token: unknown key"
