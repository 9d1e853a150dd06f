"""Keys too weak to use: too short, or from a generator that was broken."""

from __future__ import annotations

from simulator.jose.algorithms import ALGORITHMS, Hmac
from simulator.jose.material import Material

SHORTEST_RSA = 2048
"""Bits (RFC 7518 3.3)."""
PRIMES = (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89,
          97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167)  # fmt: skip


def weakness(material: Material, algorithm: str) -> str:
    """The reason not to use a key with an algorithm, "" if there is none."""
    if material.kty == "oct":
        hmac = ALGORITHMS[algorithm]
        assert isinstance(hmac, Hmac)
        return "key_too_short" if len(material.verifying) < hmac.octets else ""
    if material.kty == "RSA":
        if material.verifying.key_size < SHORTEST_RSA:
            return "key_too_short"
        return "key_roca" if is_roca(material.verifying.public_numbers().n) else ""
    return ""


def powers(base: int, prime: int) -> frozenset[int]:
    """base, base squared, and so on, modulo a prime."""
    return frozenset(pow(base, exponent, prime) for exponent in range(prime - 1))


ROCA_REMAINDERS = {prime: powers(65537, prime) for prime in PRIMES}


def is_roca(modulus: int) -> bool:
    """True if an RSA modulus has the mark of the Infineon generator (ROCA, CVE-2017-15361).

    Its primes are k * M + 65537**a mod M, M the product of the first primes: so modulo each of
    these the modulus is a power of 65537. One honest key in 10**8 or fewer has that by chance.
    """
    return all(modulus % prime in powers for prime, powers in ROCA_REMAINDERS.items())
