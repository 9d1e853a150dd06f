"""The numpy twin: the same world for millions of clients, as far as it covers a scenario.

    twin("streaming_day", settings={"clients.viewer.count": 1_000_000}, jobs=2)

It counts what a run's summary counts, and what the auth server has to do in each minute, and
writes no log. It draws other random numbers than the engine, so both agree within the bounds of
chance and not to the last count. `covers` says what it can't stand in for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from simulator.lab.coverage import check_covered, covers, ways_of
from simulator.lab.cycles import Crowd, Rules
from simulator.lab.scenarios import Source, varied
from simulator.lab.tally import Tally, TwinRun
from simulator.lab.workers import results
from simulator.world.engine import Progress
from simulator.world.scenario import ClientGroup, Scenario

__all__ = ["TwinRun", "covers", "twin"]

CHUNK = 16_384
"""How many clients are simulated at a time: their arrays fit into a processor's cache. Each chunk
has random numbers of its own, so another size would give other counts."""


def twin(
    scenario: Source,
    *,
    seed: int | None = None,
    settings: Mapping[str, Any] | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> TwinRun:
    """Count what would happen in a scenario. `jobs` processes share the work; that changes
    nothing but the time it takes.

    Raises ScenarioError, and LabError with the reasons if the twin doesn't cover the scenario.
    """
    from numpy.random import SeedSequence

    read = varied(scenario, settings or {})
    check_covered(read)
    seed = read.seed if seed is None else seed
    works, owners = [], []
    for group, root in zip(read.clients, SeedSequence(seed).spawn(len(read.clients)), strict=True):
        sizes = chunks(group.count)
        rules = rules_of(read, group)
        for size, child in zip(sizes, root.spawn(len(sizes)), strict=True):
            works.append(partial(count_chunk, rules, size, child))
            owners.append(group.name)
    groups = {group.name: Tally.empty(0, read.until) for group in read.clients}
    total = Tally.empty(0, read.until)
    for done, (number, tally) in enumerate(results(works, jobs, scheduler), start=1):
        groups[owners[number]].add(tally)
        total.add(tally)
        if progress is not None:
            progress(done / len(works))
    return TwinRun(read.name, seed, read.until, groups, total)


def chunks(count: int) -> list[int]:
    """So many clients in pieces."""
    full, rest = divmod(count, CHUNK)
    return [CHUNK] * full + ([rest] if rest else [])


def count_chunk(rules: Rules, clients: int, seed: Any) -> Tally:
    """Simulate some clients and count."""
    return Crowd(rules, clients, seed).run()


def rules_of(scenario: Scenario, group: ClientGroup) -> Rules:
    """What decides the course of these clients' sessions."""
    policy, ways = scenario.policy, ways_of(group)
    latency, visits = scenario.network.latency, group.visits
    assert ways is not None
    assert hasattr(latency, "delay")
    assert hasattr(visits, "every")
    return Rules(
        scenario.until,
        visits.every,
        round(latency.delay, 3),
        policy.access_ttl,
        policy.refresh_ttl,
        policy.refresh_lifetime == "sliding",
        policy.refresh_max,
        scenario.backend.leeway,
        ways,
    )
