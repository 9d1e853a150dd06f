"""Reading scenarios: each fault is told in one line, with its place and what is allowed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.world import reading
from simulator.world.reading import (
    SCENARIOS,
    ScenarioError,
    incident_names,
    read,
    scenario_names,
)

GOOD = """\
name: x
title: X
until: 10 min
policy:
  access_ttl: 5 min
network:
  latency: 40 ms
clients:
  - name: ada
    visits:
      script:
        at: [0 s, 1 min]
"""
OTHER = """\
  - name: bo
    visits: {script: {at: [0]}}
"""


def told(tmp_path: Path, text: str | bytes, settings: dict[str, Any] | None = None) -> list[str]:
    """What is wrong with a scenario, without the file's path."""
    path = tmp_path / "bad.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    before = sorted(tmp_path.iterdir())
    with pytest.raises(ScenarioError) as caught:
        read(path, settings)
    assert sorted(tmp_path.iterdir()) == before
    return [line.removeprefix(str(path)) for line in str(caught.value).split("\n")]


def test_the_good_one_is_good(tmp_path):
    path = tmp_path / "good.yaml"
    path.write_text(GOOD + OTHER)
    assert read(path).client_names == ["ada", "bo"]
    assert read(str(path)) == read(path)


SECONDS = 'allowed is a number of seconds, or a text such as "90 s", "5 min", "8 h", "30 d"'

