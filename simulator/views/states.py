"""A state table as a Mermaid state diagram: drawn from the table that the code walks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any

from simulator.views.mermaid import label, plain
from simulator.views.picture import Diagram
from simulator.views.text import listing

Table = Mapping[Any, Mapping[Any, Any]]
"""{state: {event: next state}}, of strings or enums."""

# Words that Mermaid would not take for the name of a state.
_KEYWORDS = frozenset(
    {"end", "state", "note", "direction", "class", "classdef", "default", "style"}
)


def state_diagram(table: Table, title: str) -> Diagram:
    """The diagram of {state: {event: next state}}; the first state is where it starts.

    States and events are strings or enums. A state without a way out is an end.
    """
    states = dict.fromkeys(_word(s) for here, ways in table.items() for s in (here, *ways.values()))
    names = _names(list(states))
    lines = [
        "stateDiagram-v2",
        f"    accTitle: {plain(title)}",
        f"    accDescr: {plain(_told(table))}",
    ]
    lines += [f'    state "{label(s)}" as {name}' for s, name in names.items() if s != name]
    if table:
        lines.append(f"    [*] --> {names[_word(next(iter(table)))]}")
    for state in states:
        ways = _ways(table, state)
        if not ways:
            lines.append(f"    {names[state]} --> [*]")
        for following, events in ways.items():
            words = label(" / ".join(events)).replace(":", "#colon;")
            lines.append(f"    {names[state]} --> {names[following]}: {words}")
    return Diagram("\n".join(lines) + "\n", f"State diagram: {title}. {_told(table)}")


def _ways(table: Table, state: str) -> dict[str, list[str]]:
    """Where one can go from a state, and by which events; several events share one arrow."""
    ways: dict[str, list[str]] = {}
    for here, row in table.items():
        if _word(here) == state:
            for event, following in row.items():
                ways.setdefault(_word(following), []).append(_word(event))
    return ways


def _told(table: Table) -> str:
    """The table in sentences."""
    if not table:
        return "It has no states."
    told = [f"It starts in {_word(next(iter(table)))}."]
    for state in map(_word, table):
        ways = [
            f"{' or '.join(events)} {'leads to' if following != state else 'stays in'} {following}"
            for following, events in _ways(table, state).items()
        ]
        told.append(f"From {state}: {listing(ways)}." if ways else f"{state} is an end.")
    return " ".join(told)


def _word(value: object) -> str:
    """A state or event as the reader sees it."""
    text = str(value.value) if isinstance(value, Enum) else str(value)
    return text.replace("_", " ")


def _names(states: list[str]) -> dict[str, str]:
    """A name for each state that Mermaid takes, unlike the others."""
    names: dict[str, str] = {}
    for state in states:
        name = re.sub(r"\W+", "_", state, flags=re.ASCII).strip("_") or "state"
        if name.lower() in _KEYWORDS or name[0].isdigit():
            name = f"state_{name}"
        while name in names.values():
            name += "_"
        names[state] = name
    return names
