"""The numbers of a run: how often somebody logged in, renewed, asked and was refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from html import escape

from simulator.events import Event


@dataclass
class Counts:
    """What happened, counted; `refused` says 401, `forbidden` 403."""

    logins: int = 0
    renewals: int = 0
    tokens_denied: int = 0
    """Logins and renewals that the auth server refused."""
    requests: int = 0
    """Requests to the backend."""
    served: int = 0
    refused: int = 0
    forbidden: int = 0
    reuses: int = 0
    """Replaced refresh tokens that were shown again."""
    revoked: int = 0
    """Refresh tokens ended before their time."""
    unanswered: int = 0
    """Requests, to whichever server, whose answer never came or came too late."""
    crashes: int = 0

    def add(self, other: Counts) -> None:
        """Add another client's counts to these."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    def as_dict(self) -> dict[str, int]:
        """The counts by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


HEADINGS = {name: name.replace("_", " ") for name in Counts().as_dict()}
SHOWN_CLIENTS = 10
SERVERS = ("auth_server", "backend")
AT_THE_AUTH_SERVER = ("POST /token", "POST /authorize")


@dataclass(frozen=True)
class Summary:
    """The counts of every client, and of all together. Prints as a table."""

    scenario: str
    until: float
    clients: dict[str, Counts]
    total: Counts

    def __getitem__(self, client: str) -> Counts:
        return self.clients[client]

    def rows(self) -> Iterator[tuple[str, dict[str, int]]]:
        """(client, counts) of the first clients, then of all, without empty columns."""
        total = self.total.as_dict()
        always = ("logins", "renewals", "requests", "served", "refused")
        columns = [name for name in total if name in always or total[name]]
        for name, counts in list(self.clients.items())[:SHOWN_CLIENTS]:
            yield name, {column: counts.as_dict()[column] for column in columns}
        if len(self.clients) > 1:
            yield f"all {len(self.clients)}", {column: total[column] for column in columns}

    def __str__(self) -> str:
        rows = list(self.rows())
        titles = ["client", *(HEADINGS[column] for column in rows[0][1])] if rows else ["client"]
        table = [titles, *([name, *map(str, counts.values())] for name, counts in rows)]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = [
            "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip()
            for row in table
        ]
        hidden = len(self.clients) - SHOWN_CLIENTS
        if hidden > 0:
            lines.insert(-1, f"… and {hidden} more")
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = list(self.rows())
        titles = ["client", *(HEADINGS[column] for column in rows[0][1])] if rows else ["client"]
        head = "".join(f'<th scope="col">{escape(title)}</th>' for title in titles)
        body = "".join(
            f'<tr><th scope="row">{escape(name)}</th>'
            + "".join(f"<td>{count}</td>" for count in counts.values())
            + "</tr>"
            for name, counts in rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def as_dict(self) -> dict[str, object]:
        """The summary as plain values, for JSON."""
        return {
            "scenario": self.scenario,
            "until": self.until,
            "total": self.total.as_dict(),
            "clients": {name: counts.as_dict() for name, counts in self.clients.items()},
        }


def summarize(events: Iterable[Event], clients_in_order: Iterable[str] = ()) -> Summary:
    """Count what a log holds; clients that are not named come in the order of their first event."""
    clients = {name: Counts() for name in clients_in_order}
    scenario, until = "", 0.0
    asked: dict[tuple[str, int], str] = {}
    for event in events:
        if event.kind == "begin":
            scenario = event.detail
        elif event.kind == "end":
            until = event.t
        elif event.client and event.client not in SERVERS:
            counts = clients.setdefault(event.client, Counts())
            count(event, counts, asked)
    total = Counts()
    for counts in clients.values():
        total.add(counts)
    return Summary(scenario, until, clients, total)


def count(event: Event, counts: Counts, asked: dict[tuple[str, int], str]) -> None:
    """Add one event to its client's counts."""
    exchange = (event.client, event.exchange)
    match event.kind:
        case "request" if event.detail.startswith(AT_THE_AUTH_SERVER):
            asked[exchange] = event.detail
        case "answer" if event.actor == "backend":
            counts.requests += 1
            counts.served += event.status == 200
            counts.refused += event.status == 401
            counts.forbidden += event.status == 403
        case "answer":
            request = asked.pop(exchange, "")
            if request.startswith("POST /token"):
                granted = event.status == 200
                counts.logins += granted and request.endswith(("password", "authorization_code"))
                counts.renewals += granted and request.endswith("refresh_token")
                counts.tokens_denied += not granted
            elif request == "POST /authorize":
                counts.tokens_denied += 400 <= event.status < 500
        case "response":
            counts.unanswered += event.status == 0
        case "reuse":
            counts.reuses += 1
        case "revoke":
            counts.revoked += 1
        case "crash":
            counts.crashes += 1
