"""Small logs written by hand: what the views are tested with."""

from __future__ import annotations

import random

from simulator.events import EventLog

AUTH_PATHS = ("/authorize", "/token", "/revoke", "/jwks")
LEG = 0.04
"""Seconds a message travels, unless a test says otherwise."""


class Writer:
    """Writes rows as the actors and the engine do, one exchange at a time."""

    def __init__(self, name: str = "by hand") -> None:
        self.rows: list[tuple[object, ...]] = []
        self.numbers: dict[str, int] = {}
        self.row(0.0, "engine", "begin", "", 0, 0, "", name)

    def row(self, *columns: object) -> None:
        """Add one row, without its trailing blanks."""
        self.rows.append(columns)

    def exchange(
        self,
        client: str,
        t: float,
        request: str,
        status: int,
        why: str = "",
        *,
        shown: str = "",
        issue: tuple[tuple[str, str, float], ...] = (),
        supersede: str = "",
        reuse: str = "",
        revoke: tuple[tuple[str, str], ...] = (),
        leg: float = LEG,
        family: str = "",
        by: str = "",
    ) -> float:
        """One request with its answer, in full; gives the time the answer arrives."""
        number = self.numbers[client] = self.numbers.get(client, 0) + 1
        path = request.split()[1]
        server = "auth_server" if path in AUTH_PATHS else "backend"
        at, back = round(t + leg, 3), round(t + 2 * leg, 3)
        self.row(t, by or client, "request", client, number, 0, "", request)
        for kind, token in (("supersede", supersede), ("reuse", reuse)):
            if token:
                self.row(at, server, kind, client, number, 0, token)
        for token, reason in revoke:
            self.row(at, server, "revoke", client, number, 0, token, reason)
        for token, use, life in issue:
            who = family or f"{client}-f1"
            self.row(at, server, "issue", client, number, 0, token, use, client, who, at + life)
        self.row(at, server, "answer", client, number, status, shown, why)
        self.row(back, by or client, "response", client, number, status, "", why)
        return back

    def log(self, until: float) -> EventLog:
        """The log, closed at the horizon; rows of different clients are put in order of time."""
        log = EventLog()
        for row in sorted(self.rows, key=lambda row: row[0]):  # type: ignore[arg-type,return-value]
            log.append(row)
        log.append((until, "engine", "end"))
        return log


def access_token() -> EventLog:
    """The first seed story: log in, be served, be refused after expiry, log in again."""
    w = Writer("access_token")
    w.exchange("ada", 0.0, "POST /token password", 200, issue=(("ada-a1", "access", 300.0),))
    w.exchange("ada", 10.0, "GET /films", 200, shown="ada-a1")
    t = w.exchange("ada", 420.0, "GET /films/7", 401, "invalid_token: expired", shown="ada-a1")
    t = w.exchange("ada", t, "POST /token password", 200, issue=(("ada-a2", "access", 300.0),))
    w.exchange("ada", t, "GET /films/7", 200, shown="ada-a2")
    return w.log(600.0)


def refresh_token() -> EventLog:
    """The second: renewal with a new pair on each 401, a login when the refresh token is over.

    Access tokens live 5 minutes; refresh tokens 15 from the login, however often rotated.
    """
    w = Writer("refresh_token")
    pair = 1
    t = w.exchange("ada", 0.0, "POST /token password", 200, issue=_pair("ada", pair, 900.0))
    expires, over = 300.0 + LEG, 900.0 + LEG
    for start in range(60, 1680, 120):
        t = float(start)
        if t >= expires:
            why = "invalid_token: expired"
            t = w.exchange("ada", t, "GET /films", 401, why, shown=f"ada-a{pair}")
            old = f"ada-r{pair}"
            if t + LEG < over:
                left = over - (t + LEG)
                t = w.exchange(
                    "ada", t, "POST /token refresh_token", 200, shown=old, supersede=old,
                    issue=_pair("ada", pair + 1, left),
                )  # fmt: skip
            else:
                why = "invalid_grant: expired"
                t = w.exchange("ada", t, "POST /token refresh_token", 400, why, shown=old)
                over = t + LEG + 900.0
                t = w.exchange(
                    "ada", t, "POST /token password", 200, issue=_pair("ada", pair + 1, 900.0)
                )
            pair += 1
            expires = t - LEG + 300.0
        w.exchange("ada", t, "GET /films", 200, shown=f"ada-a{pair}")
    why = "insufficient_scope: needs role editor"
    w.exchange("ada", 1700.0, "GET /editor", 403, why, shown=f"ada-a{pair}")
    return w.log(1800.0)


