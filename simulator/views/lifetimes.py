"""What a timeline shows, read from the log: the life of each token, and marks for what happened."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

from simulator.events import Event, EventLog
from simulator.memory import no_garbage_collection
from simulator.views import text

AUTH_PATHS = frozenset(
    {"/authorize", "/token", "/revoke", "/jwks", "/introspect", "/denylist", "/statuslist"}
)
"""Paths that the auth server answers; every other path is the backend's."""
SERVERS = frozenset({"auth_server", "backend", "engine"})
"""Writers of rows that are no client, though the backend too asks for keys."""
_BLANK = Event(0.0, "", "")


class Token(NamedTuple):
    """The life of one token; all times in seconds."""

    id: str
    use: str
    """"access" or "refresh"."""
    client: str
    """Whose exchange brought it into the world."""
    family: str
    start: float
    expires: float
    ended: float | None = None
    """When it was replaced by a newer one or its family revoked, if that came before `expires`."""
    why: str = ""
    """"replaced", or the reason of the revocation ("logout", "reuse")."""

    @property
    def lifetime(self) -> float:
        """Seconds that it was issued for.

        An `exp` cut to a whole second would turn 5 minutes into 4 minutes 59.
        """
        life = round(self.expires - self.start, 3)
        return float(math.ceil(life)) if float(self.expires).is_integer() else life

    @property
    def end(self) -> float:
        """When its life that counts is over: replaced, revoked or expired."""
        return self.expires if self.ended is None else self.ended


class Mark(NamedTuple):
    """Something that happened at one moment of a client's conversation."""

    t: float
    kind: str
    """A key of `palette.SHAPES`, or "logout"."""
    client: str
    exchange: int = 0
    token: str = ""
    detail: str = ""
    """The error code and reason, for refusals and failures."""


@dataclass(frozen=True)
class Story:
    """A log, read for drawing."""

    name: str
    """The scenario's name, from the begin row; may be empty."""
    until: float
    """Seconds from start to horizon."""
    clients: tuple[str, ...]
    """In order of their first row."""
    tokens: tuple[Token, ...] = ()
    marks: tuple[Mark, ...] = ()
    revoked: tuple[Token, ...] = ()
    """The tokens named in revoke rows."""

    def only(self, clients: Iterable[str]) -> Story:
        """The same story, told of these clients alone. ValueError: an unknown name."""
        names = tuple(dict.fromkeys(clients))
        for name in names:
            if name not in self.clients:
                raise ValueError(text.near(name, self.clients, "client"))
        keep = frozenset(names)
        return Story(
            self.name,
            self.until,
            names,
            tuple(token for token in self.tokens if token.client in keep),
            tuple(mark for mark in self.marks if mark.client in keep),
            tuple(token for token in self.revoked if token.client in keep),
        )

    def count(self, *kinds: str) -> int:
        """How many marks are of one of these kinds."""
        return sum(self._counts[kind] for kind in kinds)

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(mark.kind for mark in self.marks)


def rows(log: EventLog | Iterable[Event]) -> Iterator[tuple[Any, ...]]:
    """The log's rows as full-length tuples, in order; a log of millions is never copied."""
    width = len(_BLANK)
    for row in log.rows if isinstance(log, EventLog) else log:
        yield row if len(row) == width else (*row, *_BLANK[len(row) :])


def read(log: EventLog | Iterable[Event]) -> Story:
    """Read a whole log, in one pass."""
    reader = _Reader()
    with no_garbage_collection():
        for row in log.rows if isinstance(log, EventLog) else log:
            # What comes most and says nothing that the answer did not say.
            if row[2] != "response":
                reader.take(row)
            reader.until = row[0]  # type: ignore[assignment]
        return reader.story()


def mark_kind(request: str, status: int) -> str:
    """Which mark a request with this answer gets; status 0 means that no answer came.

    `request` is the detail of a request row: "POST /token password", "GET /films".
    Empty for requests that no timeline shows, such as fetching keys. A login page that was
    filled in right is no login yet: tokens come later, for the code.
    """
    method_path_grant = request.split()
    path = method_path_grant[1] if len(method_path_grant) > 1 else ""
    if path in AUTH_PATHS and path not in ("/authorize", "/token", "/revoke"):
        return ""
    if status == 0:
        return "unanswered"
    if status >= 500:
        return "failed"
    served = status < 400
    if path == "/authorize":
        return "" if served else "refused login"
    if path == "/token":
        what = "renewal" if method_path_grant[2:] == ["refresh_token"] else "login"
        return what if served else f"refused {what}"
    if path == "/revoke":
        return "logout" if served else "failed"
    return "served" if served else {401: "refused", 403: "forbidden"}.get(status, "failed")


