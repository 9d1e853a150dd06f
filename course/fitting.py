"""Cuts a scenario down until it is simulated and drawn in the blink of an eye."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.world.scenario import Scenario

LAZY = {"tokens": "lazy"}
FIRST_LOOK = 256
"""The first try takes up one part in so many of the scenario's time."""
FEWEST = 5
"""So many clients of a group are left at least."""


@dataclass(frozen=True)
class Fitted:
    """What to set so that a run is short, and a note that tells of it."""

    settings: Mapping[str, Any] = field(default_factory=lambda: dict(LAZY))
    note: str = ""


def fitted(
    source: str | Path,
    settings: Mapping[str, Any],
    ends: Sequence[Mapping[str, Any]],
    seed: int | None,
    most: int,
) -> Fitted:
    """The settings with which a run's log has about `most` rows, whichever of `ends` is tried.

    Fewer of many clients are taken, unless they queue for workers; and then less time.
    """
    from simulator.world.reading import ScenarioError, read

    def longest(extra: Mapping[str, Any]) -> tuple[Scenario, float]:
        """The scenario that fills its log soonest, and when that is full."""
        tried = [read(source, {**settings, **LAZY, **extra, **end}) for end in ends]
        return min(((each, full_at(each, seed, most)) for each in tried), key=lambda pair: pair[1])

    whole, full = longest({})
    if full >= whole.until:
        return Fitted()
    chosen = {**settings, **{name: value for end in ends for name, value in end.items()}}
    counts = fewer(whole, full / whole.until, chosen)
    if counts:
        try:
            sample, full = longest(counts)
        except ScenarioError:
            # Somebody in the scenario needs a client that is no longer there.
            counts, sample = {}, whole
    else:
        sample = whole
    until = sample.until if full >= sample.until else rounded(full)
    return Fitted({**LAZY, **counts, **({"until": until} if until < sample.until else {})},
                  note(whole, sample, until))  # fmt: skip


def full_at(scenario: Scenario, seed: int | None, most: int) -> float:
    """About when the log of a run holds so many rows, in seconds."""
    from simulator.world.run import run

    until = scenario.until / FIRST_LOOK
    while True:
        until = min(until, scenario.until)
        rows = len(run(scenario.model_copy(update={"until": round(until, 3)}), seed=seed).log)
        if rows >= most:
            return until * most / rows
        if until == scenario.until:
            return until
        until *= 4


def fewer(scenario: Scenario, share: float, settings: Mapping[str, Any]) -> dict[str, int]:
    """Smaller counts of clients, none where their number is what matters."""
    if scenario.auth_server.workers is not None:
        return {}
    found = {}
    for group in scenario.clients:
        name = f"clients.{group.name}.count"
        if group.count > FEWEST and name not in settings:
            found[name] = max(FEWEST, int(group.count * share))
    return found


def rounded(until: float) -> float:
    """A moment not after this one that is easier to say: two digits of it."""
    step = 10.0 ** (len(f"{until:.0f}") - 2)
    return max(float(int(until / step) * step), 1.0) if until >= 1 else round(until, 3)


def note(whole: Scenario, sample: Scenario, until: float) -> str:
    """What was cut."""
    from simulator.views.text import duration

    told = []
    before, after = (len(each.client_names) for each in (whole, sample))
    if after < before:
        told.append(f"{after:,} of {before:,} clients")
    if until < whole.until:
        told.append(f"the first {duration(until)} of {duration(whole.until)}")
    return f"To answer quickly: {', '.join(told)}." if told else ""
