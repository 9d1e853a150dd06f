"""Three libraries behind one interface, so that one test can ask each the same question."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol
from unittest.mock import patch

import joserfc.jwk
import joserfc.jws
import joserfc.jwt
import jwt
import jwt.api_jwt

from simulator.jose import ALGORITHMS, JoseError, Key, KeySet, verify, verify_jws
from simulator.jose.allowances import Allowance

FITTING = {
    "oct": ("HS256", "HS384", "HS512"),
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "EC": ("ES256", "ES384", "ES512"),
    "OKP": ("EdDSA",),
}
PRIVATE = ("d", "p", "q", "dp", "dq", "qi")


def fitting(jwks: Sequence[Mapping[str, Any]]) -> list[str]:
    """The allow-list that keys call for: their `alg` if it is a registered one, or else every
    algorithm of their type."""
    found: list[str] = []
    for jwk in jwks:
        alg = jwk.get("alg")
        found += [str(alg)] if alg in ALGORITHMS else FITTING.get(jwk.get("kty", ""), ())
    return list(dict.fromkeys(found))


def public(jwk: Mapping[str, Any]) -> dict[str, Any]:
    """A JWK without its private members."""
    return {name: value for name, value in jwk.items() if name not in PRIVATE}


class Library(Protocol):
    """What a library must answer."""

    name: str

    def payload(
        self,
        token: str,
        jwks: Sequence[Mapping[str, Any]],
        algorithms: Sequence[str],
        detached: bytes | None = None,
    ) -> bytes | None:
        """The payload of a compact JWS, None if it is refused."""

    def claims(self, token: str, jwk: Mapping[str, Any], now: int) -> dict[str, Any] | None:
        """The claims of an HS256 token that need only be signed and in time; None if refused."""

    def thumbprint(self, jwk: Mapping[str, Any]) -> str | None:
        """RFC 7638; None where the library has none."""


class Ours:
    """simulator.jose, with short secrets allowed where the vectors have such."""

    name = "ours"

    def __init__(self, *allow: Allowance) -> None:
        self.allow = allow

    def payload(self, token, jwks, algorithms, detached=None):
        allow: list[Allowance] = [*self.allow, "unbound_key"]
        if detached is not None:
            allow.append("unencoded_payload")
        try:
            keys = KeySet.from_jwks({"keys": [public(jwk) for jwk in jwks]})
            found = verify_jws(
                token, keys, algorithms=algorithms, detached_payload=detached, allow=allow
            )
        except JoseError:
            return None
        return found[1]

    def claims(self, token, jwk, now):
        try:
            return verify(
                token,
                Key.from_jwk(jwk),
                algorithms=["HS256"],
                issuer=None,
                audience=None,
                now=now,
                required=(),
                allow=["any_audience", *self.allow],
            )
        except JoseError:
            return None

    def thumbprint(self, jwk):
        return Key.from_jwk(jwk).thumbprint()


class PyJwt:
    """PyJWT. Any exception counts as a refusal here; which ones it lets out is not the question."""

    name = "PyJWT"

    def payload(self, token, jwks, algorithms, detached=None):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                key = _pyjwt_key(token, [public(jwk) for jwk in jwks])
                decoded = jwt.api_jws.decode_complete(
                    token, key, algorithms=list(algorithms), detached_payload=detached
                )
        except Exception:
            return None
        return bytes(decoded["payload"])

    def claims(self, token, jwk, now):
        with warnings.catch_warnings(), patch.object(jwt.api_jwt, "datetime", clock(now)):
            warnings.simplefilter("ignore")
            try:
                key = _pyjwt_key(token, [jwk])
                return jwt.decode(token, key, algorithms=["HS256"], options={"verify_aud": False})
            except Exception:
                return None

    def thumbprint(self, jwk):
        return None


def clock(now: int) -> type[datetime]:
    """A `datetime` at which it is always the same time: PyJWT takes none as an argument."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Stopped:
            return cls.fromtimestamp(now, tz or UTC)

    return Stopped


def _pyjwt_key(token: str, jwks: Sequence[Mapping[str, Any]]) -> Any:
    """As PyJWKClient chooses: the first key with the name that the header gives."""
    if len(jwks) == 1:
        return _pyjwt_parsed(jwks[0])
    found = jwt.PyJWKSet.from_dict({"keys": [dict(jwk) for jwk in jwks]})
    kid = jwt.get_unverified_header(token).get("kid")
    return next(one for one in found.keys if one.key_id == kid).key


def _pyjwt_parsed(jwk: Mapping[str, Any]) -> Any:
    alg = jwk.get("alg")
    if alg not in ALGORITHMS:
        alg = fitting([jwk])[0]
    return jwt.PyJWK(dict(jwk), algorithm=alg).key


class JoseRfc:
    """joserfc."""

    name = "joserfc"

    def payload(self, token, jwks, algorithms, detached=None):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                members: Any = [public(jwk) for jwk in jwks]
                key: Any
                if len(members) == 1:
                    key = joserfc.jwk.import_key(members[0])
                else:
                    key = joserfc.jwk.KeySet.import_key_set({"keys": members})
                found = joserfc.jws.deserialize_compact(
                    token, key, algorithms=list(algorithms), payload=detached
                )
        except Exception:
            return None
        return bytes(found.payload)

    def claims(self, token, jwk, now):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                key = joserfc.jwk.import_key(dict(jwk))
                found = joserfc.jwt.decode(token, key, algorithms=["HS256"])
                joserfc.jwt.JWTClaimsRegistry(now=now).validate(found.claims)
        except Exception:
            return None
        return dict(found.claims)

    def thumbprint(self, jwk):
        return joserfc.jwk.import_key(dict(jwk)).thumbprint()


LIBRARIES: tuple[Callable[[], Library], ...] = (Ours, PyJwt, JoseRfc)
