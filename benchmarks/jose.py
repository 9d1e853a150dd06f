"""`python -m benchmarks.jose`: our tokens beside PyJWT's and joserfc's, with keys parsed before.

Each signs and verifies the same claims, checks issuer, audience and time, and is measured in
turn in one process, so that all share the weather.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import process_time, time
from typing import Any

import jwt

from simulator.jose import ALGORITHMS, Key, sign, verify

try:
    import joserfc.jwk
    import joserfc.jwt
except ImportError:
    # It belongs to the tests' extra; without it there is a column less.
    WITH_JOSERFC = False
else:
    WITH_JOSERFC = True

Work = Callable[[], object]
ISSUER, AUDIENCE = "https://auth.example", "films"
BATCH_SECONDS = 0.02
"""How long a library is measured before it is the next one's turn."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print. Returns 0 also where we are slower: other work may slow us down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.jose", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=15, help="turns of each (default: 15)")
    compare_tokens(parser.parse_args(arguments).repetitions)
    return 0


def compare_tokens(repetitions: int = 15) -> None:
    """Print microseconds, and how many times as long as ours the others take."""
    claims = claims_of(int(time()))
    print(f"tokens: microseconds of processor time, medians of {repetitions};")
    print("in brackets: times as long as ours, above 1 where ours is faster")
    for algorithm in ALGORITHMS:
        key = Key.generate(algorithm)
        for what, works in (
            ("encode", encoders(algorithm, key, claims)),
            ("decode", decoders(algorithm, key, claims)),
        ):
            with warnings.catch_warnings():
                # joserfc warns of the name EdDSA at each call (RFC 9864 has a new one).
                warnings.simplefilter("ignore")
                taken = interleaved(works, repetitions)
            print(line(algorithm, what, taken))


def claims_of(now: int) -> dict[str, Any]:
    """The claims of an access token, as the course's auth server issues them."""
    return {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "ada",
        "client_id": "tv",
        "iat": now,
        "exp": now + 3600,
        "jti": "a3f09c1d",
        "roles": ["viewer"],
    }


def encoders(algorithm: str, key: Key, claims: dict[str, Any]) -> dict[str, Work]:
    """Signing, by each library."""
    raw = key.signing
    works: dict[str, Work] = {
        "ours": lambda: sign(claims, key),
        "PyJWT": lambda: jwt.encode(claims, raw, algorithm),
    }
    if WITH_JOSERFC:
        other = joserfc.jwk.import_key(key.jwk(private=True))
        header = {"alg": algorithm, "typ": "JWT"}
        works["joserfc"] = lambda: joserfc.jwt.encode(header, claims, other, [algorithm])
    return works


def decoders(algorithm: str, key: Key, claims: dict[str, Any]) -> dict[str, Work]:
    """Verifying the same token, by each library."""
    token = sign(claims, key)
    now = claims["iat"]
    mine = key.for_verifying()
    raw = mine.verifying
    allowed = [algorithm]
    works: dict[str, Work] = {
        "ours": lambda: verify(
            token, mine, algorithms=allowed, issuer=ISSUER, audience=AUDIENCE, now=now
        ),
        "PyJWT": lambda: jwt.decode(
            token,
            raw,
            algorithms=allowed,
            issuer=ISSUER,
            audience=AUDIENCE,
            options={"require": ["exp", "sub"]},
        ),
    }
    if WITH_JOSERFC:
        works["joserfc"] = joserfc_decoder(token, mine, allowed)
    return works


def joserfc_decoder(token: str, key: Key, allowed: list[str]) -> Work:
    """joserfc's two steps: signature, and claims."""
    other = joserfc.jwk.import_key(key.jwk(private=key.is_secret))
    registry = joserfc.jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": AUDIENCE},
        exp={"essential": True},
        sub={"essential": True},
    )

    def decode() -> object:
        found = joserfc.jwt.decode(token, other, algorithms=allowed)
        registry.validate(found.claims)
        return found.claims

    return decode


def interleaved(works: Mapping[str, Work], repetitions: int) -> dict[str, float]:
    """Microseconds of each piece of work, the median of batches done in turn."""
    sizes = {name: batch_size(work) for name, work in works.items()}
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repetitions):
        for name, work in works.items():
            seconds[name].append(batch(work, sizes[name]) / sizes[name])
    return {name: median(taken) * 1e6 for name, taken in seconds.items()}


def batch_size(work: Work) -> int:
    """How often a piece of work must be done to be measured."""
    count = 1
    while (taken := batch(work, count)) < BATCH_SECONDS / 4:
        count *= 4
    return max(1, int(count * BATCH_SECONDS / taken))


def batch(work: Work, count: int) -> float:
    """Processor seconds that it takes so many times."""
    began = process_time()
    for _ in range(count):
        work()
    return process_time() - began


def line(algorithm: str, what: str, taken: Mapping[str, float]) -> str:
    """A row of the table."""
    ours = taken["ours"]
    others = "".join(
        f"   {name} {value:7.1f} ({value / ours:.2f})"
        for name, value in taken.items()
        if name != "ours"
    )
    return f"  {algorithm:6}{what:8} ours {ours:7.1f}{others}"


if __name__ == "__main__":
    sys.exit(main())
