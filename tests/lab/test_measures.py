"""Measures, on runs small enough to count by hand."""

from __future__ import annotations

import pytest

from simulator.lab.measures import MEASURES, exposures
from simulator.views import thefts
from simulator.world.run import Run, run
from simulator.world.scenario import Scenario
from tests.lab.small import crowd
from tests.world.small import scenario


def measure(name: str, result: Run) -> float:
    return MEASURES[name](result)


def test_an_evening_counted_by_hand():
    """Login at 0; renewed at 400; the session is over at 3600, so 4000 takes a login again."""
    result = run(scenario(0, 100, 400, 4000, until=5000))
    counted = {name: measure(name, result) for name in MEASURES}
    expected = {
        "logins": 2, "forced_logins": 1, "renewals": 1, "requests": 6, "served": 4, "refused": 2,
        "reuses": 0, "unanswered": 0,
        # Three times answered with tokens, once with a refusal, and once with the keys' set.
        "auth_requests": 5 - (result.events(client="backend") == []),
        "auth_work": 2 * 8 + 2,
        "peak_per_second": 2, "exposure": 0, "mean_wait": 0, "utilisation": 0,
    }  # fmt: skip
    assert {name: counted[name] for name in expected} == expected
    assert counted["refused_share"] == pytest.approx(2 / 6)


def test_exposure_ends_with_the_last_page_that_the_thief_gets():
    mallory = {
        "name": "mallory",
        "strategy": {"thief": {"victim": "ada", "takes": "access_token", "at": 50, "every": 20}},
    }
    result = run(scenario(0, until=900, others=[mallory]))
    # Stolen at 50, shown every 20 s, expired at 300: the last good moment is 290.
    assert measure("exposure", result) == 240
    assert exposures(result.log) == {"mallory": 240}


def test_waits_at_a_server_with_workers():
    """Three at once, one worker, 64 ms each: they wait for 0, 64 and 128 ms."""
    content = scenario(0, until=10).model_dump(include={"name", "title", "until"})
    client = {"name": "v", "count": 3, "visits": {"script": {"at": [0]}}}
    busy = {**content, "auth_server": {"workers": 1}, "network": {"latency": 0}}
    result = run(Scenario.model_validate({**busy, "clients": [client]}))
    assert measure("mean_wait", result) == pytest.approx(0.064)
    assert measure("longest_wait", result) == pytest.approx(0.128)
    assert measure("waiting_share", result) == pytest.approx(2 / 3)
    assert measure("utilisation", result) == pytest.approx(3 * 0.064 / 10)


def test_every_measure_takes_every_run():
    empty = run(scenario(until=10))
    busy = run(crowd(count=3))
    for name, function in MEASURES.items():
        assert function(empty) == 0, name
        assert function(busy) >= 0, name
        assert function.__doc__


@pytest.mark.parametrize("scene", ["week_of_theft", "stolen_access", "key_stolen"])
def test_exposure_is_what_the_picture_of_thefts_calls_used(scene):
    result = run(scene)
    told = sum(each.used for each in thefts.exposures(result.log))
    assert told > 0
    assert measure("exposure", result) == pytest.approx(told)
