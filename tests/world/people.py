"""Runs with clients of strategy `app`, and what the tests ask of them."""

from __future__ import annotations

from typing import Any

from simulator.world.run import Run, run
from tests.world.small import scenario

RENEW = "POST /token refresh_token"
LOGIN = "POST /token password"


def app_run(*visits: float, app: Any = None, seed: int = 1, **more: Any) -> Run:
    """Ada, with an app of these habits; messages take 40 ms unless told otherwise."""
    ada = {"strategy": {"app": app} if app else "app", **more.pop("ada", {})}
    return run(scenario(*visits, ada=ada, **{"latency": 0.04, **more}), seed=seed)


def sent(result: Run, what: str, client: str = "ada") -> list[float]:
    """When a client sent requests of one sort."""
    return [e.t for e in result.events(client, "request") if e.detail == what]


def answered(result: Run, what: str, client: str = "ada") -> list[int]:
    """What the client was told in answer to requests of one sort; those still under way not."""
    asked = {e.exchange for e in result.events(client, "request") if e.detail == what}
    return [e.status for e in result.events(client, "response") if e.exchange in asked]


def forced_logins(result: Run, client: str = "ada") -> int:
    """How often somebody had to give the password again."""
    return answered(result, LOGIN, client).count(200) - 1
