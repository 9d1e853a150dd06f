"""The states of a login session, as the client sees them: a table, and a walk along it."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.events import Event

LOGGED_OUT = "logged out"

SESSION_STATES: dict[str, dict[str, str]] = {
    LOGGED_OUT: {
        "gives password": "logging in",
    },
    "logging in": {
        "gets tokens": "active",
        "is denied tokens": LOGGED_OUT,
    },
    "active": {
        "gets 401": "access token expired",
        "shows refresh token": "renewing",
        "gives password": "logging in",
        "logs out": LOGGED_OUT,
    },
    "access token expired": {
        "shows refresh token": "renewing",
        "gives password": "logging in",
        "logs out": LOGGED_OUT,
    },
    "renewing": {
        "gets tokens": "active",
        "is denied tokens": LOGGED_OUT,
    },
}
"""{state: {what happens: next state}}. What is not named leaves the state as it is."""


def session_states(events: Iterable[Event], client: str) -> list[tuple[float, str]]:
    """When one client's session entered which state: [(seconds, state), …], from the log."""
    state = LOGGED_OUT
    entered = [(0.0, state)]
    asked: dict[int, str] = {}
    for event in events:
        if event.client != client or event.kind not in ("request", "response"):
            continue
        if event.kind == "request":
            asked[event.exchange] = event.detail
            happening = REQUESTS.get(event.detail, "")
        else:
            happening = outcome(asked.pop(event.exchange, ""), event.status)
        following = SESSION_STATES[state].get(happening, state)
        if following != state:
            state = following
            entered.append((event.t, state))
    return entered


REQUESTS = {
    "POST /token password": "gives password",
    "POST /authorize": "gives password",
    "POST /token refresh_token": "shows refresh token",
    "POST /revoke": "logs out",
}


def outcome(request: str, status: int) -> str:
    """What an answer means for the session, "" if nothing.

    Only a 4xx answer denies tokens: a server in trouble (5xx) has said nothing about them, nor
    has one that is asked too often (429).
    """
    if request.startswith("POST /token"):
        if status == 200:
            return "gets tokens"
        return "is denied tokens" if 400 <= status < 500 and status != 429 else ""
    if request == "POST /authorize":
        return "is denied tokens" if 400 <= status < 500 else ""
    return "gets 401" if status == 401 else ""
