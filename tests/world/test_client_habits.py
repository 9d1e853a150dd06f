"""Habits of the app in a world: logout, timers, and cases 39, 43, 47 and 51."""

from __future__ import annotations

import math
from collections import Counter
from statistics import fmean, pstdev
from typing import Any

import pytest

from simulator.world.run import Run, run
from simulator.world.scenario import Scenario
from tests.world.people import LOGIN, RENEW, answered, app_run, forced_logins, sent

REVOKE = "POST /revoke"
PAGE = "GET /films"


def crowd(count: int, app: Any, visits: Any, until: float, **more: Any) -> Run:
    """So many viewers with the same habits; messages take 40 ms, tokens are lazy."""
    viewers = {"name": "v", "count": count, "strategy": {"app": app}, "visits": visits}
    content = {"name": "x", "title": "x", "until": until, "tokens": "lazy", "clients": [viewers]}
    return run(Scenario.model_validate({**content, **more}), seed=3)


# --- logout -----------------------------------------------------------------------------------


def logged_out(at: float, **more: Any) -> Run:
    return app_run(0, 20, 301, app={"logout": {"at": [at], **more}, "login_delay": None})


def test_a_logout_tells_the_auth_server():
    result = logged_out(10)
    assert sent(result, REVOKE) == [10.0]
    assert [e.detail for e in result.events("ada", "revoke")] == ["logout"]
    assert sent(result, PAGE) == [0.08], "nobody is there to log in again"


def test_a_logout_that_only_forgets_leaves_the_refresh_token_alive():
    result = logged_out(10, revoke=False)
    assert not sent(result, REVOKE)
    assert not result.events("ada", "revoke")


def test_who_wants_to_watch_after_a_logout_logs_in():
    result = app_run(0, 20, app={"logout": {"at": [10]}, "login_delay": 5})
    assert sent(result, LOGIN) == [0.0, 25.0]


@pytest.mark.parametrize("revives", [False, True])
@pytest.mark.parametrize("revoke", [False, True])
def test_a_renewal_in_flight_does_not_revive_the_session(revives, revoke):
    """Refused at 301.08, renewed until 301.16; the logout comes at 301.1, in between. The renewal
    reaches the auth server at 301.12, the revocation at 301.14: the family's end is the end."""
    result = logged_out(301.1, revives=revives, revoke=revoke)
    assert answered(result, RENEW) == [200]
    # Who stores what comes too late goes on as if nothing had happened.
    assert len([t for t in sent(result, PAGE) if t > 301.1]) == revives
    revoked = [e.detail for e in result.events("ada", "revoke")]
    # The newest refresh token is revoked too: here it is of the same family, and dead already.
    assert revoked == (["logout"] if revoke else [])
    assert len(sent(result, REVOKE)) == (0 if not revoke else 1 if revives else 2)


def test_a_logout_in_one_tab_is_one_in_all():
    app = {"logout": {"at": [10]}, "login_delay": None}
    result = app_run(0, 5, 20, app=app, ada={"tabs": 2})
    assert max(sent(result, PAGE)) == 5.0


# --- timers -------------------------------------------------------------------------------------


def test_a_timer_renews_without_visits_and_nobody_is_refused():
    result = app_run(0, 700, 1400, app={"renew": "timer", "margin": 30}, until=1500)
    # Each token is renewed 30 s before the expiry that the client counts from the answer.
    assert sent(result, RENEW) == [270.08, 540.16, 810.24, 1080.32, 1350.4]
    assert answered(result, PAGE) == [200] * 3


def test_a_timer_does_not_give_the_password():
    policy = {"refresh_ttl": 400}
    result = app_run(0, 1000, app={"renew": "timer"}, policy=policy, until=1300)
    assert answered(result, RENEW)[:2] == [200, 400]
    assert sent(result, LOGIN) == [0.0, 1000.0]


def test_a_timer_tries_again_later_when_the_auth_server_is_down():
    app = {"renew": "timer", "retry": {"attempts": 1, "cap": "20 s"}}
    down = {"outages": [{"from": 260, "until": 320}]}
    result = app_run(0, 400, app=app, auth_server=down, until=500)
    # 20 s after each failure, plus the way there and back, plus the shortest timer.
    assert sent(result, RENEW) == [270.08, 290.161, 310.242, 330.323]
    assert answered(result, PAGE) == [200, 200]


@pytest.mark.parametrize(("clamp", "most", "least"), [(True, 2, 1), (False, 900, 500)])
def test_case_51_a_timer_that_overflows(clamp, most, least):
    """ttl 30 d, limit 2^31 - 1 ms = 24.8 d. Calculated: at most 2 calls in the first minute with a
    timer that is set in pieces. Without: one call for each way there and back (80 ms) and the
    shortest timer (1 ms), 740 in a minute."""
    policy = {"access_ttl": "30 d", "refresh_ttl": "90 d"}
    app = {"renew": "timer", "timer": {"clamp": clamp}}
    result = app_run(0, app=app, policy=policy, until=60)
    calls = sent(result, RENEW) + sent(result, LOGIN)
    assert least <= len(calls) <= most


