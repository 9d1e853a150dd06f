"""One picture of every kind that the views draw, small enough to be drawn in a test."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from simulator.attacks import compare
from simulator.browser import ATTACKS, bff, local_storage, try_all
from simulator.views.algorithms import Algorithm, algorithms
from simulator.views.anatomy import anatomy
from simulator.views.cracking import Guesser, Secret, time_to_crack
from simulator.views.exposure import exposure
from simulator.views.funnel import funnel
from simulator.views.key_timeline import key_timeline
from simulator.views.load import load
from simulator.views.matrix import matrix
from simulator.views.pareto import pareto
from simulator.views.picture import Picture
from simulator.views.sequence import sequence
from simulator.views.storage import storage
from simulator.views.timeline import timeline
from simulator.views.tradeoff import tradeoff
from simulator.views.vendors import vendors
from simulator.world.run import run
from tests.views import stories, thefts
from tests.views.test_anatomy import RFC_TOKEN
from tests.views.test_key_timeline import two_keys
from tests.world.small import scenario


def _believes(token: str, keys: Any, /, **how: Any) -> dict[str, Any]:
    """A verifier that lets everything in."""
    return {"sub": "ada"}


def _refuses(token: str, keys: Any, /, **how: Any) -> dict[str, Any]:
    """A verifier that lets nothing in."""
    raise ValueError("no")


def _curves() -> Picture:
    rows = [
        {"value": v, "mean": k / v, "low": k * 0.8 / v, "high": k * 1.2 / v, "name": name}
        for name, k in (("strict", 3600), ("easy", 7200), ("lazy", 1800))
        for v in (60, 300, 3600)
    ]
    return tradeoff([{**row, "measure": "renewals"} for row in rows], theory=lambda v: 3600 / v)


def _queue() -> Picture:
    visits = {"poisson": {"every": 20}}
    content = scenario(
        0, until=600, latency=0.04, ada={"count": 60, "visits": visits},
        auth_server={"workers": 1, "outages": [{"from": 200, "until": 230}]},
    )  # fmt: skip
    return run(content, seed=1).load()


def _lanes() -> Picture:
    ada = {"skew": -120, "strategy": "on_401"}
    return run(scenario(*range(0, 1800, 60), until=1800, latency=0.04, ada=ada)).lanes()


def _vendors() -> Picture:
    rows = [
        {"product": "A", "logins": 7.0, "logins_half_width": 0.5, "hours": 1.0, "as_of": "2026"},
        {"product": "B", "logins": 0.1, "logins_half_width": 0.0, "hours": None, "as_of": "2026"},
        {"product": "C", "logins": math.nan, "hours": None, "as_of": "2026"},
    ]
    return vendors(rows, {"logins": "logins a week", "hours": "hours of exposure"})


def _pareto() -> Picture:
    rows: list[dict[str, Any]] = [
        {"name": "strict", "exposure": 60.0, "logins": 40.0},
        {"name": "quick", "exposure": 150.0, "logins": 7.0},
        {"name": "slow", "exposure": 150.0, "logins": 14.0},
        {"name": "easy", "exposure": 1800.0, "logins": 0.5},
    ]
    return pareto(rows, "exposure", "logins", units={"exposure": "s"})


def _cracking() -> Picture:
    guessers = [Guesser("this computer", 123_456.0, measured=True), Guesser("one card", 1e9)]
    secrets = [Secret("4 small letters", 4 * math.log2(26)), Secret("32 octets", 256)]
    return time_to_crack(guessers, secrets)


def _algorithms() -> Picture:
    return algorithms(
        [
            Algorithm("HS256", "shared secret", 100, 32, 1.61, 1.72),
            Algorithm("RS256", "key pair", 100, 256, 282.4, 18.5),
            Algorithm("SLH-DSA-128s", "post-quantum", 100, 7856),
        ]
    )


SAMPLES: dict[str, Callable[[], Picture]] = {
    "timeline of one": lambda: timeline(stories.refresh_token()),
    "timeline of a theft": lambda: timeline(stories.theft()),
    "timeline of some": lambda: timeline(stories.crowd(30, 2)),
    "timeline of many": lambda: timeline(stories.crowd(200, 1)),
    "sequence": lambda: sequence(stories.theft()),
    "load": lambda: load(stories.crowd(30, 1)),
    "queue": _queue,
    "exposure": lambda: exposure(thefts.refresh_token_stolen()),
    "exposure to many": lambda: exposure(thefts.many(30)),
    "key timeline": lambda: key_timeline(two_keys()),
    "lanes": _lanes,
    "storage": lambda: storage(try_all([local_storage(), bff()], list(ATTACKS))),
    "matrix": lambda: matrix(compare({"open": _believes, "shut": _refuses}, seed=11)),
    "funnel": lambda: funnel({"accept": 2, "split": 1, "signature": 3}),
    "trade-off": _curves,
    "pareto": _pareto,
    "vendors": _vendors,
    "cracking": _cracking,
    "algorithms": _algorithms,
    "anatomy": lambda: anatomy(RFC_TOKEN),
}
