"""The numpy twin: it agrees with the engine wherever it says that it covers a scenario."""

from __future__ import annotations

import math
from statistics import fmean, stdev
from typing import Any

import pytest

from simulator.lab.checks import critical_z
from simulator.lab.errors import LabError
from simulator.lab.vectorized import CHUNK, covers, twin
from simulator.world.reading import read
from simulator.world.run import run
from simulator.world.scenario import Scenario
from tests.lab.small import crowd

AHEAD = {"ahead": {"margin": 10, "jitter": 20}}
SLIDING = {"access_ttl": 60, "refresh_ttl": 90, "refresh_lifetime": "sliding"}
COVERED: dict[str, Scenario] = {
    "on_401": crowd(),
    "no refresh tokens": crowd(policy={"access_ttl": 60, "refresh_ttl": None}),
    "log_in_again": crowd("log_in_again"),
    "sliding": crowd(policy=SLIDING),
    "both lifetimes": crowd(policy={**SLIDING, "refresh_max": 600}),
    "ahead": crowd(AHEAD),
    "ahead, sliding": crowd(AHEAD, policy=SLIDING),
    "ahead, no refresh tokens": crowd(AHEAD, policy={"access_ttl": 60, "refresh_ttl": None}),
    "app": crowd({"app": {"renew": "ahead", "margin": 0}}, policy={"access_ttl": 60.5,
                                                                   "refresh_ttl": 600}),
    "slow network": crowd(network={"latency": 0.5}),
    "leeway": crowd(backend={"leeway": 15}),
    "no rotation": crowd(policy={"access_ttl": 45, "refresh_ttl": 400, "rotation": False}),
    "seldom": crowd(every=600, count=800),
    "short tokens": crowd(policy={"access_ttl": 5, "refresh_ttl": 60}, until=900),
}  # fmt: skip
COUNTED = ("logins", "renewals", "tokens_denied", "served", "refused")
MANY = 40_000


def at_scale(scenario: Scenario) -> Scenario:
    """The same with many clients."""
    group = scenario.clients[0].model_copy(update={"count": MANY})
    return scenario.model_copy(update={"clients": (group,)})


@pytest.mark.parametrize("name", COVERED)
def test_the_twin_agrees_with_the_engine(name):
    """Means per client. One of all these comparisons fails once in a hundred sets of seeds."""
    scenario = COVERED[name]
    assert covers(scenario) == []
    engine = run(scenario).summary().clients.values()
    counted = twin(at_scale(scenario)).as_dict()
    for kind in COUNTED:
        values = [getattr(each, kind) for each in engine]
        deviation = stdev(values) if len(set(values)) > 1 else 0.0
        error = deviation * math.sqrt(1 / len(values) + 1 / MANY)
        difference = fmean(values) - counted[kind] / MANY
        limit = critical_z(len(COVERED) * len(COUNTED)) * error
        # Where all clients of the engine have the same, the twin's may differ by a rare event.
        assert abs(difference) <= (limit or 0.01), (kind, fmean(values), counted[kind] / MANY)


def test_the_comparison_can_fail():
    """A token that lives two seconds longer is seen."""
    scenario = COVERED["on_401"]
    values = [each.renewals for each in run(scenario).summary().clients.values()]
    other = at_scale(crowd(policy={"access_ttl": 62, "refresh_ttl": 600}))
    difference = fmean(values) - twin(other)["renewals"] / MANY
    error = stdev(values) / math.sqrt(len(values))
    assert abs(difference) > critical_z(len(COVERED) * len(COUNTED)) * error


def test_its_own_uncertainty_is_the_engines():
    """Standard deviation per client, of twin and engine, within 20 %: four standard errors."""
    scenario = COVERED["sliding"]
    values = [each.logins for each in run(scenario).summary().clients.values()]
    assert twin(at_scale(scenario)).per_client("logins").deviation == pytest.approx(
        stdev(values), rel=0.2
    )


def test_the_load_per_minute_adds_up():
    scenario = at_scale(COVERED["on_401"])
    found = twin(scenario)
    assert len(found.per_minute["renewals"]) == 60
    for kind in ("logins", "renewals", "tokens_denied"):
        assert sum(found.per_minute[kind]) == found[kind]
    assert found["forced_logins"] == found["logins"] - MANY
    assert found["requests"] == found["served"] + found["refused"]


