"""How the auth server answers: what every part of it writes and sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.actors.messages import NOTHING, Response
from simulator.events import EventLog

NAME = "auth_server"
NOT_STORED = {"Cache-Control": "no-store"}
"""Answers that hold tokens must not be cached (RFC 6749 5.1)."""

Origin = tuple[str, int]
"""Whose request this is and its number: what a driver knows and puts in the log."""
NOBODY: Origin = ("", 0)


class Answers:
    """Answers requests, and tells the log of it."""

    def __init__(self, log: EventLog) -> None:
        self.log = log

    def give(
        self,
        body: Mapping[str, Any],
        now: float,
        origin: Origin,
        token: str = "",
        headers: Mapping[str, str] = NOTHING,
        status: int = 200,
    ) -> Response:
        """What was asked for; `token` is the id of the token that was shown."""
        client, exchange = origin
        row = (now, NAME, "answer", client, exchange, status)
        self.log.append((*row, token) if token else row)
        return Response(status, headers, body)

    def refuse(
        self,
        status: int,
        error: str,
        reason: str,
        now: float,
        origin: Origin,
        token: str = "",
        headers: Mapping[str, str] = NOTHING,
    ) -> Response:
        """An error answer (RFC 6749 5.2). Why exactly goes to the log, not to the client."""
        client, exchange = origin
        detail = f"{error}: {reason}" if reason else error
        self.log.append((now, NAME, "answer", client, exchange, status, token, detail))
        return Response(status, {**NOT_STORED, **headers}, {"error": error})
