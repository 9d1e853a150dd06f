"""How many requests a server takes: a bucket of tokens that fills again at a steady rate.

These tokens are permissions to ask, and have nothing to do with access tokens.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulator.settings import Settings


@dataclass(frozen=True, kw_only=True)
class RateLimit(Settings):
    """At most `burst` requests at once, and `per_second` in the long run, all clients together."""

    per_second: float
    burst: int = 1

    def __post_init__(self) -> None:
        if not (math.isfinite(self.per_second) and self.per_second > 0):
            raise ValueError("per_second must be above 0")
        if self.burst < 1:
            raise ValueError("burst must be at least 1")


class Bucket:
    """The permissions that are left, full at first."""

    def __init__(self, limit: RateLimit) -> None:
        self.limit = limit
        self._left = float(limit.burst)
        self._filled_at = 0.0

    def take(self, now: float) -> int:
        """Take one permission at `now` (seconds). Returns 0, or in how many seconds to ask again.

        Whole seconds, rounded up, are what Retry-After can say (RFC 9110 10.2.3).
        """
        rate = self.limit.per_second
        self._left = min(self.limit.burst, self._left + (now - self._filled_at) * rate)
        self._filled_at = now
        # What a thousand small sums lack of a whole must not cost anybody a second.
        if self._left >= 1 - 1e-9:
            self._left -= 1
            return 0
        return max(1, math.ceil((1 - self._left) / rate - 1e-9))
