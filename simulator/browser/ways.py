"""Ways to keep a login in a browser: what the site's server does, and what runs in its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from random import Random
from typing import Any

from simulator.actors.messages import NOTHING, Response
from simulator.browser.browser import Browser, Page
from simulator.browser.codes import Errand, fill_in, renewal
from simulator.browser.film_site import Allow, Bff, FilmSite, TokenCookies, allow_all
from simulator.browser.login_site import CONFIDENTIAL, FILMS, LOGIN, PUBLIC, LoginSite

MakeSite = Callable[[LoginSite, Random, Allow], FilmSite]
HEADER = {"X-Films": "1"}
"""What the site's own app puts on each request. A form can't, and a foreign script has to ask."""


@dataclass(frozen=True)
class Person:
    """Somebody at a browser."""

    name: str
    password: str


class TokenApp:
    """An app that holds the tokens itself, in `store`, and shows the access token as a bearer."""

    def __init__(self, page: Page, store: MutableMapping[str, Any], random: Random) -> None:
        self.page = page
        self._store = store
        self._random = random

    def log_in(self, person: Person) -> bool:
        """By way of the auth server's page, in a second window."""
        errand = Errand(self._random)
        window = fill_in(self.page.follow(errand.start), person.name, person.password)
        form = errand.end(self.page.look_into(window))
        answer = self.page.fetch(f"{LOGIN}/token", "POST", form or {})
        return self._keep(answer)

    def ask(self, method: str, path: str, form: Mapping[str, str] = NOTHING) -> Response:
        """Ask with the access token; when it is refused renew it, and ask once more."""
        answer = self._ask(method, path, form)
        if answer.status != 401 or "refresh_token" not in self._store:
            return answer
        shown = renewal(self._store["refresh_token"])
        # The token endpoint is asked by a worker, where listeners in the page hear nothing.
        if not self._keep(self.page.fetch(f"{LOGIN}/token", "POST", shown, by_worker=True)):
            return answer
        return self._ask(method, path, form)

    def _ask(self, method: str, path: str, form: Mapping[str, str]) -> Response:
        bearer = {"Authorization": f"Bearer {self._store.get('access_token', '')}"}
        return self.page.fetch(path, method, form, HEADER | bearer)

    def _keep(self, answer: Response) -> bool:
        if answer.ok:
            for name in ("access_token", "refresh_token"):
                self._store[name] = answer.body[name]
        return answer.ok


class CookieApp:
    """An app that holds nothing: the browser adds the cookie."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def ask(self, method: str, path: str, form: Mapping[str, str] = NOTHING) -> Response:
        """Ask, and leave the rest to browser and server."""
        return self.page.fetch(path, method, form, HEADER)


@dataclass(frozen=True)
class Way:
    """A way to keep a login: a name, the site's server, and where tokens are kept if in a page."""

    name: str
    make_site: MakeSite
    store: Callable[[Page], MutableMapping[str, Any]] | None = None
    allow: Allow = allow_all

    def __repr__(self) -> str:
        return f"<Way {self.name}>"

    @property
    def client_id(self) -> str:
        """Who asks the auth server for tokens: the app in the browser, or the films server."""
        return PUBLIC if self.store is not None else CONFIDENTIAL

    def open(self, browser: Browser, random: Random) -> Page:
        """The site's page, with its app running."""
        return self._start(browser.open(f"{FILMS}/"), random)

    def log_in(self, browser: Browser, person: Person, random: Random) -> Page:
        """The site's page, with somebody logged in."""
        if self.store is None:
            page = fill_in(browser.open(f"{FILMS}/login"), person.name, person.password)
            return self._start(page, random)
        page = self.open(browser, random)
        assert isinstance(page.app, TokenApp)
        page.app.log_in(person)
        return page

    def _start(self, page: Page, random: Random) -> Page:
        store = self.store
        page.app = CookieApp(page) if store is None else TokenApp(page, store(page), random)
        return page


def local_storage() -> Way:
    """Both tokens in localStorage."""
    return Way("localStorage", FilmSite, lambda page: page.local_storage)


def memory() -> Way:
    """Both tokens in a closure of the page; the refresh token never leaves the worker."""
    return Way("memory", FilmSite, lambda page: page.hidden)


def token_cookies(name: str, attributes: str, allow: Allow = allow_all) -> Way:
    """Both tokens in cookies with these attributes."""
    site = type("Site", (TokenCookies,), {"attributes": attributes})
    return Way(name, site, allow=allow)


def bff(set_cookie: str = Bff.set_cookie, allow: Allow = allow_all, name: str = "BFF") -> Way:
    """A backend for the frontend, with this Set-Cookie line ({id}: the session's number)."""
    site = type("Site", (Bff,), {"set_cookie": set_cookie})
    return Way(name, site, allow=allow)


def from_own_page(request: Any) -> bool:
    """True if the browser says that a page of the site's own origin sent this (Fetch Metadata)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is None:
        return bool(request.headers.get("Origin") == FILMS)
    return bool(site == "same-origin")


def usual_ways() -> list[Way]:
    """The five ways that the course compares."""
    return [
        local_storage(),
        memory(),
        token_cookies("bare cookie", "Path=/"),
        token_cookies("HttpOnly cookie", "Path=/; HttpOnly; Secure; SameSite=Lax"),
        bff(allow=from_own_page),
    ]
