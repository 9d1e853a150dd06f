"""The backend's copy of the deny-list: which tokens were called back before they expired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulator.actors.actions import Send, Steps, Wait
from simulator.actors.asking import REVOKED, STATE_UNKNOWN, Check
from simulator.actors.copies import AUTH_SERVER, Reading
from simulator.actors.jwks_cache import JwksCache
from simulator.actors.messages import Response, fetch_deny_list
from simulator.actors.tokens import Claims, Tokenish, Verifier
from simulator.durations import Seconds
from simulator.settings import Settings


@dataclass(frozen=True, kw_only=True)
class DenyList(Settings):
    """Fetch the ids (`jti`) of all tokens that were called back before their time."""

    poll: Seconds = 30.0
    """Time from one fetch to the next."""
    max_age: Seconds | None = None
    """How old the list may become if it can't be fetched; None: any age is better than none."""

    def __post_init__(self) -> None:
        if self.poll <= 0:
            raise ValueError("poll must be above 0")
        if self.max_age is not None and self.max_age < self.poll:
            raise ValueError("max_age is below poll, so that the list would be too old at times")

    needs: ClassVar[str] = "deny_list"
    """What the auth server must keep for it (`policy.revocation`), "" for nothing."""

    def begin(self, verifier: Verifier, issuer: str, jwks: JwksCache | None) -> Check:
        """The check of one backend."""
        return Denied(self, verifier.skew)


class Denied:
    """The ids that the auth server has called back, as of the last fetch that went well."""

    def __init__(self, rules: DenyList, skew: float = 0.0) -> None:
        self.rules = rules
        self.skew = skew
        """How far the backend's clock is ahead, in seconds."""
        self.denied: dict[str, float] = {}
        """Which ids, and when each token is accepted no longer anyway."""
        self._asked_at = 0.0

    def must_ask(self, shown: Tokenish, now: float) -> bool:
        """Never: the list comes by itself."""
        return False

    def ask(self, shown: Tokenish, now: float) -> Reading:
        """Nothing."""
        yield from ()
        return now

    def fault(self, shown: Tokenish, claims: Claims, now: float) -> str:
        """Is it on the list?"""
        if self.rules.max_age is not None and now - self._asked_at > self.rules.max_age:
            return STATE_UNKNOWN
        return REVOKED if claims.get("jti") in self.denied else ""

    def background(self, now: float) -> Steps:
        """Fetch the list, again and again."""
        while True:
            asked = now
            now, answer = yield Send(AUTH_SERVER, fetch_deny_list())
            found = denied_in(answer)
            if found is not None:
                # Where the clock is behind, a token would be good again once it left the list.
                ours = now + self.skew
                kept = {jti: leaves for jti, leaves in self.denied.items() if leaves > ours}
                self.denied, self._asked_at = kept | found, asked
            now, _ = yield Wait(asked + self.rules.poll)


def denied_in(answer: Response) -> dict[str, float] | None:
    """The ids on a deny-list and when they expire, None if the answer is none."""
    if not answer.ok:
        return None
    try:
        return {str(jti): float(expires) for jti, expires in answer.body["denied"]}
    except (KeyError, TypeError, ValueError):
        return None
