"""The bare loop: the same requests as timeouts of SimPy, and nothing else.

No messages, actors or log: what stands here is what it costs to let time pass, and to sign and
verify tokens where that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from random import Random
from typing import Any

import simpy


@dataclass(frozen=True)
class Load:
    """Clients that ask at random moments. Lengths of time in seconds."""

    clients: int = 1000
    until: int = 6 * 3600
    every: float = 30.0
    access_ttl: int = 300
    refresh_ttl: int = 3600
    latency: float = 0.04


@dataclass
class Counted:
    """What the clients did."""

    requests: int = 0
    grants: int = 0


def nothing() -> None:
    """What a token costs if there are none."""


def bare_loop(load: Load, make_token: Callable[[], object] = nothing) -> Counted:
    """One process per client: the gap, then the way out and back of every message of the run.

    `make_token` is called for each access and each refresh token.
    """
    environment = simpy.Environment()
    counted = Counted()
    for number in range(load.clients):
        environment.process(client(environment, load, Random(number), counted, make_token))
    environment.run(until=load.until * 1000)
    return counted


def client(
    environment: simpy.Environment,
    load: Load,
    random: Random,
    counted: Counted,
    make_token: Callable[[], object],
) -> Generator[simpy.Event, Any, None]:
    """A client that holds no tokens, only the moment when one would expire. Times in ms."""
    at = 0.0
    expires = 0.0
    leg = round(load.latency * 1000)
    while True:
        at += random.expovariate(1 / load.every)
        gap = round(at * 1000) - environment.now
        if gap > 0:
            yield environment.timeout(gap)
        if environment.now >= expires:
            if expires:  # the page is refused first, as it is in the run
                yield environment.timeout(leg)
                yield environment.timeout(leg)
                counted.requests += 1
            yield environment.timeout(leg)
            make_token()
            make_token()
            expires = environment.now + load.access_ttl * 1000
            yield environment.timeout(leg)
            counted.grants += 1
        yield environment.timeout(leg)
        yield environment.timeout(leg)
        counted.requests += 1