# What is put in place of what, and what must be told: line, field, what was found, what is allowed.
FAULTS: list[tuple[str, str, str]] = [
    # a name that there is not, with a near one
    ("access_ttl", "acess_ttl", r":5: policy\.acess_ttl: there is no such field"
     r" \(did you mean access_ttl\?\); there are: algorithm, access_ttl,"),
    ("until", "untill", r":3: untill: there is no such field \(did you mean until\?\)"),
    ("  latency", "  latncy", r":7: network\.latncy: .*did you mean latency\?"),
    ("    visits", "    visit", r":10: clients\.0\.visit: .*did you mean visits\?"),
    ("        at:", "        att:", r":12: clients\.0\.visits\.script\.att: .*did you mean at\?"),
    ("script", "scrpt", r":10: clients\.0\.visits: found scrpt, allowed is one of: script,"
     r" poisson, evenings \(did you mean script\?\)"),
    ("40 ms", "{unifrom: {low: 1, high: 2}}", r":7: network\.latency: found unifrom, allowed is"
     r" one of: constant, uniform, lognormal \(did you mean uniform\?\)"),
    ("    visits", "    strategy: on_402\n    visits", r":10: clients\.0\.strategy: found on_402,"
     r" allowed is one of: log_in_again, on_401, .*\(did you mean on_401\?\)"),
    ("    visits", "    strategy: {ahead: {margn: 3}}\n    visits",
     r":10: clients\.0\.strategy\.ahead\.margn: .*\(did you mean margin\?\)"),
    ("    visits", "    strategy: {on_401: {x: 1}}\n    visits",
     r":10: clients\.0\.strategy\.on_401: on_401 takes no settings"),
    # lengths of time
    ("10 min", "soon", rf":3: until: found soon, {SECONDS}"),
    ("10 min", "10 minutes", rf":3: until: found 10 minutes, {SECONDS}"),
    ("10 min", "-3", r":3: until: found -3, .*not below 0"),
    ("10 min", "-3 s", r":3: until: found -3 s, "),
    ("10 min", "0", r":3: until: found 0, allowed is a length of time above 0"),
    ("10 min", ".nan", r":3: until: found \.nan, "),
    ("10 min", ".inf", r":3: until: found \.inf, "),
    ("10 min", "true", r":3: until: found true, "),
    ("10 min", "null", r":3: until: found null, "),
    ("10 min", "2026-01-01", r":3: until: found 2026-01-01, "),
    ("10 min", "[1]", r":3: until: "),
    ("5 min", "0.5 s", r":4: policy: access_ttl is below 1 s"),
    ("40 ms", "{lognormal: {median: 40 ms, spread: -1}}", r":7: network\.latency\.lognormal: "),
    ("40 ms", "{lognormal: {median: 40 ms, spread: .nan}}", r":7: .*: spread must be from 0 to 5"),
    ("40 ms", "{uniform: {low: 3, high: 1}}", r":7: network\.latency\.uniform: low is above high"),
    ("[0 s, 1 min]", "[1 min, 0 s]", r":11: clients\.0\.visits\.script: the moments in at must"),
    ("[0 s, 1 min]", "[0 s, later]", r":12: clients\.0\.visits\.script\.at\.1: found later, "),
    ("[0 s, 1 min]", "5", r":12: clients\.0\.visits\.script\.at: found 5, allowed is a list"),
    ("script:\n        at: [0 s, 1 min]", "poisson: {every: 0}",
     r":11: clients\.0\.visits\.poisson: every must be above 0"),
    ("script:\n        at: [0 s, 1 min]", "evenings: {first: 1, length: 1, every: 1, days: 0}",
     r":11: clients\.0\.visits\.evenings: days must be at least 1"),
    # values of the wrong kind
    ("title: X", "title: 5", r":2: title: found 5, allowed is a text"),
    ("title: X", "title: [X]", r":2: title: found a list, allowed is a text"),
    ("title: X", "title: X\nseed: -1", r":3: seed: found -1, allowed is 0 or more"),
    ("title: X", "title: X\nseed: 1.5", r":3: seed: found 1\.5, allowed is a whole number"),
    ("title: X", "title: X\ntokens: fake", r":3: tokens: found fake, allowed is 'real' or 'lazy'"),
    ("5 min", "5 min\n  algorithm: none", r":6: policy\.algorithm: found none, .*'HS256', "),
    ("5 min", "5 min\n  rotation: maybe", r":6: policy\.rotation: found maybe, .*true or false"),
    ("5 min", "5 min\n  refresh_lifetime: sliding\n  rotation: false", r":4: policy: .*sliding"),
    ("5 min", "5 min\n  refresh_max: 1 h", r":4: policy: refresh_max limits a sliding lifetime"),
    ("\n  latency: 40 ms", " 5", r":6: network: found 5, allowed is a mapping of fields"),
    ("ada", "Ada", r":9: clients\.0\.name: found Ada, allowed are small letters"),
    ("ada", "backend", r":8: clients: two actors are called 'backend'"),
    ("ada", "bo", r":8: clients: two actors are called 'bo'"),
    ("    visits", "    count: 0\n    visits", r":10: clients\.0\.count: found 0, .*1 or more"),
    ("    visits", "    count: two\n    visits", r":10: clients\.0\.count: found two, .*whole"),
    ("    visits", "    count: 3000000\n    visits", r":10: .*found 3000000, .*1000000 or less"),
    ("    visits", "    roles: viewer\n    visits", r":10: clients\.0\.roles: found viewer, .*a l"),
    ("title: X", "title: X\nbackend: {resources: {}}", r":3: backend\.resources: .*one entry"),
    ("title: X", "title: X\nbackend: {leeway: soon}", r":3: backend\.leeway: found soon, "),
    # what is missing
    ("name: x\n", "", r":1: name: is missing"),
    ("until: 10 min\n", "", r":1: until: is missing"),
    ("    visits:\n      script:\n        at: [0 s, 1 min]\n", "",
     r":9: clients\.0\.visits: is missing"),
    ("        at: [0 s, 1 min]", "        path: /", r":11: .*script\.at: is missing"),
    # given twice
    ("title: X", "title: X\ntitle: Y", r":3: title: is given twice, first in line 2"),
    ("  access_ttl: 5 min", "  access_ttl: 1\n  access_ttl: 2", r":6: access_ttl: is given twice"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "expected"), FAULTS, ids=[bad for _, bad, _ in FAULTS])
def test_a_fault_is_told_with_place_found_and_allowed(tmp_path, good, bad, expected):
    text = GOOD + OTHER
    assert good in text
    line, *more = sorted(told(tmp_path, text.replace(good, bad, 1)), key=lambda x: "missing" in x)
    assert re.match(expected, line), line
    # A name that is misspelt is also missing.
    assert all(other.endswith("is missing") for other in more)


