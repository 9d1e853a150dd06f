"""Renewing: a refresh token for new tokens, and what happens to one that was replaced before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.actors.actions import Steps, Wait
from simulator.actors.answers import NAME, NOT_STORED, Answers, Origin
from simulator.actors.families import Families, Family, Succession
from simulator.actors.issuing import Issuing
from simulator.actors.messages import Response
from simulator.actors.policy import Policy
from simulator.actors.tokens import Verifier


class Renewing:
    """The refresh token grant (RFC 6749 6, RFC 9700 4.14.2)."""

    def __init__(
        self,
        policy: Policy,
        families: Families,
        issuing: Issuing,
        refresh_tokens: Verifier,
        answers: Answers,
    ) -> None:
        self.policy = policy
        self.families = families
        self.answers = answers
        self._check = refresh_tokens.check
        self._of_token = families.of_token
        self._give = issuing.give
        self._delay = policy.store_delay
        self._confidential = policy.confidential

    def grant(self, form: Mapping[str, Any], now: float, origin: Origin) -> Response | Steps:
        """A refresh token for a new access token: an answer, or steps if the store is slow."""
        if "refresh_token" not in form:
            reason = "refresh_token is needed"
            return self.answers.refuse(400, "invalid_request", reason, now, origin)
        claims, fault = self._check(form["refresh_token"], now)
        token = claims.get("jti", "")
        if fault:
            return self.answers.refuse(400, "invalid_grant", fault, now, origin, token)
        family = self._of_token.get(token)
        if family is None or family.client_id != form["client_id"]:
            return self.answers.refuse(400, "invalid_grant", "not yours", now, origin, token)
        if self._confidential and family.holder != origin[0]:
            return self.answers.refuse(400, "invalid_grant", "not yours", now, origin, token)
        return self._exchange(family, token, now, origin)

    def _exchange(self, family: Family, token: str, now: float, origin: Origin) -> Response | Steps:
        """The token is genuine, and of this family. Has it been used before?"""
        if token not in family.live:
            return self._not_live(family, token, now, origin)
        if self._delay:
            return self._written_later(family, token, now, origin)
        return self._give(family, now, origin, token)

    def _written_later(self, family: Family, token: str, now: float, origin: Origin) -> Steps:
        """The token has been read and was live. By the time of writing that may have changed."""
        now, _ = yield Wait(now + self._delay)
        if self.policy.atomic and token not in family.live:
            return self._not_live(family, token, now, origin)
        # Not atomic: whatever happened since, another renewal or even a logout, is overwritten.
        return self._give(family, now, origin, token)

    def _not_live(self, family: Family, token: str, now: float, origin: Origin) -> Response:
        """Revoked, or replaced: in time of grace that may be forgiven."""
        if not family.live:
            return self.answers.refuse(400, "invalid_grant", "revoked", now, origin, token)
        succession = self._forgiven(family, token, now)
        if succession is None:
            return self._reused(family, token, now, origin)
        if self.policy.grace_answer == "new":
            return self._give(family, now, origin, token, succession.at)
        return self._again(succession, now, origin)

    def _forgiven(self, family: Family, token: str, now: float) -> Succession | None:
        """How the token was replaced, if a successor is live and the time of grace not over.

        Whoever has used a successor got it, and needs the older token no more: so grace is for
        the direct predecessor alone, or a stolen token would be as good for as long.
        """
        for succession in family.live.values():
            if succession is not None and succession.predecessor == token:
                return succession if now < succession.at + self.policy.grace else None
        return None

    def _again(self, succession: Succession, now: float, origin: Origin) -> Response:
        """The tokens that were issued then; of their life some has gone by."""
        left = int(round(self.policy.access_ttl - (now - succession.at), 3))
        body = {**succession.body, "expires_in": max(0, left)}
        return self.answers.give(body, now, origin, succession.predecessor, NOT_STORED)

    def _reused(self, family: Family, token: str, now: float, origin: Origin) -> Response:
        """A replaced refresh token came back: thief or owner, nobody here can tell."""
        client, exchange = origin
        self.answers.log.append((now, NAME, "reuse", client, exchange, 0, token))
        match self.policy.reuse:
            case "ignore":
                return self._give(family, now, origin, token)
            case "revoke_family":
                self.families.end(family, "reuse", now, origin)
            case "revoke_user":
                self.families.end_all_of(family.user, "reuse", now, origin)
        return self.answers.refuse(400, "invalid_grant", "reused", now, origin, token)
