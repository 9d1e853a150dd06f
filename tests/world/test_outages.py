"""An auth server that is out of order, or takes only so many requests."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.actions import Send, Wait
from simulator.actors.messages import log_in, refresh
from simulator.world.queueing import numbers_present, stays
from simulator.world.rate_limit import Bucket, RateLimit
from tests.world.service import ask_each, told
from tests.world.small import play

FROM_5_TO_9 = {"from": "5 s", "until": "9 s"}


def test_who_asks_in_an_outage_is_refused():
    kept: list[Any] = []
    result = ask_each([4.999, 5, 8.999, 9], {"outages": [FROM_5_TO_9]}, keep=kept)
    assert [status for *_, status in kept] == [400, 503, 503, 400]
    assert told(result, "down", "up") == [(5, "down", "", 0, "refuse"), (9, "up", "", 0, "")]
    assert told(result, "answer")[1] == (5, "answer", "c-002", 503, "temporarily_unavailable")


def test_who_asks_in_a_silence_waits_in_vain():
    kept: list[Any] = []
    outage = {**FROM_5_TO_9, "how": "silence"}
    result = ask_each([4, 6, 9], {"outages": [outage]}, keep=kept)
    assert sorted(kept) == [(4, 4, 400), (6, 16, 0), (9, 9, 400)]
    assert [client for _, _, client, *_ in told(result, "answer")] == ["c-001", "c-003"]


@pytest.mark.parametrize("how", ["refuse", "silence"])
def test_who_is_there_when_it_begins_meets_the_same_fate(how):
    """One in service since 3, one who waits since 4; a third comes when all is well again."""
    kept: list[Any] = []
    service = {
        "workers": 1,
        "service": {"refresh": "4 s"},
        "outages": [{**FROM_5_TO_9, "how": how}],
    }
    result = ask_each([3, 4, 9], service, keep=kept, network={"timeout": 20})
    fate = [(3, 5, 503), (4, 5, 503)] if how == "refuse" else [(3, 23, 0), (4, 24, 0)]
    assert sorted(kept) == [*fate, (9, 13, 400)]
    assert [(t, client) for t, _, client, *_ in told(result, "start")] == [
        (3, "c-001"),
        (9, "c-003"),
    ]
    assert [stay.left for stay in stays(result.log)] == [5, 5, 13]
    assert numbers_present(result.log) == [(3, 1), (4, 2), (5, 0), (9, 1), (13, 0)]


def test_a_service_that_ends_as_the_outage_begins_comes_too_late():
    service = {"workers": 1, "service": {"refresh": "1 s"}, "outages": [FROM_5_TO_9]}
    result = ask_each([3.999, 4], {**service, "workers": 2})
    assert [(t, status) for t, _, _, status, _ in told(result, "answer")] == [
        (4.999, 400),
        (5, 503),
    ]


def test_several_outages():
    outages = [
        {"from": 20, "until": 30, "how": "silence"},
        {"from": 0, "until": 1},
        {"from": 30, "until": 31},
    ]
    service = {"workers": 1, "service": {"refresh": "2 s"}, "outages": outages}
    result = ask_each([0, 1, 19, 30.5, 31], service)
    assert told(result, "down", "up") == [
        (0, "down", "", 0, "refuse"),
        (1, "up", "", 0, ""),
        (20, "down", "", 0, "silence"),
        (30, "up", "", 0, ""),
        (30, "down", "", 0, "refuse"),
        (31, "up", "", 0, ""),
    ]
    assert [(t, client, status) for t, _, client, status, _ in told(result, "answer")] == [
        (0, "c-001", 503),
        (3, "c-002", 400),
        (30.5, "c-004", 503),
        (33, "c-005", 400),
    ]


def test_a_session_outlives_an_outage():
    """A 503 is no invalid_grant: the refresh token is as good as before (RFC 6749 5.2)."""
    statuses = []

    def client(session: Any) -> Any:
        answer = yield Send("auth_server", log_in(session.username, session.password))
        for moment in (6, 10):
            yield Wait(moment)
            again = yield Send("auth_server", refresh(answer.body["refresh_token"]))
            statuses.append(again.status)

    play(client, auth_server={"outages": [FROM_5_TO_9]})
    assert statuses == [503, 200]


# --- the rate limit --------------------------------------------------------------------------


def test_a_bucket_fills_steadily():
    bucket = Bucket(RateLimit(per_second=2, burst=3))
    assert [bucket.take(0) for _ in range(5)] == [0, 0, 0, 1, 1]
    assert bucket.take(0.5) == 0
    assert bucket.take(0.9) == 1
    assert bucket.take(1.0) == 0
    # However long nobody asks, it holds no more than the burst.
    assert [bucket.take(100) for _ in range(4)] == [0, 0, 0, 1]


def test_whoever_obeys_retry_after_is_let_in():
    bucket = Bucket(RateLimit(per_second=0.3, burst=1))
    now = 0.0
    for _ in range(200):
        assert bucket.take(now) == 0
        now += bucket.take(now)


def test_no_more_pass_than_the_limit_says():
    bucket = Bucket(RateLimit(per_second=10, burst=1))
    assert sum(bucket.take(tick / 1000) == 0 for tick in range(0, 60_000, 4)) == 600


def test_who_asks_too_often_is_told_when_to_come_again():
    answers = []

    def client(session: Any) -> Any:
        for _ in range(4):
            answer = yield Send("auth_server", refresh("none"))
            answers.append((session.now, answer.status, dict(answer.headers).get("Retry-After")))
            if answer.status == 429:
                assert answer.error == "too_many_requests"
                yield Wait(session.now + int(answer.headers["Retry-After"]))

    result = play(client, auth_server={"rate_limit": {"per_second": 0.25, "burst": 2}})
    assert answers == [(0, 400, None), (0, 400, None), (0, 429, "4"), (4, 400, None)]
    refused = result.events("ada", "answer")[2]
    assert (refused.actor, refused.status, refused.detail) == (
        "auth_server",
        429,
        "too_many_requests",
    )


def test_the_limit_is_for_all_clients_together():
    limit = {"rate_limit": {"per_second": 1, "burst": 2}, "workers": 1}
    result = ask_each([0, 0, 0, 0.5], limit)
    assert sorted((client, status) for _, _, client, status, _ in told(result, "answer")) == [
        ("c-001", 400),
        ("c-002", 400),
        ("c-003", 429),
        ("c-004", 429),
    ]
    # Who is turned away takes no worker.
    assert {client for _, _, client, *_ in told(result, "start")} == {"c-001", "c-002"}
