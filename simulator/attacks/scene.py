"""Where an attack takes place: a deployment, the keys behind it, and a pen to forge with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from simulator.attacks.keymaking import made, secret
from simulator.attacks.target import Deployment, Jwks
from simulator.jose import ALGORITHMS, Key, b64url_encode
from simulator.jose.encoding import write_json

TYP = "at+jwt"
"""`typ` of an access token (RFC 9068 2.1)."""


UNKNOWN_TYPE = {"kty": "AKP", "kid": "next-year", "alg": "ML-DSA-44", "use": "sig", "pub": "AA"}
"""A key of a type that few know yet: it is to be ignored (RFC 7517 5)."""


class Absent:
    """In place of a claim's value: take the claim away."""


ABSENT = Absent()


class Ground:
    """Everything that is new in each run: names, times, keys."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = Random(f"{seed} order")
        random = Random(f"{seed} names")
        mark = f"{random.getrandbits(20):05x}"
        self.issuer = f"https://login-{mark}.example/auth"
        self.audience = f"https://films-{mark}.example"
        self.mark = mark
        self.now = 1_700_000_000 + random.randrange(100_000_000)
        self.leeway = random.choice((5, 10, 30))

    def make(self, algorithm: str, name: str) -> Key:
        """A key pair or secret of this run; `name` is the beginning of its `kid`."""
        return made(f"{self.seed} {name}", algorithm, f"{name}-{self.mark}")

    def scene(self, where: str, name: str) -> Scene:
        """A deployment and its keys, with random numbers for one attack of this name."""
        signing, others = self.keys(where)
        published: Jwks = {
            "keys": [
                *others,
                *(key.jwk(private=True) if key.is_secret else key.jwk() for key in signing),
            ]
        }
        Random(f"{self.seed} {where}").shuffle(published["keys"])
        algorithms = tuple(dict.fromkeys(str(key.algorithm) for key in signing))
        deployment = Deployment(
            where, published, algorithms, self.issuer, self.audience, self.now, self.leeway, TYP
        )
        return Scene(
            deployment,
            signing,
            Random(f"{self.seed} {name}"),
            self.mallory,
            self.sealing,
            self.encryption_pair,
        )

    def keys(self, where: str) -> tuple[tuple[Key, ...], list[dict[str, Any]]]:
        """The keys that sign in a deployment, and the other entries of its JWK Set.

        published: six key pairs. secret: two shared secrets. moving: a backend on its way from
        one to the other, with a secret and a key pair. dictionary, short, factored, scant: one key
        each,
        too weak to be used.
        """
        match where:
            case "published":
                return self.published, [self.encrypting, UNKNOWN_TYPE]
            case "secret":
                return self.secrets, [self.sealing.jwk(private=True) | {"alg": "dir"}]
            case "moving":
                return (self.published[0], self.secrets[0]), []
            case "dictionary":
                word = Random(f"{self.seed} word").choice(WORDS)
                return (secret(word.encode(), "HS256", f"films-{self.mark}"),), []
            case "short":
                octets = Random(f"{self.seed} short").randbytes(31)
                return (secret(octets, "HS256", f"shop-{self.mark}"),), []
            case "factored":
                return (made(f"{self.seed} {where}", "RS256", f"music-{self.mark}", 1024),), []
            case "scant":
                return (made(f"{self.seed} {where}", "RS256", f"books-{self.mark}", 2040),), []
        raise ValueError(f"there is no deployment called {where!r}")

    @cached_property
    def published(self) -> tuple[Key, ...]:
        """Key pairs, whose public halves everybody can have. ES256 has two: it was rotated."""
        named = {"rsa": "RS256", "pss": "PS256", "ec-old": "ES256", "ec": "ES256",
                 "ec-384": "ES384", "ed": "EdDSA"}  # fmt: skip
        return tuple(self.make(algorithm, name) for name, algorithm in named.items())

    @cached_property
    def secrets(self) -> tuple[Key, ...]:
        """Secrets that auth server and backend share."""
        return self.make("HS256", "shared"), self.make("HS512", "shared-512")

    @cached_property
    def encrypting(self) -> dict[str, Any]:
        """A public key of the backend's to encrypt to. Its private half lies on many machines."""
        return self.encryption_pair.jwk() | {"use": "enc", "alg": "ECDH-ES"}

    @cached_property
    def encryption_pair(self) -> Key:
        return self.make("ES256", "enc")

    @cached_property
    def sealing(self) -> Key:
        """A secret that every client gets, to encrypt for the backend with. It signs nothing."""
        octets = Random(f"{self.seed} sealing").randbytes(32)
        return secret(octets, None, f"sealing-{self.mark}", use="enc")

    @cached_property
    def mallory(self) -> Key:
        """The attacker's own key pair."""
        return self.make("ES256", "mallory")


