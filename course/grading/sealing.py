"""How a verdict travels out of the process that ran a learner's code, and what else comes out."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import signal

from course.feedback import OUR_ERROR
from course.grading.pieces import STOPPED, TAMPERED, Verdict

MOST_TOLD = 1 << 18
"""Bytes that a process may write."""
LONGEST_MESSAGE, LONGEST_NAME = 4000, 80
NOT_ITS_OWN = "The code wrote into the grader's channel."
NOT_SET_UP = 70
"""Exit status of a process that couldn't be fenced in."""


def sealed(verdict: Verdict, key: bytes) -> bytes:
    """The verdict as a line that only who has the key can write."""
    short = verdict.message[:LONGEST_MESSAGE]
    content = [verdict.state, short, verdict.piece, verdict.raised[:LONGEST_NAME]]
    text = json.dumps(content).encode()
    return b"is " + hmac.new(key, text, hashlib.sha256).hexdigest().encode() + b" " + text + b"\n"


def verdict_of(told: bytes, status: int | None, key: bytes, seconds: float) -> Verdict:
    """What is to be made of what a process wrote and how it ended."""
    piece = -1
    if len(told) > MOST_TOLD:
        return Verdict(TAMPERED, NOT_ITS_OWN, piece)
    for line in told.split(b"\n"):
        word, _, rest = line.partition(b" ")
        if word == b"at" and rest.isdigit() and len(rest) < 6:
            piece = int(rest)
        elif word == b"is":
            seal, _, text = rest.partition(b" ")
            if hmac.compare_digest(hmac.new(key, text, hashlib.sha256).hexdigest().encode(), seal):
                return Verdict(*json.loads(text))
            return Verdict(TAMPERED, "The code wrote a result of its own making.", piece)
        elif line:
            return Verdict(TAMPERED, NOT_ITS_OWN, piece)
    if not told and status is not None and os.waitstatus_to_exitcode(status) == NOT_SET_UP:
        return Verdict(OUR_ERROR, "The process for this answer couldn't be set up.")
    return Verdict(STOPPED, ending(status, seconds), piece)


def ending(status: int | None, seconds: float) -> str:
    """Why there is no result."""
    if status is None:
        return f"Stopped after {seconds:g} s: is there a loop that never ends?"
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU:
            return "Stopped: it computed for too long. Is there a loop that never ends?"
        return f"The process was ended by {signal.Signals(number).name}."
    return "The code ended the process, or closed its files, before there was a result."
