"""Keys from a seed: the same seed, the same keys. For the range alone, never for use."""

from __future__ import annotations

from functools import lru_cache
from math import gcd, prod
from random import Random

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from simulator.jose import ALGORITHMS, Key
from simulator.jose.material import CURVES, Material, as_material

E = 65537
SMALL = prod(n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2)))
"""The product of the small odd primes: what shares none of them is worth a longer look."""
ORDER_BITS = 256


@lru_cache(maxsize=32)
def made(seed: str, algorithm: str, kid: str, bits: int = 2048) -> Key:
    """A key pair, or a secret of the hash's length, for one algorithm. `bits`: of an RSA key.

    The newest are kept: primes take their time, and one seed is often used twice.
    """
    random = Random(seed)
    scheme = ALGORITHMS[algorithm]
    if scheme.kty == "oct":
        return secret(random.randbytes(int(algorithm[2:]) // 8), algorithm, kid)
    if scheme.kty == "RSA":
        material = as_material(rsa_key(random, bits))
    elif scheme.kty == "EC":
        # Any number well below the curve's order is a private key.
        number = random.getrandbits(ORDER_BITS - 8) + 1
        material = as_material(ec.derive_private_key(number, CURVES[scheme.crv]))
    else:
        private = ed25519.Ed25519PrivateKey.from_private_bytes(random.randbytes(32))
        material = as_material(private)
    return Key(material, algorithm=algorithm, kid=kid, use="sig")


def secret(octets: bytes, algorithm: str | None, kid: str | None, *, use: str = "sig") -> Key:
    """A shared secret of these octets."""
    return Key(Material("oct", "", octets, octets), algorithm=algorithm, kid=kid, use=use)


def rsa_key(random: Random, bits: int) -> rsa.RSAPrivateKey:
    """An RSA key pair."""
    p, q = prime(random, bits // 2), prime(random, bits // 2)
    while p == q:
        q = prime(random, bits // 2)
    d = pow(E, -1, (p - 1) * (q - 1))
    parts = (rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q))
    numbers = rsa.RSAPrivateNumbers(p, q, d, *parts, rsa.RSAPublicNumbers(E, p * q))
    # The check would test both primes once more, which takes longer than all the rest.
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


def prime(random: Random, bits: int) -> int:
    """A prime of so many bits, the two highest set; good enough to play with."""
    while True:
        number = random.getrandbits(bits) | 3 << (bits - 2) | 1
        if gcd(number, SMALL) == 1 and gcd(number - 1, E) == 1 and probably_prime(number, random):
            return number


def probably_prime(number: int, random: Random) -> bool:
    """Miller and Rabin's test, five rounds: for numbers of this size nothing gets past it."""
    odd, twos = number - 1, 0
    while not odd & 1:
        odd, twos = odd >> 1, twos + 1
    for _ in range(5):
        power = pow(random.randrange(2, number - 1), odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True