WORDS = ("secret", "password", "letmein", "changeme", "qwerty", "films", "supersecret", "jwtsecret")
"""Secrets that stand in every cracker's list."""


@dataclass(frozen=True)
class Scene:
    """A deployment with what its auth server knows, and what an attacker may use."""

    deployment: Deployment
    keys: tuple[Key, ...]
    """The private halves, or secrets, that sign for this deployment."""
    random: Random
    mallory: Key
    sealing: Key
    encryption_pair: Key

    @property
    def now(self) -> int:
        return self.deployment.now

    @cached_property
    def key(self) -> Key:
        """A key of the auth server, the same for all tokens of this scene."""
        return self.random.choice(self.keys)

    def named(self, start: str) -> Key:
        """The auth server's key whose name begins so."""
        return next(key for key in self.keys if str(key.kid).startswith(start + "-"))

    def claims(self, **changes: Any) -> dict[str, Any]:
        """The claims of an access token of Ada's, some of them changed, or taken away (ABSENT)."""
        issued = self.now - self.random.randrange(60, 120)
        claims: dict[str, Any] = {
            "iss": self.deployment.issuer,
            "sub": f"ada-{self.random.getrandbits(20):05x}",
            "aud": self.deployment.audience,
            "client_id": "living-room-tv",
            "iat": issued,
            "exp": issued + 600,
            "jti": f"{self.random.getrandbits(64):016x}",
            "roles": ["viewer"],
        }
        return {
            name: value
            for name, value in {**claims, **changes}.items()
            if not isinstance(value, Absent)
        }

    def header(self, key: Key | None = None, **changes: Any) -> dict[str, Any]:
        """The header of an access token, some of it changed, or taken away (ABSENT)."""
        key = key or self.key
        header = {"alg": key.algorithm, "typ": TYP, "kid": key.kid, **changes}
        return {name: value for name, value in header.items() if not isinstance(value, Absent)}

    def token(
        self,
        claims: Any = None,
        header: Any = None,
        *,
        key: Key | None = None,
        algorithm: str | None = None,
    ) -> str:
        """A signed token, whatever its header says: by a key of the auth server unless another
        is given, with that key's algorithm unless another is named."""
        key = key or self.key
        text = f"{part(self.header(key) if header is None else header)}."
        text += part(self.claims() if claims is None else claims)
        return f"{text}.{b64url_encode(self.signature(text, key, algorithm))}"

    def signature(self, text: str, key: Key | None = None, algorithm: str | None = None) -> bytes:
        """The signature of a key over a text."""
        key = key or self.key
        return ALGORITHMS[algorithm or str(key.algorithm)].sign(key.signing, text.encode())


def part(value: Mapping[str, Any] | list[Any] | str | bytes) -> str:
    """A part of a token: JSON in base64url. Octets are encoded as they are, a text is a part."""
    if isinstance(value, str):
        return value
    return b64url_encode(value if isinstance(value, bytes) else write_json(value))
