"""The event log: one row per thing that happened.

Actors and the engine append plain tuples; every picture, table and export reads
them back as `Event`. Nothing else is remembered of a run, so what is not in the
log cannot be drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

KINDS: dict[str, str] = {
    "begin": "the simulated clock starts; detail names the scenario",
    "request": "a client sends a request; detail is method, path and, at /token, the grant type",
    "issue": "the auth server issues a token; detail is its use, access or refresh",
    "supersede": "rotation replaces this refresh token by a new one",
    "reuse": "a refresh token that had been replaced is shown again",
    "revoke": "the auth server ends this refresh token; detail says why",
    "answer": "a server answers; detail is empty, or the error code and the reason",
    "response": "the answer reaches the client, or with status 0 the client waits no longer",
    "arrive": "a request reaches a server that has workers; detail is the operation",
    "start": "a worker of the server takes the request up",
    "lost": "the network loses a message; detail says which, request or response",
    "down": "an outage of a server begins; detail says how, refuse or silence",
    "up": "the outage is over",
    "steal": "somebody takes what is the client's or the server's; detail says what",
    "key": "a signing key changes; token is its kid, detail says to what",
    "deny": "the auth server calls an access token back: from now its list says so; detail is why",
    "allow": "an access token leaves the deny-list: it has expired",
    "sleep": "a client's machine goes to sleep",
    "wake": "it wakes up",
    "crash": "a function given to a client or a server raised; detail is the exception",
    "end": "the simulated clock stops",
}


class Event(NamedTuple):
    """One row of the log; columns from `status` on are empty where they say nothing."""

    t: float
    """When, in seconds since the scenario's start, exact to the millisecond."""
    actor: str
    """Who wrote the row: a client's name, its browser, "auth_server", "backend" or "engine"."""
    kind: str
    """What happened, one of `KINDS`."""
    client: str = ""
    """Whose conversation the row belongs to."""
    exchange: int = 0
    """Number of the request within that client's conversation, from 1; 0 for none."""
    status: int = 0
    """HTTP status of an answer, 0 for none."""
    token: str = ""
    """Id (`jti`, RFC 7519 4.1.7) of the token concerned. Never the token itself."""
    detail: str = ""
    """Which request, which use, which error: see `KINDS`."""
    user: str = ""
    """Whom an issued token speaks for (`sub`)."""
    family: str = ""
    """The login that an issued token descends from (RFC 9700 4.14.2)."""
    expires: float | None = None
    """When an issued token expires, or one that was called back counts nowhere any more, in
    seconds; None in all other rows."""


class Crash(NamedTuple):
    """A function given from outside that raised, with the exception itself."""

    actor: str
    mistake: Exception


class EventLog:
    """An append-only list of rows in order of time."""

    __slots__ = ("append", "crashes", "rows")

    def __init__(self) -> None:
        self.rows: list[tuple[object, ...]] = []
        self.crashes: list[Crash] = []
        """What the crash rows tell of, for whoever wants the traceback."""
        self.append = self.rows.append
        """Add one row: a tuple with the columns of `Event`, trailing empty ones left out."""

    def taken(self) -> EventLog:
        """All that is in this log as a log of its own; nothing is left in this one.

        Actors refer to each other and to their log, so that it would live on with them until
        the garbage collector finds them (simulator/memory.py).
        """
        other = EventLog()
        other.rows.extend(self.rows)
        other.crashes.extend(self.crashes)
        self.rows.clear()
        self.crashes.clear()
        return other

    def crash(self, t: float, actor: str, mistake: Exception, client: str = "") -> None:
        """Write down that a function given to this actor raised, and keep the exception."""
        self.append((t, actor, "crash", client, 0, 0, "", described(mistake)))
        self.crashes.append(Crash(actor, mistake))

    def __iter__(self) -> Iterator[Event]:
        return (Event(*row) for row in self.rows)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self.rows)


def described(mistake: BaseException) -> str:
    """An exception as the log tells it: its class and its message in one line."""
    message = " ".join(str(mistake).split())
    return f"{type(mistake).__name__}: {message}" if message else type(mistake).__name__
