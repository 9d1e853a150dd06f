"""Signing keys over time, with what is refused for want of them."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.events import EventLog
from simulator.views.key_timeline import key_timeline, lives, read_keys
from simulator.world.run import run
from tests.views.stories import Writer
from tests.world.small import scenario


def two_keys() -> EventLog:
    """key-2 signs from 100 s, unannounced; key-1 retires at 300 s. One page is refused."""
    w = Writer("two keys")
    for t, kid, what in (
        (0.0, "key-1", "announced"), (0.0, "key-1", "signs"), (100.0, "key-2", "announced"),
        (100.0, "key-2", "signs"), (300.0, "key-1", "retired"),
    ):  # fmt: skip
        w.row(t, "auth_server", "key", "", 0, 0, kid, what)
    w.exchange("backend", 0.0, "GET /jwks", 200)
    w.exchange("ada", 110.0, "GET /films", 401, "invalid_token: unknown key")
    w.exchange("backend", 130.0, "GET /jwks", 200)
    w.exchange("ada", 140.0, "GET /films", 200, shown="a2")
    return w.log(600.0)


def test_lives_of_keys():
    first, second = read_keys(two_keys()).keys
    assert first.phases == (("signs", 0.0, 100.0), ("trusted", 100.0, 300.0))
    assert (first.gone, first.how) == (300.0, "retired")
    assert second.phases == (("signs", 100.0, 600.0),)
    assert (second.gone, second.how) == (None, "")


def test_a_key_that_stands_by_never_signs():
    (standby,) = lives([(10.0, "spare", "announced")], 60.0)
    assert standby.phases == (("announced", 10.0, 60.0),)


def test_title_and_text():
    picture = key_timeline(two_keys())
    assert picture.title == (
        "One change of the signing key: one request refused for an unknown key (401)"
    )
    assert picture.alt == (
        "Key timeline over 10 minutes. key-1: signs from the start, only trusted from 1 min 40 s,"
        " retired at 5 min. key-2: signs from 1 min 40 s. The backend reads the key set twice. Of"
        " two requests to the backend: one request refused for an unknown key (401), the first at"
        " 1 min 50 s."
    )


def changing(**more: Any) -> dict[str, Any]:
    keys = [
        {"kid": "one", "retire": "10 min"},
        {"kid": "two", "announce": "0 s", "sign": "5 min"},
    ]
    return {"keys": keys, "policy": {"algorithm": "ES256"}, **more}


def test_a_good_schedule_refuses_nobody():
    content = scenario(*range(0, 1200, 30), until=1200, **changing(backend={"jwks": {}}))
    picture = run(content).key_timeline()
    assert picture.title == "One change of the signing key, and no request refused for it"
    assert "two: announced from the start, signs from 5 min." in picture.alt
    assert picture.alt.endswith("No request is refused for a key.")


@pytest.mark.parametrize("status", [503, 401])
def test_the_numbers_are_those_of_the_log(status):
    """The keys can't be read in an outage; the copy lives a minute."""
    content = scenario(
        *range(0, 1200, 20), until=1200,
        **changing(
            backend={"jwks": {"lifetime": 60, "in_outage": status}},
            auth_server={"outages": [{"from": 500, "until": 700}]},
        ),
    )  # fmt: skip
    result = run(content)
    answers = [e for e in result.events(kind="answer") if e.actor == "backend"]
    refused = [e for e in answers if "keys can't be read" in e.detail]
    assert refused
    picture = result.key_timeline()
    assert f"{len(refused)} requests refused for want of keys" in picture.title
    fetched = result.events("backend", "response")
    vain = [e for e in fetched if e.status != 200]
    assert f"reads the key set {len(fetched)} times, {len(vain)} of them in vain" in picture.alt
    assert "One outage, from 8 min 20 s to 11 min 40 s." in picture.alt


def test_a_withdrawn_key_and_a_renewal_refused_for_it():
    w = Writer("withdrawn")
    for t, kid, what in (
        (0.0, "one", "announced"), (0.0, "one", "signs"), (0.0, "two", "announced"),
        (50.0, "two", "signs"), (60.0, "one", "withdrawn"),
    ):  # fmt: skip
        w.row(t, "auth_server", "key", "", 0, 0, kid, what)
    w.exchange("ada", 70.0, "POST /token refresh_token", 400, "invalid_grant: unknown key")
    picture = key_timeline(w.log(120.0))
    assert picture.title.endswith("one renewal refused for an unknown key")
    assert "one: signs from the start, only trusted from 50 s, withdrawn at 1 min." in picture.alt
    assert [t.get_text() for t in picture.figure.axes[0].get_yticklabels()] == [
        "one", "two", "renewals refused",
    ]  # fmt: skip


def test_no_change_at_all():
    picture = run("access_token").key_timeline()
    assert (picture.title, picture.alt) == ("No key changes", "No key changes in 12 minutes.")
    assert key_timeline([]).title == "No key changes"


def test_no_labels_lie_on_each_other():
    picture = key_timeline(two_keys())
    picture.octets()
    boxes = [t.get_window_extent() for t in picture.figure.axes[0].texts if t.get_text()]
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[i + 1 :])


def test_crowds_of_refusals_are_counted():
    w = Writer("flood")
    w.row(0.0, "auth_server", "key", "", 0, 0, "one", "announced")
    w.row(0.0, "auth_server", "key", "", 0, 0, "one", "signs")
    for n in range(200):
        w.exchange("mallory", 60 + n / 10, "GET /films", 401, "invalid_token: unknown key")
    axes = key_timeline(w.log(600.0)).figure.axes[0]
    assert "×200" in [text.get_text() for text in axes.texts]
