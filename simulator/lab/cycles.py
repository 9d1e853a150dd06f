"""The twin's heart: many clients at once, from one token to the next.

A client's pages come at Poisson moments, so the first that meets an expired token comes an
exponential time after the expiry, whatever came before. Nothing else has to be drawn to know
when tokens are issued: a cycle is one step, for thousands of clients in one array.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.lab.coverage import Ways
from simulator.lab.tally import KINDS, Tally

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


class Rules(NamedTuple):
    """What decides the course of a client's session. Lengths of time in seconds."""

    until: float
    every: float
    """Mean time between two pages that a client wants."""
    leg: float
    """How long a message is on its way."""
    access_ttl: float
    refresh_ttl: float | None
    sliding: bool
    refresh_max: float | None
    leeway: float
    ways: Ways

    @property
    def renews(self) -> bool:
        """True if there are refresh tokens, and clients that use them."""
        return self.ways.renews and self.refresh_ttl is not None


class Crowd:
    """Some clients, and where each stands. Moments are in seconds since the start."""

    def __init__(self, rules: Rules, clients: int, seed: Any) -> None:
        import numpy as np

        self.rules = rules
        self.random = np.random.default_rng(seed)
        self.tally = Tally.empty(clients, rules.until)
        self.counts = {kind: np.zeros(clients, dtype=np.int32) for kind in KINDS}
        self.visit = self.random.standard_exponential(clients) * rules.every
        """When the page was wanted that the newest token was got for."""
        self.issued = self.visit + rules.leg
        self.login = self.issued.copy()
        self.valid_time = 0.0
        """How long tokens were good, in all, while a page would have been served at once."""

    def run(self) -> Tally:
        """Let everybody go on to the end, and count."""
        tally, rules = self.tally, self.rules
        self._note("logins", self.issued)
        tally.newcomers = tally.total("logins")
        while bool((self.visit < rules.until).any()):
            self._next_tokens()
        # Besides the pages that tokens were got for, those that came while one was good.
        tally.served += int(self.random.poisson(self.valid_time / rules.every))
        tally.served += tally.total("logins") + tally.total("renewals")
        for kind, each in self.counts.items():
            tally.sums[kind] = (float(each.sum()), float((each.astype(float) ** 2).sum()))
        return tally

    def _next_tokens(self) -> None:
        """Everybody's next page for which new tokens are needed, and how they are got."""
        import numpy as np

        rules, leg = self.rules, self.rules.leg
        # A token's exp is a whole second (RFC 7519 2): simulator/actors/issuing.py.
        refused_from = np.floor(self.issued + rules.access_ttl) + (rules.leeway - leg)
        ahead_from = self._ahead_from()
        due = refused_from if ahead_from is None else np.minimum(ahead_from, refused_from)
        good_until = np.minimum(due, rules.until)
        self.valid_time += float(np.maximum(good_until - self.visit, 0.0).sum())
        gap = self.random.standard_exponential(len(due)) * rules.every
        self.visit = visit = due + gap
        if ahead_from is None:
            asked = visit + 3 * leg
            self.tally.refused += int(np.count_nonzero(visit + leg < rules.until))
        else:
            in_time = visit >= ahead_from
            asked = visit + np.where(in_time, leg, 3 * leg)
            self.tally.refused += int(np.count_nonzero(~in_time & (visit + leg < rules.until)))
        if rules.renews:
            self._renew(asked)
        else:
            self.issued = asked
            self._note("logins", asked)

    def _ahead_from(self) -> Array | None:
        """When the clients renew of their own accord, by the `expires_in` that they were told."""
        ways = self.rules.ways
        if ways.margin is None:
            return None
        moment = self.issued + (self.rules.leg + int(self.rules.access_ttl) - ways.margin)
        if ways.jitter:
            moment -= ways.jitter * self.random.random(len(moment))
        return moment

    def _renew(self, asked: Array) -> None:
        """Show the refresh tokens; who comes too late logs in."""
        import numpy as np

        live = asked < self._refresh_expiry()
        late = ~live
        self._note("renewals", asked, live)
        if late.any():
            self._note("tokens_denied", asked, late)
            asked = asked + np.where(late, 2 * self.rules.leg, 0.0)
            self._note("logins", asked, late)
            self.login = np.where(late, asked, self.login)
        self.issued = asked

    def _refresh_expiry(self) -> Array:
        """When the refresh tokens expire that are held now."""
        import numpy as np

        rules, life = self.rules, self.rules.refresh_ttl or 0.0
        expiry = (self.issued if rules.sliding else self.login) + life
        if rules.sliding and rules.refresh_max is not None:
            expiry = np.minimum(expiry, self.login + rules.refresh_max)
        return np.floor(expiry)

    def _note(self, kind: str, moments: Array, who: Array | None = None) -> None:
        """Count what happens before the end, for all clients or some."""
        counted = moments < self.rules.until
        if who is not None:
            counted &= who
        self.counts[kind] += counted
        self.tally.count(kind, moments[counted])
