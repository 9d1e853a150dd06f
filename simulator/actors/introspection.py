"""Introspection: a backend asks whether a token is good at this moment (RFC 7662)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from simulator.actors.answers import NOT_STORED, Answers, Origin
from simulator.actors.calling_back import CallingBack
from simulator.actors.families import Families, Family
from simulator.actors.messages import Request, Response
from simulator.actors.tokens import Claims, Tokenish, Verifier

INACTIVE: Mapping[str, Any] = {"active": False}
"""All that is said of a token that is no good, whatever the reason (2.2)."""


class Introspection:
    """POST /introspect, for backends only.

    Whoever could ask without saying who they are could try out tokens (2.1, 4). So a backend is
    registered with a secret, as a confidential client is, and sends both with each question
    (RFC 6749 2.3.1).
    """

    def __init__(
        self,
        families: Families,
        refresh_tokens: Verifier,
        access_tokens: Verifier,
        calling_back: CallingBack | None,
        answers: Answers,
        backends: Mapping[str, str],
    ) -> None:
        self.families = families
        self.answers = answers
        self.backends = backends
        """The secret of each backend, by its client id."""
        self._refresh_tokens = refresh_tokens
        self._access_tokens = access_tokens
        self._calling_back = calling_back

    def __call__(self, request: Request, now: float, origin: Origin) -> Response:
        """What the token says, if it is active."""
        form = request.form
        if not self._is_backend(form):
            return self.answers.refuse(401, "invalid_client", "", now, origin)
        if "token" not in form:
            return self.answers.refuse(400, "invalid_request", "token is needed", now, origin)
        body = self._said_of(form["token"], now)
        return self.answers.give(body, now, origin, body.get("jti", ""), NOT_STORED)

    def _is_backend(self, form: Mapping[str, Any]) -> bool:
        """Does the caller know the secret of a backend?"""
        secret = self.backends.get(str(form.get("client_id", "")))
        shown = str(form.get("client_secret", ""))
        return secret is not None and hmac.compare_digest(shown.encode(), secret.encode())

    def _said_of(self, shown: Tokenish, now: float) -> Mapping[str, Any]:
        """The answer's body."""
        claims, fault = self._access_tokens.check(shown, now)
        if fault == "wrong type":
            claims, fault = self._refresh_tokens.check(shown, now)
            family = None if fault else self.families.of_token.get(claims["jti"])
            good = family is not None and claims["jti"] in family.live
            return {"active": True, **claims} if good else INACTIVE
        family = None if fault else self.families.of_token.get(claims["jti"])
        if family is None or not self._lives(family, claims):
            return INACTIVE
        return {"active": True, "token_type": "Bearer", **claims}

    def _lives(self, family: Family, claims: Claims) -> bool:
        """True if neither this access token nor its family was revoked."""
        called_back = self._calling_back is not None and self._calling_back.called_back(claims)
        return not family.ended and not called_back
