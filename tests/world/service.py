"""Runs in which the auth server has workers, limits or outages, and clients that ask it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from simulator.actors.actions import Send, Wait
from simulator.actors.messages import Request, Response
from simulator.world.run import Run, run
from simulator.world.scenario import Scenario

JUNK = Request("POST", "/token", {}, {"grant_type": "refresh_token", "client_id": "living-room-tv"})
"""A refresh that is refused: it costs the auth server no more than the answer."""


def asking(
    moments: Sequence[float], request: Request = JUNK, keep: list[Any] | None = None
) -> Callable[[Any], Any]:
    """A client that asks the auth server at these moments and keeps (sent, arrived, status)."""

    def client(session: Any) -> Any:
        for moment in moments:
            yield Wait(moment)
            sent = session.now
            answer: Response = yield Send("auth_server", request)
            if keep is not None:
                keep.append((sent, session.now, answer.status))

    return client


def ask_each(
    moments: Sequence[float],
    service: dict[str, Any] | None = None,
    *,
    until: float = 600,
    network: dict[str, Any] | None = None,
    seed: int = 1,
    request: Request = JUNK,
    keep: list[Any] | None = None,
) -> Run:
    """A client for each of these moments, who asks the auth server then."""
    made = Scenario.model_validate(
        {
            "name": "queue",
            "title": "Everybody asks once",
            "until": until,
            "network": {"latency": 0, **(network or {})},
            "auth_server": service or {},
            "clients": [
                {"name": "c", "count": len(moments), "visits": {"script": {"at": []}}},
            ],
        }
    )
    clients = {
        name: asking([moment], request, keep)
        for name, moment in zip(made.client_names, moments, strict=True)
    }
    return run(made, seed=seed, client=clients)


def told(result: Run, *kinds: str) -> list[tuple[float, str, str, int, str]]:
    """The rows of these kinds: (t, kind, client, status, detail)."""
    return [(e.t, e.kind, e.client, e.status, e.detail) for e in result.log if e.kind in kinds]
