"""Revoking: a client gives a token back, mostly since the person logs out (RFC 7009)."""

from __future__ import annotations

from collections.abc import Container

from simulator.actors.answers import Answers, Origin
from simulator.actors.calling_back import CallingBack
from simulator.actors.families import Families
from simulator.actors.messages import Request, Response
from simulator.actors.tokens import Claims, Tokenish, Verifier


class Revoking:
    """POST /revoke. Unknown or dead tokens are no error (2.2)."""

    def __init__(
        self,
        families: Families,
        refresh_tokens: Verifier,
        access_tokens: Verifier,
        calling_back: CallingBack | None,
        answers: Answers,
        clients: Container[str],
    ) -> None:
        self.families = families
        self.answers = answers
        self.clients = clients
        self._refresh_tokens = refresh_tokens
        self._access_tokens = access_tokens
        self._calling_back = calling_back

    def __call__(self, request: Request, now: float, origin: Origin) -> Response:
        """End the session of a refresh token, or call back an access token."""
        form, refuse = request.form, self.answers.refuse
        if "token" not in form:
            return refuse(400, "invalid_request", "token is needed", now, origin)
        client_id = form.get("client_id", "")
        if client_id not in self.clients:
            return refuse(401, "invalid_client", "", now, origin)
        claims, fault = self._refresh_tokens.check(form["token"], now)
        if fault == "wrong type":
            if self._calling_back is None:
                # A self-contained access token lives on until it expires (2.2.1).
                return refuse(400, "unsupported_token_type", "", now, origin)
            claims = self._access_token(self._calling_back, form["token"], client_id, now, origin)
            return self.answers.give({}, now, origin, claims.get("jti", ""))
        token = claims.get("jti", "")
        family = self.families.of_token.get(token)
        if family is not None and not fault and family.client_id == client_id:
            self.families.end(family, "logout", now, origin)
        return self.answers.give({}, now, origin, token)

    def _access_token(
        self,
        calling_back: CallingBack,
        shown: Tokenish,
        client_id: str,
        now: float,
        origin: Origin,
    ) -> Claims:
        """Call back this one token: its family lives on (2.1). Returns what it said."""
        claims, fault = self._access_tokens.check(shown, now)
        if not fault and claims["client_id"] == client_id:
            calling_back.call_back(claims, "logout", now, origin)
        return claims
