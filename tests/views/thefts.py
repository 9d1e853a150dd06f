"""Logs with thefts, written by hand."""

from __future__ import annotations

from simulator.events import EventLog
from tests.views.stories import Writer

MINUTE = 60.0


def refresh_token_stolen() -> EventLog:
    """Mallory takes Ada's refresh token at 120 s and renews; at 330 s Ada shows it again.

    Messages take 40 ms. Mallory's access token, from 120.04 s, lives 300 s.
    """
    w = Writer("theft")
    pair = (("ada-a1", "access", 300.0), ("ada-r1", "refresh", 3600.0))
    w.exchange("ada", 0.0, "POST /token password", 200, issue=pair, family="ada-f1")
    w.row(120.0, "mallory", "steal", "ada", 0, 0, "ada-r1", "refresh_token")
    w.exchange(
        "mallory", 120.0, "POST /token refresh_token", 200, shown="ada-r1", supersede="ada-r1",
        issue=(("ada-a2", "access", 300.0), ("ada-r2", "refresh", 3480.0)), family="ada-f1",
    )  # fmt: skip
    for t in (130.0, 230.0, 400.0):
        w.exchange("mallory", t, "GET /films", 200, shown="ada-a2")
    w.exchange("ada", 329.9, "GET /films", 401, "invalid_token: expired", shown="ada-a1")
    w.exchange(
        "ada", 330.0, "POST /token refresh_token", 400, "invalid_grant: reused", shown="ada-r1",
        reuse="ada-r1", revoke=(("ada-r2", "reuse"),),
    )  # fmt: skip
    pair = (("ada-a3", "access", 300.0), ("ada-r3", "refresh", 3600.0))
    w.exchange("ada", 330.1, "POST /token password", 200, issue=pair, family="ada-f2")
    w.exchange("mallory", 500.0, "GET /films", 401, "invalid_token: expired", shown="ada-a2")
    w.exchange(
        "mallory", 500.1, "POST /token refresh_token", 400, "invalid_grant: revoked",
        shown="ada-r2",
    )  # fmt: skip
    return w.log(900.0)


def access_token_stolen(until: float = 900.0) -> EventLog:
    """Taken at 100 s; it expires at 300.04 s, and is shown in vain at 310 s."""
    w = Writer("theft")
    w.exchange("ada", 0.0, "POST /token password", 200, issue=(("ada-a1", "access", 300.0),))
    w.row(100.0, "mallory", "steal", "ada", 0, 0, "ada-a1", "access_token")
    w.exchange("mallory", 110.0, "GET /films", 200, shown="ada-a1")
    w.exchange("mallory", 290.0, "GET /films", 200, shown="ada-a1")
    if until > 310:
        w.exchange("mallory", 310.0, "GET /films", 401, "invalid_token: expired", shown="ada-a1")
    return w.log(until)


def denied(*, read_at: float | None) -> EventLog:
    """Ada logs out at 150 s, and her stolen access token is denied; the backend reads of it at
    `read_at`, or the thief never tries again."""
    w = Writer("denied")
    w.exchange("ada", 0.0, "POST /token password", 200, issue=(("ada-a1", "access", 300.0),))
    w.row(100.0, "mallory", "steal", "ada", 0, 0, "ada-a1", "access_token")
    w.exchange("mallory", 110.0, "GET /films", 200, shown="ada-a1")
    w.row(150.0, "auth_server", "deny", "ada", 0, 0, "ada-a1", "logout", "ada", "", 300.04)
    if read_at is not None:
        for t in range(160, 290, 10):
            good = t < read_at
            w.exchange(
                "mallory", float(t), "GET /films", 200 if good else 401,
                "" if good else "invalid_token: revoked", shown="ada-a1",
            )  # fmt: skip
            if not good:
                break
    return w.log(900.0)


def signing_key_stolen() -> EventLog:
    """Taken at 100 s; withdrawn at 400 s, which the backend learns of by 500 s."""
    w = Writer("key")
    w.row(0.0, "auth_server", "key", "", 0, 0, "key-1", "announced")
    w.row(0.0, "auth_server", "key", "", 0, 0, "key-1", "signs")
    w.exchange("ada", 0.0, "POST /token password", 200, issue=(("ada-a1", "access", 300.0),))
    w.row(100.0, "mallory", "steal", "ada", 0, 0, "key-1", "signing_key")
    w.exchange("mallory", 100.0, "GET /films", 200, shown="mallory-m1")
    w.exchange("mallory", 300.0, "GET /films", 200, shown="mallory-m2")
    w.row(400.0, "auth_server", "key", "", 0, 0, "key-1", "withdrawn")
    w.exchange("mallory", 450.0, "GET /films", 200, shown="mallory-m2")
    w.exchange("mallory", 500.0, "GET /films", 401, "invalid_token: unknown key")
    return w.log(900.0)


def many(thieves: int) -> EventLog:
    """So many access tokens stolen, the n-th n minutes before it expires."""
    w = Writer("many")
    for n in range(1, thieves + 1):
        victim, thief, life = f"ada-{n}", f"thief-{n}", thieves * MINUTE
        issue = ((f"{victim}-a1", "access", life),)
        w.exchange(victim, 0.0, "POST /token password", 200, issue=issue)
        at = round(life + 0.04 - n * MINUTE, 3)
        w.row(at, thief, "steal", victim, 0, 0, f"{victim}-a1", "access_token")
        w.exchange(thief, at, "GET /films", 200, shown=f"{victim}-a1")
    return w.log(thieves * MINUTE + 100)
