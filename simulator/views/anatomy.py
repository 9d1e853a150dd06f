"""A token taken apart: its letters in three colours, and what each part says."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from simulator.views import canvas
from simulator.views.palette import GREEN, GREY, INK, ORANGE, SKY
from simulator.views.picture import Picture
from simulator.views.text import count, listing


class Look(NamedTuple):
    """How a part is drawn: its edge, its fill, its hatch."""

    edge: str
    fill: str
    hatch: str


class Part(NamedTuple):
    """One of the three parts, read without any key."""

    name: str
    letters: str
    says: str
    """What the part is there for."""
    rows: list[tuple[str, str, str]]
    """Name, value, meaning."""


LOOKS = {
    "header": Look(SKY, "#E3F2FB", "////"),
    "payload": Look(ORANGE, "#FBEFD5", "...."),
    "signature": Look(GREEN, "#DDF1EA", "\\\\\\\\"),
}
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
PER_LINE = 112
"""Letters of a token in one line of the picture."""
MOST_LINES, MOST_ROWS, LONGEST = 12, 12, 58
LINE, ROW, GAP = 0.2, 0.21, 0.16
"""Heights in inches."""
LEFT, INSIDE = 0.15, 0.12
SIZE = 9


def anatomy(token: str, title: str | None = None) -> Picture:
    """The three parts of a compact token, read with no key. ValueError: not three parts."""
    parts = taken_apart(token)
    title = title or headline(parts)
    lines = _lines(parts)
    with canvas.style():
        top = canvas.headline_height(title) + 0.05
        letters = LINE * len(lines) + 0.12
        boxes = [0.5 + ROW * max(1, len(part.rows)) for part in parts]
        high = top + letters + sum(boxes) + GAP * 4
        figure = canvas.sheet(high)
        canvas.headline(figure, title)
        axes = canvas.place(figure, 0, 0, 0, high)
        axes.set_xlim(0, canvas.WIDTH)
        axes.set_ylim(high, 0)
        axes.set_axis_off()
        _draw_letters(axes, lines, top)
        at = top + letters + GAP
        for part, height in zip(parts, boxes, strict=True):
            _draw_box(axes, part, at, height)
            at += height + GAP
    return Picture(figure, alt_text(parts), title)


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


Run = tuple[str, str]
"""A part's name ("" for a dot) and some of its letters."""


def _lines(parts: list[Part]) -> list[list[Run]]:
    """The token in lines of runs; the middle of a very long one is left out."""
    text = ".".join(part.letters for part in parts)
    starts = range(0, len(text), PER_LINE)
    if len(starts) <= MOST_LINES:
        return [list(_runs(parts, text, start)) for start in starts]
    half = MOST_LINES // 2
    gap = [("", f"… {(len(starts) - MOST_LINES) * PER_LINE:,} more …")]
    head, tail = starts[:half], starts[-half:]
    lines = [list(_runs(parts, text, start)) for start in (*head, *tail)]
    return [*lines[:half], gap, *lines[half:]]


def _runs(parts: list[Part], text: str, start: int) -> Iterator[Run]:
    """One line's letters: neighbours of one part together, each dot alone."""
    end = min(start + PER_LINE, len(text))
    at = 0
    for part in parts:
        after = at + len(part.letters)
        if max(at, start) < min(after, end):
            yield part.name, text[max(at, start) : min(after, end)]
        if start <= after < end:
            yield "", text[after]
        at = after + 1


def _draw_letters(axes: Axes, lines: list[list[Run]], top: float) -> None:
    step = (canvas.WIDTH - 2 * LEFT) / PER_LINE
    for row, line in enumerate(lines):
        x, y = LEFT, top + row * LINE
        for name, letters in line:
            wide = step * len(letters)
            if name:
                look = LOOKS[name]
                axes.add_patch(Rectangle((x, y), wide, LINE - 0.02, color=look.fill, lw=0))
                axes.plot([x, x + wide], [y + LINE - 0.025] * 2, color=look.edge, lw=2.2)
            for i, letter in enumerate(letters):
                bold = "bold" if letter == "." else "normal"
                axes.text(
                    x + step * (i + 0.5),
                    y + LINE * 0.72,
                    letter,
                    family="DejaVu Sans Mono",
                    fontsize=8.5,
                    fontweight=bold,
                    ha="center",
                )
            x += wide


def _draw_box(axes: Axes, part: Part, y: float, height: float) -> None:
    """A part's name and length beside what stands in it."""
    look = LOOKS[part.name]
    wide = canvas.WIDTH - 2 * LEFT
    axes.add_patch(Rectangle((LEFT, y), wide, height, facecolor=look.fill, edgecolor=look.edge))
    axes.add_patch(
        Rectangle((LEFT, y), 0.22, height, facecolor="white", edgecolor=look.edge, hatch=look.hatch)
    )
    x = LEFT + 0.22 + INSIDE
    axes.text(x, y + 0.22, part.name.upper(), fontsize=10, fontweight="bold")
    about = f"{count(len(part.letters), 'letter')}. {part.says}"
    axes.text(x + 1.1, y + 0.22, about, fontsize=SIZE, color=INK)
    names = [canvas.text_width(name, SIZE, bold=True) for name, _, _ in part.rows]
    values = [_mono(value) for _, value, _ in part.rows]
    second = x + min(max(names), 2.6) + (0.2 if any(names) else 0)
    third = second + min(max(values), 4.2) + (0.25 if any(values) else 0)
    for i, (name, value, meaning) in enumerate(part.rows):
        base = y + 0.5 + ROW * i
        axes.text(x, base, name, fontsize=SIZE, fontweight="bold")
        axes.text(second, base, value, fontsize=SIZE - 0.5, family="DejaVu Sans Mono")
        axes.text(third, base, meaning, fontsize=SIZE, color=GREY if name == "…" else INK)


def _mono(text: str) -> float:
    """The width in inches of a text in the typewriter face."""
    return len(text) * (SIZE - 0.5) * 0.602 / 72
