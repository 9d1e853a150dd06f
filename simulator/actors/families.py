"""Families: logins, the tokens that descend from each, and how a family ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from simulator.actors.answers import NAME, Origin
from simulator.actors.calling_back import CallingBack
from simulator.events import EventLog


class Succession(NamedTuple):
    """How a refresh token came to replace another one."""

    predecessor: str
    """The id of the one that it replaced."""
    at: float
    """When that was replaced, in seconds."""
    body: Mapping[str, Any]
    """The answer with which the successor was sent."""


@dataclass
class Family:
    """A login and all tokens that descend from it."""

    id: str
    user: str
    client_id: str
    login_at: float
    live: dict[str, Succession | None] = field(default_factory=dict)
    """Ids of the refresh tokens that were not replaced, the oldest first, and for the time of
    grace how each came about. One at most if the store is atomic; none once the family ended."""
    expires: float = 0.0
    """When the last of them expires; where there are no refresh tokens, the access token."""
    ended: bool = False
    """True once it was revoked."""
    holder: str = ""
    """Who logged in: whose conversation that was."""


class Ids:
    """Ids that a person can read, numbered for each user: ada-a1, ada-r1, ada-f1."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def next(self, user: str, mark: str) -> str:
        """A new id; `mark` is a for access tokens, r for refresh tokens, f for families."""
        stem = f"{user}-{mark}"
        number = self._given[stem] = self._given.get(stem, 0) + 1
        return f"{stem}{number}"

    def coming(self, user: str, mark: str) -> str:
        """The id that `next` would give."""
        stem = f"{user}-{mark}"
        return f"{stem}{self._given.get(stem, 0) + 1}"


class Families:
    """All families of one auth server."""

    def __init__(
        self, ids: Ids, log: EventLog, limit: int | None, calling_back: CallingBack | None
    ) -> None:
        self._ids = ids
        self._log = log
        self._limit = limit
        self._calling_back = calling_back
        self._by_id: dict[str, Family] = {}
        self._by_user: dict[str, list[Family]] = {}
        self.of_token: dict[str, Family] = {}
        """By the id of a token, access or refresh."""

    def __getitem__(self, family: str) -> Family:
        return self._by_id[family]

    def __iter__(self) -> Iterator[Family]:
        return iter(self._by_id.values())

    def begin(self, user: str, client_id: str, now: float, origin: Origin) -> Family:
        """Somebody has logged in. Ends the user's oldest family if there is one too many."""
        if self._limit is not None:
            living = self.living(user, now)
            for oldest in living[: len(living) + 1 - self._limit]:
                self.end(oldest, "session limit", now, origin)
        family = Family(self._ids.next(user, "f"), user, client_id, login_at=now, holder=origin[0])
        self._by_id[family.id] = family
        self._by_user.setdefault(user, []).append(family)
        return family

    def living(self, user: str, now: float) -> list[Family]:
        """The user's families that neither ended nor expired, the oldest first."""
        living = [each for each in self._by_user.get(user, ()) if not each.ended]
        # Tokens expire at whole seconds.
        living = self._by_user[user] = [each for each in living if now < int(each.expires)]
        return living

    def end(self, family: Family, why: str, now: float, origin: Origin) -> None:
        """No refresh token of this family works from now on.

        Its access tokens do until they expire, unless the policy calls them back.
        """
        client, exchange = origin
        for token in family.live:
            self._log.append((now, NAME, "revoke", client, exchange, 0, token, why))
        family.live.clear()
        family.ended = True
        if self._calling_back is not None:
            self._calling_back.end(family.id, why, now, origin)

    def end_all_of(self, user: str, why: str, now: float, origin: Origin) -> None:
        """End everything that this user has begun, wherever that was."""
        for family in self.living(user, now):
            self.end(family, why, now, origin)
