"""Presets: what auth servers in the field do unless told otherwise, as policies.

Products change, and each has more settings than our policy has names. A preset holds what the
named page said when it was looked at and nothing else: what it doesn't say is `unknown`, the
policy has our default there, and a comparison should leave it out.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.actors.policy import Policy

COMPARED = (
    "access_ttl",
    "refresh_ttl",
    "refresh_lifetime",
    "refresh_max",
    "rotation",
    "reuse",
    "grace",
)
"""The fields of a policy in which products are compared."""
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A product's defaults. Lengths of time in seconds."""

    name: str
    settings: Mapping[str, Any]
    """Fields of a policy, so far as the source says something about them."""
    source: str
    """The page or pages that said so."""
    as_of: str = "2026"
    remarks: str = ""
    """What our words for it leave out."""
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Fields that can be set from least to most, where the source gives limits."""
    rotation_opt_in: bool = False
    """Whether somebody has to switch rotation on first; the settings are those with it."""

    @property
    def policy(self) -> Policy:
        """The preset as a policy, with our defaults for what is unknown."""
        return Policy(**self.settings)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The fields of `COMPARED` that matter here and that the source says nothing about."""
        said = dict(self.settings)
        moot: set[str] = set()
        if said.get("rotation") is False:
            moot |= {"refresh_lifetime", "refresh_max", "reuse", "grace"}
        if said.get("refresh_lifetime") == "absolute":
            moot.add("refresh_max")
        if said.get("reuse") == "ignore":
            moot.add("grace")
        return tuple(name for name in COMPARED if name not in said and name not in moot)


PRESETS = (
    Preset(
        name="Auth0",
        settings={
            "access_ttl": DAY,
            "refresh_ttl": 15 * DAY,
            "refresh_lifetime": "sliding",
            "refresh_max": 30 * DAY,
            "rotation": True,
            "reuse": "revoke_family",
            "grace": 0.0,
            "grace_answer": "new",
        },
        source="Auth0 Docs: Access Token Lifetime, Configure Refresh Token Expiration,"
        " Configure Refresh Token Rotation",
        remarks="Rotation is switched on for each application. A leeway can be set: it accepts the"
        " direct predecessor only, and gives it a further pair.",
        ranges={"access_ttl": (0.0, 30 * DAY)},
        rotation_opt_in=True,
    ),
    Preset(
        name="Okta",
        settings={
            "access_ttl": 60 * MINUTE,
            "refresh_ttl": 90 * DAY,
            "rotation": True,
            "reuse": "revoke_family",
            "grace": 30.0,
        },
        source="Okta Developer: Refresh access tokens and rotate refresh tokens",
        remarks="Access token of the org server. Reuse also ends all access tokens, so far as"
        " backends ask Okta about them.",
        ranges={"access_ttl": (5 * MINUTE, DAY)},
    ),
    Preset(
        name="Keycloak",
        settings={
            "access_ttl": 5 * MINUTE,
            "refresh_ttl": 30 * MINUTE,
            "refresh_lifetime": "sliding",
            "refresh_max": 10 * HOUR,
            "rotation": True,
            "reuse": "ignore",
        },
        source="Keycloak, Server Administration Guide: Session and token timeouts",
        remarks="A renewal gives a refresh token with a later expiry, and the old one works on:"
        " with Revoke Refresh Token, which is off, it would not.",
    ),
    Preset(
        name="Keycloak offline",
        settings={
            "access_ttl": 5 * MINUTE,
            "refresh_ttl": 30 * DAY,
            "refresh_lifetime": "sliding",
            "refresh_max": 60 * DAY,
            "rotation": True,
            "reuse": "ignore",
        },
        source="Keycloak, Server Administration Guide: Session and token timeouts",
        remarks="For clients that ask for offline_access; otherwise as Keycloak.",
    ),
    Preset(
        name="Cognito",
        settings={"access_ttl": 60 * MINUTE, "refresh_ttl": 30 * DAY},
        source="Amazon Cognito, API Reference: RefreshTokenRotationType, and Developer Guide:"
        " Refresh tokens",
        remarks="Rotation is switched on for each client, with a grace of 0 to 60 s.",
        ranges={"access_ttl": (5 * MINUTE, DAY), "grace": (0.0, 60.0)},
        rotation_opt_in=True,
    ),
    Preset(
        name="Entra ID",
        settings={
            "access_ttl": 75 * MINUTE,
            "refresh_ttl": 90 * DAY,
            "rotation": True,
            "reuse": "ignore",
        },
        source="Microsoft Learn: Access tokens, and Refresh tokens in the Microsoft identity"
        " platform",
        remarks="The access token's life is drawn from 60 to 90 min; 75 min is the middle. A used"
        " refresh token is not revoked.",
        ranges={"access_ttl": (60 * MINUTE, 90 * MINUTE)},
    ),
    Preset(
        name="Entra ID single-page app",
        settings={
            "access_ttl": 75 * MINUTE,
            "refresh_ttl": 24 * HOUR,
            "rotation": True,
            "reuse": "ignore",
        },
        source="Microsoft Learn: Refresh tokens in the Microsoft identity platform",
        remarks="As Entra ID, with a shorter refresh token.",
        ranges={"access_ttl": (60 * MINUTE, 90 * MINUTE)},
    ),
    Preset(
        name="Hydra",
        settings={"rotation": True},
        source="Ory Hydra: Graceful token refresh",
        remarks="Lifetimes were not looked up. The grace can be set; with a limit on its number of"
        " uses it may be longer.",
        ranges={"grace": (0.0, 5 * MINUTE)},
    ),
    Preset(
        name="Curity",
        settings={"rotation": True, "grace": 0.0},
        source="Curity Identity Server, configuration reference: refresh-token-revocation",
        remarks="Lifetimes were not looked up.",
    ),
    Preset(
        name="Duende 7",
        settings={"refresh_ttl": 30 * DAY, "rotation": False},
        source="Duende IdentityServer 7: Refreshing a Token, Client reference",
        remarks="The refresh token can be used again and again. Where a client has a sliding"
        " expiration, 15 d count from the last use; the access token was not looked up.",
    ),
    Preset(
        name="SimpleJWT",
        settings={"access_ttl": 5 * MINUTE, "refresh_ttl": DAY, "rotation": False},
        source="djangorestframework-simplejwt: Settings",
    ),
)
"""One preset for each product, two where a product has two kinds of session."""


def preset(name: str) -> Preset:
    """The preset of this name; capitals, blanks and dashes don't matter.

    Raises ValueError, with a near name if there is one.
    """
    by_name = {plain(each.name): each for each in PRESETS}
    found = by_name.get(plain(name))
    if found is not None:
        return found
    close = difflib.get_close_matches(plain(name), by_name, n=1)
    near = f" (did you mean {by_name[close[0]].name}?)" if close else ""
    names = ", ".join(each.name for each in PRESETS)
    raise ValueError(f"there is no preset {name!r}{near}; there are: {names}")


def plain(name: str) -> str:
    """Letters and digits alone, all small."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def with_preset(value: Any) -> Any:
    """A policy's fields for what a scenario says, in which `preset` stands for a product's.

    What else the policy says goes before the preset. A name alone is a preset and nothing else.
    Raises ValueError for a name that there is not.
    """
    if isinstance(value, str):
        value = {"preset": value}
    if not isinstance(value, dict) or "preset" not in value:
        return value
    others = {name: each for name, each in value.items() if name != "preset"}
    return {**preset(str(value["preset"])).settings, **others}