def test_case_51_the_piecewise_timer_rings_in_time():
    policy = {"access_ttl": "30 d", "refresh_ttl": "90 d"}
    result = app_run(0, app={"renew": "timer"}, policy=policy, until=31 * 86400)
    assert sent(result, RENEW) == [30 * 86400 - 30 + 0.08]


# --- case 43: jitter ------------------------------------------------------------------------------


def renewals(result: Run) -> list[float]:
    """When the first renewal of each client left."""
    first: dict[str, float] = {}
    for e in result.events(kind="request"):
        if e.detail == RENEW:
            first.setdefault(e.client, e.t)
    return sorted(first.values())


def peak(moments: list[float]) -> int:
    """The most in one second."""
    return max(Counter(map(int, moments)).values())


def test_case_43_without_jitter_the_herd_comes_at_once_and_each_cycle_again():
    """Everybody logged in at nine, and renews by a timer when the token expires."""
    result = crowd(
        1000, {"renew": "timer", "margin": 0}, {"script": {"at": [0]}}, 2750,
        policy={"access_ttl": 900, "refresh_ttl": 9000},
    )  # fmt: skip
    per_second = Counter(int(e.t) for e in result.events(kind="request") if e.detail == RENEW)
    assert per_second == {900: 1000, 1800: 1000, 2700: 1000}


def test_case_43_with_jitter_it_is_spread():
    """Calculated: 1000 renewals over 180 s, about 6 per second. That is the mean; the fullest of
    180 seconds has more: 1 - Poisson(5.6).cdf(16) = 6e-5, so 17 or more has a chance of 1 %."""
    result = crowd(
        1000, {"renew": "timer", "margin": 0, "jitter": 180}, {"script": {"at": [0]}}, 1000,
        policy={"access_ttl": 900, "refresh_ttl": 9000},
    )  # fmt: skip
    moments = renewals(result)
    assert len(moments) == 1000
    assert moments[0] > 719
    assert moments[-1] < 901
    assert 6 <= peak(moments) <= 16


@pytest.mark.parametrize(
    ("drawn", "mean", "deviation"),
    [
        # Uniform over 180 s, and then the wait for the next look, 10 s on average.
        ("per_token", 720 + 90 + 10, math.sqrt(180**2 / 12 + 10**2)),
        # Looks come at 0.1 per second, and each renews with probability x / 180: Rayleigh.
        ("per_check", 720 + math.sqrt(math.pi / 2 * 1800), math.sqrt((2 - math.pi / 2) * 1800)),
    ],
)
def test_case_43_jitter_drawn_per_check_is_half_as_wide_and_comes_early(drawn, mean, deviation):
    """fxa 370: the jitter that was to spread the herd is drawn anew at each look at the clock, so
    that the earliest draw wins. A look every 10 s on average, at random."""
    app = {"renew": "ahead", "margin": 0, "jitter": 180, "jitter_drawn": drawn}
    result = crowd(
        1000, app, {"poisson": {"every": 10}}, 960,
        policy={"access_ttl": 900, "refresh_ttl": 9000},
    )  # fmt: skip
    moments = renewals(result)
    # Logged in at the first look, 10 s after the start on average, which moves all by that.
    expected = mean + 10
    spread = math.hypot(deviation, 10)
    assert fmean(moments) == pytest.approx(expected, abs=4 * spread / math.sqrt(1000))
    assert pstdev(moments) == pytest.approx(spread, rel=0.12)


def test_case_43_at_an_auth_server_that_does_fifty_a_second():
    """Calculated: longest wait 1000 / 50 = 20 s without jitter, no queue with it. Patience is
    longer than that here; with 10 s half of them would give up and come again."""
    waits = {}
    for jitter in (0, 180):
        result = crowd(
            1000, {"renew": "timer", "margin": 0, "jitter": jitter}, {"script": {"at": [0]}}, 950,
            policy={"access_ttl": 900, "refresh_ttl": 9000}, network={"timeout": 60},
            auth_server={"workers": 1, "service": {"login": 0.001, "refresh": 0.02}},
        )  # fmt: skip
        asked = {(e.client, e.exchange) for e in result.events(kind="request") if e.detail == RENEW}
        came = {(e.client, e.exchange): e.t for e in result.events(kind="arrive")}
        begun = {(e.client, e.exchange): e.t for e in result.events(kind="start")}
        waits[jitter] = max(begun[key] - came[key] for key in asked)
    # The last of 1000 waits for 999 others, 20 ms each. The logins had taken 1 ms each, so the
    # herd arrives within the second that these had taken: it waits that much less.
    assert 18.9 < waits[0] < 20
    assert waits[180] < 0.2


# --- case 47: an auth server that is down ---------------------------------------------------------


