"""Somebody else's deny-list at the auth server: two functions that keep a dict of ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from simulator.actors.answers import NAME, Origin
from simulator.actors.calling_back import CallingBack
from simulator.actors.deny_list import DenyList
from simulator.actors.tokens import Claims
from simulator.events import EventLog

Deny = Callable[[dict[str, float], str, float, float], Any]
"""deny(denied, jti, exp, leeway): put the token of that id on the list `denied`. It expires at
`exp`, and backends accept it for `leeway` longer (seconds)."""
Listed = Callable[[dict[str, float], float], Iterable[str]]
"""listed(denied, now): the ids that are on the list `denied` at `now`."""


class GivenDenyList(CallingBack):
    """Publishes what the given list says is on it, and writes down who has left it since.

    If one of its functions raises, that is written down as a crash of the auth server's, and what
    was on the list before stays there.
    """

    path = DenyList.path

    def __init__(self, log: EventLog, leeway: float, deny: Deny, listed: Listed) -> None:
        super().__init__(log, leeway)
        self.deny = deny
        self.listed = listed
        self.denied: dict[str, float] = {}
        """Theirs: nobody else writes into it."""
        self._leaves: dict[str, float] = {}
        """What was on the list when it was last asked for, and when each token is over."""
        self._now = 0.0

    def called_back(self, claims: Claims) -> bool:
        """Is it on the list?"""
        return claims["jti"] in self._leaves

    def call_back(self, claims: Claims, why: str, now: float, origin: Origin) -> None:
        """This access token counts no longer."""
        self._now = now
        super().call_back(claims, why, now, origin)

    def published(self, now: float) -> Mapping[str, Any]:
        """Ids and when each token is over, as our own list tells them."""
        self._now = now
        listed = self._asked(lambda: set(self.listed(self.denied, now)))
        if listed is not None:
            self._let_go([token for token in self._leaves if token not in listed])
        return {"denied": [[token, leaves] for token, leaves in self._leaves.items()]}

    def _let_go(self, tokens: list[str]) -> None:
        """These are no longer on the list."""
        for token in tokens:
            del self._leaves[token]
            self.log.append((self._now, NAME, "allow", "", 0, 0, token))

    def _take_up(self, claims: Claims) -> None:
        token = claims["jti"]
        self._leaves[token] = self.gone_at(claims)
        self._asked(self.deny, self.denied, token, claims["exp"], self.leeway)

    def _asked(self, function: Callable[..., Any], *given: Any) -> Any:
        """What a function from outside returns, None if it raises."""
        try:
            return function(*given)
        except Exception as mistake:
            self.log.crash(self._now, NAME, mistake)
            return None
