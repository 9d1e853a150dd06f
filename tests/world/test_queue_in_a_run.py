"""Workers and their queue in a run: what the log tells, and what is counted from it."""

from __future__ import annotations

from random import Random

import pytest

from simulator.actors.messages import Request, log_in
from simulator.world.busy_host import operation_of
from simulator.world.queueing import (
    area,
    mean_length,
    numbers_present,
    queue_lengths,
    stays,
    utilisation,
    waits,
)
from simulator.world.station import Exponential
from simulator.world.streams import stream
from tests.world.service import JUNK, ask_each, told
from tests.world.simpy_queue import poisson_arrivals, starts_in_simpy


def service(workers: int, refresh: object = "10 s", **more: object) -> dict[str, object]:
    return {"workers": workers, "service": {"refresh": refresh}, **more}


def test_who_finds_a_free_worker_does_not_wait():
    result = ask_each([1, 2, 3], service(2))
    assert told(result, "arrive", "start", "answer") == [
        (1, "arrive", "c-001", 0, "refresh"),
        (1, "start", "c-001", 0, "refresh"),
        (2, "arrive", "c-002", 0, "refresh"),
        (2, "start", "c-002", 0, "refresh"),
        (3, "arrive", "c-003", 0, "refresh"),
        (11, "answer", "c-001", 400, "invalid_request: refresh_token is needed"),
        (11, "start", "c-003", 0, "refresh"),
        (12, "answer", "c-002", 400, "invalid_request: refresh_token is needed"),
        (21, "answer", "c-003", 400, "invalid_request: refresh_token is needed"),
    ]


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_a_run_has_the_same_waits_as_simpy(workers):
    """From the same random stream, to the millisecond that a run counts in."""
    arrivals = poisson_arrivals(Random(workers), 64 / workers / 0.8, 1500)
    exponential = {"exponential": {"mean": "64 ms"}}
    result = ask_each(
        [at / 1000 for at in arrivals], service(workers, exponential), seed=5, until=1000
    )
    draw = Exponential(mean=0.064).draw(stream(5, "auth_server", "service"))
    starts = starts_in_simpy(arrivals, [draw() for _ in arrivals], workers)
    ours = {stay.client: stay.started for stay in stays(result.log)}
    theirs = zip(result.clients, (round(start) / 1000 for start in starts), strict=True)
    assert ours == dict(theirs)
    assert sum(wait > 0 for wait in waits(result.log)) > 300


def test_littles_law():
    """The run begins and ends empty, so it holds exactly: no rounding, no chance."""
    arrivals = poisson_arrivals(Random(3), 40, 2000)
    result = ask_each(
        [at / 1000 for at in arrivals],
        service(2, {"exponential": {"mean": "64 ms"}}),
        until=1000,
    )
    there = stays(result.log)
    assert all(stay.left is not None for stay in there)
    in_queue = sum(round(wait * 1000) for wait in waits(result.log))
    assert in_queue > 0
    assert area(queue_lengths(result.log), 0, 1000) == in_queue
    in_all = sum(round((stay.left or 0) * 1000) - round(stay.arrived * 1000) for stay in there)
    assert area(numbers_present(result.log), 0, 1000) == in_all
    assert queue_lengths(result.log)[-1][1] == 0


def test_what_is_counted_from_a_queue():
    result = ask_each([1, 2, 3, 3], service(1, "2 s"), until=20)
    assert waits(result.log) == [0, 1, 2, 4]
    assert queue_lengths(result.log) == [(2, 1), (3, 2), (5, 1), (7, 0)]
    assert numbers_present(result.log) == [(1, 1), (2, 2), (3, 3), (5, 2), (7, 1), (9, 0)]
    assert mean_length(queue_lengths(result.log), 2, 7) == 7 / 5
    assert utilisation(result.log, workers=1) == 8 / 20
    assert utilisation(result.log, workers=1, start=4, until=8) == 1
    with pytest.raises(ValueError, match="above 0"):
        utilisation(result.log, workers=1, start=20)


def test_nothing_is_counted_without_workers():
    result = ask_each([1, 2])
    assert (waits(result.log), queue_lengths(result.log)) == ([], [])
    assert utilisation(result.log, workers=1) == 0


def test_what_the_clock_cuts_off_is_there_to_the_end():
    result = ask_each([1, 2], service(1, "30 s"), until=20)
    assert [stay.left for stay in stays(result.log)] == [None, None]
    assert queue_lengths(result.log) == [(2, 1)]
    assert area(queue_lengths(result.log), 0, 20) == 18_000
    assert utilisation(result.log, workers=1) == 19 / 20


def test_one_too_many_is_refused():
    result = ask_each([1, 2, 3, 12], service(1, backlog=1), network={"timeout": 60})
    answers = [(t, client, status) for t, _, client, status, _ in told(result, "answer")]
    assert answers == [
        (3, "c-003", 503),
        (11, "c-001", 400),
        (21, "c-002", 400),
        (31, "c-004", 400),
    ]
    refused = next(stay for stay in stays(result.log) if stay.client == "c-003")
    assert (refused.started, refused.left) == (None, 3)
    assert told(result, "response")[0][-2:] == (503, "temporarily_unavailable")


def test_tokens_are_checked_when_the_service_is_over():
    """A login that is taken up at 0 and served at 64 ms issues tokens from then on."""
    login = log_in("c", "wrong")
    result = ask_each([0], {"workers": 1}, request=login)
    assert [t for t, *_ in told(result, "answer")] == [0.064]


@pytest.mark.parametrize(
    ("request_", "operation"),
    [
        (log_in("ada", "x"), "login"),
        (Request("POST", "/authorize", {}, {"username": "ada"}), "login"),
        (JUNK, "refresh"),
        (Request("POST", "/token", {}, {"grant_type": "authorization_code"}), "code"),
        (Request("POST", "/revoke", {}, {"token": "x"}), "revoke"),
        (Request("GET", "/jwks"), "jwks"),
        (Request("GET", "/nothing"), "other"),
        (Request("POST", "/token", {}, 5), "other"),  # type: ignore[arg-type]
        (Request("POST", ["/token"]), "other"),  # type: ignore[arg-type]
    ],
)
def test_operations(request_, operation):
    assert operation_of(request_) == operation


def test_a_login_costs_eight_refreshes():
    result = ask_each([0, 0], {"workers": 2}, request=log_in("c", "wrong"))
    refreshes = ask_each([0, 0], {"workers": 2})
    ends = [{t for t, *_ in told(each, "answer")} for each in (result, refreshes)]
    assert ends == [{0.064}, {0.008}]
