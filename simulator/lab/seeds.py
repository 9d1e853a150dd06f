"""Seeds of replications: as many as wanted, from one."""

from __future__ import annotations

from collections.abc import Iterator


def seeds(seed: int, batch: int = 64) -> Iterator[int]:
    """Seeds of independent replications, without end.

    NumPy's SeedSequence spawns them: the n-th depends on `seed` and n alone, and not on how many
    are wanted or who works on which.
    """
    from numpy.random import SeedSequence

    root = SeedSequence(seed)
    while True:
        for child in root.spawn(batch):
            low, high = child.generate_state(2)
            # 53 bits: any table or file format holds such a number exactly.
            yield (int(high) << 32 | int(low)) >> 11
