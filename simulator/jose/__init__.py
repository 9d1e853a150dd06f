"""Tokens by hand: JSON Web Tokens, signatures and keys on nothing but `cryptography`.

What notebooks 01 to 05 build, hardened. It reads no clock and no network: `now` is an
argument (seconds), keys are handed in. The strictest reading of the RFCs is the default;
each laxer one has a name in ALLOWANCES. JoseError is the only exception that gets out.

    key = Key.generate("ES256", kid="2026")
    token = sign({"iss": "…", "sub": "ada", "aud": "films", "iat": 0, "exp": 300}, key)
    claims = verify(token, key.public(), algorithms=["ES256"], issuer="…", audience="films", now=9)
"""

from simulator.jose.algorithms import ALGORITHMS, der_to_raw, raw_to_der
from simulator.jose.allowances import ALLOWANCES, Allowance
from simulator.jose.claims import MAX_LIFETIME
from simulator.jose.compact import MAX_SIZE
from simulator.jose.encoding import MAX_DEPTH, b64url_decode, b64url_encode, parse_json
from simulator.jose.errors import LAYERS, REASONS, JoseError, Reason
from simulator.jose.keys import Key, KeySet
from simulator.jose.signing import sign, sign_jws
from simulator.jose.verifying import REQUIRED, peek, verify, verify_jws

__all__ = [
    "ALGORITHMS",
    "ALLOWANCES",
    "LAYERS",
    "MAX_DEPTH",
    "MAX_LIFETIME",
    "MAX_SIZE",
    "REASONS",
    "REQUIRED",
    "Allowance",
    "JoseError",
    "Key",
    "KeySet",
    "Reason",
    "b64url_decode",
    "b64url_encode",
    "der_to_raw",
    "parse_json",
    "peek",
    "raw_to_der",
    "sign",
    "sign_jws",
    "verify",
    "verify_jws",
]
