"""Somebody else's rule for the backend's copy of the JWK Set: when is it to be read again?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.actors import backend
from simulator.actors.asking import AskingVerifier, key_named_by
from simulator.actors.copies import Reading
from simulator.actors.jwks_cache import JwksCache
from simulator.actors.tokens import Tokenish, Verifier
from simulator.events import EventLog

MustRead = Callable[[str | None, frozenset[str], float, float], Any]
"""must_read(kid, known, age, since): whether to read the set again before a token is checked.

`kid` is the key that the token names (None: none), `known` the kids in the copy, `age` the
seconds since the copy was asked for, and `since` those since it was last read because of an
unknown `kid` (infinite if it never was)."""


class DecidingVerifier(AskingVerifier):
    """Asks a function, for each token, whether to read the keys again.

    Who needs a key while the set is being read waits for that reading, and nothing is asked.
    If the function raises, that is written down as a crash of the backend's, and nothing is read.
    """

    def __init__(
        self, verifier: Verifier, must_read: MustRead, log: EventLog, *, jwks: JwksCache
    ) -> None:
        super().__init__(verifier, jwks=jwks)
        self.copy = jwks
        self.must_read = must_read
        self.log = log

    def questions(self, shown: Tokenish, now: float) -> Reading | None:
        """The steps to take before `check`, None if the function wants none."""
        kid, known, copy = key_named_by(shown), frozenset(self.keys), self.copy
        missing = kid is not None and kid not in known
        if missing and copy.under_way:
            return copy.fetch(now)
        try:
            if not self.must_read(kid, known, now - copy.asked_at, now - copy.forced_at):
                return None
        except Exception as mistake:
            self.log.crash(now, backend.NAME, mistake)
            return None
        return copy.force(now) if missing else copy.fetch(now)
