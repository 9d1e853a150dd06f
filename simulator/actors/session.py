"""What a client remembers between two requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from simulator.actors.actions import Signal


class Visit(NamedTuple):
    """A page that somebody wants to see."""

    at: float
    """When, in seconds since the scenario's start."""
    path: str


class Session:
    """One client's memory: whose it is, which pages are wanted, which tokens it holds."""

    def __init__(
        self,
        name: str,
        *,
        username: str,
        password: str,
        visits: Iterable[Visit],
        random: Random,
    ) -> None:
        self.name = name
        self.username = username
        self.password = password
        self.visits = visits
        """The pages that are wanted, in order of time, to be gone through once."""
        self.random = random
        """This client's own random numbers: nobody else draws from them."""
        self.now = 0.0
        """The client's clock, in seconds; whoever drives the client sets it."""
        self.access_token: Any = None
        self.refresh_token: Any = None
        self.expires_at: float | None = None
        """When the access token expires, by the client's own clock."""
        self.renewing: Signal | None = None
        """While a renewal is under way: fires when it is over."""

    def __repr__(self) -> str:
        held = [use for use in ("access_token", "refresh_token") if getattr(self, use) is not None]
        return f"<Session of {self.name}: holds {' and '.join(held) or 'no tokens'}>"

    def store(self, body: Mapping[str, Any]) -> None:
        """Keep the tokens of an answer from /token, in place of those held so far.

        The expiry is counted from now by `expires_in` (RFC 6749 5.1), so that a wrong
        clock does no harm. An answer without a refresh token leaves the old one in use
        (RFC 6749 6). Raises ValueError if the answer holds no tokens, TypeError for
        something else than an answer's body.
        """
        if not isinstance(body, Mapping):
            raise TypeError(f"store takes an answer's body, it got a {type(body).__name__}")
        if "access_token" not in body:
            error = body.get("error", "nothing about tokens")
            raise ValueError(f"this answer holds no tokens to store: it says {error}")
        self.access_token = body["access_token"]
        self.expires_at = self.now + body["expires_in"] if "expires_in" in body else None
        self.refresh_token = body.get("refresh_token", self.refresh_token)

    def forget(self) -> None:
        """Hold no tokens any longer."""
        self.access_token = self.refresh_token = self.expires_at = None
