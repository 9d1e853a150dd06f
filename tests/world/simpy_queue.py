"""The same queue as SimPy's own Resource makes it: what ours is held against."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from random import Random
from typing import Any

import simpy

from simulator.world.streams import exponential


def starts_in_simpy(
    arrivals: Iterable[float], services: Iterable[float], workers: int
) -> list[float]:
    """When each customer is taken up, first come, first served. Milliseconds."""
    environment = simpy.Environment()
    resource = simpy.Resource(environment, workers)
    starts: list[float] = []

    def customer(service: float) -> Generator[simpy.Event, Any, None]:
        with resource.request() as mine:
            yield mine
            starts.append(environment.now)
            yield environment.timeout(service)

    def source() -> Generator[simpy.Event, Any, None]:
        for arrival, service in zip(arrivals, services, strict=True):
            yield environment.timeout(arrival - environment.now)
            environment.process(customer(service))

    environment.process(source())
    environment.run()
    return starts


def poisson_arrivals(random: Random, mean_gap: float, count: int) -> list[int]:
    """Moments of arrivals at random, in whole milliseconds."""
    at = 0.0
    arrivals = []
    for _ in range(count):
        at += exponential(random, mean_gap)
        arrivals.append(round(at))
    return arrivals
