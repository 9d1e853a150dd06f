"""Making and reading logs of millions of rows, none of which is garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 5_000_000
"""After so many new objects it is time to look for those that nobody needs any longer: it takes
a third of a second for a run of a quarter of a million rows."""
unsearched = 0
"""Objects that were made with the collector off since it last went through all."""


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """While millions of rows pile up, none of them garbage, looking through them takes a
    third of a run, and half of the time to read its log.

    The actors of a run refer to each other, so that only the collector finds those that are done
    with, and it looks through old objects rarely. So what earlier runs left behind is looked for
    here now and then, before more is piled up.
    """
    global unsearched
    was_enabled = gc.isenabled()
    if was_enabled and unsearched >= MANY:
        unsearched = 0
        gc.collect()
    gc.disable()
    try:
        yield
    finally:
        unsearched += gc.get_count()[0]
        # Takes the rows for old ones, or all would be looked through the moment it is on again.
        gc.freeze()
        gc.unfreeze()
        if was_enabled:
            gc.enable()
