"""The wheels that a site brings along: what Pyodide lacks, or all of it for a site without network.

Versions are those of requirements.txt, which the course is tested with.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tools import web_assets
from tools.publishing import folder

ROOT = Path(__file__).resolve().parents[2]
OURS = ("course", "simulator")
BESIDE_OURS = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "solutions/*.py")
COURSE = "jwt-sessions-course"

# A kernel's own needs and the course's. What is missing from the list is told when a site is made.
PACKAGES = (
    "annotated-types", "asttokens", "comm", "executing", "ipython", "ipython-pygments-lexers",
    "jedi", "matplotlib-inline", "micropip", "packaging", "parso", "platformdirs", "prompt-toolkit",
    "pure-eval", "pydantic", "pydantic-core", "pygments", "pyjwt", "pyyaml", "simpy", "stack-data",
    "traitlets", "typing-extensions", "typing-inspection", "tzdata", "wcwidth",
)  # fmt: skip
FROM_SOURCE = {"pyyaml": {"PYYAML_FORCE_LIBYAML": "0"}}
"""Packages without a wheel that a browser could load, and what makes a pure one of their source."""
PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)")


class SiteError(Exception):
    """A site that can't be made; the message says why and what to do."""


def pins(root: Path = ROOT) -> dict[str, str]:
    """Package by package, the version of requirements.txt."""
    found = map(PIN.match, (root / "requirements.txt").read_text(encoding="utf-8").splitlines())
    return {match["name"]: match["version"] for match in found if match}


def chosen(names: Iterable[str], lock: dict[str, Any], root: Path = ROOT) -> list[str]:
    """The packages as NAME==VERSION: the pinned version, else the one that Pyodide has."""
    pinned = pins(root)
    wanted = []
    for name in names:
        version = pinned.get(name) or lock["packages"].get(name, {}).get("version")
        if version is None:
            raise SiteError(f"{name} is neither in requirements.txt nor in Pyodide: no version")
        wanted.append(f"{name}=={version}")
    return wanted


def fetch(wanted: Sequence[str], lock: dict[str, Any], cache: Path) -> list[Path]:
    """Wheels of these packages for the browser's Python; fetched by pip, once. SiteError."""
    info = lock["info"]
    mark = hashlib.sha256(json.dumps([info, *wanted]).encode()).hexdigest()[:12]
    target = cache / f"wheels-{mark}"
    if not target.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=".fetching-") as draft:
            into = Path(draft) / "wheels"
            _download([each for each in wanted if _name(each) not in FROM_SOURCE], info, into)
            for each in wanted:
                if _name(each) in FROM_SOURCE:
                    _make_pure(each, into)
            web_assets.put(into, target)
    return sorted(target.glob("*.whl"))


def _download(wanted: Sequence[str], info: dict[str, str], into: Path) -> None:
    python = ".".join(info["python"].split(".")[:2])
    platform = f"pyemscripten_{info['abi_version']}_{info['arch']}"  # PEP 783
    into.mkdir(parents=True)
    if wanted:
        _pip(
            "download", "--no-deps", "--only-binary=:all:", "--implementation=cp",
            f"--python-version={python}", f"--platform={platform}", f"--dest={into}", *wanted,
        )  # fmt: skip


def _make_pure(wanted: str, into: Path) -> None:
    name = _name(wanted)
    options = ("--no-deps", f"--no-binary={name}", f"--wheel-dir={into}")
    _pip("wheel", *options, wanted, **FROM_SOURCE[name])


def build_course(into: Path, root: Path = ROOT) -> Path:
    """A wheel of the course. SiteError if it can't be built."""
    with tempfile.TemporaryDirectory() as place:
        # A copy, so that nothing is left in the repository and nothing of an old build gets in.
        for name in OURS:
            leave = shutil.ignore_patterns("__pycache__")
            shutil.copytree(root / name, Path(place) / name, ignore=leave)
        for pattern in BESIDE_OURS:
            for path in root.glob(pattern):
                folder.copy(path, Path(place) / path.relative_to(root))
        _pip("wheel", "--no-deps", f"--wheel-dir={into}", place)
    (wheel,) = into.glob(f"{COURSE.replace('-', '_')}-*.whl")
    return wheel


def _pip(*words: str, **environ: str) -> None:
    command = [sys.executable, "-m", "pip", *words, "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        command,
        env={**os.environ, **environ},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["nothing"]
        said = [line for line in lines if "ERROR" in line] or lines
        raise SiteError(
            f"pip {words[0]} did not succeed; it said: {said[-1]}\n"
            "Is there a connection to the internet? A site needs it once, to be made."
        )


def _name(wanted: str) -> str:
    return wanted.partition("==")[0]
