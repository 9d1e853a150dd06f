"""Tokens that were called back: introspection (RFC 7662), a deny-list, a status list.

Case 53: a self-contained token outlives the logout, unless the backend asks.
"""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from simulator.actors.actions import Send, Wait
from simulator.actors.checks import CHECKS, Local
from simulator.actors.deny_list_copy import Denied, DenyList
from simulator.actors.introspection_cache import Introspection
from simulator.actors.jwks_cache import JwksRules
from simulator.actors.messages import NO_ANSWER, Request, Response, get
from simulator.actors.status_list_copy import STATUS_LIST, StatusList, states_in
from simulator.actors.tokens import sign
from tests.actors.house import ISSUER
from tests.actors.key_house import BUSY, KeyHouse, es256

URI = f"{ISSUER}/statuslist"


class Revoking:
    """An auth server's memory of what was called back, in all three forms."""

    def __init__(self, house: KeyHouse) -> None:
        self.house = house
        self.denied: dict[str, float] = {}
        self.bits = bytearray(16)
        self.extra: dict[str, Any] = {}
        house.answers |= {
            "/introspect": self.introspect,
            "/denylist": lambda *_: Response(200, {}, {"denied": [*self.denied.items()]}),
            "/statuslist": self.status_list,
        }

    def call_back(self, jti: str, idx: int, expires: float) -> None:
        self.denied[jti] = expires
        self.bits[idx // 8] |= 1 << idx % 8

    def introspect(self, request: Request, now: float) -> Response:
        claims, fault = self.house.verifier.check(f"Bearer {request.form['token']}", now)
        return Response(200, {}, {"active": not fault and claims["jti"] not in self.denied})

    def status_list(self, request: Request, now: float) -> Response:
        packed = urlsafe_b64encode(zlib.compress(bytes(self.bits), 9)).decode().rstrip("=")
        content = {
            "sub": URI,
            "iat": int(now),
            "status_list": {"bits": 1, "lst": packed},
            **self.extra,
        }
        text = sign(content, STATUS_LIST, self.house.keyring.signing)
        return Response(200, {}, {"status_list_token": text})


def place(idx: Any, uri: str = URI) -> dict[str, Any]:
    return {"status_list": {"idx": idx, "uri": uri}}


def revoking(checks: Any, **more: Any) -> tuple[KeyHouse, Revoking]:
    house = KeyHouse(checks=checks, **more)
    return house, Revoking(house)


def poll(house: KeyHouse, until: float) -> Any:
    """Advance what the backend does besides, up to a moment: a function of time."""
    steps = house.backend.background(0.0)
    assert steps is not None
    state: dict[str, Any] = {"action": next(steps), "now": 0.0}

    def advance(now: float) -> None:
        while True:
            action = state["action"]
            if isinstance(action, Wait):
                if action.until > now:
                    return
                state["now"] = action.until
                answer = None
            else:
                assert isinstance(action, Send)
                answer = house.auth_server(action.request, state["now"])
            state["action"] = steps.send((state["now"], answer))

    return advance


# --- Case 53: logout at 10 s, access tokens live 900 s --------------------------------------


def last_service(checks: Any) -> int:
    """The last whole second in which the token is served."""
    house, auth = revoking(checks)
    token = house.token(0, jti="ada-a1", status=place(5))
    advance = poll(house, 0.0) if house.backend.background(0.0) is not None else None
    served = []
    for now in range(920):
        if now == 10:
            auth.call_back("ada-a1", 5, 900.0)
        if now == 900:
            auth.denied.clear()
        if advance is not None:
            advance(now)
        if house.fetch(token, now) == 200:
            served.append(now)
    assert served == list(range(served[-1] + 1))
    return served[-1]


@pytest.mark.parametrize(
    ("checks", "last"),
    [
        # Nothing is asked: until it expires.
        (Local(), 899),
        # Asked about at every use: at once.
        (Introspection(), 9),
        # An answer of 0, 8, 16, … s counts for 7 s; that of 8 s says "active".
        (Introspection(cache=7), 15),
        # Fetched at 0, 30, … s: the calculated "until 10" holds only for a list without delay.
        (DenyList(), 29),
        (DenyList(poll=1), 9),
        # A copy of 0 s may be used for 60 s.
        (StatusList(ttl=60), 59),
        (StatusList(ttl=1), 9),
    ],
    ids=str,
)
def test_until_when_a_token_outlives_the_logout(checks, last):
    assert last_service(checks) == last


def test_the_list_is_short_again_after_the_token_has_expired():
    house, auth = revoking(DenyList())
    advance = poll(house, 0.0)
    assert isinstance(house.check, Denied)
    auth.call_back("ada-a1", 5, 900.0)
    advance(30.0)
    assert house.check.denied == {"ada-a1": 900.0}
    auth.denied.clear()
    advance(910.0)
    assert house.check.denied == {}


def test_a_token_that_was_believed_is_looked_up_at_every_use():
    house, auth = revoking(DenyList())
    advance = poll(house, 0.0)
    token = house.token(0, jti="ada-a1")
    advance(0.0)
    assert [house.fetch(token, now) for now in (1, 2)] == [200, 200]
    auth.call_back("ada-a1", 5, 900.0)
    advance(30.0)
    assert house.fetch(token, 30) == 401
    assert house.why == "invalid_token: revoked"
    assert house.fetch(house.token(0, jti="ada-a2"), 31) == 200


# --- Who is asked about what ----------------------------------------------------------------


def test_junk_never_reaches_the_auth_server():
    house, _ = revoking(Introspection())
    expired, other = house.token(-1000), house.token(0, aud="x")
    forged = f"{house.token(0)[:-8]}AAAAAAAA"
    for shown in ("abc", "", expired, other, forged, house.token(0, kid="nobody's")):
        assert house.fetch(shown, 0) == 401
    assert house.backend.handle(get("/nowhere", house.token(0)), 0.0).status == 404  # type: ignore[union-attr]
    assert house.backend.handle(get("/films"), 0.0).status == 401  # type: ignore[union-attr]
    assert house.asked == []


@pytest.mark.parametrize("lazy", [False, True])
def test_an_answer_counts_as_long_as_the_cache_says(lazy):
    house, _ = revoking(Introspection(cache=10))
    token = house.token(0, lazy=lazy)
    for now in range(25):
        assert house.fetch(token, now) == 200
    assert [at for at, _ in house.asked] == [0, 11, 22]


def test_answers_about_many_tokens_do_not_pile_up():
    house, _ = revoking(Introspection(cache=100, remember=5))
    for number in range(50):
        assert house.fetch(house.token(0, jti=f"t{number}"), 1) == 200
    assert len(house.check._said) == 5  # type: ignore[union-attr]


def test_a_token_that_is_shown_is_what_is_asked_about_and_not_its_id():
    """Two tokens of one id, one of them called back: neither borrows the other's answer."""
    house, _ = revoking(Introspection(cache=100))
    one, other = house.token(0, jti="same"), house.token(0, jti="same", nonce=1)
    house.answers["/introspect"] = lambda request, now: Response(
        200, {}, {"active": request.form["token"] == one}
    )
    assert (house.fetch(one, 1), house.fetch(other, 1)) == (200, 401)
    assert house.why == "invalid_token: not active"


# --- When the auth server can't be asked ------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [BUSY, NO_ANSWER, Response(200), Response(200, {}, {"active": "yes"}), Response(401)],
)
def test_no_answer_about_a_token_is_no_yes(answer):
    house, _ = revoking(Introspection())
    house.answers["/introspect"] = lambda *_: answer
    assert house.fetch(house.token(0), 1) == 503
    assert house.why == "temporarily_unavailable: state can't be read"


