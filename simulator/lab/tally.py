"""What the numpy twin counts: in all, for each minute, and how unevenly it falls on clients."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.lab.distributions import normal_quantile
from simulator.lab.estimates import Estimate

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

MINUTE = 60.0
KINDS = ("logins", "renewals", "tokens_denied")
"""What happens at the auth server."""


@dataclass
class Tally:
    """The counts of some clients. Tallies of different clients can be added."""

    clients: int
    until: float
    served: int = 0
    refused: int = 0
    newcomers: int = 0
    """How many clients logged in at least once."""
    per_minute: dict[str, Array] = field(default_factory=dict)
    sums: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Of what each client has of a kind: the sum, and the sum of squares."""

    @classmethod
    def empty(cls, clients: int, until: float) -> Tally:
        """Nothing counted yet."""
        import numpy as np

        minutes = max(1, math.ceil(until / MINUTE))
        return cls(
            clients, until, per_minute={kind: np.zeros(minutes, dtype=np.int64) for kind in KINDS}
        )

    def add(self, other: Tally) -> None:
        """Add the counts of other clients to these."""
        self.clients += other.clients
        self.served += other.served
        self.refused += other.refused
        self.newcomers += other.newcomers
        for kind in KINDS:
            self.per_minute[kind] += other.per_minute[kind]
            one, two = self.sums.get(kind, (0.0, 0.0)), other.sums[kind]
            self.sums[kind] = (one[0] + two[0], one[1] + two[1])

    def count(self, kind: str, moments: Array) -> None:
        """Note when something happened, in seconds before the end."""
        import numpy as np

        minutes = (moments * (1 / MINUTE)).astype(np.int64)
        per_minute = self.per_minute[kind]
        per_minute += np.bincount(minutes, minlength=len(per_minute))

    def total(self, kind: str) -> int:
        """How many there are of a kind."""
        return int(self.per_minute[kind].sum())


@dataclass(frozen=True)
class TwinRun:
    """What the twin counted in a scenario, with the names that a run's summary has."""

    scenario: str
    seed: int
    until: float
    groups: Mapping[str, Tally]
    total: Tally

    def as_dict(self) -> dict[str, int]:
        """The counts by name."""
        return counts(self.total)

    def __getitem__(self, name: str) -> int:
        return self.as_dict()[name]

    @property
    def per_minute(self) -> dict[str, list[int]]:
        """What the auth server had to do in each minute, by kind: logins, renewals, refusals."""
        return {kind: [int(n) for n in each] for kind, each in self.total.per_minute.items()}

    def per_client(self, kind: str, confidence: float = 0.95) -> Estimate:
        """How many logins, renewals or tokens_denied a client has on average.

        An estimate of what the scenario gives in the long run: clients are its replications, and
        there should be a hundred or more.
        """
        number = self.total.clients
        added, squares = self.total.sums[kind]
        mean = added / number
        variance = max(0.0, squares - number * mean * mean) / max(1, number - 1)
        half_width = normal_quantile((1 + confidence) / 2) * math.sqrt(variance / number)
        return Estimate(mean, half_width, confidence, number, math.sqrt(variance))

    def __str__(self) -> str:
        from simulator.lab.tables import text_table

        rows = [[name, str(each.clients), *(f"{n}" for n in counts(each).values())]
                for name, each in self.groups.items()]  # fmt: skip
        if len(rows) > 1:
            rows.append(
                ["all", str(self.total.clients), *(f"{n}" for n in self.as_dict().values())]
            )
        heads = ["group", "clients", *(name.replace("_", " ") for name in self.as_dict())]
        return text_table(heads, rows)

    __repr__ = __str__


def counts(tally: Tally) -> dict[str, int]:
    """The counts of a tally by the names that a run's summary has, and forced logins."""
    logins = tally.total("logins")
    return {
        "logins": logins,
        "forced_logins": logins - tally.newcomers,
        "renewals": tally.total("renewals"),
        "tokens_denied": tally.total("tokens_denied"),
        "requests": tally.served + tally.refused,
        "served": tally.served,
        "refused": tally.refused,
    }
