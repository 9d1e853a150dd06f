"""What may be given to a run from outside: functions in place of the actors' own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.actors.backend import RoleCheck, has_role

if TYPE_CHECKING:
    from simulator.actors.deciding import MustRead
    from simulator.actors.given_list import Deny, Listed
    from simulator.actors.given_renewing import ReuseRule, Swap
    from simulator.actors.keeping import MayKeep
    from simulator.actors.retrying import Backoff, MeansLogout
    from simulator.world.foreign import Verify


@dataclass(frozen=True, kw_only=True)
class Given:
    """Functions that somebody else wrote; None stands for the scenario's own way."""

    may: RoleCheck = has_role
    """At the backend: who may see what."""
    verify: Verify | None = None
    """At the backend: which access tokens to believe, called like simulator.jose.verify."""
    must_read: MustRead | None = None
    """At the backend: when to read the JWK Set again (simulator/actors/deciding.py)."""
    deny_list: tuple[Deny, Listed] | None = None
    """At the auth server: who keeps the deny-list (simulator/actors/given_list.py)."""
    reuse_rule: ReuseRule | None = None
    """At the auth server: what a refresh token gets (simulator/actors/given_renewing.py)."""
    swap: Swap | None = None
    """In its store: how a refresh token is replaced (the same file)."""
    may_keep: MayKeep | None = None
    """In apps: whether to store tokens that have come (simulator/actors/keeping.py)."""
    backoff: Backoff | None = None
    """In apps: how long to wait before asking again (simulator/actors/retrying.py)."""
    means_logout: MeansLogout | None = None
    """In apps: which answers to a renewal end the session (simulator/actors/retrying.py)."""


NOTHING_GIVEN = Given()
