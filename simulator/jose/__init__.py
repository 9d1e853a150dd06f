"""Tokens by hand: JSON Web Tokens, signatures and keys on nothing but `cryptography`.

What notebooks 01 to 05 build, hardened. It reads no clock and no network: `now` is an
argument (seconds), keys are handed in. The strictest reading of the RFCs is the default;
each laxer one has a name in ALLOWANCES. JoseError is the only exception that gets out.

    key = Key.generate("ES256", kid="2026")
    token = sign({"iss": "…", "sub": "ada", "aud": "films", "iat": 0, "exp": 300}, key)
    claims = verify(token, key.public(), algorithms=["ES256"], issuer="…", audience="films", now=9)

Each name is imported when first used: base64url and JSON need no `cryptography`, and work where
it is missing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.jose.algorithms import ALGORITHMS as ALGORITHMS
    from simulator.jose.algorithms import der_to_raw as der_to_raw
    from simulator.jose.algorithms import raw_to_der as raw_to_der
    from simulator.jose.allowances import ALLOWANCES as ALLOWANCES
    from simulator.jose.allowances import Allowance as Allowance
    from simulator.jose.claims import MAX_LIFETIME as MAX_LIFETIME
    from simulator.jose.compact import MAX_SIZE as MAX_SIZE
    from simulator.jose.encoding import MAX_DEPTH as MAX_DEPTH
    from simulator.jose.encoding import b64url_decode as b64url_decode
    from simulator.jose.encoding import b64url_encode as b64url_encode
    from simulator.jose.encoding import parse_json as parse_json
    from simulator.jose.errors import LAYERS as LAYERS
    from simulator.jose.errors import REASONS as REASONS
    from simulator.jose.errors import JoseError as JoseError
    from simulator.jose.errors import Reason as Reason
    from simulator.jose.keys import Key as Key
    from simulator.jose.keys import KeySet as KeySet
    from simulator.jose.signing import sign as sign
    from simulator.jose.signing import sign_jws as sign_jws
    from simulator.jose.verifying import REQUIRED as REQUIRED
    from simulator.jose.verifying import peek as peek
    from simulator.jose.verifying import verify as verify
    from simulator.jose.verifying import verify_jws as verify_jws

HOMES = {
    "ALGORITHMS": "algorithms",
    "ALLOWANCES": "allowances",
    "Allowance": "allowances",
    "JoseError": "errors",
    "Key": "keys",
    "KeySet": "keys",
    "LAYERS": "errors",
    "MAX_DEPTH": "encoding",
    "MAX_LIFETIME": "claims",
    "MAX_SIZE": "compact",
    "REASONS": "errors",
    "REQUIRED": "verifying",
    "Reason": "errors",
    "b64url_decode": "encoding",
    "b64url_encode": "encoding",
    "der_to_raw": "algorithms",
    "parse_json": "encoding",
    "peek": "verifying",
    "raw_to_der": "algorithms",
    "sign": "signing",
    "sign_jws": "signing",
    "verify": "verifying",
    "verify_jws": "verifying",
}

__all__ = sorted(HOMES)


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'simulator.jose' has no attribute {name!r}")
    found = getattr(import_module(f"simulator.jose.{HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
