"""The 36 tokens of notebook 04: honest ones, and ones that a backend must not believe."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from hmac import digest
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from simulator.actors.keyring import throwaway_rsa_key
from simulator.jose import ALGORITHMS as SCHEMES
from simulator.jose import Key, b64url_encode, raw_to_der
from simulator.jose.material import as_material

NOW = 1_000_000
"""When the tokens are judged, in seconds."""
LEEWAY = 5
ISSUER = "https://login.example"
AUDIENCE = "https://films.example"
ALGORITHMS = ["ES256", "EdDSA"]
TYP = "at+jwt"
LAYERS = ("split", "decode", "allow-list", "key", "signature", "claims", "policy")


@dataclass(frozen=True)
class Judged:
    """A token, what is special about it, and what a right verifier makes of it."""

    number: int
    story: str
    token: str
    verdict: str
    """"accept", or the layer that refuses."""


@cache
def private_keys() -> dict[str, Any]:
    """Keys by `kid`, made from fixed octets. Throw-away keys: never use them for anything else."""

    def on_p256(words: bytes) -> Any:
        return ec.derive_private_key(int.from_bytes(sha256(words).digest(), "big"), ec.SECP256R1())

    return {
        "grace-1": on_p256(b"grace, signing"),
        "grace-2": ed25519.Ed25519PrivateKey.from_private_bytes(sha256(b"grace, too").digest()),
        "grace-old": throwaway_rsa_key(),
        "grace-enc": on_p256(b"grace, encryption"),
        "mallory": on_p256(b"mallory"),
    }


def public_jwk(kid: str, algorithm: str) -> dict[str, Any]:
    """The public half of one of the keys, as a JWK."""
    key = Key(as_material(private_keys()[kid]), algorithm=algorithm, kid=kid, use="sig")
    return key.jwk()


def published_keys() -> dict[str, list[dict[str, Any]]]:
    """The JWK Set that Grace publishes: three keys that sign, one to encrypt to, one unknown."""
    encryption = public_jwk("grace-enc", "ES256") | {"use": "enc", "alg": "ECDH-ES"}
    return {
        "keys": [
            public_jwk("grace-old", "RS256"),
            encryption,
            public_jwk("grace-1", "ES256"),
            {"kty": "AKP", "kid": "grace-3", "alg": "ML-DSA-44"},
            public_jwk("grace-2", "EdDSA"),
        ]
    }


HEADER: dict[str, Any] = {"alg": "ES256", "typ": TYP, "kid": "grace-1"}
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "sub": "ada",
    "aud": AUDIENCE,
    "client_id": "living-room-tv",
    "iat": NOW - 120,
    "exp": NOW + 180,
    "jti": "ada-a1",
}


def part(value: Any) -> str:
    """A header or payload as base64url of its JSON; octets and texts are taken as they are."""
    if isinstance(value, str):
        return value
    return b64url_encode(value if isinstance(value, bytes) else json.dumps(value).encode())


def signed(
    header: Any = HEADER, payload: Any = CLAIMS, *, by: str = "grace-1", algorithm: str = "ES256"
) -> str:
    """A token with this header and payload, signed by that key whatever the header says."""
    signing_input = f"{part(header)}.{part(payload)}"
    return f"{signing_input}.{b64url_encode(signature(signing_input, by, algorithm))}"


def signature(signing_input: str, by: str = "grace-1", algorithm: str = "ES256") -> bytes:
    """The signature of that key over this text."""
    made: bytes = SCHEMES[algorithm].sign(private_keys()[by], signing_input.encode())
    return made


def with_claims(**changed: Any) -> str:
    """An access token of Ada's with some claims changed; None takes one away."""
    claims = {**CLAIMS, **changed}
    return signed(payload={name: value for name, value in claims.items() if value is not None})


def with_header(**changed: Any) -> str:
    """An access token of Ada's with some header parameters changed, signed as ever."""
    return signed(header={**HEADER, **changed})


def honest() -> Iterator[tuple[str, Callable[[], str]]]:
    """Tokens to be believed."""
    second = {"alg": "EdDSA", "typ": TYP, "kid": "grace-2"}
    yield "Ada's access token, two minutes old", signed
    yield "signed with Grace's EdDSA key", lambda: signed(second, by="grace-2", algorithm="EdDSA")
    yield (
        "`aud` is a list, and we are in it",
        lambda: with_claims(aud=["https://music.example", AUDIENCE]),
    )
    yield "a claim and a header parameter that nobody knows", unknown_extras
    yield "expires in one second", lambda: with_claims(exp=NOW + 1)
    yield "`typ` is written `AT+JWT`", lambda: with_header(typ="AT+JWT")
    yield "not to be used before this very second (`nbf`)", lambda: with_claims(nbf=NOW)
    yield "issued three seconds from now; our leeway is five", lambda: with_claims(iat=NOW + 3)
    yield "expired four seconds ago; our leeway is five", lambda: with_claims(exp=NOW - 4)


def unknown_extras() -> str:
    """A token with things in it that no standard names."""
    return signed({**HEADER, "colour": "blue"}, {**CLAIMS, "favourite_film": "Metropolis"})


def split_faults() -> Iterator[tuple[str, Callable[[], str]]]:
    """Stopped at the first layer."""
    yield "the signature was cut off, with its dot", lambda: signed().rpartition(".")[0]
    yield "has a fourth part", lambda: signed() + ".e30"
    yield "has the word Bearer in front", lambda: f"Bearer {signed()}"
    yield "is a hundred thousand characters long", lambda: with_claims(note="x" * 75_000)


