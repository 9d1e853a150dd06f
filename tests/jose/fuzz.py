"""Mutations that know what a token looks like: `python -m tests.jose.fuzz` (or `make fuzz`).

Three kinds of cases. Forged: a genuine token is changed without its key, and must be refused.
Signed: odd headers and claims signed with the right key, which may be accepted only if they are
what RFC 7519 allows. Called: public functions are called with arguments of any kind. Nothing but
JoseError may come out. The seed fixes keys and mutations; ES256 and PS256 sign differently
each time.

One change that anybody can make is left out: of an ECDSA signature (R, S) the twin (R, n - S)
verifies too. That is so with every JOSE verifier, and has a test of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from simulator.jose import (
    ALGORITHMS,
    JoseError,
    Key,
    KeySet,
    b64url_decode,
    b64url_encode,
    parse_json,
    peek,
    raw_to_der,
    sign,
    sign_jws,
    verify,
    verify_jws,
)
from simulator.jose.material import as_material
from tests.jose.material import CLAIMS, NOW, WANTED, examples

MAX_FINDINGS = 20


@dataclass
class Report:
    """What came of it."""

    seed: int
    cases: int = 0
    unchanged: int = 0
    """Mutations that led back to a genuine token."""
    refused: Counter[str] = field(default_factory=Counter)
    """By reason."""
    honest: int = 0
    """Signed cases that were accepted, rightly."""
    findings: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def __str__(self) -> str:
        rate = self.cases / self.seconds if self.seconds else 0
        reasons = ", ".join(f"{name} {count}" for name, count in self.refused.most_common())
        return (
            f"{self.cases} cases (seed {self.seed}) in {self.seconds:.0f} s, {rate:.0f} a second:"
            f" {len(self.findings)} findings, {self.refused.total()} refused,"
            f" {self.honest} odd but right, {self.unchanged} unchanged\n  {reasons}"
        )


class World:
    """Two issuers' keys, and genuine tokens of one of them."""

    def __init__(self, random: Random) -> None:
        self.keys = keys_of(random, "rfc7515-A.2")
        self.strangers = keys_of(random, "rfc7520-4.1")
        self.trusted = KeySet([key.for_verifying() for key in self.keys])
        self.algorithms = [str(key.algorithm) for key in self.keys]
        variants = [CLAIMS, CLAIMS | {"sub": "grace", "roles": ["editor"]}, CLAIMS | {"nbf": NOW}]
        self.genuine = [(sign(claims, key), key) for key in self.keys for claims in variants]
        self.texts = {token for token, _ in self.genuine}
        self.public_texts = [text for key in self.keys for text in public_texts(key)]


def keys_of(random: Random, example: str) -> list[Key]:
    """A key for each family. RSA keys can't be drawn, so the RFCs' examples give them."""
    curve_key = ec.derive_private_key(random.getrandbits(250) + 1, ec.SECP256R1())
    edwards_key = ed25519.Ed25519PrivateKey.from_private_bytes(random.randbytes(32))
    rsa_jwk = {n: v for n, v in examples()[example]["key"].items() if n not in ("kid", "use")}
    return [
        Key.from_secret(random.randbytes(32), algorithm="HS256", kid="hs"),
        Key.from_secret(random.randbytes(64), algorithm="HS512", kid="hs"),
        Key(as_material(curve_key), kid="es"),
        Key(as_material(edwards_key), kid="ed"),
        Key.from_jwk(rsa_jwk | {"alg": "RS256", "kid": "rs"}),
        Key.from_jwk(rsa_jwk | {"alg": "PS256", "kid": "ps"}),
    ]


def public_texts(key: Key) -> list[bytes]:
    """What everybody may know of a key, as texts that could be taken for a secret."""
    if key.is_secret:
        return [str(key.kid).encode()]
    half = key.verifying
    pem = half.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    der = half.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return [pem, pem.strip(), der, json.dumps(key.jwk()).encode(), key.thumbprint().encode()]


# Forged: changes that need no key. Each takes a token's parts and gives others.

