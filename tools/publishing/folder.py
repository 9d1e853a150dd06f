"""A folder that is there whole or not at all."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MARK = ".made-by-the-course"


class FolderError(Exception):
    """A folder that is not ours to replace; the message says what to do."""


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A new folder to write to, which takes the target's place when all went well.

    Raises FolderError if the target holds something that was not made here.
    """
    if not _is_ours(target):
        raise FolderError(f"{target} holds what this command has not made: choose another folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as place:
        draft = Path(place) / "new"
        draft.mkdir()
        (draft / MARK).touch()
        yield draft
        if target.exists():
            target.rename(Path(place) / "old")
        draft.rename(target)


def asked_for(argv: Sequence[str] | None, name: str, description: str | None) -> Path:
    """The folder that the command line of `python -m tools.publishing.NAME` asks for."""
    parser = argparse.ArgumentParser(
        prog=f"python -m tools.publishing.{name}", description=description
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=ROOT / "build" / name,
        metavar="DIR",
        help=f"where to (default: build/{name})",
    )
    output: Path = parser.parse_args(argv).output
    return output.resolve()


def _is_ours(target: Path) -> bool:
    if target.is_dir():
        return (target / MARK).exists() or not any(target.iterdir())
    return not target.exists()


def size(folder: Path) -> int:
    """Octets of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def copy(source: Path, target: Path) -> None:
    """Copy a file, making the folders that it needs."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
