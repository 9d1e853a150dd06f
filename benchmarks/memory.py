"""The most memory that processes have held so far."""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def most_kilobytes() -> float:
    """Of this process alone, in KB.

    On Linux `getrusage` tells of the process that started this one too, if that was larger.
    """
    if STATUS.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text(encoding="utf-8"))
        if found:
            return float(found[1])
    return kilobytes(resource.RUSAGE_SELF)


def most_kilobytes_of_children() -> float:
    """Of the largest process that this one started and that has ended, in KB."""
    return kilobytes(resource.RUSAGE_CHILDREN)


def kilobytes(who: int) -> float:
    """What `getrusage` tells: macOS counts bytes, others KB."""
    most = resource.getrusage(who).ru_maxrss
    return most / 1024 if sys.platform == "darwin" else float(most)
