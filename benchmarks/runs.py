"""Runs with the full log beside a bare loop of the same requests: what the actors cost.

With real tokens the bare loop signs and verifies each of them by PyJWT: that is their floor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from statistics import median
from typing import Any

import jwt

from benchmarks.bare import Load, bare_loop
from benchmarks.timing import interleaved
from simulator.actors.keyring import make_key
from simulator.actors.tokens import ACCESS
from simulator.world.run import run
from simulator.world.scenario import Scenario
from simulator.world.streams import stream

AIM_LAZY = 1.5
"""What a run with lazy tokens may cost at most, as a multiple of the bare loop."""
AIM_REAL = 1.3
"""What a run with real tokens may cost at most, as a multiple of their floor."""
ALGORITHMS: tuple[Any, ...] = ("HS256", "ES256")
FEWER = 5
"""Real tokens take long: there is a fifth of the clients."""


def compare_runs(load: Load, repetitions: int) -> None:
    """Print lazy runs as multiples of the bare loop, and real ones as multiples of their floor."""
    counted = bare_loop(load)
    print(
        f"{load.clients} clients, {load.until // 3600} h: {counted.requests} requests,"
        f" {counted.grants} grants; processor seconds, medians of {repetitions}"
    )
    beside(
        "bare loop",
        lambda: bare_loop(load),
        "lazy",
        lambda: run(scenario(load, "lazy")),
        AIM_LAZY,
        repetitions,
    )
    fewer = replace(load, clients=load.clients // FEWER)
    print(f"{fewer.clients} of them with real tokens")
    for algorithm in ALGORITHMS:
        make_token = signed_and_verified(fewer, algorithm)
        beside(
            f"floor of {algorithm}",
            lambda make_token=make_token: bare_loop(fewer, make_token),  # type: ignore[misc]
            f"real {algorithm}",
            lambda algorithm=algorithm: run(scenario(fewer, "real", algorithm)),  # type: ignore[misc]
            AIM_REAL,
            repetitions,
        )


def beside(
    base: str,
    base_work: Callable[[], object],
    name: str,
    work: Callable[[], object],
    aim: float,
    repetitions: int,
) -> None:
    """Print one piece of work as a multiple of another."""
    seconds = interleaved({base: base_work, name: work}, repetitions)
    ratio = median(mine / other for mine, other in zip(seconds[name], seconds[base], strict=True))
    print(f"  {base:20}{median(seconds[base]):6.2f} s")
    print(
        f"  {name:20}{median(seconds[name]):6.2f} s  {ratio:5.2f} times the {base}"
        f"  (aim: at most {aim})"
    )


def signed_and_verified(load: Load, algorithm: Any) -> Callable[[], object]:
    """What PyJWT has to do for one token of a run: sign it, and verify it once."""
    key = make_key(algorithm, "key-1", stream(1, "keys").randbytes)
    claims: dict[str, Any] = {
        "iss": "https://login.example",
        "sub": "viewer-001",
        "client_id": "living-room-tv",
        "iat": 0,
        "exp": load.access_ttl,
        "jti": "viewer-001-a1",
        "aud": "https://films.example",
        "roles": ["viewer"],
    }
    # The bare loop has a clock of its own, which PyJWT doesn't know.
    options: Any = {"verify_exp": False, "verify_iat": False}

    def make_token() -> object:
        headers = {"typ": ACCESS, "kid": key.kid}
        token = jwt.encode(claims, key.signing, algorithm, headers)
        return jwt.decode(
            token,
            key.verifying,
            algorithms=[algorithm],
            issuer=claims["iss"],
            audience=claims["aud"],
            options=options,
        )

    return make_token


def scenario(load: Load, tokens: str, algorithm: str = "HS256") -> Scenario:
    """The load as a scenario: clients that renew on 401 and log in every hour."""
    return Scenario.model_validate(
        {
            "name": "load",
            "title": "Many clients that ask at random moments",
            "until": load.until,
            "tokens": tokens,
            "policy": {
                "algorithm": algorithm,
                "access_ttl": load.access_ttl,
                "refresh_ttl": load.refresh_ttl,
            },
            "network": {"latency": load.latency},
            "clients": [
                {
                    "name": "viewer",
                    "count": load.clients,
                    "strategy": "on_401",
                    "visits": {"poisson": {"every": load.every}},
                }
            ],
        }
    )
