"""English for numbers and spans of time: the words that titles and alt texts are made of."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

_UNITS = (
    (86400.0, "d", "day"),
    (3600.0, "h", "hour"),
    (60.0, "min", "minute"),
    (1.0, "s", "second"),
)


def number(n: int) -> str:
    """0, 1 and 2 as words, more as digits: "no", "one", "two", "14", "1,200"."""
    return ("no", "one", "two")[n] if n < 3 else f"{n:,}"


def count(n: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "no logins", "one login", "5 logins"."""
    return f"{number(n)} {noun if n == 1 else plural or noun + 's'}"


def times(n: int) -> str:
    """How often: "never", "once", "twice", "5 times"."""
    return ("never", "once", "twice")[n] if n < 3 else f"{n:,} times"


def listing(parts: Sequence[str], most: int = 0) -> str:
    """Parts as a sentence lists them: "a, b and c"; beyond `most`, "a, b and 3 more"."""
    if most and len(parts) > most:
        parts = [*parts[:most], f"{len(parts) - most} more"]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def capital(sentence: str) -> str:
    """The sentence with its first letter in upper case, the rest untouched."""
    return sentence[:1].upper() + sentence[1:]


def person(client: str) -> str:
    """A client's name as a sentence writes it: "Ada"; numbered clients stay "viewer-001"."""
    return client.capitalize() if client.isalpha() else client


def duration(seconds: float) -> str:
    """A span in its two largest units, in short: "5 min", "1 h 30 min", "80 ms"."""
    return " ".join(f"{n} {short}" for n, short, _ in _parts(seconds))


def duration_in_words(seconds: float) -> str:
    """A span in its two largest units, in words: "5 minutes", "1 hour 30 minutes"."""
    return " ".join(f"{n} {word}{'' if n == '1' else 's'}" for n, _, word in _parts(seconds))


def one_in(part: int, whole: int) -> str:
    """A share as people say it: "no", "1 in 40", "37 %", "every"."""
    if not part:
        return "no"
    if part == whole:
        return "every"
    ratio = whole / part
    return f"1 in {round(ratio):,}" if ratio >= 4.5 else f"{round(100 / ratio)} %"


def near(name: str, known: Sequence[str], noun: str) -> str:
    """What to say of an unknown name: the near names, and those there are."""
    close = get_close_matches(name, known, n=3, cutoff=0.6)
    hint = f"; did you mean {' or '.join(map(repr, close))}?" if close else "."
    there = f" There {'is' if len(known) == 1 else 'are'} {listing(known, most=12)}."
    return f"no {noun} named {name!r} in this log{hint}{there if known else ' It has none.'}"


def _parts(seconds: float) -> list[tuple[str, str, str]]:
    """The one or two units that say a span, as (number, short unit, unit in words)."""
    if round(seconds, 3) < 1:
        return [(f"{round(seconds * 1000)}", "ms", "millisecond")]
    for i, (size, _, _) in enumerate(_UNITS):
        finer = _UNITS[i + 1][0] if i + 1 < len(_UNITS) else 0.001
        whole = round(seconds / finer) * finer
        if whole >= size:
            break
    if size == 1.0:
        return [
            (
                f"{seconds:.3g}" if seconds < 10 else f"{seconds:.1f}".removesuffix(".0"),
                "s",
                "second",
            )
        ]
    first, rest = divmod(round(whole), round(size))
    parts = [(f"{first:,}", *_UNITS[i][1:])]
    if rest:
        parts.append((f"{rest // round(finer)}", *_UNITS[i + 1][1:]))
    return parts