NO_SCENARIOS: list[tuple[str, str | bytes, str]] = [
    ("empty", "", r": found nothing, allowed is a mapping of fields"),
    ("only a comment", "# nothing\n", r": found nothing"),
    ("a list", "- a\n", r": found a list"),
    ("a text", "hello\n", r": found a text"),
    ("a number", "5\n", r": found "),
    ("cut", "a: [1,\n", r":\d: is not YAML: "),
    ("a tab", "name: x\nclients:\n\t- ada\n", r":3: is not YAML: found character '\\t'"),
    ("two documents", "a: 1\n---\nb: 2\n", r":2: is not YAML: |:3: is not YAML: "),
    ("a list as a name", "? [a]\n: b\n", r":1: is not YAML: found unhashable key"),
    ("a tag", "name: !!python/object:os.system x\n", r":1: is not YAML: could not determine"),
    ("latin-1", "title: caf\xe9\n".encode("latin-1"), r": is not UTF-8 text"),
    ("a picture", b"\x89PNG\r\n\x1a\n\0\0", r": is not UTF-8 text|:?.*is not YAML"),
    ("itself", "name: &a [*a]\n", r": is nested too deep, or an alias contains itself"),
    ("deep", "[" * 5000, r": is nested too deep|:\d+: is not YAML"),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [(text, expected) for _, text, expected in NO_SCENARIOS],
    ids=[name for name, *_ in NO_SCENARIOS],
)
def test_what_is_no_scenario(tmp_path, text, expected):
    (line,) = told(tmp_path, text)
    assert re.match(expected, line), line


def test_numbers_as_names_are_told(tmp_path):
    assert ": 7: found 7, the name of a field is a text" in "".join(told(tmp_path, GOOD + "7: x\n"))


def test_several_faults_are_told_at_once(tmp_path):
    text = GOOD.replace("5 min", "never").replace("ada", "Ada").replace("title: X\n", "titel: X\n")
    lines = told(tmp_path, text)
    assert len(lines) == 4
    assert [re.match(r":(\d+): ([\w.]+)", line).groups() for line in sorted(lines)] == [  # type: ignore[union-attr]
        ("1", "title"),
        ("2", "titel"),
        ("5", "policy.access_ttl"),
        ("9", "clients.0.name"),
    ]


def test_faults_of_the_same_name_twice_come_first_and_all(tmp_path):
    lines = told(tmp_path, "name: a\nname: b\ntitle: a\ntitle: b\n")
    assert [line.split(":")[1] for line in lines] == ["2", "4"]


# --- settings -------------------------------------------------------------------------------------


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD + OTHER)
    return path


def test_any_field_can_be_set(good):
    changed = read(
        good,
        {
            "seed": 9,
            "policy.access_ttl": "1 min",
            "policy.refresh_ttl": 60,
            "network.latency": "1 s",
            "clients.ada.count": 3,
            "clients.1.roles": ["editor"],
            "clients.bo.strategy": {"ahead": {"margin": 5}},
            "clients.ada.visits.script.at": [1, 2],
            "backend.leeway": 2,
        },
    )
    assert changed.seed == 9
    assert (changed.policy.access_ttl, changed.policy.refresh_ttl) == (60, 60)
    assert changed.client_names == ["ada-001", "ada-002", "ada-003", "bo"]
    assert changed.clients[1].roles == ("editor",)
    assert changed.clients[0].visits.at == (1, 2)  # type: ignore[union-attr]
    assert changed.backend.leeway == 2
    assert read(good).seed == 1


SETTINGS: list[tuple[dict[str, Any], str]] = [
    ({"policy.acess_ttl": 60}, r"policy\.acess_ttl: .*did you mean access_ttl\?"),
    ({"polcy.access_ttl": 60}, r"polcy: there is no such field \(did you mean policy\?\)"),
    ({"policy.access_ttl": "never"}, r"policy\.access_ttl: found never, allowed is"),
    ({"policy": 5}, r"policy: found 5, allowed is a mapping"),
    ({"clients.adda.count": 2}, r"clients\.adda\.count: there is no 'adda' \(did you mean ada\?\)"),
    ({"clients.7.count": 2}, r"clients\.7\.count: there is no '7'; there are: ada, bo "),
    ({"clients.ada.count": 0}, r"clients\.0\.count: found 0, allowed is 1 or more"),
    ({"clients.ada.visits.script.at.0.x": 1}, r"clients\.ada\.visits.*: nothing can be set below"),
    ({"clients.ada.visits.poisson.every": 30}, r":10: clients\.0\.visits: |clients\.0\.visits: "),
    ({"": 1}, r": there is no such field"),
    ({"policy..x": 1}, r"policy\.: there is no such field"),
    ({"until": 0}, r"until: found 0"),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "expected"), SETTINGS, ids=[str(s) for s, _ in SETTINGS])
