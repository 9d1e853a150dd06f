"""Which scenarios the numpy twin can stand in for, and why not the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from simulator.actors.app import App
from simulator.actors.checks import Local
from simulator.actors.client import Ahead, log_in_again, on_401
from simulator.lab.errors import LabError
from simulator.world.network import Constant
from simulator.world.scenario import ClientGroup, Scenario
from simulator.world.workload import Poisson

SELDOM = 50
"""A client's requests must be this many times further apart than a message is on its way."""


class Ways(NamedTuple):
    """How a client comes to new tokens, as far as the twin knows ways."""

    renews: bool
    """False: it gives the password whenever a page is refused."""
    margin: float | None = None
    """How long before the expiry it renews, in seconds; None: when a page is refused."""
    jitter: float = 0.0


def covers(scenario: Scenario) -> list[str]:
    """Why the twin can't stand in for this scenario: a sentence for each reason, [] if it can."""
    return [*rules(scenario), *surroundings(scenario), *people(scenario)]


def check_covered(scenario: Scenario) -> None:
    """Raise LabError with the reasons if the twin can't stand in for a scenario."""
    if reasons := covers(scenario):
        raise LabError(
            "\n".join(f"{scenario.name}: the twin doesn't cover this: {why}" for why in reasons)
        )


def rules(scenario: Scenario) -> Iterator[str]:
    """What the auth server does that the twin doesn't."""
    policy, server = scenario.policy, scenario.auth_server
    if policy.store_delay:
        yield "policy.store_delay: renewals take time"
    if server.workers is not None:
        yield "auth_server.workers: requests queue"
    if server.outages:
        yield "auth_server.outages: requests fail"
    if server.rate_limit is not None:
        yield "auth_server.rate_limit: requests are turned away"
    if scenario.keys:
        yield "keys: keys change"
    if scenario.backend.jwks is not None:
        yield "backend.jwks: keys may be unknown"
    if not isinstance(scenario.backend.checks, Local):
        yield "backend.checks: the backend asks about tokens"
    if scenario.backend.skew:
        yield "backend.skew: its clock is wrong"


def surroundings(scenario: Scenario) -> Iterator[str]:
    """What the network does that the twin's doesn't."""
    network = scenario.network
    if network.lost_requests or network.lost_responses:
        yield "network: messages get lost"
    if not isinstance(network.latency, Constant):
        yield "network.latency: it varies from message to message"
    elif 2 * network.latency.delay >= network.timeout:
        yield "network.timeout: answers come too late"
    elif scenario.policy.access_ttl <= SELDOM * network.latency.delay:
        yield "network.latency: tokens hardly live longer than messages take"


def people(scenario: Scenario) -> Iterator[str]:
    """What clients do that the twin's don't."""
    for group in scenario.clients:
        where = f"clients.{group.name}"
        if not isinstance(group.visits, Poisson):
            yield f"{where}.visits: they don't come at random, as with poisson"
        elif group.visits.every <= SELDOM * getattr(scenario.network.latency, "delay", 0.0):
            yield f"{where}.visits: a page is hardly there when the next is wanted"
        ways = ways_of(group)
        if ways is None:
            yield f"{where}.strategy: it is none of on_401, log_in_again, ahead"
        elif (ways.margin or 0.0) + ways.jitter >= scenario.policy.access_ttl:
            yield f"{where}.strategy: margin and jitter are as long as a token lives"
        elif isinstance(group.strategy, Ahead) and refuses_some(scenario, group.strategy):
            yield f"{where}.strategy: the margin is so short that pages are refused"
        if group.tabs > 1:
            yield f"{where}.tabs: several share the tokens"
        if group.skew:
            yield f"{where}.skew: the clock is wrong"
        if group.sleeps:
            yield f"{where}.sleeps: the machine sleeps"
        if not may_see(scenario, group):
            yield f"{where}.roles: the pages are forbidden"


def refuses_some(scenario: Scenario, ahead: Ahead) -> bool:
    """True if a token may expire before its client thinks so: `exp` is a whole second, and was
    counted from when the answer left."""
    delay = getattr(scenario.network.latency, "delay", 0.0)
    return ahead.margin + scenario.backend.leeway < 1 + 2 * delay


def may_see(scenario: Scenario, group: ClientGroup) -> bool:
    """True if the backend shows these clients the page that they want."""
    path = group.visits.path
    fitting = [begin for begin in scenario.backend.resources if path.startswith(begin)]
    return bool(fitting) and scenario.backend.resources[max(fitting, key=len)] in group.roles


def ways_of(group: ClientGroup) -> Ways | None:
    """How these clients come to new tokens, None if the twin doesn't know that way."""
    match group.strategy:
        case Ahead(margin=margin, jitter=jitter):
            return Ways(True, margin, jitter)
        case App(renew="on_401" | "ahead" as renew, margin=margin, jitter=jitter) as app:
            usual = App(renew=renew, margin=margin, jitter=jitter, retry=app.retry)
            if replace(app, timer=usual.timer) != usual:
                return None
            return Ways(True, margin, jitter) if renew == "ahead" else Ways(True)
    if group.strategy is log_in_again:
        return Ways(False)
    return Ways(True) if group.strategy is on_401 else None