Parts = list[str]
NASTY = [
    *("=", "==", "+", "/", "A", "-", "_", "%", "{", '"', ".", ".."),
    *(" ", "\n", "\r\n", "\t", "\0", "é", "\u0410", "\ud800", "\u200b"),
]
ODD: list[Any] = [
    *(None, True, False, 0, -1, 1, 2**53, 2**63, 10**400, 0.5, 1e308),
    *("", "x", "1700000060", "é", "\U0001f3ac"),
    *([], {}, [[]], ["films", 1], {"a": {"b": []}}),
]


def flip_character(world: World, random: Random, parts: Parts) -> Parts:
    which = random.randrange(3)
    part = parts[which]
    at = random.randrange(len(part) or 1)
    parts[which] = part[:at] + random.choice("ABab01-_zZ9") + part[at + 1 :]
    return parts


def flip_bit(world: World, random: Random, parts: Parts) -> Parts:
    which = random.randrange(3)
    octets = bytearray(decoded(parts[which]) or b"\0")
    octets[random.randrange(len(octets))] ^= 1 << random.randrange(8)
    parts[which] = b64url_encode(bytes(octets))
    return parts


def insert(world: World, random: Random, parts: Parts) -> Parts:
    which = random.randrange(3)
    at = random.choice([0, len(parts[which]), random.randrange(len(parts[which]) + 1)])
    parts[which] = parts[which][:at] + random.choice(NASTY) + parts[which][at:]
    return parts


def cut(world: World, random: Random, parts: Parts) -> Parts:
    which = random.randrange(3)
    start = random.randrange(len(parts[which]) + 1)
    length = random.choice([1, 1, 2, 4, len(parts[which])])
    parts[which] = parts[which][:start] + parts[which][start + length :]
    return parts


def repeat(world: World, random: Random, parts: Parts) -> Parts:
    parts.insert(random.randrange(4), random.choice([*parts, ""]))
    return parts


def drop(world: World, random: Random, parts: Parts) -> Parts:
    del parts[random.randrange(len(parts))]
    return parts


def swap(world: World, random: Random, parts: Parts) -> Parts:
    random.shuffle(parts)
    return parts


def splice(world: World, random: Random, parts: Parts) -> Parts:
    """A part of another genuine token, or of a stranger's."""
    which = random.randrange(3)
    parts[which] = random.choice(world.genuine)[0].split(".")[which]
    return parts


def sign_by_stranger(world: World, random: Random, parts: Parts) -> Parts:
    stranger = random.choice(world.strangers)
    return resigned(parts, ALGORITHMS[str(stranger.algorithm)].sign, stranger.signing)


def confuse(world: World, random: Random, parts: Parts) -> Parts:
    """HMAC with something that is public, the header changed to match."""
    name = random.choice(["HS256", "HS384", "HS512"])
    edited = edit_json(parts[0], lambda header: header | {"alg": name, "kid": random.choice("he")})
    secret = random.choice([*world.public_texts, b"", b"secret", b"\0" * 32])
    digest = "sha" + name[2:]
    return resigned([edited, *parts[1:]], lambda key, text: hmac.digest(key, text, digest), secret)


def resigned(parts: Parts, signer: Callable[[Any, bytes], bytes], key: Any) -> Parts:
    first, second = [*parts, "", ""][:2]
    octets = f"{first}.{second}".encode("utf-8", "surrogatepass")
    return [first, second, b64url_encode(signer(key, octets))]


def decoded(part: str) -> bytes:
    """The octets of a part, of any that no longer is one too."""
    try:
        return b64url_decode(part)
    except JoseError:
        return part.encode("utf-8", "surrogatepass")


def edit_json(part: str, edit: Callable[[dict[str, Any]], Any], **style: Any) -> str:
    """A part whose JSON was read, changed and written again."""
    try:
        value = json.loads(decoded(part))
        changed = edit(value if isinstance(value, dict) else {"was": value})
    except ValueError:
        changed = edit({})
    return b64url_encode(json.dumps(changed, **style).encode("utf-8", "surrogatepass"))


def edit_header(world: World, random: Random, parts: Parts) -> Parts:
    change = random_header(world, random)
    parts[0] = edit_json(parts[0], lambda header: header | change, separators=(",", ":"))
    return parts


def edit_claims(world: World, random: Random, parts: Parts) -> Parts:
    change = random_claims(random)
    which = 1 if len(parts) > 1 else 0
    parts[which] = edit_json(parts[which], lambda claims: claims | change, separators=(",", ":"))
    return parts