def theft() -> EventLog:
    """Mallory renews with Ada's refresh token first; Ada's own renewal is reuse and ends it all."""
    w = Writer("theft")
    family = "ada-f1"
    w.exchange("ada", 0.0, "POST /token password", 200, issue=_pair("ada", 1, 3600.0))
    w.exchange("ada", 30.0, "GET /films", 200, shown="ada-a1")
    w.exchange(
        "mallory", 120.0, "POST /token refresh_token", 200, shown="ada-r1", supersede="ada-r1",
        issue=_pair("mallory", 1, 3480.0), family=family,
    )  # fmt: skip
    w.exchange("mallory", 130.0, "GET /films", 200, shown="mallory-a1")
    t = w.exchange("ada", 320.0, "GET /films", 401, "invalid_token: expired", shown="ada-a1")
    w.exchange(
        "ada", t, "POST /token refresh_token", 400, "invalid_grant: reuse", shown="ada-r1",
        reuse="ada-r1", revoke=(("mallory-r1", "reuse"),),
    )  # fmt: skip
    w.exchange("mallory", 400.0, "GET /films", 200, shown="mallory-a1")
    t = w.exchange("mallory", 430.0, "GET /films", 401, "invalid_token: expired")
    why = "invalid_grant: revoked"
    w.exchange("mallory", t, "POST /token refresh_token", 400, why, shown="mallory-r1")
    w.exchange(
        "ada", 500.0, "POST /token password", 200, issue=_pair("ada", 2, 3600.0), family="ada-f2"
    )
    w.exchange("ada", 510.0, "GET /films", 200, shown="ada-a2")
    w.exchange("ada", 700.0, "POST /revoke", 200, revoke=(("ada-r2", "logout"),), shown="ada-r2")
    return w.log(900.0)


def five_at_once() -> EventLog:
    """Five requests at once are refused, and each renews for itself: one is served, four are not.

    The first refusal is reuse and ends the family; the other three show a revoked token.
    """
    w = Writer("five at once")
    w.exchange("ada", 0.0, "POST /token password", 200, issue=_pair("ada", 1, 1800.0))
    for _ in range(5):
        w.exchange("ada", 330.0, "GET /films", 401, "invalid_token: expired", shown="ada-a1")
    ask, t = "POST /token refresh_token", 330.08
    w.exchange(
        "ada", t, ask, 200, shown="ada-r1", supersede="ada-r1", issue=_pair("ada", 2, 1470.0)
    )
    w.exchange(
        "ada", t, ask, 400, "invalid_grant: reused", shown="ada-r1", reuse="ada-r1",
        revoke=(("ada-r2", "reuse"),),
    )  # fmt: skip
    for _ in range(3):
        w.exchange("ada", t, ask, 400, "invalid_grant: revoked", shown="ada-r1")
    w.exchange("ada", 330.16, "GET /films", 200, shown="ada-a2")
    for i in range(3, 7):
        family = f"ada-f{i}"
        issue = _pair("ada", i, 1800.0)
        w.exchange("ada", 330.16, "POST /token password", 200, issue=issue, family=family)
    for i in range(3, 7):
        w.exchange("ada", 330.24, "GET /films", 200, shown=f"ada-a{i}")
    return w.log(400.0)


def one_for_all() -> EventLog:
    """The same five requests, with one renewal for all of them."""
    w = Writer("one for all")
    w.exchange("ada", 0.0, "POST /token password", 200, issue=_pair("ada", 1, 1800.0))
    for _ in range(5):
        w.exchange("ada", 330.0, "GET /films", 401, "invalid_token: expired", shown="ada-a1")
    w.exchange(
        "ada", 330.08, "POST /token refresh_token", 200, shown="ada-r1", supersede="ada-r1",
        issue=_pair("ada", 2, 1470.0),
    )  # fmt: skip
    for _ in range(5):
        w.exchange("ada", 330.16, "GET /films", 200, shown="ada-a2")
    return w.log(400.0)


