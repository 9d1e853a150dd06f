"""What the checks of theory read from a run: independent values, one for each client or so.

A sample is a list of pairs (a, b): the quantity is the sum of all a over the sum of all b. For a
plain mean every b is 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from simulator.events import Event
from simulator.world.queueing import Stay, area, counted, mean_length, stays, ticks
from simulator.world.run import Run

Pairs = list[tuple[float, float]]
Sample = Callable[[Run], Pairs]


def ones(values: Iterable[float]) -> Pairs:
    """A sample whose mean is wanted."""
    return [(value, 1.0) for value in values]


def rows(run: Run, *kinds: str) -> Iterator[Event]:
    """The rows of some kinds. A log has many others, and each `Event` takes its time."""
    return (Event(*row) for row in run.log.rows if row[2] in kinds)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def access_tokens(run: Run) -> dict[str, list[Event]]:
    """The access tokens that each client got, in order of time."""
    found: dict[str, list[Event]] = {name: [] for name in run.clients}
    for event in rows(run, "issue"):
        if event.detail == "access":
            found[event.client].append(event)
    return found


def families(run: Run) -> list[list[list[Event]]]:
    """For each client its sessions, for each session its access tokens."""
    sessions = []
    for tokens in access_tokens(run).values():
        mine: dict[str, list[Event]] = defaultdict(list)
        for token in tokens:
            mine[token.family].append(token)
        sessions.append(list(mine.values()))
    return sessions


def grants(run: Run) -> Pairs:
    """Tokens of each client."""
    return ones(len(tokens) for tokens in access_tokens(run).values())


def logins(run: Run) -> Pairs:
    """Logins of each client."""
    return ones(len(sessions) for sessions in families(run))


def renewals(run: Run) -> Pairs:
    """Renewals of each client."""
    return ones(sum(len(tokens) - 1 for tokens in sessions) for sessions in families(run))


def grants_between(start: float, until: float) -> Sample:
    """Tokens of each client in a window, start included."""

    def sample(run: Run) -> Pairs:
        return ones(
            sum(start <= token.t < until for token in tokens)
            for tokens in access_tokens(run).values()
        )

    return sample


def rate_between(start: float, until: float) -> Sample:
    """The same per second."""
    return lambda run: [(a, until - start) for a, _ in grants_between(start, until)(run)]


def first_session_renewals(run: Run) -> Pairs:
    """Renewals in each client's first session."""
    return ones(len(sessions[0]) - 1 for sessions in families(run) if sessions)


def first_session_cycle(run: Run) -> Pairs:
    """Time from each client's first login to the second. The run must be long enough for both."""
    return ones(
        sessions[1][0].t - sessions[0][0].t for sessions in families(run) if len(sessions) > 1
    )


def first_cycles(number: int) -> Sample:
    """Time from one token to the next, for the first tokens of each client."""

    def sample(run: Run) -> Pairs:
        return ones(later.t - earlier.t for earlier, later in neighbours(run, number))

    return sample


def renewed_too_late(number: int) -> Sample:
    """Which of the first tokens of each client had expired by the time they were renewed."""

    def sample(run: Run) -> Pairs:
        return ones(
            float(later.t >= (earlier.expires or 0.0)) for earlier, later in neighbours(run, number)
        )

    return sample


def neighbours(run: Run, number: int) -> Iterator[tuple[Event, Event]]:
    """The first tokens of each client, so many of them, each with its successor."""
    for tokens in access_tokens(run).values():
        yield from pairwise(tokens[: number + 1])


def valid_share_after(start: float) -> Sample:
    """Pages of each client that found a good token, among those that were wanted from then on.

    A page that is refused is asked for a second time, and then served.
    """

    def sample(run: Run) -> Pairs:
        served: dict[str, int] = dict.fromkeys(run.clients, 0)
        refused: dict[str, int] = dict.fromkeys(run.clients, 0)
        for event in rows(run, "answer"):
            if event.actor == "backend" and event.t >= start:
                counts = served if event.status == 200 else refused
                counts[event.client] += 1
        return [(served[name] - refused[name], served[name]) for name in run.clients]

    return sample


def left_at(*moments: float) -> Sample:
    """How long each client's newest token is still good, at moments far apart."""

    def sample(run: Run) -> Pairs:
        pairs = []
        for tokens in access_tokens(run).values():
            for moment in moments:
                expiries = [token.expires or 0.0 for token in tokens if token.t <= moment]
                pairs += ones([max(0.0, expiries[-1] - moment) if expiries else 0.0])
        return pairs

    return sample


def met_an_outage(run: Run) -> Pairs:
    """Which clients were turned away by the auth server."""
    met = {
        event.client
        for event in rows(run, "answer")
        if event.actor == "auth_server" and event.status == 503
    }
    return ones(float(name in met) for name in run.clients)


def pages_served_to_thieves(every: float) -> Sample:
    """How long each thief was served, who asks every so many seconds from the theft on.

    The last page comes half a step before the end, on average; so does the first, at the theft.
    """

    def sample(run: Run) -> Pairs:
        served: dict[str, int] = {event.actor: 0 for event in rows(run, "steal")}
        for event in rows(run, "answer"):
            if event.client in served and (event.actor, event.status) == ("backend", 200):
                served[event.client] += 1
        return ones(max(0.0, (pages - 0.5) * every) for pages in served.values())

    return sample


