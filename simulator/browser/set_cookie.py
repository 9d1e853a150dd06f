"""Reading a Set-Cookie line (draft-ietf-httpbis-rfc6265bis-22, 5.6)."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime

LONGEST = 4096
"""Octets that name and value may have together."""
LONGEST_ATTRIBUTE = 1024
SAME_SITE = {"none": "None", "lax": "Lax", "strict": "Strict"}


@dataclass(frozen=True)
class SetCookie:
    """What a line asks for. None: the line doesn't say."""

    name: str
    value: str
    domain: str | None = None
    path: str | None = None
    secure: bool = False
    http_only: bool = False
    same_site: str = "Default"
    """Strict, Lax, None, or Default where the line names none of them."""
    max_age: int | None = None
    """Seconds; it wins over `expires`."""
    expires: float | None = None
    """Seconds since 1970, which is what the browser's clock shows here."""


def read_set_cookie(line: str) -> SetCookie | None:
    """What the line says, or None if a browser ignores it whole."""
    if any((ord(sign) < 32 and sign != "\t") or ord(sign) == 127 for sign in line):
        return None
    pair, *attributes = line.split(";")
    name, equals, value = pair.partition("=")
    if not equals:
        name, value = "", pair
    name, value = name.strip(" \t"), value.strip(" \t")
    if not name + value or len((name + value).encode()) > LONGEST:
        return None
    fields: dict[str, object] = {}
    for attribute in attributes:
        word, _, content = (part.strip(" \t") for part in attribute.partition("="))
        if len(content.encode()) <= LONGEST_ATTRIBUTE:
            take(fields, word.lower(), content)
    return SetCookie(name, value, **fields)  # type: ignore[arg-type]


def take(fields: dict[str, object], word: str, content: str) -> None:
    """Note one attribute; the last of a kind wins, and one that nobody knows is passed over."""
    match word:
        case "secure":
            fields["secure"] = True
        case "httponly":
            fields["http_only"] = True
        case "samesite":
            fields["same_site"] = SAME_SITE.get(content.lower(), "Default")
        case "domain":
            fields["domain"] = content.removeprefix(".").lower()
        case "path":
            fields["path"] = content if content.startswith("/") else None
        case "max-age" if content.removeprefix("-").isdecimal():
            fields["max_age"] = int(content)
        case "expires":
            moment = date(content)
            if moment is not None:
                fields["expires"] = moment


def date(text: str) -> float | None:
    """Seconds since 1970 of a date such as "Thu, 01 Jan 1970 00:00:00 GMT", None if it is none."""
    try:
        return parsedate_to_datetime(text).timestamp()
    except ValueError:
        return None
