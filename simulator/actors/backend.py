"""The backend: serves pages to those whose access token is good and whose role suffices.

In the RFCs it is the resource server (RFC 6749 1.1). It keeps no sessions: all that it
knows of a caller stands in the token.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from simulator.actors.actions import Steps
from simulator.actors.asking import OUTAGES, AskingVerifier
from simulator.actors.auth_server import NOBODY, Origin
from simulator.actors.copies import Reading
from simulator.actors.messages import NOTHING, Request, Response
from simulator.actors.tokens import NO_BEARER_TOKEN, Claims, Verifier
from simulator.events import EventLog

NAME = "backend"

RoleCheck = Callable[[Claims, str], bool]
"""May the bearer of these claims see what this role may see?"""


LISTS = (list, tuple)


def has_role(claims: Claims, role: str) -> bool:
    """True if the role is one of the `roles` claim (RFC 9068 2.2.3.1)."""
    roles = claims.get("roles")
    return isinstance(roles, LISTS) and role in roles


class Backend:
    """Pages, the role that each needs, and the verifier of access tokens.

    `resources` maps the beginning of a path to a role; the longest that fits decides.
    """

    def __init__(
        self,
        resources: Mapping[str, str],
        verifier: Verifier | AskingVerifier,
        log: EventLog,
        *,
        may: RoleCheck = has_role,
    ) -> None:
        self.resources = dict(sorted(resources.items(), key=lambda item: -len(item[0])))
        self.verifier = verifier
        self.log = log
        self._append = log.append
        self.may = may
        self._page = lru_cache(maxsize=4096)(self._find_page)

    def handle(self, request: Request, now: float, origin: Origin = NOBODY) -> Response:
        """Answer one request at `now` (seconds)."""
        client, exchange = origin
        role, page = self._page(request.path)
        if role is None:
            return self._refuse(404, "not_found", "", now, origin)
        authorization = request.headers.get("Authorization")
        if authorization is None:
            authorization = header(request.headers, "authorization")
        if authorization is None:
            return self._refuse(401, "", "missing token", now, origin)
        claims, fault = self.verifier.check(authorization, now)
        token = claims.get("jti", "")
        if fault:
            return self._refuse_token(fault, now, origin, token)
        try:
            allowed = self.may(claims, role)
        except Exception as mistake:
            return self._crash(mistake, now, origin, token)
        if not allowed:
            return self._refuse(403, "insufficient_scope", f"needs {role}", now, origin, token)
        self._append((now, NAME, "answer", client, exchange, 200, token))
        return page

    def _find_page(self, path: str) -> tuple[str | None, Response]:
        """The role that a path needs, None for no such page, and the page itself."""
        roles = (role for start, role in self.resources.items() if path.startswith(start))
        return next(roles, None), Response(200, NOTHING, MappingProxyType({"page": path}))

    def _refuse_token(self, fault: str, now: float, origin: Origin, token: str) -> Response:
        """Say what is wrong with a token. Who shows none is told no error (RFC 6750 3.1)."""
        error = "" if fault == NO_BEARER_TOKEN else "invalid_token"
        return self._refuse(401, error, fault, now, origin, token)

    def _crash(self, mistake: Exception, now: float, origin: Origin, token: str) -> Response:
        """The role check raised: write that down and answer 500."""
        self.log.crash(now, NAME, mistake, origin[0])
        return self._refuse(500, "server_error", "", now, origin, token)

    def _refuse(
        self,
        status: int,
        error: str,
        reason: str,
        now: float,
        origin: Origin,
        token: str = "",
    ) -> Response:
        """An error answer with the challenge that RFC 6750 3 asks for at 401 and 403."""
        client, exchange = origin
        detail = f"{error}: {reason}" if error and reason else error or reason
        self.log.append((now, NAME, "answer", client, exchange, status, token, detail))
        challenge = 'Bearer realm="films"' + (f', error="{error}"' if error else "")
        headers = {"WWW-Authenticate": challenge} if status in (401, 403) else NOTHING
        return Response(status, headers, {"error": error} if error else NOTHING)


class AskingBackend(Backend):
    """A backend that must ask the auth server now and then before it can answer.

    `background` is what it does besides answering, such as fetching a list.
    """

    verifier: AskingVerifier

    def __init__(
        self,
        resources: Mapping[str, str],
        verifier: AskingVerifier,
        log: EventLog,
        *,
        may: RoleCheck = has_role,
        in_outage: int = 503,
    ) -> None:
        super().__init__(resources, verifier, log, may=may)
        self.in_outage = in_outage
        """The status with which a token is refused that can't be judged."""

    # Whoever drives servers takes steps as well as answers.
    def handle(  # type: ignore[override]
        self, request: Request, now: float, origin: Origin = NOBODY
    ) -> Response | Steps:
        """Answer one request at `now` (seconds), or give the steps that lead to the answer."""
        shown = request.headers.get("Authorization")
        if shown is None:
            shown = header(request.headers, "authorization")
        if shown is not None and self._page(request.path)[0] is not None:
            questions = self.verifier.questions(shown, now)
            if questions is not None:
                return self._after(questions, request, origin)
        return super().handle(request, now, origin)

    def _after(self, questions: Reading, request: Request, origin: Origin) -> Steps:
        """Answer once everything has been asked."""
        now = yield from questions
        return super().handle(request, now, origin)

    def background(self, now: float) -> Steps | None:
        """What is to be done besides, None if there is nothing."""
        called_back = self.verifier.called_back
        return None if called_back is None else called_back.background(now)

    def _refuse_token(self, fault: str, now: float, origin: Origin, token: str) -> Response:
        """It is not the token's fault if the auth server can't be asked (RFC 9110 15.6.4)."""
        if fault in OUTAGES and self.in_outage != 401:
            return self._refuse(
                self.in_outage, "temporarily_unavailable", fault, now, origin, token
            )
        return super()._refuse_token(fault, now, origin, token)


def header(headers: Mapping[str, Any], name: str) -> Any:
    """A header's value whatever the case of its name (RFC 9110 5.1), None if absent."""
    return next((value for key, value in headers.items() if key.lower() == name), None)