def rewrite(world: World, random: Random, parts: Parts) -> Parts:
    """The same JSON in other octets."""
    which = random.randrange(2) % len(parts)
    style: dict[str, Any] = {
        "indent": random.choice([None, 1]),
        "sort_keys": random.random() < 0.5,
        "separators": random.choice([(",", ":"), (", ", ": "), (" ,", " :")]),
    }
    parts[which] = edit_json(parts[which], lambda value: value, **style)
    return parts


def twice(world: World, random: Random, parts: Parts) -> Parts:
    """A name given twice."""
    which = random.randrange(2) % len(parts)
    name = random.choice(["alg", "kid", "sub", "exp", "roles", "x"])
    text = decoded(parts[which]).decode("utf-8", "replace")
    more = f'{{"{name}":{json.dumps(random.choice(ODD))},"{name}":{json.dumps(random.choice(ODD))}'
    parts[which] = b64url_encode((more + "," + text[1:]).encode())
    return parts


def other_base64(world: World, random: Random, parts: Parts) -> Parts:
    """Padding, the other alphabet, unused bits."""
    which = random.randrange(len(parts))
    octets = decoded(parts[which])
    kind = random.randrange(3)
    if kind == 0:
        parts[which] = b64encode(octets).decode()
    elif kind == 1:
        parts[which] += "=" * random.randrange(1, 4)
    elif parts[which]:
        parts[which] = parts[which][:-1] + random.choice("BCDFGHabcdefg123")
    return parts


def odd_signature(world: World, random: Random, parts: Parts) -> Parts:
    signature = decoded(parts[-1])
    half = len(signature) // 2
    kinds: list[Callable[[], bytes]] = [
        lambda: b"",
        lambda: bytes(len(signature)),
        lambda: signature[half:] + signature[:half],
        lambda: raw_to_der(signature[:64].ljust(64, b"\1"), "P-256"),
        lambda: signature + b"\0",
        lambda: b"\0" + signature,
        lambda: signature[1:],
        lambda: signature * 2,
        lambda: random.randbytes(len(signature)),
        lambda: hashlib.sha256(".".join(parts[:2]).encode("utf-8", "surrogatepass")).digest(),
    ]
    parts[-1] = b64url_encode(random.choice(kinds)())
    return parts


def none(world: World, random: Random, parts: Parts) -> Parts:
    alg = random.choice(["none", "None", "NONE", "nOnE", "", "HS0", "null"])
    parts[0] = edit_json(parts[0], lambda header: header | {"alg": alg})
    return [*parts[:2], random.choice(["", parts[-1]])]


FORGERIES = (flip_character, flip_bit, insert, cut, repeat, drop, swap, splice, sign_by_stranger,
             confuse, edit_header, edit_claims, rewrite, twice, other_base64, odd_signature,
             none)  # fmt: skip
WRAPPINGS: tuple[Callable[[str], Any], ...] = (
    lambda token: f"Bearer {token}",
    lambda token: f"{token}\n",
    lambda token: f" {token}",
    lambda token: f'"{token}"',
    lambda token: repr(token.encode("utf-8", "replace")),
    lambda token: token.encode("utf-8", "surrogatepass"),
    lambda token: token.encode("utf-16", "surrogatepass"),
    lambda token: token.upper(),
    lambda token: token.swapcase(),
    lambda token: token[::-1],
    lambda token: token * 2,
    lambda token: bytearray(token, "utf-8", "replace"),
    lambda token: [token],
    lambda token: {"token": token},
)


def forge(world: World, random: Random) -> tuple[Any, str]:
    """A changed token, and how it came about."""
    token, _ = random.choice(world.genuine)
    parts = token.split(".")
    steps = random.choices(FORGERIES, k=random.choice([1, 1, 1, 2, 3]))
    for step in steps:
        parts = step(world, random, [*parts, "", "", ""][: max(3, len(parts))])
    shown: Any = ".".join(parts)
    names = [step.__name__ for step in steps]
    if random.random() < 0.05:
        shown = random.choice(WRAPPINGS)(shown)
        names.append("wrap")
    return shown, "+".join(names)


# Signed: odd headers and claims, the signature right.


