"""`run`: what it takes, what it gives back, and what it says to a mistake."""

from __future__ import annotations

import gc
from typing import Any

import pytest

import simulator
from simulator import get, log_in
from simulator.actors.actions import settled
from simulator.actors.client import on_401
from simulator.world.reading import ScenarioError
from simulator.world.run import run, stage
from tests.world.small import scenario


def test_names_are_imported_when_first_used():
    assert set(simulator.__all__) == set(dir(simulator))
    for name in simulator.__all__:
        assert getattr(simulator, name) is getattr(simulator, name)
    with pytest.raises(AttributeError, match="no attribute 'rnu'"):
        simulator.rnu  # noqa: B018


def test_a_function_acts_for_the_first_client_or_for_those_named():
    two = scenario(0, others=[{"name": "bo", "visits": {"script": {"at": [0]}}}])
    seen = []

    def client(session: Any) -> Any:
        seen.append(session.name)
        yield from ()

    run(two, client=client)
    run(two, client={"bo": client})
    run(two, client={"ada": client, "bo": client})
    assert seen == ["ada", "bo", "ada", "bo"]


def test_giving_the_strategy_by_hand_changes_nothing():
    assert run("refresh_token", client=on_401).log.rows == run("refresh_token").log.rows


def test_a_role_check_given_from_outside_decides():
    result = run("access_token", may=lambda claims, role: False)
    assert {e.status for e in result.log if e.actor == "backend"} == {403, 401}


def test_a_role_check_that_raises_is_a_crash_of_the_backend():
    result = run("access_token", may=lambda claims, role: claims["rolls"] == role)
    assert isinstance(result.crashes["backend"], KeyError)
    assert {e.status for e in result.log if e.actor == "backend" and e.kind == "answer"} == {
        500,
        401,
    }


def test_policy_fields_are_keywords_and_any_field_a_setting():
    short = run("refresh_token", access_ttl="1 min", settings={"clients.ada.count": 2})
    assert short.scenario.policy.access_ttl == 60
    assert short.clients == ["ada-001", "ada-002"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"scenario": "refresh_tokn"}, "did you mean refresh_token"),
        ({"scenario": "refresh_token", "client": {"adda": on_401}}, "did you mean ada"),
        ({"scenario": "refresh_token", "acess_ttl": 60}, "did you mean access_ttl"),
        ({"scenario": "refresh_token", "settings": {"until": -1}}, "until: found -1"),
    ],
)
def test_mistakes(asked, said):
    with pytest.raises(ScenarioError, match=said):
        run(**asked)


def test_events_can_be_asked_for_by_client_and_kind():
    result = run("refresh_token")
    assert result.events() == list(result.log)
    assert len(result.events(kind="issue")) == 16
    assert {e.client for e in result.events("ada")} == {"ada"}
    assert result.events("ada", "end") == []
    assert result.states()[:3] == [(0.0, "logged out"), (0.0, "logging in"), (0.08, "active")]
    assert repr(result) == f"<Run of refresh_token, seed 1: {len(result.log)} events>"


def test_a_stage_is_spoken_to_by_plain_calls():
    cast = stage("access_token")
    session = cast.session("ada")
    login = log_in(session.username, session.password)
    answer, _ = settled(cast.auth_server.handle(login, 0.0), 0.0)
    assert cast.backend.handle(get("/films", answer.body["access_token"]), 1.0).status == 200
    assert cast.backend.handle(get("/films"), 1.0).status == 401
    with pytest.raises(KeyError, match="bo"):
        cast.session("bo")


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".json"])
def test_a_run_is_saved_by_the_ending_of_the_file(suffix, tmp_path):
    path = tmp_path / f"run{suffix}"
    run("access_token").save(path)
    assert path.stat().st_size > 0


def test_a_run_is_not_saved_in_a_form_that_nobody_knows(tmp_path):
    with pytest.raises(ValueError, match=r"\.csv, \.jsonl, \.parquet, \.json"):
        run("access_token").save(tmp_path / "run.xls")
    assert list(tmp_path.iterdir()) == []


def test_a_trace_is_saved(tmp_path):
    run("access_token").save_trace(tmp_path / "trace.json")
    assert "traceEvents" in (tmp_path / "trace.json").read_text()


def test_progress_goes_from_little_to_all():
    told: list[float] = []
    run("access_token", progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) == 100


@pytest.mark.parametrize("enabled", [True, False])
def test_a_run_leaves_the_garbage_collector_as_it_was(enabled):
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        run("access_token")
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if was else gc.disable)()
