"""`python -m simulator`: what it prints, what it writes, and what it says to a mistake."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from simulator.commands.common import progress_bar
from simulator.world.reading import incident_names, scenario_names
from simulator.world.run import run
from tests.cli import COMMAND, FAULT, call


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def nothing_is_written() -> bool:
    return list(Path.cwd().iterdir()) == []


# --- list and run ------------------------------------------------------------------------


def test_list_names_every_scenario_in_a_line(capsys):
    status, output, errors = call(capsys, "list")
    assert (status, errors) == (0, "")
    lines = output.splitlines()
    between = lines.index("")
    assert [line.split()[0] for line in lines[:between]] == scenario_names()
    assert lines[between + 1].startswith("incidents")
    assert [line.split()[0] for line in lines[between + 2 :]] == incident_names()
    titles = [*lines[:between], *lines[between + 2 :]]
    assert all(len(line.split(maxsplit=1)[1]) > 10 for line in titles)


def test_list_incidents_runs_them_and_says_where_they_are_told(capsys, monkeypatch):
    for place in ("simulator.world.reading", "simulator.lab.incidents"):
        monkeypatch.setattr(f"{place}.incident_names", lambda: ["openfga-388", "schuly-476"])
    status, output, errors = call(capsys, "list", "--incidents")
    assert (status, errors) == (0, "")
    assert re.search(r"^schuly-476 +people logged out .* 100% +0%$", output, re.MULTILINE)
    assert re.search(r"^openfga-388 +openfga/java-sdk issue 388", output, re.MULTILINE)
    assert nothing_is_written()


def test_run_takes_an_incident_by_name(capsys):
    status, output, _ = call(capsys, "run", "schuly-476")
    assert status == 0
    assert output.startswith("schuly-476, seed 1: ")


def test_run_prints_the_summary(capsys):
    status, output, errors = call(capsys, "run", "refresh_token")
    assert (status, errors) == (0, "")
    assert output.splitlines()[0].startswith("refresh_token, seed 1: ")
    assert str(run("refresh_token").summary()) in output
    assert nothing_is_written()


def test_run_takes_a_path(capsys):
    Path("mine.yaml").write_text(
        "name: mine\ntitle: Mine\nuntil: 60\nclients:\n"
        "  - name: zoe\n    visits: {script: {at: [0]}}\n"
    )
    status, output, _ = call(capsys, "run", "mine.yaml")
    assert status == 0
    assert "mine, seed 1: Mine" in output
    assert re.search(r"^zoe +1 ", output, re.MULTILINE)


def test_set_changes_any_field(capsys):
    arguments = ["--set", "policy.access_ttl=60", "--set", "clients.ada.count=3", "--seed", "7"]
    _, output, _ = call(capsys, "run", "refresh_token", *arguments)
    assert "seed 7" in output
    expected = run(
        "refresh_token", seed=7, settings={"policy.access_ttl": 60, "clients.ada.count": 3}
    )
    assert str(expected.summary()) in output


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("policy.refresh_ttl=null", None),
        ("policy.refresh_ttl=2 h", 7200.0),
        ("policy.rotation=false", False),
    ],
)
def test_set_reads_values_as_yaml_does(capsys, value, field):
    status, _, _ = call(capsys, "run", "refresh_token", "--set", value, "--json", "out.json")
    assert status == 0
    name = value.partition("=")[0]
    expected = run("refresh_token", settings={name: field}).summary()
    assert json.loads(Path("out.json").read_text())["total"] == expected.total.as_dict()


def test_all_outputs_at_once(capsys):
    outputs = ["--json", "out.json", "--events", "out.csv", "--timeline", "t.png"]
    outputs += ["--sequence", "s.mmd", "--trace", "trace.json"]
    status, _, errors = call(capsys, "run", "access_token", *outputs)
    assert (status, errors) == (0, "")
    assert json.loads(Path("out.json").read_text())["scenario"] == "access_token"
    assert len(pd.read_csv("out.csv")) == len(run("access_token").log)
    assert Path("t.png").read_bytes().startswith(b"\x89PNG\r\n")
    assert "sequenceDiagram" in Path("s.mmd").read_text()
    assert json.loads(Path("trace.json").read_text())
    assert len(list(Path.cwd().iterdir())) == 5


@pytest.mark.parametrize(
    ("option", "name", "begins"),
    [
        ("--events", "x.jsonl", b"{"),
        ("--events", "x.parquet", b"PAR1"),
        ("--events", "X.CSV", b"t,actor"),
        ("--timeline", "x.svg", b"<?xml"),
        ("--sequence", "x.png", b"\x89PNG"),
        ("--sequence", "x.svg", b"<?xml"),
        ("--exposure", "x.png", b"\x89PNG"),
        ("--keys", "x.svg", b"<?xml"),
        ("--lanes", "x.png", b"\x89PNG"),
    ],
)
def test_every_ending(capsys, option, name, begins):
    status, _, errors = call(capsys, "run", "access_token", option, name)
    assert (status, errors) == (0, "")
    assert Path(name).read_bytes().startswith(begins)


# --- mistakes ------------------------------------------------------------------------------

MISTAKES: list[tuple[list[str], str]] = [
    ([], "the following arguments are required"),
    (["dance"], "invalid choice: 'dance'"),
    (["run"], "required: scenario"),
    (["run", "refresh_tokn"], r"did you mean refresh_token\?"),
    (["run", "no.yaml"], "no.yaml: there is no such file"),
    (["run", "."], "there is no such file"),
    (["run", "access_token", "--seed", "x"], "found 'x', allowed is a whole number from 0"),
    (["run", "access_token", "--seed", "-1"], "whole number|expected one argument"),
    (["run", "access_token", "--seed", "1.5"], "found '1.5'"),
    (["run", "access_token", "--set", "until"], "found 'until', allowed is FIELD=VALUE"),
    (["run", "access_token", "--set", "=3"], "allowed is FIELD=VALUE"),
    (["run", "access_token", "--set", "until=[1"], "is not YAML"),
    (["run", "access_token", "--set", "until=soon"], "until: found soon, allowed is"),
    (["run", "access_token", "--set", "policy.acess_ttl=6"], r"did you mean access_ttl\?"),
    (["run", "access_token", "--set", "clients.bo.count=6"], "there is no 'bo'"),
    (["run", "access_token", "--sed", "1"], "ambiguous option|unrecognized"),
    (["run", "access_token", "--colour", "red"], "unrecognized arguments: --colour"),
    (["run", "access_token", "--json", "x.txt"], r"found the ending '.txt', allowed is .json"),
    (["run", "access_token", "--json", "x"], r"found the ending '\(none\)'"),
    (["run", "access_token", "--events", "x.xlsx"], r"allowed is .csv or .parquet or .jsonl"),
    (["run", "access_token", "--timeline", "x.pdf"], r"allowed is .png or .svg"),
    (["run", "access_token", "--events", "no/x.csv"], "there is no folder no"),
]


@pytest.mark.parametrize(("arguments", "said"), MISTAKES, ids=[" ".join(a) for a, _ in MISTAKES])
def test_a_mistake_is_told_in_a_line_and_nothing_is_written(capsys, arguments, said):
    if "run" in arguments and "--json" not in arguments:
        arguments = [*arguments, "--json", "out.json"]
    status, output, errors = call(capsys, *arguments)
    assert (status, output) == (FAULT, "")
    assert re.search(said, errors)
    told = [line for line in errors.splitlines() if not line.startswith("try: ")]
    assert len(told) == 1
    assert "Traceback" not in errors
    assert nothing_is_written()


def test_a_bad_file_is_told_line_by_line(capsys):
    Path("bad.yaml").write_text("name: x\ntitel: X\nuntil: never\nclients: []\n")
    before = list(Path.cwd().iterdir())
    status, output, errors = call(capsys, "run", "bad.yaml", "--json", "out.json")
    assert (status, output) == (FAULT, "")
    assert len(errors.splitlines()) == 4
    assert all(re.match(r"bad\.yaml:\d: \w+: ", line) for line in errors.splitlines())
    assert list(Path.cwd().iterdir()) == before


def test_a_folder_or_a_read_only_folder_is_no_file(capsys):
    Path("x.csv").mkdir()
    status, _, errors = call(capsys, "run", "access_token", "--events", "x.csv")
    assert status == FAULT
    assert "is a folder" in errors
    if os.name == "posix" and os.geteuid() != 0:
        Path("locked").mkdir(mode=0o500)
        status, _, errors = call(capsys, "run", "access_token", "--events", "locked/x.csv")
        assert status == FAULT
        assert "can't be written to" in errors


@pytest.mark.parametrize("arguments", [["--help"], ["list", "--help"], ["run", "--help"]])
def test_help(capsys, arguments):
    status, output, errors = call(capsys, *arguments)
    assert (status, errors) == (0, "")
    assert output.startswith("usage: python -m simulator")
    if arguments[0] == "run":
        for option in ("--seed", "--set", "--json", "--events", "--timeline", "--sequence"):
            assert option in output


# --- as a process ----------------------------------------------------------------------------


def test_as_a_process():
    done = subprocess.run([*COMMAND, "run", "access_token"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    done = subprocess.run([*COMMAND, "run", "nowhere"], capture_output=True, text=True)
    assert done.returncode == FAULT
    assert len(done.stderr.splitlines()) == 1


LONG = ["run", "streaming_week", "--set", "clients.ada.count=400", "--set", "tokens=lazy"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.parametrize("patience", [0.9, 1.8])
def test_ctrl_c_leaves_no_half_file(patience):
    outputs = ["--json", "out.json", "--events", "out.csv"]
    process = subprocess.Popen(
        [*COMMAND, *LONG, *outputs], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    time.sleep(patience)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert (output, errors) == ("", "interrupted\n")
    assert nothing_is_written()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no head")
@pytest.mark.parametrize("command", [["list"], ["run", "access_token"], ["--help"]])
def test_a_pipe_that_is_closed_early_is_no_mistake(command):
    reading, writing = os.pipe()
    os.close(reading)
    # Where Python holds output back, it meets the closed pipe only at its very end.
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    process = subprocess.run(
        [*COMMAND, *command], stdout=writing, stderr=subprocess.PIPE, text=True, env=buffered
    )
    os.close(writing)
    assert (process.returncode, process.stderr) == (0, "")


def test_no_progress_bar_in_a_pipe():
    done = subprocess.run(
        [*COMMAND, *LONG, "--set", "clients.ada.count=150"], capture_output=True, text=True
    )
    assert done.returncode == 0
    assert done.stderr == ""
    assert "\r" not in done.stdout
    assert "[#" not in done.stdout


class Terminal:
    """A stream that says that somebody watches."""

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


def test_on_a_terminal_long_work_shows_a_bar_and_clears_it_away(monkeypatch):
    quick, slow = Terminal(), Terminal()
    with progress_bar(quick) as show:
        assert show is not None
        show(0.5)
    assert quick.text == ""
    monkeypatch.setattr(progress_bar, "PATIENCE", -1.0)
    with progress_bar(slow) as show:
        assert show is not None
        show(0.5)
    assert "[" + "#" * 20 + " " * 20 + "]  50%" in slow.text
    assert slow.text.endswith("\r" + " " * 48 + "\r")


def test_importing_the_simulator_imports_little():
    code = (
        "import sys, simulator; print(*sorted({name.split('.')[0] for name in sys.modules}"
        " & {'simpy', 'jwt', 'pydantic', 'yaml', 'matplotlib', 'pandas', 'numpy'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
    code = code.replace("import sys, simulator", "import sys; from simulator import run")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"matplotlib", "pandas", "numpy"} & set(done.stdout.split())
