"""Measures: what an experiment wants to know of a run, each a small function of it.

Any function of a `Run` that returns a number will do; those in `MEASURES` have names, for the
command line and for tables. A run lasts for as long as it is measured: then its log is emptied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from statistics import fmean
from typing import Any

from simulator.events import Event
from simulator.lab.errors import LabError
from simulator.world.queueing import utilisation as utilisation_of
from simulator.world.queueing import waits
from simulator.world.reading import near
from simulator.world.run import Run
from simulator.world.summary import Summary

Measure = Callable[[Run], float]

LOGIN_COST = 8
"""What a login costs in renewals, by Keycloak's sizing guide: 15 logins or 120 renewals per
second and processor."""
LOGINS = ("POST /token password", "POST /authorize")
"""Where a person's password is checked. A code that is traded in belongs to a login already."""
RENEWAL = "POST /token refresh_token"


@lru_cache(maxsize=1)
def summary_of(run: Run) -> Summary:
    """The run's summary, counted once for all measures that ask for it."""
    return run.summary()


def logins(run: Run) -> float:
    """How often somebody gave a password or a code and got tokens."""
    return summary_of(run).total.logins


def forced_logins(run: Run) -> float:
    """How often somebody had to log in who had been logged in before.

    Where a warm-up is cut off everybody has been, so all logins count.
    """
    began = next(iter(run.log)).t
    clients = summary_of(run).clients.values()
    return sum(max(0, counts.logins - (began == 0)) for counts in clients)


def renewals(run: Run) -> float:
    """How often a refresh token brought new tokens."""
    return summary_of(run).total.renewals


def requests(run: Run) -> float:
    """How many requests the backend answered."""
    return summary_of(run).total.requests


def served(run: Run) -> float:
    """How many of them it served."""
    return summary_of(run).total.served


def refused(run: Run) -> float:
    """How many of them it refused with 401."""
    return summary_of(run).total.refused


def refused_share(run: Run) -> float:
    """The share of the backend's answers that are 401; 0 where it answered nothing."""
    total = summary_of(run).total
    return total.refused / total.requests if total.requests else 0.0


def reuses(run: Run) -> float:
    """How often a replaced refresh token was shown again."""
    return summary_of(run).total.reuses


def unanswered(run: Run) -> float:
    """How many requests were never answered, or too late."""
    return summary_of(run).total.unanswered


def auth_requests(run: Run) -> float:
    """How many requests the auth server answered, whatever it said."""
    return sum(1 for _ in auth_answers(run))


def auth_work(run: Run) -> float:
    """The auth server's work in units of one renewal: a login that is tried costs 8 of them, a
    renewal that is tried one, and what else it is asked nothing."""
    asked = Counter(detail for _, detail in auth_answers(run))
    return LOGIN_COST * sum(asked[login] for login in LOGINS) + asked[RENEWAL]


def peak_per_second(run: Run) -> float:
    """The most requests that the auth server answered within one second of the clock."""
    seconds = Counter(int(t) for t, _ in auth_answers(run))
    return max(seconds.values(), default=0)


def auth_answers(run: Run) -> Iterable[tuple[float, str]]:
    """(when, to what) the auth server answered."""
    # Rows are looked at as they lie in the log: making an `Event` of each takes longer.
    asked: dict[Any, Any] = {}
    for row in run.log.rows:
        kind = row[2]
        if kind == "request":
            asked[row[3:5]] = row[7]
        elif kind == "answer":
            detail = asked.pop(row[3:5], "")
            if row[1] == "auth_server":
                yield float(row[0]), detail  # type: ignore[arg-type]


def exposure(run: Run) -> float:
    """For how many seconds thieves were served what they stole: from each theft to the last page
    that its thief got. 0 if nothing was stolen or nothing came of it."""
    return sum(exposures(run.log).values())


def exposures(events: Iterable[Event]) -> dict[str, float]:
    """Seconds from each thief's theft to the last page that she was served."""
    since: dict[str, float] = {}
    lasted: dict[str, float] = {}
    for event in events:
        if event.kind == "steal" and event.detail != "nothing":
            since.setdefault(event.actor, event.t)
            lasted.setdefault(event.actor, 0.0)
        elif event.client in since and (event.actor, event.status) == ("backend", 200):
            lasted[event.client] = round(event.t - since[event.client], 3)
    return lasted


def mean_wait(run: Run) -> float:
    """How long a request waits for a worker of the auth server, in seconds; 0 where none waits."""
    found = waits(run.log)
    return fmean(found) if found else 0.0


def longest_wait(run: Run) -> float:
    """The longest of these waits, in seconds."""
    return max(waits(run.log), default=0.0)


def waiting_share(run: Run) -> float:
    """The share of requests to the auth server that wait for a worker at all."""
    found = waits(run.log)
    return sum(wait > 0 for wait in found) / len(found) if found else 0.0


def utilisation(run: Run) -> float:
    """The share of their time that the auth server's workers are busy; 0 if it has none."""
    workers = run.scenario.auth_server.workers
    if workers is None:
        return 0.0
    return utilisation_of(run.log, workers, next(iter(run.log)).t)


def logouts_by_reuse(run: Run) -> float:
    """How many families of tokens were ended because a replaced token came back."""
    ended = {
        (event.client, event.exchange)
        for event in run.log
        if event.kind == "revoke" and event.detail == "reuse"
    }
    return len(ended)


MEASURES: dict[str, Measure] = {
    measure.__name__: measure
    for measure in (
        logins, forced_logins, renewals, requests, served, refused, refused_share, reuses,
        logouts_by_reuse, unanswered, auth_requests, auth_work, peak_per_second, exposure,
        mean_wait, longest_wait, waiting_share, utilisation,
    )
}  # fmt: skip
"""The measures that have a name."""

Wanted = str | Measure | Iterable[str | Measure]


def named_measures(wanted: Wanted) -> dict[str, Measure]:
    """The measures by name, given by name or as functions.

    Raises LabError for a name that there is not, or that two functions share.
    """
    several = [wanted] if isinstance(wanted, str) or callable(wanted) else list(wanted)
    if not several:
        raise LabError("measures: found none, allowed is one or more")
    found: dict[str, Measure] = {}
    for one in several:
        name, measure = (one, by_name(one)) if isinstance(one, str) else (name_of(one), one)
        if found.setdefault(name, measure) is not measure:
            raise LabError(f"measures: two functions are called {name}")
    return found


def by_name(name: str) -> Measure:
    """The measure of this name. Raises LabError."""
    if name not in MEASURES:
        there_are = ", ".join(MEASURES)
        raise LabError(
            f"{name}: there is no measure of that name{near(name, list(MEASURES))};"
            f" there are: {there_are}"
        )
    return MEASURES[name]


def name_of(measure: Measure) -> str:
    """What a function is called."""
    return str(getattr(measure, "__name__", type(measure).__name__))


def measured(run: Run, measures: Mapping[str, Measure]) -> dict[str, float]:
    """All measures of a run. Raises LabError if one gives no number."""
    values: dict[str, float] = {}
    for name, measure in measures.items():
        value = measure(run)
        if not isinstance(value, int | float):
            raise LabError(f"{name}: returned a {type(value).__name__}, allowed is a number")
        values[name] = float(value)
    return values
