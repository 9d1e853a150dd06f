"""The sequence diagram as Mermaid text, for a notebook's Markdown or any page that reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from simulator.events import Event, EventLog
from simulator.views.exchanges import (
    Exchange,
    answer_words,
    excerpt,
    in_words,
    nothing,
    request_words,
    server_words,
    summary,
)
from simulator.views.picture import Diagram
from simulator.views.text import duration, person
from simulator.views.timescale import timescale

_ENTITIES = {"#": "#35;", ";": "#59;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "%": "#37;"}


def sequence_mermaid(
    log: EventLog | Iterable[Event],
    client: str | None = None,
    start: float = 0,
    until: float | None = None,
) -> Diagram:
    """One client's exchanges that begin in [start, until), at most twelve.

    ValueError: a client that the log does not know, or a span that ends before it starts.
    """
    shown = excerpt(log, client, start, until)
    who = person(shown.client) or "client"
    if not shown.exchanges:
        words = nothing(shown)
        lines = [
            "sequenceDiagram",
            f"    accTitle: {plain(words)}",
            f"    participant C as {label(who)}",
        ]
        return Diagram("\n".join(lines) + "\n", f"{words}.")
    alt = in_words(shown)
    lines = [
        "sequenceDiagram",
        f"    accTitle: {plain(summary(shown))}",
        f"    accDescr: {plain(alt)}",
        f"    participant C as {label(who)}",
        "    participant A as auth server",
        *(["    participant B as backend"] if shown.client != "backend" else []),
    ]
    across = "C,B" if shown.client != "backend" else "C,A"
    lines += [f"    {line}" for line in _messages(shown.exchanges, across)]
    if shown.note:
        lines.append(f"    Note over {across}: {label(shown.note)}")
    return Diagram("\n".join(lines) + "\n", alt)


def label(words: str) -> str:
    """Words that Mermaid takes as the text of an arrow, a note or a state, as they stand."""
    return "".join(_ENTITIES.get(c, c) for c in " ".join(words.split()))


def plain(words: str) -> str:
    """Words for accTitle and accDescr: one line, which ends at a ; or # and knows no entities.

    Two percent signs would begin a comment.
    """
    words = words.replace(";", ",").replace("#", "no. ")
    return " ".join(re.sub("%+", "%", words).split())


def _messages(exchanges: tuple[Exchange, ...], across: str) -> list[str]:
    """Arrows and gaps in order of time."""
    # Ties: a gap ends before the message that it ends with.
    moments: list[tuple[float, int, str, float]] = []
    for e in exchanges:
        to = "A" if e.server == "auth_server" else "B"
        asked = label(request_words(e))
        if e.answered is None:
            moments.append((e.sent, 1, f"C-x{to}: {asked}: no answer", 0.0))
            continue
        moments.append((e.sent, 1, f"C->>{to}: {asked}", 0.0))
        if e.reused:
            moments.append((e.answered, 1, f"Note right of A: {label(server_words(e))}", 0.0))
        arrow = "-->>" if e.received is not None else "--x"
        came = "<br/>".join(label(line) for line in answer_words(e))
        moments.append((e.answered, 1, f"{to}{arrow}C: {came}", 0.0))
    for gap in timescale(exchanges).breaks:
        moments.append((gap.end, 0, "", gap.end - gap.start))
    lines: list[str] = []
    quiet = 0.0
    for _, _, line, gap_length in sorted(moments, key=lambda moment: moment[:2]):
        quiet += gap_length
        if line:
            if quiet:
                lines.append(f"Note over {across}: {duration(quiet)} later")
                quiet = 0.0
            lines.append(line)
    return lines
