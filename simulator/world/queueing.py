"""What the log tells of a queue: who waited how long, how many were there, who was busy.

Only servers that have workers write the rows for it. Lengths of time and moments are seconds;
the sums that Little's law compares are whole milliseconds, so that it holds exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from simulator.actors.auth_server import NAME as AUTH_SERVER
from simulator.events import Event

MILLISECONDS = 1000

Lengths = list[tuple[float, int]]
"""Moments, in order, and how many were there from each of them on."""


class Stay(NamedTuple):
    """One request's way through a server; a moment is None if the log ends before it."""

    client: str
    exchange: int
    operation: str
    arrived: float
    started: float | None
    """When a worker took it up; None also if none ever did."""
    left: float | None
    """When it was answered, or thrown out by an outage. A worker is taken to be busy until then:
    where a policy delays the store, that is a little long."""

    @property
    def wait(self) -> float | None:
        """How long it waited for a worker, None if none took it up."""
        return None if self.started is None else apart(self.arrived, self.started)

    @property
    def queued_until(self) -> float | None:
        """When it ceased to wait, for whatever reason."""
        return self.left if self.started is None else self.started


def stays(events: Iterable[Event], server: str = AUTH_SERVER) -> list[Stay]:
    """Every request that arrived at a server, in order of arrival."""
    found: dict[tuple[str, int], Stay] = {}
    present: set[tuple[str, int]] = set()
    for event in events:
        if event.actor != server:
            continue
        key = (event.client, event.exchange)
        if event.kind == "arrive":
            found[key] = Stay(event.client, event.exchange, event.detail, event.t, None, None)
            present.add(key)
        elif event.kind == "start":
            found[key] = found[key]._replace(started=event.t)
        elif event.kind == "answer" and key in present:
            found[key] = found[key]._replace(left=event.t)
            present.discard(key)
        elif event.kind == "down":
            # Whoever was there is gone, answered or not.
            for gone in present:
                found[gone] = found[gone]._replace(left=event.t)
            present.clear()
    return list(found.values())


def waits(
    events: Iterable[Event], server: str = AUTH_SERVER, operation: str | None = None
) -> list[float]:
    """How long each request waited that a worker took up, in order of arrival."""
    return [
        stay.wait
        for stay in stays(events, server)
        if stay.wait is not None and operation in (None, stay.operation)
    ]


def queue_lengths(events: Iterable[Event], server: str = AUTH_SERVER) -> Lengths:
    """How many waited for a worker."""
    return counted((stay.arrived, stay.queued_until) for stay in stays(events, server))


def numbers_present(events: Iterable[Event], server: str = AUTH_SERVER) -> Lengths:
    """How many waited or were being served."""
    return counted((stay.arrived, stay.left) for stay in stays(events, server))


def busy_workers(events: Iterable[Event], server: str = AUTH_SERVER) -> Lengths:
    """How many workers had something to do."""
    return counted(
        (stay.started, stay.left) for stay in stays(events, server) if stay.started is not None
    )


def utilisation(
    events: Iterable[Event],
    workers: int,
    start: float = 0.0,
    until: float | None = None,
    server: str = AUTH_SERVER,
) -> float:
    """The share of its workers' time that a server made use of, from `start` to `until`.

    Without `until`, to the end of the log. Raises ValueError if no time lies between.
    """
    rows = list(events)
    over = rows[-1].t if until is None else until
    if over <= start:
        raise ValueError("utilisation needs a length of time above 0")
    return mean_length(busy_workers(rows, server), start, over) / workers


def counted(intervals: Iterable[tuple[float, float | None]]) -> Lengths:
    """How many of these intervals were under way; one whose end is None never ends."""
    changes: dict[float, int] = {}
    for begin, end in intervals:
        if begin == end:
            continue
        changes[begin] = changes.get(begin, 0) + 1
        if end is not None:
            changes[end] = changes.get(end, 0) - 1
    return list(running(changes))


def running(changes: dict[float, int]) -> Iterator[tuple[float, int]]:
    """The sums of changes, in order of time, where they differ from the one before."""
    number = 0
    for moment, change in sorted(changes.items()):
        if change:
            number += change
            yield moment, number


def area(lengths: Lengths, start: float, until: float) -> int:
    """The integral of a length over time, from `start` to `until`, in milliseconds."""
    total = 0
    for (begin, number), (end, _) in pairwise([*lengths, (until, 0)]):
        total += number * max(0, ticks(min(end, until)) - ticks(max(begin, start)))
    return total


def mean_length(lengths: Lengths, start: float, until: float) -> float:
    """The average of a length over time, from `start` to `until`."""
    return area(lengths, start, until) / (ticks(until) - ticks(start))


def ticks(moment: float) -> int:
    """A moment or a length of time in whole milliseconds."""
    return round(moment * MILLISECONDS)


def apart(earlier: float, later: float) -> float:
    """How far two moments are apart, exact to the millisecond."""
    return (ticks(later) - ticks(earlier)) / MILLISECONDS
