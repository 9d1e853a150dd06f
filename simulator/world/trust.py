"""How trust is set up: the auth server's keys, and a backend that knows them."""

from __future__ import annotations

from typing import Any

from simulator.actors import backend
from simulator.actors.actions import settled
from simulator.actors.asking import AskingVerifier
from simulator.actors.auth_server import AuthServer
from simulator.actors.backend import AskingBackend, Backend
from simulator.actors.jwks_cache import READ_ONCE, JwksCache, JwksRules
from simulator.actors.key_schedule import KeyKeeper, first_signer
from simulator.actors.keyring import Keyring, is_key_pair, make_key
from simulator.actors.messages import Response, fetch_jwks, request_line
from simulator.actors.tokens import ACCESS, Verifier
from simulator.events import EventLog
from simulator.world.given import Given
from simulator.world.scenario import Scenario
from simulator.world.streams import stream

ONLY_KEY = "key-1"
"""The kid where a scenario plans no keys."""


def make_keys(scenario: Scenario, seed: int, log: EventLog) -> tuple[Keyring, KeyKeeper | None]:
    """The auth server's keys, and who changes them if they are to be changed."""
    kids = [plan.kid for plan in scenario.keys] or [ONLY_KEY]
    algorithm = scenario.policy.algorithm
    keys = {
        kid: make_key(algorithm, kid, stream(seed, kid).randbytes, number)
        for number, kid in enumerate(kids)
    }
    if not scenario.keys:
        return Keyring(keys[ONLY_KEY]), None
    keyring = Keyring(keys[first_signer(scenario.keys)])
    return keyring, KeyKeeper(scenario.keys, keys, keyring, log)


def make_backend(
    scenario: Scenario,
    issuing: AuthServer,
    log: EventLog,
    given: Given,
) -> Backend:
    """The backend, which has learnt the auth server's keys."""
    settings = scenario.backend
    rules: dict[str, Any] = {
        "algorithm": scenario.policy.algorithm,
        "issuer": issuing.issuer,
        "audience": issuing.audience,
        "typ": ACCESS,
        "leeway": settings.leeway,
        "skew": settings.skew,
        "in_header": True,
    }
    shared = not is_key_pair(issuing.keyring.signing)
    must_read = given.must_read
    jwks = JwksCache(settings.jwks or (READ_ONCE if must_read is None else JwksRules()))
    if not shared:
        jwks.learn(ask_for_keys(issuing, log), 0.0, 0.0)
    keys = issuing.keyring.trusted() if shared else jwks.keys
    if given.verify is None:
        verifier = Verifier(keys=keys, **rules)
    else:
        # Few runs need it, and the attack range comes with it.
        from simulator.world.foreign import ForeignVerifier

        verifier = ForeignVerifier(given.verify, log, keys=keys, **rules)
    cache = jwks if settings.jwks is not None or must_read is not None else None
    called_back = settings.checks.begin(verifier, issuing.issuer, cache)
    if cache is None and called_back is None:
        return Backend(settings.resources, verifier, log, may=given.may)
    if must_read is None:
        asking = AskingVerifier(verifier, jwks=cache, called_back=called_back)
    else:
        from simulator.actors.deciding import DecidingVerifier

        asking = DecidingVerifier(verifier, must_read, log, jwks=jwks)
    return AskingBackend(
        settings.resources,
        asking,
        log,
        may=given.may,
        in_outage=jwks.rules.in_outage,
    )


def ask_for_keys(issuing: AuthServer, log: EventLog) -> Response:
    """The backend asks for the JWK Set when it starts, before anything else happens."""
    name, request = backend.NAME, fetch_jwks()
    log.append((0.0, name, "request", name, 1, 0, "", request_line(request)))
    answer, _ = settled(issuing.handle(request, 0.0, (name, 1)), 0.0)
    log.append((0.0, name, "response", name, 1, answer.status))
    return answer