@pytest.mark.parametrize("how", ["refuse", "silence"])
@pytest.mark.parametrize(
    ("habit", "forced"), [("any_failure", 100), ("any_4xx", 0), ("invalid_grant", 0)]
)
def test_case_47_a_restart_of_the_auth_server(habit, forced, how):
    """Down for 30 s at the common expiry, 100 clients. Calculated: everybody thrown out, or nobody.
    (any_4xx does no harm here; it does where 429 is said, below.)"""
    app = {"thrown_out_by": habit, "retry": {"attempts": 1}}
    result = crowd(
        100, app, {"script": {"at": [0, 305, 360]}}, 420,
        policy={"access_ttl": 300, "refresh_ttl": 3600},
        auth_server={"outages": [{"from": 300, "until": 330, "how": how}]},
    )  # fmt: skip
    logins = sum(forced_logins(result, name) for name in result.clients)
    assert logins == forced
    assert result.summary().total.served == 200, "the page at 305 is lost, the one at 360 is not"


def test_case_47_who_backs_off_loses_no_page():
    app = {"retry": {"attempts": None, "cap": "10 s"}}
    result = crowd(
        100, app, {"script": {"at": [0, 305, 360]}}, 420,
        policy={"access_ttl": 300, "refresh_ttl": 3600},
        auth_server={"outages": [{"from": 300, "until": 330}]},
    )  # fmt: skip
    assert result.summary().total.served == 300
    assert result.summary().total.logins == 100


@pytest.mark.parametrize(("habit", "forced"), [("any_4xx", True), ("invalid_grant", False)])
def test_case_47_too_many_requests_is_no_logout(habit, forced):
    app = {"thrown_out_by": habit, "retry": {"attempts": 2, "jitter": "none"}}
    result = crowd(
        20, app, {"script": {"at": [0, 305, 400, 500]}}, 600,
        policy={"access_ttl": 300, "refresh_ttl": 3600},
        auth_server={"rate_limit": {"per_second": 1, "burst": 1}},
    )  # fmt: skip
    denied = Counter(e.status for e in result.events(kind="answer") if e.actor == "auth_server")
    assert denied[429] > 0
    logins = [e for e in result.events(kind="request") if e.detail == LOGIN and e.t > 304]
    renewed = {e.client for e in result.events(kind="request") if e.detail == RENEW}
    assert bool([e for e in logins if e.client in renewed]) == forced


# --- case 39: lost responses ---------------------------------------------------------------------


def phones(*, grace: float = 0.0) -> Run:
    """300 telephones, 8 renewals each in a day; 5 % of the auth server's responses get lost, and
    who is not answered within 1 s asks again after 2 s."""
    policy = {"access_ttl": 3600, "refresh_ttl": "30 d", **({"grace": grace} if grace else {})}
    app = {"retry": {"attempts": 5, "first": 2, "factor": 1, "jitter": "none"}}
    return crowd(
        300, app, {"script": {"at": [n * 3700 for n in range(9)]}}, 9 * 3700, policy=policy,
        network={"lost_responses": 0.05, "lossy": "auth_server", "timeout": 1},
    )  # fmt: skip


def thrown_out(result: Run) -> int:
    """How many telephones had a renewal denied: the person must give the password."""
    asked = {(e.client, e.exchange): e.detail for e in result.events(kind="request")}
    return len({
        e.client for e in result.events(kind="answer")
        if e.status == 400 and asked[e.client, e.exchange] == RENEW
    })  # fmt: skip


def test_case_39_a_lost_response_costs_the_session():
    """Calculated: P(no forced login) = 0.95^8 = 0.66. 300 telephones: 0.66 with a standard error
    of sqrt(0.66 * 0.34 / 300) = 0.027; we allow three of them."""
    share = 1 - thrown_out(phones()) / 300
    assert share == pytest.approx(0.95**8, abs=3 * 0.027)


def test_case_39_with_grace_hardly_anybody_is_thrown_out():
    """A retry within 30 s is answered with the same pair. Forced logins only where the retry gets
    lost until grace is over: five attempts in 12 s, so 2400 * 0.05^5 = 0.0008 expected."""
    assert thrown_out(phones(grace=30)) == 0


# --- no answer ------------------------------------------------------------------------------------


@pytest.mark.parametrize("strategy", ["on_401", "ahead", "with_code", "app"])
def test_an_answer_that_never_comes_is_no_logout(strategy):
    """A third of the requests to the auth server get lost: the refresh token stays good."""
    result = app_run(
        *range(0, 3000, 20), until=3000, ada={"strategy": strategy},
        network={"latency": 0.04, "lost_requests": 0.3, "lossy": "auth_server", "timeout": 2},
    )  # fmt: skip
    assert not result.crashes
    counts = result.summary()["ada"]
    assert counts.logins == 1
    assert counts.renewals >= 8
    assert counts.tokens_denied == 0
    assert 0 in answered(result, RENEW)


@pytest.mark.parametrize("strategy", ["log_in_again", "forge"])
def test_others_go_on_too(strategy):
    result = app_run(
        *range(0, 3000, 20), until=3000, ada={"strategy": strategy},
        network={"latency": 0.04, "lost_requests": 0.3, "lost_responses": 0.3, "timeout": 2},
    )  # fmt: skip
    assert not result.crashes
    assert 0 in answered(result, LOGIN) + answered(result, PAGE)
