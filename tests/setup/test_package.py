"""What is installed: every file that the course reads at run time."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_data_file_belongs_to_the_package():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    data = settings["setuptools"]["package-data"]
    globs = [
        f"{package.replace('.', '/')}/{glob}" for package, globs in data.items() for glob in globs
    ]
    covered = {path for glob in globs for path in ROOT.glob(glob)}
    files = {
        path
        for package in ("simulator", "course")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    left_out = sorted(str(path.relative_to(ROOT)) for path in files - covered)
    assert not left_out, f"name them in pyproject.toml, package-data: {left_out}"


def test_every_folder_with_code_is_a_package():
    folders = {
        path.parent for name in ("simulator", "course") for path in (ROOT / name).rglob("*.py")
    }
    assert [str(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []
