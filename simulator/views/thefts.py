"""Thefts as the log tells them: what was taken, how long it served, and when that showed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from simulator.events import Event, EventLog
from simulator.views.lifetimes import mark_kind, merged, rows

ACCESS, REFRESH, KEY = "access", "refresh", "key"
USES = {"access_token": ACCESS, "refresh_token": REFRESH, "signing_key": KEY}
"""What a steal row calls it, and what it is held as."""
NOT_YET = float("inf")
DENIED = "denied"
ENDS = {"supersede": "replaced", "deny": DENIED}
"""What a row of this kind does to a token; others say it in their detail."""


class Hold(NamedTuple):
    """Something that a thief could use, from when to when, in seconds."""

    token: str
    use: str
    """"access", "refresh" or "key"."""
    start: float
    end: float
    why: str
    """What ended it: "expired", "replaced", "denied", a reason of revocation ("reuse"),
    "withdrawn", why it was refused; "still good" at the end of the log."""


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """One theft and what came of it. Moments in seconds since the start, lengths in seconds."""

    thief: str
    victim: str
    what: str
    """"access_token", "refresh_token" or "signing_key"."""
    token: str
    """The id of what was taken, or the key's `kid`."""
    at: float
    """When."""
    holds: tuple[Hold, ...]
    """What the thief could use: what was taken, and whatever was got with it."""
    served: tuple[float, ...]
    """When the backend gave the thief a page."""
    turned_down: tuple[float, ...]
    """When it refused one."""
    renewals: tuple[float, ...]
    """When the auth server gave the thief tokens."""
    shows_at: float | None
    """When the auth server first notices: somebody shows a replaced refresh token of the same
    login, or the stolen key is withdrawn. None: never, as far as the log goes."""
    forced_logins: tuple[float, ...]
    """When the victim logged in because a refresh token was refused that had not expired."""

    @property
    def usable(self) -> float:
        """For how long the thief held something that opens the backend or renews."""
        spans = merged((hold.start, hold.end) for hold in self.holds)
        return round(sum(end - start for start, end in spans), 3)

    @property
    def used(self) -> float:
        """From the theft to the last page that the thief was served; 0 without any."""
        return round(self.served[-1] - self.at, 3) if self.served else 0.0

    @property
    def hidden(self) -> float | None:
        """From the theft until it shows; None if it never does."""
        return None if self.shows_at is None else round(self.shows_at - self.at, 3)

    @property
    def open_ended(self) -> bool:
        """True if something is still good when the log ends."""
        return any(hold.why == "still good" for hold in self.holds)


@dataclass
class _Holding:
    """A hold that is not over yet."""

    token: str
    use: str
    start: float
    expires: float = NOT_YET
    ends: dict[float, str] = field(default_factory=dict)
    last_good: float = 0.0
    """When it last worked: what a list says counts only once somebody reads it."""

    def refused(self, t: float, why: str) -> None:
        """It was shown in vain: a denial did not count before somebody read of it."""
        self.ends = {moment: said for moment, said in self.ends.items() if said != DENIED}
        self.ends.setdefault(t, why)

    def over(self, until: float) -> Hold:
        """The same, ended by whatever came first after it last worked."""
        ends = {max(t, self.start): why for t, why in self.ends.items() if t >= self.last_good}
        if not ends and self.use == REFRESH and self.ends:
            # It worked once more in its grace, and then nobody tried again.
            ends = {self.last_good: self.ends[min(self.ends)]}
        end = min(ends, default=self.expires)
        if min(end, self.expires) > until:
            return Hold(self.token, self.use, self.start, until, "still good")
        if end >= self.expires:
            return Hold(self.token, self.use, self.start, self.expires, "expired")
        return Hold(self.token, self.use, self.start, end, ends[end])


@dataclass
class _Theft:
    """A theft while the log is being read."""

    row: Event
    family: str = ""
    holdings: dict[str, _Holding] = field(default_factory=dict)
    served: list[float] = field(default_factory=list)
    turned_down: list[float] = field(default_factory=list)
    renewals: list[float] = field(default_factory=list)
    forced: list[float] = field(default_factory=list)
    shows_at: float | None = None
    thrown_out: bool = False
    """The victim's refresh token was refused, and no login has come since."""

    def shows(self, t: float) -> None:
        """It shows, if it did not before."""
        if self.shows_at is None:
            self.shows_at = t

    def over(self, until: float) -> Exposure:
        """What came of it."""
        return Exposure(
            thief=self.row.actor,
            victim=self.row.client,
            what=self.row.detail,
            token=self.row.token,
            at=self.row.t,
            holds=tuple(holding.over(until) for holding in self.holdings.values()),
            served=tuple(self.served),
            turned_down=tuple(self.turned_down),
            renewals=tuple(self.renewals),
            shows_at=self.shows_at,
            forced_logins=tuple(self.forced),
        )


def exposures(log: EventLog | Iterable[Event]) -> list[Exposure]:
    """Every theft in which something was taken, in order of time."""
    reader = _Reader()
    for row in rows(log):
        reader.take(row)
    return [theft.over(reader.until) for theft in reader.thefts]


