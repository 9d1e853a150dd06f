"""Logging out: when the person does, and what the app then does with its tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.actors.actions import Send, Steps, Wait
from simulator.actors.messages import log_out
from simulator.durations import Seconds
from simulator.settings import Settings

if TYPE_CHECKING:
    from simulator.actors.app import Life


@dataclass(frozen=True, kw_only=True)
class Logout(Settings):
    """The moments, in seconds since the start, and the app's manners."""

    at: tuple[Seconds, ...] = ()
    revoke: bool = True
    """Whether the auth server is told (RFC 7009); else the app forgets, and its tokens live."""
    revives: bool = False
    """Whether tokens are stored that were asked for before the logout and come after it."""

    def __post_init__(self) -> None:
        if list(self.at) != sorted(self.at):
            raise ValueError("the moments in at must be in order of time")


def log_out_in_time(life: Life) -> Steps:
    """Log out whenever the person wants to."""
    session, logout = life.session, life.app.logout
    for at in logout.at:
        yield Wait(at + session.skew)
        token = session.refresh_token
        session.forget()
        session.tokens.logouts += 1
        if logout.revoke and token is not None:
            yield Send("auth_server", log_out(token))