def test_the_load_per_minute_is_the_engines():
    """A herd's waves: minutes differ by chance only (chi-square, 1 % for 12 of them)."""
    policy = {"access_ttl": 300, "refresh_ttl": 3600}
    scenario = crowd(every=20, count=1000, until=720, policy=policy)
    counted = twin(at_scale(scenario)).per_minute["renewals"]
    minutes = [0] * 12
    # Whoever logs in at first gets tokens too.
    for event in run(scenario).events(kind="issue"):
        minutes[int(event.t // 60)] += event.detail == "access" and event.t > 250
    share = 1000 / MANY
    squares = [
        (mine - share * other) ** 2 / (share * other * (1 + share))
        for mine, other in zip(minutes, counted, strict=True)
        if other
    ]
    assert sum(counted) > 0
    assert sum(squares) < 26.2


def test_the_number_of_workers_changes_nothing():
    pytest.importorskip("joblib", reason="joblib is not installed")
    scenario = at_scale(COVERED["ahead"])
    assert MANY > 2 * CHUNK
    one, two = (twin(scenario, jobs=jobs, seed=3) for jobs in (1, 2))
    assert one.as_dict() == two.as_dict()
    assert one.per_minute == two.per_minute
    assert one.as_dict() != twin(scenario, seed=4).as_dict()


def test_groups_are_counted_apart():
    scenario = crowd(count=200)
    other = scenario.clients[0].model_copy(update={"name": "editor", "count": 100})
    both = scenario.model_copy(update={"clients": (*scenario.clients, other)})
    found = twin(both)
    assert {name: each.clients for name, each in found.groups.items()} == {
        "viewer": 200, "editor": 100,
    }  # fmt: skip
    assert found["logins"] == sum(each.total("logins") for each in found.groups.values())
    assert str(found).splitlines()[-1].split()[:2] == ["all", "300"]


def test_progress_is_told_chunk_by_chunk():
    told: list[float] = []
    twin(at_scale(crowd(every=600)), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) == -(-MANY // CHUNK)


NOT_COVERED: list[tuple[dict[str, Any], str]] = [
    ({"policy": {"store_delay": 1}}, "policy.store_delay"),
    ({"auth_server": {"workers": 3}}, "auth_server.workers"),
    ({"auth_server": {"outages": [{"from": 5, "until": 9}]}}, "auth_server.outages"),
    ({"auth_server": {"rate_limit": {"per_second": 5, "burst": 5}}}, "auth_server.rate_limit"),
    ({"network": {"latency": {"uniform": {"low": 0, "high": 1}}}}, "network.latency"),
    ({"network": {"lost_requests": 0.1}}, "network: messages get lost"),
    ({"network": {"latency": 2, "timeout": 3}}, "network.timeout"),
    ({"backend": {"skew": 5}}, "backend.skew"),
    ({"backend": {"checks": {"introspection": {"cache": 0}}}}, "backend.checks"),
    ({"client": {"tabs": 2}}, "clients.viewer.tabs"),
    ({"client": {"skew": 3}}, "clients.viewer.skew"),
    ({"client": {"sleeps": [{"from": 1, "until": 2}]}}, "clients.viewer.sleeps"),
    ({"client": {"visits": {"script": {"at": [1]}}}}, "clients.viewer.visits"),
    ({"client": {"roles": ["guest"]}}, "clients.viewer.roles"),
    ({"strategy": "with_code"}, "clients.viewer.strategy"),
    ({"strategy": {"app": {"renew": "timer"}}}, "clients.viewer.strategy"),
    ({"strategy": {"app": {"parallel": 2}}}, "clients.viewer.strategy"),
    ({"strategy": {"ahead": {"margin": 0}}}, "so short that pages are refused"),
    ({"strategy": {"ahead": {"margin": 70}}}, "as long as a token lives"),
    ({"every": 1}, "hardly there"),
]


@pytest.mark.parametrize(("more", "said"), NOT_COVERED, ids=[said for _, said in NOT_COVERED])
def test_it_says_what_it_does_not_cover(more, said):
    scenario = crowd(more.pop("strategy", "on_401"), **more)
    assert [why for why in covers(scenario) if said in why]
    with pytest.raises(LabError, match="the twin doesn't cover this"):
        twin(scenario)


def test_scenarios_that_come_with_the_simulator():
    """Ada's living room is covered in part: the script of one evening is no Poisson stream."""
    assert covers(read("full_house")) == []
    assert covers(read("streaming_week")) != []
