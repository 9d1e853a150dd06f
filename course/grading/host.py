"""The process that forks another for each answer, watches over it, and tells what came of it.

Everything is imported here once. No learner's code runs in it, and its environment holds
nothing that isn't needed. It reads requests from standard input, one JSON text a line, and
answers on standard output; `course.grading.workers` is at the other end.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import secrets
import signal
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from course.exercise import TIME_LIMIT
from course.explain import message_of
from course.feedback import OUR_ERROR
from course.grading import fences, integrity, limits
from course.grading.inside import Judge, readable
from course.grading.pieces import COURSE, STOPPED, Piece, Verdict
from course.grading.processes import end, listen, remove, write
from course.grading.sealing import NOT_SET_UP, sealed, verdict_of
from course.markup import span
from course.registry import chapter, find_exercise

TOO_MUCH_MEMORY = "Stopped: it asked for more memory than it may have."
STARTING = 30.0
SLACK = 3.0
"""Seconds for starting and ending a process, on a busy machine."""


@dataclass(frozen=True)
class Rules:
    """What holds for every answer: seconds for a cell and for a check, MiB, what may be read."""

    seconds: float
    memory: int
    readable: tuple[Path, ...]


def main(text: str) -> None:
    """Answer requests until there are no more."""
    settings = json.loads(text)
    paths = tuple(map(Path, settings["readable"]))
    rules = Rules(settings["seconds"], settings["memory"], paths)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in settings["numbers"]:
        chapter(number)
    for name in settings["modules"]:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    host = Host(rules, integrity.snapshot())
    fences.hide()
    gc.collect()
    gc.freeze()
    tell({"fences": host.trial()})
    for line in sys.stdin.buffer:
        request = json.loads(line)
        pieces = [Piece(**each) for each in request["pieces"]]
        verdict = host.judge(request["exercise"], pieces)
        tell(asdict(verdict))


def tell(answer: dict[str, Any]) -> None:
    """One line to whoever asked."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


class Host:
    """Forks, watches, and cleans up."""

    def __init__(self, rules: Rules, watched: integrity.Snapshot) -> None:
        self.rules = rules
        self.watched = watched
        self.stand: list[str] = []

    def judge(self, name: str, pieces: list[Piece]) -> Verdict:
        """The verdict on an answer, from a process of its own."""
        for number, piece in enumerate(pieces):  # read once here, remembered for all that follow
            if piece.kind == COURSE:
                readable(piece, number)
        most = min(self.rules.seconds, find_exercise(name).seconds)
        seconds = most + min(self.rules.seconds, TIME_LIMIT) + SLACK
        key = secrets.token_bytes(32)

        def work(pipe: int) -> None:
            judge = Judge(self.watched, lambda i: write(pipe, b"at %d\n" % i), self.rules.seconds)
            try:
                verdict = judge.judge(name, pieces)
            except MemoryError:
                judge.namespace.clear()
                verdict = Verdict(STOPPED, TOO_MUCH_MEMORY)
            except Exception as error:
                verdict = Verdict(OUR_ERROR, f"The grader failed: {span(message_of(error))}")
            write(pipe, sealed(verdict, key))

        told, status = self.run(work, seconds)
        return verdict_of(told, status, key, seconds)

    def trial(self) -> list[str]:
        """Which fences stand around a learner's code here."""

        def work(pipe: int) -> None:
            write(pipe, json.dumps(self.stand).encode())

        told, _ = self.run(work, STARTING)
        if not told:
            sys.exit("a process with these limits can't be made here")
        found: list[str] = json.loads(told)
        return found

    def run(self, work: Any, seconds: float) -> tuple[bytes, int | None]:
        """What `work` wrote in a process of its own, and its exit status; None if it was ended."""
        folder = Path(tempfile.mkdtemp(prefix="answer-"))
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                self.fence_in(folder, writing, seconds)
            except BaseException:  # nothing of ours may go on in this process
                os._exit(NOT_SET_UP)
            try:
                work(writing)
            finally:
                os._exit(0)
        os.close(writing)
        in_time = False
        try:
            told, in_time = listen(reading, seconds)
        finally:
            status = end(pid, patience=1.0 if in_time else 0.0)
            os.close(reading)
            remove(folder)
        return told, status if in_time else None

    def fence_in(self, folder: Path, pipe: int, seconds: float) -> None:
        """Give up, in the new process, everything that an answer has no use for."""
        os.setsid()
        fences.end_with_parent()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in range(3):
            os.dup2(nothing, standard)
        os.closerange(3, pipe)
        os.closerange(pipe + 1, 4096)
        os.chdir(folder)
        for name in ("HOME", "TMPDIR", "MPLCONFIGDIR"):
            os.environ[name] = str(folder)
        tempfile.tempdir = str(folder)
        limits.limit(seconds, self.rules.memory)
        self.stand = fences.put_up(self.rules.readable, folder)
