"""Exercises of notebook 03: from DER to R||S, sign and verify with ES256."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from course.checks import call, expect, expect_function
from course.exercise import Exercise, NotYet, Reference, Stub, Trial
from course.exercises.ch03_tokens import (
    CATCH,
    CLAIMS,
    ECDSA,
    HELPERS,
    RS_TEXT,
    SPLIT,
    ask,
    decoded,
    ec_key,
    encoded,
    expect_answers,
    fits,
    of_claims,
    other_octets,
    part,
    raw,
    signature_of,
    signed_text,
    signer,
    the_parts,
    verifier,
)
from course.explain import shown
from course.rfc_examples import ES256_KEY, ES256_TOKEN

# --- 03.der_to_raw ------------------------------------------------------------------------

FULL = int.from_bytes(bytes(range(0x3A, 0x5A)), "big")
HIGH = int.from_bytes(bytes(range(0xC1, 0xE1)), "big")
SHORT = int.from_bytes(bytes(range(0x21, 0x40)), "big")
PAIRS: list[tuple[int, int, str]] = [
    (FULL, FULL + 7, "two numbers of 32 octets"),
    (HIGH, FULL, "an R that begins with a 1 bit, before which DER writes an octet `00`"),
    (FULL, HIGH, "an S that begins with a 1 bit, before which DER writes an octet `00`"),
    (SHORT, FULL, "an R of 31 octets"),
    (FULL, SHORT, "an S of 31 octets"),
    (7, HIGH, "an R of one octet"),
]


def check_der_to_raw(der_to_raw: Callable[..., Any]) -> str:
    """64 octets, whatever the numbers are."""
    ders = [encode_dss_signature(r, s) for r, s, _ in PAIRS]
    expect_function(der_to_raw, ders[0], name="der_to_raw")
    found = [call(der_to_raw, der) for der in ders]
    for der, said in zip(ders, found, strict=True):
        expect_octets(der, said)
    for (r, s, what), said in zip(PAIRS, found, strict=True):
        expect_r_and_s(r, s, what, bytes(said))
    return "64 octets each time, also where a number is small."


def expect_octets(der: bytes, said: Any) -> None:
    """It has to be octets, and not those that went in."""
    expect(said is not None, "`der_to_raw` gives nothing back. Does it `return` its result?")
    expect(
        not isinstance(said, tuple | list),
        "You gave the two numbers. Make octets of each (`to_bytes`), and put one behind the other.",
    )
    expect(
        not isinstance(said, str),
        "You gave text. A signature is octets here; `b64url_encode` comes later.",
    )
    expect(
        isinstance(said, bytes | bytearray),
        f"`der_to_raw` gave {shown(said)}. It should give 64 octets (`bytes`).",
    )
    expect(bytes(said) != der, "That is the DER that went in. Its tags and lengths have to go.")


def expect_r_and_s(r: int, s: int, what: str, said: bytes) -> None:
    """R and S, in 32 octets each. Raises NotYet with what went wrong."""
    first, second = r.to_bytes(32, "big"), s.to_bytes(32, "big")
    if said == first + second:
        return
    here = f"This signature has {what}. "
    bare = [number.to_bytes((number.bit_length() + 7) // 8, "big") for number in (r, s)]
    if said == b"".join(bare):
        raise NotYet(
            here + f"You gave {len(said)} octets: the zeros before a small number were dropped. R"
            " has 32 octets and S has 32, always."
        )
    if said in (second + first, bare[1] + bare[0]):
        raise NotYet("S comes first in yours. It is R and then S.")
    little = [number.to_bytes(32, "little") for number in (r, s)]
    if said == b"".join(little) and said != first + second:
        raise NotYet('The octets are in reverse order. The largest comes first: `"big"`.')
    if said == b"".join(each.ljust(32, b"\0") for each in bare):
        raise NotYet(here + "You put the zeros *behind* the small number. They belong before it.")
    if said == b"".join(bare).rjust(64, b"\0"):
        raise NotYet(
            here + "You filled up the whole to 64 octets. Each number is filled up for itself: the"
            " reader cuts after the 32nd octet."
        )
    if len(said) != 64:
        raise NotYet(
            here + f"You gave {len(said)} octets and not 64. The places where a number begins and"
            " ends in DER are not fixed: let `decode_dss_signature` find them."
        )
    raise NotYet(
        here + "You gave 64 octets, but they aren't R and S. The places where a number begins and"
        " ends in DER are not fixed: let `decode_dss_signature` find them."
    )


_raw = of_claims("der")
NUMBERS = "r, s = decode_dss_signature(der)\n"

DER_TO_RAW = Exercise(
    id="03.der_to_raw",
    title="From DER to R||S",
    check=check_der_to_raw,
    hints=(
        "Each number takes 32 octets, whether it needs them or not. Which method of `int` makes"
        " octets?",
        '`number.to_bytes(length, "big")` fills up with zeros at the front by itself. How long is'
        " each?",
        '`r.to_bytes(32, "big")`, and the same of `s`, with a `+` between them.',
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "one large number",
            _raw("der_to_raw", NUMBERS + 'return (r * 2**256 + s).to_bytes(64, "big")'),
            "correct",
        ),
        Trial(
            "by way of hexadecimal",
            _raw("der_to_raw", NUMBERS + 'return bytes.fromhex(f"{r:064x}{s:064x}")'),
            "correct",
        ),
        Trial(
            "DER read by hand",
            _raw(
                "der_to_raw",
                "n = der[3]\n"
                "r, s = der[4 : 4 + n], der[6 + n :]\n"
                'return r.lstrip(b"\\0").rjust(32, b"\\0") + s.lstrip(b"\\0").rjust(32, b"\\0")',
            ),
            "correct",
        ),
        Trial(
            "zeros dropped",
            _raw(
                "der_to_raw",
                NUMBERS + "def octets(n):\n"
                '    return n.to_bytes((n.bit_length() + 7) // 8, "big")\n'
                "return octets(r) + octets(s)",
            ),
            "not_yet",
            "dropped",
        ),
        Trial("DER", _raw("der_to_raw", "return der"), "not_yet", "DER that went in"),
        Trial(
            "fixed slices",
            _raw("der_to_raw", "return der[4:36] + der[38:70]"),
            "not_yet",
            "not fixed",
        ),
        Trial(
            "last octets",
            _raw("der_to_raw", "return der[-66:-34] + der[-32:]"),
            "not_yet",
            "not fixed",
        ),
        Trial(
            "S first",
            _raw("der_to_raw", NUMBERS + 'return s.to_bytes(32, "big") + r.to_bytes(32, "big")'),
            "not_yet",
            "S comes first",
        ),
        Trial(
            "little-endian",
            _raw(
                "der_to_raw",
                NUMBERS + 'return r.to_bytes(32, "little") + s.to_bytes(32, "little")',
            ),
            "not_yet",
            "reverse order",
        ),
        Trial(
            "zeros behind",
            _raw(
                "der_to_raw",
                NUMBERS + "def octets(n):\n"
                '    return n.to_bytes((n.bit_length() + 7) // 8, "big").ljust(32, b"\\0")\n'
                "return octets(r) + octets(s)",
            ),
            "not_yet",
            "*behind*",
        ),
        Trial(
            "filled up as a whole",
            _raw(
                "der_to_raw",
                NUMBERS + "def octets(n):\n"
                '    return n.to_bytes((n.bit_length() + 7) // 8, "big")\n'
                'return (octets(r) + octets(s)).rjust(64, b"\\0")',
            ),
            "not_yet",
            "for itself",
        ),
        Trial(
            "33 octets each",
            _raw("der_to_raw", NUMBERS + 'return r.to_bytes(33, "big") + s.to_bytes(33, "big")'),
            "not_yet",
            "66 octets",
        ),
        Trial("the numbers", _raw("der_to_raw", NUMBERS + "return r, s"), "not_yet", "`to_bytes`"),
        Trial(
            "text", _raw("der_to_raw", NUMBERS + 'return f"{r:064x}{s:064x}"'), "not_yet", "text"
        ),
        Trial(
            "crash",
            _raw("der_to_raw", NUMBERS + 'return r.to_bytes(31, "big") + s.to_bytes(31, "big")'),
            "not_yet",
            "OverflowError",
        ),
    ),
)

# --- 03.sign_es256 ------------------------------------------------------------------------

TRIES = 1500
"""Signatures of which the length is looked at; one in 128 has a leading zero."""


def check_sign_es256(sign_es256: Callable[..., Any]) -> str:
    """64 octets every time, over the right text."""
    private = ec_key()
    expect_function(sign_es256, CLAIMS[0], private, name="sign_es256")
    for claims in CLAIMS:
        said = ask(sign_es256, "sign_es256", dict(claims), private)
        parts = the_parts(said, "sign_es256", "ES256", claims)
        expect_es256(private.public_key(), f"{parts[0]}.{parts[1]}", signature_of(parts[2]))
    for _ in range(TRIES):
        last = ask(sign_es256, "sign_es256", dict(CLAIMS[1]), private).rpartition(".")[2]
        expect(
            len(last) == 86,
            f"Most of your signatures are right. One had {len(last) * 3 // 4} octets: R or S was"
            " small, and the zeros before it were dropped.",
        )
    return f"{TRIES:,} tokens, and each has a signature of 64 octets."


def expect_es256(public: Any, text: str, signature: bytes) -> None:
    """A signature as RFC 7518 3.4 wants it."""
    octets = text.encode()
    in_der = is_der(signature)
    if in_der and fits(public, signature, octets, ECDSA):
        raise NotYet(
            "The signature is in DER. Your own verify may accept it, and nobody else will: a token"
            " has R||S, 64 octets. `to_raw` makes that of it."
        )
    der = as_der(signature) if len(signature) == 64 else signature
    if len(signature) == 64 and fits(public, der, octets, ECDSA):
        return
    for other in (hashes.SHA1(), hashes.SHA384(), hashes.SHA512()):
        if fits(public, der, octets, ec.ECDSA(other)):
            raise NotYet(f"The hash is {other.name}. ES256 has SHA-256.")
    for wrong, why in other_octets(text):
        if fits(public, der, wrong, ECDSA):
            raise NotYet(f"The signature {why}.")
    expect(
        not 60 <= len(signature) < 64,
        f"Here the signature has {len(signature)} octets: R or S was small, and the zeros before it"
        " were dropped. Run the check again, and it may find none.",
    )
    expect(
        len(signature) == 64 or in_der,
        f"The signature has {len(signature)} octets, and should have 64: what `to_raw` gives,"
        " encoded once.",
    )
    raise NotYet("The third part is no signature of the first two by this key.")


def is_der(signature: bytes) -> bool:
    """Are these two numbers in DER?"""
    try:
        decode_dss_signature(signature)
    except ValueError:
        return False
    return True


def as_der(signature: bytes) -> bytes:
    """The DER of 64 octets."""
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    return encode_dss_signature(r, s)


ES_TEXT = 'text = make_part({"alg": "ES256", "typ": "JWT"}) + "." + make_part(claims)\n'
ES_SETUP = (
    HELPERS
    + """
