"""The course's own environment, .venv: made on first use, renewed when the pins change."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools.start import venv_python

ROOT = Path(__file__).resolve().parent.parent
PARTS = {"lab": ".", "tests": ".[tests]"}
COVERED_BY = {"lab": ("lab", "tests"), "tests": ("tests",)}


class SetupError(Exception):
    """Something that the user has to put right; the message says how."""


def fingerprint(root: Path) -> str:
    """A hash of what decides the installation: dependency list, pins, the project's place."""
    digest = hashlib.sha256(str(root).encode())
    for name in ("pyproject.toml", "requirements.txt"):
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def stamp(root: Path, part: str) -> Path:
    """The file that remembers which fingerprint of a part is installed."""
    return root / ".venv" / f"installed-{part}"


def installed(root: Path, part: str) -> bool:
    """Whether the part, or one that holds it, is there with the pins of now."""
    now = fingerprint(root)
    stamps = [stamp(root, cover) for cover in COVERED_BY[part]]
    return any(path.is_file() and path.read_text(encoding="utf-8") == now for path in stamps)


def python_of(root: Path) -> tuple[int, int] | None:
    """The version of Python in .venv, or None if there is no .venv that could run."""
    config = root / ".venv" / "pyvenv.cfg"
    if not config.is_file() or not Path(venv_python(str(root))).exists():
        return None
    for line in config.read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition("=")
        if key.strip() in ("version", "version_info"):
            major, minor = value.strip().split(".")[:2]
            return int(major), int(minor)
    return None


def make(root: Path) -> None:
    """Make .venv with the Python that runs this. An environment of another Python is replaced."""
    if python_of(root) == sys.version_info[:2]:
        return
    say(f"Making .venv with Python {sys.version.split()[0]} ...")
    folder = root / ".venv"
    try:
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
        elif folder.exists():
            shutil.rmtree(folder)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    except OSError as error:
        raise SetupError(f".venv could not be made: {error}") from error
    except subprocess.CalledProcessError as error:
        raise SetupError(
            "Python could not make .venv; its own words are above.\n"
            "On Debian or Ubuntu this helps:  sudo apt install python3-venv"
        ) from error


def install(root: Path, part: str) -> None:
    """Install one part of the course, pinned, with the course itself editable."""
    say("Installing (once; a minute or two on a fast line) ...")
    command = [venv_python(str(root)), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--no-input", "--constraint", "requirements.txt", "--editable", PARTS[part]]
    if not sys.stdout.isatty():
        command.append("--quiet")
    if subprocess.run(command, cwd=root, check=False).returncode:
        raise SetupError(
            "Installing failed; pip's own words are above.\n"
            "Is there a connection to the internet, and room on the disk? Then try again.\n"
            "If it fails again:  make clean,  and once more from the start."
        )
    stamp(root, part).write_text(fingerprint(root), encoding="utf-8")


def ensure(part: str, root: Path = ROOT) -> Path:
    """Have the part installed, whatever was there before. Returns the environment's Python."""
    make(root)
    if not installed(root, part):
        install(root, part)
    return Path(venv_python(str(root)))


def status_of(work: Callable[[], int]) -> int:
    """The exit status of some work: what the user has to put right is told, Ctrl-C is no fault."""
    try:
        return work()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def say(text: str) -> None:
    """Tell the user, at once."""
    print(text, flush=True)


def main(argv: list[str]) -> int:
    """python -m tools.environment lab|tests"""
    parser = argparse.ArgumentParser(prog="tools/start.py install", description=__doc__)
    parser.add_argument(
        "part", choices=sorted(PARTS), help="lab: to learn; tests: to run make test"
    )
    try:
        ensure(parser.parse_args(argv).part)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
