"""A browser with one server that says what it got."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.actors.messages import Request, Response
from simulator.browser.addresses import Origin, origin_of
from simulator.browser.browser import Browser

FILMS = "https://films.example"
BLOG = "https://blog.films.example"
FOREIGN = "https://mallory.example"


class Network:
    """Answers everything with 200 and these headers, and remembers what came."""

    def __init__(self, **headers: str) -> None:
        self.headers = headers
        self.answers: dict[str, Response] = {}
        self.came: list[tuple[Origin, Request]] = []

    def __call__(self, target: Origin, request: Request, now: float) -> Response:
        self.came.append((target, request))
        address = f"{target}{request.path}"
        return self.answers.get(address, Response(200, self.headers, {"said": address}))

    def last(self, name: str) -> str | None:
        """A header of the request that came last, None if it hadn't it."""
        headers: Mapping[str, str] = self.came[-1][1].headers
        return headers.get(name)


def browser_with(line: str, url: str = f"{FILMS}/", **how: object) -> tuple[Browser, Network]:
    """A browser that has visited a page which set this cookie, and its network."""
    network = Network()
    network.answers[url] = Response(200, {"Set-Cookie": line})
    browser = Browser(network, **how)  # type: ignore[arg-type]
    browser.open(url)
    assert origin_of(url)
    return browser, network
