"""The Token Status List (draft-ietf-oauth-status-list): one bit, or a few, for every token."""

from __future__ import annotations

import math
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from random import Random
from typing import Any

from simulator.actors.calling_back import CallingBack
from simulator.actors.keyring import Keyring
from simulator.actors.tokens import Claims, sign
from simulator.events import EventLog

STATUS_LIST = "statuslist+jwt"
"""`typ` of a status list token (section 5.1)."""
VALID, INVALID = 0, 1
"""States of a token (section 7.1)."""
PLACES = 1 << 20
"""How many a list has at first. Most stay empty, which costs next to nothing once packed."""


class StatusList:
    """States of tokens, each at its place in a row of octets (section 4.1).

    `bits` for each: 1, 2, 4 or 8. The first token has the lowest bits of the first octet.
    """

    def __init__(self, places: int, bits: int = 1) -> None:
        if bits not in (1, 2, 4, 8):
            raise ValueError(f"a state takes 1, 2, 4 or 8 bits, not {bits}")
        self.bits = bits
        self.octets = bytearray(-(-places * bits // 8))
        self._packed: str | None = None

    def __len__(self) -> int:
        return len(self.octets) * 8 // self.bits

    def get(self, place: int) -> int:
        """The state at a place, from 0. Raises IndexError."""
        octet, shift = self._at(place)
        return self.octets[octet] >> shift & (1 << self.bits) - 1

    def set(self, place: int, state: int) -> None:
        """Change the state at a place. Raises IndexError, ValueError."""
        octet, shift = self._at(place)
        largest = (1 << self.bits) - 1
        if not 0 <= state <= largest:
            raise ValueError(f"{state} does not fit in {self.bits} bits")
        self.octets[octet] = self.octets[octet] & ~(largest << shift) | state << shift
        self._packed = None

    def grow(self) -> None:
        """Twice as many places; those that are there keep their states."""
        self.octets += bytes(len(self.octets))
        self._packed = None

    def compressed(self) -> bytes:
        """The octets in zlib's format, as small as it can (section 4.1; RFC 1950)."""
        return zlib.compress(self.octets, level=9)

    def claim(self) -> dict[str, Any]:
        """The `status_list` claim that holds it (section 4.2)."""
        if self._packed is None:
            self._packed = urlsafe_b64encode(self.compressed()).rstrip(b"=").decode("ascii")
        return {"bits": self.bits, "lst": self._packed}

    def _at(self, place: int) -> tuple[int, int]:
        """Which octet, and by how many bits its content must be moved."""
        if not 0 <= place < len(self):
            raise IndexError(f"there is no place {place} in a list of {len(self)}")
        octet, within = divmod(place * self.bits, 8)
        return octet, within


class ListedStates(CallingBack):
    """Gives each access token a place in a status list, and marks those called back."""

    path = "/statuslist"

    def __init__(
        self,
        log: EventLog,
        leeway: float,
        *,
        keyring: Keyring,
        issuer: str,
        ttl: float,
        random: Random,
    ) -> None:
        super().__init__(log, leeway)
        self.keyring = keyring
        self.issuer = issuer
        self.uri = f"{issuer}{self.path}"
        self.ttl = ttl
        """How long a copy may be kept, in seconds: as long as an access token lives. A copy that
        is older knows none of the tokens that are still good."""
        self.states = StatusList(PLACES)
        self._random = random
        self._taken: set[int] = set()

    def own_claims(self) -> Mapping[str, Any]:
        """The token's place: any free one, so that places tell nobody when a token was issued, or
        which tokens are one person's (the draft's privacy considerations: unlinkability)."""
        if 2 * len(self._taken) >= len(self.states):
            self.states.grow()
        place = self._random.randrange(len(self.states))
        while place in self._taken:
            place = self._random.randrange(len(self.states))
        self._taken.add(place)
        return {"status": {"status_list": {"idx": place, "uri": self.uri}}}

    def called_back(self, claims: Claims) -> bool:
        """What does the list say?"""
        return self.states.get(place_of(claims)) != VALID

    def published(self, now: float) -> Mapping[str, Any]:
        """A status list token, signed anew (section 5.1)."""
        ttl = int(self.ttl)
        claims = {
            "iss": self.issuer,
            "sub": self.uri,
            "iat": int(now),
            "exp": math.ceil(now) + ttl,
            "ttl": ttl,
            "status_list": self.states.claim(),
        }
        return {"status_list_token": sign(claims, STATUS_LIST, self.keyring.signing)}

    def _take_up(self, claims: Claims) -> None:
        self.states.set(place_of(claims), INVALID)


def place_of(claims: Claims) -> int:
    """Where a token stands in the list."""
    place: int = claims["status"]["status_list"]["idx"]
    return place
