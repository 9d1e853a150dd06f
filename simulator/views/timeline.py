"""The timeline: lives of tokens as bars and what happened as marks, over time.

A few clients are shown in detail, some compactly, many as counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from simulator.events import Event, EventLog
from simulator.views import alt, crowd
from simulator.views.lifetimes import Story, named, read
from simulator.views.picture import Picture, blank, drawn

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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
    if not story.marks and not story.tokens:
        words = alt.nothing(story)
        return blank(title or words, words, f"{words}.")
    heading = title or alt.title(story)
    if len(story.clients) <= DETAIL:
        return drawn(lambda: _in_detail(story, heading), alt.detail(story), heading)
    if len(story.clients) <= COMPACT:
        return drawn(lambda: _compactly(story, heading), alt.compact(story), heading)
    counts = crowd.count(story)
    text = alt.aggregate(story, crowd.peak(counts))
    return drawn(lambda: _as_counts(story, counts, heading), text, heading)


def _in_detail(story: Story, heading: str) -> Figure:
    from simulator.views import detail

    return detail.draw(story, heading)


def _compactly(story: Story, heading: str) -> Figure:
    from simulator.views import compact

    return compact.draw(story, heading)


def _as_counts(story: Story, counts: crowd.Counts, heading: str) -> Figure:
    from simulator.views import aggregate

    return aggregate.draw(story, counts, heading)
