"""Making and reading logs of millions of rows, none of which is garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """While millions of rows pile up, none of them garbage, looking through them takes a
    third of a run, and half of the time to read its log."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Takes the rows for old ones, or all would be looked through the moment it is on again.
        gc.freeze()
        gc.unfreeze()
        if was_enabled:
            gc.enable()
