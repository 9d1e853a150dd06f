"""What a learner's code cannot do on Linux, where the fences stand."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import pytest

from course.feedback import NOT_YET
from course.grading.fences import (
    ALLOW,
    AUDIT_NAMES,
    CALLS,
    FILES,
    FORBIDDEN,
    IF_EQUAL,
    LOAD,
    PROCESSOR,
    RETURN,
    SECOND_SET,
    call_filter,
)
from course.grading.workers import Worker
from tests.grading.handins import ROLE, SOLUTIONS, graded, notebook

RIGHT = SOLUTIONS[ROLE]


def allowed(machine: str, number: int, processor: int) -> bool:
    """What the kernel would make of a call: the filter's program, line by line."""
    lines = list(struct.iter_unpack("=HBBI", call_filter(machine)))
    at, value = 0, 0
    while True:
        code, yes, no, operand = lines[at]
        at += 1
        if code == LOAD:
            value = processor if operand == PROCESSOR else number
        elif code == RETURN:
            return bool(operand == ALLOW)
        else:
            holds = value == operand if code == IF_EQUAL else value >= operand
            at += yes if holds else no


@pytest.mark.parametrize("machine", list(FORBIDDEN))
def test_the_filter_stops_the_forbidden_calls_and_no_other(machine: str) -> None:
    own = AUDIT_NAMES[machine]
    stopped = {number for number in range(600) if not allowed(machine, number, own)}
    assert stopped == set(FORBIDDEN[machine])
    assert len(stopped) == len(FORBIDDEN[machine])
    assert not allowed(machine, SECOND_SET, own)
    assert not allowed(machine, 0, own ^ 1)  # a call of another processor's kind


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="these fences are Linux's")


@LINUX
def test_all_fences_stand_here(tmp_path: Path, worker: Worker) -> None:
    graded(notebook(), tmp_path, worker)
    assert set(worker.fences) == {CALLS, FILES}


FENCED = {
    "fork": "os.fork()",
    "fork bomb": "[os.fork() for _ in range(1000)]",
    "program": "subprocess.run(['true'])",
    "shell": "assert os.system('true') == 0",
    "replaced by a program": "os.execv('/bin/sleep', ['sleep', '1000'])",
    "thread": "threading.Thread(target=print).start()",
    "kill the grader": "os.kill(os.getppid(), 9)",
    "kill everybody": "os.kill(-1, 9)",
    "network": "socket.create_connection(('127.0.0.1', 9))",
    "read a file of the teacher's": "open({secret!r}).read()",
    "list the teacher's folder": "os.listdir({folder!r})",
    "write beside it": "open({folder!r} + '/mine', 'w')",
    "delete it": "os.remove({secret!r})",
    "the grader's memory": "open(f'/proc/{{os.getppid()}}/mem', 'rb').read(1)",
    "the grader's environment": "open(f'/proc/{{os.getppid()}}/environ').read()",
    "write to the course": "open(course.__file__, 'a')",
    "a huge file": "open('huge', 'wb').write(bytes(17 << 20))",
    "a secret of the environment": "os.environ['GRADER_SECRET']",
    "input": "input()",
}


@LINUX
@pytest.mark.parametrize("case", FENCED)
def test_what_a_learners_code_cannot_do(case: str, tmp_path: Path, worker: Worker) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("swordfish")
    deed = FENCED[case].format(secret=str(secret), folder=str(tmp_path))
    row = graded(notebook({ROLE: f"{IMPORTS}\n{deed}\n{RIGHT}"}), tmp_path, worker)
    outcome = row.outcomes[0]
    assert outcome.state == NOT_YET, outcome
    assert any(name in outcome.message for name in ("Error", "can't start new thread")), outcome
    assert "swordfish" not in outcome.message
    assert secret.read_text() == "swordfish"
    assert not (tmp_path / "mine").exists()


IMPORTS = "import os, socket, subprocess, threading\nimport course"


def test_its_home_is_an_empty_folder_that_is_gone_afterwards(
    tmp_path: Path, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import os, pathlib\nfolder = pathlib.Path.cwd()\nassert folder == pathlib.Path.home()\n"
        "assert os.listdir(folder) == []\n(folder / 'deep').mkdir()\n"
        "(folder / 'deep' / 'file').write_text('x')\n(folder / 'deep').chmod(0)\n"
        "raise ValueError(folder)"
    )
    row = graded(notebook({ROLE: code}), tmp_path, worker)
    folder = row.outcomes[0].message.partition("ValueError: ")[2].partition("`")[0]
    assert folder.startswith("/")
    assert not Path(folder).exists()
