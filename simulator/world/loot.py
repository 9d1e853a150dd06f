"""What thieves can get at: the tokens of another client, the auth server's signing key."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from simulator.actors.peeking import claims_in
from simulator.actors.session import Session
from simulator.actors.thief import Mint, Thief
from simulator.actors.tokens import SIGNERS

if TYPE_CHECKING:
    from simulator.world.cast import Cast


def equip_thieves(cast: Cast, issuer: str, audience: str) -> None:
    """Give each thief of a scenario a way to take what is her victim's."""
    for group in cast.scenario.clients:
        if not isinstance(group.strategy, Thief):
            continue
        for name in group.names:
            thief = cast.session(name)
            victim = cast.session(group.strategy.victim)
            thief.until = cast.scenario.until
            thief.take = partial(take, cast, thief, victim, issuer, audience)


def take(cast: Cast, thief: Session, victim: Session, issuer: str, audience: str, what: str) -> Any:
    """What the thief gets at this moment, None for nothing; and a row that tells of it."""
    if what == "signing_key":
        key = cast.auth_server.keyring.signing
        found: Any = Mint(key, SIGNERS[cast.scenario.tokens], issuer, audience, victim.username)
        token = key.kid
    else:
        found = getattr(victim, what)
        token = "" if found is None else claims_in(found).get("jti", "")
    detail = "nothing" if found is None else what
    now = round(thief.now - thief.skew, 3)
    cast.log.append((now, thief.actor, "steal", victim.name, 0, 0, token, detail))
    return found
