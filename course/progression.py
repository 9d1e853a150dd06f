"""What a learner has done, kept on their own machine: one line of JSON for each thing done.

Lines are only ever added, each by one write, so that two notebooks at once lose nothing.
The environment variable JWT_COURSE_PROGRESS is "off", or names the file.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

from course.feedback import Feedback
from course.markup import span

VARIABLE = "JWT_COURSE_PROGRESS"
APPLICATION = "jwt-sessions-course"
FILE = "progress.jsonl"

Done = set[tuple[str, str]]  # (kind, id)

_told: set[Path] = set()
"""Files that couldn't be written, of which the learner has been told."""


def progress_file() -> Path | None:
    """Where progress is kept; None if it isn't."""
    wanted = os.environ.get(VARIABLE, "").strip()
    if wanted.lower() == "off":
        return None
    if wanted:
        return Path(wanted).expanduser()
    try:
        from platformdirs import user_data_path
    except ImportError:
        return None
    return user_data_path(APPLICATION, appauthor=False) / FILE


def done() -> Done:
    """What has been done so far. Lines that can't be read are passed over."""
    file = progress_file()
    try:
        lines = file.read_bytes().split(b"\n") if file else []
    except OSError:
        return set()
    found: Done = set()
    for line in lines:
        try:
            entry = json.loads(line)
            kind, name = entry["kind"], entry["id"]
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        if isinstance(kind, str) and isinstance(name, str):
            found.add((kind, name))
    return found


def record(kind: str, name: str) -> None:
    """Note that an "exercise" or "quiz" is done. Raises OSError if that can't be written."""
    file = progress_file()
    if file is None or (kind, name) in done():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    # The line break before it keeps it apart from a line that somebody left unfinished.
    line = b"\n" + json.dumps({"kind": kind, "id": name}).encode() + b"\n"
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    descriptor = os.open(file, flags, 0o600)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)


def noted(feedback: Feedback, kind: str, name: str) -> Feedback:
    """The feedback, once what it praises has been recorded; says once if that can't be done."""
    try:
        record(kind, name)
    except OSError:
        file = progress_file()
        if file is not None and file not in _told:
            _told.add(file)
            note = f"(Your progress can't be kept: {span(str(file))} can't be written.)"
            return replace(feedback, message=f"{feedback.message}\n\n{note}".strip())
    return feedback
