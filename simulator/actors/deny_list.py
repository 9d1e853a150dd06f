"""The deny-list: ids of access tokens that count no longer, each until it would have expired."""

from __future__ import annotations

import math
from collections.abc import Mapping
from heapq import heappop, heappush
from typing import Any

from simulator.actors.actions import Signal, Steps, Wait, WaitFor
from simulator.actors.answers import NAME
from simulator.actors.calling_back import CallingBack
from simulator.actors.tokens import Claims
from simulator.events import EventLog


class DenyList(CallingBack):
    """A list of `jti` that empties itself, so that it stays as short as lifetimes are."""

    path = "/denylist"

    def __init__(self, log: EventLog, leeway: float) -> None:
        super().__init__(log, leeway)
        self._denied: dict[str, float] = {}
        """The ids, and when each leaves the list."""
        self._leaving: list[tuple[float, str]] = []
        """The same as a heap: who leaves first stands first."""
        self._grew = Signal()

    def __len__(self) -> int:
        return len(self._denied)

    def called_back(self, claims: Claims) -> bool:
        """Is it on the list?"""
        return claims["jti"] in self._denied

    def published(self, now: float) -> Mapping[str, Any]:
        """Ids and when each leaves. An id gives nobody access, so anybody may see the list."""
        self.tidy(now)
        return {"denied": [[token, leaves] for token, leaves in self._denied.items()]}

    def tidy(self, now: float) -> None:
        """Let go of what nobody would accept anyway."""
        while self._leaving and self._leaving[0][0] <= now:
            _, token = heappop(self._leaving)
            del self._denied[token]
            self.log.append((now, NAME, "allow", "", 0, 0, token))

    def background(self, now: float) -> Steps:
        """Tidy whenever an id is to leave."""
        while True:
            if self._leaving:
                # `exp` is a whole second, and who comes last on the list may leave it first.
                second = math.floor(round(now - self.leeway, 3)) + 1
                now, _ = yield Wait(second + self.leeway)
                self.tidy(now)
            else:
                self._grew = Signal()
                now, _ = yield WaitFor(self._grew)

    def _take_up(self, claims: Claims) -> None:
        token, leaves = claims["jti"], self.gone_at(claims)
        self._denied[token] = leaves
        heappush(self._leaving, (leaves, token))
        if not self._grew.fired:
            self._grew.fire()
