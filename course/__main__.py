"""The command line of the course: `python -m course COMMAND`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from course import doctor
from course.builder import command as build
from course.grading import command as grade

COMMANDS = (build, doctor, grade)  # each offers add_parser(), which sets `run`


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m course", description="Tools for those who learn, teach or write the course."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_parser(commands)
    args = parser.parse_args(argv)
    try:
        status: int = args.run(args)
    except KeyboardInterrupt:
        print("interrupted; nothing written", file=sys.stderr)
        return 130
    return status


if __name__ == "__main__":
    sys.exit(main())