def served_after_denial(every: float) -> Sample:
    """How long each stolen token was served after it had been called back.

    The thief's steps have nothing to do with the moment of calling back, so the number of pages
    times the step is right on average.
    """

    def sample(run: Run) -> Pairs:
        thief_of: dict[str, str] = {}
        denied: dict[str, list[float]] = {}
        for event in rows(run, "steal", "deny", "answer"):
            if event.kind == "steal" and event.token:
                thief_of[event.token] = event.actor
            elif event.kind == "deny" and event.token in thief_of:
                denied[thief_of[event.token]] = []
            elif event.client in denied and (event.actor, event.status) == ("backend", 200):
                denied[event.client].append(event.t)
        return ones(len(pages) * every for pages in denied.values())

    return sample


def renewed_by_thieves(every: float) -> Sample:
    """For how long each thief could renew, who does so every so many seconds from the theft on."""

    def sample(run: Run) -> Pairs:
        renewed: dict[str, int] = {event.actor: 0 for event in rows(run, "steal")}
        for client, tokens in access_tokens(run).items():
            if client in renewed:
                renewed[client] = len(tokens)
        return ones(max(0.0, (number - 0.5) * every) for number in renewed.values())

    return sample


def reuse_after_theft(run: Run) -> Pairs:
    """Time from each theft until the victim's next renewal shows it."""
    stolen: dict[str, float] = {}
    shown: dict[str, float] = {}
    for event in rows(run, "steal", "reuse"):
        if event.kind == "steal" and event.token:
            stolen[event.client] = event.t
        elif event.kind == "reuse" and event.client in stolen:
            shown.setdefault(event.client, event.t - stolen[event.client])
    return ones(shown.values())


def shown_again(run: Run) -> Pairs:
    """Replaced refresh tokens of each client, and which of them were shown again."""
    again: dict[str, set[str]] = {name: set() for name in run.clients}
    total: dict[str, int] = dict.fromkeys(run.clients, 0)
    for event in rows(run, "supersede", "reuse"):
        if event.kind == "supersede":
            total[event.client] += 1
        else:
            again[event.client].add(event.token)
    return [(len(again[name]), total[name]) for name in run.clients]


def unanswered_share(run: Run) -> Pairs:
    """Pages that each client asked for, and which of them never came."""
    asked = {
        (event.client, event.exchange)
        for event in rows(run, "request")
        if event.detail.startswith("GET ")
    }
    counts: dict[str, list[int]] = {name: [0, 0] for name in run.clients}
    for event in rows(run, "response"):
        if (event.client, event.exchange) in asked and event.client in counts:
            counts[event.client][0] += event.status == 0
            counts[event.client][1] += 1
    return [(lost, sent) for lost, sent in counts.values()]


@lru_cache(maxsize=1)
def queued(run: Run) -> list[Stay]:
    """The stays of all requests at the auth server."""
    return stays(rows(run, "arrive", "start", "answer"))


def mean_wait(run: Run) -> Pairs:
    """The mean wait of one run, where everybody is taken up."""
    waits = [stay.wait or 0.0 for stay in queued(run)]
    return ones([sum(waits) / len(waits)])


def wait_of_the_last(run: Run) -> Pairs:
    """The wait of whoever came last."""
    return ones([queued(run)[-1].wait or 0.0])


def last_left(run: Run) -> Pairs:
    """When the last one has been served."""
    return ones([max(stay.left or 0.0 for stay in queued(run))])


def waits_in_batches(start: float, size: int, *, share: bool = False) -> Sample:
    """Mean waits of so many customers in a row, or the shares of those that wait at all.

    The batches are long against the time that a queue remembers, so they are nearly independent.
    """

    def sample(run: Run) -> Pairs:
        waits = [
            stay.wait for stay in queued(run) if stay.arrived >= start and stay.wait is not None
        ]
        if share:
            waits = [float(wait > 0) for wait in waits]
        whole = range(0, len(waits) - size + 1, size)
        return ones(sum(waits[first : first + size]) / size for first in whole)

    return sample


def busy_share(start: float, until: float) -> Sample:
    """The share of their time that workers are busy."""

    def sample(run: Run) -> Pairs:
        workers = run.scenario.auth_server.workers or 1
        busy = counted((s.started, s.left) for s in queued(run) if s.started is not None)
        return ones([mean_length(busy, start, until) / workers])

    return sample


def littles_difference(run: Run) -> Pairs:
    """By how much the area below the number present differs from the sum of all stays, in ms."""
    present = counted((stay.arrived, stay.left) for stay in queued(run))
    whole = sum(
        ticks(stay.left) - ticks(stay.arrived) for stay in queued(run) if stay.left is not None
    )
    return ones([area(present, 0.0, run.until) - whole])


def key_readings(run: Run) -> Pairs:
    """How often the backend asked for keys."""
    return ones([sum(event.detail == "GET /jwks" for event in rows(run, "request"))])
