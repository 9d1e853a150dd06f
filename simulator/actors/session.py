"""What a client remembers between two requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from simulator.actors.actions import Signal
    from simulator.actors.keeping import MayKeep
    from simulator.actors.retrying import Backoff, MeansLogout


HALF_A_TICK = 0.0005
"""Seconds: what clocks can't show."""
Take = Callable[[str], Any]
"""Takes "access_token", "refresh_token" or "signing_key" from the victim; None: nothing there."""


class Visit(NamedTuple):
    """A page that somebody wants to see."""

    at: float
    """When, in seconds since the scenario's start."""
    path: str


class Store:
    """Where tokens are kept: the tabs of one browser share it, as they share localStorage."""

    __slots__ = ("access_token", "awaited", "expires_at", "logging_in", "logins", "logouts",
                 "refresh_token")  # fmt: skip

    def __init__(self) -> None:
        self.access_token: Any = None
        self.refresh_token: Any = None
        self.expires_at: float | None = None
        """When the access token expires, by the client's own clock."""
        self.awaited: Signal | None = None
        """Fires when tokens are next put here; None: nobody waits for that."""
        self.logging_in: Signal | None = None
        """While the person types the password, in whichever tab: fires when that is over."""
        self.logins = 0
        """How often they did so with success, where a strategy counts it."""
        self.logouts = 0
        """How often the person has logged out."""


class Lock:
    """What must not happen twice at a time. Tabs share one only if the client's author saw to it
    (`navigator.locks` in a browser)."""

    __slots__ = ("renewing",)

    def __init__(self) -> None:
        self.renewing: Signal | None = None


class Session:
    """One client's memory: whose it is, which pages are wanted, which tokens it holds."""

    skew = 0.0
    """How far the client's clock is ahead of true time, in seconds; it can't know that itself."""
    slept = 0.0
    """For how many seconds its machine has slept so far."""
    until = 0.0
    """When the scenario ends, in seconds; set for thieves only."""
    take: Take | None = None
    """How a thief takes what is somebody else's; None for everybody else."""
    may_keep: MayKeep | None = None
    """Somebody else's rule for an app: may tokens that came be stored? None: the app's own."""
    backoff: Backoff | None = None
    """Somebody else's rule for how long to wait before a request is sent again."""
    means_logout: MeansLogout | None = None
    """Somebody else's rule for which answers to a renewal end the session."""

    def __init__(
        self,
        name: str,
        *,
        username: str,
        password: str,
        visits: Iterable[Visit],
        random: Random | Callable[[], Random],
        actor: str = "",
        tokens: Store | None = None,
        lock: Lock | None = None,
    ) -> None:
        self.name = name
        self.actor = actor or name
        """Who acts: the client, or one tab of it, such as "ada/tab-2"."""
        self.username = username
        self.password = password
        self.visits = visits
        """The pages that are wanted, in order of time, to be gone through once."""
        self._random = random
        self.now = 0.0
        """The client's clock, in seconds; whoever drives the client sets it."""
        self.tokens = Store() if tokens is None else tokens
        self.lock = Lock() if lock is None else lock
        self.last_asked: tuple[str | None, Any, Any] = (None, None, None)
        """A page, the token shown for it, and the request that was made of them."""

    @property
    def random(self) -> Random:
        """This client's own random numbers: nobody else draws from them.

        Most clients never need any, and each source takes 3 KB: it is made on first use.
        """
        if callable(self._random):
            self._random = self._random()
        return self._random

    @property
    def access_token(self) -> Any:
        """The access token, None if there is none."""
        return self.tokens.access_token

    @access_token.setter
    def access_token(self, token: Any) -> None:
        self.tokens.access_token = token

    @property
    def refresh_token(self) -> Any:
        """The refresh token, None if there is none."""
        return self.tokens.refresh_token

    @refresh_token.setter
    def refresh_token(self, token: Any) -> None:
        self.tokens.refresh_token = token

    @property
    def expires_at(self) -> float | None:
        """When the access token expires, by the client's own clock."""
        return self.tokens.expires_at

    @expires_at.setter
    def expires_at(self, moment: float | None) -> None:
        self.tokens.expires_at = moment

    @property
    def renewing(self) -> Signal | None:
        """While a renewal is under way: fires when it is over."""
        return self.lock.renewing

    @renewing.setter
    def renewing(self, over: Signal | None) -> None:
        self.lock.renewing = over

    def has_come(self, moment: float) -> bool:
        """True once the client's clock shows this moment (seconds).

        Clocks show whole milliseconds, so a moment that was computed may lie a hair behind.
        """
        return self.now >= moment - HALF_A_TICK

    @property
    def awake(self) -> float:
        """For how many seconds the client's machine has been awake."""
        return self.now - self.skew - self.slept

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
        tokens = self.tokens
        tokens.access_token = body["access_token"]
        tokens.expires_at = self.now + body["expires_in"] if "expires_in" in body else None
        tokens.refresh_token = body.get("refresh_token", tokens.refresh_token)
        if tokens.awaited is not None:
            awaited, tokens.awaited = tokens.awaited, None
            awaited.fire()

    def forget(self) -> None:
        """Hold no tokens any longer."""
        tokens = self.tokens
        tokens.access_token = tokens.refresh_token = tokens.expires_at = None
