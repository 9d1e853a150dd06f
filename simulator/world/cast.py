"""The cast of a scenario: its actors, made ready and not yet moving."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from simulator.actors import auth_server, backend
from simulator.actors.actions import Steps
from simulator.actors.auth_server import AuthServer, Origin
from simulator.actors.backend import Backend
from simulator.actors.calling_back import CallingBack
from simulator.actors.client import Client
from simulator.actors.deny_list import DenyList
from simulator.actors.key_schedule import KeyKeeper
from simulator.actors.messages import Request, Response
from simulator.actors.passwords import UserDirectory
from simulator.actors.renewing import Renewing
from simulator.actors.session import Lock, Session, Store
from simulator.events import EventLog
from simulator.memory import no_garbage_collection
from simulator.world.client_clock import Hours, hours_of
from simulator.world.given import NOTHING_GIVEN, Given
from simulator.world.loot import equip_thieves
from simulator.world.network import Ticks
from simulator.world.scenario import ClientGroup, Scenario
from simulator.world.streams import stream
from simulator.world.trust import make_backend, make_keys

Handle = Callable[[Request, float, Origin], Response | Steps]

ISSUER = "https://login.example"
AUDIENCE = "https://films.example"


class Count:
    """How many requests one client has sent, in all its tabs."""

    __slots__ = ("sent",)

    def __init__(self) -> None:
        self.sent = 0


@dataclass
class Part:
    """A client that is about to act: its memory, its function, its way to the servers.

    A browser with several tabs has a part for each.
    """

    session: Session
    client: Client
    draw_delay: Ticks
    count: Count = field(default_factory=Count)
    hours: Hours | None = None
    """Its clock and its sleeps; None if the clock is right and never stops."""
    is_first: bool = True
    """False for a browser's further tabs."""


@dataclass
class Cast:
    """All actors of one run, writing to one log."""

    scenario: Scenario
    log: EventLog
    auth_server: AuthServer
    backend: Backend
    seed: int = 0
    parts: list[Part] = field(default_factory=list)
    keeper: KeyKeeper | None = None
    """Who changes the auth server's keys; None: nobody does."""

    @property
    def servers(self) -> Mapping[str, Handle]:
        """Who answers requests, by the name that `Send` takes."""
        return {auth_server.NAME: self.auth_server.handle, backend.NAME: self.backend.handle}

    def session(self, name: str) -> Session:
        """The memory of the client of this name. Raises KeyError if there is none."""
        for part in self.parts:
            if part.session.name == name:
                return part.session
        raise KeyError(f"there is no client called {name!r}")


def make_cast(
    scenario: Scenario,
    seed: int,
    clients: Mapping[str, Client] | None = None,
    given: Given = NOTHING_GIVEN,
) -> Cast:
    """Make the actors of a scenario; `clients` act for the clients of those names, and what is
    `given` stands in the place of other actors' own functions."""
    log = EventLog()
    log.append((0.0, "engine", "begin", "", 0, 0, "", scenario.name))
    policy = scenario.policy
    keyring, keeper = make_keys(scenario, seed, log)
    users = UserDirectory(lambda name: stream(seed, name, "salt").randbytes(16))
    issuing = AuthServer(
        policy,
        users,
        keyring,
        log,
        issuer=ISSUER,
        audience=AUDIENCE,
        tokens=scenario.tokens,
        random=stream(seed, "auth_server"),
        places=stream(seed, "auth_server", "places"),
        leeway=scenario.backend.leeway,
        deny_list=deny_list_of(given),
        renewing=renewing_of(given),
    )
    serving = make_backend(scenario, issuing, log, given)
    cast = Cast(scenario, log, issuing, serving, seed, keeper=keeper)
    # A town has a hundred thousand clients, and none of them is garbage.
    with no_garbage_collection():
        for group in scenario.clients:
            for name in group.names:
                client = (clients or {}).get(name, group.strategy)
                cast.parts += make_parts(scenario, seed, group, name, client, users)
    hand_out(given, cast.parts)
    equip_thieves(cast, ISSUER, AUDIENCE)
    return cast


def hand_out(given: Given, parts: list[Part]) -> None:
    """Give each client the rules for apps that somebody else wrote."""
    if given.may_keep is None and given.backoff is None and given.means_logout is None:
        return
    for part in parts:
        part.session.may_keep = given.may_keep
        part.session.backoff = given.backoff
        part.session.means_logout = given.means_logout


def deny_list_of(given: Given) -> Callable[[EventLog, float], CallingBack]:
    """What makes the auth server's deny-list: our own class, or functions that keep one."""
    functions = given.deny_list
    if functions is None:
        return DenyList
    from simulator.actors.given_list import GivenDenyList

    return lambda log, leeway: GivenDenyList(log, leeway, *functions)


def renewing_of(given: Given) -> Callable[..., Renewing]:
    """What makes the auth server's part for renewals: our own class, or one that asks functions."""
    if given.reuse_rule is None and given.swap is None:
        return Renewing
    from simulator.actors.given_renewing import GivenRenewing

    return partial(GivenRenewing, rule=given.reuse_rule, swap=given.swap)


def make_parts(
    scenario: Scenario,
    seed: int,
    group: ClientGroup,
    name: str,
    client: Client,
    users: UserDirectory,
) -> Iterator[Part]:
    """Register a user, and give each tab of their client a session and streams of its own."""
    password = stream(seed, name, "password").randbytes(9).hex()
    users.add(name, password, group.roles)
    hours = hours_of(group.skew, group.sleeps)
    count, tokens, lock = Count(), Store(), Lock()
    for number in range(1, group.tabs + 1):
        tab = (f"tab-{number}",) if group.tabs > 1 else ()
        # The first tab draws what a client without tabs would draw.
        own = tab if number > 1 else ()
        visits = group.visits.visits(stream(seed, name, "visits", *own), scenario.until)
        session = Session(
            name,
            username=name,
            password=password,
            visits=visits if hours is None else hours.visits(visits),
            random=partial(stream, seed, name, "client", *own),
            actor="/".join((name, *tab)),
            tokens=tokens,
            lock=lock if group.tab_lock else None,
        )
        session_client = client
        if hours is not None:
            session.skew = hours.skew
            session_client = hours.keeping(client)
        way = scenario.network.latency.ticks(stream(seed, name, "network", *own))
        yield Part(session, session_client, way, count, hours, number == 1)
