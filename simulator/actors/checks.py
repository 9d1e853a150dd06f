"""Has this token been called back? The ways for a backend to know, by their names in scenarios.

Introspection asks about each token; a deny-list is fetched every so often; a status list
holds a bit for every token there is, and is fetched when the copy has grown old.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulator.actors.deny_list_copy import DenyList
from simulator.actors.introspection_cache import Introspection
from simulator.actors.jwks_cache import JwksCache
from simulator.actors.status_list_copy import StatusList
from simulator.actors.tokens import Verifier
from simulator.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Local(Settings):
    """Believe each genuine token until it expires."""

    needs: ClassVar[str] = ""
    """What the auth server must keep for it (`policy.revocation`), "" for nothing."""

    def begin(self, verifier: Verifier, issuer: str, jwks: JwksCache | None) -> None:
        """There is nothing to ask."""
        return None


Rules = Local | Introspection | DenyList | StatusList
CHECKS: dict[str, type[Rules]] = {
    "local": Local,
    "introspection": Introspection,
    "deny_list": DenyList,
    "status_list": StatusList,
}
