"""Outages and sleep, read from the log."""

from __future__ import annotations

from simulator.views.spells import OUTAGE, SLEEP, spells, told
from tests.views.stories import Writer


def test_each_actors_spells():
    w = Writer()
    w.row(10.0, "auth_server", "down", "", 0, 0, "", "refuse")
    w.row(15.0, "ada", "sleep", "ada")
    w.row(20.0, "auth_server", "up")
    w.row(25.0, "ada", "wake", "ada")
    w.row(30.0, "ada", "sleep", "ada")
    log = w.log(60.0)
    assert spells(log, "auth_server", OUTAGE) == [(10.0, 20.0)]
    assert spells(log, "ada", SLEEP) == [(15.0, 25.0), (30.0, 60.0)], "the log ends first"
    assert spells(log, "bo", SLEEP) == []


def test_words():
    assert told([(60.0, 120.0)], "outage") == "One outage, from 1 min to 2 min."
    assert told([(0.0, 60.0), (120.0, 180.0)], "sleep") == (
        "Two sleeps, from the start to 1 min and from 2 min to 3 min."
    )
    assert told([(60.0 * n, 60.0 * n + 30) for n in range(1, 5)], "outage") == (
        "4 outages, 2 min in all, the first from 1 min on."
    )
