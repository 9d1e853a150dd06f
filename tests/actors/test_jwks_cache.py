"""The backend's copy of the JWK Set: OpenID Connect Core 10.1.1, RFC 7517 5, and real outages.

By plain calls: whatever is asked is answered at once. What takes several requests at one
time stands in tests/world/test_changing_keys.py.
"""

from __future__ import annotations

import time
from random import Random
from typing import Any

import pytest
from jwt import PyJWKClient, PyJWKClientError

from simulator.actors.actions import Send
from simulator.actors.jwks_cache import PYJWKCLIENT, READ_ONCE, JwksCache, JwksRules
from simulator.actors.keyring import keys_in, make_key, public_jwk
from simulator.actors.messages import Response, get
from tests.actors.key_house import BUSY, KeyHouse, es256


def seconds_refused(house: KeyHouse, begin: int, end: int, **token: Any) -> list[int]:
    """In which whole seconds a fresh token is refused, when one is shown in each."""
    return [now for now in range(begin, end) if house.fetch(house.token(now, **token), now) != 200]


# --- An unknown kid (case 27) ------------------------------------------------------------


@pytest.mark.parametrize("lazy", [False, True])
def test_read_once_never_learns_of_a_new_key(lazy):
    house = KeyHouse(READ_ONCE)
    house.change_key("key-2")
    assert len(seconds_refused(house, 600, 4600, lazy=lazy)) == 4000
    assert house.asked == []
    assert house.why == "invalid_token: unknown key"


def test_without_refetch_a_new_key_is_unknown_until_the_copy_is_too_old():
    """Case 27: copy of 0 s, changed at 600 s, lifetime 3600 s: 3000 s of refusals."""
    house = KeyHouse(JwksRules(lifetime=3600, refetch_unknown=False))
    house.change_key("key-2")
    assert seconds_refused(house, 600, 4000) == list(range(600, 3600))


def test_an_unknown_kid_is_asked_for_once():
    """Case 27: 0 refused."""
    house = KeyHouse(JwksRules(lifetime=3600))
    house.change_key("key-2")
    assert seconds_refused(house, 600, 4000) == []
    assert house.asked == [(600, "/jwks")]


def test_pyjwkclient_waits_half_a_minute_after_any_reading():
    """Case 27: read at 595 s, changed at 600 s: refused until 625 s."""
    house = KeyHouse(PYJWKCLIENT, starts=595)
    house.change_key("key-2")
    assert seconds_refused(house, 600, 900) == list(range(600, 625))
    ours = KeyHouse(JwksRules(), starts=595)
    ours.change_key("key-2")
    assert seconds_refused(ours, 600, 900) == [], "a reading that was due anyway costs nothing"


class Fed(PyJWKClient):
    """PyJWT's own client, given a JWK Set and a clock by hand."""

    def __init__(self, house: KeyHouse) -> None:
        super().__init__("https://login.example/jwks")
        self.house = house

    def fetch_data(self) -> Any:
        data = self.house.auth_server(get("/jwks"), time.monotonic()).body
        if "keys" not in data:
            raise PyJWKClientError("down")
        assert self.jwk_set_cache is not None
        self.jwk_set_cache.put(data)  # type: ignore[arg-type]
        self._last_successful_fetch = time.monotonic()
        return data


def test_the_preset_does_what_the_library_does(monkeypatch):
    """Ours and PyJWKClient side by side: known and unknown kids, changes, an outage."""
    houses = KeyHouse(PYJWKCLIENT, starts=1000.0), KeyHouse(PYJWKCLIENT)
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    library = Fed(houses[1])
    library.get_signing_keys()
    houses[1].asked.clear()
    told = []
    for step in range(1, 2200):
        # Not on a grid: at the very moment when 300 s are over, ours is old and theirs not yet.
        now = clock[0] = 1000.0 + step + step % 7 / 100
        for house in houses:
            if step in (100, 431, 1003):
                house.change_key(f"key-{step}")
            house.down = 700 <= step < 1150
        shown = houses[0].token(now, kid="nobody's" if step % 37 == 0 else "")
        try:
            library.get_signing_key_from_jwt(shown)
            theirs = True
        except PyJWKClientError:
            theirs = False
        told.append((houses[0].fetch(shown, now) == 200, theirs))
    assert all(ours == theirs for ours, theirs in told)
    assert len({ours for ours, _ in told}) == 2
    assert [at for at, _ in houses[0].asked] == [at for at, _ in houses[1].asked]
    assert len(houses[0].asked) > 100


@pytest.mark.parametrize("rules", [JwksRules(), PYJWKCLIENT], ids=["ours", "pyjwkclient"])
def test_unknown_kids_are_no_news_for_half_a_minute(rules):
    """Case 28, one after another: 100 a second for 60 s; see test_changing_keys for the flood."""
    house = KeyHouse(rules)
    good = house.token(0)
    for hundredths in range(6000):
        now = 100 + hundredths / 100
        assert house.fetch(house.token(now, kid="nobody's", lazy=True), now) == 401
        if hundredths % 100 == 0:
            assert house.fetch(good, now) == 200
    assert [at for at, _ in house.asked] == [100, 130]
    assert house.jwks is not None
    assert list(house.jwks.keys) == ["key-1"]


