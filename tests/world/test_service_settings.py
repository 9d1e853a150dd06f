"""What a scenario may say of the auth server and the network, and what it is told otherwise."""

from __future__ import annotations

import pytest
import yaml

from simulator.world.reading import ScenarioError, read
from simulator.world.scenario import Service
from simulator.world.station import Exponential, Fixed

BASE = """\
name: small
title: A small one
until: 10 min
clients:
  - name: ada
    visits: {script: {at: [1 min]}}
"""


def read_with(tmp_path, part, **settings):
    path = tmp_path / "small.yaml"
    path.write_text(BASE + part)
    return read(path, settings.get("settings"))


def test_everything_that_can_be_said(tmp_path):
    said = """\
network: {latency: 20 ms, lost_requests: 0.01, lost_responses: 0.05, lossy: backend, timeout: 3 s}
auth_server:
  workers: 4
  service: {login: 66.7 ms, refresh: {exponential: {mean: 8.333 ms}}, introspection: 0.5 ms}
  backlog: 100
  outages:
    - {from: 5 min, until: 6 min, how: silence}
    - {from: 1 min, until: 2 min}
  rate_limit: {per_second: 2.5, burst: 10}
"""
    scenario = read_with(tmp_path, said)
    service = scenario.auth_server
    assert (service.workers, service.backlog) == (4, 100)
    assert service.service.of("login") == Fixed(time=0.0667)
    assert service.service.of("refresh") == Exponential(mean=0.008333)
    assert service.service.of("introspection") == Fixed(time=0.0005)
    assert service.service.of("revoke") == service.service.of("jwks") == Fixed(time=0.001)
    assert [(o.from_, o.until, o.how) for o in service.outages] == [
        (60, 120, "refuse"),
        (300, 360, "silence"),
    ]
    assert service.rate_limit is not None
    assert service.rate_limit.burst == 10
    network = scenario.network
    assert (network.lost_requests, network.lost_responses, network.lossy) == (0.01, 0.05, "backend")
    assert network.timeout == 3


def test_by_default_the_auth_server_answers_at_once(tmp_path):
    assert read_with(tmp_path, "").auth_server.is_plain
    assert Service().is_plain
    assert not read_with(tmp_path, "auth_server: {workers: 1}").auth_server.is_plain


def test_a_field_can_be_set_from_outside(tmp_path):
    settings = {"auth_server.workers": 2, "auth_server.service.login": "90 ms"}
    scenario = read_with(tmp_path, "", settings=settings)
    assert scenario.auth_server.service.login == Fixed(time=0.09)
    outage = "auth_server: {outages: [{from: 1 min, until: 2 min}]}"
    scenario = read_with(tmp_path, outage, settings={"auth_server.outages.0.until": "3 min"})
    assert scenario.auth_server.outages[0].until == 180


FAULTS = [
    ("auth_server: {workers: 0}", "auth_server.workers: found 0, allowed is 1 or more"),
    ("auth_server: {worker: 2}", "no such field (did you mean workers?)"),
    ("auth_server: {backlog: 5}", "service and backlog say something only where there are workers"),
    (
        "auth_server: {workers: 1, service: {log_in: 1 s}}",
        "auth_server.service.log_in: there is no such field (did you mean login?)",
    ),
    (
        "auth_server: {workers: 1, service: {login: {normal: {mean: 1 s}}}}",
        "found normal, allowed is one of: fixed, exponential",
    ),
    (
        "auth_server: {workers: 1, service: {login: {exponential: {means: 1 s}}}}",
        "there is no such field (did you mean mean?); there are: mean",
    ),
    ("auth_server: {workers: 1, service: {login: soon}}", "found soon, allowed is a number of sec"),
    (
        "auth_server: {outages: [{from: 2 min, until: 1 min}]}",
        "auth_server.outages.0: until must come after from",
    ),
    (
        "auth_server: {outages: [{from: 1 min, until: 3 min}, {from: 2 min, until: 4 min}]}",
        "auth_server.outages: an outage begins at 120 s, while another goes on",
    ),
    (
        "auth_server: {outages: [{frm: 1 min, until: 3 min}]}",
        "auth_server.outages.0.frm: there is no such field (did you mean from?)",
    ),
    (
        "auth_server: {outages: [{from: 1 min, until: 3 min, how: slow}]}",
        "auth_server.outages.0.how: found slow, allowed is 'refuse' or 'silence'",
    ),
    ("auth_server: {rate_limit: {per_second: 0}}", "per_second must be above 0"),
    ("auth_server: {rate_limit: {per_second: 1, burst: 0}}", "burst must be at least 1"),
    (
        "auth_server: {rate_limit: {per_seconds: 1}}",
        "per_seconds: there is no such field (did you mean per_second?)",
    ),
    ("network: {lost_requests: 1.5}", "network.lost_requests: found 1.5, allowed is 1 or less"),
    ("network: {lost_responses: -1}", "network.lost_responses: found -1, allowed is 0 or more"),
    ("network: {lossy: all}", "network.lossy: found all, allowed is 'auth_server', 'backend' or"),
    ("network: {timeout: 0}", "network.timeout: found 0, allowed is a length of time above 0"),
]


@pytest.mark.parametrize(("part", "said"), FAULTS, ids=[part for part, _ in FAULTS])
def test_what_is_wrong_is_told(tmp_path, part, said):
    yaml.safe_load(part)
    with pytest.raises(ScenarioError) as fault:
        read_with(tmp_path, part)
    message = str(fault.value)
    assert said in message
    assert message.startswith(f"{tmp_path / 'small.yaml'}:7: ")


def test_nobody_is_called_network(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(BASE.replace("ada", "network"))
    with pytest.raises(ScenarioError, match="two actors are called 'network'"):
        read(path)
