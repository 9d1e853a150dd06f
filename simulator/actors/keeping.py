"""New tokens have come: may the app keep them? Somebody may have logged out meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from simulator.actors.session import Session


class Known(NamedTuple):
    """What an app knows about the session at one moment."""

    user: str | None
    """Who is logged in; None: nobody."""
    refresh_token: Any
    """What the app would show to renew; None: nothing."""
    logouts: int
    """How often somebody has logged out here so far."""


MayKeep = Callable[[Known, Known], Any]
"""may_keep(then, now): whether to store tokens that have come. `then` is what the app knew when
it asked for them, `now` is what it knows when they are there."""


def known(session: Session) -> Known:
    """What the app knows at this moment."""
    token = session.refresh_token
    user = None if token is None and session.access_token is None else session.username
    return Known(user, token, session.tokens.logouts)