def test_what_names_no_key_is_not_asked_for():
    house = KeyHouse(JwksRules(cool_down=0))
    no_kid = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFUzI1NiJ9.e30.AAAA"
    for shown in ("abc", "", "a.b.c", no_kid, house.token(0, aud="x")):
        assert house.fetch(shown, 1.0) == 401
    assert house.asked == []


# --- When the JWK Set can't be had (case 29) ----------------------------------------------


def outage(rules: JwksRules, until: int = 1200) -> tuple[KeyHouse, list[int]]:
    """The auth server is down from 290 to 900 s; a token of 0 s is shown every second."""
    house = KeyHouse(rules, ttl=3600)
    token = house.token(0)
    refused = []
    for now in range(200, until):
        house.down = 290 <= now < 900
        if house.fetch(token, now) != 200:
            refused.append(now)
            assert house.fetch(token, now) == 503
            assert house.why == "temporarily_unavailable: keys can't be read"
    return house, refused


def test_an_outage_of_the_jwk_set():
    """Case 29: refused from 300 to 900 s without stale-if-error, never with it."""
    assert outage(JwksRules(retry_after=0))[1] == list(range(300, 900))
    assert outage(JwksRules(retry_after=0, stale_if_error=900))[1] == []
    # PyJWT 2.15.1 keeps the copy too, and yet fails once it is too old.
    assert outage(PYJWKCLIENT)[1] == list(range(300, 900))


def test_a_copy_is_no_longer_used_than_it_may_be():
    assert outage(JwksRules(retry_after=0, stale_if_error=200))[1] == list(range(500, 900))


def test_it_is_tried_again_after_a_while():
    """The price of a pause between two tries: up to so much longer in the dark."""
    house, refused = outage(JwksRules(retry_after=45))
    assert refused == list(range(300, 300 + 14 * 45))
    assert [at for at, _ in house.asked] == [300 + 45 * n for n in range(15)]


def test_in_an_outage_a_token_with_a_new_key_may_well_be_good():
    """503 for it; and the tokens of known keys are served as ever."""
    house = KeyHouse(JwksRules())
    old = house.token(0)
    house.change_key("key-2")
    house.down = True
    assert house.fetch(house.token(100), 100) == 503
    assert house.fetch(old, 100) == 200
    assert house.fetch(house.token(110), 110) == 503, "it is not asked again, and not forgotten"
    house.down = False
    assert house.fetch(house.token(129), 129) == 503
    assert house.fetch(house.token(130), 130) == 200
    assert [at for at, _ in house.asked] == [100, 130]


def test_401_in_an_outage_if_so_wished():
    house = KeyHouse(JwksRules(in_outage=401))
    house.backend.in_outage = 401
    house.down = True
    assert house.fetch(house.token(300), 300) == 401
    assert house.why == "invalid_token: keys can't be read"


@pytest.mark.parametrize(
    "answer",
    [
        BUSY,
        Response(0, {}, {"error": "no_answer"}),
        Response(200),
        Response(200, {}, {"keys": None}),
        Response(200, {}, {"keys": "key-1"}),
        Response(404, {}, {"keys": []}),
    ],
)
def test_no_answer_but_a_jwk_set_takes_a_key_away(answer):
    cache = JwksCache(JwksRules())
    cache.learn(Response(200, {}, {"keys": [public_jwk(es256("key-1"))]}), 0.0, 0.0)
    cache.learn(answer, 10.0, 10.0)
    assert list(cache.keys) == ["key-1"]
    assert cache.failing
    assert not cache.lost(299.0)


def test_an_empty_set_is_an_answer():
    """Who publishes no keys says that none is to be believed."""
    house = KeyHouse(JwksRules(cool_down=0))
    token = house.token(0)
    assert house.fetch(token, 0) == 200
    house.answers["/jwks"] = lambda *_: Response(200, {}, {"keys": []})
    assert house.fetch(house.token(1, kid="nobody's"), 1) == 401
    assert house.fetch(token, 1) == 401
    assert house.why == "invalid_token: unknown key"


# --- A key that leaves the set (case 30) --------------------------------------------------


@pytest.mark.parametrize("how", ["retire", "withdraw"])
@pytest.mark.parametrize("lazy", [False, True])
def test_a_key_that_left_the_set_dies_with_the_copy(how, lazy):
    """Case 30: removed at 100 s, lifetime 300 s: accepted for the last time before 400 s.

    The token was believed and remembered before, and is so until the very end.
    """
    house = KeyHouse(JwksRules(), ttl=3600, starts=99.0)
    token = house.token(0, lazy=lazy)
    assert house.fetch(token, 99) == 200
    house.keyring.announce(es256("key-2"))
    house.keyring.sign_with("key-2")
    getattr(house.keyring, how)("key-1")
    served = [now for now in range(100, 500) if house.fetch(token, now) == 200]
    assert served == list(range(100, 399))


