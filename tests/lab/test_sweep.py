"""Sweeps: the same numbers whoever works, and a file that goes on where it was left."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulator.files import FileError
from simulator.lab.errors import LabError
from simulator.lab.sweep import combinations, sweep
from simulator.world.reading import ScenarioError
from simulator.world.run import Run, run
from tests.lab.small import scenario_file

VARY = {"policy.access_ttl": [30, 60], "clients.viewer.count": [2, 4]}


@pytest.fixture(autouse=True)
def small(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return scenario_file(tmp_path)


def events(result: Run) -> float:
    return len(result.log)


class TiredError(Exception):
    """Somebody stops a sweep."""


def interrupted_after(number: int, small: str, path: str) -> None:
    """A sweep that is stopped after so many runs."""

    def stop(share: float) -> None:
        if share >= number / 12:
            raise TiredError

    with pytest.raises(TiredError):
        sweep(small, VARY, replications=3, path=path, progress=stop)


def test_every_combination_in_the_order_given(small):
    found = sweep(small, VARY, replications=3, measures="renewals")
    assert [tuple(cell.settings.values()) for cell in found] == [(30, 2), (30, 4), (60, 2), (60, 4)]
    for cell in found:
        expected = [
            run(small, seed=seed, settings=cell.settings).summary().total.renewals
            for seed in found.seeds
        ]
        assert list(cell.values["renewals"]) == expected


def test_the_number_of_workers_changes_nothing(small):
    pytest.importorskip("joblib", reason="joblib is not installed")
    one = sweep(small, VARY, replications=3)
    assert sweep(small, VARY, replications=3, jobs=2) == one
    assert sweep(small, VARY, replications=3, jobs=-1) == one


def test_tables(small):
    found = sweep(small, {"policy.access_ttl": ["30 s", 60]}, replications=2, measures=[events])
    frame, table = found.frame(), found.table()
    assert list(frame) == ["policy.access_ttl", "replication", "seed", "events"]
    assert list(frame["policy.access_ttl"]) == ["30 s", "30 s", 60, 60]
    assert list(table) == ["policy.access_ttl", "events", "events_half_width"]
    assert table["events"][0] == pytest.approx(frame["events"][:2].mean())
    assert str(found).splitlines()[1].startswith("30 s")


def test_values_that_are_mappings(small):
    habits = ["on_401", {"ahead": {"margin": 10}}]
    found = sweep(small, {"clients.viewer.strategy": habits}, replications=2, measures="refused",
                  path="out.csv")  # fmt: skip
    assert [cell["refused"].mean > 0 for cell in found] == [True, False]
    assert "{ahead: {margin: 10}}" in str(found)


# --- the file -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["out.parquet", "out.csv"])
def test_what_is_known_is_not_made_again(small, path):
    if path.endswith("parquet"):
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    first = sweep(small, VARY, replications=3, path=path)
    assert first.reused == 0
    before = Path(path).read_bytes()
    again = sweep(small, VARY, replications=3, path=path)
    assert again.reused == 12
    assert again.cells == first.cells
    assert Path(path).read_bytes() == before
    assert sorted(os.listdir()) == sorted([path, "small.yaml"])


@pytest.mark.parametrize("path", ["out.parquet", "out.csv"])
@pytest.mark.parametrize("number", [1, 7, 11])
def test_it_goes_on_where_it_stopped(small, path, number):
    interrupted_after(number, small, path)
    assert sorted(os.listdir()) == sorted([f"{path}.part", "small.yaml"])
    found = sweep(small, VARY, replications=3, path=path)
    assert found.reused == number
    assert found.cells == sweep(small, VARY, replications=3).cells
    assert sorted(os.listdir()) == sorted([path, "small.yaml"])


def test_an_unfinished_sweep_leaves_the_finished_one_alone(small):
    sweep(small, {"policy.access_ttl": [30]}, replications=3, path="out.parquet")
    before = Path("out.parquet").read_bytes()
    interrupted_after(5, small, "out.parquet")
    assert Path("out.parquet").read_bytes() == before


def test_more_of_everything_keeps_what_is_there(small):
    sweep(small, {"policy.access_ttl": [30]}, replications=2, path="out.csv")
    more = sweep(small, {"policy.access_ttl": [30, 60]}, replications=3, path="out.csv")
    assert more.reused == 2
    assert len(pd.read_csv("out.csv")) == 6


def test_a_further_measure_is_measured(small):
    vary = {"policy.access_ttl": [30]}
    sweep(small, vary, replications=2, path="out.csv", measures="logins")
    more = sweep(small, vary, replications=2, path="out.csv", measures=["logins", "renewals"])
    assert more.reused == 0
    table = pd.read_csv("out.csv")
    assert len(table) == 2
    assert {"logins", "renewals"} <= set(table)


def test_the_same_number_written_otherwise_is_the_same_run(small):
    sweep(small, {"policy.access_ttl": [300]}, replications=2, path="out.csv")
    again = sweep(small, {"policy.access_ttl": ["5 min"]}, replications=2, path="out.csv")
    assert again.reused == 2


def test_another_seed_scenario_or_warm_up_is_another_run(small):
    vary = {"policy.access_ttl": [30]}
    sweep(small, vary, replications=2, path="out.csv")
    others: list[dict[str, Any]] = [
        {"seed": 5},
        {"settings": {"until": 300}},
        {"warm_up": 60},
    ]
    for other in others:
        assert sweep(small, vary, replications=2, path="out.csv", **other).reused == 0


def test_a_function_that_was_changed_measures_anew(small):
    vary = {"policy.access_ttl": [30]}

    def same_name(factor):
        def number(result):
            return factor() * len(result.log)

        return number

    def one(result):
        return 1

    def two(result):
        return 2

    two.__name__ = two.__qualname__ = "one"
    sweep(small, vary, replications=2, path="out.csv", measures=one)
    assert sweep(small, vary, replications=2, path="out.csv", measures=one).reused == 2
    assert sweep(small, vary, replications=2, path="out.csv", measures=two).reused == 0


def test_what_another_simulator_found_is_made_anew(small, monkeypatch):
    vary = {"policy.access_ttl": [30]}
    sweep(small, vary, replications=2, path="out.csv")
    monkeypatch.setattr("simulator.lab.sweep.simulator_mark", lambda: "0123456789abcdef")
    assert sweep(small, vary, replications=2, path="out.csv").reused == 0
    table = pd.read_csv("out.csv", dtype=str)
    assert set(table["simulator"]) == {"0123456789abcdef"}


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "no table at all\x00"])
@pytest.mark.parametrize("path", ["out.csv", "out.parquet", "out.csv.part"])
def test_a_file_of_somebody_else_is_left_alone(small, path, content):
    Path(path).write_text(content)
    with pytest.raises(FileError, match=r"out\.\w+(\.part)?: is .*no table of a sweep"):
        sweep(small, VARY, path=path.removesuffix(".part"))
    assert Path(path).read_text() == content


# --- mistakes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vary", "more", "said"),
    [
        ({}, {}, "vary: found no field"),
        ({"policy.access_ttl": []}, {}, r"policy.access_ttl: found \[\]"),
        ({"policy.access_ttl": "60"}, {}, "allowed is a list"),
        ({"policy.access_ttl": [60, 60]}, {}, "a value is given twice"),
        (VARY, {"replications": 0}, "replications: found 0"),
        (VARY, {"warm_up": 700}, "warm_up: found 700"),
        (VARY, {"jobs": -2}, "jobs: found -2"),
        (VARY, {"confidence": 1}, "confidence: found 1"),
    ],
)
def test_what_can_not_be_swept(small, vary, more, said):
    with pytest.raises(LabError, match=said):
        sweep(small, vary, **more)


def test_a_bad_value_is_told_before_anything_is_run(small):
    with pytest.raises(ScenarioError, match=r"policy.access_ttl: found soon"):
        sweep(small, {"policy.access_ttl": [60, "soon"]}, path="out.csv", measures=events)
    assert os.listdir() == ["small.yaml"]


def test_combinations():
    assert combinations({"a": [1, 2], "b": [3]}) == [{"a": 1, "b": 3}, {"a": 2, "b": 3}]


# --- a cluster --------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_gives_the_same_numbers(small):
    distributed = pytest.importorskip(
        "distributed", reason="dask.distributed is not installed: the extra `cluster` has it"
    )
    pytest.importorskip("joblib", reason="joblib is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address
        found = sweep(small, VARY, replications=3, scheduler=address, path="out.csv",
                      measures=["logins", "auth_work"])  # fmt: skip

        def worker(result):
            return os.getpid()

        who = sweep(small, VARY, replications=3, scheduler=address, measures=worker)
    pids = {pid for cell in who for pid in cell.values["worker"]}
    assert len(pids) == 2
    assert os.getpid() not in pids
    expected = sweep(small, VARY, replications=3, measures=["logins", "auth_work"])
    assert found.cells == expected.cells
    assert found.reused == 0


def test_nobody_at_the_scheduler_s_address(small):
    pytest.importorskip(
        "distributed", reason="dask.distributed is not installed: the extra `cluster` has it"
    )
    with pytest.raises(LabError, match="nobody answers at no-address"):
        sweep(small, VARY, scheduler="no-address://x")
