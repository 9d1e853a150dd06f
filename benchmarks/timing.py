"""How pieces of work are timed beside each other."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from time import process_time

Work = Callable[[], object]


def interleaved(works: Mapping[str, Work], repetitions: int) -> dict[str, list[float]]:
    """Processor seconds of each piece of work, done in turn so that all share the weather."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repetitions):
        for name, work in works.items():
            gc.collect()
            began = process_time()
            result = work()
            seconds[name].append(process_time() - began)
            del result
    return seconds
