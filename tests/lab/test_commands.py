"""`python -m simulator sweep`, `theory` and `twin`: what they print, write, and say to mistakes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pandas as pd
import pytest

from simulator.commands.theorizing import chosen
from simulator.lab.checks import Check, Study
from simulator.lab.studies import studies
from simulator.lab.sweep import sweep
from simulator.lab.vectorized import twin
from tests.cli import COMMAND, FAULT, call
from tests.lab.small import scenario_file


@pytest.fixture(autouse=True)
def in_a_folder_with_a_scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scenario_file(tmp_path)


def nothing_is_written() -> bool:
    return os.listdir() == ["small.yaml"]


SWEEP = ["sweep", "small.yaml", "--vary", "policy.access_ttl=30,1 min", "--replications", "3"]


def test_sweep_prints_the_table(capsys):
    status, output, errors = call(capsys, *SWEEP)
    assert (status, errors) == (0, "")
    found = sweep("small.yaml", {"policy.access_ttl": [30, "1 min"]}, replications=3)
    assert output.splitlines()[0].startswith("small: 6 runs; ")
    assert str(found) in output
    assert nothing_is_written()


def test_sweep_writes_the_runs_and_goes_on(capsys):
    status, output, _ = call(capsys, *SWEEP, "--out", "out.csv", "--measure", "renewals")
    assert status == 0
    table = pd.read_csv("out.csv")
    assert len(table) == 6
    assert {"policy.access_ttl", "seed", "replication", "renewals"} <= set(table)
    _, again, _ = call(capsys, *SWEEP, "--out", "out.csv", "--measure", "renewals")
    assert "6 of them made before" in again
    assert again.splitlines()[1:] == output.splitlines()[1:]


def test_sweep_of_two_fields_with_everything(capsys):
    pytest.importorskip("joblib", reason="joblib is not installed")
    more = ["--vary", "clients.viewer.strategy=on_401,{ahead: {margin: 5}}", "--set", "until=400",
            "--seed", "4", "--jobs", "2", "--warm-up", "1 min", "--measure", "refused",
            "--measure", "auth_work"]  # fmt: skip
    status, output, errors = call(capsys, *SWEEP, *more)
    assert (status, errors) == (0, "")
    assert len(output.splitlines()) == 3 + 4
    head = output.splitlines()[2]
    assert head.split() == [
        "policy.access_ttl", "clients.viewer.strategy", "refused", "auth_work",
    ]  # fmt: skip


def test_twin_prints_and_writes_counts(capsys):
    status, output, errors = call(
        capsys, "twin", "small.yaml", "--set", "clients.viewer.count=5000", "--json", "out.json"
    )
    assert (status, errors) == (0, "")
    found = twin("small.yaml", settings={"clients.viewer.count": 5000})
    assert str(found) in output
    content = json.loads(Path("out.json").read_text())
    assert content["total"] == found.as_dict()
    assert len(content["per_minute"]["logins"]) == 10


def test_theory_lists_and_checks(capsys):
    status, output, _ = call(capsys, "theory")
    assert status == 0
    assert [line.split()[0] for line in output.splitlines()] == list(studies())
    status, output, errors = call(capsys, "theory", "timer-sliding")
    assert (status, errors) == (0, "")
    assert re.search(r"timer-sliding: logins +1 +0 +1 +\+0\.00", output)
    assert "1 checks, all within" in output


def test_theory_takes_the_beginning_of_names():
    known = studies()
    settled = [study.name for study in chosen("settled", known)]
    assert settled == ["settled-30", "settled-60", "settled-120"]
    assert [study.name for study in chosen("herd", known)] == ["herd"]
    assert chosen("all", known) == list(known.values())


def test_theory_that_is_not_met_is_told(capsys, monkeypatch):
    (right,) = studies()["timer-sliding"].checks
    wrong = Check(right.name, 2.0, right.sample, right.by)
    known = studies()["timer-sliding"]
    study = Study(known.name, known.title, known.content, (wrong,))
    monkeypatch.setattr("simulator.lab.studies.studies", lambda: {"timer-sliding": study})
    status, output, _ = call(capsys, "theory", "all")
    assert status == 1
    assert "DIFFERS" in output
    assert "not all within" in output


MISTAKES: list[tuple[list[str], str]] = [
    (["sweep", "small.yaml"], "required: --vary"),
    (["sweep", "small.yaml", "--vary", "until"], "allowed is FIELD=VALUE,VALUE"),
    (["sweep", "small.yaml", "--vary", "until=[5"], "is not YAML"),
    (["sweep", "small.yaml", "--vary", "until="], r"until: found \[\], allowed is a list"),
    (["sweep", "small.yaml", "--vary", "until=60,60"], "a value is given twice"),
    (["sweep", "small.yaml", "--vary", "until=60,soon"], "until: found soon, allowed is"),
    (["sweep", "small.yaml", "--vary", "policy.acess_ttl=6"], r"did you mean access_ttl\?"),
    (["sweep", "small.yaml", "--vary", "until=60", "--vary", "until=70"], "given twice"),
    (["sweep", "refresh_tokn", "--vary", "until=60"], r"did you mean refresh_token\?"),
    ([*SWEEP, "--measure", "login"], r"no measure of that name \(did you mean logins\?\)"),
    ([*SWEEP, "--replications", "0"], "found '0', allowed is a whole number from 1"),
    ([*SWEEP, "--jobs", "many"], "found 'many', allowed is a whole number from 1"),
    ([*SWEEP, "--warm-up", "soon"], "--warm-up: found soon, allowed is"),
    ([*SWEEP, "--warm-up", "10 min"], "warm_up: found 600, allowed is from 0"),
    ([*SWEEP, "--out", "x.xlsx"], r"found the ending '.xlsx', allowed is .parquet or .csv"),
    ([*SWEEP, "--out", "no/x.csv"], "there is no folder no"),
    ([*SWEEP, "--out", "small.yaml"], "found the ending '.yaml'"),
    (["theory", "slidng"], r"no study of that name \(did you mean sliding\?\)"),
    (["theory", "sliding", "--seed", "x"], "found 'x'"),
    (["twin", "streaming_week", "--set", "network.latency=0"], "clients.ada.visits: they don't"),
    (["twin", "small.yaml", "--set", "network.lost_requests=0.1"], "messages get lost"),
    (["twin", "small.yaml", "--json", "x.txt"], "allowed is .json"),
    (["twin", "nothing"], "there is no scenario of that name"),
]


@pytest.mark.parametrize(("arguments", "said"), MISTAKES, ids=[" ".join(a) for a, _ in MISTAKES])
def test_a_mistake_is_told_in_a_line_and_nothing_is_written(capsys, arguments, said):
    if "sweep" in arguments and "--out" not in arguments:
        arguments = [*arguments, "--out", "out.csv"]
    status, output, errors = call(capsys, *arguments)
    assert (status, output) == (FAULT, "")
    assert re.search(said, errors)
    told = [line for line in errors.splitlines() if not line.startswith("try: ")]
    assert len(told) == 1
    assert "Traceback" not in errors
    assert nothing_is_written()


@pytest.mark.parametrize("command", ["sweep", "theory", "twin"])
def test_help(capsys, command):
    status, output, errors = call(capsys, command, "--help")
    assert (status, errors) == (0, "")
    assert output.startswith(f"usage: python -m simulator {command}")
    assert "example: python -m simulator" in output


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_leaves_what_is_done_and_no_half_file(jobs):
    """Pressed on a terminal, it reaches the workers too."""
    pytest.importorskip("joblib", reason="joblib is not installed")
    long = ["--vary", "policy.access_ttl=30,60", "--set", "clients.viewer.count=20",
            "--replications", "80", "--jobs", jobs, "--out", "out.csv"]  # fmt: skip
    command = [*COMMAND, "sweep", "small.yaml", *long]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    part = Path("out.csv.part")
    for _ in range(600):
        if part.exists():
            break
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (output, errors) == ("", "interrupted\n")
    assert sorted(os.listdir()) == ["out.csv.part", "small.yaml"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"small: 160 runs, \d+ of them made before", done.stdout)
    assert sorted(os.listdir()) == ["out.csv", "small.yaml"]
    assert len(pd.read_csv("out.csv")) == 160
