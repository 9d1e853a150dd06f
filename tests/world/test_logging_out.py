"""Functions from outside that decide about logouts: the deny-list, and tokens that come late."""

from __future__ import annotations

import pytest

from simulator import run
from simulator.world.reading import ScenarioError

DENY_LIST = {
    "policy.revocation": "deny_list",
    "backend.checks": {"deny_list": {"poll": "30 s"}},
}


def deny(denied, jti, exp, leeway):
    denied[jti] = exp + leeway


def listed(denied, now):
    for jti in [jti for jti, leaves in denied.items() if leaves <= now]:
        del denied[jti]
    return set(denied)


def last_page(happened, client="mallory"):
    pages = happened.events(client, "answer")
    return max(e.t for e in pages if e.actor == "backend" and e.status == 200)


def on_the_list(happened):
    """Ids that came on the list, and ids that left it, in order."""
    rows = [(e.kind, e.token, e.t) for e in happened.log if e.kind in ("deny", "allow")]
    return [r[1:] for r in rows if r[0] == "deny"], [r[1:] for r in rows if r[0] == "allow"]


def test_without_a_list_a_token_outlives_the_logout_until_it_expires():
    """RFC 7009 3; FusionAuth issue 979."""
    assert 1785 < last_page(run("logged_out")) < 1800


def test_a_given_list_refuses_what_ours_refuses():
    ours = run("logged_out", settings=DENY_LIST)
    given = run("logged_out", settings=DENY_LIST, deny_list=(deny, listed))
    answers = [e for e in given.log if e.kind == "answer"]
    assert answers == [e for e in ours.log if e.kind == "answer"]
    assert last_page(given) < 1290
    (came, left), (our_came, our_left) = on_the_list(given), on_the_list(ours)
    assert came == our_came
    assert [token for token, _ in left] == [token for token, _ in our_left]
    assert our_left[0][1] <= left[0][1] <= our_left[0][1] + 30.1, "asked when somebody reads it"


def test_a_given_list_is_told_expiry_and_leeway():
    told = []

    def noting(denied, jti, exp, leeway):
        told.append((jti, exp, leeway))
        deny(denied, jti, exp, leeway)

    happened = run(
        "logged_out", settings={**DENY_LIST, "backend.leeway": 20}, deny_list=(noting, listed)
    )
    assert [each[2] for each in told] == [20]
    (came,), (left,) = on_the_list(happened)
    assert came[0] == left[0] == told[0][0]
    assert told[0][1] + 20 <= left[1] < told[0][1] + 20 + 31


def test_a_list_that_never_empties_itself_keeps_its_ids():
    happened = run("logged_out", settings=DENY_LIST, deny_list=(deny, lambda denied, now: denied))
    assert on_the_list(happened)[1] == []


@pytest.mark.parametrize("bad", ["deny", "listed"])
def test_what_raises_is_a_crash_and_what_was_denied_stays_denied(bad):
    def crash(*given):
        raise KeyError("oh")

    functions = (crash, listed) if bad == "deny" else (deny, crash)
    happened = run("logged_out", settings=DENY_LIST, deny_list=functions)
    assert isinstance(happened.crashes["auth_server"], KeyError)
    if bad == "listed":
        assert last_page(happened) < 1290


def test_a_list_needs_a_policy_that_keeps_one():
    with pytest.raises(ScenarioError, match="revocation is none"):
        run("logged_out", deny_list=(deny, listed))


def pages_after_the_logout(happened):
    return [e.t for e in happened.events("ada", "answer") if e.status == 200 and e.t > 362]


def test_tokens_that_come_after_the_logout_revive_the_session():
    assert pages_after_the_logout(run("logout_in_flight"))


def test_an_app_that_counts_logouts_is_not_revived():
    right = run("logout_in_flight", may_keep=lambda then, now: then.logouts == now.logouts)
    ours = run("logout_in_flight", settings={"clients.ada.strategy.app.logout.revives": False})
    assert right.log.rows == ours.log.rows
    assert not pages_after_the_logout(right)


def test_the_rule_is_told_what_the_app_knew_and_knows():
    told = []

    def may_keep(then, now):
        told.append((then.user, now.user, now.logouts - then.logouts))
        return True

    untold = {"clients.ada.strategy.app.logout.revoke": False}
    run("logout_in_flight", may_keep=may_keep, settings=untold)
    assert told[:2] == [(None, None, 0), ("ada", None, 1)]
    assert set(told[2:]) == {("ada", "ada", 0)}


def test_a_rule_that_raises_is_the_apps_crash():
    happened = run("logout_in_flight", may_keep=lambda then, now: 1 / 0)
    assert isinstance(happened.crashes["ada"], ZeroDivisionError)


def test_who_comes_while_a_list_is_read_is_answered_though_it_is_there_in_that_very_moment():
    settings = {
        "policy.revocation": "status_list",
        "backend.checks": {"status_list": {"ttl": "10 s"}},
        "clients.viewer.count": 400,
        "until": "10 min",
    }
    happened = run("closing_time", settings=settings)
    assert not [e for e in happened.log if e.detail == "no_answer"]
