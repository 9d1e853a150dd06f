"""How the app gets new tokens: one for all or each for itself, by renewal or by login."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simulator.actors.actions import Send, Signal, Steps, Wait, WaitFor
from simulator.actors.keeping import Known, known
from simulator.actors.messages import Request, Response, log_in, log_out, refresh
from simulator.actors.retrying import asked_patiently, may_pass

if TYPE_CHECKING:
    from simulator.actors.app import Life


def get_other_token(life: Life, shown: object, *, may_log_in: bool = True) -> Steps:
    """Get an access token in place of `shown`. Returns whether there is one now.

    Somebody else may have got it already: another request, another tab.
    """
    session = life.session
    if session.access_token is None or session.access_token is shown:
        if not life.app.single_flight:
            yield from renew_or_log_in(life, may_log_in)
        elif session.renewing is None:
            session.renewing = over = Signal()
            yield from renew_or_log_in(life, may_log_in)
            session.renewing = None
            over.fire()
        else:
            yield WaitFor(session.renewing)
            if session.access_token is None and may_log_in:
                yield from give_password(life)
    return session.access_token is not None and session.access_token is not shown


def renew_or_log_in(life: Life, may_log_in: bool) -> Steps:
    """Renew if there is a refresh token; log in if that is what it takes."""
    if life.session.refresh_token is not None:
        yield from renew(life)
    if life.session.refresh_token is None and may_log_in:
        yield from give_password(life)


def renew(life: Life) -> Steps:
    """Show the refresh token. What its refusal means is a habit of the app."""
    app, session = life.app, life.session
    shown, then = session.refresh_token, known(session)

    def is_stale() -> bool:
        return app.rereads and session.refresh_token is not shown

    answer: Response | None = yield from asked_patiently(
        session,
        lambda: None if is_stale() else refresh(shown),
        app.retry,
        failed if app.tries_dead_again else may_pass,
    )
    if answer is None:
        return
    if answer.ok:
        yield from keep(life, answer, then)
    elif not app.tries_dead_again and ends_session(life, answer) and not is_stale():
        session.forget()


def ends_session(life: Life, answer: Response) -> Any:
    """Whether a renewal that failed ends the session, by the app's rule or somebody else's."""
    return (life.session.means_logout or THROWN_OUT_BY[life.app.thrown_out_by])(answer)


def give_password(life: Life) -> Steps:
    """The person logs in: in one tab at a time, and in a while if they have been in before."""
    app, session, tokens = life.app, life.session, life.session.tokens
    if tokens.logging_in is not None:
        yield WaitFor(tokens.logging_in)
        return
    if tokens.logins and app.login_delay is None:
        session.forget()
        return
    tokens.logging_in = over = Signal()
    if tokens.logins and app.login_delay:
        yield Wait(session.now + app.login_delay)
    then = known(session)

    def request() -> Request:
        return log_in(session.username, session.password)

    answer: Response = yield from asked_patiently(session, request, app.retry)
    if answer.ok:
        tokens.logins += 1
        yield from keep(life, answer, then)
    tokens.logging_in = None
    over.fire()


def keep(life: Life, answer: Response, then: Known) -> Steps:
    """Store new tokens, unless the person has logged out since they were asked for.

    An app that stores them all the same revives a session that was to be over. What it does
    not store it gives back.
    """
    session, logout = life.session, life.app.logout
    if session.may_keep is not None:
        kept = session.may_keep(then, known(session))
    else:
        kept = session.tokens.logouts == then.logouts or logout.revives
    if kept:
        session.store(answer.body)
    elif logout.revoke and "refresh_token" in answer.body:
        yield Send("auth_server", log_out(answer.body["refresh_token"]))


def failed(answer: Response) -> bool:
    """True for every answer without tokens."""
    return not answer.ok


def denied(answer: Response) -> bool:
    """True if the refresh token is dead: nothing else ends a session (RFC 6749 5.2)."""
    return answer.error == "invalid_grant"


def client_error(answer: Response) -> bool:
    """True for 4xx, which includes 429: too many requests, and no word about the token."""
    return 400 <= answer.status < 500


THROWN_OUT_BY: dict[str, Callable[[Response], bool]] = {
    "invalid_grant": denied,
    "any_4xx": client_error,
    "any_failure": failed,
}
"""What a failed renewal must say for the app to give the session up."""
