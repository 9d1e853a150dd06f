"""Products compared: the presets of auth servers in the field, on one workload.

compare_vendors() prints as a table, with what is not known left out; .frame() and .picture().
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from simulator.actors.presets import PRESETS, Preset, preset
from simulator.lab.errors import LabError
from simulator.lab.estimates import Estimate
from simulator.lab.experiment import Replications, replicate
from simulator.lab.incidents import shifted
from simulator.lab.measures import LOGIN_COST, LOGINS, RENEWAL, Measure, exposures
from simulator.lab.tables import text_table
from simulator.world.engine import Progress
from simulator.world.run import Run

if TYPE_CHECKING:
    import pandas as pd

    from simulator.views.picture import Picture

WORKLOAD = "vendor_town"
HONEST = "viewer"
"""How the names begin of those whom nobody robs."""
HOUR, DAY, WEEK = 3600.0, 86400.0, 604800.0
MONTH = 30 * DAY
REPLICATIONS = 5


def honest(run: Run) -> list[str]:
    """The people whom nobody robs."""
    return [name for name in run.clients if name.startswith(HONEST)]


def forced_logins_a_week(run: Run) -> float:
    """How often a person gives the password anew, in a week: a rate from the first login to the
    last, so that it doesn't matter where the run ends. 0 if there was but one."""
    return fmean(login_rate(run, name) for name in honest(run))


def login_rate(run: Run, client: str) -> float:
    """Logins of one client in a week, from its first to its last."""
    moments = [e.t for e in run.events(client, "request") if e.detail in LOGINS]
    if len(moments) < 2:
        return 0.0
    return (len(moments) - 1) / (moments[-1] - moments[0]) * WEEK


def work_a_day(run: Run) -> float:
    """What a person costs the auth server in a day, in renewals: a login counts for eight."""
    names = set(honest(run))
    asked = [e.detail for e in run.log if e.kind == "request" and e.client in names]
    logins = sum(detail in LOGINS for detail in asked)
    work = LOGIN_COST * logins + asked.count(RENEWAL)
    return work / len(names) / (run.until / DAY)


def hours_exposed(run: Run) -> float:
    """For how many hours a stolen refresh token brings pages, on average over the thefts."""
    lasted = exposures(run.log)
    return fmean(lasted.values()) / HOUR if lasted else 0.0


MEASURED: dict[str, tuple[Measure, str]] = {
    "forced_logins": (forced_logins_a_week, "forced logins per person and week"),
    "exposure_hours": (hours_exposed, "hours of exposure after a theft"),
    "work": (work_a_day, "auth server's work per person and day, in renewals"),
}
"""What is compared: the column's name, the measure, and what it says."""


def unknown_for(product: Preset) -> dict[str, tuple[str, ...]]:
    """For each column the fields that it hangs on and that the source says nothing about.

    Without lifetimes nothing can be said. How sessions end decides the forced logins, and in the
    work too, where it may be more than a login a month. What becomes of a used refresh token
    decides how long a stolen one is good.
    """
    unknown = product.unknown
    lives = tuple(name for name in ("access_ttl", "refresh_ttl") if name in unknown)
    ends = tuple(name for name in ("refresh_lifetime", "refresh_max") if name in unknown)
    uses = tuple(name for name in ("rotation", "reuse") if name in unknown)
    seldom = product.settings.get("refresh_ttl", 0.0) >= MONTH
    return {
        "forced_logins": lives + ends,
        "exposure_hours": lives + ends + uses,
        "work": lives if seldom else lives + ends,
    }


