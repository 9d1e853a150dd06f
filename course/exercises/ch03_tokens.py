"""What the checks of notebook 03 share: tokens, signatures, and what learners do to them."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from course.checks import LearnerRaised, expect, learners_code
from course.exercise import Code, NotYet
from course.explain import shown

# --- what several checks need -------------------------------------------------------------

CLAIMS: list[dict[str, Any]] = [
    {"iss": "https://login.example", "sub": "ada", "roles": ["viewer"]},
    {"sub": "bo", "exp": 300, "name": "Bo Å."},
]
PKCS1 = padding.PKCS1v15()
PSS = padding.PSS(padding.MGF1(hashes.SHA256()), salt_length=32)
ECDSA = ec.ECDSA(hashes.SHA256())

HELPERS = """
def b64url_encode(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
def b64url_decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
def make_part(value):
    return b64url_encode(json.dumps(value, separators=(",", ":")).encode())
"""
"""What the notebook defines before the first exercise."""


def encoded(octets: bytes) -> str:
    """Base64url without padding (RFC 7515 2)."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The octets of base64url without padding. Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def part(value: object) -> str:
    """A part of a token."""
    return encoded(json.dumps(value, separators=(",", ":")).encode())


def signed_text(alg: str, claims: Mapping[str, Any]) -> str:
    """Header and payload, as they are signed."""
    return part({"alg": alg, "typ": "JWT"}) + "." + part(claims)


def ask(function: Callable[..., Any], name: str, *args: Any) -> Any:
    """What the learner's function returns. Raises LearnerRaised, and NotYet for what is no DER."""
    try:
        with learners_code(name):
            return function(*args)
    except LearnerRaised as stumble:
        if isinstance(stumble.error, ValueError) and "asn1" in str(stumble.error):
            raise NotYet(
                "`decode_dss_signature` was given something that isn't DER. It reads what"
                " `private_key.sign` gives. The 64 octets of a token are R||S: there is nothing in"
                " them to read but two halves."
            ) from None
        raise


@cache
def ec_key() -> Any:
    """The private key on P-256 that the checks sign with."""
    return ec.derive_private_key(0xC0FFEE, ec.SECP256R1())


def raw(der: bytes) -> bytes:
    """R||S of an ES256 signature in DER."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def the_parts(said: object, name: str, alg: str, claims: Mapping[str, Any]) -> list[str]:
    """The three parts of a token that a learner's function made. Raises NotYet."""
    expect(said is not None, f"`{name}` gives nothing back. Does it `return` the token?")
    expect(
        not isinstance(said, bytes),
        f"`{name}` gave octets. A token is text: `b64url_encode` makes text of the signature.",
    )
    expect(isinstance(said, str), f"`{name}` gave {shown(said)}. A token is text.")
    parts = str(said).split(".")
    if len(parts) == 1:
        raise NotYet(
            "That is the signature alone. The token is header, payload and signature, with dots"
            " between them: `text`, a dot, and then the signature."
        )
    if len(parts) == 2 and said == signed_text(alg, claims):
        raise NotYet("That is header and payload without a signature.")
    expect(
        len(parts) == 3,
        f"The token has {len(parts)} parts, with dots between them. It needs three: is there a dot"
        " between payload and signature, and only one?",
    )
    try:
        header, payload = (json.loads(decoded(each)) for each in parts[:2])
    except ValueError:
        header = payload = None
    expect(
        payload == claims and isinstance(header, dict) and header.get("alg") == alg,
        "Header or payload can't be read any more. Leave `text` as it is and put the signature"
        " behind it.",
    )
    return parts


def signature_of(last: str) -> bytes:
    """The octets of a token's third part. Raises NotYet for what isn't base64url."""
    expect(last, "The third part is empty.")
    expect(
        not last.startswith("b'"),
        "The third part begins with `b'`: octets were pasted into the text. `b64url_encode` makes"
        " text of them.",
    )
    if len(last) >= 126 and set(last) <= set("0123456789abcdef"):
        raise NotYet("The third part is in hexadecimal. A token's parts are in base64url.")
    expect(
        not set(last) & set("+/="),
        "The third part has `+`, `/` or `=` in it: that is base64, not base64url without padding."
        " Use `b64url_encode`.",
    )
    try:
        return decoded(last)
    except ValueError:
        raise NotYet("The third part is no base64url.") from None


def other_octets(text: str) -> list[tuple[bytes, str]]:
    """What learners sign or verify in place of the text, and what to say of it."""
    header, _, payload = text.partition(".")
    digest = hashlib.sha256(text.encode())
    return [
        (payload.encode(), "is over the payload alone. The header belongs to it, and the dot"),
        (header.encode(), "is over the header alone. The payload belongs to it, and the dot"),
        ((header + payload).encode(), "is over header and payload without the dot between them"),
        ((text + ".").encode(), "is over one dot too many: only the one in the middle belongs"),
        (
            decoded(header) + b"." + decoded(payload),
            "is over the decoded text. It belongs over the text as it stands in the token",
        ),
        (decoded(payload), "is over the decoded payload. It belongs over the text of two parts"),
        (digest.digest(), "is over the hash: it is hashed twice. The key hashes by itself"),
        (digest.hexdigest().encode(), "is over the hash: it is hashed twice"),
    ]


def fits(key: Any, signature: bytes, octets: bytes, *how: Any) -> bool:
    """Is this the signature of these octets?"""
    try:
        key.verify(signature, octets, *how)
    except InvalidSignature:
        return False
    return True


def of_claims(parameters: str) -> Callable[[str, str], Code]:
    """Answers of one function: its name and body."""

    def written(name: str, body: str) -> Code:
        lines = "".join(f"    {line}\n" for line in body.split("\n"))
        return Code(f"def {name}({parameters}):\n{lines}", name)

    return written


class Asked:
    """A public key that remembers how it was asked to verify."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.calls: list[tuple[Any, ...]] = []

    def verify(self, signature: Any, data: Any, *how: Any, **named: Any) -> None:
        self.calls.append((signature, data, *how, *named.values()))
        self.real.verify(signature, data, *how, **named)


def expect_answers(
    verify: Callable[..., Any], name: str, cases: list[tuple[str, Any, bool, str]]
) -> None:
    """True for the genuine ones, False for the others, and nothing else. Raises NotYet."""
    for number, (token, public, genuine, what) in enumerate(cases):
        try:
            said = ask(verify, name, token, public)
        except LearnerRaised as stumble:
            if isinstance(stumble.error, InvalidSignature):
                if number == 0:
                    expect_asked_well(verify, token, public)
                raise NotYet(
                    f"`InvalidSignature` gets out of `{name}`: for {what}. Catch it, and return"
                    " False."
                ) from None
            raise
        if said is None and genuine:
            raise NotYet(
                f"`{name}` gave `None` for {what}. `public_key.verify` gives nothing back when all"
                " is well, and raises when not: what comes after it is yours to return."
            )
        expect(
            isinstance(said, bool),
            f"`{name}` gave {shown(said)} for {what}. The answer is True or False.",
        )
        if number == 0 and not said:
            expect_asked_well(verify, token, public)
        expect(
            said == genuine,
            f"`{name}` gave `{said}`, and should give `{genuine}`: this is {what}.",
        )


def expect_asked_well(verify: Callable[..., Any], token: str, public: Any) -> None:
    """A genuine token was refused: was the key asked the right thing?"""
    key = Asked(public)
    try:
        ask(verify, "verify", token, key)
    except LearnerRaised as stumble:
        if not isinstance(stumble.error, InvalidSignature):
            raise
    text, _, last = token.rpartition(".")
    if not key.calls:
        raise NotYet(
            "A genuine token was refused, and `public_key.verify` was never asked. If you catch"
            " every exception, then a slip of your own looks like a bad signature: catch"
            " `InvalidSignature`, and no other."
        )
    signature, data, *how = key.calls[0]
    if signature in (last, last.encode()):
        raise NotYet(
            "You gave the third part as it stands in the token. The key wants the octets of the"
            " signature: `b64url_decode`."
        )
    if isinstance(data, str):
        raise NotYet(
            "You gave text where the key wants octets, and your `except` hid what it said to that."
            " Use `.encode()`, and catch `InvalidSignature` only."
        )
    if signature == text.encode():
        raise NotYet("The signature comes first, and what was signed comes second.")
    if isinstance(data, bytes) and data != text.encode():
        for wrong, why in [
            *other_octets(text),
            (
                token.encode(),
                "is over the whole token. The signature is not part of what is signed",
            ),
        ]:
            if data == wrong:
                raise NotYet(f"A genuine token was refused: your verification {why}.")
        raise NotYet(
            "A genuine token was refused: you verify other octets than those that were signed. They"
            " are the text before the last dot, as it came."
        )
    expect_der_of(decoded(last), signature, how)
    if any(isinstance(each, padding.PSS) for each in how):
        raise NotYet("PSS is the padding of PS256. RS256 has `PKCS1v15`.")
    if data == text.encode() and fits(public, signature, data, *how):
        raise NotYet(
            "A genuine token was refused, though you asked the key the right thing. `verify` gives"
            " back `None`, which counts as false: it says nothing when all is well, and raises when"
            " not."
        )
    told = [each.name for each in how if isinstance(each, hashes.HashAlgorithm)]
    told += [str(getattr(each.algorithm, "name", "")) for each in how if isinstance(each, ec.ECDSA)]
    expect(
        not told or told[0] == "sha256",
        f"The hash is {' '.join(told)}. The 256 in the algorithm's name stands for SHA-256.",
    )


def expect_der_of(octets: bytes, given: bytes, how: list[Any]) -> None:
    """For a key on a curve: was the signature of the token handed on in DER?"""
    if not any(isinstance(each, ec.ECDSA) for each in how):
        return
    expect(
        given != octets,
        "You gave the 64 octets of the token to the key. They are R||S and not in DER, which"
        " `cryptography` wants: `encode_dss_signature` makes it of two numbers.",
    )
    r, s = int.from_bytes(octets[:32], "big"), int.from_bytes(octets[32:], "big")
    expect(given != encode_dss_signature(s, r), "You swapped the halves: R comes first, then S.")
    expect(
        given == encode_dss_signature(r, s),
        "The two numbers that you gave to the key are not those of the token: R is the first 32"
        ' octets, S is the other 32, and both are `"big"`.',
    )


signer = of_claims("claims, private_key")
verifier = of_claims("token, public_key")
RS_TEXT = 'text = make_part({"alg": "RS256", "typ": "JWT"}) + "." + make_part(claims)\n'
SPLIT = 'text, _, last = token.rpartition(".")\n'
CATCH = "except InvalidSignature:\n    return False\nreturn True"
