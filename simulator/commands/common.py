"""What the commands share: how options are read, where files may go, and the progress bar."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from simulator.files import FileError

OK, BREACH, FAULT, INTERRUPTED = 0, 1, 2, 130


def seed(text: str) -> int:
    """A seed from the command line."""
    return whole_number(0)(text)


def whole_number(least: int) -> Callable[[str], int]:
    """Reads a whole number that is no less than this."""

    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(
                f"found {text!r}, allowed is a whole number from {least}"
            )
        return int(text)

    return read


def setting(text: str) -> tuple[str, Any]:
    """FIELD=VALUE; the value is read as YAML reads it, so 60, true, null and texts work."""
    return field_and_value(text, "FIELD=VALUE", "{}")


def values(text: str) -> tuple[str, list[Any]]:
    """FIELD=VALUE,VALUE,…; each value is read as YAML reads it in a list."""
    field, found = field_and_value(text, "FIELD=VALUE,VALUE,…", "[{}]")
    return field, found


def field_and_value(text: str, allowed: str, form: str) -> tuple[str, Any]:
    """A field and what YAML makes of the rest, put into a form."""
    import yaml

    field, equals, value = text.partition("=")
    if not equals or not field:
        raise argparse.ArgumentTypeError(f"found {text!r}, allowed is {allowed}")
    try:
        return field, yaml.safe_load(form.format(value))
    except yaml.YAMLError:
        raise argparse.ArgumentTypeError(f"the value in {text!r} is not YAML") from None


def add_set(command: argparse.ArgumentParser) -> None:
    """The option --set."""
    command.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        type=setting,
        metavar="FIELD=VALUE",
        help="set any field of the scenario, such as policy.access_ttl=60 or clients.ada.count=20",
    )


def check_output(name: str, path: Path, suffixes: Sequence[str]) -> None:
    """Raise FileError if this can't be written, before any work is done."""
    if path.suffix.lower() not in suffixes:
        raise FileError(
            f"--{name} {path}: found the ending {path.suffix or '(none)'!r},"
            f" allowed is {' or '.join(suffixes)}"
        )
    if path.is_dir():
        raise FileError(f"--{name} {path}: is a folder, allowed is a file")
    if not path.parent.is_dir():
        raise FileError(f"--{name} {path}: there is no folder {path.parent}")
    if not os.access(path.parent, os.W_OK):
        raise FileError(f"--{name} {path}: the folder {path.parent} can't be written to")


class progress_bar:  # noqa: N801
    """While the work is long and somebody watches, says how far it is."""

    PATIENCE = 1.0
    """Seconds of work before a bar appears."""
    WIDTH = 40

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def __enter__(self) -> Callable[[float], None] | None:
        from time import monotonic

        began = monotonic()
        self.shown = False
        if not self.stream.isatty():
            return None

        def show(share: float) -> None:
            if monotonic() - began > self.PATIENCE:
                bar = "#" * round(self.WIDTH * share)
                self.stream.write(f"\r[{bar.ljust(self.WIDTH)}] {share:4.0%}")
                self.stream.flush()
                self.shown = True

        return show

    def __exit__(self, *_: object) -> None:
        if self.shown:
            self.stream.write("\r" + " " * (self.WIDTH + 8) + "\r")
            self.stream.flush()
