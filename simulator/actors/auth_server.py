"""The auth server: gives tokens for a password or a refresh token, and takes them back.

In the RFCs it is the authorization server (RFC 6749 1.1). It answers `POST /authorize`,
`POST /token`, `POST /revoke` and `GET /jwks`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType
from typing import Any

from simulator.actors.code_flow import REDIRECT_URI, CodeDesk, redirection
from simulator.actors.keyring import Keyring
from simulator.actors.messages import DEFAULT_CLIENT_ID, NOTHING, Request, Response
from simulator.actors.passwords import UserDirectory
from simulator.actors.policy import Policy
from simulator.actors.tokens import ACCESS, REFRESH, SIGNERS, USES, Verifier
from simulator.events import EventLog

NAME = "auth_server"
NOT_STORED = {"Cache-Control": "no-store"}
"""Answers that hold tokens must not be cached (RFC 6749 5.1)."""

Origin = tuple[str, int]
"""Whose request this is and its number: what a driver knows and puts in the log."""
NOBODY: Origin = ("", 0)


@dataclass
class Family:
    """A login and all tokens that descend from it."""

    id: str
    user: str
    client_id: str
    login_at: float
    live: str | None = None
    """Id of the one refresh token that still works; None once the family is revoked."""


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
        redirect_uris: Mapping[str, str] = MappingProxyType({DEFAULT_CLIENT_ID: REDIRECT_URI}),
    ) -> None:
        self.policy = policy
        self.users = users
        self.keyring = keyring
        self.log = log
        self.issuer = issuer
        self.audience = audience
        self.redirect_uris = redirect_uris
        """The registered clients, each with the one address that codes may be sent to."""
        self._sign = SIGNERS[tokens]
        self._refresh_tokens = Verifier(
            keys=keyring.trusted(),
            algorithm=policy.algorithm,
            issuer=issuer,
            audience=issuer,
            typ=REFRESH,
        )
        self._codes = CodeDesk(random or Random(0))
        self._families: dict[str, Family] = {}
        self._family_of: dict[str, Family] = {}
        self._issued: dict[str, int] = {}
        self._routes: dict[tuple[str, str], Callable[[Request, float, Origin], Response]] = {
            ("POST", "/authorize"): self._authorize,
            ("POST", "/token"): self._token,
            ("POST", "/revoke"): self._revoke,
            ("GET", "/jwks"): self._jwks,
        }
        self._grants: dict[str, Callable[[Mapping[str, Any], float, Origin], Response]] = {
            "password": self._password_grant,
            "authorization_code": self._code_grant,
            "refresh_token": self._refresh_grant,
        }

    def handle(self, request: Request, now: float, origin: Origin = NOBODY) -> Response:
        """Answer one request at `now` (seconds). Never raises if it is `well_formed`."""
        route = self._routes.get((request.method, request.path))
        if route is not None:
            return route(request, now, origin)
        methods = sorted(method for method, path in self._routes if path == request.path)
        if methods:
            headers = {"Allow": ", ".join(methods)}
            return self._refuse(405, "method_not_allowed", "", now, origin, headers=headers)
        return self._refuse(404, "not_found", "", now, origin)

    # --- POST /authorize (RFC 6749 3.1, RFC 7636) ---------------------------------------

    def _authorize(self, request: Request, now: float, origin: Origin) -> Response:
        """The login page, filled in: name and password for a code."""
        form = request.form
        registered = self.redirect_uris.get(form.get("client_id", ""))
        if registered is None or form.get("redirect_uri") != registered:
            # Whoever asks may be anybody: send no browser to an address that isn't registered.
            return self._refuse(400, "invalid_request", "unregistered address", now, origin)
        if form.get("response_type") != "code":
            return self._refuse(400, "unsupported_response_type", "", now, origin)
        if form.get("code_challenge_method") != "S256" or not form.get("code_challenge"):
            return self._refuse(400, "invalid_request", "no S256 challenge", now, origin)
        user = str(form.get("username", ""))
        if not self.users.password_is(user, str(form.get("password", ""))):
            return self._refuse(401, "access_denied", "wrong name or password", now, origin)
        code = self._codes.give(user, form, now)
        client, exchange = origin
        self.log.append((now, NAME, "answer", client, exchange, 302))
        return Response(302, {**NOT_STORED, "Location": redirection(code, form)})

    # --- POST /token (RFC 6749 3.2) ---------------------------------------------------

    def _token(self, request: Request, now: float, origin: Origin) -> Response:
        form = request.form
        grant = self._grants.get(form.get("grant_type", ""))
        if "grant_type" not in form:
            return self._refuse(400, "invalid_request", "no grant_type", now, origin)
        if grant is None:
            return self._refuse(400, "unsupported_grant_type", "", now, origin)
        if form.get("client_id") not in self.redirect_uris:
            return self._refuse(401, "invalid_client", "", now, origin)
        return grant(form, now, origin)

    def _password_grant(self, form: Mapping[str, Any], now: float, origin: Origin) -> Response:
        """Credentials for tokens (RFC 6749 4.3.2): a new family begins."""
        if "username" not in form or "password" not in form:
            reason = "username and password are needed"
            return self._refuse(400, "invalid_request", reason, now, origin)
        user = str(form["username"])
        if not self.users.password_is(user, str(form["password"])):
            reason = "wrong name or password"
            return self._refuse(400, "invalid_grant", reason, now, origin)
        return self._grant(self._begin(user, form["client_id"], now), now, origin)

    def _code_grant(self, form: Mapping[str, Any], now: float, origin: Origin) -> Response:
        """A code for tokens (RFC 6749 4.1.3): a new family begins."""
        code, fault = self._codes.take(form, now)
        if code is not None and code.family:
            # Used twice, so somebody else has it: end what came of it (RFC 6749 4.1.2).
            self._end(self._families[code.family], "code used twice", now, origin)
        if code is None or fault:
            return self._refuse(400, "invalid_grant", fault, now, origin)
        family = self._begin(code.user, code.client_id, now)
        code.family = family.id
        return self._grant(family, now, origin)

    def _begin(self, user: str, client_id: str, now: float) -> Family:
        """Somebody has logged in."""
        family = Family(self._next_id(user, "f"), user, client_id, login_at=now)
        self._families[family.id] = family
        return family

    def _refresh_grant(self, form: Mapping[str, Any], now: float, origin: Origin) -> Response:
        """A refresh token for a new access token (RFC 6749 6)."""
        if "refresh_token" not in form:
            reason = "refresh_token is needed"
            return self._refuse(400, "invalid_request", reason, now, origin)
        claims, fault = self._refresh_tokens.check(form["refresh_token"], now)
        token = claims.get("jti", "")
        if fault:
            return self._refuse(400, "invalid_grant", fault, now, origin, token)
        family = self._family_of.get(token)
        if family is None or family.client_id != form["client_id"]:
            return self._refuse(400, "invalid_grant", "not yours", now, origin, token)
        if family.live is None:
            return self._refuse(400, "invalid_grant", "revoked", now, origin, token)
        if family.live != token:
            return self._reused(family, token, now, origin)
        return self._grant(family, now, origin, shown=token)

    def _reused(self, family: Family, token: str, now: float, origin: Origin) -> Response:
        """A replaced refresh token came back: thief or owner, nobody here can tell."""
        client, exchange = origin
        self.log.append((now, NAME, "reuse", client, exchange, 0, token))
        if self.policy.reuse == "revoke_family":
            self._end(family, "reuse", now, origin)
        return self._refuse(400, "invalid_grant", "reused", now, origin, token)

    def _grant(self, family: Family, now: float, origin: Origin, shown: str = "") -> Response:
        """Issue an access token and, where the policy has them, a refresh token."""
        policy = self.policy
        client, exchange = origin
        own_claims = {"aud": self.audience, "roles": list(self.users.roles_of(family.user))}
        access = self._issue(family, ACCESS, now, now + policy.access_ttl, own_claims, origin)
        body = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": int(policy.access_ttl),
        }
        if policy.refresh_ttl is not None and (policy.rotation or not shown):
            expiry = policy.refresh_expiry(family.login_at, now)
            own_claims = {"aud": self.issuer, "family": family.id}
            if shown:
                self.log.append((now, NAME, "supersede", client, exchange, 0, shown))
            body["refresh_token"] = self._issue(family, REFRESH, now, expiry, own_claims, origin)
        self.log.append((now, NAME, "answer", client, exchange, 200, shown))
        return Response(200, NOT_STORED, body)

    def _issue(
        self,
        family: Family,
        typ: str,
        now: float,
        expiry: float,
        own_claims: Mapping[str, Any],
        origin: Origin,
    ) -> Any:
        """Sign one token. Its times are whole seconds, so its life is rounded down."""
        user = family.user
        token_id = self._next_id(user, "a" if typ == ACCESS else "r")
        expires = int(expiry)
        claims = {
            "iss": self.issuer,
            "sub": user,
            "client_id": family.client_id,
            "iat": int(now),
            "exp": expires,
            "jti": token_id,
            **own_claims,
        }
        if typ == REFRESH:
            family.live = token_id
            self._family_of[token_id] = family
        client, exchange = origin
        self.log.append(
            (now, NAME, "issue", client, exchange, 0, token_id, USES[typ], user, family.id, expires)
        )
        return self._sign(claims, typ, self.keyring.signing)

    def _next_id(self, user: str, mark: str) -> str:
        """Ids that a person can read, numbered for each user: ada-a1, ada-r1, ada-f1."""
        stem = f"{user}-{mark}"
        number = self._issued[stem] = self._issued.get(stem, 0) + 1
        return f"{stem}{number}"

    # --- POST /revoke (RFC 7009) -------------------------------------------------------

    def _revoke(self, request: Request, now: float, origin: Origin) -> Response:
        """End the session of a refresh token. Unknown or dead tokens are no error (2.2)."""
        form = request.form
        if "token" not in form:
            return self._refuse(400, "invalid_request", "token is needed", now, origin)
        if form.get("client_id") not in self.redirect_uris:
            return self._refuse(401, "invalid_client", "", now, origin)
        claims, fault = self._refresh_tokens.check(form["token"], now)
        if fault == "wrong type":
            # A self-contained access token lives on until it expires (RFC 7009 2.2.1).
            return self._refuse(400, "unsupported_token_type", "", now, origin)
        token = claims.get("jti", "")
        family = self._family_of.get(token)
        if family is not None and not fault and family.client_id == form["client_id"]:
            self._end(family, "logout", now, origin)
        client, exchange = origin
        self.log.append((now, NAME, "answer", client, exchange, 200, token))
        return Response(200)

    def _end(self, family: Family, why: str, now: float, origin: Origin) -> None:
        """No refresh token of this family works from now on. Its access tokens do."""
        if family.live is not None:
            client, exchange = origin
            self.log.append((now, NAME, "revoke", client, exchange, 0, family.live, why))
            family.live = None

    # --- GET /jwks (RFC 7517 5) ----------------------------------------------------------

    def _jwks(self, request: Request, now: float, origin: Origin) -> Response:
        client, exchange = origin
        self.log.append((now, NAME, "answer", client, exchange, 200))
        return Response(200, NOTHING, self.keyring.public_jwks())

    def _refuse(
        self,
        status: int,
        error: str,
        reason: str,
        now: float,
        origin: Origin,
        token: str = "",
        headers: Mapping[str, str] = NOTHING,
    ) -> Response:
        """An error answer (RFC 6749 5.2). Why exactly goes to the log, not to the client."""
        client, exchange = origin
        detail = f"{error}: {reason}" if reason else error
        self.log.append((now, NAME, "answer", client, exchange, status, token, detail))
        return Response(status, {**NOT_STORED, **headers}, {"error": error})