def test_bad_settings_are_told_like_faults(good, settings, expected):
    with pytest.raises(ScenarioError) as caught:
        read(good, settings)
    assert re.match(expected, str(caught.value).removeprefix(str(good))), caught.value


@pytest.mark.parametrize("number", [np.int64(120), np.float32(120), np.float64(120)])
def test_numbers_of_numpy_are_numbers(good, number):
    assert read(good, {"policy.access_ttl": number}).policy.access_ttl == 120
    keys = [{"kid": "a", "retire": number}, {"kid": "b", "announce": 1, "sign": 2}]
    assert read(good, {"policy.algorithm": "ES256", "keys": keys}).keys[0].retire == 120


def test_what_no_file_can_say_is_told_all_the_same(good):
    with pytest.raises(ScenarioError, match=r"access_ttl.*object"):
        read(good, {"policy.access_ttl": object()})


def test_settings_are_not_said_to_stand_in_the_file(good):
    with pytest.raises(ScenarioError) as caught:
        read(good, {"policy.access_ttl": "never"})
    assert str(good) not in str(caught.value)


# --- finding -----------------------------------------------------------------------------


def test_a_name_that_there_is_not_is_told_a_near_one():
    with pytest.raises(
        ScenarioError, match=r"did you mean refresh_token\?.*there are: access_token"
    ):
        read("refresh_tokn")


def test_a_file_that_there_is_not(tmp_path):
    for name in ("no.yaml", "no.yml"):
        with pytest.raises(ScenarioError, match="there is no such file"):
            read(tmp_path / name)
    with pytest.raises(ScenarioError, match="there is no such file"):
        read(tmp_path)


def test_a_name_wins_over_a_file_of_that_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("access_token").write_text("name: impostor")
    assert read("access_token").name == "access_token"


# --- the scenarios that come with the simulator ------------------------------------------


@pytest.mark.parametrize("name", [*scenario_names(), *incident_names()])
def test_scenarios_say_their_own_name_and_a_story(name):
    scenario = read(name)
    assert scenario.name == name
    assert scenario.title
    assert scenario.about


def lines_without_a_comment(text: str) -> list[str]:
    """Lines that hold a field and explain nothing; title and story explain themselves."""
    found = []
    in_text = False
    for line in text.splitlines():
        key = re.match(r"\s*(?:- )?([\w/.-]+):\s*(.*)", line)
        if in_text and line.startswith(" "):
            continue
        in_text = key is not None and key[2] == ">"
        opens_a_part = key is not None and key[2] == ""
        if key is None or in_text or opens_a_part or key[1] == "title":
            continue
        if " # " not in line:
            found.append(line)
    return found


@pytest.mark.parametrize("path", sorted(SCENARIOS.rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_line_that_holds_a_value_has_a_comment(path):
    missing = lines_without_a_comment(path.read_text(encoding="utf-8"))
    # A list over several lines has its comment on the line before it.
    assert [line for line in missing if not line.rstrip().endswith((",", "["))] == []


def test_the_search_for_comments_can_fail():
    text = "name: x\ntitle: X\nabout: >\n  story: told\npolicy:\n  access_ttl: 5 # why\n  seed: 3\n"
    assert lines_without_a_comment(text) == ["name: x", "  seed: 3"]


def test_every_field_of_a_scenario_can_be_found_by_its_way():
    assert "access_ttl" in reading.fields_at(("policy",))
    assert "margin" in reading.fields_at(("clients", 0, "strategy", "ahead"))
    assert "at" in reading.fields_at(("clients", 1, "visits", "script"))
    assert "low" in reading.fields_at(("network", "latency", "uniform"))
    assert reading.fields_at(("nowhere",)) == []
