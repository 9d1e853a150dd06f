"""What the auth server decides: how long tokens live, and what becomes of a used one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from simulator.durations import Seconds
from simulator.settings import Settings

Algorithm = Literal["HS256", "RS256", "ES256", "EdDSA"]
Reuse = Literal["ignore", "refuse", "revoke_family", "revoke_user"]
Revocation = Literal["none", "deny_list", "status_list"]


@dataclass(frozen=True, kw_only=True)
class Policy(Settings):
    """The rules of one auth server. Lengths of time in seconds."""

    algorithm: Algorithm = "HS256"
    """How tokens are signed (RFC 7518 3.1, RFC 8037 3.1)."""
    access_ttl: Seconds = 300.0
    """Life of an access token."""
    refresh_ttl: Seconds | None = None
    """Life of a refresh token; None: there are none, who needs a new token logs in."""
    refresh_lifetime: Literal["absolute", "sliding"] = "absolute"
    """From when `refresh_ttl` counts: from the login, or anew from each renewal."""
    refresh_max: Seconds | None = None
    """Life of a whole sliding session since the login; None: no limit. With it a session has both
    limits: it ends `refresh_ttl` after the last renewal, and `refresh_max` after the login."""
    rotation: bool = True
    """Whether each renewal replaces the refresh token (RFC 9700 4.14.2)."""
    reuse: Reuse = "revoke_family"
    """What happens when a replaced refresh token is shown again: it works as before (ignore), it
    gets nothing (refuse), and its family ends too, or all families of the user."""
    grace: Seconds = 0.0
    """How long after it was replaced a refresh token still works, if its successor is live."""
    grace_answer: Literal["same", "new"] = "same"
    """What it gets then: the tokens that replaced it once more, or a further pair besides."""
    atomic: bool = True
    """Whether the store writes a new refresh token only if the old one is live at that moment;
    else it trusts what it read before, and simultaneous renewals all succeed."""
    store_delay: Seconds = 0.0
    """Time from reading a refresh token to writing its successor."""
    confidential: bool = False
    """Whether clients can prove who they are, by a secret or a key of their own: then a refresh
    token counts only from the client that logged in (RFC 6749 6 and 10.4). Else whoever has it may
    use it, as with public clients: programs that everybody can take apart (2.1)."""
    session_limit: int | None = None
    """How many families of a user may live; one more ends the oldest. None: any number."""
    revocation: Revocation = "none"
    """How access tokens of an ended family are called back: not at all, so that they live until
    they expire (RFC 7009 3), by a deny-list of their ids, or by a Token Status List."""

    def __post_init__(self) -> None:
        if self.access_ttl < 1:
            raise ValueError("access_ttl is below 1 s, the finest step of a token's exp")
        if self.refresh_lifetime == "sliding" and not self.rotation:
            raise ValueError(
                "refresh_lifetime: sliding needs rotation: true, since the expiry is written"
                " into the token and only a new token can have a later one"
            )
        if self.refresh_max is not None and self.refresh_lifetime == "absolute":
            raise ValueError("refresh_max limits a sliding lifetime; absolute is limited already")
        for name in ("grace", "store_delay"):
            if getattr(self, name) and not self.rotation:
                raise ValueError(f"{name} needs rotation: true, else no refresh token is replaced")
        if self.session_limit is not None and self.session_limit < 1:
            raise ValueError("session_limit is below 1, so that nobody could log in")

    def refresh_expiry(self, login_at: float, now: float) -> float:
        """When a refresh token issued at `now` expires, in a session begun at `login_at`."""
        return LIFETIMES[self.refresh_lifetime](self, login_at, now)


def absolute(policy: Policy, login_at: float, now: float) -> float:
    """Every refresh token of a session expires at the same moment."""
    return login_at + (policy.refresh_ttl or 0.0)


def sliding(policy: Policy, login_at: float, now: float) -> float:
    """Each renewal moves the expiry on, up to the session's limit if it has one."""
    expiry = now + (policy.refresh_ttl or 0.0)
    return expiry if policy.refresh_max is None else min(expiry, login_at + policy.refresh_max)


LIFETIMES: dict[str, Callable[[Policy, float, float], float]] = {
    "absolute": absolute,
    "sliding": sliding,
}
