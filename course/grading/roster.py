"""Whose notebooks lie in a folder of hand-ins, however the learning platform named them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

NOTEBOOK = ".ipynb"
NOT_THEIRS = ("__MACOSX", "__pycache__")  # and what begins with a dot
MOODLE = re.compile(r"_\d+_assignsubmission_[a-z]+_?$")  # "Ada Lovelace_123_assignsubmission_file_"
CANVAS = re.compile(r"(_LATE)?_\d+_\d+$")  # "lovelaceada_LATE_123_456_" before the file's name
COPY = re.compile(r"(\s*\(\d+\)|-\d+| - Copy|-Copy\d+)$", re.IGNORECASE)  # "notebook (1)"
SHORT = re.compile(r"(?P<name>.*?)[ _-](?P<number>\d\d)")


@dataclass(frozen=True)
class HandIn:
    """A file that somebody handed in; `number` is that of the notebook by the file's name, or "".

    Where there is none, `path` is the folder and `fault` says what is wrong.
    """

    name: str
    path: Path
    number: str = ""
    fault: str = ""


def hand_ins(folder: Path, slugs: Iterable[str]) -> list[HandIn]:
    """What was handed in, by learners' names. Raises OSError if the folder can't be read.

    A file NAME_06_access_token.ipynb or NAME.ipynb in the folder is NAME's; what lies in a folder
    of it, however deep, is that folder's name's.
    """
    known = {slug[:2]: slug for slug in slugs}
    found: list[HandIn] = []
    for entry in sorted(os.scandir(folder), key=lambda each: each.name):
        path = Path(entry.path)
        if _passed_over(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            found += _of_folder(path, known)
        elif path.suffix.lower() == NOTEBOOK:
            name, number = name_and_number(path.stem, known)
            found.append(HandIn(name, path, number))
        elif entry.is_symlink() and (entry.is_dir() or not path.suffix):
            found.append(HandIn(person(entry.name), path, fault="a link; links aren't followed"))
    return sorted(found, key=lambda each: (each.name.casefold(), each.number, str(each.path)))


def passed_over(folder: Path) -> list[str]:
    """Names of files in the folder that are nobody's notebooks."""
    return sorted(
        entry.name
        for entry in os.scandir(folder)
        if not _passed_over(entry.name)
        and entry.is_file(follow_symlinks=False)
        and Path(entry.name).suffix.lower() != NOTEBOOK
    )


def name_and_number(stem: str, known: dict[str, str]) -> tuple[str, str]:
    """Whose a file is, and which notebook, by its name: "ada_06_access_token" → ada, 06."""
    stem = COPY.sub("", stem)
    for number, slug in known.items():
        if stem.lower().endswith(slug):
            return person(stem[: -len(slug)].rstrip(" _-")) or stem, number
    short = SHORT.fullmatch(stem)
    if short and short["number"] in known:
        return person(short["name"]), short["number"]
    return person(stem), ""


def person(name: str) -> str:
    """The name without what learning platforms add to it."""
    return CANVAS.sub("", MOODLE.sub("", name)).strip() or name


def _of_folder(folder: Path, known: dict[str, str]) -> list[HandIn]:
    """The notebooks of the person whose folder this is."""
    name = person(folder.name)
    faults: list[str] = []
    others: list[str] = []
    paths: list[Path] = []
    for path in _files(folder, faults):
        if path.suffix.lower() == NOTEBOOK:
            paths.append(path)
        else:
            others.append(path.name)
    found = [HandIn(name, path, name_and_number(path.stem, known)[1]) for path in sorted(paths)]
    if faults:
        found.append(HandIn(name, folder, fault=faults[0]))
    elif not found:
        listed = f"; found: {', '.join(sorted(others)[:3])}" if others else ""
        found.append(HandIn(name, folder, fault=f"no notebook in this folder{listed}"))
    return found


def _files(folder: Path, faults: list[str]) -> Iterator[Path]:
    """All files below a folder; what can't be read is told in `faults`."""

    def fault(error: OSError) -> None:
        faults.append(f"the folder {Path(error.filename).name} can't be read: {error.strerror}")

    for place, folders, names in os.walk(folder, onerror=fault):
        folders[:] = [each for each in folders if not _passed_over(each)]
        for each in [*names, *folders]:
            path = Path(place, each)
            if path.is_symlink() and path.suffix.lower() != NOTEBOOK:
                faults.append(f"{each} is a link; links aren't followed")
            elif each in names and not _passed_over(each):
                yield path


def _passed_over(name: str) -> bool:
    return name.startswith(".") or name in NOT_THEIRS
