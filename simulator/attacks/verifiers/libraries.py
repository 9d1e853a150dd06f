"""Three libraries behind the course's signature: PyJWT, joserfc, and ours.

"Well configured" means: told everything that the library can be told. What it can't be told
is left to its user, and these functions leave it out, so that the range shows it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

from simulator.attacks.target import Jwks
from simulator.jose import verify as jose_verify

CLAIMS = ("iss", "sub", "aud", "exp", "iat", "jti", "client_id")
"""Claims that an access token must have (RFC 9068 2.2)."""


def ours(token: str, keys: Jwks, /, **about: Any) -> Any:
    """simulator.jose, as it is."""
    return jose_verify(token, keys, **about)


@cache
def pyjwt_at() -> Callable[[float], Any]:
    """PyJWT's decoder for a moment that is handed in: PyJWT itself asks the computer's clock."""
    import jwt

    class At(jwt.PyJWT):
        def __init__(self, now: float) -> None:
            super().__init__({"enforce_minimum_key_length": True})
            self.moment = now

        def _validate_iat(self, payload: Any, now: float, leeway: float) -> None:
            super()._validate_iat(payload, self.moment, leeway)

        def _validate_nbf(self, payload: Any, now: float, leeway: float) -> None:
            super()._validate_nbf(payload, self.moment, leeway)

        def _validate_exp(self, payload: Any, now: float, leeway: float) -> None:
            super()._validate_exp(payload, self.moment, leeway)

    return At


def pyjwt(
    token: str,
    keys: Jwks,
    /,
    *,
    algorithms: list[str],
    issuer: str,
    audience: str,
    now: float,
    leeway: float,
    typ: str,
) -> Any:
    """PyJWT, well configured: the key by its name, as its PyJWKClient does, all claims required,
    short keys refused. It has no option for `typ`."""
    import jwt

    kid = jwt.get_unverified_header(token).get("kid")
    usable = jwt.PyJWKSet.from_dict(keys).keys
    key = next((one for one in usable if one.key_id == kid and one.public_key_use == "sig"), None)
    if key is None:
        raise jwt.InvalidTokenError("no key of that name")
    return pyjwt_at()(now).decode(
        token,
        key,
        algorithms=algorithms,
        issuer=issuer,
        audience=audience,
        leeway=leeway,
        options={"require": list(CLAIMS)},
    )


def pyjwt_sloppy(token: str, keys: Jwks, /, *, now: float, **about: Any) -> Any:
    """PyJWT as it is met in the field: the algorithm from the header, no audience, no issuer."""
    import jwt

    header = jwt.get_unverified_header(token)
    found = [one for one in keys["keys"] if one.get("kid") == header.get("kid")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        decoder = pyjwt_at()(now)
        return decoder.decode(
            token,
            jwt.PyJWK(found[0], algorithm=header["alg"]).key,
            algorithms=[header["alg"]],
            options={"verify_aud": False, "enforce_minimum_key_length": False},
        )


def joserfc(
    token: str,
    keys: Jwks,
    /,
    *,
    algorithms: list[str],
    issuer: str,
    audience: str,
    now: int,
    leeway: int,
    typ: str,
) -> Any:
    """joserfc, well configured: keys for signatures alone and none that it warns of, header
    parameters that nobody knows ignored, all claims required. It has no option for `typ`."""
    from joserfc import errors, jwk, jws, jwt

    usable: list[Any] = []
    with warnings.catch_warnings():
        warnings.simplefilter("error", errors.SecurityWarning)
        for one in keys["keys"]:
            # One by one: a set with a key on a curve that it does not know is refused as a whole.
            with suppress(errors.JoseError, errors.SecurityWarning, KeyError, ValueError):
                usable += [jwk.import_key(dict(one))] if one.get("use") == "sig" else []
        # It warns of EdDSA too, whose name RFC 9864 changes.
        warnings.simplefilter("ignore", errors.SecurityWarning)
        registry = jws.JWSRegistry(algorithms=algorithms, strict_check_header=False)
        found = jwt.decode(token, jwk.KeySet(usable), registry=registry)
    rules: dict[str, Any] = {name: {"essential": True} for name in CLAIMS}
    rules |= {"iss": {"essential": True, "value": issuer}}
    rules |= {"aud": {"essential": True, "value": audience}}
    jwt.JWTClaimsRegistry(now=now, leeway=leeway, **rules).validate(found.claims)
    return found.claims


def versions() -> dict[str, str]:
    """The releases that are installed, "" where there is none."""
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for name in ("PyJWT", "joserfc", "cryptography"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found
