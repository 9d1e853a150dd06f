"""Measures that reports of incidents are compared by, besides those of `measures.py`."""

from __future__ import annotations

from collections import Counter

from simulator.lab.measures import LOGINS, MEASURES, RENEWAL, Measure
from simulator.world.queueing import waits
from simulator.world.run import Run

DAY = 86400.0


def ended_as_reuse(run: Run) -> float:
    """The share of all refresh tokens that were ended because a replaced one came back."""
    issued = sum(e.kind == "issue" and e.detail == "refresh" for e in run.log)
    ended = sum(e.kind == "revoke" and e.detail == "reuse" for e in run.log)
    return ended / issued if issued else 0.0


def most_ended_at_once(run: Run) -> float:
    """The most refresh tokens that were ended by one replaced token that came back."""
    ended = Counter(
        (e.client, e.exchange) for e in run.log if e.kind == "revoke" and e.detail == "reuse"
    )
    return max(ended.values(), default=0)


def forced_login_moments(run: Run) -> dict[str, list[float]]:
    """When each client asked for a login although tokens had reached it before."""
    asked: dict[tuple[str, int], str] = {}
    has_been_in: set[str] = set()
    moments: dict[str, list[float]] = {}
    for event in run.log:
        if event.kind == "request":
            asked[event.client, event.exchange] = event.detail
            if event.detail in LOGINS and event.client in has_been_in:
                moments.setdefault(event.client, []).append(event.t)
        elif (
            event.kind == "response"
            and event.status == 200
            and asked.get((event.client, event.exchange)) in LOGINS
        ):
            has_been_in.add(event.client)
    return moments


def logged_out(run: Run) -> float:
    """The share of clients that had to log in again at least once."""
    return len(forced_login_moments(run)) / len(run.clients)


def logged_out_a_day(run: Run) -> float:
    """The share of clients that had to log in again on a day, on average over all days."""
    days = {
        (client, int(t // DAY)) for client, when in forced_login_moments(run).items() for t in when
    }
    return len(days) / (len(run.clients) * max(1.0, run.until / DAY))


def most_logins(run: Run) -> float:
    """The most logins of one client."""
    return max(counts.logins for counts in run.summary().clients.values())


def renewal_peak(run: Run) -> float:
    """The most renewals that were asked for within one second of the clock."""
    seconds = Counter(int(e.t) for e in run.log if e.kind == "request" and e.detail == RENEWAL)
    return max(seconds.values(), default=0)


def longest_renewal_wait(run: Run) -> float:
    """The longest that a renewal waited for a worker of the auth server, in seconds."""
    return max(waits(run.log, operation="refresh"), default=0.0)


def grants_per_page(run: Run) -> float:
    """How often the auth server gave tokens for each page that was asked for."""
    total = run.summary().total
    return (total.logins + total.renewals) / total.requests if total.requests else 0.0


def refused_for_unknown_keys(run: Run) -> float:
    """Seconds from the first to the last page that was refused for want of its token's key."""
    moments = [e.t for e in run.log if e.kind == "answer" and e.detail.endswith("unknown key")]
    return moments[-1] - moments[0] if moments else 0.0


def key_fetches(run: Run) -> float:
    """How often the backend read the JWK Set, but for the first time."""
    asked = sum(e.kind == "request" and e.detail == "GET /jwks" for e in run.log)
    return max(0, asked - 1)


INCIDENT_MEASURES: dict[str, Measure] = {
    **MEASURES,
    **{
        measure.__name__: measure
        for measure in (
            ended_as_reuse, most_ended_at_once, logged_out, logged_out_a_day, most_logins,
            renewal_peak, longest_renewal_wait, grants_per_page, refused_for_unknown_keys,
            key_fetches,
        )
    },
}  # fmt: skip
"""What an incident's figure may name."""
SHARES = frozenset({"ended_as_reuse", "logged_out", "logged_out_a_day", "refused_share"})
"""Those that are told in per cent."""