def tabs(count: int, late: float, *, lock: bool = False) -> EventLog:
    """Tabs of one browser find the access token expired, one a little after the other.

    With a lock the first one renews for all. Without, each shows the same refresh token.
    """
    w = Writer("tabs")
    w.exchange("ada", 1.0, "POST /token password", 200, issue=_pair("ada", 1, 3600.0))
    first = 330 + 4 * LEG
    for n in range(1, count + 1):
        by = f"ada/tab-{n}"
        t = round(330 + late * (n - 1), 3)
        t = w.exchange("ada", t, "GET /films", 401, "invalid_token: expired", shown="ada-a1", by=by)
        renewal = "POST /token refresh_token"
        if n == 1:
            t = w.exchange(
                "ada", t, renewal, 200, shown="ada-r1", issue=_pair("ada", 2, 3600.0), by=by
            )
        elif not lock:
            why = "invalid_grant: reused" if n == 2 else "invalid_grant: revoked"
            dead = (("ada-r2", "reuse"),) if n == 2 else ()
            reuse = "ada-r1" if n == 2 else ""
            t = w.exchange(
                "ada", t, renewal, 400, why, shown="ada-r1", by=by, reuse=reuse, revoke=dead
            )
            new = _pair("ada", n + 1, 3600.0)
            t = w.exchange("ada", t, "POST /token password", 200, issue=new, by=by)
        newest = 2 if lock else n + 1
        w.exchange("ada", max(t, first), "GET /films", 200, shown=f"ada-a{newest}", by=by)
    return w.log(600.0)


def code_login(client: str = "ada") -> EventLog:
    """A wrong password in the browser, then a right one, and tokens for the code."""
    w = Writer("code login")
    why = "access_denied: wrong name or password"
    w.exchange(client, 0.0, "POST /authorize", 401, why, by="browser")
    t = w.exchange(client, 20.0, "POST /authorize", 302, by="browser")
    issue = _pair(client, 1, 1800.0)
    t = w.exchange(client, t, "POST /token authorization_code", 200, issue=issue)
    w.exchange(client, t, "GET /films", 200, shown=f"{client}-a1")
    w.exchange(client, 60.0, "GET /films", 200, shown=f"{client}-a1")
    return w.log(100.0)


def crowd(clients: int, hours: float, every: float = 300.0, seed: int = 1) -> EventLog:
    """Clients that arrive in the first third, ask every so often, renew on 401, and log in
    again after an hour. Access tokens live 5 minutes, refresh tokens an hour."""
    rng = random.Random(seed)
    w = Writer("crowd")
    until = hours * 3600.0
    width = len(str(clients))
    for i in range(1, clients + 1):
        _visitor(w, f"viewer-{i:0{width}d}", rng, until, every)
    return w.log(until)


def _visitor(w: Writer, name: str, rng: random.Random, until: float, every: float) -> None:
    t = round(rng.uniform(0, until / 3), 3)
    access = refresh = 0.0
    n = 0
    while t < until - 5:
        if t < access:
            status, why = (403, "insufficient_scope") if rng.random() < 0.01 else (200, "")
            w.exchange(name, t, "GET /films", status, why, shown=f"{name}-a{n}")
            t = round(t + rng.expovariate(1 / every), 3)
            continue
        if n:
            t = w.exchange(name, t, "GET /films", 401, "invalid_token: expired")
        if t < refresh:
            old, n = f"{name}-r{n}", n + 1
            t = w.exchange(
                name, t, "POST /token refresh_token", 200, shown=old, supersede=old,
                issue=_pair(name, n, refresh - t - LEG),
            )  # fmt: skip
        else:
            if n:
                why = "invalid_grant: expired"
                t = w.exchange(name, t, "POST /token refresh_token", 400, why)
            n += 1
            t = w.exchange(name, t, "POST /token password", 200, issue=_pair(name, n, 3600.0))
            refresh = t + 3600.0 - LEG
        access = t - LEG + 300.0


def _pair(client: str, n: int, refresh: float) -> tuple[tuple[str, str, float], ...]:
    return ((f"{client}-a{n}", "access", 300.0), (f"{client}-r{n}", "refresh", refresh))


def week(*, refresh: bool) -> EventLog:
    """Seven evenings of two hours, a page a minute, from 20:00 on; day 1 begins at 0 s.

    With refresh tokens (30 days) the password is needed once, without on every expiry.
    """
    w = Writer("streaming_week")
    n = 0
    expires = 0.0
    for day in range(7):
        for minute in range(0, 120, 3):
            t = day * 86400.0 + 72000.0 + minute * 60.0
            if t >= expires:
                if n:
                    t = w.exchange("ada", t, "GET /films", 401, "invalid_token: expired")
                n += 1
                pair = _pair("ada", n, 30 * 86400.0)
                if refresh and n > 1:
                    w.exchange(
                        "ada", t, "POST /token refresh_token", 200, supersede=f"ada-r{n - 1}",
                        issue=pair,
                    )  # fmt: skip
                else:
                    w.exchange("ada", t, "POST /token password", 200, issue=pair[: 1 + refresh])
                expires = t + 300.0
            w.exchange("ada", t + 1, "GET /films", 200, shown=f"ada-a{n}")
    return w.log(7 * 86400.0)
