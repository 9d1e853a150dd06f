"""HTTP-shaped messages, and the few requests that the course sends.

A message is a value: nobody changes one that was sent. `repr` shortens tokens and
hides passwords, so that a message may stand in an error or at the end of a cell.
"""

from __future__ import annotations

from collections import UserString
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

NOTHING: Mapping[str, Any] = MappingProxyType({})
SECRET_FIELDS = frozenset({"password", "code_verifier", "client_secret"})
TOKEN_FIELDS = frozenset({"access_token", "refresh_token", "token", "code", "authorization"})
DEFAULT_CLIENT_ID = "living-room-tv"
BACKEND_ID = "films"
BACKEND_SECRET = "known-to-backend-and-auth-server"
"""With what a backend shows who it is. In earnest it would be drawn, and kept out of sources."""


class Request(NamedTuple):
    """What a client sends (RFC 9110). `form` is the body of a POST to the auth server."""

    method: str
    path: str
    headers: Mapping[str, Any] = NOTHING
    form: Mapping[str, Any] = NOTHING

    def __repr__(self) -> str:
        parts = [f"{self.method} {self.path}"]
        parts += [f"{name}: {shown(name, value)}" for name, value in self.headers.items()]
        if self.form:
            parts.append("&".join(f"{k}={shown(k, v)}" for k, v in self.form.items()))
        return f"<{'; '.join(parts)}>"


def well_formed(request: Request) -> bool:
    """True if it holds what HTTP can carry: texts, and names with texts or tokens."""
    texts: list[object] = [request.method, request.path]
    parts: tuple[object, object] = (request.headers, request.form)
    for fields in parts:
        if not isinstance(fields, Mapping):
            return False
        texts += [*fields.keys(), *fields.values()]
    return all(isinstance(text, str | UserString) and encodable(str(text)) for text in texts)


def encodable(text: str) -> bool:
    """True if the text can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Response(NamedTuple):
    """What a server answers (RFC 9110). `body` is the JSON object, already parsed."""

    status: int
    headers: Mapping[str, str] = NOTHING
    body: Mapping[str, Any] = NOTHING

    @property
    def ok(self) -> bool:
        """True for a 2xx status."""
        return 200 <= self.status < 300

    @property
    def error(self) -> str:
        """The error code that the answer carries (RFC 6749 5.2, RFC 6750 3.1), or ""."""
        return str(self.body.get("error", ""))

    def __repr__(self) -> str:
        body = ", ".join(f"{name}: {shown(name, value)}" for name, value in self.body.items())
        return f"<{self.status} {{{body}}}>"


NO_ANSWER = Response(0, NOTHING, MappingProxyType({"error": "no_answer"}))
"""Stands for an answer that never came: a message was lost, or patience ended before."""


def request_line(request: Request) -> str:
    """A request as the log tells it: "GET /films", "POST /token password"."""
    method, path, _, form = request
    # Asking a dict whether it is a Mapping takes longer than all the rest.
    if form and isinstance(form, (dict, Mapping)) and "grant_type" in form:
        return f"{method} {path} {form['grant_type']}"
    return f"{method} {path}"


def shown(name: str, value: object) -> str:
    """The value as a log or an error may show it: tokens shortened, passwords hidden."""
    lower = str(name).lower()
    if lower in SECRET_FIELDS:
        return "***"
    text = str(value)
    if lower not in TOKEN_FIELDS or len(text) <= 20:
        return text
    scheme, blank, token = text.rpartition(" ")
    return f"{scheme}{blank}{token[:6]}…{token[-4:]}"


def get(path: str, bearer: Any = None) -> Request:
    """Ask the backend for `path`, showing an access token if there is one (RFC 6750 2.1)."""
    if bearer is None:
        return Request("GET", path)
    return Request("GET", path, {"Authorization": authorization(bearer)})


def authorization(token: Any) -> Any:
    """The value of the Authorization header: "Bearer", one blank, the token.

    Raises TypeError for what is no token, such as the whole answer that held it.
    """
    if isinstance(token, str):
        return f"Bearer {token}"
    # A lazy token brings its own header: writing it into a text would sign it.
    lazy = getattr(token, "bearer", None)
    if lazy is None:
        raise TypeError(f"bearer takes an access token, it got a {type(token).__name__}")
    return lazy


def log_in(username: str, password: str, client_id: str = DEFAULT_CLIENT_ID) -> Request:
    """Give name and password for tokens: the password grant (RFC 6749 4.3).

    OAuth 2.1 drops this grant. It stands here because it is the shortest login
    there is; notebook 07 shows what replaces it.
    """
    form = {
        "grant_type": "password",
        "username": username,
        "password": password,
        "client_id": client_id,
    }
    return Request("POST", "/token", NOTHING, form)


def refresh(refresh_token: Any, client_id: str = DEFAULT_CLIENT_ID) -> Request:
    """Give a refresh token for a new access token (RFC 6749 6)."""
    form = {
        "grant_type": "refresh_token",
        "refresh_token": refresh_token,
        "client_id": client_id,
    }
    return Request("POST", "/token", NOTHING, form)


def log_out(token: Any, client_id: str = DEFAULT_CLIENT_ID) -> Request:
    """Ask the auth server to end the session of this refresh token (RFC 7009 2.1)."""
    return Request("POST", "/revoke", NOTHING, {"token": token, "client_id": client_id})


def introspect(
    token: Any, client_id: str = BACKEND_ID, client_secret: str = BACKEND_SECRET
) -> Request:
    """Ask the auth server whether this token is still good, as a backend may (RFC 7662 2.1)."""
    form = {"token": token, "client_id": client_id, "client_secret": client_secret}
    return Request("POST", "/introspect", NOTHING, form)


def fetch_jwks() -> Request:
    """Ask the auth server for its public keys (RFC 7517 5)."""
    return Request("GET", "/jwks")


def fetch_deny_list() -> Request:
    """Ask the auth server which access tokens are to be refused though they have not expired."""
    return Request("GET", "/denylist")


def fetch_status_list() -> Request:
    """Ask the auth server for its status list token (draft-ietf-oauth-status-list 8.1).

    Its text is the answer's `status_list_token`, since bodies are JSON objects here.
    """
    return Request("GET", "/statuslist")
