"""Everything that must hold before a change is handed in: lint, check and pytest, in this order.

`make test` calls this, and so can whoever has no make: python tools/start.py test
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys

from tools import environment
from tools.environment import ROOT, say

# Modules of the course's own environment, each with its arguments.
PARTS: dict[str, list[list[str]]] = {
    "lint": [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]],
    "check": [["course", "build", "--check"]],
    "pytest": [["pytest", "-n", "2", "--dist", "loadfile"]],
}
# What the tests read from files and from each other's output is UTF-8, also on Windows.
UTF8 = {"PYTHONUTF8": "1"}


def run(python: str, parts: list[str]) -> int:
    """Run the parts until one fails. Returns the exit status of the last command."""
    for part in parts:
        for words in PARTS[part]:
            say(f"python -m {shlex.join(words)}")
            command = [python, "-m", *words]
            status = subprocess.run(
                command, cwd=ROOT, env={**os.environ, **UTF8}, check=False
            ).returncode
            if status:
                print(f"{part} failed: python -m {shlex.join(words)}", file=sys.stderr)
                return status
    return 0


def main(argv: list[str]) -> int:
    """python -m tools.testing [lint] [check] [pytest]: all of it if none is named."""
    parser = argparse.ArgumentParser(prog="tools/start.py test", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help="lint, check or pytest (default: all three)"
    )
    parts = parser.parse_args(argv).parts
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        parser.error(f"no part {unknown[0]!r}: the parts are {', '.join(PARTS)}")
    return environment.status_of(
        lambda: run(str(environment.ensure("tests")), parts or list(PARTS))
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
