"""The flood: junk tokens that name keys nobody has, many in a second.

Whoever fetches the keys again for each unknown `kid` can be made to do nothing else.
"""

from __future__ import annotations

import json
import math
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from itertools import count
from random import Random

from simulator.actors.actions import Send, Steps, Together, Wait
from simulator.actors.messages import get
from simulator.actors.session import Session
from simulator.actors.tokens import ACCESS
from simulator.durations import Seconds
from simulator.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Flood(Settings):
    """So many requests per second, evenly, between two moments (seconds since the start)."""

    rate: float
    from_: Seconds = 0.0
    until: Seconds | None = None
    """None: without end."""
    path: str = "/films"
    at_once: int | None = None
    """How many may be on their way at the same time; None: as many as a second holds."""

    def __post_init__(self) -> None:
        if not 0 < self.rate <= 1000:
            raise ValueError("rate must be above 0 and at most 1000 per second")
        if self.at_once is not None and self.at_once < 1:
            raise ValueError("at_once must be at least 1")
        if self.until is not None and self.until <= self.from_:
            raise ValueError("until must be later than from")

    def __call__(self, session: Session) -> Steps:
        lanes = self.at_once or math.ceil(self.rate)
        yield Together(*(self._lane(session, first, lanes) for first in range(lanes)))

    def _lane(self, session: Session, first: int, lanes: int) -> Steps:
        """Every `lanes`-th request, from this one on, each when the one before is answered."""
        for number in count(first, lanes):
            yield Wait(self.from_ + number / self.rate + session.skew)
            if self.until is not None and session.now - session.skew >= self.until:
                return
            yield Send("backend", get(self.path, junk(session.random)))


def junk(random: Random) -> str:
    """What looks like an access token and names a key that there is not."""
    header = {"typ": ACCESS, "alg": "RS256", "kid": random.randbytes(8).hex()}
    text = urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")
    return f"{text}.e30.{random.randbytes(6).hex()}"
