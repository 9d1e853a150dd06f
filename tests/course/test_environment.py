"""check_environment(): each fault is made, found, and its mend named."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from course import check_environment, environment

ROOT = Path(environment.__file__).resolve().parents[1]
ASK = "from course import check_environment; r = check_environment(); print(r.state); print(r)"


def asked(cwd: Path, *, first: Iterable[Path] = (), **variables: str) -> str:
    """What it says in another Python that works in `cwd` and imports from `first` before all."""
    path = os.pathsep.join(str(each) for each in [*first, ROOT])
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, **variables},
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    folder = tmp_path / "packages"
    folder.mkdir()
    return folder


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def distribution(folder: Path, name: str, version: str) -> None:
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")


def test_all_is_well_here(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(work)
    result = check_environment()
    assert result.state == "correct", result
    assert "PyJWT" in str(result)
    assert not any(sign.isdigit() for sign in str(result))
    assert check_environment() == result


def test_all_is_well_in_the_courses_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert check_environment()
    assert asked(ROOT).startswith("correct")


def test_the_wrong_package_by_its_distribution(work: Path, packages: Path) -> None:
    distribution(packages, "jwt", "1.4.0")
    said = asked(work, first=[packages])
    assert "The package `jwt` is installed: it is not PyJWT." in said
    assert "-m pip uninstall -y jwt PyJWT`, then `" in said
    assert '-m pip install "PyJWT[crypto]"`' in said


def test_the_wrong_package_by_its_module(work: Path, packages: Path) -> None:
    (packages / "jwt").mkdir()
    (packages / "jwt" / "__init__.py").write_text("class JWT:\n    pass\n")
    said = asked(work, first=[packages])
    assert said.startswith("not_yet")
    assert "no `encode`" in said


def test_a_broken_jwt(work: Path, packages: Path) -> None:
    (packages / "jwt.py").write_text("1 / 0\n")
    assert "PyJWT can't be imported (`ZeroDivisionError`)" in asked(work, first=[packages])


@pytest.mark.parametrize("name", ["jwt.py", "json.py", "base64.py", "simpy.py", "token.py"])
def test_a_file_in_the_way(work: Path, name: str) -> None:
    (work / name).write_text("raise SystemExit('executed')\n")
    said = asked(work) if name in ("jwt.py", "simpy.py") else found_in(work)
    assert f"`{name}` is imported in place of the module of that name." in said
    assert f"Rename it (`my_{name}`, say)." in said
    assert said.count("\n- ") <= 1


def found_in(folder: Path) -> str:
    """As seen by a Python that has imported the real module already."""
    return "".join(
        f"{found.fault} {found.mend}" for found in environment.files_in_the_way(folder, ["simpy"])
    )


def test_a_folder_in_the_way(work: Path) -> None:
    (work / "simpy").mkdir()
    (work / "hmac").mkdir()
    (work / "hmac" / "__init__.py").write_text("")
    assert "Your folder `hmac`" in found_in(work)
    assert "simpy" not in found_in(work)


def test_harmless_files(work: Path) -> None:
    for name in ("test.py", "this.py", "my_jwt.py", "jwt.txt", "notes.py"):
        (work / name).write_text("")
    assert found_in(work) == ""


def test_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    (found,) = environment.old_python()
    assert "This is Python 3.9; the course needs 3.11 or newer." in found.fault


def test_a_missing_and_an_old_package(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {"simpy": "3.0", "pandas": "2.3.0"}
    monkeypatch.setattr(environment, "_version", versions.get)
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    (found,) = environment.missing_packages(["simpy>=4.1", "pandas>=2", "nosuch>=1"])
    assert found.fault == "simpy 3.0 is too old; nosuch is missing."
    assert '-m pip install "simpy>=4.1" "nosuch>=1"`' in found.mend
    assert "kernel" not in found.mend


def test_a_kernel_of_another_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path))
    (found,) = environment.missing_packages(["nosuch"])
    assert "wrong kernel" in found.mend
    assert str(tmp_path) in found.mend


def test_another_simulator(work: Path, packages: Path) -> None:
    (packages / "simulator.py").write_text("")
    said = asked(work, first=[packages])
    assert "The module `simulator` that Python finds is not the course's." in said


def test_no_simulator(work: Path, packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "_present", lambda name: False)
    (found,) = environment.course_in_pieces()
    assert "half installed" in found.fault
    assert "pip install -e ." in found.mend


def test_a_course_that_was_only_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "DISTRIBUTION", "no-such-distribution")
    assert environment.needed() == list(environment.USUAL)
    assert environment.missing_packages(environment.needed()) == []


def test_markers_are_heeded() -> None:
    assert not environment._applies('x>=1; python_version < "3"')
    assert environment._applies('x>=1; python_version >= "3"')
    assert environment._applies("x>=1")
