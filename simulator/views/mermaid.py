"""The sequence diagram as Mermaid text, for a notebook's Markdown or any page that reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from simulator.events import Event, EventLog
from simulator.views.arrows import CLIENT, Arrow, arrows, lifelines
from simulator.views.exchanges import Exchange, excerpt, in_words, nothing, summary
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
    names = _names(shown.exchanges, who)
    first, *_, last = names
    across = f"{first},{last}"
    lines = [
        "sequenceDiagram",
        f"    accTitle: {plain(summary(shown))}",
        f"    accDescr: {plain(alt)}",
        *(f"    participant {short} as {label(name)}" for short, name in names.items()),
        *(f"    {line}" for line in _messages(shown.exchanges, across)),
    ]
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


def _shorts(exchanges: Sequence[Exchange]) -> dict[str, str]:
    """A short name for each lifeline: C for the client, A, B, and P1 … for who stands between."""
    fixed = {CLIENT: "C", "auth_server": "A", "backend": "B"}
    return {line: fixed.get(line, f"P{i}") for i, line in enumerate(lifelines(exchanges))}


def _names(exchanges: Sequence[Exchange], who: str) -> dict[str, str]:
    """What each lifeline is headed with, by short name, from left to right."""
    return {
        short: who if line == CLIENT else line.removeprefix("by ").replace("auth_s", "auth s")
        for line, short in _shorts(exchanges).items()
    }


def _messages(exchanges: Sequence[Exchange], across: str) -> list[str]:
    """Arrows and gaps in order of time."""
    shorts = _shorts(exchanges)
    # Ties: a gap ends before the message that it ends with.
    moments: list[tuple[float, int, list[str], float]] = [
        (arrow.sent, 1, _lines(arrow, shorts), 0.0) for arrow in arrows(exchanges)
    ]
    for gap in timescale(exchanges).breaks:
        moments.append((gap.end, 0, [], gap.end - gap.start))
    lines: list[str] = []
    quiet = 0.0
    for _, _, said, gap_length in sorted(moments, key=lambda moment: moment[:2]):
        quiet += gap_length
        if said and quiet:
            lines.append(f"Note over {across}: {duration(quiet)} later")
            quiet = 0.0
        lines += said
    return lines


def _lines(arrow: Arrow, shorts: Mapping[str, str]) -> list[str]:
    """A line for each label of an arrow, with what the server found out before it."""
    line = "-" if arrow.asked is None else "--"
    head = f"{shorts[arrow.start]}{line}{'x' if arrow.arrived is None else '>>'}{shorts[arrow.end]}"
    said = []
    for words in arrow.labels:
        if words.note:
            said.append(f"Note right of {shorts[arrow.start]}: {label(words.note)}")
        said.append(f"{head}: {'<br/>'.join(label(one) for one in words.counted)}")
    return said
