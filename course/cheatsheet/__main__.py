"""`python -m course.cheatsheet`: makes the cheat sheet, or says whether it is up to date."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from simulator.files import FileError

DOCS = Path(__file__).resolve().parents[2] / "docs"
DESCRIPTION = """\
Make cheatsheet.pdf (two pages, A4), a picture of each page and CHEATSHEET.md, from what stands in
course/cheatsheet.
Exit status: 0 done; 1 out of date (--check), or a file can't be written; 2 a mistake on the
command line."""


def main(argv: Sequence[str] | None = None) -> int:
    """Make or check; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m course.cheatsheet",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--out", type=Path, default=DOCS, metavar="DIR",
                        help="the folder to write to (default: docs/ of the course)")  # fmt: skip
    parser.add_argument("--check", action="store_true", help="write nothing; fail if out of date")
    args = parser.parse_args(argv)
    folder: Path = args.out
    if not folder.is_dir():
        print(f"cheatsheet: {folder} is no folder", file=sys.stderr)
        return 2
    try:
        from course.cheatsheet import making
    except ModuleNotFoundError as error:
        print(f"cheatsheet: {error.name} is missing; pip install -e .", file=sys.stderr)
        return 2
    if args.check:
        names = making.stale(folder)
        for name in names:
            print(f"{folder / name}: out of date; run `make cheatsheet`", file=sys.stderr)
        return int(bool(names))
    try:
        written = making.write(folder)
    except FileError as error:
        print(f"cheatsheet: {error}", file=sys.stderr)
        return 1
    for path in written:
        print(f"{path} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
