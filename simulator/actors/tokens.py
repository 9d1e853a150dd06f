"""Access and refresh tokens: real JSON Web Tokens on a clock that is handed in.

PyJWT signs and verifies. It reads the computer's clock, so its three checks of
time are switched off and made here, on `now`, in seconds (RFC 7519 4.1.4 to 4.1.6).
"""

from __future__ import annotations

import json
from collections import UserString
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import jwt
from jwt.types import Options

from simulator.actors.keyring import Key, KeySet
from simulator.actors.remembering import Genuine, Memory
from simulator.jose.encoding import encode_part

ACCESS = "at+jwt"
"""`typ` of an access token (RFC 9068 2.1)."""
REFRESH = "rt+jwt"
"""`typ` of our refresh tokens. No RFC names one: they are read only by who issued them."""
USES = {ACCESS: "access", REFRESH: "refresh"}

Claims = Mapping[str, Any]
Tokenish = Any
"""A token's text, or a `LazyToken` that becomes it when looked at."""


def sign(claims: Claims, typ: str, key: Key) -> str:
    """The compact serialization of a signed token (RFC 7515 7.1): what `jwt.encode` gives.

    It would look the key over for each token, and write the same header again. Here that is
    done once, which takes a third of the time.
    """
    header, sign_octets = prepared(typ, key)
    signing_input = b".".join((header, encode_part(write_claims(dict(claims)).encode())))
    return b".".join((signing_input, encode_part(sign_octets(signing_input)))).decode()


@lru_cache(maxsize=256)
def prepared(typ: str, key: Key) -> tuple[bytes, Callable[[bytes], bytes]]:
    """The encoded header of a key's tokens of one type, and what signs with it: PyJWT's both.

    Raises what `jwt.encode` raises for a key that can't sign.
    """
    token = jwt.encode({}, key.signing, key.algorithm, {"typ": typ, "kid": key.kid})
    algorithm = jwt.get_algorithm_by_name(key.algorithm)
    signing_key = algorithm.prepare_key(key.signing)
    return token.partition(".")[0].encode(), lambda octets: algorithm.sign(octets, signing_key)


write_claims = json.JSONEncoder(separators=(",", ":")).encode


class LazyToken(UserString):
    """A token that is signed when somebody first looks at its text.

    Most tokens of a large run are carried about and never read. Two lazy tokens are
    equal if they are the same token; a lazy token equals its own text.
    """

    __slots__ = ("_bearer", "_text", "claims", "key", "typ")

    def __init__(self, claims: Claims, typ: str, key: Key) -> None:
        self.claims = claims
        self.typ = typ
        self.key = key
        self._text: str | None = None
        self._bearer: LazyBearer | None = None

    @property
    def data(self) -> str:  # type: ignore[override]
        """The text, signed on first use."""
        if self._text is None:
            self._text = sign(self.claims, self.typ, self.key)
        return self._text

    @property
    def bearer(self) -> LazyBearer:
        """The value of the Authorization header that shows this token."""
        if self._bearer is None:
            self._bearer = LazyBearer(self)
        return self._bearer

    def __eq__(self, other: object) -> bool:
        return self is other if isinstance(other, LazyToken) else self.data == other

    __hash__ = object.__hash__


class LazyBearer(UserString):
    """The Authorization header of a lazy token."""

    __slots__ = ("token",)

    def __init__(self, token: LazyToken) -> None:
        self.token = token

    @property
    def data(self) -> str:  # type: ignore[override]
        """The header's text; looking at it signs the token."""
        return f"Bearer {self.token.data}"

    def __eq__(self, other: object) -> bool:
        return self is other if isinstance(other, LazyBearer) else self.data == other

    __hash__ = object.__hash__


SIGNERS: dict[str, Callable[[Claims, str, Key], Tokenish]] = {"real": sign, "lazy": LazyToken}
"""How tokens are made: signed at once, or when somebody looks."""


NO_BEARER_TOKEN = "no bearer token"
"""Why a header of another scheme is refused (RFC 6750 2.1)."""