ECDSA = ec.ECDSA(hashes.SHA256())
def to_raw(der):
    r, s = decode_dss_signature(der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")
"""
)

SIGN_ES256 = Exercise(
    id="03.sign_es256",
    title="Sign with ES256",
    check=check_sign_es256,
    setup=ES_SETUP,
    hints=(
        "It is `sign_rs256` with another key. One step comes between signing and encoding.",
        "What `private_key.sign(text.encode(), ECDSA)` gives is DER. `to_raw` makes 64 octets of"
        " it, and these are encoded.",
        'Return `text + "." + b64url_encode(to_raw(der))`, where `der` is what the key gave.',
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "numbers in place",
            signer(
                "sign_es256",
                ES_TEXT + "r, s = decode_dss_signature(\n"
                "    private_key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))\n"
                'raw = bytes.fromhex("%064x%064x" % (r, s))\n'
                'return ".".join([text, b64url_encode(raw)])',
            ),
            "correct",
        ),
        Trial(
            "by PyJWT",
            signer("sign_es256", 'import jwt\nreturn jwt.encode(claims, private_key, "ES256")'),
            "correct",
        ),
        Trial(
            "DER",
            signer(
                "sign_es256",
                ES_TEXT + "der = private_key.sign(text.encode(), ECDSA)\n"
                'return text + "." + b64url_encode(der)',
            ),
            "not_yet",
            "in DER",
        ),
        Trial(
            "zeros dropped",
            signer(
                "sign_es256",
                ES_TEXT + "r, s = decode_dss_signature(private_key.sign(text.encode(), ECDSA))\n"
                'octets = b"".join(\n'
                '    n.to_bytes((n.bit_length() + 7) // 8, "big") for n in (r, s))\n'
                'return text + "." + b64url_encode(octets)',
            ),
            "not_yet",
            "dropped",
        ),
        Trial(
            "the payload alone",
            signer(
                "sign_es256",
                ES_TEXT + "der = private_key.sign(make_part(claims).encode(), ECDSA)\n"
                'return text + "." + b64url_encode(to_raw(der))',
            ),
            "not_yet",
            "payload alone",
        ),
        Trial(
            "hashed by hand",
            signer(
                "sign_es256",
                "import hashlib\n"
                + ES_TEXT
                + "der = private_key.sign(hashlib.sha256(text.encode()).digest(), ECDSA)\n"
                'return text + "." + b64url_encode(to_raw(der))',
            ),
            "not_yet",
            "hashed twice",
        ),
        Trial(
            "another hash",
            signer(
                "sign_es256",
                ES_TEXT + "der = private_key.sign(text.encode(), ec.ECDSA(hashes.SHA384()))\n"
                'return text + "." + b64url_encode(to_raw(der))',
            ),
            "not_yet",
            "sha384",
        ),
        Trial(
            "base64 of base64",
            signer(
                "sign_es256",
                ES_TEXT + "der = private_key.sign(text.encode(), ECDSA)\n"
                "once = b64url_encode(to_raw(der)).encode()\n"
                'return text + "." + b64url_encode(once)',
            ),
            "not_yet",
            "encoded once",
        ),
        Trial(
            "header of RS256",
            signer(
                "sign_es256",
                RS_TEXT + "der = private_key.sign(text.encode(), ECDSA)\n"
                'return text + "." + b64url_encode(to_raw(der))',
            ),
            "not_yet",
            "can't be read",
        ),
        Trial(
            "the signature alone",
            signer(
                "sign_es256",
                ES_TEXT + "return b64url_encode(to_raw(private_key.sign(text.encode(), ECDSA)))",
            ),
            "not_yet",
            "signature alone",
        ),
        Trial(
            "to_raw too early",
            signer(
                "sign_es256",
                ES_TEXT + "der = private_key.sign(to_raw(text.encode()), ECDSA)\n"
                'return text + "." + b64url_encode(der)',
            ),
            "not_yet",
            "isn't DER",
        ),
        Trial(
            "octets and text joined",
            signer(
                "sign_es256",
                ES_TEXT + 'return text + "." + to_raw(private_key.sign(text.encode(), ECDSA))',
            ),
            "not_yet",
            "TypeError",
        ),
    ),
)

# --- 03.verify_es256 ----------------------------------------------------------------------


@cache
def signature_where(octets: bytes, is_so: Callable[[bytes], bool]) -> bytes:
    """A signature in R||S of which that is true: signs until there is one."""
    while True:
        signature = raw(ec_key().sign(octets, ECDSA))
        if is_so(signature):
            return signature


def _r_like_der(signature: bytes) -> bool:
    return signature[0] == 0x30


def _plain(signature: bytes) -> bool:
    return signature[0] not in (0, 0x30) and signature[32] != 0 and signature[-1] != 0


def _r_short(signature: bytes) -> bool:
    return signature[0] == 0


def _s_short(signature: bytes) -> bool:
    return signature[32] == 0


@cache
def es256_cases() -> list[tuple[str, Any, bool, str]]:
    """Token, public key, whether it is genuine, and what it is."""
    public = ec_key().public_key()
    stranger = ec.derive_private_key(0xBAD, ec.SECP256R1()).public_key()
    text = signed_text("ES256", CLAIMS[0])
    octets = text.encode()
    plain = signature_where(octets, _plain)
    changed = part({"alg": "ES256", "typ": "JWT"}) + "." + part({**CLAIMS[0], "roles": ["editor"]})
    x, y = (int.from_bytes(decoded(ES256_KEY[name]), "big") for name in "xy")
    rfc = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()

    def with_(signature: bytes) -> str:
        return f"{text}.{encoded(signature)}"

    small_r, small_s = (signature_where(octets, which) for which in (_r_short, _s_short))
    return [
        (with_(plain), public, True, "a genuine token"),
        (ES256_TOKEN, rfc, True, "the token of RFC 7515 A.3, which is genuine"),
        (f"{changed}.{encoded(plain)}", public, False, "a token whose role was raised"),
        (with_(plain), stranger, False, "a token, and the public key of a stranger"),
        (with_(bytes(64)), public, False, "a token whose R and S are 0"),
        (with_(small_r), public, True, "a genuine token whose R begins with a zero octet"),
        (
            with_(small_s),
            public,
            True,
            "a genuine token whose S begins with a zero octet",
        ),
        (
            with_(signature_where(octets, _r_like_der)),
            public,
            True,
            "a genuine token whose R begins with the octet `30`, as DER does. Look at the length"
            " alone",
        ),
        (
            with_(as_der(plain)),
            public,
            False,
            "a token whose signature is in DER. One token has one signature, in one form",
        ),
        (with_(small_r[1:]), public, False, "63 octets: the zero before R was dropped"),
        (
            with_(small_s[:32] + small_s[33:]),
            public,
            False,
            "63 octets: the zero before S was dropped",
        ),
        (
            with_(plain[:32] + b"\0" + plain[32:]),
            public,
            False,
            "65 octets: there is a zero too many before S",
        ),
        (with_(plain + b"\0"), public, False, "65 octets: there is one too many at the end"),
        (with_(plain[:32]), public, False, "32 octets: that is half a signature"),
        (with_(b""), public, False, "a token whose signature is empty"),
    ]


def check_verify_es256(verify_es256: Callable[..., Any]) -> str:
    """R||S only, of 64 octets only."""
    cases = es256_cases()
    expect_function(verify_es256, cases[0][0], cases[0][1], name="verify_es256")
    expect_answers(verify_es256, "verify_es256", cases)
    return "64 octets or nothing, and what R begins with makes no difference."


ES_SPLIT = SPLIT + "raw = b64url_decode(last)\n"
LENGTH = "if len(raw) != 64:\n    return False\n"
HALVES = 'r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")\n'
ES_ASK = (
    "der = encode_dss_signature(r, s)\ntry:\n    public_key.verify(der, text.encode(), ECDSA)\n"
)

VERIFY_ES256 = Exercise(
    id="03.verify_es256",
    title="Verify ES256",
    check=check_verify_es256,
    setup=ES_SETUP,
    hints=(
        "The first gap makes two numbers of 64 octets, or gives up. The second asks the key, as in"
        " `verify_rs256`.",
        '`int.from_bytes(octets, "big")` is the way back from `to_bytes`. R is `raw[:32]`. And'
        " before that: `if len(raw) != 64`, what then?",
        "First gap: return False if the length is not 64, then"
        ' `r = int.from_bytes(raw[:32], "big")`'
        " and the same of the rest. Second: `try:` with `public_key.verify(der, text.encode(),"
        " ECDSA)`, and `except InvalidSignature:` with `return False`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "length by slices, else",
            verifier(
                "verify_es256",
                'header, payload, signature = token.split(".")\n'
                "octets = b64url_decode(signature)\n"
                "r, s = octets[:32], octets[32:]\n"
                "if len(r) != 32 or len(s) != 32:\n"
                "    return False\n"
                'der = encode_dss_signature(*(int.from_bytes(each, "big") for each in (r, s)))\n'
                "try:\n"
                '    public_key.verify(der, (header + "." + payload).encode(), ECDSA)\n'
                "except InvalidSignature:\n"
                "    return False\n"
                "else:\n"
                "    return True",
            ),
            "correct",
        ),
        Trial(
            "by PyJWT's algorithm",
            verifier(
                "verify_es256",
                "import jwt\n" + ES_SPLIT + 'way = jwt.get_algorithm_by_name("ES256")\n'
                "return len(raw) == 64 and way.verify(text.encode(), public_key, raw)",
            ),
            "correct",
        ),
        Trial(
            "takes DER",
            verifier(
                "verify_es256",
                ES_SPLIT + f"try:\n    public_key.verify(raw, text.encode(), ECDSA)\n{CATCH}",
            ),
            "not_yet",
            "not in DER",
        ),
        Trial(
            "takes both",
            verifier(
                "verify_es256",
                ES_SPLIT + "if len(raw) == 64:\n"
                f"    {HALVES.strip()}\n"
                "    raw = encode_dss_signature(r, s)\n"
                f"try:\n    public_key.verify(raw, text.encode(), ECDSA)\n{CATCH}",
            ),
            "not_yet",
            "in one form",
        ),
        Trial(
            "guesses by the first octet",
            verifier(
                "verify_es256",
                ES_SPLIT + "if raw[:1] == b'0':\n    return False\n"
                "if len(raw) != 64:\n    return False\n" + HALVES + ES_ASK + CATCH,
            ),
            "not_yet",
            "as DER does",
        ),
        Trial(
            "does not look at the length",
            verifier("verify_es256", ES_SPLIT + HALVES + ES_ASK + CATCH),
            "not_yet",
            "zero before S",
        ),
        Trial(
            "cuts off what is too long",
            verifier(
                "verify_es256",
                ES_SPLIT + "if len(raw) < 64:\n    return False\n"
                'r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:64], "big")\n'
                + ES_ASK
                + CATCH,
            ),
            "not_yet",
            "one too many at the end",
        ),
        Trial(
            "fills up what is too short",
            verifier(
                "verify_es256",
                ES_SPLIT
                + 'if len(raw) > 64:\n    return False\nraw = raw.rjust(64, b"\\0")\n'
                + HALVES
                + ES_ASK
                + CATCH,
            ),
            "not_yet",
            "was dropped",
        ),
        Trial(
            "halves swapped",
            verifier(
                "verify_es256",
                ES_SPLIT + LENGTH + 's, r = int.from_bytes(raw[:32], "big"), '
                'int.from_bytes(raw[32:], "big")\n' + ES_ASK + CATCH,
            ),
            "not_yet",
            "R comes first",
        ),
        Trial(
            "reads DER where there is none",
            verifier(
                "verify_es256", ES_SPLIT + "r, s = decode_dss_signature(raw)\n" + ES_ASK + CATCH
            ),
            "not_yet",
            "isn't DER",
        ),
        Trial(
            "the exception gets out",
            verifier(
                "verify_es256",
                ES_SPLIT + LENGTH + HALVES + "der = encode_dss_signature(r, s)\n"
                "public_key.verify(der, text.encode(), ECDSA)\nreturn True",
            ),
            "not_yet",
            "gets out",
        ),
        Trial(
            "never asks",
            verifier("verify_es256", ES_SPLIT + LENGTH + "return True"),
            "not_yet",
            "role was raised",
        ),
        Trial(
            "crash",
            verifier("verify_es256", ES_SPLIT + "der = encode_dss_signature(raw)\nreturn True"),
            "not_yet",
            "TypeError",
        ),
    ),
)