class _Reader:
    """Follows thieves, and remembers what may yet be stolen."""

    def __init__(self) -> None:
        self.until = 0.0
        self.thefts: list[_Theft] = []
        self.by_thief: dict[str, _Theft] = {}
        self.by_victim: dict[str, list[_Theft]] = {}
        self.issued: dict[str, Event] = {}
        self.asked: dict[tuple[str, int], str] = {}

    def take(self, row: tuple[Any, ...]) -> None:
        """Read one row."""
        self.until = row[0]
        kind = row[2]
        if kind in ("answer", "request"):
            # Nearly all rows are these, and most have nothing to do with a theft.
            client = row[3]
            if client in self.by_thief or client in self.by_victim:
                if kind == "request":
                    self.asked[client, row[4]] = row[7]
                else:
                    self.answer(Event(*row))
        elif kind == "issue":
            self.issue(Event(*row))
        elif kind == "steal":
            self.steal(Event(*row))
        elif self.thefts:
            if kind in ("supersede", "revoke", "deny", "reuse"):
                self.ended(Event(*row))
            elif kind == "key" and row[7] == "withdrawn":
                self.withdrawn(Event(*row))

    def steal(self, event: Event) -> None:
        """A theft; one that finds nothing is none."""
        use = USES.get(event.detail)
        if use is None:
            return
        issue = self.issued.get(event.token)
        theft = _Theft(event, family=issue.family if issue is not None else "")
        expires = NOT_YET if issue is None or issue.expires is None else issue.expires
        theft.holdings[event.token] = _Holding(event.token, use, event.t, expires)
        self.thefts.append(theft)
        self.by_thief[event.actor] = theft
        self.by_victim.setdefault(event.client, []).append(theft)

    def issue(self, event: Event) -> None:
        """A token; if a thief gets it, one thing more to use."""
        self.issued[event.token] = event
        theft = self.by_thief.get(event.client)
        if theft is not None:
            expires = NOT_YET if event.expires is None else event.expires
            theft.holdings[event.token] = _Holding(event.token, event.detail, event.t, expires)

    def answer(self, event: Event) -> None:
        """An answer to a thief or to a victim."""
        request = self.asked.pop((event.client, event.exchange), "")
        kind = mark_kind(request, event.status) if request else ""
        thief = self.by_thief.get(event.client)
        if thief is not None:
            self.to_thief(thief, event, kind)
        for theft in self.by_victim.get(event.client, ()):
            self.to_victim(theft, event, kind)

    def to_thief(self, theft: _Theft, event: Event, kind: str) -> None:
        """What a thief gets, or does not get."""
        t, token = event.t, event.token
        if kind == "served":
            theft.served.append(t)
        elif kind == "refused":
            theft.turned_down.append(t)
        elif kind == "renewal":
            theft.renewals.append(t)
        good = kind in ("served", "forbidden", "renewal")
        if token and good and token not in theft.holdings:
            # Nobody issued it: she made it herself, with a stolen key, to replace the last one.
            for earlier in theft.holdings.values():
                if earlier.use == ACCESS:
                    earlier.ends.setdefault(t, "replaced")
            theft.holdings[token] = _Holding(token, ACCESS, t)
        holding = theft.holdings.get(token)
        if holding is None:
            self.key_refused(theft, event, kind)
        elif good:
            holding.last_good = t
        elif kind in ("refused", "refused renewal", "reuse"):
            holding.refused(t, reason(event.detail))

    def key_refused(self, theft: _Theft, event: Event, kind: str) -> None:
        """A token made with a stolen key is refused, so that nothing can be read in it."""
        if theft.row.detail != "signing_key" or kind != "refused":
            return
        for holding in theft.holdings.values():
            if holding.last_good:
                holding.ends.setdefault(event.t, reason(event.detail))
        theft.holdings[theft.row.token].ends.setdefault(event.t, reason(event.detail))

    def to_victim(self, theft: _Theft, event: Event, kind: str) -> None:
        """A victim whose refresh token is dead before its time has to log in."""
        if kind in ("refused renewal", "reuse"):
            theft.thrown_out = reason(event.detail) != "expired"
        elif kind == "login":
            if theft.thrown_out:
                theft.forced.append(event.t)
            theft.thrown_out = False

    def ended(self, event: Event) -> None:
        """A token is replaced, revoked, denied, or shown although it was replaced."""
        known = self.issued.get(event.token)
        for theft in self.thefts:
            concerned = known is not None and known.family == theft.family != ""
            if concerned and event.kind == "reuse":
                theft.shows(event.t)
            holding = theft.holdings.get(event.token)
            if holding is not None and event.kind != "reuse":
                holding.ends.setdefault(event.t, ENDS.get(event.kind, event.detail))

    def withdrawn(self, event: Event) -> None:
        """Nothing counts any more that this key has signed, once people know."""
        for theft in self.thefts:
            if theft.row.detail == "signing_key" and theft.row.token == event.token:
                theft.shows(event.t)
                theft.holdings[event.token].ends.setdefault(event.t, "withdrawn")


def reason(detail: str) -> str:
    """Why something was refused: the part of "invalid_token: expired" behind the colon."""
    error, _, why = detail.partition(": ")
    return why or error or "refused"
