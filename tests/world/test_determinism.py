"""Same scenario, same seed, same log: whoever runs it, and whatever drives it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from simulator.world.cast import make_cast
from simulator.world.engine import simulate
from simulator.world.reading import read, scenario_names
from simulator.world.run import run
from simulator.world.scenario import Scenario
from tests.world.plain_clock import simulate_plainly
from tests.world.scenarios import scenarios
from tests.world.small import scenario

NAMES = scenario_names()


@pytest.mark.parametrize("name", NAMES)
def test_twice_in_one_process(name):
    assert run(name).log.rows == run(name).log.rows


def test_another_seed_is_another_run():
    assert run("streaming_week", seed=2).log.rows != run("streaming_week", seed=3).log.rows


def log_of(name: str, hash_seed: str) -> str:
    code = (
        "import sys, json; from simulator import run;"
        "print(json.dumps([list(row) for row in run(sys.argv[1], seed=5).log.rows]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    asked = [sys.executable, "-c", code, name]
    return subprocess.run(asked, env=environment, check=True, capture_output=True, text=True).stdout


def test_in_two_processes_with_different_hash_seeds():
    for name in ("refresh_token", "streaming_week"):
        assert log_of(name, "1") == log_of(name, "4711")


@pytest.mark.parametrize("name", NAMES)
def test_by_plain_calls_and_under_simpy(name):
    plain = simulate_plainly(make_cast(read(name), 1))
    assert plain.rows == run(name, seed=1).log.rows


@pytest.mark.parametrize("algorithm", ["HS256", "RS256", "ES256", "EdDSA"])
def test_lazy_and_real_tokens_give_the_same_log(algorithm):
    logs = [
        run("refresh_token", settings={"tokens": tokens}, algorithm=algorithm).log.rows
        for tokens in ("real", "lazy")
    ]
    assert logs[0] == logs[1]


@given(scenarios())
@settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
def test_random_scenarios_by_plain_calls_lazily_and_under_simpy(content):
    real = Scenario.model_validate({**content, "tokens": "real"})
    lazy = Scenario.model_validate({**content, "tokens": "lazy"})
    expected = simulate(make_cast(real, 3)).rows
    assert simulate_plainly(make_cast(real, 3)).rows == expected
    assert simulate(make_cast(lazy, 3)).rows == expected
    assert simulate_plainly(make_cast(lazy, 3)).rows == expected


def crowd(count: int, **more: Any) -> Scenario:
    """Clients that all want the same pages at the same moments: nothing but ties."""
    return scenario(0, 1, 300, 301, 600, until=900, ada={"name": "v", "count": count}, **more)


def test_ties_keep_the_order_of_the_file_under_either_clock():
    for latency in (0, 0.04):
        tied = crowd(5, latency=latency)
        log = run(tied).log
        assert log.rows == simulate_plainly(make_cast(tied, 1)).rows
        first = [e.client for e in log if e.kind == "request"][:5]
        if latency:
            assert first == ["v-001", "v-002", "v-003", "v-004", "v-005"]
        else:
            assert first == ["v-001"] * 2 + ["v-002"] * 2 + ["v-003"]


def test_one_more_client_changes_nothing_for_the_others():
    """All rows of the others, not only their draws: ids, moments, answers."""
    noisy = {"uniform": {"low": 0.01, "high": 0.4}}
    base = {"name": "x", "title": "x", "until": 3600, "network": {"latency": noisy}}
    base["policy"] = {"access_ttl": 60, "refresh_ttl": 900}

    def group(name: str, **more: Any) -> dict[str, Any]:
        return {"name": name, "visits": {"poisson": {"every": 20}}, **more}

    few = [group("ada", strategy={"ahead": {"jitter": 20}}), group("bo", strategy="with_code")]
    many = [group("aaron", count=7), few[0], group("mid"), few[1], group("zoe")]
    logs = [run(Scenario.model_validate({**base, "clients": c}), seed=4).log for c in (few, many)]
    for name in ("ada", "bo"):
        one, other = ([row for row in log if row.client == name] for log in logs)
        assert one == other
        assert len(one) > 300


def test_a_group_that_grows_keeps_its_first_members():
    logs = [
        run(Scenario.model_validate({
            "name": "x", "title": "x", "until": 900,
            "clients": [{"name": "v", "count": count, "visits": {"poisson": {"every": 9}}}],
        })).log
        for count in (2, 5)
    ]  # fmt: skip
    for name in ("v-001", "v-002"):
        one, other = ([row for row in log if row.client == name] for log in logs)
        assert one == other


def test_a_crash_of_one_client_leaves_the_rows_of_the_others():
    def broken(session: Any) -> Any:
        for visit in session.visits:
            yield from ()
            raise RuntimeError(f"at {visit.at}")

    three = crowd(3, latency=0.04)
    calm = run(three).log
    shaken = run(three, client={"v-002": broken}).log
    for name in ("v-001", "v-003"):
        assert [e for e in calm if e.client == name] == [e for e in shaken if e.client == name]
    assert [(e.kind, e.detail) for e in shaken if e.client == "v-002"] == [
        ("crash", "RuntimeError: at 0.0")
    ]