def test_an_answer_that_still_counts_bridges_an_outage():
    house, _ = revoking(Introspection(cache=60))
    token = house.token(0)
    assert house.fetch(token, 0) == 200
    house.down = True
    assert [house.fetch(token, now) for now in (60, 61)] == [200, 503]


@pytest.mark.parametrize(
    "answer",
    [BUSY, Response(200), Response(200, {}, {"denied": 7}), Response(200, {}, {"denied": [1]})],
)
def test_a_list_that_can_not_be_fetched_stays_as_it_was(answer):
    house, auth = revoking(DenyList(max_age=100))
    advance = poll(house, 0.0)
    auth.call_back("ada-a1", 5, 900.0)
    advance(60.0)
    house.answers["/denylist"] = lambda *_: answer
    advance(160.0)
    bad, good = house.token(0, jti="ada-a1"), house.token(0, jti="ada-a2")
    assert (house.fetch(bad, 160), house.fetch(good, 160)) == (401, 200)
    assert house.fetch(good, 161) == 503, "too old to be trusted"


def test_a_status_list_in_an_outage():
    house, _ = revoking(StatusList(ttl=60, stale_if_error=30))
    token = house.token(0, status=place(1))
    assert house.fetch(token, 0) == 200
    house.down = True
    assert [house.fetch(token, now) for now in (59, 60, 89, 90)] == [200, 200, 200, 503]
    fresh, _ = revoking(StatusList())
    fresh.down = True
    assert fresh.fetch(token, 0) == 503, "there never was one"


# --- The status list itself (draft-ietf-oauth-status-list) ------------------------------------


