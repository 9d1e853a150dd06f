"""One auth server and one backend, ready to be spoken to: what the actors are tested with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

import pytest

from simulator.actors.actions import Steps, Wait, settled
from simulator.actors.auth_server import AuthServer
from simulator.actors.backend import Backend, RoleCheck, has_role
from simulator.actors.code_flow import REDIRECT_URI
from simulator.actors.keyring import Keyring, is_key_pair, keys_in, make_key
from simulator.actors.messages import DEFAULT_CLIENT_ID, Response, log_in
from simulator.actors.passwords import UserDirectory
from simulator.actors.policy import Algorithm, Policy
from simulator.actors.tokens import ACCESS, Verifier
from simulator.events import Event, EventLog

ALGORITHMS: tuple[Algorithm, ...] = ("HS256", "RS256", "ES256", "EdDSA")
PASSWORDS = {"ada": "correct horse", "grace": "battery staple"}
OTHER_CLIENT = "telephone"
ISSUER, AUDIENCE = "https://login.example", "https://films.example"


class House:
    """Ada is a viewer, Grace an editor too. Tokens live 300 s and 3600 s unless told otherwise."""

    def __init__(
        self,
        *,
        tokens: str = "real",
        may: RoleCheck = has_role,
        leeway: float = 0.0,
        remember: int = 100_000,
        **policy: Any,
    ) -> None:
        self.policy = Policy(**{"access_ttl": 300.0, "refresh_ttl": 3600.0, **policy})
        self.log = EventLog()
        self.key = make_key(self.policy.algorithm, "key-1", Random(1).randbytes)
        self.keyring = Keyring(self.key)
        users = UserDirectory(lambda name: Random(name).randbytes(16))
        users.add("ada", PASSWORDS["ada"], ("viewer",))
        users.add("grace", PASSWORDS["grace"], ("viewer", "editor"))
        self.auth_server = AuthServer(
            self.policy,
            users,
            self.keyring,
            self.log,
            tokens=tokens,
            redirect_uris=dict.fromkeys((DEFAULT_CLIENT_ID, OTHER_CLIENT), REDIRECT_URI),
        )
        self.verifier = Verifier(
            keys=keys_in(self.keyring.public_jwks())
            if is_key_pair(self.key)
            else self.keyring.trusted(),
            algorithm=self.policy.algorithm,
            issuer=ISSUER,
            audience=AUDIENCE,
            typ=ACCESS,
            leeway=leeway,
            in_header=True,
            remember=remember,
        )
        resources = {"/films": "viewer", "/studio": "editor"}
        self.backend = Backend(resources, self.verifier, self.log, may=may)

    def login(self, now: float = 0.0, user: str = "ada", **more: Any) -> dict[str, Any]:
        """The tokens that a user gets for the password."""
        answer = self.ask(log_in(user, PASSWORDS[user], **more), now)
        assert answer.status == 200, answer
        return dict(answer.body)

    def ask(self, request: Any, now: float = 0.0) -> Response:
        """The auth server's answer, whenever it comes."""
        return settled(self.auth_server.handle(request, now, ("tester", 1)), now)[0]

    def ask_together(self, requests: Iterable[Any], now: float = 0.0) -> list[Response]:
        """The auth server's answers to requests that arrive at the same moment."""
        begun = [self.auth_server.handle(request, now, ("tester", 1)) for request in requests]
        # Each reads the store before the first of them writes.
        for steps in begun:
            if not isinstance(steps, Response):
                assert next(steps) == Wait(now + self.policy.store_delay)
        later = now + self.policy.store_delay
        return [each if isinstance(each, Response) else ended(each, later) for each in begun]

    def fetch(self, request: Any, now: float = 0.0) -> Response:
        """The backend's answer."""
        return self.backend.handle(request, now, ("tester", 1))

    def told(self, kind: str) -> list[Event]:
        """The rows of one kind."""
        return [event for event in self.log if event.kind == kind]

    @property
    def last(self) -> Event:
        """The newest row."""
        return Event(*self.log.rows[-1])  # type: ignore[arg-type]


def ended(steps: Steps, now: float) -> Response:
    """The answer of steps that go on for the last time."""
    with pytest.raises(StopIteration) as end:
        steps.send((now, None))
    answer = end.value.value
    assert isinstance(answer, Response)
    return answer


def everything_in(thing: object, seen: set[int] | None = None) -> Iterator[object]:
    """An object and all that can be reached from it, whichever way it keeps it."""
    seen = set() if seen is None else seen
    if id(thing) in seen:
        return
    seen.add(id(thing))
    yield thing
    parts: list[object] = []
    if isinstance(thing, dict):
        parts += [*thing.keys(), *thing.values()]
    elif isinstance(thing, list | tuple | set | frozenset):
        parts += list(thing)
    parts += list(getattr(thing, "__dict__", {}).values())
    if hasattr(thing, "__closure__"):
        parts += [cell.cell_contents for cell in thing.__closure__ or ()]
    if hasattr(thing, "__self__"):
        parts.append(thing.__self__)
    for part in parts:
        yield from everything_in(part, seen)
