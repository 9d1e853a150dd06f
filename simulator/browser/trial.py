"""Runs attacks against ways to keep a login, and says what came of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

from simulator.browser.attacks import ATTACKS, SCRIPT, Attack
from simulator.browser.town import ADA, Town
from simulator.browser.ways import Way, usual_ways

MINUTE = 60.0
CLOSES = 30 * MINUTE
"""When Ada closes the page, in seconds after her login."""
STEP = 10.0
"""Seconds from one of Mallory's tries to the next, once the page is closed."""
KINDS = {
    "stolen": "stolen: works on Mallory's machine",
    "acted": "acts in Ada's page",
    "forged": "forged from outside",
    "read": "read from outside",
    "nothing": "nothing",
}
"""What can come of an attack, the worst first."""


class Outcome(NamedTuple):
    """What came of one attack on one way."""

    way: str
    attack: str
    kind: str
    """One of KINDS."""
    until: float = 0.0
    """The last moment at which Mallory got something, in seconds after Ada's login."""
    closed: float = CLOSES
    """When Ada closed the page."""
    noticed: bool = False
    """Whether Ada was logged out on the way, or saw somebody else's account."""

    @property
    def afterwards(self) -> float:
        """Seconds for which Mallory still gets in when the page is closed."""
        return max(0.0, self.until - self.closed)


def attempt(way: Way, attack: Attack, *, closes: float = CLOSES, **settings: Any) -> Outcome:
    """Ada logs in and asks for a list every minute; the attack happens; what came of it?

    `settings` are the town's: policy, remembers, seed, and the browser's.
    """
    town = Town(way, **settings)
    town.ada_logs_in()
    watch = Watch(town, attack)
    for minute in count(1):
        if minute * MINUTE > closes:
            break
        watch.minute(minute * MINUTE)
    town.page = None
    moment = closes
    while town.mallory.has_loot:
        watch.mallory_tries(moment)
        moment += STEP
    return watch.outcome(closes)


@dataclass
class Watch:
    """Looks on while an attack goes on, and remembers what Mallory got."""

    town: Town
    attack: Attack
    stolen: float = 0.0
    """When her loot last worked."""
    forged: float = 0.0
    """When Ada's browser last did what Mallory wanted."""
    noticed: bool = False

    def minute(self, now: float) -> None:
        """One minute of Ada's evening."""
        town, attack = self.town, self.attack
        town.browser.now = now
        if now == attack.at or (attack.again and now > attack.at):
            attack.act(town)
            if town.films.addresses.pop(ADA.name, None) is not None:
                self.forged = now
        answer = town.ada_asks()
        if answer.ok and answer.body["user"] != ADA.name:
            self.forged = now
        self.noticed = self.noticed or answer.body.get("user") != ADA.name
        if not attack.patient:
            self.mallory_tries(now)

    def mallory_tries(self, now: float) -> None:
        """Mallory tries her loot on her own machine."""
        if self.town.mallory.tries(now):
            self.stolen = now

    def outcome(self, closed: float) -> Outcome:
        """What came of it in the end."""
        names = (self.town.way.name, self.attack.name)
        if self.stolen:
            return Outcome(*names, "stolen", self.stolen, closed, self.noticed)
        if self.forged:
            kind = "acted" if self.attack.place == SCRIPT else "forged"
            return Outcome(*names, kind, self.forged, closed, self.noticed)
        if self.town.mallory.has_read:
            return Outcome(*names, "read", self.attack.at, closed, self.noticed)
        return Outcome(*names, "nothing", 0.0, closed, self.noticed)


class Table:
    """Outcomes of all attacks on all ways."""

    def __init__(self, outcomes: Iterable[Outcome]) -> None:
        self.outcomes = list(outcomes)
        self.ways = list(dict.fromkeys(each.way for each in self.outcomes))
        self.attacks = list(dict.fromkeys(each.attack for each in self.outcomes))
        self._by_names = {(each.way, each.attack): each for each in self.outcomes}

    def __getitem__(self, names: tuple[str, str]) -> Outcome:
        """The outcome for a way and an attack. Raises KeyError."""
        return self._by_names[names]

    def __repr__(self) -> str:
        wide = max(map(len, self.attacks)) + 2
        heads = "".join(f"{way:>17}" for way in self.ways)
        lines = [" " * wide + heads]
        for attack in self.attacks:
            cells = "".join(f"{self[way, attack].kind:>17}" for way in self.ways)
            lines.append(f"{attack:{wide}}{cells}")
        return "\n".join(lines)


def try_all(
    ways: Sequence[Way] = (), attacks: Sequence[Attack] = ATTACKS, **settings: Any
) -> Table:
    """Every attack on every way, each in a town of its own."""
    return Table(
        attempt(way, attack, **settings) for attack in attacks for way in ways or usual_ways()
    )
