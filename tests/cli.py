"""Calling the command line as a person would."""

from __future__ import annotations

import sys
from typing import Any

from simulator.__main__ import main

COMMAND = [sys.executable, "-m", "simulator"]
FAULT = 2


def call(capsys: Any, *arguments: str) -> tuple[int, str, str]:
    """(exit status, standard output, standard error) of a command."""
    try:
        status = main(arguments)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    output, errors = capsys.readouterr()
    return status, output, errors
