"""Fences that Linux offers any process: system calls that fail, files that can't be reached.

A process puts them up around itself, needs no rights for it, and can't take them down again.
Where the system has none (macOS, an old kernel, another processor), none stand.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

CALLS = "calls"
"""No other programs or processes, no signals to others, no network."""
FILES = "files"
"""No files but those of Python, of the course and its own."""

# Numbers of the system calls that start or steer processes, or reach the network: clone fork
# vfork clone3 execve execveat | kill tkill tgkill pidfd_send_signal rt_sigqueueinfo
# rt_tgsigqueueinfo ptrace process_vm_readv process_vm_writev | socket io_uring_setup unshare
# setns mount bpf perf_event_open userfaultfd keyctl add_key request_key
FORBIDDEN = {
    "x86_64": (
        *(56, 57, 58, 435, 59, 322),
        *(62, 200, 234, 424, 129, 297, 101, 310, 311),
        *(41, 425, 272, 308, 165, 321, 298, 323, 250, 248, 249),
    ),
    "aarch64": (  # has no fork and vfork of its own
        *(220, 435, 221, 281),
        *(129, 130, 131, 424, 138, 240, 117, 270, 271),
        *(198, 425, 97, 268, 40, 280, 241, 282, 219, 217, 218),
    ),
}
AUDIT_NAMES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
SECOND_SET = 0x40000000  # x86_64 knows each call under a second number, from here on

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
SECCOMP_MODE_FILTER = 2
LOAD, IF_EQUAL, IF_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
NUMBER, PROCESSOR = 0, 4  # where a filter finds them
ALLOW, FAIL = 0x7FFF0000, 0x00050000 | errno.EPERM

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # Landlock's calls, the same everywhere
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
OF_FILES = 1 | 1 << 1 | 1 << 2 | 1 << 14  # execute, write, read, truncate
KINDS_OF_ACCESS = {1: 13, 2: 14, 3: 15}  # Landlock's version, and how many kinds it knows
PATH_BENEATH = 1


def put_up(readable: Iterable[Path], own: Path) -> list[str]:
    """Fence this process in for good; returns which fences stand (CALLS, FILES).

    `readable` (folders and files) may be read from then on, `own` may be written to.
    """
    if sys.platform != "linux":
        return []
    libc: Any = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return []
    stand = []
    if _keep_from_files(libc, readable, own):
        stand.append(FILES)
    if _keep_from_calls(libc):
        stand.append(CALLS)
    return stand


def hide() -> None:
    """Keep other processes of the same user (not of root) from reading this one's memory."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def end_with_parent() -> None:
    """Let this process be killed when the one that made it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def call_filter(machine: str) -> bytes:
    """The program that the kernel asks about each call: forbidden ones fail with EPERM."""
    fail = (RETURN, 0, 0, FAIL)
    lines = [(LOAD, 0, 0, PROCESSOR), (IF_EQUAL, 1, 0, AUDIT_NAMES[machine]), fail]
    lines += [(LOAD, 0, 0, NUMBER), (IF_AT_LEAST, 0, 1, SECOND_SET), fail]
    for number in FORBIDDEN[machine]:
        lines += [(IF_EQUAL, 0, 1, number), fail]
    lines.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_void_p))


def _keep_from_calls(libc: Any) -> bool:
    machine = platform.machine()
    if machine not in FORBIDDEN or sys.maxsize < 1 << 32:
        return False
    lines = ctypes.create_string_buffer(code := call_filter(machine), len(code))
    program = _Program(len(code) // 8, ctypes.addressof(lines))
    return not libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)


def _keep_from_files(libc: Any, readable: Iterable[Path], own: Path) -> bool:
    version = libc.syscall(CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    every = (1 << KINDS_OF_ACCESS.get(version, KINDS_OF_ACCESS[3])) - 1
    handled = struct.pack("=Q", every)
    rules = libc.syscall(CREATE_RULESET, handled, len(handled), 0)
    if rules < 0:
        return False
    try:
        allowed = [(path, READ_FILE | READ_FOLDER) for path in readable]
        for path, access in [*allowed, (own, every), (Path(os.devnull), every)]:
            _allow(libc, rules, path, access)
        return not libc.syscall(RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def _allow(libc: Any, rules: int, path: Path, access: int) -> None:
    """Let a file, or what is below a folder, be used. What isn't there is passed over."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        kinds = access if path.is_dir() else access & OF_FILES
        libc.syscall(ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", kinds, place), 0)
    finally:
        os.close(place)
