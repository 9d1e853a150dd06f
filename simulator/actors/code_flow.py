"""Login without showing the client a password: authorization code and PKCE.

What OAuth 2.1 has in place of the password grant (RFC 6749 4.1, RFC 7636). The person
gives name and password to the auth server in a browser. The client gets a code, and
proves that it is the one that asked for it.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from simulator.actors.actions import Send, Steps
from simulator.actors.client import visit_all
from simulator.actors.messages import DEFAULT_CLIENT_ID, NOTHING, Request, Response
from simulator.actors.session import Session

CODE_TTL = 60.0
"""Life of a code, in seconds; RFC 6749 4.1.2 allows ten minutes at most."""
REDIRECT_URI = "https://tv.example/callback"
BROWSER = "browser"


def challenge_for(verifier: str) -> str:
    """The S256 code challenge: base64url of the SHA-256 of the verifier (RFC 7636 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


@dataclass
class Code:
    """A code that was given out, and what it is bound to."""

    user: str
    client_id: str
    redirect_uri: str
    challenge: str
    expires: float
    family: str = ""
    """The login that came of it, once it was redeemed."""


class CodeDesk:
    """Gives out codes, and takes each back once."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._codes: dict[str, Code] = {}

    def give(self, user: str, form: Mapping[str, Any], now: float) -> str:
        """A fresh code for this user, bound to what the request asked for."""
        text = self._random.randbytes(16).hex()
        self._codes[text] = Code(
            user,
            form["client_id"],
            form["redirect_uri"],
            form["code_challenge"],
            now + CODE_TTL,
        )
        return text

    def take(self, form: Mapping[str, Any], now: float) -> tuple[Code | None, str]:
        """The code that a client redeems, and "" or why it gets nothing for it."""
        code = self._codes.get(str(form.get("code", "")))
        if code is None:
            return None, "unknown code"
        if code.family:
            return code, "code used twice"
        if now >= code.expires:
            return code, "code expired"
        if (code.client_id, code.redirect_uri) != (form["client_id"], form.get("redirect_uri")):
            return code, "code of another client"
        if not proves(str(form.get("code_verifier", "")), code.challenge):
            return code, "wrong code verifier"
        return code, ""


def proves(verifier: str, challenge: str) -> bool:
    """True if this verifier was the one whose challenge came with the request for the code."""
    return verifier.isascii() and hmac.compare_digest(challenge_for(verifier), challenge)


def authorize(
    username: str,
    password: str,
    challenge: str,
    state: str,
    client_id: str = DEFAULT_CLIENT_ID,
) -> Request:
    """The login page, filled in, as the browser sends it to the auth server."""
    form = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": REDIRECT_URI,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "username": username,
        "password": password,
    }
    return Request("POST", "/authorize", NOTHING, form)


def redeem(code: str, verifier: str, client_id: str = DEFAULT_CLIENT_ID) -> Request:
    """Give a code and its verifier for tokens (RFC 6749 4.1.3, RFC 7636 4.5)."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": verifier,
        "client_id": client_id,
    }
    return Request("POST", "/token", NOTHING, form)


def redirection(code: str, form: Mapping[str, Any]) -> str:
    """Where the browser is sent with the code (RFC 6749 4.1.2)."""
    answer = {"code": code, "state": form.get("state", "")}
    return f"{form['redirect_uri']}?{urlencode(answer)}"


def log_in_with_code(session: Session) -> Steps:
    """Send the person to the auth server, and redeem the code that comes back."""
    verifier = session.random.randbytes(32).hex()
    state = session.random.randbytes(8).hex()
    page = authorize(session.username, session.password, challenge_for(verifier), state)
    answer: Response = yield Send("auth_server", page, by=BROWSER)
    if answer.status != 302:
        return answer
    back = parse_qs(urlsplit(answer.headers["Location"]).query)
    if back["state"] != [state]:
        return answer
    answer = yield Send("auth_server", redeem(back["code"][0], verifier))
    if answer.ok:
        session.store(answer.body)
    return answer


def with_code(session: Session) -> Steps:
    """As `on_401`, but whoever needs to log in does so at the auth server."""
    return visit_all(session, log_in_with_code)
