"""A client that renews when a function says so."""

from __future__ import annotations

import pytest

from simulator import run, scheduled

NAMES = ("ada", "bo", "cleo")


def by_length(expires_in, claims, now):
    return now + expires_in - 30


def counts_of(renew_when, **settings):
    client = dict.fromkeys(NAMES, scheduled(renew_when))
    return run("wrong_clocks", client=client, settings=settings).summary().clients


def test_what_counts_seconds_needs_no_right_clock():
    for counts in counts_of(by_length).values():
        assert counts.refused == 0
        assert counts.logins == 1
        assert 5 <= counts.renewals <= 6


def test_what_reads_exp_does_as_its_clock_says():
    counts = counts_of(lambda expires_in, claims, now: claims["exp"] - 30)
    assert counts["ada"].refused == 0
    assert counts["bo"].refused > 0, "a slow clock uses tokens that are over"
    assert counts["cleo"].renewals > 50, "a fast clock renews at every page"


def test_it_is_asked_once_for_each_pair_with_what_came():
    asked = []

    def renew_when(expires_in, claims, now):
        asked.append((expires_in, claims["sub"], claims["exp"] - claims["iat"]))
        return now + 100

    counts = counts_of(renew_when)
    pairs = sum(each.logins + each.renewals for each in counts.values())
    assert len(asked) == pairs
    assert set(asked) == {(300, name, 300) for name in NAMES}


@pytest.mark.parametrize("how", ["refuse", "silence"])
def test_without_new_tokens_it_goes_on_and_asks_again(how):
    outage = {"from": "270 s", "until": "400 s", "how": how}
    counts = counts_of(by_length, **{"auth_server.outages": [outage]})
    for each in counts.values():
        assert each.logins == 1
        assert each.refused > 0, "pages asked for with an expired token"
        assert each.served > each.refused
