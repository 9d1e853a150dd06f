"""The trace: valid for its readers, and true to the log."""

import json
from collections import defaultdict

from simulator.views.trace import chrome_trace
from tests.views import stories


def events(log, *phases):
    return [e for e in chrome_trace(log)["traceEvents"] if e["ph"] in phases]


def test_it_is_json_and_says_what_it_is():
    trace = json.loads(json.dumps(chrome_trace(stories.theft())))
    assert trace["displayTimeUnit"] == "ms"
    assert trace["otherData"] == {"scenario": "theft", "clients": 2}


def test_a_process_for_each_client_with_named_tracks():
    named = events(stories.theft(), "M")
    processes = {e["pid"]: e["args"]["name"] for e in named if e["name"] == "process_name"}
    assert processes == {1: "ada", 2: "mallory"}
    tracks = [e["args"]["name"] for e in named if e["name"] == "thread_name" and e["pid"] == 1]
    assert tracks == ["access tokens", "refresh tokens", "requests"]


def test_every_life_begins_and_ends_once_in_that_order():
    found = defaultdict(list)
    for event in events(stories.crowd(10, 2), "b", "e"):
        found[event["cat"], event["id"]].append(event)
    assert found
    for pair in found.values():
        assert [e["ph"] for e in pair] == ["b", "e"]
        assert pair[0]["ts"] <= pair[1]["ts"] <= 7200 * 1_000_000
        assert len({(e["pid"], e["tid"], e["name"]) for e in pair}) == 1


def test_lives_in_microseconds():
    life = [e for e in events(stories.access_token(), "b", "e") if e["id"] == "ada-a1"]
    assert [e["ts"] for e in life] == [40_000, 300_040_000]
    assert life[0]["args"]["lifetime"] == "5 min"
    assert life[0]["args"]["ended"] == "expired"


def test_requests_are_instants():
    instants = events(stories.access_token(), "i")
    assert [(e["name"], e["ts"]) for e in instants] == [
        ("login", 40_000),
        ("request served", 10_040_000),
        ("refused (401)", 420_040_000),
        ("login", 420_120_000),
        ("request served", 420_200_000),
    ]
    assert all(e["s"] == "t" for e in instants)
    assert instants[2]["args"]["detail"] == "invalid_token: expired"


def test_a_login_through_the_browser():
    names = [e["name"] for e in events(stories.code_login(), "i")]
    assert names == ["login refused", "login", "request served", "request served"]
    assert len({e["pid"] for e in chrome_trace(stories.code_login())["traceEvents"]}) == 1


def test_an_empty_log():
    assert chrome_trace([])["traceEvents"] == []
