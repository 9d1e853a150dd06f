"""The thief: takes what is somebody else's, and uses it for as long as it is good."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from simulator.actors.actions import Send, Steps, Wait
from simulator.actors.client import ask_for
from simulator.actors.keyring import Key
from simulator.actors.messages import DEFAULT_CLIENT_ID, Response, refresh
from simulator.actors.session import Session
from simulator.actors.tokens import ACCESS
from simulator.durations import Seconds, duration_or
from simulator.settings import Settings

Loot = Literal["access_token", "refresh_token", "signing_key"]


@dataclass(frozen=True, kw_only=True)
class Thief(Settings):
    """Whom she robs, of what, when, and what she does with it. Lengths of time in seconds."""

    victim: str
    """The client's name."""
    takes: Loot = "refresh_token"
    at: Annotated[float | Literal["random"], duration_or("random")] = "random"
    """When, in seconds since the start; or at any moment of the run, each as likely."""
    first_use: Seconds = 0.0
    """How long she waits before she uses it."""
    every: Seconds = 60.0
    """How often she asks for a page."""
    path: str = "/films"
    """Which page."""
    keeps_renewing: bool = True
    """Whether she renews again and again, or once only."""
    renew_every: Seconds | None = None
    """How often she renews; None: when a page is refused."""
    roles: tuple[str, ...] = ("viewer", "editor")
    """What the tokens say that she mints with a stolen key."""
    lifetime: Seconds = 300.0
    """How long these tokens live."""

    def __post_init__(self) -> None:
        if self.every <= 0:
            raise ValueError("every must be above 0")
        if self.renew_every is not None and self.renew_every <= 0:
            raise ValueError("renew_every must be above 0")

    def __call__(self, session: Session) -> Steps:
        # A moment of the world's clock; her own may be wrong.
        at = session.until * session.random.random() if self.at == "random" else float(self.at)
        yield Wait(at + session.skew)
        stolen = None if session.take is None else session.take(self.takes)
        if stolen is None:
            return
        yield Wait(session.now + self.first_use)
        yield from USES[self.takes](self, session, stolen)


def look_around(thief: Thief, session: Session, until: float | None = None) -> Steps:
    """Ask for pages with the access token at hand until it is refused, or until a moment."""
    while until is None or not session.has_come(until):
        answer: Response = yield ask_for(session, thief.path)
        if answer.status == 401:
            return
        following = session.now + thief.every
        yield Wait(following if until is None else min(following, until))


def use_access_token(thief: Thief, session: Session, token: Any) -> Steps:
    """It is good until it expires: nothing renews it."""
    session.access_token = token
    yield from look_around(thief, session)


def use_refresh_token(thief: Thief, session: Session, token: Any) -> Steps:
    """She renews, so long as the auth server gives her tokens. What she shows is dead for its
    owner afterwards, and the other way round."""
    session.refresh_token = token
    while True:
        renewed = session.now
        answer: Response = yield Send("auth_server", refresh(session.refresh_token))
        if answer.ok:
            session.store(answer.body)
        elif answer.error == "invalid_grant":
            break
        if session.access_token is not None:
            again = None if thief.renew_every is None else renewed + thief.renew_every
            yield from look_around(thief, session, again if thief.keeps_renewing else None)
        if not thief.keeps_renewing:
            return
        if not answer.ok:
            yield Wait(session.now + thief.every)
    if session.access_token is not None:
        # What she got before lives on.
        yield from look_around(thief, session)


@dataclass(frozen=True)
class Mint:
    """A signing key, and all that one must know to make tokens with it."""

    key: Key
    sign: Callable[[Mapping[str, Any], str, Key], Any]
    issuer: str
    audience: str
    user: str
    """For whom the tokens speak."""

    def token(self, token_id: str, roles: tuple[str, ...], now: float, lifetime: float) -> Any:
        """An access token that only its maker tells from an honest one (RFC 9068 2.2)."""
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": self.user,
            "client_id": DEFAULT_CLIENT_ID,
            "iat": int(now),
            "exp": int(now + lifetime),
            "jti": token_id,
            "roles": list(roles),
        }
        return self.sign(claims, ACCESS, self.key)


def use_signing_key(thief: Thief, session: Session, mint: Mint) -> Steps:
    """She makes a token whenever hers expires, until a fresh one is refused."""
    number = 0
    while True:
        number += 1
        session.access_token = mint.token(
            f"{session.name}-m{number}", thief.roles, session.now, thief.lifetime
        )
        made = session.now
        yield from look_around(thief, session, made + thief.lifetime)
        if session.now < made + thief.lifetime - 1:
            return


USES: dict[str, Callable[[Thief, Session, Any], Steps]] = {
    "access_token": use_access_token,
    "refresh_token": use_refresh_token,
    "signing_key": use_signing_key,
}
"""What she does with what she took."""
