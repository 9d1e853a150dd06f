"""Many clients as counts: how many hold what at each moment, and what happens how often."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from simulator.views import axis
from simulator.views.lifetimes import Story, merged
from simulator.views.text import duration

POINTS = 600
"""Moments at which the clients are counted: about one per pixel of the axes."""
OUTCOMES = ("served", "refused", "forbidden", "failed", "unanswered")
GRANTS = ("login", "renewal", "refused login", "refused renewal", "reuse")


class Counts(NamedTuple):
    """What is drawn of a crowd, and told."""

    until: float
    """Seconds; 1 where nothing took any time."""
    width: float
    """Seconds in a bin."""
    times: list[float]
    access: list[int]
    """At each time: clients that hold a valid access token."""
    none: list[int]
    """At each time: clients that hold no token at all."""
    outcomes: dict[str, list[int]]
    """How requests ended, by kind: how many in each bin."""
    grants: dict[str, list[int]]


def count(story: Story) -> Counts:
    """Count a story's clients and marks over its whole time."""
    until = story.until or 1.0
    width = axis.bin_width(until)
    step = until / (POINTS - 1)
    times = [*(i * step for i in range(POINTS - 1)), until]
    access, none = held(story, times)
    outcomes, grants = (binned(story, kinds, until, width) for kinds in (OUTCOMES, GRANTS))
    return Counts(until, width, times, access, none, outcomes, grants)


def held(story: Story, times: list[float]) -> tuple[list[int], list[int]]:
    """At each time: how many clients hold a valid access token, how many hold no token at all.

    A token counts until it is replaced, revoked or expired; all others hold a refresh token only.
    """
    access: dict[str, list[tuple[float, float]]] = defaultdict(list)
    either: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for token in story.tokens:
        span = (token.start, token.end)
        either[token.client].append(span)
        if token.use == "access":
            access[token.client].append(span)
    everybody = len(story.clients)
    return _covered(access, times), [everybody - some for some in _covered(either, times)]


def _covered(spans: dict[str, list[tuple[float, float]]], times: list[float]) -> list[int]:
    """How many clients have a span that holds each time; at its end a span holds no more."""
    joined = [span for mine in spans.values() for span in merged(mine)]
    starts, ends = sorted(a for a, _ in joined), sorted(b for _, b in joined)
    return [bisect_right(starts, t) - bisect_right(ends, t) for t in times]


def binned(story: Story, kinds: Iterable[str], until: float, width: float) -> dict[str, list[int]]:
    """Marks per bin of `width` seconds, for those of the kinds that occur."""
    bins = max(1, math.ceil(until / width - 1e-9))
    counts = {kind: [0] * bins for kind in kinds}
    for mark in story.marks:
        if mark.kind in counts:
            counts[mark.kind][min(int(mark.t // width), bins - 1)] += 1
    return {kind: values for kind, values in counts.items() if any(values)}


def peak(counts: Counts) -> str:
    """Where the curves are highest, in a sentence or two."""
    most = max(counts.access)
    told = f"At most {most:,} clients hold a valid access token, first at about "
    told += f"{duration(counts.times[counts.access.index(most)])}."
    if counts.outcomes:
        total = [sum(each) for each in zip(*counts.outcomes.values(), strict=True)]
        busiest = total.index(max(total))
        told += f" The busiest {duration(counts.width)} bring {total[busiest]:,} requests, "
        told += f"from {duration(busiest * counts.width)} on."
    return told
