"""Runs a learner's client in a small evening, and reads from the log what it did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any, NamedTuple

from course.checks import NotYet, expect_no_crash
from simulator.actors.actions import Send, Steps, Together, Wait
from simulator.actors.client import Client, give_password
from simulator.actors.messages import get
from simulator.actors.session import Session, Visit
from simulator.world.run import Run, run
from simulator.world.scenario import Scenario


class Exchange(NamedTuple):
    """A request and its answer."""

    t: float
    """When it was sent, in seconds."""
    request: str
    """Such as "GET /films" or "POST /token password"."""
    to: str
    """Who answered, "" if nobody did in time."""
    status: int
    token: str
    """Id of the token that was shown."""
    detail: str

    @property
    def is_page(self) -> bool:
        """True if a page was asked for."""
        return self.request.startswith("GET ")


PASSWORD = "POST /token password"
RENEWAL = "POST /token refresh_token"


def evening(
    client: Client, at: Sequence[float], *, path: str = "/films", until: float = 0, **policy: Any
) -> Run:
    """Ada's evening with this client: pages at these moments, messages of 40 ms."""
    scenario = Scenario.model_validate(
        {
            "name": "check",
            "title": "a check",
            "until": until or max(at) + 60,
            "policy": policy,
            "backend": {"resources": {"/films": "viewer", "/studio": "editor"}},
            "clients": [{"name": "ada", "visits": {"script": {"at": list(at), "path": path}}}],
        }
    )
    return run(scenario, client=client)


def expect_ran(happened: Run) -> None:
    """Raise NotYet, explained, if a function of the learner's crashed in this run."""
    for mistake in happened.crashes.values():
        if isinstance(mistake, AttributeError) and "'Send' object" in str(mistake):
            raise NotYet(
                "What you took for an answer is still the `Send`: a letter written, and never"
                " posted. Put `yield` before it: `answer = yield Send(...)`."
            )
    expect_no_crash(happened)


def exchanges(happened: Run) -> list[Exchange]:
    """What Ada's client sent, in order, and what came of it."""
    answers = {event.exchange: event for event in happened.events("ada", "answer")}
    found = []
    for event in happened.events("ada", "request"):
        answer = answers.get(event.exchange)
        outcome = (
            (answer.actor, answer.status, answer.token, answer.detail)
            if answer
            else ("", 0, "", "")
        )
        found.append(Exchange(event.t, event.detail, *outcome))
    return found


def around(happened: Iterable[Exchange], at: Sequence[float]) -> list[list[Exchange]]:
    """The exchanges from each visit until the next."""
    ends = [*at[1:], float("inf")]
    happened = list(happened)
    return [
        [each for each in happened if begin <= each.t < end]
        for begin, end in zip(at, ends, strict=True)
    ]


def seen(visit: Iterable[Exchange]) -> bool:
    """True if the page was served in the end."""
    return any(each.is_page and each.status == 200 for each in visit)


ROWS = 5


def ask_pages_in_rows(renew: Any) -> Client:
    """A client that asks for five pages at once, each of which may call `renew(session)`."""

    def row(session: Session) -> Steps:
        request = get("/films", session.access_token)
        answer = yield Send("backend", request)
        if answer.status == 401:
            yield from renew(session)
            yield Send("backend", get("/films", session.access_token))

    def client(session: Session) -> Steps:
        yield from give_password(session)
        for visit in session.visits:
            yield Wait(visit.at)
            yield Together(*(row(session) for _ in range(ROWS)))

    return client


def at_the_table(at: Sequence[float] = ()) -> Session:
    """Ada's session for a client that is driven by hand."""
    visits = [Visit(moment, "/films") for moment in at]
    return Session("ada", username="ada", password="open sesame", visits=visits, random=Random(1))
