"""`python -m course doctor`: what is here, what is wrong, and how to mend it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from course.__main__ import main
from course.doctor import foreign_kernel, kernel_folders


def kernel(folder: Path, command: str) -> Path:
    """A folder of kernels with one that is started by this command."""
    place = folder / "python3"
    place.mkdir(parents=True)
    (place / "kernel.json").write_text(json.dumps({"argv": [command, "-m", "ipykernel_launcher"]}))
    return folder


@pytest.fixture
def _alone(tmp_path, monkeypatch):
    """In an empty folder, with no kernels but this environment's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("course.doctor.kernel_folders", list)


@pytest.mark.usefixtures("_alone")
def test_a_ready_environment(capsys):
    assert main(["doctor"]) == 0
    told = capsys.readouterr().out
    assert "PyJWT" in told
    assert "simpy" in told
    assert "missing" not in told
    assert told.endswith("Everything is here. Next: make lab\n")


@pytest.mark.usefixtures("_alone")
def test_a_file_in_the_way_is_told_with_its_mend(tmp_path, capsys):
    (tmp_path / "jwt.py").write_text("encode = None")
    assert main(["doctor"]) == 1
    told = capsys.readouterr().out
    assert "`jwt.py` is imported in place of the module of that name." in told
    assert "Rename it (`my_jwt.py`, say)." in told


@pytest.mark.usefixtures("_alone")
def test_a_package_that_is_missing(monkeypatch, capsys):
    monkeypatch.setattr("course.environment.needed", lambda: ["simpy>=4.1", "nosuch>=1"])
    assert main(["doctor"]) == 1
    told = capsys.readouterr().out
    assert "nosuch  missing" in told
    assert "nosuch is missing" in told
    assert "install" in told


@pytest.mark.parametrize("command", ["python", sys.executable, f"{sys.prefix}/bin/python3.99"])
def test_a_kernel_of_this_environment(tmp_path, command):
    assert foreign_kernel([tmp_path / "none", kernel(tmp_path / "kernels", command)]) == []


def test_a_kernel_of_another_environment(tmp_path):
    first = kernel(tmp_path / "first", str(tmp_path / "other" / "bin" / "python"))
    second = kernel(tmp_path / "second", sys.executable)
    (found,) = foreign_kernel([first, second])
    assert "other" in found.fault
    assert "it is not there" in found.mend
    assert "ipykernel install --sys-prefix" in found.mend


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"argv": []}', '{"argv": 5}'])
def test_a_kernel_that_cannot_be_read_is_passed_over(tmp_path, content):
    place = tmp_path / "python3"
    place.mkdir()
    (place / "kernel.json").write_text(content)
    assert foreign_kernel([tmp_path]) == []


def test_jupyter_is_asked_where_kernels_are():
    assert any("kernels" in str(folder) for folder in kernel_folders())
