"""What a process that runs a learner's code may use up."""

from __future__ import annotations

import math
import resource
from pathlib import Path

MIB = 1 << 20
FILE_SIZE = 16 * MIB
"""Bytes of one file that is written."""
OPEN_FILES = 128


def limit(seconds: float, memory: int) -> None:
    """Limit this process for good: `seconds` of computing, `memory` MiB more than it has now."""
    computing = math.ceil(seconds) + 1
    wanted = {
        resource.RLIMIT_CPU: computing,
        resource.RLIMIT_AS: address_space() + memory * MIB,
        resource.RLIMIT_FSIZE: FILE_SIZE,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_NPROC: 0,  # not one process more; root is exempt
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # macOS keeps no limit of the address space
            continue


def address_space() -> int:
    """Bytes of address space that this process has by now; 1 GiB where that isn't told."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0])
    except (OSError, ValueError):
        return 1024 * MIB
    return pages * resource.getpagesize()
