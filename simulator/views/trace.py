"""The log as a trace that Perfetto (and Chrome's tracing page) opens: one process per client."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.events import Event, EventLog
from simulator.views.lifetimes import Story, Token, read
from simulator.views.palette import SHAPES
from simulator.views.text import duration

TRACKS = {"access": 1, "refresh": 2, "requests": 3}
"""Thread numbers: what a client's tracks are called."""


def chrome_trace(log: EventLog | Iterable[Event]) -> dict[str, Any]:
    """The trace as a JSON object, times in microseconds.

    Lives of tokens overlap, so they are asynchronous events, a begin and an end by token id;
    requests, logins and renewals are instants.
    """
    story = read(log)
    pids = {client: i for i, client in enumerate(story.clients, start=1)}
    for token in story.tokens:
        pids.setdefault(token.client, len(pids) + 1)
    events = _instants(story, pids)
    for token in story.tokens:
        events += _life(token, pids[token.client], story.until)
    # Viewers pair begin and end in order of time; a life of no length begins before it ends.
    events.sort(key=lambda event: event["ts"])
    return {
        "displayTimeUnit": "ms",
        "otherData": {"scenario": story.name, "clients": len(story.clients)},
        "traceEvents": [*_names(pids), *events],
    }


def _names(pids: dict[str, int]) -> list[dict[str, Any]]:
    """What processes and tracks are called, in the order of the log."""
    named: list[dict[str, Any]] = []
    for client, pid in pids.items():
        here: dict[str, Any] = {"ph": "M", "pid": pid}
        named.append(here | {"name": "process_name", "args": {"name": client}})
        named.append(here | {"name": "process_sort_index", "args": {"sort_index": pid}})
        for track, tid in TRACKS.items():
            words = track if track == "requests" else f"{track} tokens"
            named.append(here | {"name": "thread_name", "tid": tid, "args": {"name": words}})
    return named


def _life(token: Token, pid: int, until: float) -> list[dict[str, Any]]:
    """Begin and end of a token's life, cut at the horizon."""
    where = {
        "name": f"{token.use} token",
        "cat": f"{token.use} token",
        "id": token.id,
        "pid": pid,
        "tid": TRACKS.get(token.use, 1),
    }
    end = max(token.start, min(token.end, until))
    said = {
        "token": token.id,
        "family": token.family,
        "lifetime": duration(token.lifetime),
        "expires": token.expires,
        "ended": token.why or ("expired" if token.expires <= until else "still valid"),
    }
    return [
        where | {"ph": "b", "ts": _micro(token.start), "args": said},
        where | {"ph": "e", "ts": _micro(end), "args": {}},
    ]


def _instants(story: Story, pids: dict[str, int]) -> list[dict[str, Any]]:
    """Everything that a timeline shows as a mark."""
    labels = {kind: shape.label for kind, shape in SHAPES.items()}
    return [
        {
            "name": labels.get(mark.kind, mark.kind),
            "cat": "request",
            "ph": "i",
            "s": "t",
            "ts": _micro(mark.t),
            "pid": pids[mark.client],
            "tid": TRACKS["requests"],
            "args": {"exchange": mark.exchange, "token": mark.token, "detail": mark.detail},
        }
        for mark in story.marks
        if mark.client in pids
    ]


def _micro(seconds: float) -> int:
    return round(seconds * 1_000_000)
