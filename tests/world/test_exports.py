"""Runs as files: read back they are the log, and a failure leaves nothing behind."""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulator.events import Event
from simulator.files import FileError, whole_file
from simulator.world import exports
from simulator.world.run import Run, run


@pytest.fixture(scope="module")
def result() -> Run:
    return run("refresh_token", settings={"clients.ada.count": 2})


def as_told(event: Event) -> dict[str, Any]:
    return {name: value for name, value in event._asdict().items() if value or name == "t"}


def test_csv_reads_back(result, tmp_path):
    path = tmp_path / "events.csv"
    exports.write_csv(result, path)
    assert b"\r\n" in path.read_bytes()  # RFC 4180
    with path.open(newline="", encoding="utf-8") as file:
        header, *found = list(csv.reader(file))
    assert header == list(Event._fields)
    assert found == [["" if v is None else str(v) for v in event] for event in result.log]


def test_jsonl_reads_back(result, tmp_path):
    path = tmp_path / "events.jsonl"
    exports.write_jsonl(result, path)
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert found == [as_told(event) for event in result.log]
    assert [Event(**{"client": "", **row}) for row in found] == list(result.log)


def test_parquet_reads_back(result, tmp_path):
    path = tmp_path / "events.parquet"
    exports.write_parquet(result, path)
    found = pd.read_parquet(path)
    pd.testing.assert_frame_equal(found, result.frame())
    assert list(found.columns) == list(Event._fields)
    assert len(found) == len(result.log)


def test_frame(result):
    frame = result.frame()
    assert frame["expires"].dtype == "float64"
    issues = frame[frame["kind"] == "issue"]
    assert issues["expires"].notna().all()
    assert frame[frame["kind"] != "issue"]["expires"].isna().all()


def test_json_is_the_summary(result, tmp_path):
    path = tmp_path / "out.json"
    exports.write_json(result, path)
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["seed"] == 1
    assert found["scenario"] == "refresh_token"
    assert found["total"] == result.summary().total.as_dict()
    assert list(found["clients"]) == ["ada-001", "ada-002"]


def test_trace_is_json(result, tmp_path):
    path = tmp_path / "trace.json"
    exports.write_trace(result, path)
    assert json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("suffix", sorted(exports.EVENT_WRITERS))
def test_the_same_run_gives_the_same_bytes(result, tmp_path, suffix):
    for name in ("a", "b"):
        exports.EVENT_WRITERS[suffix](result, tmp_path / f"{name}{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_no_token_and_no_password_is_written(result, tmp_path):
    for suffix, write in exports.EVENT_WRITERS.items():
        write(result, tmp_path / f"x{suffix}")
        content = (tmp_path / f"x{suffix}").read_bytes()
        assert not re.search(rb"eyJ[\w-]{10,}\.[\w-]+\.", content)
        assert b"password=" not in content


# --- whole or not at all ----------------------------------------------------------------------


def test_an_existing_file_is_replaced(tmp_path):
    path = tmp_path / "x"
    path.write_text("old")
    with whole_file(path) as beside:
        beside.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mistake", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, mistake):
    path = tmp_path / "x"
    path.write_text("old")

    def fail_in_the_middle() -> None:
        with whole_file(path) as beside:
            beside.write_text("half")
            raise mistake

    with pytest.raises(mistake):
        fail_in_the_middle()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("write", [exports.write_csv, exports.write_jsonl, exports.write_parquet])
def test_a_failure_in_the_middle_of_a_log_leaves_nothing(result, tmp_path, monkeypatch, write):
    class Broken:
        def __iter__(self) -> Any:
            yield from list(result.log)[:5]
            raise RuntimeError("out of luck")

    broken = Run(result.scenario, 1, Broken())  # type: ignore[arg-type]
    with pytest.raises(RuntimeError):
        write(broken, tmp_path / "x.out")
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_written(tmp_path):
    for path in (tmp_path / "no" / "x.csv", tmp_path):
        with pytest.raises(FileError, match="can't be written"), whole_file(path) as beside:
            beside.write_text("x")
    assert list(tmp_path.iterdir()) == []


def test_files_get_the_permissions_of_other_new_files(tmp_path):
    with whole_file(tmp_path / "x") as beside:
        beside.write_text("x")
    (tmp_path / "y").write_text("y")
    assert (tmp_path / "x").stat().st_mode == (tmp_path / "y").stat().st_mode


def test_without_pyarrow_the_package_is_named(result, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(FileError, match=r"needs the package pyarrow: pip install"):
        exports.write_parquet(result, tmp_path / "x.parquet")
    assert list(Path(tmp_path).iterdir()) == []
