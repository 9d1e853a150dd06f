"""Small scenarios for experiments: quick, and random enough to differ from seed to seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulator.world.scenario import Scenario

YAML = """\
name: small
title: A few clients for ten minutes
until: 10 min
tokens: lazy
policy: {access_ttl: 60, refresh_ttl: 5 min}
network: {latency: 0}
clients:
  - name: viewer
    count: 5
    visits: {poisson: {every: 20 s}}
"""


def scenario_file(folder: Path) -> str:
    """The path of a scenario file."""
    path = folder / "small.yaml"
    path.write_text(YAML, encoding="utf-8")
    return str(path)


def crowd(strategy: Any = "on_401", count: int = 300, every: float = 30.0, **more: Any) -> Scenario:
    """Clients that want pages at random, for an hour."""
    client = {
        "name": "viewer",
        "count": count,
        "strategy": strategy,
        "visits": {"poisson": {"every": every}},
        **more.pop("client", {}),
    }
    content = {
        "name": "crowd",
        "title": "Many",
        "until": 3600,
        "tokens": "lazy",
        "policy": {"access_ttl": 60, "refresh_ttl": 600},
        "network": {"latency": 0.04},
        "clients": [client],
    }
    return Scenario.model_validate({**content, **more})
