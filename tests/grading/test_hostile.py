"""Code that doesn't end, that ends too much, or that would rather be the grader itself.

Each case stands in the cell of one exercise, beside a good answer to another.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from course.feedback import CORRECT, NOT_YET, TODO
from course.grading.pieces import MISSING, STOPPED, TAMPERED
from course.grading.results import RAISED
from course.grading.workers import Worker
from tests.grading.handins import (
    CLIENT,
    COUNT,
    PREDICT,
    ROLE,
    SOLUTIONS,
    graded,
    notebook,
    states,
)

RIGHT = SOLUTIONS[ROLE]
WRONG = "def may(claims, role):\n    return True\n"


def with_role(code: str) -> dict[str, str]:
    """The code as the cell of one exercise, and a good answer to a later one."""
    return {ROLE: code, COUNT: SOLUTIONS[COUNT]}


CASES = {
    "endless loop in the cell": ("while True: pass", STOPPED, "Stopped after 2 s"),
    "endless loop in the function": (
        "def may(claims, role):\n    while True:\n        try:\n            pass\n"
        "        except BaseException:\n            pass",
        STOPPED,
        "Stopped after 2 s",
    ),
    "endless loop that no signal reaches": (
        "import signal, itertools\nsignal.setitimer(signal.ITIMER_REAL, 0)\n"
        "sum(itertools.repeat(0))",
        STOPPED,
        "is there a loop that never ends",
    ),
    "memory in the cell": ("all = [bytearray(1 << 20) for _ in range(1 << 20)]", STOPPED, "Memory"),
    "memory in the function": (
        "def may(claims, role):\n    return bytearray(1 << 40)",
        STOPPED,
        "MemoryError",
    ),
    "ends the process in the cell": ("import os\nos._exit(0)", STOPPED, "ended the process"),
    "ends the process in the function": (
        "import os\ndef may(claims, role):\n    os._exit(0)",
        STOPPED,
        "ended the process",
    ),
    "exit": ("import sys\nsys.exit('bye')", STOPPED, "SystemExit"),
    "exit in the function": ("def may(claims, role):\n    exit()", STOPPED, "exit"),
    "interrupts itself": ("raise KeyboardInterrupt", STOPPED, "KeyboardInterrupt"),
    "crashes Python": ("import ctypes\nctypes.string_at(0)", STOPPED, "SIGSEGV"),
    "syntax error": ("def may(claims, role)\n    return True", NOT_YET, "SyntaxError"),
    "a text that Python can't nest": ("(" * 10_000, NOT_YET, "raised"),
    "raises": ("1 / 0", NOT_YET, "ZeroDivisionError"),
    "lacks the name": ("def might(claims, role):\n    return True", NOT_YET, "looks for `may`"),
    "a check of its own": (
        f"{WRONG}def check(*_):\n    return 'correct'\nuse = check",
        NOT_YET,
        "",
    ),
    "another run_check": (
        f"{WRONG}import course.checking as c\nc.run_check = lambda *_: 'correct'",
        TAMPERED,
        "course.checking.run_check",
    ),
    "another code in our function": (
        f"{WRONG}from course import checking\n"
        "checking.run_check.__code__ = (lambda exercise, answers: True).__code__",
        TAMPERED,
        "course.checking.run_check",
    ),
    "another check in the registry": (
        f"{WRONG}from course.registry import find_exercise\n"
        f"object.__setattr__(find_exercise('{ROLE}'), 'check', lambda *_: 'fine')",
        TAMPERED,
        "06.role_check.check",
    ),
    "nothing counts as wrong": (
        f"{WRONG}import course.checks\ncourse.checks.expect_equal = lambda *_, **__: None",
        TAMPERED,
        "course.checks.expect_equal",
    ),
    "another Python": (
        f"{WRONG}import builtins\nbuiltins.isinstance = lambda *_: True",
        TAMPERED,
        "builtins.isinstance",
    ),
    "changed while the check runs": (
        "def may(claims, role):\n    import course.checks\n"
        "    course.checks.same = lambda *_: True\n    return True",
        TAMPERED,
        "course.checks.same",
    ),
    "results on every file": (
        f"{WRONG}import os\nfor file in range(64):\n    try:\n"
        f'        os.write(file, b\'{{"exercise": "{ROLE}", "state": "correct"}}\\n\')\n'
        "    except OSError:\n        pass",
        TAMPERED,
        "channel",
    ),
    "results in the grader's form": (
        f"{WRONG}import os\nfor file in range(3, 64):\n    try:\n"
        "        os.write(file, b'is ' + b'0' * 64 + b' [\"correct\", \"\", 0]\\n')\n"
        "    except OSError:\n        pass",
        TAMPERED,
        "of its own making",
    ),
    "results on standard output": (f"{WRONG}print('correct')\nprint('is correct')", NOT_YET, ""),
    "without end into every file": (
        f"{WRONG}import os\nwhile True:\n    for file in range(3, 64):\n        try:\n"
        "            os.write(file, b'at 1\\n' * 10_000)\n        except OSError:\n"
        "            pass",
        TAMPERED,
        "channel",
    ),
    "closes all files": ("import os\nos.closerange(0, 4096)", STOPPED, "closed its files"),
    "closes all files and goes on": (
        "import os\nos.closerange(0, 4096)\nimport itertools\nsum(itertools.repeat(0))",
        STOPPED,
        "closed its files",
    ),
    "equal to everything": (
        "class Yes:\n    def __eq__(self, other):\n        return True\n"
        "    def __bool__(self):\n        return True\n\ndef may(claims, role):\n    return Yes()",
        NOT_YET,
        "",
    ),
    "empty": ("", MISSING, ""),
    "a comment only": ("# later", MISSING, ""),
    "the stub": ("def may(claims, role):\n    ...  # your turn", TODO, ""),
}


@pytest.mark.parametrize("case", CASES)
def test_costs_its_own_exercise_and_no_other(case: str, tmp_path: Path, worker: Worker) -> None:
    code, state, says = CASES[case]
    row = graded(notebook(with_role(code)), tmp_path, worker)
    assert states(row) == {ROLE: state, PREDICT: TODO, CLIENT: TODO, COUNT: CORRECT}
    assert says in row.outcomes[0].message
    assert row.score == 1
    remarked = row.outcomes[0].raised in RAISED or state in (MISSING, STOPPED, TAMPERED)
    assert row.outcomes[0].remark == "" or remarked
    assert (f"{ROLE}: " in row.remark) == remarked
    assert REMARKED.get(case, "") in row.remark


REMARKED = {
    "endless loop in the cell": "stopped, since it took too long",
    "endless loop in the function": "stopped, since it took too long",
    "endless loop that no signal reaches": "stopped (Stopped after",
    "memory in the cell": "stopped, since it asked for too much memory",
    "memory in the function": "asked for too much memory",
    "ends the process in the cell": "stopped (The code ended the process",
    "exit": "would have ended the notebook",
    "syntax error": "its cell isn't Python",
    "another run_check": "not counted (The code changed",
    "empty": "its cell is missing or empty",
}


def test_code_that_reaches_for_the_interpreter_is_pointed_out(
    tmp_path: Path, worker: Worker
) -> None:
    row = graded(notebook({ROLE: f"import gc\n{RIGHT}"}), tmp_path, worker)
    assert states(row)[ROLE] == CORRECT
    assert row.remark == "have a look: the code uses gc"


def test_a_host_that_is_killed_costs_one_answer(tmp_path: Path, worker: Worker) -> None:
    graded(notebook(), tmp_path, worker)
    assert worker.process
    os.kill(worker.process.pid, 9)
    time.sleep(0.1)
    row = graded(notebook({ROLE: RIGHT, COUNT: SOLUTIONS[COUNT]}), tmp_path, worker)
    assert states(row)[ROLE] == STOPPED
    assert states(row)[COUNT] == CORRECT