class _Reader:
    """Collects tokens and marks while the rows go by."""

    def __init__(self) -> None:
        self.name = ""
        self.until = 0.0
        self.clients: dict[str, None] = {}
        self.tokens: dict[str, Token] = {}
        self.newest: dict[str, str] = {}
        self.families: dict[str, list[str]] = {}
        self.revoked: dict[str, None] = {}
        self.open: dict[tuple[str, int], tuple[float, str]] = {}
        self.marks: list[Mark] = []
        self.reused: set[tuple[str, int]] = set()
        self.kinds: dict[tuple[str, int], str] = {}

    def take(self, row: tuple[Any, ...]) -> None:
        """Read one row; requests and answers first, since nearly all rows are these."""
        kind = row[2]
        if kind == "request":
            t, _, _, client, exchange, _, _, detail = row[:8]
            if client not in self.clients and client not in SERVERS:
                self.clients[client] = None
            self.open[client, exchange] = (t, detail)
        elif kind == "answer":
            t, _, _, client, exchange, status, token, why, *_ = (*row, "", "")
            _, request = self.open.pop((client, exchange), (t, ""))
            self.mark(t, client, exchange, request, status, token, why)
        else:
            self.rare(Event(*row))

    def rare(self, event: Event) -> None:
        """Read a row of one of the other kinds."""
        t, kind, token, detail = event.t, event.kind, event.token, event.detail
        if kind == "issue":
            expires = t if event.expires is None else event.expires
            self.issue(Token(token, detail, event.client, event.family, t, expires))
        elif kind == "supersede":
            self.end(token, t, "replaced")
        elif kind == "revoke":
            self.revoke(token, t, detail or "revoked")
        elif kind == "reuse":
            self.reused.add((event.client, event.exchange))
        elif kind == "crash":
            self.marks.append(Mark(t, "crash", event.client, event.exchange, "", detail))
        elif kind == "begin":
            self.name = detail

    def mark(
        self, t: float, client: str, exchange: int, request: str, status: int, token: str, why: str
    ) -> None:
        """Add the mark of one exchange, if a timeline shows such."""
        kind = self.kinds.get((request, status))
        if kind is None:
            kind = self.kinds[request, status] = mark_kind(request, status)
        if kind and client not in SERVERS:
            self.marks.append(Mark(t, kind, client, exchange, token, why))

    def issue(self, token: Token) -> None:
        """A new token; a new access token takes over from the client's last one."""
        self.tokens[token.id] = token
        if token.use == "access":
            self.end(self.newest.get(token.client, ""), token.start, "replaced")
            self.newest[token.client] = token.id
            self.families.setdefault(token.family, []).append(token.id)

    def end(self, token: str, t: float, why: str) -> None:
        """A token's life that counts is over, unless it was over already."""
        known = self.tokens.get(token)
        if known is not None and known.ended is None and t < known.expires:
            self.tokens[token] = known._replace(ended=t, why=why)

    def revoke(self, token: str, t: float, why: str) -> None:
        """A revoked refresh token takes the access tokens of its family out of use with it."""
        self.end(token, t, why)
        known = self.tokens.get(token)
        if known is None:
            return
        self.revoked[token] = None
        if known.use == "refresh":
            for access in self.families.get(known.family, ()):
                self.end(access, t, why)

    def story(self) -> Story:
        """What was read."""
        for (client, exchange), (t, request) in self.open.items():
            self.mark(t, client, exchange, request, 0, "", "")
        marks = self.marks
        if self.reused:
            marks = [
                m._replace(kind="reuse")
                if m.kind == "refused renewal" and (m.client, m.exchange) in self.reused
                else m
                for m in marks
            ]
        return Story(
            self.name,
            self.until,
            tuple(self.clients),
            tuple(self.tokens.values()),
            tuple(sorted(marks, key=attrgetter("t"))),
            tuple(self.tokens[token] for token in self.revoked),
        )


def named(story: Story, clients: str | Sequence[str] | None) -> Story:
    """The story of all clients (None), of one (a name) or of some. ValueError: unknown name."""
    if clients is None:
        return story
    return story.only([clients] if isinstance(clients, str) else clients)


def merged(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Overlapping or touching (start, end) spans as few, in order; empty ones left out."""
    out: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out
