"""The authorization code grant, as a browser's pages and servers do it (RFC 6749 4.1, RFC 7636)."""

from __future__ import annotations

from random import Random
from urllib.parse import parse_qs, urlencode, urlsplit

from simulator.actors.code_flow import challenge_for
from simulator.browser.browser import Page
from simulator.browser.login_site import CALLBACK, LOGIN, PUBLIC

Form = dict[str, str]


class Errand:
    """One login under way: what its start made up, and its end must know."""

    def __init__(self, random: Random, client_id: str = PUBLIC) -> None:
        self.verifier = random.randbytes(32).hex()
        self.state = random.randbytes(8).hex()
        self.client_id = client_id

    @property
    def start(self) -> str:
        """Where to send the browser."""
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": CALLBACK,
            "state": self.state,
            "code_challenge": challenge_for(self.verifier),
            "code_challenge_method": "S256",
        }
        return f"{LOGIN}/authorize?{urlencode(asked)}"

    def end(self, address: str) -> Form | None:
        """The form that trades the code in this address for tokens; None if it isn't ours."""
        found = parse_qs(urlsplit(address).query)
        if found.get("state") != [self.state] or "code" not in found:
            return None
        return {
            "grant_type": "authorization_code",
            "code": found["code"][0],
            "redirect_uri": CALLBACK,
            "code_verifier": self.verifier,
            "client_id": self.client_id,
        }


def fill_in(page: Page, name: str, password: str) -> Page:
    """Log in at the auth server's page, if that is what the browser shows."""
    if page.answer.body.get("page") != "login":
        return page
    form = {**page.answer.body["asked"], "username": name, "password": password}
    return page.submit("/authorize", form)


def renewal(refresh_token: str, client_id: str = PUBLIC) -> Form:
    """The form that trades a refresh token for new tokens."""
    return {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": client_id}