def random_header(world: World, random: Random) -> dict[str, Any]:
    names = [
        "alg",
        "kid",
        "typ",
        "cty",
        "crit",
        "b64",
        "jwk",
        "jku",
        "x5u",
        "x5c",
        "zip",
        "p2c",
        "x",
    ]
    stranger = random.choice(world.strangers)
    values: list[Any] = [*ODD, *ALGORITHMS, "none", "NONE", "at+jwt", "hs", "es", "../../dev/null",
                         ["exp"], ["b64"], ["x"], ["x", "x"], "' OR 1=1 --",
                         {} if stranger.is_secret else stranger.jwk()]  # fmt: skip
    return {random.choice(names): random.choice(values)}


def random_claims(random: Random) -> dict[str, Any]:
    name = random.choice(["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "roles", "x"])
    times = [NOW - 1, NOW, NOW + 1, NOW + 0.5, (NOW + 300) * 1000, str(NOW + 300), float("nan"),
             float("inf")]  # fmt: skip
    values: list[Any] = [
        *ODD,
        *times,
        CLAIMS["iss"],
        CLAIMS["aud"],
        [CLAIMS["aud"], "x"],
        "film",
        "\ud800",
    ]
    return {name: random.choice(values)}


def sign_odd(world: World, random: Random) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A token of odd content, genuinely signed, with its header and claims."""
    key = random.choice(world.keys[:4])
    header = {"alg": key.algorithm, "typ": "JWT", "kid": key.kid}
    claims = dict(CLAIMS)
    for _ in range(random.randrange(3)):
        claims |= random_claims(random)
    if random.random() < 0.5:
        header |= random_header(world, random)
    if random.random() < 0.2:
        del claims[random.choice(list(claims))]
    octets = json.dumps(claims).encode()
    token = sign_jws(octets, key, header=json.dumps(header).encode(), algorithm=key.algorithm)
    return token, header, claims


def is_right(header: dict[str, Any], claims: dict[str, Any]) -> bool:
    """RFC 7515 and 7519 in other words than ours: may a strict verifier accept this?"""

    def date(name: str) -> bool:
        return name not in claims or (
            isinstance(claims[name], int | float)
            and not isinstance(claims[name], bool)
            and abs(claims[name]) <= 2**53
        )

    audience = claims.get("aud")
    known = audience == "films" or (
        isinstance(audience, list)
        and "films" in audience
        and all(isinstance(a, str) for a in audience)
    )
    return (
        "crit" not in header
        and "b64" not in header
        and all(isinstance(header.get(name, ""), str) for name in ("kid", "typ", "cty"))
        and claims.get("iss") == CLAIMS["iss"]
        and isinstance(claims.get("sub"), str)
        and isinstance(claims.get("jti", ""), str)
        and known
        and all(date(name) for name in ("exp", "nbf", "iat"))
        and claims.get("exp", 0) > NOW
        and claims.get("nbf", NOW) <= NOW
        and claims.get("iat", NOW) <= NOW
        and claims.get("exp", 0) - claims.get("iat", NOW) <= 366 * 24 * 3600
    )


# Called: public functions with arguments of any kind.


def anything(world: World, random: Random) -> Any:
    token, key = random.choice(world.genuine)
    values: list[Any] = [*ODD, token, token.encode(), key, key.for_verifying(), world.trusted,
                         [key], {"keys": [key.jwk(private=True)]}, key.jwk(private=True), {1},
                         CLAIMS, object(), ValueError, lambda: 1, float("nan"), float("inf"),
                         ["HS256"], ["none"], "HS256", (key, None), range(3), memoryview(b"x"),
                         {"keys": [{}, 1]}, b"\xff",
                         {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}, 1j, "-----BEGIN x",
                         {"a": {1: 2}}, {1: 1}, [float("nan")], {"sub": "\ud800"}]  # fmt: skip
    return random.choice(values)


def call(world: World, random: Random) -> str:
    """Call a public function with anything. Gives its name."""

    def some() -> Any:
        return anything(world, random)

    def maybe(usual: Any) -> Any:
        return some() if random.random() < 0.4 else usual

    token, key = random.choice(world.genuine)
    calls: dict[str, Callable[[], Any]] = {
        "verify": lambda: verify(
            maybe(token),
            maybe(world.trusted),
            algorithms=maybe(world.algorithms),
            issuer=maybe(CLAIMS["iss"]),
            audience=maybe("films"),
            now=maybe(NOW),
            leeway=maybe(0),
            typ=maybe(None),
            required=maybe(()),
            max_size=maybe(10_000),
            max_lifetime=maybe(None),
            allow=maybe(()),
        ),
        "verify_jws": lambda: verify_jws(
            maybe(token),
            maybe(world.trusted),
            algorithms=maybe(world.algorithms),
            detached_payload=maybe(None),
            understood=maybe(()),
            allow=maybe(()),
        ),
        "sign": lambda: sign(
            maybe(CLAIMS),
            maybe(key),
            algorithm=maybe(None),
            typ=maybe("JWT"),
            headers=maybe(None),
            max_lifetime=maybe(None),
            allow=maybe(()),
        ),
        "sign_jws": lambda: sign_jws(
            maybe(b"x"),
            maybe(key),
            header=some(),
            algorithm=some(),
            detached=some(),
            allow=maybe(()),
        ),
        "peek": lambda: peek(some(), max_size=maybe(1000)),
        "b64url_decode": lambda: b64url_decode(some()),
        "b64url_encode": lambda: b64url_encode(some()),
        "parse_json": lambda: parse_json(some()),
        "from_jwk": lambda: Key.from_jwk(maybe(odd_jwk(key, random))),
        "from_pem": lambda: Key.from_pem(some(), algorithm=some(), kid=some(), password=some()),
        "from_secret": lambda: Key.from_secret(some(), algorithm=some(), kid=some()),
        "from_jwks": lambda: KeySet.from_jwks(some()),
        "KeySet": lambda: KeySet(some()),
        "Key": lambda: Key(some(), algorithm=some()),
        "raw_to_der": lambda: raw_to_der(some(), some()),
    }  # fmt: skip
    name = random.choice(list(calls))
    calls[name]()
    return name


def odd_jwk(key: Key, random: Random) -> Any:
    """A JWK with a member changed."""
    jwk = key.jwk(private=True)
    if jwk["kty"] == "RSA" and random.random() < 0.9:
        # Private RSA keys take a while to check, and their public halves break in the same ways.
        jwk = key.public().jwk()
    name = random.choice([*jwk, "key_ops", "oth"])
    value = random.choice(
        [*ODD, "AQAB", "AA", b64url_encode(random.randbytes(32)), "P-521", "OKP", "EC"]
    )
    return jwk | {name: value}


def one_case(world: World, random: Random, report: Report) -> None:
    """Make a case, try it, and note what came of it."""
    kind = random.random()
    what = "call"
    shown: Any = ""
    right = False
    try:
        if kind < 0.85:
            shown, what = forge(world, random)
            text = shown.decode("ascii", "replace") if isinstance(shown, bytes) else shown
            if isinstance(text, str) and text in world.texts:
                report.unchanged += 1
                return
        elif kind < 0.97:
            what = "sign_odd"
            shown, header, claims = sign_odd(world, random)
            right = is_right(header, claims)
        else:
            what = call(world, random)
            report.honest += 1
            return
        verify(shown, world.trusted, algorithms=world.algorithms, **WANTED)
    except JoseError as error:
        report.refused[error.reason] += 1
    except Exception as error:
        report.findings.append(f"{type(error).__name__} from {what}: {shown!r:.2000}")
    else:
        if right:
            report.honest += 1
        else:
            report.findings.append(f"accepted after {what}: {shown!r:.2000}")


def run(cases: int, seed: int = 1, tell: Callable[[str], None] | None = None) -> Report:
    """Try so many cases. Stops early after MAX_FINDINGS."""
    random = Random(seed)
    world = World(random)
    report = Report(seed)
    began = perf_counter()
    while report.cases < cases and len(report.findings) < MAX_FINDINGS:
        report.cases += 1
        one_case(world, random, report)
        if tell and report.cases % 100_000 == 0:
            tell(f"  {report.cases} after {perf_counter() - began:.0f} s")
    report.seconds = perf_counter() - began
    return report


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and tell. 1 if a changed token got in, or a foreign exception came out."""
    parser = argparse.ArgumentParser(prog="python -m tests.jose.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    report = run(options.cases, options.seed, lambda line: print(line, flush=True))
    print(report)
    for finding in report.findings:
        print(f"  {finding}")
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
