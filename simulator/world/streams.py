"""Random numbers: an independent stream for every purpose, all from one seed.

A stream depends on the seed and its name alone. So one more client in a scenario
leaves the numbers of the others as they were, and nobody depends on who draws first.
"""

from __future__ import annotations

import math
from random import Random


def stream(seed: int, *name: str) -> Random:
    """The stream of this name, such as stream(7, "ada", "visits")."""
    # Seeding with a text goes through SHA-512: the same on every machine and hash seed.
    return Random("/".join((str(seed), *name)))


def exponential(random: Random, mean: float) -> float:
    """A waiting time until something that happens at random, once in `mean` seconds."""
    # Written out, so that a new Python can't change the course of a run.
    return -mean * math.log(1.0 - random.random())
