"""The timeline: lives of tokens as bars and what happened as marks, over time.

A few clients are shown in detail, some compactly, many as counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulator.events import Event, EventLog
from simulator.views import aggregate, alt, canvas, compact, detail
from simulator.views.lifetimes import named, read
from simulator.views.picture import Picture

DETAIL, COMPACT = 3, 40
"""Up to so many clients get a lane per token kind, up to so many a thin lane each."""


def timeline(
    log: EventLog | Iterable[Event],
    clients: str | Sequence[str] | None = None,
    title: str | None = None,
) -> Picture:
    """Draw the log's clients, or some of them, over the whole run.

    The title states what the log shows, unless one is given.
    ValueError: a client that the log does not know.
    """
    story = named(read(log), clients)
    with canvas.style():
        if not story.marks and not story.tokens:
            words = alt.nothing(story)
            return Picture(canvas.blank(title or words, words), f"{words}.", title or words)
        heading = title or alt.title(story)
        if len(story.clients) <= DETAIL:
            return Picture(detail.draw(story, heading), alt.detail(story), heading)
        if len(story.clients) <= COMPACT:
            return Picture(compact.draw(story, heading), alt.compact(story), heading)
        figure, peak = aggregate.draw(story, heading)
        return Picture(figure, alt.aggregate(story, peak), heading)
