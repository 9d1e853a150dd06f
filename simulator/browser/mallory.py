"""Mallory: what is sent to her server, and what she gets with it from her own machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.actors.messages import Request, Response
from simulator.browser.addresses import Origin, origin_of
from simulator.browser.browser import Network, set_cookie_lines
from simulator.browser.codes import renewal
from simulator.browser.jar import read_cookies
from simulator.browser.login_site import FILMS, LOGIN
from simulator.browser.set_cookie import read_set_cookie

HERS = "https://mallory.example"
ADDRESS = "mallory@mallory.example"


class Mallory:
    """Her loot. It is used with plain requests, as a program sends them that is no browser."""

    def __init__(self, network: Network, victim: str) -> None:
        self._network = network
        self._victim = victim
        self.access_token = ""
        self.refresh_token = ""
        self.cookies: dict[str, str] = {}
        self.has_read = False
        """Whether a script of hers read something of the victim's."""

    def handle(self, request: Request, now: float) -> Response:
        """Her server: a page to lure people to, and a place to send things."""
        if request.method == "POST":
            self.take(request.form)
        return Response(200, {}, {"page": "kittens"})

    def take(self, loot: Mapping[str, Any]) -> None:
        """Keep what came; newer things replace older ones."""
        self.access_token = loot.get("access_token", self.access_token)
        self.refresh_token = loot.get("refresh_token", self.refresh_token)
        self.has_read = self.has_read or loot.get("read") == self._victim
        if loot.get("cookie"):
            self.cookies = read_cookies(loot["cookie"])

    @property
    def has_loot(self) -> bool:
        """True if there is anything left to try."""
        return bool(self.access_token or self.refresh_token or self.cookies)

    def tries(self, now: float) -> bool:
        """True if she sees the victim's films now. What no longer works she throws away."""
        if self.access_token or self.refresh_token:
            if self._sees({"Authorization": f"Bearer {self.access_token}"}, now):
                return True
            if self._renews(now):
                return self._sees({"Authorization": f"Bearer {self.access_token}"}, now)
            self.access_token = self.refresh_token = ""
        if self.cookies:
            shown = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            if self._sees({"Cookie": shown}, now):
                return True
            self.cookies = {}
        return False

    def _sees(self, headers: dict[str, str], now: float) -> bool:
        answer = self._ask(FILMS, Request("GET", "/api/films", headers, {}), now)
        for line in set_cookie_lines(answer):
            said = read_set_cookie(line)
            if said is not None:
                self.cookies[said.name] = said.value
        return answer.ok and answer.body.get("user") == self._victim

    def _renews(self, now: float) -> bool:
        """Trade the refresh token; False if there is none or it is refused."""
        if not self.refresh_token:
            return False
        answer = self._ask(LOGIN, Request("POST", "/token", {}, renewal(self.refresh_token)), now)
        if answer.ok:
            self.take(answer.body)
        return answer.ok

    def _ask(self, site: str, request: Request, now: float) -> Response:
        target: Origin = origin_of(site)
        return self._network(target, request, now)
