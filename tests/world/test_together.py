"""Several requests at once after the access token has expired (cases 35 and 42).

Five tiles of a start page ask at 301 s; the token expired at 300 s. Messages take
40 ms one way: asked at 301, refused at 301.04, told at 301.08.
"""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.actions import Send, Together, Wait
from simulator.actors.client import get_new_tokens
from simulator.actors.messages import get, refresh
from simulator.world.run import Run
from tests.world.small import play


def tile_without_single_flight(session: Any, number: int) -> Any:
    """Each tile renews for itself, with the refresh token that it finds."""
    answer = yield Send("backend", get(f"/films/{number}", session.access_token))
    if answer.status == 401:
        renewed = yield Send("auth_server", refresh(session.refresh_token))
        if not renewed.ok:
            return renewed.status
        session.store(renewed.body)
        answer = yield Send("backend", get(f"/films/{number}", session.access_token))
    return answer.status


def tile_with_single_flight(session: Any, number: int) -> Any:
    """The first that is refused renews; the others wait for it."""
    answer = yield Send("backend", get(f"/films/{number}", session.access_token))
    if answer.status == 401:
        yield from get_new_tokens(session)
        answer = yield Send("backend", get(f"/films/{number}", session.access_token))
    return answer.status


def page_of(tile: Any, seen: list[Any], at: float = 301.0) -> Any:
    """Log in, come back at `at` and show five tiles; ten seconds later renew once more."""

    def client(session: Any) -> Any:
        yield from get_new_tokens(session)
        yield Wait(at)
        seen.append((yield Together(*(tile(session, number) for number in range(5)))))
        yield Wait(at + 10)
        answer = yield Send("auth_server", refresh(session.refresh_token))
        seen.append(answer.error or answer.status)

    return client


def renewals(result: Run, until: float = 305.0) -> list[tuple[float, int]]:
    """(when answered, status) of the requests to renew."""
    asked = {e.exchange for e in result.events("ada", "request")
             if e.detail == "POST /token refresh_token"}  # fmt: skip
    answers = result.events("ada", "answer")
    return [(e.t, e.status) for e in answers if e.exchange in asked and e.t < until]


def test_without_single_flight_one_wins_and_the_family_ends():
    """Five show the same refresh token at 301.12. The first gets a pair. To the second the
    auth server says reuse and ends the family; to the other three it says revoked."""
    seen: list[Any] = []
    result = play(page_of(tile_without_single_flight, seen), latency=0.04)
    assert seen == [[200, 400, 400, 400, 400], "invalid_grant"]
    assert renewals(result) == [(301.12, 200)] + [(301.12, 400)] * 4
    told = [(e.t, e.kind, e.token, e.detail) for e in result.log
            if e.kind in ("reuse", "revoke", "supersede")]  # fmt: skip
    assert told == [
        (301.12, "supersede", "ada-r1", ""),
        (301.12, "reuse", "ada-r1", ""),
        (301.12, "revoke", "ada-r2", "reuse"),
    ]
    reasons = [e.detail for e in result.events("ada", "answer") if e.status == 400 and e.t < 305]
    assert reasons == ["invalid_grant: reused"] + ["invalid_grant: revoked"] * 3
    # The winner's access token was issued before the family ended, and lives on.
    served = [e for e in result.events("ada", "answer") if e.t > 301.12 and e.status == 200]
    assert [(e.t, e.token) for e in served] == [(301.2, "ada-a2")]


def test_with_single_flight_one_renews_for_all():
    """One renewal: sent at 301.08, answered at 301.12, told at 301.16; then five ask again."""
    seen: list[Any] = []
    result = play(page_of(tile_with_single_flight, seen), latency=0.04)
    assert seen == [[200] * 5, 200]
    assert renewals(result) == [(301.12, 200)]
    again = [e.t for e in result.events("ada", "request") if e.t > 301.1 and e.t < 305]
    assert again == [301.16] * 5
    assert not [e for e in result.log if e.kind in ("reuse", "revoke")]
    served = [e.token for e in result.events("ada", "answer") if e.t == 301.2]
    assert served == ["ada-a2"] * 5


@pytest.mark.parametrize(
    ("tile", "calls"), [(tile_without_single_flight, 5), (tile_with_single_flight, 1)]
)
def test_without_rotation_only_the_load_differs(tile, calls):
    """Case 42: nobody is logged out, but five times the work."""
    seen: list[Any] = []
    result = play(page_of(tile, seen), latency=0.04, policy={"rotation": False})
    assert seen == [[200] * 5, 200]
    assert renewals(result) == [(301.12, 200)] * calls
    assert not [e for e in result.log if e.kind in ("reuse", "revoke")]


def test_when_the_session_is_over_one_logs_in_for_all():
    """The refresh token expired too: one renewal denied, one login, five pages."""
    seen: list[Any] = []
    result = play(
        page_of(tile_with_single_flight, seen, at=400.0), latency=0.04, policy={"refresh_ttl": 350}
    )
    assert seen == [[200] * 5, 200]
    assert renewals(result, 405) == [(400.12, 400)]
    assert result.summary().total.logins == 2
