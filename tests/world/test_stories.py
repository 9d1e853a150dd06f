"""The three scenarios' logs, reasoned out by hand from what their files say.

Messages take 40 ms one way in the first two. A token that is issued at t with a life of
L expires at the whole second int(t + L), and is refused from that very moment on.
"""

from __future__ import annotations

from simulator.events import Event
from simulator.world.run import run
from tests.world.small import exchanged

LOGIN, RENEW, PAGE = "POST /token password", "POST /token refresh_token", "GET /films"


def travel(start: float, *requests: tuple[str, int]) -> list[tuple[float, str, float, int, float]]:
    """Requests one after another from `start` on, each 40 ms out and 40 ms back."""
    found = []
    for number, (request, status) in enumerate(requests):
        sent = round(start + 0.08 * number, 3)
        found.append((sent, request, round(sent + 0.04, 3), status, round(sent + 0.08, 3)))
    return found


def test_access_token():
    """Visits at 0, 120 and 420 s; the token of 0.04 s expires at 300 s."""
    log = run("access_token").log
    assert exchanged(log) == [
        *travel(0.0, (LOGIN, 200), (PAGE, 200)),
        *travel(120.0, (PAGE, 200)),
        *travel(420.0, (PAGE, 401), (LOGIN, 200), (PAGE, 200)),
    ]
    issued = [(e.t, e.token, e.detail, e.expires) for e in log if e.kind == "issue"]
    # The second login reaches the auth server at 420 + 0.08 + 0.04 s.
    assert issued == [(0.04, "ada-a1", "access", 300), (420.12, "ada-a2", "access", 720)]
    shown = [e.token for e in log if e.kind == "answer" and e.actor == "backend"]
    assert shown == ["ada-a1", "ada-a1", "ada-a1", "ada-a2"]
    refused = [e.detail for e in log if e.status == 401]
    assert refused == ["invalid_token: expired", "invalid_token"]
    families = {e.family for e in log if e.kind == "issue"}
    assert families == {"ada-f1", "ada-f2"}


def test_access_token_row_by_row():
    """The first visit in full: each row, its writer and all that it holds."""
    log = list(run("access_token").log)
    assert log[:9] == [
        Event(0.0, "engine", "begin", detail="access_token"),
        Event(0.0, "ada", "request", "ada", 1, detail=LOGIN),
        Event(0.04, "auth_server", "issue", "ada", 1, 0, "ada-a1", "access", "ada", "ada-f1", 300),
        Event(0.04, "auth_server", "answer", "ada", 1, 200),
        Event(0.08, "ada", "response", "ada", 1, 200),
        Event(0.08, "ada", "request", "ada", 2, detail=PAGE),
        Event(0.12, "backend", "answer", "ada", 2, 200, "ada-a1"),
        Event(0.16, "ada", "response", "ada", 2, 200),
        Event(120.0, "ada", "request", "ada", 3, detail=PAGE),
    ]
    assert log[-1] == Event(720.0, "engine", "end")
    # begin and end, 6 exchanges of 3 rows, and the tokens of 2 logins.
    assert len(log) == 2 + 6 * 3 + 2


def test_refresh_token():
    """Visits every 180 s; access tokens live 300 s, the session 1800 s from 0.04 s on.

    Issued at 0.04: until 300. The visits at 0 and 180 are served, 360 finds it expired.
    Renewed at 360.12: until 660, so 540 is served and 720 renews; and so on every 360 s.
    The refresh tokens of the first session all expire at int(0.04 + 1800) = 1800.
    So the renewal for the visit at 1800, which arrives at 1800.12, is denied: a login,
    which arrives at 1800.20, gives the next session; it expires at 3600, after the end.
    """
    log = run("refresh_token").log
    expected = travel(0.0, (LOGIN, 200), (PAGE, 200))
    for at in range(180, 2521, 180):
        if at == 1800:
            expected += travel(at, (PAGE, 401), (RENEW, 400), (LOGIN, 200), (PAGE, 200))
        elif at % 360 == 0:
            expected += travel(at, (PAGE, 401), (RENEW, 200), (PAGE, 200))
        else:
            expected += travel(at, (PAGE, 200))
    assert exchanged(log) == expected

    refresh = [(e.t, e.token, e.expires) for e in log if e.detail == "refresh"]
    first = [(0.04, "ada-r1", 1800)]
    first += [(at + 0.12, f"ada-r{at // 360 + 1}", 1800) for at in range(360, 1800, 360)]
    second = [(1800.2, "ada-r6", 3600), (2160.12, "ada-r7", 3600), (2520.12, "ada-r8", 3600)]
    assert refresh == first + second
    replaced = [e.token for e in log if e.kind == "supersede"]
    assert replaced == ["ada-r1", "ada-r2", "ada-r3", "ada-r4", "ada-r6", "ada-r7"]
    assert [e.detail for e in log if e.status == 400] == ["invalid_grant: expired", "invalid_grant"]
    assert [e.kind for e in log if e.kind in ("reuse", "revoke", "crash")] == []
    total = run("refresh_token").summary().total
    # 15 visits; of these 7 were refused once.
    assert (total.logins, total.renewals, total.tokens_denied) == (2, 6, 1)
    assert (total.requests, total.served, total.refused) == (22, 15, 7)


def test_streaming_week():
    """Left to chance: when Ada comes and how long messages take. The rest follows."""
    result = run("streaming_week")
    found = exchanged(result.log)
    pages = [exchange for exchange in found if exchange[1] == PAGE]
    # One login in seven days, since the refresh token lives for thirty.
    assert [request for _, request, *_ in found].count(LOGIN) == 1
    assert found[0][1] == LOGIN
    # A visit: either served, or refused, renewed, served. Never anything else.
    life = iter(found[1:])
    renewals = 0
    for _, request, _, status, _ in life:
        assert request == PAGE
        if status == 401:
            _, request, _, status, _ = next(life)
            assert (request, status) == (RENEW, 200)
            _, request, _, status, _ = next(life)
            renewals += 1
        assert (request, status) == (PAGE, 200)
    # Every visit lies in the evening: 20:00 to 20:30 + 150 min, on one of seven days.
    for sent, *_ in pages:
        assert 20 * 3600 <= sent % 86400 <= 23 * 3600 + 10
    assert {int(sent // 86400) for sent, *_ in pages} == set(range(7))
    # A token is expired exactly if int(issued + 300) has come.
    expires = -1.0
    for event in result.log:
        if event.kind == "issue" and event.detail == "access":
            expires = int(event.t + 300)
        elif event.kind == "answer" and event.actor == "backend":
            assert (event.status == 401) == (event.t >= expires)
    # An evening of 9000 s takes a token for every 300 s and the wait until the next visit
    # (90 s on average): 9000 / 390 = 23. The first of all comes with the login.
    assert 7 * 15 < renewals < 7 * 31
    without = run("streaming_week", refresh_ttl=None).summary().total
    assert without.renewals == 0
    assert without.logins == renewals + 1, "each renewal would have been a login"
    assert without.served == result.summary().total.served
