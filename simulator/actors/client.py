"""The client: a generator that yields what it wants to do next and is sent the answer.

Whoever drives it decides what time and network mean. The RFCs say client too
(RFC 6749 1.1): the program that acts for a person, not the person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.actors.actions import Send, Signal, Steps, Wait, WaitFor
from simulator.actors.messages import Response, get, log_in, refresh
from simulator.actors.session import Session
from simulator.durations import Seconds
from simulator.settings import Settings

Client = Callable[[Session], Steps]
"""What a strategy is, and what a learner writes."""


def give_password(session: Session) -> Steps:
    """Log in and keep the tokens. Returns the answer."""
    answer: Response = yield Send("auth_server", log_in(session.username, session.password))
    if answer.ok:
        session.store(answer.body)
    return answer


def show_refresh_token(session: Session) -> Steps:
    """Renew the tokens. Returns the answer.

    Only `invalid_grant` ends a session (RFC 6749 5.2): any other failure keeps the tokens.
    """
    answer: Response = yield Send("auth_server", refresh(session.refresh_token))
    if answer.ok:
        session.store(answer.body)
    elif answer.error == "invalid_grant":
        session.forget()
    return answer


def get_new_tokens(session: Session, log_in: Client = give_password) -> Steps:
    """Renew if there is a refresh token; log in if that is what it takes.

    However many ask at the same time, one of them does it and the others wait.
    """
    if session.renewing is not None:
        yield WaitFor(session.renewing)
        return
    session.renewing = over = Signal()
    if session.refresh_token is not None:
        yield from show_refresh_token(session)
    if session.refresh_token is None:
        yield from log_in(session)
    session.renewing = None
    over.fire()


def ask_for(session: Session, path: str) -> Send:
    """Ask for a page, showing the access token: the same request as long as both are the same."""
    token = session.access_token
    send: Send
    asked_path, shown, send = session.last_asked
    if asked_path != path or shown is not token:
        send = Send("backend", get(path, token))
        session.last_asked = path, token, send
    return send


def log_in_again(session: Session) -> Steps:
    """Give the password at first, and again whenever a page is refused."""
    for visit in session.visits:
        yield Wait(visit.at)
        if session.access_token is None:
            yield from give_password(session)
        answer = yield ask_for(session, visit.path)
        if answer.status == 401:
            yield from give_password(session)
            yield ask_for(session, visit.path)


def on_401(session: Session) -> Steps:
    """Renew when the backend refuses a page, then ask again."""
    return visit_all(session, give_password)


def visit_all(session: Session, log_in: Client) -> Steps:
    """See every page in its time; on 401 get new tokens, ask again, once."""
    for visit in session.visits:
        yield Wait(visit.at)
        if session.access_token is None:
            yield from get_new_tokens(session, log_in)
        answer = yield ask_for(session, visit.path)
        if answer.status == 401:
            yield from get_new_tokens(session, log_in)
            yield ask_for(session, visit.path)


@dataclass(frozen=True, kw_only=True)
class Ahead(Settings):
    """Renew before a page is asked for, if the access token is about to expire.

    `margin` is how long before the expiry, in seconds. `jitter` moves that moment
    forward by up to so many seconds, drawn once for each token.
    """

    margin: Seconds = 30.0
    jitter: Seconds = 0.0

    def __call__(self, session: Session) -> Steps:
        token, renew_at = None, 0.0
        for visit in session.visits:
            yield Wait(visit.at)
            if session.access_token is not token:  # it was renewed because of a 401
                token, renew_at = session.access_token, self._moment(session)
            if token is None or session.now >= renew_at:
                yield from get_new_tokens(session)
            if session.access_token is not token:
                token, renew_at = session.access_token, self._moment(session)
            answer = yield ask_for(session, visit.path)
            if answer.status == 401:
                yield from get_new_tokens(session)
                yield ask_for(session, visit.path)

    def _moment(self, session: Session) -> float:
        """When to renew the token that the session holds now."""
        if session.expires_at is None:
            return session.now
        return session.expires_at - self.margin - self.jitter * session.random.random()
