"""A token taken apart: its letters in three colours, and what each part says."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.views.picture import Picture, drawn
from simulator.views.text import count, listing

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Part(NamedTuple):
    """One of the three parts, read without any key."""

    name: str
    letters: str
    says: str
    """What the part is there for."""
    rows: list[tuple[str, str, str]]
    """Name, value, meaning."""


MEANINGS = {
    "alg": "with which algorithm it is signed",
    "typ": "what kind of token it is",
    "kid": "with which key it is signed",
    "iss": "who says so",
    "sub": "whom it is about",
    "aud": "for whom it is meant",
    "exp": "from when on it is worth nothing",
    "nbf": "from when on it counts",
    "iat": "when it was issued",
    "jti": "the token's own name",
    "client_id": "the program that got it",
    "roles": "what whoever shows it may do",
    "scope": "what whoever shows it may do",
}
"""RFC 7515 4.1, RFC 7519 4.1, RFC 9068 2.2."""
MOMENTS = ("exp", "nbf", "iat")
MOST_ROWS, LONGEST = 12, 58


def anatomy(token: str, title: str | None = None) -> Picture:
    """The three parts of a compact token, read with no key. ValueError: not three parts."""
    parts = taken_apart(token)
    title = title or headline(parts)
    return drawn(lambda: _draw(parts, title), alt_text(parts), title)


def _draw(parts: list[Part], title: str) -> Figure:
    from simulator.views import anatomy_sheet

    return anatomy_sheet.draw(parts, title)


def taken_apart(token: str) -> list[Part]:
    """Header, payload and signature. ValueError: not three parts."""
    letters = token.split(".")
    if len(letters) != 3:
        raise ValueError(
            f"a signed token has three parts with dots between them, not {len(letters)}"
        )
    header, payload, signature = letters
    octets = len(signature) * 6 // 8
    proof = (
        f"{count(octets, 'octet')} that only a holder of the key can make for this very text"
        if signature
        else "empty: nobody vouches for this token"
    )
    return [
        Part("header", header, "It says how the token is signed.", _rows(header)),
        Part("payload", payload, "The claims: what is said, and about whom.", _rows(payload)),
        Part(
            "signature",
            signature,
            "It shows that nothing before it was changed.",
            [("", "", proof)],
        ),
    ]


def headline(parts: list[Part]) -> str:
    """The finding: what anybody can read, and what the third part is worth."""
    if not parts[2].letters:
        return "Anybody can read this token, and nothing proves it: the third part is empty"
    return "Two parts that anybody can read, and a third that proves them to a holder of the key"


def alt_text(parts: list[Part]) -> str:
    """The picture in words: each part with its length and its contents."""
    told = ["A token as three coloured parts."]
    for part in parts:
        rows = [
            " ".join(filter(None, [_equals(name, value), note])) for name, value, note in part.rows
        ]
        head = f"{part.name.capitalize()}, {count(len(part.letters), 'letter')}. {part.says}"
        told.append(f"{head} In it: {'; '.join(rows)}.")
    return " ".join(told)


def _equals(name: str, value: str) -> str:
    return f"{name} = {value}," if name and value else name


def _rows(letters: str) -> list[tuple[str, str, str]]:
    """The names of a part with their values, and what the standards mean by them."""
    try:
        octets = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
        found = json.loads(octets)
    except (ValueError, RecursionError):
        return [("", "", "not base64url of JSON: it can't be read")]
    if not isinstance(found, dict):
        return [("", "", "JSON, and no object with names in it")]
    names = list(found)
    rows = [(_cut(name), _value(found[name]), _meaning(name, found[name])) for name in names]
    if len(rows) > MOST_ROWS:
        left = listing([_cut(name) for name in names[MOST_ROWS - 1 : MOST_ROWS + 2]])
        rows = [
            *rows[: MOST_ROWS - 1],
            ("…", "", f"{len(rows) - MOST_ROWS + 1} more, such as {left}"),
        ]
    return rows or [("", "", "an empty object")]


def _value(value: Any) -> str:
    return _cut(json.dumps(value, ensure_ascii=False))


def _cut(text: str) -> str:
    """At most so many characters, and only such as can be drawn."""
    text = "".join(sign if sign.isprintable() else "?" for sign in text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _meaning(name: str, value: Any) -> str:
    if name in MOMENTS and isinstance(value, int | float) and not isinstance(value, bool):
        if 10**8 < value < 10**11:
            moment = datetime.fromtimestamp(value, UTC)
            return f"{MEANINGS[name]}: {moment.day} {moment:%B %Y, %H:%M:%S} UTC"
        if 0 <= value <= 10**8:  # a clock that began at 0, as the simulator's
            return f"{MEANINGS[name]}: {value:,} s on a clock that began at 0"
    return MEANINGS.get(name, "a name that the issuer chose")
