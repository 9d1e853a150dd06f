"""The sequence diagram: who sends what to whom, with time running down, true to the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from simulator.events import Event, EventLog
from simulator.views.exchanges import Excerpt, excerpt, in_words, nothing, summary
from simulator.views.picture import Picture, blank, drawn

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def sequence(
    log: EventLog | Iterable[Event],
    client: str | None = None,
    start: float = 0,
    until: float | None = None,
) -> Picture:
    """Draw one client's exchanges that begin in [start, until), at most twelve.

    The first client of the log is drawn, unless one is named; quiet gaps are cut short.
    ValueError: a client that the log does not know, or a span that ends before it starts.
    """
    shown = excerpt(log, client, start, until)
    if not shown.exchanges:
        words = nothing(shown)
        return blank(words, "no exchange to show", f"{words}.")
    title = summary(shown)
    return drawn(lambda: _draw(shown, title), in_words(shown), title)


def _draw(shown: Excerpt, title: str) -> Figure:
    from simulator.views import sequence_sheet

    return sequence_sheet.draw(shown, title)
