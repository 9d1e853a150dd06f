"""Does a learner's code reach for the interpreter, for files or for the grader?"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable

REACHING = {
    # modules
    *("builtins", "ctypes", "gc", "importlib", "inspect", "multiprocessing", "os", "signal"),
    *("socket", "subprocess", "sys", "threading"),
    # inner parts of functions and of what runs
    *("_getframe", "f_back", "f_locals", "gi_frame", "tb_frame", "__builtins__", "__closure__"),
    *("__code__", "__globals__", "__subclasses__", "setprofile", "settrace"),
    # text that becomes code, files, the course's solutions
    *("eval", "exec", "open", "course_version", "run_check"),
}
"""Names that no answer of this course needs."""

WORD = re.compile(r"\w+")


def reaches_for(texts: Iterable[str]) -> list[str]:
    """Those of the names that stand in the code, comments and texts aside."""
    return sorted({name for text in texts for name in _names(text)} & REACHING)


def _names(text: str) -> set[str]:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return set(WORD.findall(text))
    return {token.string for token in tokens if token.type == tokenize.NAME}
