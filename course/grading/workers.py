"""The grader's ends of the processes that judge: it starts them, asks, and ends them."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from course import sources
from course.grading.pieces import ANSWER, STOPPED, Piece, Verdict

ROOT = Path(__file__).resolve().parents[2]
START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from course.grading.host import main; main(sys.argv[2])"
)
STARTING = 120.0
"""Seconds that a host may take to import everything."""
LONGEST = 60.0
"""Seconds beyond --timeout after which a host that says nothing is given up."""


class HostFailed(Exception):  # noqa: N818
    """A host can't be started; the message says why."""


@dataclass(frozen=True)
class Setting:
    """What a host is told when it starts."""

    numbers: tuple[str, ...]
    modules: tuple[str, ...]
    seconds: float
    memory: int


class Worker:
    """One host, and the pipes to it; started anew where it was ended. Use as a `with`."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.fences: list[str] = []
        self.process: subprocess.Popen[bytes] | None = None
        self.folder: tempfile.TemporaryDirectory[str] | None = None
        self.over = False

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.over = True  # for a thread that still uses it
        self.stop()

    def start(self) -> None:
        """Start the host. Raises HostFailed."""
        if self.over:
            raise HostFailed("the grader is being ended")
        self.folder = tempfile.TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True)
        paths = search_path()
        told = json.dumps({**asdict(self.setting), "readable": readable(paths)})
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", START, json.dumps(paths), told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(self.folder.name),
            cwd=self.folder.name,
            start_new_session=True,
        )
        answer = self._answer(STARTING)
        if answer is None:
            errors = self.process.stderr.read() if self.process.stderr else b""
            self.stop()
            last = errors.decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise HostFailed(f"the process that grades doesn't start: {last or 'it says nothing'}")
        self.fences = answer["fences"]

    def judge(self, exercise: str, pieces: Sequence[Piece]) -> Verdict:
        """The verdict on an answer. Raises HostFailed where a new host can't be started."""
        if self.process is None:
            self.start()
        request = {"exercise": exercise, "pieces": [asdict(each) for each in pieces]}
        answer = None
        if self.process and self.process.stdin:
            try:
                self.process.stdin.write(json.dumps(request).encode() + b"\n")
                self.process.stdin.flush()
                answer = self._answer(2 * self.setting.seconds + LONGEST)
            except BrokenPipeError:
                answer = None
        if answer is None:
            self.stop()
            at = next(i for i, each in enumerate(pieces) if each.kind == ANSWER)
            return Verdict(STOPPED, "The grader's own process ended while this ran.", at)
        return Verdict(**answer)

    def stop(self) -> None:
        """End the host, and with it whatever it has begun."""
        process, self.process = self.process, None
        if process is not None:
            process.terminate()
            try:
                process.wait(timeout=2)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for pipe in (process.stdin, process.stdout, process.stderr):
                if pipe:
                    _close(pipe)
        folder, self.folder = self.folder, None
        if folder is not None:
            folder.cleanup()

    def _answer(self, seconds: float) -> Any:
        """The next line from the host, as JSON; None if it has ended or takes too long."""
        if self.process is None or self.process.stdout is None:
            return None
        pipe = self.process.stdout.fileno()
        told = b""
        deadline = time.monotonic() + seconds
        with selectors.DefaultSelector() as waiting:
            waiting.register(pipe, selectors.EVENT_READ)
            while not told.endswith(b"\n"):
                if not waiting.select(max(0.0, deadline - time.monotonic())):
                    return None
                more = os.read(pipe, 1 << 16)
                if not more:
                    return None
                told += more
        return json.loads(told)


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:  # there was something left to write, to nobody
        return


def search_path() -> list[str]:
    """Where the host looks for modules: where we do, except for the folder we were called from."""
    here = Path.cwd()
    paths = [Path(each).resolve() for each in sys.path if each]
    kept = [each for each in paths if each != here or each == ROOT]
    return list(dict.fromkeys(map(str, [*kept, ROOT])))


def readable(paths: Sequence[str]) -> list[str]:
    """What a learner's code may read where the system can keep it from the rest."""
    solutions = sources.solutions_folder()
    found = [ROOT / "course", ROOT / "simulator", *([solutions] if solutions else [])]
    found += [Path(each) for each in paths if Path(each) != ROOT]
    found += [Path(sys.prefix), Path(sys.base_prefix)]
    found += [Path("/", name) for name in ("usr", "lib", "lib64", "etc/localtime")]
    found += [Path("/dev", name) for name in ("urandom", "random", "zero")]
    return list(dict.fromkeys(map(str, found)))


def environment(folder: str) -> dict[str, str]:
    """What the host is told besides: nothing of the teacher's but where programs are."""
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "JWT_COURSE_PROGRESS": "off",
        "MPLBACKEND": "agg",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
