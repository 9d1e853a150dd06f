"""The queue by lookahead against SimPy's Resource, and against Erlang's formula."""

from __future__ import annotations

import math
from random import Random
from statistics import mean, stdev

import pytest

from simulator.world.station import Exponential, Fixed, Station
from tests.world.simpy_queue import poisson_arrivals, starts_in_simpy


def starts_at_station(arrivals: list[int], services: list[float], workers: int) -> list[float]:
    station = Station(workers)
    starts = []
    for arrival, service in zip(arrivals, services, strict=True):
        admitted = station.admit(arrival, service)
        assert admitted is not None
        starts.append(admitted[0])
    return starts


@pytest.mark.parametrize("workers", [1, 2, 3, 7])
@pytest.mark.parametrize("load", [0.3, 0.75, 0.99, 1.5])
def test_the_same_waits_as_in_simpy(workers, load):
    random = Random(f"{workers} {load}")
    draw = Exponential(mean=0.064).draw(random)
    arrivals = poisson_arrivals(random, 64 / workers / load, 2000)
    services = [draw() for _ in arrivals]
    assert starts_at_station(arrivals, services, workers) == starts_in_simpy(
        arrivals, services, workers
    )


def test_the_same_waits_as_in_simpy_where_all_come_at_once():
    services = [float(length) for length in (5, 5, 1, 0, 3, 3, 0, 2)] * 20
    arrivals = [0] * 80 + [7] * 80
    assert starts_at_station(arrivals, services, 3) == starts_in_simpy(arrivals, services, 3)


def erlang_c(workers: int, load: float) -> float:
    """The chance to have to wait, where `load` workers' worth of work comes in."""
    blocked = 1.0
    for number in range(1, workers + 1):
        blocked = load * blocked / (number + load * blocked)
    share = load / workers
    return blocked / (1 - share + share * blocked)


def test_erlang_c_at_known_values():
    assert abs(erlang_c(2, 1.5) - 0.6429) < 1e-4
    assert abs(erlang_c(4, 400 / 120) - 0.6577) < 1e-4


BATCHES, BATCH = 20, 20_000
LIMIT = 3.88
"""Student's t with 19 degrees of freedom lies beyond it once in 1000 times."""


def waits_in_batches(service_mean: float) -> tuple[list[float], list[float]]:
    """M/M/2: (share of who waits, mean wait in ms) of each batch, after a warm-up."""
    random = Random(62)
    station, draw = Station(2), Exponential(mean=service_mean).draw(random)
    gaps = Exponential(mean=0.064 / 1.5).draw(random)
    shares, means, at = [], [], 0.0
    for _ in range(BATCHES + 1):
        waits = []
        for _ in range(BATCH):
            at += gaps()
            admitted = station.admit(at, draw())
            assert admitted is not None
            waits.append(admitted[0] - at)
        shares.append(sum(wait > 0 for wait in waits) / BATCH)
        means.append(mean(waits))
    return shares[1:], means[1:]


def t_value(sample: list[float], expected: float) -> float:
    return (mean(sample) - expected) / (stdev(sample) / math.sqrt(len(sample)))


def test_two_workers_at_three_quarters_of_their_load():
    """Each of two |t| < 3.88: a right queue fails once in 500 seeds, and the seed is fixed."""
    shares, means = waits_in_batches(0.064)
    assert abs(t_value(shares, erlang_c(2, 1.5))) < LIMIT
    assert abs(t_value(means, 64 * erlang_c(2, 1.5) / (2 - 1.5))) < LIMIT


def test_the_test_can_fail():
    """A service that takes 3 % longer is caught."""
    shares, means = waits_in_batches(0.064 * 1.03)
    assert abs(t_value(shares, erlang_c(2, 1.5))) > LIMIT
    assert abs(t_value(means, 64 * erlang_c(2, 1.5) / (2 - 1.5))) > LIMIT


def test_a_full_queue_lets_nobody_in():
    station = Station(1, backlog=2)
    assert station.admit(0, 10) == (0, 10)
    assert station.admit(1, 10) == (10, 20)
    assert station.admit(2, 10) == (20, 30)
    assert station.admit(3, 10) is None
    assert station.waiting(9) == 2
    # At 10 the first of them is taken up, and there is room again.
    assert station.admit(10, 10) == (30, 40)
    assert station.admit(10, 10) is None


def test_a_backlog_of_none_waits_for_nobody():
    station = Station(2, backlog=0)
    assert station.admit(0, 10) == (0, 10)
    assert station.admit(0, 5) == (0, 5)
    assert station.admit(4, 1) is None
    assert station.admit(5, 1) == (5, 6)


def test_clear_sends_everybody_away():
    station = Station(1, backlog=1)
    station.admit(0, 100)
    station.admit(0, 100)
    assert station.admit(0, 1) is None
    station.clear()
    assert station.waiting(5) == 0
    assert station.admit(5, 1) == (5, 6)


def test_service_times_are_not_rounded():
    fixed = Fixed(time=0.0083333).draw(Random(1))
    assert [fixed(), fixed()] == [8.3333, 8.3333]
    draw = Exponential(mean=0.008).draw(Random(1))
    assert draw() != round(draw())
