"""The cast of a scenario: its actors, made ready and not yet moving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.actors import auth_server, backend
from simulator.actors.auth_server import AuthServer, Origin
from simulator.actors.backend import Backend, RoleCheck, has_role
from simulator.actors.client import Client
from simulator.actors.keyring import Key, Keyring, is_key_pair, keys_in, make_key
from simulator.actors.messages import Request, Response
from simulator.actors.passwords import UserDirectory
from simulator.actors.session import Session
from simulator.actors.tokens import ACCESS, Verifier
from simulator.events import EventLog
from simulator.world.network import Ticks
from simulator.world.scenario import ClientGroup, Scenario
from simulator.world.streams import stream

if TYPE_CHECKING:
    from simulator.world.foreign import Verify

Handle = Callable[[Request, float, Origin], Response]

ISSUER = "https://login.example"
AUDIENCE = "https://films.example"


@dataclass
class Part:
    """A client that is about to act: its memory, its function, its way to the servers."""

    session: Session
    client: Client
    draw_delay: Ticks


@dataclass
class Cast:
    """All actors of one run, writing to one log."""

    scenario: Scenario
    log: EventLog
    auth_server: AuthServer
    backend: Backend
    parts: list[Part] = field(default_factory=list)

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
    may: RoleCheck = has_role,
    verify: Verify | None = None,
) -> Cast:
    """Make the actors of a scenario; `clients` act for the clients of those names, and `verify`
    says at the backend which access tokens to believe."""
    log = EventLog()
    log.append((0.0, "engine", "begin", "", 0, 0, "", scenario.name))
    policy = scenario.policy
    signing = make_key(policy.algorithm, "key-1", stream(seed, "key-1").randbytes)
    users = UserDirectory(lambda name: stream(seed, name, "salt").randbytes(16))
    issuing = AuthServer(
        policy,
        users,
        Keyring(signing),
        log,
        issuer=ISSUER,
        audience=AUDIENCE,
        tokens=scenario.tokens,
        random=stream(seed, "auth_server"),
    )
    keys = learn_keys(signing, issuing, log)
    rules: dict[str, Any] = {
        "algorithm": policy.algorithm,
        "issuer": ISSUER,
        "audience": AUDIENCE,
        "typ": ACCESS,
        "leeway": scenario.backend.leeway,
        "in_header": True,
    }
    if verify is None:
        verifier = Verifier(keys=keys, **rules)
    else:
        # Few runs need it, and the attack range comes with it.
        from simulator.world.foreign import ForeignVerifier

        verifier = ForeignVerifier(verify, log, keys=keys, **rules)
    serving = Backend(scenario.backend.resources, verifier, log, may=may)
    cast = Cast(scenario, log, issuing, serving)
    for group in scenario.clients:
        for name in group.names:
            client = (clients or {}).get(name, group.strategy)
            cast.parts.append(make_part(scenario, seed, group, name, client, users))
    return cast


def learn_keys(signing: Key, issuing: AuthServer, log: EventLog) -> Mapping[str, Key]:
    """What the backend verifies with: the published keys, or the secret that both were given."""
    if not is_key_pair(signing):
        return {signing.kid: signing}
    asked = (0.0, backend.NAME, "request", backend.NAME, 1, 0, "", "GET /jwks")
    log.append(asked)
    answer = issuing.handle(Request("GET", "/jwks"), 0.0, (backend.NAME, 1))
    log.append((0.0, backend.NAME, "response", backend.NAME, 1, answer.status))
    return keys_in(answer.body)


def make_part(
    scenario: Scenario,
    seed: int,
    group: ClientGroup,
    name: str,
    client: Client,
    users: UserDirectory,
) -> Part:
    """Register a user, and give their client a session and streams of its own."""
    password = stream(seed, name, "password").randbytes(9).hex()
    users.add(name, password, group.roles)
    session = Session(
        name,
        username=name,
        password=password,
        visits=group.visits.visits(stream(seed, name, "visits"), scenario.until),
        random=stream(seed, name, "client"),
    )
    return Part(session, client, scenario.network.latency.ticks(stream(seed, name, "network")))
