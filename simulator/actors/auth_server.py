"""The auth server: gives tokens for a password or a refresh token, and takes them back.

In the RFCs it is the authorization server (RFC 6749 1.1). It answers `POST /authorize`,
`POST /token`, `POST /revoke`, `POST /introspect` and `GET /jwks`, and has a list of the access
tokens that it called back where the policy says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import Any

from simulator.actors.actions import Steps
from simulator.actors.answers import NAME, NOBODY, Answers, Origin
from simulator.actors.calling_back import CallingBack
from simulator.actors.code_flow import REDIRECT_URI, CodeDesk
from simulator.actors.deny_list import DenyList
from simulator.actors.families import Families, Ids
from simulator.actors.introspection import Introspection
from simulator.actors.issuing import Issuing
from simulator.actors.keyring import Keyring
from simulator.actors.logging_in import LoggingIn
from simulator.actors.messages import (
    BACKEND_ID,
    BACKEND_SECRET,
    DEFAULT_CLIENT_ID,
    Request,
    Response,
)
from simulator.actors.passwords import UserDirectory
from simulator.actors.policy import Policy
from simulator.actors.renewing import Renewing
from simulator.actors.revoking import Revoking
from simulator.actors.status_list import ListedStates
from simulator.actors.tokens import ACCESS, REFRESH, Verifier
from simulator.events import EventLog

__all__ = ["NAME", "NOBODY", "AuthServer", "Origin"]

Route = Callable[[Request, float, Origin], Response | Steps]
Grant = Callable[[Mapping[str, Any], float, Origin], Response | Steps]


class AuthServer:
    """Who may log in, which refresh tokens live, and the keys that sign."""

    def __init__(
        self,
        policy: Policy,
        users: UserDirectory,
        keyring: Keyring,
        log: EventLog,
        *,
        issuer: str = "https://login.example",
        audience: str = "https://films.example",
        tokens: str = "real",
        random: Random | None = None,
        places: Random | None = None,
        leeway: float = 0.0,
        deny_list: Callable[[EventLog, float], CallingBack] = DenyList,
        renewing: Callable[..., Renewing] = Renewing,
        redirect_uris: Mapping[str, str] = MappingProxyType({DEFAULT_CLIENT_ID: REDIRECT_URI}),
        backends: Mapping[str, str] = MappingProxyType({BACKEND_ID: BACKEND_SECRET}),
    ) -> None:
        self.policy = policy
        self.users = users
        self.keyring = keyring
        self.log = log
        self.issuer = issuer
        self.audience = audience
        self.redirect_uris = redirect_uris
        """The registered clients, each with the one address that codes may be sent to."""
        self.calling_back = self._calling_back(leeway, places or Random(0), deny_list)
        """How access tokens are called back, None if they aren't. `leeway` is the backends'
        (seconds), `places` draws where a token stands in the status list, and `deny_list` makes a
        list of ids."""
        self._ids = Ids()
        self.families = Families(self._ids, log, policy.session_limit, self.calling_back)
        self._answers = Answers(log)
        self._grants: dict[str, Grant] = {}
        self._routes: dict[tuple[str, str], Route] = {}
        self._set_up(CodeDesk(random or Random(0)), tokens, backends, renewing)

    def _calling_back(
        self, leeway: float, places: Random, deny_list: Callable[[EventLog, float], CallingBack]
    ) -> CallingBack | None:
        """What the policy's `revocation` asks for."""
        match self.policy.revocation:
            case "deny_list":
                return deny_list(self.log, leeway)
            case "status_list":
                return ListedStates(
                    self.log,
                    leeway,
                    keyring=self.keyring,
                    issuer=self.issuer,
                    ttl=self.policy.access_ttl,
                    random=places,
                )
        return None

    def _set_up(
        self,
        codes: CodeDesk,
        tokens: str,
        backends: Mapping[str, str],
        renewing: Callable[..., Renewing],
    ) -> None:
        """Put the parts together, and say which of them answers what. `renewing` makes the one
        that answers renewals."""
        policy, users, answers, clients = self.policy, self.users, self._answers, self.redirect_uris
        calling_back, families = self.calling_back, self.families
        issuing = Issuing(
            policy,
            users,
            families,
            self._ids,
            self.keyring,
            self.log,
            issuer=self.issuer,
            audience=self.audience,
            tokens=tokens,
            calling_back=calling_back,
        )
        refresh_tokens = self._verifier(REFRESH, self.issuer)
        access_tokens = self._verifier(ACCESS, self.audience)
        logging_in = LoggingIn(users, codes, families, issuing, answers, clients)
        self._grants = {
            "password": logging_in.with_password,
            "authorization_code": logging_in.with_code,
            "refresh_token": renewing(policy, families, issuing, refresh_tokens, answers).grant,
        }
        known = (families, refresh_tokens, access_tokens, calling_back, answers)
        self._routes = {
            ("POST", "/authorize"): logging_in.page,
            ("POST", "/token"): self._token,
            ("POST", "/revoke"): Revoking(*known, clients),
            ("POST", "/introspect"): Introspection(*known, backends),
            ("GET", "/jwks"): self._jwks,
        }
        if calling_back is not None:
            self._routes["GET", calling_back.path] = self._list

    def _verifier(self, typ: str, audience: str) -> Verifier:
        """Who reads the auth server's own tokens of one use."""
        return Verifier(
            # A retired key ends no session: its refresh tokens still count.
            keys=self.keyring.own() if typ == REFRESH else self.keyring.trusted(),
            algorithm=self.policy.algorithm,
            issuer=self.issuer,
            audience=audience,
            typ=typ,
            # With rotation nobody honest shows a refresh token twice.
            remember=2 if typ == REFRESH and self.policy.rotation else 100_000,
        )

    def handle(self, request: Request, now: float, origin: Origin = NOBODY) -> Response | Steps:
        """Answer one request at `now` (seconds). Never raises if it is `well_formed`.

        Only where the policy has a `store_delay` does a renewal take time: then it gives the
        steps that lead to the answer.
        """
        route = self._routes.get((request.method, request.path))
        if route is not None:
            return route(request, now, origin)
        methods = sorted(method for method, path in self._routes if path == request.path)
        if methods:
            headers = {"Allow": ", ".join(methods)}
            return self._answers.refuse(405, "method_not_allowed", "", now, origin, headers=headers)
        return self._answers.refuse(404, "not_found", "", now, origin)

    def background(self, now: float) -> Steps | None:
        """What is to be done besides answering, None if there is nothing."""
        return None if self.calling_back is None else self.calling_back.background(now)

    def _token(self, request: Request, now: float, origin: Origin) -> Response | Steps:
        """POST /token (RFC 6749 3.2)."""
        form = request.form
        grant = self._grants.get(form.get("grant_type", ""))
        if "grant_type" not in form:
            return self._answers.refuse(400, "invalid_request", "no grant_type", now, origin)
        if grant is None:
            return self._answers.refuse(400, "unsupported_grant_type", "", now, origin)
        if form.get("client_id") not in self.redirect_uris:
            return self._answers.refuse(401, "invalid_client", "", now, origin)
        return grant(form, now, origin)

    def _jwks(self, request: Request, now: float, origin: Origin) -> Response:
        """GET /jwks (RFC 7517 5)."""
        return self._answers.give(self.keyring.public_jwks(), now, origin)

    def _list(self, request: Request, now: float, origin: Origin) -> Response:
        """GET of the list of what was called back."""
        assert self.calling_back is not None
        return self._answers.give(self.calling_back.published(now), now, origin)
