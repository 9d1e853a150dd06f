"""A browser in the small: pages, what each may read, and what goes along with each request.

Not in it: frames, service workers, caches, Content-Security-Policy. Nothing here opens a socket:
`network` is a function that answers a request to an origin.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from simulator.actors.messages import NOTHING, Request, Response
from simulator.browser.addresses import Origin, joined, line_of, origin_of, path_of, relation
from simulator.browser.cors import Blocked, is_simple, lets_read, lets_send, preflight
from simulator.browser.jar import SAFE, Asking, CookieJar, Default, written

Network = Callable[[Origin, Request, float], Response]
"""Carries a request to the server of an origin at a moment (seconds), and gives its answer."""
MOST_REDIRECTS = 20
REDIRECTS = frozenset({301, 302, 303, 307, 308})
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class App(Protocol):
    """What runs in a page of the site: how it gets at the data."""

    def ask(self, method: str, path: str, form: Mapping[str, str] = NOTHING) -> Response:
        """Send a request in the name of whoever is logged in."""


@dataclass
class Sending:
    """A request before the browser has put its own headers on."""

    url: str
    method: str = "GET"
    form: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    initiator: Origin | None = None
    typed: bool = False
    """Whether the person at the browser asks, and no page."""
    top_level: bool = True
    with_cookies: bool = True


class Browser:
    """One person's browser. `now` is its clock, in seconds; whoever drives it sets it.

    `default_same_site` is for cookies that name no SameSite (see `CookieJar`). Without
    `fetch_metadata` it sends no Sec-Fetch-Site, as browsers did until 2023.
    """

    def __init__(
        self,
        network: Network,
        *,
        default_same_site: Default = "lax+post",
        fetch_metadata: bool = True,
    ) -> None:
        self.network = network
        self.fetch_metadata = fetch_metadata
        self.jar = CookieJar(default_same_site)
        self.now = 0.0
        self._storage: dict[Origin, dict[str, str]] = {}

    def open(self, url: str) -> Page:
        """Type an address, or choose a bookmark."""
        return self.navigate(Sending(url, typed=True))

    def storage_of(self, origin: Origin) -> dict[str, str]:
        """localStorage of an origin; it outlives pages and browser."""
        return self._storage.setdefault(origin, {})

    def navigate(self, sending: Sending) -> Page:
        """Send, follow where the answers lead, and show the page at the end."""
        for _ in range(MOST_REDIRECTS):
            answer = self.send(sending)
            if answer.status not in REDIRECTS or "Location" not in answer.headers:
                return Page(self, sending.url, answer)
            sending.url = joined(sending.url, answer.headers["Location"])
            if answer.status not in (307, 308):
                sending.method, sending.form = "GET", {}
        raise Blocked(f"{sending.url}: redirected more than {MOST_REDIRECTS} times")

    def send(self, sending: Sending) -> Response:
        """One request with the browser's own headers on it; keeps the cookies of the answer."""
        target = origin_of(sending.url)
        asking = asking_for(sending, target)
        headers = {**sending.headers, **self._own_headers(sending, asking)}
        request = Request(sending.method, line_of(sending.url), headers, dict(sending.form))
        answer = self.network(target, request, self.now)
        if sending.with_cookies:
            for line in set_cookie_lines(answer):
                self.jar.set(line, asking, self.now)
        return answer

    def _own_headers(self, sending: Sending, asking: Asking) -> dict[str, str]:
        """Headers that no script can write (Fetch 2.2.2)."""
        target, initiator = asking.target, sending.initiator
        headers = {"Host": str(target).partition("://")[2]}
        if target.secure and self.fetch_metadata:
            site = relation(initiator, target, typed=sending.typed)
            headers["Sec-Fetch-Site"] = site
        if not sending.typed:
            cross = initiator != target
            if sending.method not in SAFE or (not sending.top_level and cross):
                headers["Origin"] = "null" if initiator is None else str(initiator)
            if initiator is not None:
                # Strict-origin-when-cross-origin, the usual policy: to strangers the origin alone.
                headers["Referer"] = f"{initiator}/"
        cookies = self.jar.header(asking, self.now) if sending.with_cookies else ""
        return headers | ({"Cookie": cookies} if cookies else {})


