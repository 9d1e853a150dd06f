"""All who take part: Ada's browser, the sites that it speaks with, and Mallory."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from simulator.actors.messages import Request, Response
from simulator.actors.policy import Policy
from simulator.browser.addresses import Origin, origin_of
from simulator.browser.browser import Browser, Page
from simulator.browser.jar import Asking, Default, written
from simulator.browser.login_site import FILMS, LOGIN, LoginSite
from simulator.browser.mallory import HERS, Mallory
from simulator.browser.ways import Person, Way

ADA = Person("ada", "open sesame")
MALLORY = Person("mallory", "let me in")
SISTER = "https://blog.films.example"
"""Another origin of the same site. Somebody else looks after it, and not too well."""
PLAIN = "http://films.example"
DAY = Policy(algorithm="ES256", access_ttl=300.0, refresh_ttl=4 * 3600.0)
"""Access tokens of five minutes, sessions of four hours."""


def nothing_here(request: Request, now: float) -> Response:
    """A site with a page and nothing else."""
    return Response(200, {}, {"page": request.path})


def moved(request: Request, now: float) -> Response:
    """The site without TLS: it sends everybody to the one with."""
    return Response(308, {"Location": f"{FILMS}{request.path}"})


class Town:
    """Ada at her browser, with the films site that keeps logins in this way.

    `remembers`: whether the auth server knows her browser again; the rest is for the browser.
    """

    def __init__(
        self,
        way: Way,
        *,
        policy: Policy = DAY,
        remembers: bool = True,
        default_same_site: Default = "lax+post",
        fetch_metadata: bool = True,
        seed: int = 1,
    ) -> None:
        self.way = way
        self.random = Random(seed)
        self.login = LoginSite(policy, self.random, way.client_id, remembers=remembers)
        for person in (ADA, MALLORY):
            self.login.users.add(person.name, person.password, ("viewer",))
        self.films = way.make_site(self.login, self.random, way.allow)
        self.mallory = Mallory(self.carry, ADA.name)
        self.overheard: list[str] = []
        """Cookie headers that went by without TLS."""
        self._servers: dict[Origin, Callable[[Request, float], Response]] = {
            origin_of(LOGIN): self.login.handle,
            origin_of(FILMS): self.films.handle,
            origin_of(HERS): self.mallory.handle,
            origin_of(SISTER): nothing_here,
            origin_of(PLAIN): moved,
        }
        self.browser = Browser(
            self.carry, default_same_site=default_same_site, fetch_metadata=fetch_metadata
        )
        self.page: Page | None = None
        """The page in which Ada is logged in, while it is open."""

    def carry(self, target: Origin, request: Request, now: float) -> Response:
        """The network: brings a request to its server, and lets people listen to what is plain."""
        if not target.secure and "Cookie" in request.headers:
            self.overheard.append(request.headers["Cookie"])
        server = self._servers.get(target)
        return Response(404) if server is None else server(request, now)

    def ada_logs_in(self) -> Page:
        """Ada opens the site and logs in."""
        self.page = self.way.log_in(self.browser, ADA, self.random)
        return self.page

    def ada_reloads(self) -> Page:
        """Ada reloads the page. An app that has lost its tokens logs her in again."""
        self.page = self.way.open(self.browser, self.random)
        if not self.ada_asks().ok:
            self.page = self.way.log_in(self.browser, ADA, self.random)
        return self.page

    def ada_asks(self) -> Response:
        """Her page asks for the list of films."""
        assert self.page is not None
        assert self.page.app is not None
        return self.page.app.ask("GET", "/api/films")

    def cookies_of_mallory(self) -> str:
        """The cookies that Mallory gets by logging in with her own account, at home."""
        home = Browser(self.carry)
        home.now = self.browser.now
        self.way.log_in(home, MALLORY, self.random)
        return written(home.jar.sent(Asking(origin_of(FILMS), "/api/films"), home.now))
