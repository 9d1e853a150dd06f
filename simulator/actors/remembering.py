"""Remembering which tokens are genuine, for as long as they live and no longer."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any, NamedTuple


class Genuine(NamedTuple):
    """A token that was found genuine: accepted from, until (seconds), and what to say of it."""

    starts: float
    ends: float
    accepted: tuple[Mapping[str, Any], str]


class Memory:
    """Genuine tokens on two piles, a newer and an older one.

    When all of the older have expired, they are thrown away together, and the newer become the
    older: nothing is counted or sorted. `at_most` bounds how many are kept whatever their lives.
    """

    def __init__(self, at_most: int) -> None:
        self.newer: dict[Any, Genuine] = {}
        self.older: dict[Any, Genuine] = {}
        self._half = at_most // 2
        self._older_end = self._newer_end = -inf

    def keep(self, token: Any, genuine: Genuine, now: float) -> None:
        """Remember a token that is shown at `now` (seconds)."""
        if now >= self._older_end or len(self.newer) >= self._half:
            self.older, self.newer = self.newer, {}
            self._older_end, self._newer_end = self._newer_end, -inf
        self.newer[token] = genuine
        if genuine.ends > self._newer_end:
            self._newer_end = genuine.ends

    def __len__(self) -> int:
        return len(self.newer) + len(self.older)

    def clear(self) -> None:
        """Remember nothing."""
        self.newer.clear()
        self.older.clear()
