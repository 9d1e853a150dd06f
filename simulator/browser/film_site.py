"""https://films.example: pages and an API, by whatever credential a way of keeping has chosen.

Three servers with one API: `GET /api/films` for whoever is logged in, and `POST /api/address`,
which changes where Ada's password reset is sent, and so is what a forger wants.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from urllib.parse import urlsplit

from simulator.actors.messages import Request, Response
from simulator.browser.codes import Errand, Form, renewal
from simulator.browser.jar import SAFE, read_cookies
from simulator.browser.login_site import CONFIDENTIAL, SECRET, LoginSite

Allow = Callable[[Request], bool]
"""Says of a request that would change something whether the site's own page sent it."""


def allow_all(request: Request) -> bool:
    """No check: whoever has the cookie may."""
    return True


class FilmSite:
    """The API behind bearer tokens. `allow` looks at requests that change something."""

    def __init__(self, login: LoginSite, random: Random, allow: Allow = allow_all) -> None:
        self.login = login
        self.random = random
        self.allow = allow
        self.addresses: dict[str, str] = {}
        """Where each user's password reset is sent, once it was changed."""
        self.mistakes: list[Exception] = []
        """What `allow` raised."""

    def handle(self, request: Request, now: float) -> Response:
        """Answer one request."""
        path = urlsplit(request.path).path
        if not path.startswith("/api/"):
            return self.page(request, path, now)
        if request.method not in SAFE and not self._allowed(request):
            return Response(403, {}, {"error": "forged"})
        return self.api(request, now)

    def page(self, request: Request, path: str, now: float) -> Response:
        """A page of the site; anybody may have it."""
        return Response(200, {}, {"page": path})

    def api(self, request: Request, now: float) -> Response:
        """Data, for whoever shows an access token in the Authorization header."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return self.serve(request, token if scheme == "Bearer" else "", now)

    def serve(self, request: Request, token: str, now: float) -> Response:
        """Data, if this access token is good."""
        claims, fault = self.login.verifier.check(token, now)
        if fault:
            return Response(401, {}, {"error": "invalid_token"})
        user = claims["sub"]
        if request.method == "GET" and request.path == "/api/films":
            return Response(200, {}, {"user": user, "films": "a list"})
        if request.method == "POST" and request.path == "/api/address":
            self.addresses[user] = request.form.get("address", "")
            return Response(200, {}, {"user": user})
        return Response(404)

    def _allowed(self, request: Request) -> bool:
        try:
            return bool(self.allow(request))
        except Exception as mistake:
            self.mistakes.append(mistake)
            return False

    def tokens_for(self, form: Form, now: float) -> dict[str, str] | None:
        """Ask the auth server, as a client that can show who it is. None if it refuses."""
        asked = {**form, "client_id": CONFIDENTIAL, "client_secret": SECRET}
        answer = self.login.handle(Request("POST", "/token", {}, asked), now)
        return dict(answer.body) if answer.ok else None


class CookieSite(FilmSite):
    """A site whose server logs people in, and knows them by a cookie afterwards."""

    def __init__(self, login: LoginSite, random: Random, allow: Allow = allow_all) -> None:
        super().__init__(login, random, allow)
        self._errands: dict[str, Errand] = {}

    def page(self, request: Request, path: str, now: float) -> Response:
        """The way to the auth server and back, besides the pages."""
        if path == "/login":
            errand = Errand(self.random, CONFIDENTIAL)
            self._errands[errand.state] = errand
            # The errand is bound to this browser, or Mallory's code could be put in Ada's hands.
            bound = f"__Host-errand={errand.state}; Path=/; Secure; HttpOnly; SameSite=Lax"
            return Response(302, {"Location": errand.start, "Set-Cookie": bound})
        if path == "/callback":
            return self._come_back(request, now)
        return super().page(request, path, now)

    def _come_back(self, request: Request, now: float) -> Response:
        """The browser brings a code: trade it for tokens, and give a cookie."""
        state = read_cookies(request.headers.get("Cookie", "")).get("__Host-errand", "")
        errand = self._errands.pop(state, None)
        form = errand.end(request.path) if errand else None
        tokens = self.tokens_for(form, now) if form else None
        if tokens is None:
            return Response(400, {}, {"error": "no such login"})
        return Response(302, {"Location": "/", "Set-Cookie": self.remember(tokens)})

    def remember(self, tokens: dict[str, str]) -> str:
        """The Set-Cookie lines by which this browser is known from now on."""
        raise NotImplementedError


class TokenCookies(CookieSite):
    """The tokens themselves stand in cookies, `at` and `rt`; the server keeps nothing."""

    attributes = "Path=/"

    def remember(self, tokens: dict[str, str]) -> str:
        """One cookie for each token."""
        access, fresh = tokens["access_token"], tokens["refresh_token"]
        return f"at={access}; {self.attributes}\nrt={fresh}; {self.attributes}"

    def api(self, request: Request, now: float) -> Response:
        """Data by the token in the cookie; one that has expired is renewed by the other cookie."""
        cookies = read_cookies(request.headers.get("Cookie", ""))
        answer = self.serve(request, cookies.get("at", ""), now)
        if answer.status != 401 or "rt" not in cookies:
            return answer
        tokens = self.tokens_for(renewal(cookies["rt"]), now)
        if tokens is None:
            return answer
        answer = self.serve(request, tokens["access_token"], now)
        return Response(answer.status, {"Set-Cookie": self.remember(tokens)}, answer.body)


class Bff(CookieSite):
    """A backend for the frontend: it keeps the tokens, the cookie is a number that means nothing.

    `set_cookie` is the line that it sends, with `{id}` where the number goes.
    """

    set_cookie = "__Host-session={id}; Path=/; Secure; HttpOnly; SameSite=Strict"

    def __init__(self, login: LoginSite, random: Random, allow: Allow = allow_all) -> None:
        super().__init__(login, random, allow)
        self._sessions: dict[str, dict[str, str]] = {}

    def remember(self, tokens: dict[str, str]) -> str:
        """A number that nobody guesses; the tokens stay here."""
        session = self.random.randbytes(16).hex()
        self._sessions[session] = tokens
        return self.set_cookie.replace("{id}", session)

    def api(self, request: Request, now: float) -> Response:
        """Data for whoever shows the number of a session, with the session's own tokens."""
        name = self.set_cookie.partition("=")[0].strip()
        session = read_cookies(request.headers.get("Cookie", "")).get(name, "")
        tokens = self._sessions.get(session)
        if tokens is None:
            return Response(401, {}, {"error": "no session"})
        answer = self.serve(request, tokens["access_token"], now)
        if answer.status != 401:
            return answer
        renewed = self.tokens_for(renewal(tokens["refresh_token"]), now)
        if renewed is None:
            del self._sessions[session]
            return answer
        self._sessions[session] = renewed
        return self.serve(request, renewed["access_token"], now)