def test_with_an_endless_copy_it_never_dies():
    """Case 30: the check above can fail."""
    house = KeyHouse(JwksRules(lifetime=None), ttl=3600)
    token = house.token(0)
    house.change_key("key-2")
    assert all(house.fetch(token, now) == 200 for now in range(0, 3600, 10))


def test_one_unknown_kid_shows_the_copy_that_a_key_is_gone():
    house = KeyHouse(JwksRules(lifetime=None))
    token = house.token(0)
    assert house.fetch(token, 99) == 200
    house.change_key("key-2")
    assert house.fetch(house.token(100), 100) == 200
    assert house.fetch(token, 100) == 401


def test_the_age_of_a_copy_counts_from_when_it_was_asked_for():
    """RFC 9111 4.2.3: the answer may be as old as the question."""
    cache = JwksCache(JwksRules())
    reading = cache.fetch(50.0)
    assert isinstance(next(reading), Send)
    with pytest.raises(StopIteration):
        reading.send((58.0, Response(200, {}, {"keys": []})))
    assert (cache.due, cache.good_until, cache.read_at) == (350.0, 350.0, 58.0)


def test_keys_that_stay_are_parsed_once_and_their_tokens_remembered(monkeypatch):
    house = KeyHouse(JwksRules())
    token = house.token(0)
    assert house.fetch(token, 1) == 200
    before = dict(house.verifier.keys)
    verified = []
    monkeypatch.setattr(house.verifier, "_read", lambda *_: verified.append(1))
    house.keyring.announce(es256("key-2"))
    assert house.fetch(token, 300) == 200
    assert house.asked == [(300, "/jwks")]
    assert list(house.verifier.keys) == ["key-1", "key-2"]
    assert house.verifier.keys["key-1"] is before["key-1"]
    assert verified == []


def test_another_key_under_the_same_name_is_another_key():
    house = KeyHouse(JwksRules())
    token = house.token(0)
    assert house.fetch(token, 1) == 200
    other = {**public_jwk(es256("other")), "kid": "key-1"}
    house.answers["/jwks"] = lambda *_: Response(200, {}, {"keys": [other]})
    assert house.fetch(token, 300) == 401
    assert house.why == "invalid_token: bad signature"


def test_a_verifier_remembers_no_more_than_it_may():
    house = KeyHouse(JwksRules(), remember=10)
    tokens = [house.token(0, jti=f"t{n}") for n in range(40)]
    for _ in range(2):
        assert all(house.fetch(token, 1) == 200 for token in tokens)
    assert len(house.verifier._memory) <= 10


# --- Keys that are not understood (case 32) -----------------------------------------------

STRANGE: list[Any] = [
    {"kty": "AKP", "kid": "pq", "alg": "ML-DSA-44", "pub": "AAAA"},
    {**public_jwk(es256("enc")), "use": "enc"},
    {},
    {"kty": "OKP", "crv": "X25519", "kid": "x", "x": "AA"},
    {"kty": "EC", "kid": ["a", "list"]},
    None,
    "text",
]


def test_strange_keys_spoil_nothing():
    """Case 32, RFC 7517 5: a key that is not understood is ignored."""
    house = KeyHouse(JwksRules())
    good = [public_jwk(es256("key-1"))]
    house.answers["/jwks"] = lambda *_: Response(200, {}, {"keys": [*STRANGE, *good, *STRANGE]})
    assert house.fetch(house.token(300), 300) == 200
    assert list(house.verifier.keys) == ["key-1"]


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
def test_alg_is_optional_and_the_type_decides(algorithm):
    """Case 32, RFC 7517 4.4."""
    jwk = public_jwk(make_key(algorithm, "k", Random(1).randbytes))
    del jwk["alg"]
    assert keys_in({"keys": [jwk]})["k"].algorithm == algorithm


def test_a_private_key_in_the_set_proves_nothing():
    """Everybody who can read it can sign with it; and PyJWT would stumble over it."""
    jwk = {**public_jwk(es256("k")), "d": "AAAA"}
    assert keys_in({"keys": [jwk]}) == {}


@pytest.mark.parametrize(
    "wrong", [{"lifetime": 0.0}, {"lifetime": None, "stale_if_error": 5.0}], ids=str
)
def test_rules_that_make_no_sense(wrong):
    with pytest.raises(ValueError, match="lifetime"):
        JwksRules(**wrong)


def test_a_lazy_token_is_signed_for_nobody():
    """Reading the set, refusing and serving: none of it looks at the token's text."""
    house = KeyHouse(JwksRules(cool_down=0))
    good, bad = house.token(0, lazy=True), house.token(0, kid="nobody's", lazy=True)
    assert [house.fetch(good, 1), house.fetch(bad, 1), house.fetch(good, 300)] == [200, 401, 200]
    assert good._text is bad._text is None
