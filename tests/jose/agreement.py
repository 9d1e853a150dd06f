"""Who agrees with the vectors? `python -m tests.jose.agreement` prints the table.

Agree: the same accept or reject as the vector says, and for accepted ones the same octets.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from importlib.metadata import version
from typing import Any, NamedTuple

from simulator.jose import b64url_decode
from tests.jose.libraries import JoseRfc, Library, Ours, PyJwt, fitting
from tests.jose.material import vectors, vectors_folder

COMPACT = ("rfc7515", "rfc7519", "rfc7520_jws", "rfc7797", "rfc8037", "joserfc_fixtures",
           "istio_samples")  # fmt: skip
WEAK_KEYS = ("joserfc_fixtures", "aero_hs256_jwt")
"""Their secrets have 3 to 15 octets: the signatures are right, the keys are not to be used."""
OF_THAT_PROFILE = "application"
"""aero's rules that only its own application has, and no RFC."""

EXPECTED: dict[str, dict[str, tuple[int, int]]] = {
    "rfc7515": {"ours": (6, 6), "PyJWT": (6, 6), "joserfc": (6, 6)},
    "rfc7519": {"ours": (2, 2), "PyJWT": (2, 2), "joserfc": (2, 2)},
    "rfc7520_jws": {"ours": (5, 5), "PyJWT": (4, 5), "joserfc": (5, 5)},
    "rfc7797": {"ours": (2, 2), "PyJWT": (2, 2), "joserfc": (2, 2)},
    "rfc8037": {"ours": (1, 1), "PyJWT": (1, 1), "joserfc": (1, 1)},
    "thumbprints": {"ours": (3, 3), "PyJWT": (0, 3), "joserfc": (3, 3)},
    "joserfc_fixtures": {"ours": (12, 12), "PyJWT": (12, 12), "joserfc": (12, 12)},
    "istio_samples": {"ours": (2, 2), "PyJWT": (2, 2), "joserfc": (2, 2)},
    "aero": {"ours": (33, 33), "PyJWT": (31, 33), "joserfc": (33, 33)},
    "wycheproof signatures, as printed": {
        "ours": (393, 401),
        "PyJWT": (391, 401),
        "joserfc": (393, 401),
    },
    "wycheproof signatures, overrides": {
        "ours": (401, 401),
        "PyJWT": (397, 401),
        "joserfc": (401, 401),
    },
    "wycheproof keys": {"ours": (25, 26), "PyJWT": (13, 26), "joserfc": (20, 26)},
}
"""Agreed and asked, with the releases in MADE_WITH. A newer release that differs shows here."""
MADE_WITH = {"PyJWT": "2.15.1", "joserfc": "1.8.0"}


class Case(NamedTuple):
    """One question with its answer."""

    id: str
    question: Any
    """Library to what it says."""
    right: tuple[Any, ...]
    """Every answer that is right."""


def compact_cases(name: str) -> Iterator[Case]:
    """The compact tokens of a file, each with its own key and the algorithm that it names."""
    for vector in vectors(f"{name}.json")["vectors"]:
        kind = vector["serialization"]
        if not kind.startswith("compact"):
            continue
        payload = b64url_decode(vector["payload"])
        # The two unsecured tokens of RFC 7515 have no key: any will do to refuse them.
        jwk = vector["key"] or {"kty": "oct", "k": "A" * 43}
        algorithms = [vector["alg"]] if vector["alg"] != "none" else ["HS256"]
        detached = payload if "detached" in kind else None
        question = partial(ask_payload, vector["token"], [jwk], algorithms, detached)
        yield Case(vector["id"], question, (payload if vector["expect"] == "valid" else None,))


def ask_payload(token: Any, jwks: Any, algorithms: Any, detached: Any, library: Library) -> Any:
    return library.payload(token, jwks, algorithms, detached)


def thumbprint_cases() -> Iterator[Case]:
    """The thumbprints of RFC 7638 3.1 and RFC 8037 A.3, of that key's both halves."""
    for name in ("rfc7638", "rfc8037"):
        for vector in vectors(f"{name}.json")["vectors"]:
            if vector["serialization"] == "thumbprint":
                for half in ("key", "public_key"):
                    if half in vector:
                        question = partial(ask_thumbprint, vector[half])
                        yield Case(f"{vector['id']} {half}", question, (vector["thumbprint"],))


