"""The auth server as browsers meet it: a login page, a cookie of its own, and a token endpoint.

Around the course's auth server it adds what a browser needs. Whoever has logged in gets a cookie,
so that another login needs no password while it lasts (single sign-on). A client that has a
secret must show it. And scripts of a public client's origin may read the token answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from urllib.parse import parse_qsl, urlsplit

from simulator.actors.auth_server import AuthServer
from simulator.actors.keyring import Keyring, make_key
from simulator.actors.messages import Request, Response
from simulator.actors.passwords import UserDirectory
from simulator.actors.policy import Policy
from simulator.actors.tokens import ACCESS, Verifier
from simulator.browser.addresses import origin_of
from simulator.browser.cors import allowing
from simulator.browser.jar import read_cookies
from simulator.events import EventLog

LOGIN = "https://login.example"
FILMS = "https://films.example"
CALLBACK = f"{FILMS}/callback"
PUBLIC, CONFIDENTIAL = "films-in-the-browser", "films-server"
SECRET = "known-to-films-and-login"
"""With what the films server shows who it is. In earnest it would be drawn."""
SSO_COOKIE = "__Host-sso={id}; Path=/; Secure; HttpOnly; SameSite=Lax"


class KnownFaces(UserDirectory):
    """Who may log in: with a password, or with a note that says who did so before."""

    def __init__(self, random: Random) -> None:
        super().__init__(lambda name: random.randbytes(16))
        self._random = random
        self._notes: dict[str, str] = {}

    def note(self, user: str) -> str:
        """A note that stands for this user's password, once."""
        text = self._random.randbytes(16).hex()
        self._notes[text] = user
        return text

    def password_is(self, name: str, password: str) -> bool:
        """True for the password of this user, and for a note that names them."""
        return self._notes.pop(password, None) == name or super().password_is(name, password)


class LoginSite:
    """https://login.example: the auth server, its login page and its cookie.

    `client_id` is the one client that it knows: the app in the browser, or the films server.
    Without `remembers` it sets no cookie, and each login takes a password.
    """

    def __init__(
        self, policy: Policy, random: Random, client_id: str = PUBLIC, *, remembers: bool = True
    ) -> None:
        self.users = KnownFaces(random)
        self.remembers = remembers
        self.passwords = 0
        """How often somebody typed the right password."""
        key = make_key(policy.algorithm, "key-1", random.randbytes)
        keyring = Keyring(key)
        self.log = EventLog()
        self.auth_server = AuthServer(
            policy,
            self.users,
            keyring,
            self.log,
            issuer=LOGIN,
            audience=FILMS,
            random=random,
            redirect_uris={client_id: CALLBACK},
        )
        self.verifier = Verifier(
            keys=keyring.trusted(),
            algorithm=policy.algorithm,
            issuer=LOGIN,
            audience=FILMS,
            typ=ACCESS,
        )
        self._random = random
        self._sessions: dict[str, str] = {}

    def handle(self, request: Request, now: float) -> Response:
        """Answer one request."""
        path = urlsplit(request.path).path
        match request.method, path:
            case "GET", "/authorize":
                return self._page(dict(parse_qsl(urlsplit(request.path).query)), request, now)
            case "POST", "/authorize":
                return self._log_in(request, now)
            case "POST", "/token":
                return self._token(request, now)
        return Response(404)

    def _page(self, asked: Mapping[str, str], request: Request, now: float) -> Response:
        """The login page; who has the cookie is sent back at once, and types nothing."""
        cookies = read_cookies(request.headers.get("Cookie", ""))
        user = self._sessions.get(cookies.get("__Host-sso", ""))
        if user is None:
            return Response(200, {}, {"page": "login", "asked": asked})
        form = {**asked, "username": user, "password": self.users.note(user)}
        return self._ask("/authorize", form, now)

    def _log_in(self, request: Request, now: float) -> Response:
        """The login page, filled in."""
        answer = self._ask("/authorize", request.form, now)
        if answer.status != 302:
            return answer
        self.passwords += 1
        if not self.remembers:
            return answer
        session = self._random.randbytes(16).hex()
        self._sessions[session] = request.form["username"]
        cookie = {"Set-Cookie": SSO_COOKIE.format(id=session)}
        return Response(302, {**answer.headers, **cookie}, answer.body)

    def _token(self, request: Request, now: float) -> Response:
        """Codes and refresh tokens for tokens (RFC 6749 3.2)."""
        client, secret = request.form.get("client_id"), request.form.get("client_secret")
        if client == CONFIDENTIAL and secret != SECRET:
            return Response(401, {}, {"error": "invalid_client"})
        answer = self._ask("/token", request.form, now)
        headers = {**answer.headers, **allowing(origin_of(FILMS))}
        return Response(answer.status, headers, answer.body)

    def _ask(self, path: str, form: Mapping[str, str], now: float) -> Response:
        """Hand a request to the auth server."""
        answer = self.auth_server.handle(Request("POST", path, {}, form), now)
        assert isinstance(answer, Response), "a store that takes time is not modelled here"
        return answer
