"""Logging in: a password or a code for the first tokens of a new family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.actors.answers import NOT_STORED, Answers, Origin
from simulator.actors.code_flow import CodeDesk, redirection
from simulator.actors.families import Families
from simulator.actors.issuing import Issuing
from simulator.actors.messages import Request, Response
from simulator.actors.passwords import UserDirectory


class LoggingIn:
    """The login page, and the two grants that begin a family."""

    def __init__(
        self,
        users: UserDirectory,
        codes: CodeDesk,
        families: Families,
        issuing: Issuing,
        answers: Answers,
        redirect_uris: Mapping[str, str],
    ) -> None:
        self.users = users
        self.families = families
        self.issuing = issuing
        self.answers = answers
        self.redirect_uris = redirect_uris
        self._codes = codes

    def page(self, request: Request, now: float, origin: Origin) -> Response:
        """The login page, filled in: name and password for a code (RFC 6749 3.1, RFC 7636)."""
        form, refuse = request.form, self.answers.refuse
        registered = self.redirect_uris.get(form.get("client_id", ""))
        if registered is None or form.get("redirect_uri") != registered:
            # Whoever asks may be anybody: send no browser to an address that isn't registered.
            return refuse(400, "invalid_request", "unregistered address", now, origin)
        if form.get("response_type") != "code":
            return refuse(400, "unsupported_response_type", "", now, origin)
        if form.get("code_challenge_method") != "S256" or not form.get("code_challenge"):
            return refuse(400, "invalid_request", "no S256 challenge", now, origin)
        user = str(form.get("username", ""))
        if not self.users.password_is(user, str(form.get("password", ""))):
            return refuse(401, "access_denied", "wrong name or password", now, origin)
        location = redirection(self._codes.give(user, form, now), form)
        headers = {**NOT_STORED, "Location": location}
        return self.answers.give({}, now, origin, "", headers, 302)

    def with_password(self, form: Mapping[str, Any], now: float, origin: Origin) -> Response:
        """Credentials for tokens (RFC 6749 4.3.2)."""
        refuse = self.answers.refuse
        if "username" not in form or "password" not in form:
            reason = "username and password are needed"
            return refuse(400, "invalid_request", reason, now, origin)
        user = str(form["username"])
        if not self.users.password_is(user, str(form["password"])):
            return refuse(400, "invalid_grant", "wrong name or password", now, origin)
        family = self.families.begin(user, form["client_id"], now, origin)
        return self.issuing.give(family, now, origin)

    def with_code(self, form: Mapping[str, Any], now: float, origin: Origin) -> Response:
        """A code for tokens (RFC 6749 4.1.3)."""
        code, fault = self._codes.take(form, now)
        if code is not None and code.family:
            # Used twice, so somebody else has it: end what came of it (RFC 6749 4.1.2).
            self.families.end(self.families[code.family], "code used twice", now, origin)
        if code is None or fault:
            return self.answers.refuse(400, "invalid_grant", fault, now, origin)
        family = self.families.begin(code.user, code.client_id, now, origin)
        code.family = family.id
        return self.issuing.give(family, now, origin)