class Page:
    """A page in a browser, with what scripts in it can reach."""

    def __init__(self, browser: Browser, url: str, answer: Response) -> None:
        self.browser = browser
        self.url = url
        self.answer = answer
        self.origin = origin_of(url)
        self.memory: dict[str, Any] = {}
        """Global variables: every script in the page reads them. Gone after a reload."""
        self.hidden: dict[str, Any] = {}
        """What the app keeps in a closure or a worker: other scripts can't read it."""
        self.listeners: list[Callable[[Request], None]] = []
        """Scripts that have put themselves in the place of `fetch`, and hear every request."""
        self.app: App | None = None
        """The functions of the site's own app. Any script in the page may call them."""

    def __repr__(self) -> str:
        return f"<Page {self.url.partition('?')[0]}>"

    @property
    def local_storage(self) -> dict[str, str]:
        """The texts that scripts of this origin keep, for all its pages and for good."""
        return self.browser.storage_of(self.origin)

    @property
    def cookie(self) -> str:
        """What `document.cookie` shows."""
        jar, now = self.browser.jar, self.browser.now
        return written(jar.seen_by_scripts(self.origin, path_of(self.url), now))

    def set_cookie(self, line: str) -> str:
        """Write to `document.cookie`. Returns "", or why the browser doesn't keep it."""
        asked = Asking(self.origin, path_of(self.url))
        return self.browser.jar.set(line, asked, self.browser.now, by_script=True)

    def fetch(
        self,
        url: str,
        method: str = "GET",
        form: Mapping[str, str] = NOTHING,
        headers: Mapping[str, str] = NOTHING,
        *,
        credentials: str = "same-origin",
        by_worker: bool = False,
    ) -> Response:
        """Ask from a script. Raises Blocked if it may not send this, or not read the answer.

        `credentials` says to whom cookies go along: "same-origin" or "include" (everybody). What
        is sent `by_worker` other scripts of the page don't hear.
        """
        url = joined(self.url, url)
        foreign = origin_of(url) != self.origin
        with_cookies = credentials == "include" or not foreign
        own, headers = str(self.origin), {**(FORM if form else {}), **headers}
        if foreign and not is_simple(method, headers):
            asked = preflight(path_of(url), own, method, headers)
            answer = self.browser.network(origin_of(url), asked, self.browser.now)
            if not lets_send(answer, own, method, headers, with_cookies):
                raise Blocked(f"{origin_of(url)} does not allow {own} to send this")
        sending = Sending(url, method, form, headers, self.origin, False, False, with_cookies)
        answer = self.browser.send(sending)
        if not by_worker:
            self._heard(sending)
        if foreign and not lets_read(answer, own, with_cookies):
            raise Blocked(f"sent, but {own} may not read the answer of {origin_of(url)}")
        return answer

    def beacon(self, url: str, form: Mapping[str, str]) -> None:
        """Send something away, and ask for no answer: what every script may do."""
        sending = Sending(url, "POST", form, FORM, self.origin, top_level=False)
        self.browser.send(sending)

    def follow(self, url: str) -> Page:
        """Click a link, or be sent on by a script: a page at the top, asked for by GET."""
        return self.submit(url, method="GET")

    def submit(
        self,
        url: str,
        form: Mapping[str, str] = NOTHING,
        method: str = "POST",
        *,
        sandboxed: bool = False,
    ) -> Page:
        """Submit a form. A form in a `sandboxed` frame has no origin of its own: "null"."""
        initiator = None if sandboxed else self.origin
        headers = FORM if method == "POST" else NOTHING
        sending = Sending(joined(self.url, url), method, form, headers, initiator)
        return self.browser.navigate(sending)

    def reload(self) -> Page:
        """The same page again, with nothing in its memory."""
        return self.browser.open(self.url)

    def look_into(self, other: Page) -> str:
        """The address that another window shows. Raises Blocked unless it is of this origin."""
        if other.origin != self.origin:
            raise Blocked(f"{self.origin} may not look into a window of {other.origin}")
        return other.url

    def _heard(self, sending: Sending) -> None:
        request = Request(sending.method, sending.url, sending.headers, sending.form)
        for listener in self.listeners:
            listener(request)


def asking_for(sending: Sending, target: Origin) -> Asking:
    """What the cookie jar needs to know of a request."""
    site = relation(sending.initiator, target, typed=sending.typed)
    return Asking(
        target, path_of(sending.url), sending.method, site != "cross-site", sending.top_level
    )


def set_cookie_lines(answer: Response) -> list[str]:
    """The Set-Cookie lines of an answer. Several are parted by line breaks."""
    lines = answer.headers.get("Set-Cookie", "")
    return lines.split("\n") if lines else []
