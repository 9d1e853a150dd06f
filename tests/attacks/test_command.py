"""`python -m simulator attack`: what it prints, writes and returns."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.__main__ import main
from simulator.attacks import ATTACKS, HONEST

MINE = """
import json
from base64 import urlsafe_b64decode
from simulator.jose import verify as right

def naive(token, keys, **about):
    return json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))

def distrustful(token, keys, **about):
    raise ValueError("no")

class Holder:
    verify = staticmethod(right)

number = 3
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of the user's, with modules in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in [name for name in sys.modules if name.startswith("of_mine")]:
        monkeypatch.delitem(sys.modules, name)
    Path("of_mine.py").write_text(MINE)
    Path("of_mine_broken.py").write_text("import no_such_module_anywhere\n")
    Path("of_mine_typo.py").write_text("def verify(:\n")
    Path("of_mine_exit.py").write_text("raise SystemExit('bye')\n")
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("of_mine")]:
        del sys.modules[name]


def test_a_good_verifier(capsys):
    assert main(["attack", "of_mine:right", "--seed", "11"]) == 0
    output = capsys.readouterr().out
    assert "seed 11" in output
    forged, honest = f"{len(ATTACKS)} of {len(ATTACKS)}", f"{len(HONEST)} of {len(HONEST)}"
    assert f"of_mine:right: {forged} forged refused, {honest} honest accepted, score 100" in output


def test_a_verifier_inside_of_something(capsys):
    assert main(["attack", "of_mine:Holder.verify", "--seed", "11"]) == 0


def test_a_verifier_with_holes(capsys):
    assert main(["attack", "of_mine:naive", "--seed", "11"]) == 1
    output = capsys.readouterr().out
    assert "none: Mallory knows nothing: anybody can write this token" in output
    assert "allow-list: whoever can write JSON" in output


def test_a_verifier_that_serves_nobody(capsys):
    assert main(["attack", "of_mine:distrustful", "--seed", "11"]) == 1
    assert "score 0" in capsys.readouterr().out


def test_files(capsys):
    options = ["--json", "out.json", "--picture", "out.png", "--seed", "11"]
    assert main(["attack", "of_mine:naive", *options]) == 1
    plain = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert plain["seed"] == 11
    assert {row["kind"] for row in plain["rows"]} == {"forged", "honest", "replay"}
    assert Path("out.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["of_mine"], "allowed is MODULE:FUNCTION"),
        (["of_mine:"], "allowed is MODULE:FUNCTION"),
        ([":verify"], "allowed is MODULE:FUNCTION"),
        (["of_mine:nothing"], "of_mine: there is no 'nothing' in it"),
        (["of_mine:number"], "found a value of type int, allowed is a function"),
        (["of_mine_nowhere:verify"], "of_mine_nowhere: there is no such module"),
        (["of_mine.sub:verify"], "of_mine.sub"),
        (["of_mine_broken:verify"], "can't be imported: No module named 'no_such_module_anywhere'"),
        (["of_mine_typo:verify"], "can't be imported: SyntaxError"),
        (["of_mine_exit:verify"], "can't be imported: SystemExit: bye"),
        (["of_mine:right", "--json", "out.txt"], "allowed is .json"),
        (["of_mine:right", "--picture", "nowhere/out.png"], "there is no folder nowhere"),
    ],
)
def test_mistakes_are_told_in_a_line(capsys, arguments, said):
    assert main(["attack", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert captured.err.count("\n") == 1


def test_help_says_how_to_adapt(capsys):
    with pytest.raises(SystemExit):
        main(["attack", "--help"])
    output = capsys.readouterr().out
    assert "def verify(token, keys, *, algorithms, issuer, audience, now, leeway, typ):" in output
    assert "Exit status 0" in output


def test_as_a_program(folder):
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "attack", "of_mine:nothing"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
