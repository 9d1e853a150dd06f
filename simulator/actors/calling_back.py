"""Access tokens that are called back before they expire: what all ways to do so share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from simulator.actors.actions import Steps
from simulator.actors.answers import NAME, Origin
from simulator.actors.messages import NOTHING
from simulator.actors.tokens import Claims
from simulator.events import EventLog


class CallingBack(ABC):
    """Knows which access tokens are about, and publishes which of them count no longer.

    A backend accepts a token until its `exp` plus the backend's leeway (seconds), so that is
    how long a token can be called back and must stay so.
    """

    path: str
    """Where backends get the list."""

    def __init__(self, log: EventLog, leeway: float) -> None:
        self.log = log
        self.leeway = leeway
        self._about: dict[str, dict[str, Claims]] = {}
        """By family: the claims of each token that may still be accepted, by `jti`."""

    def own_claims(self) -> Mapping[str, Any]:
        """What a new access token must say, so that it can be called back."""
        return NOTHING

    def note(self, family: str, claims: Claims, now: float) -> None:
        """An access token goes out."""
        about = self._about.setdefault(family, {})
        # All live equally long, so the oldest are the first that nobody accepts any more.
        while about and self.gone_at(about[oldest := next(iter(about))]) <= now:
            del about[oldest]
        about[claims["jti"]] = claims

    def end(self, family: str, why: str, now: float, origin: Origin) -> None:
        """Call back all access tokens of a family."""
        for claims in self._about.pop(family, {}).values():
            self.call_back(claims, why, now, origin)

    def call_back(self, claims: Claims, why: str, now: float, origin: Origin) -> None:
        """This access token counts no longer. It is no mistake to say so twice."""
        gone_at = self.gone_at(claims)
        if now < gone_at and not self.called_back(claims):
            client, exchange = origin
            token, user = claims["jti"], claims["sub"]
            self._take_up(claims)
            self.log.append((now, NAME, "deny", client, exchange, 0, token, why, user, "", gone_at))

    def gone_at(self, claims: Claims) -> float:
        """When the last backend stops to accept a token by itself, in seconds."""
        return float(claims["exp"] + self.leeway)

    def background(self, now: float) -> Steps | None:
        """What is to be done besides, None if there is nothing."""
        return None

    @abstractmethod
    def called_back(self, claims: Claims) -> bool:
        """True if this token was called back."""

    @abstractmethod
    def published(self, now: float) -> Mapping[str, Any]:
        """The answer's body for who asks at `path`."""

    @abstractmethod
    def _take_up(self, claims: Claims) -> None:
        """Put a token on the list."""