def decode_faults() -> Iterator[tuple[str, Callable[[], str]]]:
    """Stopped where text becomes JSON; each is signed as it stands."""
    yield "the payload ends in `=`", lambda: signed(payload=padded())
    yield "the header is in the other base64, with `+` and `/`", lambda: signed(header="e+/9")
    yield "the header names `alg` twice", twice_alg
    yield "the payload is a list", lambda: signed(payload=["ada", "viewer"])
    yield "`exp` is `NaN`", lambda: with_claims(exp=float("nan"))


def padded() -> str:
    """A payload with the padding that tokens leave out."""
    claims = json.dumps(CLAIMS)
    claims += " " * ((1 - len(claims)) % 3)
    return b64url_encode(claims.encode()) + "=="


def twice_alg() -> str:
    """Which of the two is it?"""
    return signed(header=b'{"alg":"none","typ":"at+jwt","kid":"grace-1","alg":"ES256"}')


def allow_list_faults() -> Iterator[tuple[str, Callable[[], str]]]:
    """Stopped by the list of algorithms."""
    yield "says `alg` none, and has no signature", unsigned
    yield "says HS256; the secret was Grace's public key", confused
    yield (
        "signed with RS256 by Grace's old key, which is in the set",
        lambda: signed(
            {"alg": "RS256", "typ": TYP, "kid": "grace-old"}, by="grace-old", algorithm="RS256"
        ),
    )


def unsigned() -> str:
    """What whoever wants can write."""
    return f"{part({**HEADER, 'alg': 'none'})}.{part(CLAIMS)}."


def confused() -> str:
    """Everybody has the public key. Here it serves as a shared secret."""
    signing_input = f"{part({**HEADER, 'alg': 'HS256'})}.{part(CLAIMS)}"
    public = json.dumps(public_jwk("grace-1", "ES256")).encode()
    mac = digest(public, signing_input.encode(), sha256)
    return f"{signing_input}.{b64url_encode(mac)}"


def key_faults() -> Iterator[tuple[str, Callable[[], str]]]:
    """Stopped because no key fits."""
    yield "`kid` names a key that nobody published", lambda: with_header(kid="grace-9")
    yield (
        "`kid` names the key to encrypt to, and that key signed it",
        lambda: signed({**HEADER, "kid": "grace-enc"}, by="grace-enc"),
    )
    yield "`alg` says EdDSA, `kid` names the ES256 key", lambda: with_header(alg="EdDSA")
    yield "brings its own key along (`jwk`), with a `kid` of its own", own_key


def own_key() -> str:
    """Mallory's key, in the token that it signs."""
    own = public_jwk("mallory", "ES256")
    return signed({**HEADER, "kid": "mallory", "jwk": own}, by="mallory")


def signature_faults() -> Iterator[tuple[str, Callable[[], str]]]:
    """Stopped because the signature is not the key's over these octets."""
    yield "one letter of the payload was changed", promoted
    yield "has the signature of another of Ada's tokens", borrowed
    yield "the signature is in DER, as OpenSSL writes it", in_der


def promoted() -> str:
    """Ada's token, made out to somebody else, with Ada's signature."""
    header, _, signed_text = signed().split(".")
    return f"{header}.{part({**CLAIMS, 'sub': 'adb'})}.{signed_text}"


def borrowed() -> str:
    """A genuine signature, of another token."""
    *_, other = with_claims(jti="ada-a2").split(".")
    return f"{signed().rpartition('.')[0]}.{other}"


def in_der() -> str:
    """The right numbers R and S, in the wrong form (RFC 7518 3.4)."""
    signing_input = f"{part(HEADER)}.{part(CLAIMS)}"
    return f"{signing_input}.{b64url_encode(raw_to_der(signature(signing_input), 'P-256'))}"


def claims_faults() -> Iterator[tuple[str, Callable[[], str]]]:
    """Stopped by what the claims say of time, and in which form they say it."""
    yield "expired an hour ago", lambda: with_claims(exp=NOW - 3600)
    yield "expired exactly five seconds ago; our leeway is five", lambda: with_claims(exp=NOW - 5)
    yield "never expires: there is no `exp`", lambda: with_claims(exp=None)
    yield "`exp` is a text with digits in it", lambda: with_claims(exp=str(NOW + 180))
    yield "not to be used for another hour (`nbf`)", lambda: with_claims(nbf=NOW + 3600)


def policy_faults() -> Iterator[tuple[str, Callable[[], str]]]:
    """Genuine, and not for us, or not for this."""
    yield "the issuer's name ends in a slash, ours does not", lambda: with_claims(iss=f"{ISSUER}/")
    yield (
        "is meant for another service whose name begins like ours",
        lambda: with_claims(aud=f"{AUDIENCE}.org"),
    )
    yield "is a refresh token", lambda: with_header(typ="rt+jwt")


SORTS: dict[str, Callable[[], Iterator[tuple[str, Callable[[], str]]]]] = {
    "accept": honest,
    "split": split_faults,
    "decode": decode_faults,
    "allow-list": allow_list_faults,
    "key": key_faults,
    "signature": signature_faults,
    "claims": claims_faults,
    "policy": policy_faults,
}


def tokens_to_judge() -> list[Judged]:
    """The 36 tokens, in an order that says nothing about them."""
    sorts = [(verdict, *each) for verdict, sort in SORTS.items() for each in sort()]
    Random(36).shuffle(sorts)
    return [
        Judged(number, story, make(), verdict)
        for number, (verdict, story, make) in enumerate(sorts, start=1)
    ]
