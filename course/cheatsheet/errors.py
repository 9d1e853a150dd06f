"""What to do on which error: what an answer means, and what a client then does."""

from __future__ import annotations

from typing import NamedTuple

ASK, RENEW, LOG_IN, WAIT = "ask", "renew", "log in", "wait"
"""What a client can do next; the tests watch the simulator's do it."""


class Advice(NamedTuple):
    """An answer, and what to do."""

    name: str
    to: str
    """What was asked for: "a page" at the backend, "new tokens" at the auth server."""
    answer: str
    means: str
    do: str
    acts: tuple[str, ...]
    """What a client of the simulator does, from this answer on, to the end of the visit."""
    keeps: bool
    """Whether it still has its refresh token then: whether the session lives."""
    rfc: str


ADVICE = (
    Advice(
        "expired",
        "a page",
        "401 invalid_token",
        "The access token is over, or not believed.",
        "Renew, once for all who wait; ask again, once. Where there is nothing to renew with, "
        "log in.",
        (RENEW, ASK),
        True,
        "RFC 6750 3.1",
    ),
    Advice(
        "expired twice",
        "a page",
        "401 after a renewal",
        "A new token is not believed either: key, audience or clock are wrong.",
        "Stop: another renewal helps no more. Tell the person, and keep the session.",
        (),
        True,
        "RFC 6750 3.1",
    ),
    Advice(
        "forbidden",
        "a page",
        "403 insufficient_scope",
        "You are known, and may not.",
        "Say so. No renewal, no login.",
        (),
        True,
        "RFC 6750 3.1",
    ),
    Advice(
        "backend in trouble",
        "a page",
        "503",
        "The backend is in trouble, or can't get keys to judge by. Not the token's fault.",
        "Ask again later. No renewal.",
        (),
        True,
        "RFC 9110 15.6.4",
    ),
    Advice(
        "dead",
        "new tokens",
        "400 invalid_grant",
        "The refresh token is over, revoked, or was used before.",
        "The session is over: forget all tokens, and log in.",
        (LOG_IN, ASK),
        False,
        "RFC 6749 5.2",
    ),
    Advice(
        "client at fault",
        "new tokens",
        "400, 401: other codes",
        "The client asked wrongly (invalid_request, invalid_client, …).",
        "Mend the client; a password mends nothing. Keep the session. (Contested: some log out.)",
        (),
        True,
        "RFC 6749 5.2",
    ),
    Advice(
        "too many",
        "new tokens",
        "429 with Retry-After",
        "Too many requests. Nothing is said about the token.",
        "Wait for Retry-After and a random pause on top, then renew. Keep the session.",
        (WAIT, RENEW, ASK),
        True,
        "RFC 6585 4",
    ),
    Advice(
        "server in trouble",
        "new tokens",
        "503, any 5xx",
        "The auth server is in trouble.",
        "Wait: the pause doubles, and chance draws below it. Keep the session.",
        (WAIT, RENEW, ASK),
        True,
        "RFC 9110 15.6.4",
    ),
    Advice(
        "no answer",
        "new tokens",
        "no answer",
        "Request or answer was lost: the renewal may have happened.",
        "Wait, and show the same token again. A grace is for this; elsewhere it is reuse: expect "
        "invalid_grant, and perhaps the family's end.",
        (WAIT, RENEW, ASK),
        True,
        "RFC 9700 4.14.2; FAPI 2.0, 5.3.2.1",
    ),
)
