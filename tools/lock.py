"""Pin the dependencies anew: requirements.txt from pyproject.toml, for every platform, with uv."""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys

from tools import environment
from tools.environment import ROOT, SetupError, say

HEADER = """\
# Pins for what a learner, `make test` and `make bench` need, for every platform and Python >= 3.11.
# Made from pyproject.toml by `make lock`; not to be edited. `make lock UPGRADE=1` raises them all.
# Used as constraints:  pip install -c requirements.txt -e .
"""
OPTIONS = [
    "--universal",
    "--python-version",
    "3.11",
    "--extra",
    "tests",
    "--extra",
    "bench",
    "--annotation-style",
    "line",
]
# Where packages come from is the business of the machine that installs them.
NO_ADDRESSES = ["--no-header", "--no-emit-index-url", "--no-emit-find-links"]


def uv(python: str) -> list[str]:
    """How to call uv: the one on PATH, or one put into .venv."""
    on_path = shutil.which("uv")
    if on_path:
        return [on_path]
    if importlib.util.find_spec("uv") is None:
        say("uv is not there; installing it into .venv ...")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
    return [python, "-m", "uv"]


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="tools/start.py lock", description=__doc__)
    made.add_argument("--upgrade", action="store_true", help="take the newest of everything")
    return made


def main(argv: list[str]) -> int:
    """python -m tools.lock [--upgrade]: pins that still fit stay, unless all are to be raised."""
    upgrade = ["--upgrade"] if parser().parse_args(argv).upgrade else []
    target = ROOT / "requirements.txt"
    draft = ROOT / ".requirements.draft.txt"
    try:
        python = str(environment.ensure("lab"))
        if target.exists():
            shutil.copyfile(target, draft)
        words = [*uv(python), "pip", "compile", "--quiet", *OPTIONS, *NO_ADDRESSES, *upgrade]
        subprocess.run(
            [*words, "pyproject.toml", "-o", draft.name],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        pins = HEADER + draft.read_text(encoding="utf-8")
        target.write_text(pins, encoding="utf-8", newline="\n")
    except (SetupError, subprocess.CalledProcessError) as error:
        print(f"requirements.txt stays as it was: {error}", file=sys.stderr)
        return 1
    finally:
        draft.unlink(missing_ok=True)
    say("requirements.txt is made; now run `make test`.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
