"""A token in short, for the stories: what is unusual about it, as far as it can be read."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from typing import Any

from simulator.attacks.target import Deployment
from simulator.jose import JoseError, parse_json
from simulator.jose.encoding import write_json

LONGEST = 110
"""Characters of a part."""


def shown(token: str, deployment: Deployment) -> str:
    """Header and payload as text without what is as ever, and how long the signature is."""
    parts = token.split(".") if len(token) < 200_000 else []
    if len(parts) != 3:
        return f"{cut(token)} ({len(token):,} characters, {token.count('.') + 1} parts)"
    header, payload, signature = parts
    return (
        f"{cut(readable(header))} . {cut(unusual(readable(payload), deployment))}"
        f" . {len(signature)} characters of signature"
    )


def readable(part: str) -> str:
    """The text in a part, or the part itself where there is none."""
    try:
        return urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8", "backslashreplace")
    except ValueError:
        return part


def unusual(text: str, deployment: Deployment) -> str:
    """Claims without those that every token has; a text that can be read in two ways as it is."""
    try:
        claims = parse_json(text.encode())
    except (JoseError, UnicodeEncodeError):
        return around(text)
    if not isinstance(claims, dict):
        return text
    kept = {name: value for name, value in claims.items() if not is_usual(name, value, deployment)}
    return "{…}" if not kept else f"{{…,{write_json(kept).decode()[1:]}"


def around(text: str) -> str:
    """The part of a long text that is odd: half a character if there is one, else the end."""
    if len(text) <= LONGEST:
        return text
    half = text.find("\\ud")
    if half < 0:
        return f"…{text[-LONGEST + 1 :]}"
    return f"…{text[max(0, half - LONGEST // 2) : half + LONGEST // 2 - 2]}…"


def is_usual(name: str, value: Any, deployment: Deployment) -> bool:
    """True for a claim that stands so in every token."""
    match name:
        case "iss":
            return bool(value == deployment.issuer)
        case "aud":
            return bool(value == deployment.audience)
        case "roles":
            return bool(value == ["viewer"])
        case "iat":
            return type(value) is int and -120 <= value - deployment.now < 0
        case "exp":
            return type(value) is int and 0 < value - deployment.now < 600
        case "sub":
            return isinstance(value, str) and value.startswith("ada-")
    return name in ("client_id", "jti")


def cut(text: str) -> str:
    """The beginning of a long text, on one line."""
    line = " ".join(text[: LONGEST * 4].split())
    return line if len(line) <= LONGEST and len(text) <= LONGEST * 4 else f"{line[:LONGEST]}…"