def test_the_first_token_has_the_lowest_bit():
    """The examples of section 4.1, with one and with two bits."""
    one = urlsafe_b64encode(zlib.compress(bytes([0xB9, 0xA3]))).decode()
    states = states_in({"bits": 1, "lst": one.rstrip("=")})
    assert states is not None
    found = [states.fault(place) == "revoked" for place in range(16)]
    assert found == [bool(int(bit)) for bit in "1001110111000101"]
    two = urlsafe_b64encode(zlib.compress(bytes([0xC9, 0x44, 0xF9]))).decode()
    states = states_in({"bits": 2, "lst": two})
    assert states is not None
    said = {"": 0, "revoked": 1, "suspended": 2, "status 3": 3}
    assert [said[states.fault(n)] for n in range(12)] == [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]


@pytest.mark.parametrize("status", [None, {}, 7, place(128), place(-1), place("1"), place(True),
                                    place(1, "https://evil.example/list")])  # fmt: skip
def test_a_token_without_a_place_in_the_list_is_refused(status):
    house, _ = revoking(StatusList())
    claims = {} if status is None else {"status": status}
    assert house.fetch(house.token(0, **claims), 1) == 401
    assert house.why == "invalid_token: not in the status list"


@pytest.mark.parametrize(
    "extra",
    [
        {"sub": "https://evil.example/list"},
        {"exp": 0},
        {"exp": "soon"},
        {"ttl": 0},
        {"ttl": True},
        {"status_list": None},
        {"status_list": {"bits": 3, "lst": ""}},
        {"status_list": {"bits": 1, "lst": "!"}},
        {"status_list": {"bits": 1, "lst": 7}},
        {"status_list": {"bits": 1, "lst": urlsafe_b64encode(b"no zlib").decode()}},
        {
            "status_list": {
                "bits": 1,
                "lst": urlsafe_b64encode(zlib.compress(bytes(9))[:-4]).decode(),
            }
        },
        {
            "status_list": {
                "bits": 1,
                "lst": urlsafe_b64encode(zlib.compress(bytes(1 << 25), 9)).decode(),
            }
        },
    ],
    ids=lambda extra: str(extra)[:60],
)
def test_a_list_that_is_none(extra):
    house, auth = revoking(StatusList())
    auth.extra = extra
    assert house.fetch(house.token(0, status=place(1)), 1) == 503


@pytest.mark.parametrize("how", ["another key", "another type", "no signature", "nothing"])
def test_a_list_that_the_auth_server_has_not_signed(how):
    house, auth = revoking(StatusList())
    genuine = auth.status_list(Request("GET", "/statuslist"), 0.0).body["status_list_token"]
    claims = {"sub": URI, "iat": 0, "status_list": {"bits": 1, "lst": "eNrbuRgAAhcBXQ"}}
    text = {
        "another key": sign(claims, STATUS_LIST, es256("mallory's")),
        "another type": sign(claims, "at+jwt", house.keyring.signing),
        "no signature": genuine.rpartition(".")[0] + ".",
        "nothing": "",
    }[how]
    house.answers["/statuslist"] = lambda *_: Response(200, {}, {"status_list_token": text})
    assert house.fetch(house.token(0, status=place(1)), 1) == 503


def test_a_list_may_ask_to_be_fetched_sooner():
    house, auth = revoking(StatusList(ttl=300))
    auth.extra = {"ttl": 20, "exp": 10_000}
    token = house.token(0, status=place(1))
    for now in range(50):
        assert house.fetch(token, now) == 200
    assert [at for at, _ in house.asked] == [0, 20, 40]


def test_a_list_that_a_new_key_has_signed():
    """The tokens in use are the old key's; the list is not. The backend fetches the keys."""
    house, _ = revoking(StatusList(ttl=10), rules=JwksRules(lifetime=None))
    token = house.token(0, status=place(1))
    assert house.fetch(token, 0) == 200
    house.keyring.announce(es256("key-2"))
    house.keyring.sign_with("key-2")
    assert house.fetch(token, 10) == 200
    assert house.asked == [(0, "/statuslist"), (10, "/statuslist"), (10, "/jwks")]


# --- Rules ------------------------------------------------------------------------------------


def test_the_names_in_scenarios():
    assert list(CHECKS) == ["local", "introspection", "deny_list", "status_list"]


@pytest.mark.parametrize(
    ("rules", "wrong"),
    [
        (DenyList, {"poll": 0}),
        (DenyList, {"poll": 30, "max_age": 20}),
        (StatusList, {"ttl": 0}),
    ],
)
def test_rules_that_make_no_sense(rules, wrong):
    with pytest.raises(ValueError, match=next(reversed(wrong))):
        rules(**wrong)
