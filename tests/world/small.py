"""Small scenarios written in Python: what the world is tested with."""

from __future__ import annotations

from typing import Any

from simulator.events import EventLog
from simulator.world.run import Run, run
from simulator.world.scenario import Scenario


def scenario(*visits: float, until: float = 600, latency: float | str = 0, **more: Any) -> Scenario:
    """Ada wants a page at these moments; tokens live 300 s and 3600 s; messages take no time."""
    policy = {"access_ttl": 300, "refresh_ttl": 3600, **more.pop("policy", {})}
    ada = {"name": "ada", "visits": {"script": {"at": list(visits)}}}
    content = {
        "name": "small",
        "title": "A small one",
        "until": until,
        "policy": policy,
        "network": {"latency": latency},
        "clients": [{**ada, **more.pop("ada", {})}, *more.pop("others", [])],
        **more,
    }
    return Scenario.model_validate(content)


def play(client: Any, *visits: float, **more: Any) -> Run:
    """Let a function act for Ada."""
    return run(scenario(*visits, **more), client=client)


def rows(log: EventLog, client: str = "ada") -> list[tuple[object, ...]]:
    """What the log tells of one client: (t, kind, status, detail) of each row."""
    return [(e.t, e.kind, e.status, e.detail) for e in log if e.client == client]


def exchanged(log: EventLog, client: str = "ada") -> list[tuple[float, str, float, int, float]]:
    """Each exchange in a row: (sent at, request, answered at, status, arrived at)."""
    found: dict[int, list[Any]] = {}
    for e in log:
        if e.client != client or not e.exchange:
            continue
        if e.kind == "request":
            found[e.exchange] = [e.t, e.detail]
        elif e.kind == "answer":
            found[e.exchange] += [e.t, e.status]
        elif e.kind == "response":
            found[e.exchange] += [e.t]
    return [tuple(exchange) for exchange in found.values()]
