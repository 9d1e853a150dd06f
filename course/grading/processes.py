"""Writing to, listening to, ending and clearing up after a process."""

from __future__ import annotations

import contextlib
import os
import selectors
import shutil
import signal
import time
from pathlib import Path

from course.grading.sealing import MOST_TOLD


def write(pipe: int, text: bytes) -> None:
    """Write all of it."""
    while text:
        text = text[os.write(pipe, text) :]


def listen(pipe: int, seconds: float) -> tuple[bytes, bool]:
    """What comes from the pipe until it is closed; False if time or patience ran out first."""
    told = b""
    deadline = time.monotonic() + seconds
    with selectors.DefaultSelector() as waiting:
        waiting.register(pipe, selectors.EVENT_READ)
        while len(told) <= MOST_TOLD:
            left = deadline - time.monotonic()
            if left <= 0 or not waiting.select(left):
                return told, False
            more = os.read(pipe, 1 << 16)
            if not more:
                return told, True
            told += more
    return told, False


def end(pid: int, patience: float) -> int:
    """The exit status of a process, which is killed if it doesn't end within these seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            break
        time.sleep(0.002)
    else:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        status = 0
    with contextlib.suppress(OSError):  # whatever else is in its session's group
        os.killpg(pid, signal.SIGKILL)
    return status


def remove(folder: Path) -> None:
    """Delete a folder, also where somebody has taken our permission to read it."""
    for place, folders, _ in os.walk(folder):
        for name in folders:
            path = Path(place, name)
            if not path.is_symlink():
                path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)
