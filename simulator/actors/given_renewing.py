"""Somebody else's rules for renewals: what a used refresh token gets, and how the store writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from simulator.actors.actions import Steps, Wait
from simulator.actors.answers import NAME, Answers, Origin
from simulator.actors.families import Families, Family, Succession
from simulator.actors.issuing import Issuing
from simulator.actors.messages import Response
from simulator.actors.policy import Policy
from simulator.actors.renewing import Renewing
from simulator.actors.tokens import Verifier


class Shown(NamedTuple):
    """What the auth server knows of a refresh token that is shown: genuine, and not expired."""

    replaced_at: float | None
    """When it was replaced, in seconds; None: it has not been."""
    successor_used: bool
    """Whether somebody has renewed with the token that replaced it."""
    family_ended: bool
    """Whether its family is over: by a logout, or since reuse was seen."""


ReuseRule = Callable[[Shown, float], Any]
"""reuse_rule(shown, now): what a refresh token that is shown at `now` (seconds) gets. One of
`OUTCOMES`: "renew" for new tokens, "again" for those that replaced it once more, "refuse" for
nothing, "end_family" for nothing and the end of its family."""
OUTCOMES = ("renew", "again", "refuse", "end_family")
POLICY = "as the policy has it"
Swap = Callable[[set[str], str, str], Any]
"""swap(live, old, new): the write of the store, which does one write at a time. `live` are the ids
of all refresh tokens that work at this moment. Puts `new` in the place of `old` and returns True,
or returns False and changes nothing."""


class GivenRenewing(Renewing):
    """Renews as functions from outside say; None stands for the policy's own way.

    What they raise is written down as a crash of the auth server's. Where a rule raises, or says
    what can't be, the policy decides; a store that raises has written nothing.
    """

    def __init__(
        self,
        policy: Policy,
        families: Families,
        issuing: Issuing,
        refresh_tokens: Verifier,
        answers: Answers,
        *,
        rule: ReuseRule | None,
        swap: Swap | None,
    ) -> None:
        super().__init__(policy, families, issuing, refresh_tokens, answers)
        self.rule = rule
        self.swap = swap
        self._issuing = issuing
        self._give = self._renew
        self._successions: dict[str, tuple[str, Succession]] = {}
        """Of each token that was replaced: its first successor, and how that came about."""

    # --- the rule --------------------------------------------------------------------------

    def _exchange(self, family: Family, token: str, now: float, origin: Origin) -> Response | Steps:
        said = self._said(family, token, now)
        if said != "renew" or token not in family.live:
            return self._do(said, family, token, now, origin)
        if self._delay:
            return self._written_later(family, token, now, origin)
        return self._write(family, token, now, origin)

    def _not_live(self, family: Family, token: str, now: float, origin: Origin) -> Response:
        """Somebody else was quicker, or so the store says: what does the rule say now?"""
        said = self._said(family, token, now)
        if said == "renew" and token in family.live:
            said = POLICY if self.rule is None else "refuse"
        return self._do(said, family, token, now, origin)

    def _said(self, family: Family, token: str, now: float) -> str:
        """What the rule says, or `POLICY` if that makes no sense or there is none."""
        own = "renew" if token in family.live else POLICY
        rule = self.rule
        if rule is None:
            return own
        successor, succession = self._successions.get(token, ("", None))
        shown = Shown(
            replaced_at=None if succession is None else succession.at,
            successor_used=successor in self._successions,
            family_ended=not family.live,
        )
        said = self._asked(now, lambda: sensible(rule(shown, now), shown))
        return own if said is None else str(said)

    def _do(self, said: str, family: Family, token: str, now: float, origin: Origin) -> Response:
        """What was said, of a token that is not to be replaced in the store."""
        if said == POLICY:
            return super()._not_live(family, token, now, origin)
        if said == "again":
            return self._again(self._successions[token][1], now, origin)
        reason = "refused"
        if token not in family.live:
            reason = "reused" if family.live else "revoked"
        if reason == "reused":
            client, exchange = origin
            self.answers.log.append((now, NAME, "reuse", client, exchange, 0, token))
        if said == "renew":
            return self._renew(family, now, origin, token)
        if said == "end_family":
            self.families.end(family, "reuse", now, origin)
        return self.answers.refuse(400, "invalid_grant", reason, now, origin, token)

    # --- the store -------------------------------------------------------------------------

    def _written_later(self, family: Family, token: str, now: float, origin: Origin) -> Steps:
        now, _ = yield Wait(now + self._delay)
        if self.swap is None and self.policy.atomic and token not in family.live:
            return self._not_live(family, token, now, origin)
        return self._write(family, token, now, origin)

    def _write(self, family: Family, token: str, now: float, origin: Origin) -> Response:
        """The moment of writing: whatever was read before, the store decides."""
        swap = self.swap
        if swap is None:
            return self._renew(family, now, origin, token)
        live = {each for any_family in self.families for each in any_family.live}
        new = self._issuing.coming(family.user)
        done = self._asked(now, lambda: swap(live, token, new))
        self._forget(live, token)
        if not done:
            return self._not_live(family, token, now, origin)
        answer = self._renew(family, now, origin, token)
        # Both as the function left it: the old one may live on, the new one may be unknown.
        if token in live:
            family.live[token] = None
        if new not in live:
            family.live.pop(new, None)
        return answer

    def _forget(self, live: set[str], shown: str) -> None:
        """Whatever else the function took out is live no longer, in whichever family."""
        for family in self.families:
            for token in [each for each in family.live if each not in live and each != shown]:
                del family.live[token]

    # --- both ------------------------------------------------------------------------------

    def _renew(
        self,
        family: Family,
        now: float,
        origin: Origin,
        shown: str = "",
        replaced_at: float | None = None,
    ) -> Response:
        """Give new tokens, and remember what replaced what."""
        answer = self._issuing.give(family, now, origin, shown, replaced_at)
        body: Mapping[str, Any] = answer.body
        if "refresh_token" in body:
            newest = next(reversed(family.live))
            self._successions.setdefault(shown, (newest, Succession(shown, now, body)))
        return answer

    def _asked(self, now: float, ask: Callable[[], Any]) -> Any:
        """What a function from outside returns, None if it raises."""
        try:
            return ask()
        except Exception as mistake:
            self.answers.log.crash(now, NAME, mistake)
            return None


def sensible(said: Any, shown: Shown) -> Any:
    """What a rule said. Raises ValueError if it can't be done."""
    if said not in OUTCOMES:
        raise ValueError(f"the rule said {said!r}, which is none of {', '.join(OUTCOMES)}")
    if said == "again" and shown.replaced_at is None:
        raise ValueError("the rule said 'again' of a token that has not been replaced")
    return said
