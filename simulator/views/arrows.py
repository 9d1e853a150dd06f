"""The arrows of a sequence diagram: messages that leave and arrive together share one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from simulator.views.exchanges import (
    LOGIN_PAGE,
    Exchange,
    answer_words,
    request_words,
    server_words,
)

CLIENT = "client"
"""The client's lifeline; servers' lines are called as the servers."""
EDGES = {CLIENT: 1.75, "auth_server": 5.55, "backend": 8.95}
"""Where the lifelines stand, in inches from the left."""
ASIDE = 6.7
"""Where the auth server's line stands if somebody else's stands between it and the client's."""

SHORT = 32
"""Letters that have room between the auth server and who stands beside it."""


class Label(NamedTuple):
    """What stands on an arrow, for one or several messages that say the same."""

    lines: tuple[str, ...]
    refused: bool = False
    note: str = ""
    """What the server found out before it said so."""
    often: int = 1

    @property
    def counted(self) -> tuple[str, ...]:
        """The lines with "×5" behind them; of several lines, behind the status, set apart."""
        if self.often == 1:
            return self.lines
        if len(self.lines) == 1:
            return (f"{self.lines[0]} ×{self.often}",)
        status, _, rest = self.lines[0].partition(":")
        return (f"{status} ×{self.often}:", *([rest.strip()] if rest else ()), *self.lines[1:])


class Arrow(NamedTuple):
    """One or several messages from one lifeline to another."""

    start: str
    end: str
    sent: float
    arrived: float | None
    """In seconds; None if the message gets lost."""
    labels: tuple[Label, ...]
    asked: float | None = None
    """When the request was sent that this answers; None for what is no answer."""

    @property
    def messages(self) -> int:
        """How many this arrow stands for."""
        return sum(label.often for label in self.labels)

    @property
    def lines(self) -> list[str]:
        """All that stands on it, from top to bottom."""
        return [line for label in self.labels for line in label.counted]


def line_of(exchange: Exchange) -> str:
    """The lifeline that the request starts from."""
    return f"by {exchange.sender}" if exchange.sender else CLIENT


def lifelines(exchanges: Sequence[Exchange]) -> dict[str, float]:
    """The lifelines from left to right, and where they stand, in inches from the left."""
    others = dict.fromkeys(line_of(e) for e in exchanges if e.sender)
    # Where tabs send everything there is nothing to draw on the client's own line.
    alone = any(not e.sender or e.request == LOGIN_PAGE for e in exchanges)
    senders = [*([CLIENT] if alone else []), *others]
    left, right = EDGES[CLIENT], ASIDE if others else EDGES["auth_server"]
    # Words on requests to the auth server are a little longer than those on its answers.
    step = (right - left - 0.35) / len(senders)
    lines = {line: left + step * i for i, line in enumerate(senders)}
    lines["auth_server"] = right
    if exchanges[0].client != "backend":
        lines["backend"] = EDGES["backend"]
    return lines


def arrows(exchanges: Iterable[Exchange]) -> list[Arrow]:
    """The arrows, in order of the moments that they leave at."""
    found: dict[tuple[object, ...], Arrow] = {}
    for e in exchanges:
        # What takes no time is told apart by its order alone.
        apart = e.number if e.answered is not None and e.over <= e.sent else 0
        for arrow in _messages(e):
            key = (arrow.start, arrow.end, arrow.sent, arrow.arrived, arrow.asked is None, apart)
            known = found.get(key)
            found[key] = arrow if known is None else joined(known, arrow)
    return sorted(found.values(), key=lambda arrow: arrow.sent)


def _messages(e: Exchange) -> Iterator[Arrow]:
    """The request, its answer, and how the client hands over to its browser and gets the code."""
    here, n = line_of(e), len(e.each)
    asked = request_words(e)
    through_browser = e.request == LOGIN_PAGE and bool(e.sender)
    if through_browser:
        yield Arrow(CLIENT, here, e.sent, e.sent, (Label(("go and log in",), often=n),))
    if e.answered is None:
        yield Arrow(here, e.server, e.sent, None, (Label((f"{asked}: no answer",), often=n),))
        return
    yield Arrow(here, e.server, e.sent, e.answered, (Label((asked,), often=n),))
    answer = Label(tuple(_lines(e)), e.status >= 400, server_words(e), n)
    yield Arrow(e.server, here, e.answered, e.received, (answer,), e.sent)
    if through_browser and e.status == 302 and e.received is not None:
        yield Arrow(here, CLIENT, e.received, e.received, (Label(("code",), often=n),))


def _lines(e: Exchange) -> list[str]:
    """What the answer says; the reason of a refusal on a line of its own where lines are short."""
    words = answer_words(e)
    error, colon, reason = words[0].partition(": ")
    if e.sender and e.error and len(words[0]) > SHORT:
        return [f"{error}{colon.rstrip()}", reason] if reason else words
    return words


def joined(one: Arrow, other: Arrow) -> Arrow:
    """Both as one arrow; what says the same is counted."""
    counts: dict[Label, int] = {}
    for label in (*one.labels, *other.labels):
        key = label._replace(often=1)
        counts[key] = counts.get(key, 0) + label.often
    labels = tuple(label._replace(often=n) for label, n in counts.items())
    asked = None if one.asked is None or other.asked is None else max(one.asked, other.asked)
    return one._replace(labels=labels, asked=asked)
