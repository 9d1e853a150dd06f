"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileError(Exception):
    """A file that can't be written; the message says which and why."""


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to: it takes its place when all is written, else it is gone.

    Raises FileError if there can be no such file.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise FileError(f"{path}: can't be written: {error.strerror}") from None
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        beside.chmod(0o666 & ~current_umask())
        beside.replace(path)
    except OSError as error:
        raise FileError(f"{path}: can't be written: {error.strerror}") from None
    finally:
        beside.unlink(missing_ok=True)


def current_umask() -> int:
    """The permissions that new files don't get; files made by mkstemp have fewer still."""
    umask = os.umask(0o077)
    os.umask(umask)
    return umask
