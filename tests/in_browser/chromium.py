"""Where a Chromium is, and how it is started."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
INSTALL = (
    "No Chromium was found, and the browser tests need one. Install it, e.g.\n"
    "    apt-get install chromium      (Debian, Ubuntu)\n"
    "    brew install --cask chromium  (macOS)\n"
    "or name one that you have:  CHROMIUM=/path/to/chrome make test-browser"
)


class NoBrowserError(Exception):
    """There is no Chromium; the message says how to get one."""


def executable(environ: Mapping[str, str] | None = None) -> str:
    """The path of a Chromium: the one that CHROMIUM names, or the first that is installed.

    Raises NoBrowserError.
    """
    environ = os.environ if environ is None else environ
    path = environ.get("PATH", "")
    named = environ.get("CHROMIUM", "")
    if named:
        found = shutil.which(named, path=path)
        if found is None:
            raise NoBrowserError(f"CHROMIUM={named}: there is no such program.\n{INSTALL}")
        return found
    for name in NAMES:
        found = shutil.which(name, path=path)
        if found is not None:
            return found
    raise NoBrowserError(INSTALL)
