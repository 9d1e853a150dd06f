"""Issuing: access and refresh tokens, and the answer that holds them."""

from __future__ import annotations

from typing import Any

from simulator.actors.answers import NAME, NOT_STORED, Origin
from simulator.actors.calling_back import CallingBack
from simulator.actors.families import Families, Family, Ids, Succession
from simulator.actors.keyring import Keyring
from simulator.actors.messages import Response
from simulator.actors.passwords import UserDirectory
from simulator.actors.policy import Policy
from simulator.actors.tokens import ACCESS, REFRESH, SIGNERS, USES
from simulator.events import EventLog


class Issuing:
    """Makes the tokens of one auth server, and writes down which there are."""

    def __init__(
        self,
        policy: Policy,
        users: UserDirectory,
        families: Families,
        ids: Ids,
        keyring: Keyring,
        log: EventLog,
        *,
        issuer: str,
        audience: str,
        tokens: str,
        calling_back: CallingBack | None,
    ) -> None:
        self.policy = policy
        self.users = users
        self.keyring = keyring
        self.log = log
        self.issuer = issuer
        self.audience = audience
        self._of_token = families.of_token
        self._ids = ids
        self._next_id = ids.next
        self._sign = SIGNERS[tokens]
        self._calling_back = calling_back

    def coming(self, user: str) -> str:
        """The id that this user's next refresh token will have."""
        return self._ids.coming(user, "r")

    def give(
        self,
        family: Family,
        now: float,
        origin: Origin,
        shown: str = "",
        replaced_at: float | None = None,
    ) -> Response:
        """Issue an access token and, where the policy has them, a refresh token.

        `shown` is the id of the refresh token that was given for them; `replaced_at` says when
        it was replaced, if that was before.
        """
        policy = self.policy
        access = self._access_token(family, now, origin)
        body = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": int(policy.access_ttl),
        }
        if policy.refresh_ttl is None:
            family.expires = now + policy.access_ttl
        elif policy.rotation or not shown:
            succession = None
            if shown and policy.grace:
                at = now if replaced_at is None else replaced_at
                succession = Succession(shown, at, body)
            self._renew(family, body, shown, succession, now, origin)
        client, exchange = origin
        self.log.append((now, NAME, "answer", client, exchange, 200, shown))
        return Response(200, NOT_STORED, body)

    def _renew(
        self,
        family: Family,
        body: dict[str, Any],
        shown: str,
        succession: Succession | None,
        now: float,
        origin: Origin,
    ) -> None:
        """Add a refresh token to an answer; the one that was shown is live no longer."""
        expiry = self.policy.refresh_expiry(family.login_at, now)
        live = family.live
        if shown in live:
            del live[shown]
            client, exchange = origin
            self.log.append((now, NAME, "supersede", client, exchange, 0, shown))
        body["refresh_token"], token_id = self._refresh_token(family, now, expiry, origin)
        live[token_id] = succession
        family.expires = expiry
        family.ended = False

    def _access_token(self, family: Family, now: float, origin: Origin) -> Any:
        """A token for the backend (RFC 9068 2.2)."""
        token_id = self._next_id(family.user, "a")
        claims = self._claims(family, token_id, now, now + self.policy.access_ttl, self.audience)
        claims["roles"] = list(self.users.roles_of(family.user))
        if self._calling_back is not None:
            claims.update(self._calling_back.own_claims())
            self._calling_back.note(family.id, claims, now)
        return self._issue(family, ACCESS, claims, now, origin)

    def _refresh_token(
        self, family: Family, now: float, expiry: float, origin: Origin
    ) -> tuple[Any, str]:
        """A token for this auth server alone, and its id."""
        token_id = self._next_id(family.user, "r")
        claims = self._claims(family, token_id, now, expiry, self.issuer)
        claims["family"] = family.id
        return self._issue(family, REFRESH, claims, now, origin), token_id

    def _claims(
        self, family: Family, token_id: str, now: float, expiry: float, audience: str
    ) -> dict[str, Any]:
        """What every token says. Its times are whole seconds, so its life is rounded down."""
        return {
            "iss": self.issuer,
            "sub": family.user,
            "client_id": family.client_id,
            "iat": int(now),
            "exp": int(expiry),
            "jti": token_id,
            "aud": audience,
        }

    def _issue(
        self, family: Family, typ: str, claims: dict[str, Any], now: float, origin: Origin
    ) -> Any:
        """Sign one token, and write that down."""
        client, exchange = origin
        token_id, user, expires = claims["jti"], family.user, claims["exp"]
        self._of_token[token_id] = family
        self.log.append(
            (now, NAME, "issue", client, exchange, 0, token_id, USES[typ], user, family.id, expires)
        )
        return self._sign(claims, typ, self.keyring.signing)
