"""What a sequence diagram shows, read from the log: each request with its way there and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from simulator.events import Event, EventLog
from simulator.views import alt, text
from simulator.views.lifetimes import AUTH_PATHS, SERVERS, Mark, Story, Token, mark_kind, read, rows

MOST = 12
"""Exchanges that one diagram shows; those that are alike count once."""
LOGIN_PAGE = "POST /authorize"


class Exchange(NamedTuple):
    """One request, its answer if there was one, and what the server did in between."""

    client: str
    number: int
    request: str
    """Method, path and at /token the grant type."""
    server: str
    """"auth_server" or "backend"."""
    sent: float
    answered: float | None = None
    received: float | None = None
    status: int = 0
    error: str = ""
    shown: str = ""
    """Id of the token that came with the request, if the server could read it."""
    issued: tuple[Token, ...] = ()
    reused: str = ""
    revoked: tuple[str, ...] = ()
    sender: str = ""
    """Who sends it in the client's place; empty if the client does."""
    alike: tuple[Exchange, ...] = ()
    """Others at the same moments that differ from this one in the ids of their tokens at most."""

    @property
    def each(self) -> tuple[Exchange, ...]:
        """This exchange and those like it."""
        return (self, *self.alike)

    @property
    def over(self) -> float:
        """The last moment known of this exchange."""
        return self.received or self.answered or self.sent


class Excerpt(NamedTuple):
    """The exchanges that a diagram shows, and of how many."""

    client: str
    exchanges: tuple[Exchange, ...]
    total: int
    """Exchanges in the chosen span of time."""
    tokens: tuple[Token, ...]
    """Every token this client ever got, with its end."""
    until: float
    """The log's horizon."""

    @property
    def shown(self) -> int:
        """How many exchanges are shown."""
        return sum(len(e.each) for e in self.exchanges)

    @property
    def senders(self) -> tuple[str, ...]:
        """Who sends something in the client's place, such as its browser."""
        return tuple(dict.fromkeys(e.sender for e in self.exchanges if e.sender))

    @property
    def note(self) -> str:
        """What is left out; empty if nothing is."""
        if self.shown == self.total:
            return ""
        return f"The first {self.shown:,} of {self.total:,} exchanges."


def excerpt(
    log: EventLog | Iterable[Event],
    client: str | None = None,
    start: float = 0,
    until: float | None = None,
    most: int = MOST,
) -> Excerpt:
    """One client's exchanges that begin in [start, until); the first client's by default.

    ValueError: a client that the log does not know, or a span that ends before it starts.
    """
    if until is not None and until <= start:
        raise ValueError(f"until must be later than start, but {until:g} <= {start:g} (seconds)")
    events = log if isinstance(log, EventLog) else list(log)
    story = read(events)
    client = _chosen(story, events, client)
    mine: dict[int, Exchange] = {}
    for row in rows(events):
        if row[3] != client:
            continue
        event = Event(*row)
        if event.kind == "request":
            mine[event.exchange] = Exchange(
                client,
                event.exchange,
                event.detail,
                _server(event.detail),
                event.t,
                sender=event.actor if event.actor != client else "",
            )
        elif event.exchange in mine:
            mine[event.exchange] = _with(mine[event.exchange], event)
    end = story.until + 1 if until is None else until
    chosen = [e for e in mine.values() if start <= e.sent < end]
    tokens = tuple(token for token in story.tokens if token.client == client)
    return Excerpt(client, tuple(folded(chosen)[:most]), len(chosen), tokens, story.until)


def folded(exchanges: Iterable[Exchange]) -> list[Exchange]:
    """The exchanges, in order; those that happen at the same moments and are alike become one.

    What takes no time has an order all the same: it is only folded with what came just before.
    """
    out: list[Exchange] = []
    places: dict[tuple[object, ...], int] = {}
    for e in exchanges:
        issued = tuple((token.use, token.lifetime) for token in e.issued)
        kind = (e.sender, e.server, e.request, e.status, e.error, bool(e.shown), issued)
        likeness = (*kind, e.reused, e.revoked, e.sent, e.answered, e.received)
        place = places.get(likeness)
        if place is None or (e.over <= e.sent and place != len(out) - 1):
            places[likeness] = len(out)
            out.append(e)
        else:
            out[place] = out[place]._replace(alike=(*out[place].alike, e))
    return out


def _chosen(story: Story, log: EventLog | list[Event], client: str | None) -> str:
    """The client to draw; the backend counts as one where it asks for keys."""
    if client is None:
        return story.clients[0] if story.clients else ""
    asks = any(row[2] == "request" and row[3] == client for row in rows(log))
    if client not in story.clients and not asks:
        raise ValueError(text.near(client, story.clients, "client"))
    return client


def request_words(exchange: Exchange) -> str:
    """What stands on the arrow to the server: "GET /films with ada-a1"."""
    shown = ids([e.shown for e in exchange.each if e.shown])
    return f"{exchange.request} with {shown}" if shown else exchange.request


