"""Making room between runs."""

from __future__ import annotations

import gc

from simulator.world.run import Run

ROWS = 500_000
"""After so many rows, actors that are done with are looked for."""


class Clearing:
    """Frees what runs leave behind. Without it a few hundred of them fill the memory.

    The actors of a run refer to each other, so Python doesn't see by itself that nobody needs them
    any longer; and it looks for such things rarely where millions of rows lie about
    (simulator/memory.py). So the log is emptied at once, and the rest is looked for now and then,
    when that has become quick.
    """

    def __init__(self) -> None:
        self._rows = 0

    def over(self, run: Run) -> None:
        """A run has been measured: its log is emptied, whoever still holds it."""
        self._rows += len(run.log)
        run.log.rows.clear()
        if self._rows >= ROWS:
            self._rows = 0
            gc.collect()


clearing = Clearing()
"""The one of this process."""
