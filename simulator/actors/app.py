"""A client with every habit to choose: how it renews, waits, retries, and gives up.

Each habit is a field; those with much to say have a file of their own. The defaults are
what a client should do; where others are common, or caused an incident, they can be chosen.
The short strategies in simulator/actors/client.py are easier to read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal

from simulator.actors.actions import Steps, Together, Wait
from simulator.actors.client import ask_for
from simulator.actors.getting_tokens import get_other_token
from simulator.actors.logout import Logout, log_out_in_time
from simulator.actors.messages import Response
from simulator.actors.peeking import claims_in
from simulator.actors.retrying import Retry
from simulator.actors.session import Session
from simulator.actors.timer import Timer, renew_by_timer
from simulator.durations import Seconds
from simulator.settings import Settings


@dataclass(frozen=True, kw_only=True)
class App(Settings):
    """The habits of a client. Lengths of time in seconds."""

    renew: Literal["on_401", "ahead", "timer"] = "on_401"
    """When refused; before a page is asked for; or in the background, by a timer."""
    after_401: Literal["renew", "nothing"] = "renew"
    """What a refused page leads to: new tokens and one more try, or nothing."""
    margin: Seconds = 30.0
    """ahead, timer: how long before its expiry a token is renewed."""
    margin_is: Literal["before", "after"] = "before"
    """after: the sign is wrong, tokens are used for `margin` beyond their expiry."""
    jitter: Seconds = 0.0
    """ahead, timer: moves the renewal forward by up to so much, at random."""
    jitter_drawn: Literal["per_token", "per_check"] = "per_token"
    """Once for each token, or anew whenever the clock is looked at."""
    expiry: Literal["expires_in", "exp"] = "expires_in"
    """Whence the expiry is known: counted from the answer, or the token's own claim, which the
    client's clock may see differently than the auth server's."""
    single_flight: bool = True
    """Whether requests that need new tokens at the same time share one renewal."""
    rereads: bool = True
    """Whether the app looks, before it retries or gives up, if there are new tokens already."""
    parallel: int = 1
    """How many requests a visit makes at once."""
    thrown_out_by: Literal["invalid_grant", "any_4xx", "any_failure"] = "invalid_grant"
    """Which answer to a renewal ends the session. Right is invalid_grant (RFC 6749 5.2)."""
    tries_dead_again: bool = False
    """Whether a refresh token is shown again after the auth server has said invalid_grant."""
    login_delay: Seconds | None = 0.0
    """How long a person takes to log in again once thrown out; None: they never do."""
    retry: Retry = field(default_factory=Retry)
    """What becomes of requests for tokens that fail."""
    timer: Timer = field(default_factory=Timer)
    """What sort of timer renews."""
    logout: Logout = field(default_factory=Logout)
    """When the person logs out, and how."""

    def __post_init__(self) -> None:
        if self.parallel < 1:
            raise ValueError("parallel must be at least 1")

    def __call__(self, session: Session) -> Steps:
        life = Life(self, session)
        tasks = [pages(life)]
        if self.renew == "timer":
            tasks.append(renew_by_timer(life))
        if self.logout.at:
            tasks.append(log_out_in_time(life))
        if len(tasks) == 1:
            yield from tasks[0]
        else:
            yield Together(*tasks)


class Life:
    """An app as it runs: its habits, its session, and when to renew the token at hand."""

    __slots__ = ("_expires", "_renews_at", "_token", "app", "session")

    def __init__(self, app: App, session: Session) -> None:
        self.app = app
        self.session = session
        self._token: Any = None
        self._expires = self._renews_at = math.inf

    def renews_at(self) -> float:
        """When to renew the access token, by the client's clock; never if it tells no expiry."""
        app, token = self.app, self.session.access_token
        if token is not self._token:
            self._token = token
            self._expires = self._expiry()
            self._renews_at = self._drawn()
        return self._renews_at if app.jitter_drawn == "per_token" else self._drawn()

    def _expiry(self) -> float:
        """When the access token expires, as far as the app knows."""
        if self.app.expiry == "exp":
            expires = claims_in(self.session.access_token).get("exp")
        else:
            expires = self.session.expires_at
        return expires if isinstance(expires, int | float) else math.inf

    def _drawn(self) -> float:
        """A moment to renew at, by margin and jitter."""
        app = self.app
        margin = app.margin if app.margin_is == "before" else -app.margin
        return self._expires - margin - app.jitter * self.session.random.random()


def pages(life: Life) -> Steps:
    """See every page in its time."""
    parallel = life.app.parallel
    for visit in life.session.visits:
        yield Wait(visit.at)
        if parallel == 1:
            yield from page(life, visit.path)
        else:
            yield Together(*(page(life, visit.path) for _ in range(parallel)))


def page(life: Life, path: str) -> Steps:
    """Ask for a page; if it is refused get new tokens and ask again, once."""
    app, session = life.app, life.session
    if session.access_token is None or (app.renew == "ahead" and session.now >= life.renews_at()):
        yield from get_other_token(life, session.access_token)
        if session.access_token is None:
            return
    shown = session.access_token
    answer: Response = yield ask_for(session, path)
    if answer.status == 401 and app.after_401 == "renew":
        renewed = yield from get_other_token(life, shown)
        if renewed:
            yield ask_for(session, path)