def answer_words(exchange: Exchange) -> list[str]:
    """What stands on the arrow back, in one line or more: "401 invalid_token: expired"."""
    if exchange.issued:
        first, *others = map(_issued_words, zip(*(e.issued for e in exchange.each), strict=True))
        return [f"{exchange.status}: {first}", *others]
    if exchange.error:
        return [f"{exchange.status} {exchange.error}"]
    if exchange.revoked:
        return [f"{exchange.status} OK, {ids(exchange.revoked)} revoked"]
    if exchange.status == 302 and exchange.request == LOGIN_PAGE:
        return ["302: back with a code"]
    return [f"{exchange.status} OK" if exchange.status < 300 else str(exchange.status)]


def _issued_words(tokens: tuple[Token, ...]) -> str:
    """Tokens of one use that were issued at once: "access tokens ada-a3 to ada-a6 (5 min)"."""
    noun = f"{tokens[0].use} token{'' if len(tokens) == 1 else 's'}"
    return f"{noun} {ids([t.id for t in tokens])} ({text.duration(tokens[0].lifetime)})"


def server_words(exchange: Exchange) -> str:
    """What the auth server found out, beside its line; mostly nothing."""
    if not exchange.reused:
        return ""
    ended = ids(exchange.revoked)
    return f"reuse of {short(exchange.reused)}" + (f": {ended} revoked" if ended else "")


def ids(tokens: Sequence[str]) -> str:
    """Ids of tokens, each once, as a label has room for them: "ada-a3 to ada-a6"."""
    tokens = list(dict.fromkeys(tokens))
    if len(tokens) > 2:
        stem = tokens[0].rstrip("0123456789")
        first = tokens[0].removeprefix(stem)
        if first and tokens == [f"{stem}{int(first) + i}" for i in range(len(tokens))]:
            return f"{short(tokens[0])} to {short(tokens[-1])}"
    return text.listing([short(token) for token in tokens], most=2)


def short(token: str) -> str:
    """A token's id, cut where it is too long to read."""
    return token if len(token) <= 16 else f"{token[:8]}…"


def summary(excerpt: Excerpt) -> str:
    """The finding, for title and description: "Ada logs in once; one of 3 requests is refused"."""
    count = excerpt.shown
    if excerpt.client in SERVERS:
        return f"The {excerpt.client.replace('_', ' ')} asks the auth server {text.times(count)}"
    marks = tuple(
        Mark(e.sent, "reuse" if e.reused else mark_kind(e.request, e.status), e.client)
        for like in excerpt.exchanges
        for e in like.each
    )
    story = Story("", excerpt.until, (excerpt.client,), (), marks)
    return alt.finding(story, f"sends {text.count(count, 'request')}")


def nothing(excerpt: Excerpt) -> str:
    """What to say where there is no exchange to show."""
    if not excerpt.client:
        return "Nobody sends anything"
    return f"{text.person(excerpt.client)} sends nothing in this time"


def in_words(excerpt: Excerpt) -> str:
    """Every exchange shown as a sentence, for the alternative text."""
    senders = [s if "/" in s else f"the {s}" for s in excerpt.senders]
    who = text.listing([text.person(excerpt.client), *senders])
    note = f" {excerpt.note}" if excerpt.note else ""
    told = ". ".join(_told(e) for e in excerpt.exchanges)
    return f"Sequence of requests by {who}.{note} {told}."


def _told(e: Exchange) -> str:
    """One exchange: "10 s: GET /films with ada-a1 to the backend: 200 OK"."""
    at = (text.duration(e.sent) if e.sent else "start").capitalize()
    by = f", {e.sender}" if e.sender else ""
    often = f"{text.times(len(e.each))} " if e.alike else ""
    came = ", ".join(answer_words(e)).replace(": back with", " with") if e.status else "no answer"
    if e.status and e.received is None:
        came += ", which never arrives"
    noticed = f" ({server_words(e)})" if e.reused else ""
    server = e.server.replace("_", " ")
    return f"{at}{by}: {often}{request_words(e)} to the {server}: {came}{noticed}"


def _server(request: str) -> str:
    """Who answers this request, as long as no answer says so."""
    parts = request.split()
    return "auth_server" if len(parts) > 1 and parts[1] in AUTH_PATHS else "backend"


def _with(exchange: Exchange, event: Event) -> Exchange:
    """The exchange after one more row about it."""
    if event.kind == "answer":
        return exchange._replace(
            server=event.actor,
            answered=event.t,
            status=event.status,
            error=event.detail,
            shown=event.token,
        )
    if event.kind == "response":
        # Status 0: nothing came, and the client waits no longer.
        return exchange._replace(received=event.t) if event.status else exchange
    if event.kind == "issue":
        end = event.t if event.expires is None else event.expires
        new = Token(event.token, event.detail, event.client, event.family, event.t, end)
        return exchange._replace(issued=(*exchange.issued, new))
    if event.kind == "reuse":
        return exchange._replace(reused=event.token)
    if event.kind == "revoke":
        return exchange._replace(revoked=(*exchange.revoked, event.token))
    return exchange