def ask_thumbprint(jwk: Any, library: Library) -> Any:
    return library.thumbprint(jwk)


def aero_cases() -> Iterator[Case]:
    """Claims and forms at a fixed clock, those that hold for every verifier."""
    for vector in vectors("aero_hs256_jwt.json")["vectors"]:
        if vector["rule"] != OF_THAT_PROFILE:
            question = partial(ask_claims, vector["token"], vector["key"], vector["now"])
            yield Case(vector["id"], question, (vector["expect"] == "valid",))


def ask_claims(token: Any, jwk: Any, now: Any, library: Library) -> Any:
    return library.claims(token, jwk, now) is not None


def wycheproof_cases(name: str, *, overrides: bool) -> Iterator[Case]:
    """Google's tests of signatures or of keys, as printed or with the known slips mended."""
    mended = overrides_by_id() if overrides else {}
    for group in vectors(f"wycheproof/json_web_{name}_test.json")["testGroups"]:
        key = group.get("public") or group["private"]
        jwks = key.get("keys", [key])
        for test in group["tests"]:
            question = partial(ask_accepts, test["jws"], jwks, fitting(jwks))
            right = mended.get(test["tcId"], (test["result"] == "valid",))
            yield Case(f"{test['tcId']} {test['comment']}", question, right)


def overrides_by_id() -> dict[int, tuple[bool, ...]]:
    """Right answers where the file is wrong, or where it depends ("valid only if…"): then both."""
    answers = {"valid": (True,), "invalid": (False,)}
    rows = vectors("wycheproof/overrides.json")["overrides"]
    return {row["tcId"]: answers.get(row["use"], (True, False)) for row in rows}


def ask_accepts(token: Any, jwks: Any, algorithms: Any, library: Library) -> Any:
    return library.payload(token, jwks, algorithms) is not None


def cases(name: str) -> list[Case]:
    """The cases of a row of the table."""
    match name:
        case "thumbprints":
            return list(thumbprint_cases())
        case "aero":
            return list(aero_cases())
        case "wycheproof signatures, as printed":
            return list(wycheproof_cases("signature", overrides=False))
        case "wycheproof signatures, overrides":
            return list(wycheproof_cases("signature", overrides=True))
        case "wycheproof keys":
            return list(wycheproof_cases("key", overrides=False))
    return list(compact_cases(name))


def libraries(name: str) -> tuple[Library, ...]:
    """Who is asked. Ours needs leave to look at weak keys."""
    weak = name in WEAK_KEYS or name == "aero"
    return Ours("weak_key") if weak else Ours(), PyJwt(), JoseRfc()


def disagreements(name: str) -> dict[str, list[str]]:
    """By library, the ids of the cases that it sees otherwise."""
    asked = cases(name)
    return {
        library.name: [one.id for one in asked if one.question(library) not in one.right]
        for library in libraries(name)
    }


def row(name: str, found: dict[str, list[str]]) -> str:
    """A line of the table: agreed and asked, and who sees what otherwise."""
    asked = len(cases(name))
    numbers = "".join(f"{asked - len(ids):>6}/{asked:<4}" for ids in found.values())
    others = [f"      {who}: {', '.join(ids)}" for who, ids in found.items() if ids]
    return "\n".join([f"  {name:36}{numbers}", *others])


def heading() -> str:
    names = ["ours", *(f"{name} {version(name)}" for name in MADE_WITH)]
    return f"  {'':36}" + "  ".join(names)


def main() -> int:
    """Print the table. 1 where the vectors are not at hand, 2 where a number is not as stored."""
    if vectors_folder() is None:
        print("the vectors are not on this machine: set JWT_VECTORS to their folder")
        return 1
    print(heading())
    changed = False
    for name, expected in EXPECTED.items():
        found = disagreements(name)
        print(row(name, found))
        asked = len(cases(name))
        numbers = {who: (asked - len(ids), asked) for who, ids in found.items()}
        if numbers != expected:
            print(f"      stored: {expected}")
            changed = True
    return 2 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
