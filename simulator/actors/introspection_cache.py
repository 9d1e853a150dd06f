"""Introspection: ask the auth server about each token, and remember for a while what it said."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import ClassVar

from simulator.actors.actions import Send
from simulator.actors.asking import STATE_UNKNOWN, Check
from simulator.actors.copies import AUTH_SERVER, Reading
from simulator.actors.jwks_cache import JwksCache
from simulator.actors.messages import introspect
from simulator.actors.tokens import Claims, LazyBearer, Tokenish, Verifier
from simulator.durations import Seconds
from simulator.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Introspection(Settings):
    """Ask the auth server about each token that is genuine and in time (RFC 7662)."""

    cache: Seconds = 0.0
    """How long an answer counts. RFC 7662 4: the longer, the later a revocation is noticed."""
    remember: int = 100_000
    """Answers that are kept at most."""

    needs: ClassVar[str] = ""
    """What the auth server must keep for it (`policy.revocation`), "" for nothing."""

    def begin(self, verifier: Verifier, issuer: str, jwks: JwksCache | None) -> Check:
        """The check of one backend."""
        return Asked(self)


class Asked:
    """What the auth server has said about tokens (RFC 7662 2.2)."""

    def __init__(self, rules: Introspection) -> None:
        self.rules = rules
        self._said: OrderedDict[Tokenish, tuple[float, str]] = OrderedDict()
        """By what was shown: until when an answer counts, and the fault that it names."""

    def must_ask(self, shown: Tokenish, now: float) -> bool:
        """True if there is no answer, or it is too old."""
        said = self._said.get(shown)
        return said is None or now > said[0]

    def ask(self, shown: Tokenish, now: float) -> Reading:
        """Show the token to the auth server."""
        asked = now
        now, answer = yield Send(AUTH_SERVER, introspect(token_in(shown)))
        active = answer.body.get("active") if answer.ok else None
        if isinstance(active, bool):
            # Without a cache the answer counts for the one request that it was asked for.
            until = max(asked + self.rules.cache, now)
            self._said[shown] = until, "" if active else "not active"
            self._said.move_to_end(shown)
            if len(self._said) > self.rules.remember:
                self._said.popitem(last=False)
        return now

    def fault(self, shown: Tokenish, claims: Claims, now: float) -> str:
        """What the auth server said."""
        said = self._said.get(shown)
        return STATE_UNKNOWN if said is None or now > said[0] else said[1]

    def background(self, now: float) -> None:
        """Nothing."""


def token_in(shown: Tokenish) -> Tokenish:
    """The token in an Authorization header."""
    return shown.token if isinstance(shown, LazyBearer) else str(shown).partition(" ")[2]