@dataclass(frozen=True)
class Standing:
    """How one product stands."""

    product: Preset
    runs: Replications | None
    """None: too little is known to run it."""

    def __getitem__(self, column: str) -> Estimate | None:
        """The estimate of a column; None if it hangs on something unknown."""
        measure, _ = MEASURED[column]
        if self.runs is None or unknown_for(self.product)[column]:
            return None
        return self.runs[measure.__name__]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The fields for whose sake something is left out."""
        missing = (name for names in unknown_for(self.product).values() for name in names)
        return tuple(dict.fromkeys(missing))

    def row(self) -> dict[str, object]:
        """Numbers and half-widths by column, None where something is unknown, and the source."""
        found: dict[str, object] = {"product": self.product.name}
        for column in MEASURED:
            held = self[column]
            found[column] = None if held is None else held.mean
            found[f"{column}_half_width"] = None if held is None else held.half_width
        return {
            **found,
            "unknown": ", ".join(self.unknown),
            "as_of": self.product.as_of,
            "source": self.product.source,
        }


@dataclass(frozen=True)
class VendorTable:
    """All products on one workload. Prints as a table."""

    standings: tuple[Standing, ...]
    replications: int

    def __getitem__(self, product: str) -> Standing:
        name = preset(product).name
        return next(each for each in self.standings if each.product.name == name)

    def __str__(self) -> str:
        heads = ["product", "forced logins/week", "exposure (h)", "work/day", "unknown"]
        rows = [
            [each.product.name, *(told(each[column]) for column in MEASURED),
             ", ".join(each.unknown)]
            for each in self.standings
        ]  # fmt: skip
        sources = [
            f"{each.product.name} ({each.product.as_of}): {each.product.source}"
            for each in self.standings
        ]
        return "\n".join(
            [
                text_table(heads, rows),
                "",
                f"Means of {self.replications} runs ± half of a 95 % interval; a - where it hangs"
                " on what the source doesn't say.",
                "work: what a person costs the auth server, in renewals; a login counts for 8.",
                *sources,
            ]
        )

    __repr__ = __str__

    def frame(self) -> pd.DataFrame:
        """A row for each product, in it the means, half-widths, what is unknown, and the source."""
        import pandas as pd

        frame = pd.DataFrame([each.row() for each in self.standings]).set_index("product")
        numbers = [name for name in frame.columns if name.startswith(tuple(MEASURED))]
        return frame.astype(dict.fromkeys(numbers, float))

    def picture(self, title: str | None = None) -> Picture:
        """A dot for each product in each column, with its interval, as a picture."""
        from simulator.views.vendors import vendors

        rows = [each.row() for each in self.standings]
        return vendors(rows, {column: says for column, (_, says) in MEASURED.items()}, title)


def told(held: Estimate | None) -> str:
    """An estimate as the table has it, with three figures."""
    if held is None:
        return "-"
    places = max(0, 2 - math.floor(math.log10(held.mean))) if held.mean > 0 else 0
    finest = 10.0**-places
    if math.isfinite(held.half_width) and held.half_width < finest / 2:
        return f"{held.mean:.{places}f} ± <{finest:.{places}f}"
    return f"{held.mean:.{places}f} ± {held.half_width:.{places}f}"


def compare_vendors(
    products: Sequence[str] | None = None,
    *,
    replications: int = REPLICATIONS,
    seed: int | None = None,
    jobs: int = 1,
    settings: Mapping[str, object] | None = None,
    progress: Progress | None = None,
) -> VendorTable:
    """Run the same people under each product's rules (by default all that there are presets for).

    The n-th run of each product meets the same chance. `settings` change the workload; the rest
    is as in `replicate`. Raises LabError without products or for one that there is not.
    """
    if products is not None and not products:
        raise LabError("products: found none, allowed is one or more")
    try:
        chosen = PRESETS if products is None else tuple(map(preset, products))
    except ValueError as error:
        raise LabError(f"products: {error}") from None
    standings = []
    for number, product in enumerate(chosen):
        told = None if progress is None else shifted(progress, number, len(chosen))
        runs = None
        if not all(unknown_for(product).values()):
            runs = replicate(
                WORKLOAD,
                [measure for measure, _ in MEASURED.values()],
                replications=replications,
                seed=seed,
                jobs=jobs,
                settings={**(settings or {}), "policy": {"preset": product.name}},
                progress=told,
            )
        standings.append(Standing(product, runs))
    return VendorTable(tuple(standings), replications)