class Verifier:
    """Says whether to believe a token of one use, from one issuer, for one audience.

    Signature, issuer, audience and type of a token never change, so they are checked once
    and remembered until it expires, for at most `remember` tokens. Time is checked at every
    use. When a key leaves a `KeySet`, nothing is remembered that it may have signed.
    """

    def __init__(
        self,
        *,
        keys: Mapping[str, Key],
        algorithm: str,
        issuer: str,
        audience: str,
        typ: str,
        leeway: float = 0.0,
        skew: float = 0.0,
        in_header: bool = False,
        remember: int = 100_000,
    ) -> None:
        self.algorithm = algorithm
        self.issuer = issuer
        self.audience = audience
        self.typ = typ
        self.leeway = leeway
        self.skew = skew
        """How far the verifier's clock is ahead of true time, in seconds."""
        self.in_header = in_header
        self._memory = Memory(remember)
        self.forget_keys(keys)

    def check(self, shown: Tokenish, now: float) -> tuple[Claims, str]:
        """The claims and "", or what could be read and the reason to refuse.

        `shown` is a token or, `in_header`, the value of an Authorization header. Reasons:
        no bearer token, malformed, unknown key, wrong algorithm, bad signature, wrong type,
        missing claim, wrong claim, wrong issuer, wrong audience, expired, not yet valid.
        """
        memory = self._memory
        genuine = memory.newer.get(shown) or memory.older.get(shown)
        if genuine is None:
            claims, fault = self._read(shown)
            if fault:
                return claims, fault
            genuine = self._genuine(claims)
            memory.keep(shown, genuine, now)
        starts, ends, accepted = genuine
        if starts <= now < ends:
            return accepted
        return accepted[0], "expired" if now >= ends else "not yet valid"

    def _genuine(self, claims: Claims) -> Genuine:
        """What to remember of a genuine token: from when until when to accept it, and as what."""
        # Where the clock is ahead, moments come earlier: that is reckoned with once, here.
        starts = claims["iat"] - self.leeway - self.skew
        if "nbf" in claims:
            starts = max(starts, claims["nbf"] - self.leeway - self.skew)
        return Genuine(starts, claims["exp"] + self.leeway - self.skew, (claims, ""))

    def forget_keys(self, keys: Mapping[str, Key]) -> None:
        """Trust these keys from now on, and nothing that was believed before."""
        self.keys = keys
        self._memory.clear()
        if isinstance(keys, KeySet):
            keys.when_one_leaves(self._memory.clear)

    def _read(self, shown: Tokenish) -> tuple[Claims, str]:
        """Everything but time, in the order in which a forger would have to get past it."""
        lazy = shown.token if self.in_header and isinstance(shown, LazyBearer) else shown
        if isinstance(lazy, LazyToken) and (lazy is shown) != self.in_header:
            header: Claims = {"kid": lazy.key.kid, "alg": lazy.key.algorithm, "typ": lazy.typ}
            text = ""
        else:
            text = str(shown)
            if self.in_header:
                scheme, _, text = text.partition(" ")
                if scheme.lower() != "bearer":
                    return {}, NO_BEARER_TOKEN
            header = unverified_header(text)
            if not header:
                return {}, "malformed"
        key = self.keys.get(header.get("kid", ""))
        if key is None:
            return {}, "unknown key"
        if not key.algorithm == self.algorithm == header.get("alg"):
            return {}, "wrong algorithm"
        if isinstance(lazy, LazyToken):
            same = lazy.key is key or lazy.key.verifying == key.verifying
            claims = lazy.claims if same else None
        else:
            claims = signed_claims(text, key)
        if claims is None:
            return {}, "bad signature"
        return claims, self._fault_in(header, claims)

    def _fault_in(self, header: Claims, claims: Claims) -> str:
        """Is this genuine token meant for me, and for this use? (RFC 8725 3.8 to 3.11)"""
        if header.get("typ") != self.typ:
            return "wrong type"
        if not claims.keys() >= NEEDED:
            return "missing claim"
        if not (is_date(claims["iat"]) and is_date(claims["exp"])):
            return "wrong claim"
        if "nbf" in claims and not is_date(claims["nbf"]):
            return "wrong claim"
        if claims["iss"] != self.issuer:
            return "wrong issuer"
        audience = claims["aud"]
        if audience != self.audience and not (
            isinstance(audience, list) and self.audience in audience
        ):
            return "wrong audience"
        return ""


NEEDED = frozenset({"iss", "aud", "sub", "iat", "exp", "jti", "client_id"})
"""The claims that each of our tokens has (RFC 9068 2.2)."""
LATEST = 2.0**53
"""From here on a JSON number can't tell one second from the next (RFC 8259 6)."""


def is_date(value: Any) -> bool:
    """True for a NumericDate (RFC 7519 2): a finite number, and no text that looks like one."""
    return type(value) in (int, float) and -LATEST <= value <= LATEST


# PyJWT lets the last two through: texts that are no UTF-8, and JSON nested too deep.
UNREADABLE = (jwt.PyJWTError, UnicodeError, RecursionError)


def unverified_header(text: str) -> Claims:
    """The header of a token, {} if it has none that can be read."""
    first, *others = text.split(".")
    return header_in(first) if len(others) == 2 else {}


@lru_cache(maxsize=256)
def header_in(part: str) -> Claims:
    """What a token's first part says. All tokens signed with one key have the same."""
    try:
        return jwt.get_unverified_header(f"{part}..")
    except UNREADABLE:
        return {}


SIGNATURE_ONLY: Options = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
}
"""What PyJWT shall leave to us: the clock, and for whom the token is."""


def signed_claims(text: str, key: Key) -> Claims | None:
    """The claims of a token that this key signed, None if it did not."""
    try:
        return jwt.decode(text, key.verifying, algorithms=[key.algorithm], options=SIGNATURE_ONLY)
    except UNREADABLE:
        return None
