"""A client that renews when a function says so: the moment is somebody else's to compute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.actors.actions import Send, Steps, Wait
from simulator.actors.client import Client, ask_for
from simulator.actors.messages import Response, log_in, refresh
from simulator.actors.peeking import claims_in
from simulator.actors.session import Session

RenewWhen = Callable[[int, Any, float], float]
"""renew_when(expires_in, claims, now): when to renew tokens that came just now, in seconds by the
client's clock. `expires_in` is from the answer (RFC 6749 5.1), `claims` are the access token's."""


def scheduled(renew_when: RenewWhen) -> Client:
    """A client that asks the function whenever new tokens come, and never looks at a 401."""

    def client(session: Session) -> Steps:
        moment = session.now
        for visit in session.visits:
            yield Wait(visit.at)
            if session.now >= moment:
                answer: Response = yield Send("auth_server", request_for_tokens(session))
                if answer.ok:
                    session.store(answer.body)
                    claims = claims_in(session.access_token)
                    moment = renew_when(answer.body["expires_in"], claims, session.now)
            yield ask_for(session, visit.path)

    return client


def request_for_tokens(session: Session) -> Any:
    """The refresh token if there is one, else name and password."""
    if session.refresh_token is not None:
        return refresh(session.refresh_token)
    return log_in(session.username, session.password)
