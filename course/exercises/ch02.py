"""Exercises and quizzes of notebook 02: how does the auth server know the token is its own?"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import math
import types
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from itertools import islice, product
from typing import Any

from course.checks import (
    LearnerRaised,
    call,
    expect,
    expect_function,
    learners_code,
    shown,
)
from course.exercise import Choice, Code, Exercise, NotYet, Quiz, Reference, Stub, Trial
from course.exercises.ch01 import defined, encoded

# --- tokens to check with --------------------------------------------------------------------


def part(value: Any) -> str:
    """A dict as a part of a token."""
    return encoded(json.dumps(value, separators=(",", ":")).encode())


def signed(header: str, payload: str, key: bytes) -> str:
    """The token of two parts (RFC 7515 5.1, HS256)."""
    return signed_text(f"{header}.{payload}", key)


def signed_text(text: str, key: bytes) -> str:
    """This text, a dot, and its signature, whatever the text is."""
    return f"{text}.{encoded(hmac.digest(key, text.encode(), 'sha256'))}"


RFC_HEADER = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
RFC_PAYLOAD = (
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
)
RFC_SIGNATURE = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
RFC_KEY = urlsafe_b64decode(
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow=="
)
"""RFC 7515 A.1, key included."""
HEADER = part({"alg": "HS256", "typ": "JWT"})
ADA = part({"sub": "ada", "roles": ["viewer"]})
BO = part({"sub": "bo", "roles": ["viewer"]})
LOOKS_ENCODED = b"Z3JhY2UncyBzZWNyZXQgaXMgMzIgb2N0ZXRzIGxvbmc="
"""A key whose octets happen to be the text of base64."""
KEY = b"thirty-two octets, and no secret"

# --- 02.sign -----------------------------------------------------------------------------------

SIGNED = (
    (RFC_HEADER, RFC_PAYLOAD, RFC_KEY),
    (HEADER, ADA, KEY),
    (HEADER, BO, KEY),
    (HEADER, ADA, LOOKS_ENCODED),
    (HEADER, part({"sub": "zoe", "n": 4}), KEY),
)


def check_sign(sign_hs256: Callable[..., Any]) -> str:
    """Three parts, and the signature of RFC 7515 A.1."""
    expect_function(sign_hs256, HEADER, ADA, KEY, name="sign_hs256")
    for header, payload, key in SIGNED:
        said = call(sign_hs256, header, payload, key)
        expect(said is not None, "Your function gives nothing back. Does it `return` the token?")
        expect(not isinstance(said, bytes), "Your function gives octets. A token is text.")
        expect(isinstance(said, str), f"Your function gave {shown(said)}. A token is text.")
        if said == signed(header, payload, key):
            continue
        text, _, third = said.rpartition(".")
        if not text and third == said:
            raise NotYet(
                "There is no dot in what your function gives. Return the whole token:"
                " header, dot, payload, dot, signature."
            )
        expect(
            said.count(".") == 2,
            f"Your function gives {said.count('.') + 1} parts. A token has three:"
            " header, dot, payload, dot, signature.",
        )
        expect(
            text == f"{header}.{payload}",
            "The first two parts should be `header` and `payload`, letter by letter.",
        )
        raise NotYet(_signature_slip(third, header, payload, key))
    return "That is the signature of RFC 7515 A.1, to the last letter, and four others."


def _signature_slip(third: str, header: str, payload: str, key: bytes) -> str:
    """What was signed in place of what should have been, as far as one can tell."""
    text = f"{header}.{payload}".encode()
    right = hmac.digest(key, text, "sha256")
    if third.rstrip("=") == encoded(right):
        return "The padding is still there: `b64url_encode` leaves the `=` away."
    if third.rstrip("=").replace("+", "-").replace("/", "_") == encoded(right):
        return "The signature is in the old alphabet, with `+` and `/`: use `b64url_encode`."
    if third == right.hex():
        return "The signature is in hexadecimal. Take `.digest()` and `b64url_encode` it."
    if third == encoded(right.hex().encode()):
        return "You encode the *hexadecimal* digest. Take the octets: `digest`, not `hexdigest`."
    for slip, why in _slips(header, payload, key):
        if third == slip.hex():
            return f"{why} And the signature is in hexadecimal: `b64url_encode` the octets."
        if _octets(third) == slip:
            return why
    return (
        "The signature is another one. It is the HMAC, with SHA-256 and this key, of the octets of"
        " `header.payload`."
    )


def _octets(letters: str) -> bytes:
    try:
        return urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
    except ValueError:
        return b""


def _slips(header: str, payload: str, key: bytes) -> Iterator[tuple[bytes, str]]:
    """Signatures that learners make, each with what is wrong with it."""
    text = f"{header}.{payload}".encode()

    def mac(octets: bytes, key: bytes = key, hash: str = "sha256") -> bytes:
        return hmac.digest(key, octets, hash)

    inside = [_octets(header), _octets(payload)]
    yield (
        mac((header + payload).encode()),
        "The dot is missing in what you sign. (In the token it is there.)",
    )
    for octets in (b".".join(inside), b"".join(inside), inside[1]):
        yield (
            mac(octets),
            "You sign the *decoded* text. What is signed is what travels: the letters of"
            " `header.payload`.",
        )
    yield mac(payload.encode()), "You sign the payload alone. Then anybody could change the header."
    yield mac(header.encode()), "You sign the header alone. Then anybody could change the claims."
    yield mac(text + b"."), "There is a dot too many at the end of what you sign."
    yield mac(key, key=text), "Key and text are swapped: the key comes first in `hmac.digest`."
    for plain in (text, key + text, text + key, key + b"." + text):
        yield (
            hashlib.sha256(plain).digest(),
            "That is a plain hash. An HMAC mixes the key in, twice: `hmac.digest(key, …)`.",
        )
    for hash in ("sha1", "sha384", "sha512", "md5"):
        yield (
            mac(text, hash=hash),
            f"That is the HMAC with {hash.upper().replace('SHA', 'SHA-')}. HS256 is with SHA-256.",
        )
    yield (
        mac(text, key=_octets(key.decode("latin-1"))) if key == LOOKS_ENCODED else b"-",
        "You decode the key. It comes as octets, and is to be taken as it comes, whatever it looks"
        " like.",
    )
    yield (
        mac(text, key=encoded(key).encode()),
        "You encode the key. It comes as octets, and is to be taken as it comes.",
    )


def signer(body: str) -> Code:
    """An answer to 02.sign with this body."""
    return defined("sign_hs256", "header, payload, key", body)


CODEC = (
    "import hmac\nimport json\n"
    "from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode\n"
    "from hashlib import sha256\n"
    "def b64url_encode(octets):\n"
    '    return urlsafe_b64encode(octets).rstrip(b"=").decode()\n'
    "def b64url_decode(text):\n"
    '    octets = urlsafe_b64decode(text + "=" * (-len(text) % 4))\n'
    "    if b64url_encode(octets) != text:\n"
    "        raise ValueError('not canonical')\n"
    "    return octets\n"
    "def make_part(value):\n"
    '    return b64url_encode(json.dumps(value, separators=(",", ":")).encode())\n'
)
TEXT = 'text = f"{header}.{payload}"\n'
MAC = 'hmac.digest(key, text.encode(), "sha256")'

SIGN = Exercise(
    id="02.sign",
    title="Sign",
    check=check_sign,
    setup=CODEC,
    hints=(
        "Three steps: put the two parts together, make the HMAC of that, and append it as the third"
        " part. What does each step take: text or octets?",
        '`hmac.digest(key, …, "sha256")` takes the key, and the octets of the text *with* the dot.'
        " `b64url_encode` makes letters of what it gives.",
        '`text = f"{header}.{payload}"`, then `hmac.digest(key, text.encode(), "sha256")`, and'
        " return the text, a dot, and the encoded signature.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "hmac.new",
            signer(
                'mac = hmac.new(key, digestmod="sha256")\n'
                'for each in (header, ".", payload):\n'
                "    mac.update(each.encode())\n"
                'return ".".join([header, payload, b64url_encode(mac.digest())])'
            ),
            "correct",
        ),
        Trial(
            "by hand",
            signer(
                "key = sha256(key).digest() if len(key) > 64 else key\n"
                'block = key.ljust(64, b"\\0")\n'
                'octets = (header + "." + payload).encode("ascii")\n'
                "inner = sha256(bytes(b ^ 0x36 for b in block) + octets).digest()\n"
                "outer = sha256(bytes(b ^ 0x5C for b in block) + inner).digest()\n"
                'return header + "." + payload + "." + b64url_encode(outer)'
            ),
            "correct",
        ),
        Trial(
            "dot forgotten",
            signer(
                'signature = hmac.digest(key, (header + payload).encode(), "sha256")\n'
                'return f"{header}.{payload}.{b64url_encode(signature)}"'
            ),
            "not_yet",
            "dot is missing",
        ),
        Trial(
            "decoded text",
            signer(
                'text = b64url_decode(header) + b"." + b64url_decode(payload)\n'
                'signature = hmac.digest(key, text, "sha256")\n'
                'return f"{header}.{payload}.{b64url_encode(signature)}"'
            ),
            "not_yet",
            "*decoded* text",
        ),
        Trial(
            "payload alone",
            signer(
                'signature = hmac.digest(key, payload.encode(), "sha256")\n'
                'return f"{header}.{payload}.{b64url_encode(signature)}"'
            ),
            "not_yet",
            "payload alone",
        ),
        Trial(
            "hexdigest",
            signer(TEXT + 'return text + "." + hmac.new(key, text.encode(), "sha256").hexdigest()'),
            "not_yet",
            "hexadecimal",
        ),
        Trial(
            "hexdigest, encoded",
            signer(
                TEXT + 'digest = hmac.new(key, text.encode(), "sha256").hexdigest()\n'
                'return text + "." + b64url_encode(digest.encode())'
            ),
            "not_yet",
            "`hexdigest`",
        ),
        Trial(
            "two slips at once",
            signer(
                'mac = hmac.new(key, (header + payload).encode(), "sha256")\n'
                'return f"{header}.{payload}.{mac.hexdigest()}"'
            ),
            "not_yet",
            "dot is missing in what you sign. (In the token it is there.) And",
        ),
        Trial(
            "padding",
            signer(TEXT + f'return text + "." + urlsafe_b64encode({MAC}).decode()'),
            "not_yet",
            "padding",
        ),
        Trial(
            "plain hash",
            signer(
                TEXT + 'return text + "." + b64url_encode(sha256(key + text.encode()).digest())'
            ),
            "not_yet",
            "plain hash",
        ),
        Trial(
            "swapped",
            signer(
                TEXT
                + 'return text + "." + b64url_encode(hmac.digest(text.encode(), key, "sha256"))'
            ),
            "not_yet",
            "swapped",
        ),
        Trial(
            "HS512",
            signer(TEXT + f'return text + "." + b64url_encode({MAC.replace("256", "512")})'),
            "not_yet",
            "HS256 is with SHA-256",
        ),
        Trial(
            "decodes the key",
            signer(
                TEXT + "try:\n"
                "    key = b64decode(key, validate=True)\n"
                "except ValueError:\n"
                "    pass\n"
                f'return text + "." + b64url_encode({MAC})'
            ),
            "not_yet",
            "You decode the key",
        ),
        Trial(
            "signature alone",
            signer(TEXT + f"return b64url_encode({MAC})"),
            "not_yet",
            "whole token",
        ),
        Trial(
            "writes the JSON anew",
            signer(
                "header = make_part(json.loads(b64url_decode(header)))\n"
                "payload = make_part(json.loads(b64url_decode(payload)))\n"
                + TEXT
                + f'return text + "." + b64url_encode({MAC})'
            ),
            "not_yet",
            "letter by letter",
        ),
        Trial("octets", signer(f'{TEXT}return text.encode() + b"." + {MAC}'), "not_yet", "is text"),
        Trial(
            "text in place of octets",
            signer(TEXT + 'return hmac.digest(key, text, "sha256")'),
            "not_yet",
            "TypeError",
        ),
        Trial("crash", signer("return hmac.sign(header, payload, key)"), "not_yet", "no attribute"),
    ),
)

# --- 02.verify ---------------------------------------------------------------------------------

GOOD = signed(HEADER, ADA, KEY)
GENUINE: tuple[tuple[str, bytes, str], ...] = (
    (GOOD, KEY, "It is signed with this key."),
    (
        f"{RFC_HEADER}.{RFC_PAYLOAD}.{RFC_SIGNATURE}",
        RFC_KEY,
        "It is the token of RFC 7515 A.1, with line ends in its JSON. Check the text *as received*,"
        " and don't write the JSON anew.",
    ),
    (signed(HEADER, ADA, LOOKS_ENCODED), LOOKS_ENCODED, "Take the key as it comes: it is octets."),
    (
        signed(part({"typ": "JWT", "alg": "HS256"}), BO, KEY),
        KEY,
        "Its header has the names in another order, which is as good.",
    ),
    (
        signed(part({"alg": "HS512", "typ": "JWT"}), BO, KEY),
        KEY,
        "Its header says HS512, and its signature is HS256 all the same. Your function is asked"
        " about the signature: leave the header alone.",
    ),
)


def _last_letter(token: str) -> str:
    """The same token with another last letter that means the same octets."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) + 1]


FALSE: tuple[tuple[str, str, bytes], ...] = (
    ("signed with another key", GOOD, b"another key of thirty-two octets"),
    ("with another payload", f"{HEADER}.{BO}.{GOOD.rpartition('.')[2]}", KEY),
    ("with another header", f"{part({'alg': 'none'})}.{ADA}.{GOOD.rpartition('.')[2]}", KEY),
    ("with an empty signature", f"{HEADER}.{ADA}.", KEY),
    ("with only the first half of its signature", GOOD[:-22], KEY),
    ("with its signature and more behind it", GOOD + "AAAA", KEY),
    ("with its third part missing", f"{HEADER}.{ADA}", KEY),
    ("with a fourth part", GOOD + ".x", KEY),
    ("of two parts that is signed, all the same", signed_text(HEADER, KEY), KEY),
    ("of four parts that is signed, all the same", signed_text(f"{HEADER}.{ADA}.{BO}", KEY), KEY),
    ("with its signature twice", f"{GOOD}.{GOOD.rpartition('.')[2]}", KEY),
    ("of nothing", "", KEY),
    ("of two dots", "..", KEY),
    ("with a letter that is no ASCII", GOOD[:-1] + "é", KEY),
    ("with a line end behind it", GOOD + "\n", KEY),
    ("with padding", GOOD + "=", KEY),
    (
        "whose last letter is another one, with leftover bits that aren't zero",
        _last_letter(GOOD),
        KEY,
    ),
)
HALF_LETTERS: tuple[tuple[str, str, bytes], ...] = (
    ("with half a letter in its signature (a lone surrogate)", f"{HEADER}.{ADA}.\ud800", KEY),
    (
        "with half a letter in its header (a lone surrogate)",
        f"\ud800.{ADA}.{GOOD.rpartition('.')[2]}",
        KEY,
    ),
)
"""The rarest come last, so that they don't hide what matters more."""


def check_verify(verify_hs256: Callable[..., Any]) -> str:
    """True for what is genuine, False for the rest, in constant time."""
    expect_function(verify_hs256, GOOD, KEY, name="verify_hs256")
    for token, key, why in GENUINE:
        said = call(verify_hs256, token, key)
        expect(said is not None, "Your function gives nothing back. It should `return` a bool.")
        expect(isinstance(said, bool), f"Your function gave {shown(said)}: True or False, please.")
        if not said and _takes_decoded(verify_hs256):
            raise NotYet(
                "Good tokens are refused, and one would pass whose signature is over the *decoded*"
                " text. What is signed is what travels: the letters of `header.payload`."
            )
        expect(said, f"A good token was refused. {why}")
    for case in FALSE:
        _expect_refused(verify_hs256, *case)
    expect(
        _uses(verify_hs256, hmac.compare_digest),
        "You tell the good tokens from the bad ones. But I see no `hmac.compare_digest`. `==` may"
        " stop at the first difference, and its time tells how far a guess was right; a loop of"
        " one's own may be undone by whoever makes Python faster. Let `hmac.compare_digest`"
        " compare.",
    )
    for case in HALF_LETTERS:
        _expect_refused(verify_hs256, *case)
    return "Genuine ones pass, all others don't, and the time it takes tells nothing."


def _expect_refused(verify_hs256: Callable[..., Any], what: str, token: str, key: bytes) -> None:
    try:
        said = call(verify_hs256, token, key)
    except LearnerRaised as stumble:
        if isinstance(stumble.error, NameError):
            raise
        raise NotYet(
            f"For a token {what} your function raised `{type(stumble.error).__name__}`. Tokens"
            " come from outside: the answer is False."
        ) from None
    expect(said is not None, f"For a token {what} your function gives nothing back: return False.")
    expect(said is False, f"A token {what} got through: your function gave {shown(said)}.")


def _takes_decoded(verify_hs256: Callable[..., Any]) -> bool:
    """Does it accept a signature over the JSON, with a dot or without?"""
    inside = [_octets(HEADER), _octets(ADA)]
    wrong = [encoded(hmac.digest(KEY, dot.join(inside), "sha256")) for dot in (b".", b"")]
    return any(call(verify_hs256, f"{HEADER}.{ADA}.{third}", KEY) is True for third in wrong)


def _uses(function: Any, wanted: object, depth: int = 4) -> bool:
    """Does this function, or one of the learner's that it calls, use that one, by any name?"""
    code = getattr(function, "__code__", None)
    return code is not None and _in_code(code, function.__globals__, wanted, depth)


def _in_code(code: types.CodeType, known: dict[str, Any], wanted: object, depth: int) -> bool:
    name = getattr(wanted, "__name__", "")
    if name in code.co_names or any(known.get(each) is wanted for each in code.co_names):
        return True
    inner = [each for each in code.co_consts if isinstance(each, types.CodeType)]
    if any(_in_code(each, known, wanted, depth) for each in inner):
        return True
    called = [
        known[each] for each in code.co_names if isinstance(known.get(each), types.FunctionType)
    ]
    return depth > 0 and any(_uses(each, wanted, depth - 1) for each in called)


def verifier(body: str, before: str = "") -> Code:
    """An answer to 02.verify with this body."""
    return defined("verify_hs256", "token, key", body, before)


SIGNER = (
    "def sign(header, payload, key):\n"
    '    text = f"{header}.{payload}"\n'
    "    return f'{text}.{b64url_encode(hmac.digest(key, text.encode(), \"sha256\"))}'\n"
)
THREE = 'parts = token.split(".")\nif len(parts) != 3:\n    return False\n'
DECODED = (
    THREE + "try:\n"
    "    theirs = b64url_decode(parts[2])\n"
    '    ours = hmac.digest(key, f"{parts[0]}.{parts[1]}".encode(), "sha256")\n'
    "except ValueError:\n"
    "    return False\n"
)

VERIFY = Exercise(
    id="02.verify",
    title="Verify",
    check=check_verify,
    setup=CODEC + SIGNER,
    hints=(
        "You can sign. What would this token look like if *you* had signed its first two parts with"
        " this key?",
        "Split at the dots, return False unless there are three parts, sign the first two anew, and"
        " compare the result with the token that came.",
        "```python\n"
        'parts = token.split(".")\n'
        "if len(parts) != 3 or not token.isascii():\n"
        "    return False\n"
        "expected = sign(parts[0], parts[1], key)\n"
        "return hmac.compare_digest(...)  # the two tokens\n"
        "```",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "octets compared",
            verifier(DECODED + "return hmac.compare_digest(ours, theirs)"),
            "correct",
        ),
        Trial(
            "a helper compares",
            verifier(
                'text, dot, third = token.rpartition(".")\n'
                "if text.count('.') != 1 or not token.isascii():\n"
                "    return False\n"
                "return equal(third, mac(text, key))",
                "from hmac import compare_digest\n"
                "def mac(text, key):\n"
                '    return b64url_encode(hmac.new(key, text.encode(), "sha256").digest())\n'
                "def equal(a, b):\n"
                "    return compare_digest(a, b)\n",
            ),
            "correct",
        ),
        Trial(
            "by other names",
            verifier(
                THREE + "try:\n"
                "    mac = dg(key, f'{parts[0]}.{parts[1]}'.encode(), 'sha256')\n"
                "    return cd(mac, b64url_decode(parts[2]))\n"
                "except ValueError:\n"
                "    return False",
                "from hmac import compare_digest as cd, digest as dg\n",
            ),
            "correct",
        ),
        Trial(
            "a loop of its own",
            verifier(
                DECODED + "if len(ours) != len(theirs):\n"
                "    return False\n"
                "difference = 0\n"
                "for a, b in zip(ours, theirs):\n"
                "    difference |= a ^ b\n"
                "return difference == 0"
            ),
            "not_yet",
            "I see no",
        ),
        Trial(
            "cut at the last dot",
            verifier(
                'text, _, third = token.rpartition(".")\n'
                "try:\n"
                "    ours = hmac.digest(key, text.encode(), 'sha256')\n"
                "    return hmac.compare_digest(ours, b64url_decode(third))\n"
                "except ValueError:\n"
                "    return False"
            ),
            "not_yet",
            "two parts that is signed",
        ),
        Trial(
            "asks the header",
            verifier(
                DECODED + "if json.loads(b64url_decode(parts[0])).get('alg') != 'HS256':\n"
                "    return False\n"
                "return hmac.compare_digest(ours, theirs)"
            ),
            "not_yet",
            "leave the header alone",
        ),
        Trial(
            "half a letter in the signature",
            verifier(
                THREE + "ours = sign(parts[0], parts[1], key)\n"
                "return hmac.compare_digest(ours.encode(), token.encode())"
            ),
            "not_yet",
            "in its signature (a lone surrogate) your function raised `UnicodeEncodeError`",
        ),
        Trial(
            "half a letter in the header",
            verifier(
                THREE + "try:\n"
                "    theirs = b64url_decode(parts[2])\n"
                "except ValueError:\n"
                "    return False\n"
                "ours = hmac.digest(key, '.'.join(parts[:2]).encode(), 'sha256')\n"
                "return hmac.compare_digest(ours, theirs)"
            ),
            "not_yet",
            "in its header (a lone surrogate) your function raised `UnicodeEncodeError`",
        ),
        Trial(
            "==",
            verifier(THREE + "return sign(parts[0], parts[1], key) == token"),
            "not_yet",
            "compare_digest",
        ),
        Trial(
            "== of octets", verifier(DECODED + "return ours == theirs"), "not_yet", "compare_digest"
        ),
        Trial(
            "everything is fine",
            verifier("return True"),
            "not_yet",
            "another key",
        ),
        Trial(
            "writes the JSON anew",
            verifier(
                THREE + "try:\n"
                "    anew = [make_part(json.loads(b64url_decode(part))) for part in parts[:2]]\n"
                "except ValueError:\n"
                "    return False\n"
                "return hmac.compare_digest(sign(*anew, key).encode(), token.encode())"
            ),
            "not_yet",
            "as received",
        ),
        Trial(
            "decoded text",
            verifier(
                THREE + "text = b64url_decode(parts[0]) + b'.' + b64url_decode(parts[1])\n"
                'ours = hmac.digest(key, text, "sha256")\n'
                "return hmac.compare_digest(ours, b64url_decode(parts[2]))"
            ),
            "not_yet",
            "*decoded* text",
        ),
        Trial(
            "parts not counted",
            verifier(
                'header, payload, signature = token.split(".")\n'
                "return hmac.compare_digest(sign(header, payload, key).encode(), token.encode())"
            ),
            "not_yet",
            "third part missing",
        ),
        Trial(
            "lax reader",
            verifier(
                THREE + "try:\n"
                '    theirs = urlsafe_b64decode(parts[2] + "==")\n'
                "except ValueError:\n"
                "    return False\n"
                'ours = hmac.digest(key, f"{parts[0]}.{parts[1]}".encode(), "sha256")\n'
                "return hmac.compare_digest(ours, theirs)"
            ),
            "not_yet",
            "got through",
        ),
        Trial(
            "begins right",
            verifier(
                THREE + "ours = sign(parts[0], parts[1], key).rpartition('.')[2]\n"
                "return all(a == b for a, b in zip(ours, parts[2]))"
            ),
            "not_yet",
            "empty signature",
        ),
        Trial(
            "no ASCII",
            verifier(THREE + "return hmac.compare_digest(sign(parts[0], parts[1], key), token)"),
            "not_yet",
            "no ASCII",
        ),
        Trial(
            "key decoded",
            verifier(
                THREE + "try:\n"
                "    key = b64decode(key, validate=True)\n"
                "except ValueError:\n"
                "    pass\n"
                "return hmac.compare_digest(sign(parts[0], parts[1], key).encode(), token.encode())"
            ),
            "not_yet",
            "as it comes",
        ),
        Trial(
            "returns the claims",
            verifier(THREE + "return json.loads(b64url_decode(parts[1]))"),
            "not_yet",
            "True or False",
        ),
        Trial("crash", verifier("return verified(token, key)"), "not_yet", "NameError"),
    ),
)

# --- 02.tamper ---------------------------------------------------------------------------------

VICTIMS = (
    GOOD,
    signed(
        HEADER, part({"iss": "https://login.example", "sub": "bo", "exp": 300, "roles": []}), KEY
    ),
    f"{RFC_HEADER}.{RFC_PAYLOAD}.{RFC_SIGNATURE}",
)


def check_tamper(promote: Callable[..., Any]) -> str:
    """Another payload, and nothing else."""
    expect_function(promote, GOOD, name="promote")
    for token in VICTIMS:
        said = call(promote, token)
        expect(said is not None, "Your function gives nothing back. Does it `return` the token?")
        expect(
            isinstance(said, str),
            f"Your function gave {shown(said)}. Return a token: text, with three parts.",
        )
        parts, before = said.split("."), token.split(".")
        expect(
            len(parts) == 3,
            f"Your function gives {len(parts)} parts. A forged token has three as well: keep the"
            " header, and the old signature.",
        )
        expect(
            said != token,
            "The token is what it was. Its claims are encoded (*viewer* doesn't stand in it as"
            " such): decode the payload, change it, and put it back, encoded.",
        )
        expect(parts[0] == before[0], "The header is another one. Leave it as it is.")
        expect(
            parts[2] == before[2],
            "The signature is another one. Mallory has no key: keep the old signature.",
        )
        _expect_promoted(parts[1], json.loads(_octets(before[1])))
    return "A fine forgery, readable for everybody. Now see what the verifier says."


def _expect_promoted(payload: str, claims: dict[str, Any]) -> None:
    octets = _octets(payload)
    expect(
        octets and encoded(octets) == payload,
        f"The payload is {shown(payload)}, and that is no base64url: `make_part` writes it.",
    )
    try:
        found = json.loads(octets)
    except ValueError:
        raise NotYet(f"The payload holds {shown(octets)}, which is no JSON.") from None
    expect(isinstance(found, dict), f"The payload holds {shown(found)}. It should hold the claims.")
    expect(
        found.get("roles") != "editor",
        'The roles are a text now. They should be a list: `["editor"]`.',
    )
    expect(
        found.get("roles") == ["editor"],
        f'The roles are {shown(found.get("roles"))} now, and should be `["editor"]`.',
    )
    lost = [name for name in claims if name not in found]
    expect(not lost, f"The claim `{lost[0] if lost else ''}` got lost: change the roles alone.")
    expect(
        found == claims | {"roles": ["editor"]},
        f"The claims are {shown(found)} now: change the roles alone.",
    )


def tamperer(body: str) -> Code:
    """An answer to 02.tamper with this body."""
    return defined("promote", "token", body)


APART = (
    'header, payload, signature = token.split(".")\nclaims = json.loads(b64url_decode(payload))\n'
)

TAMPER = Exercise(
    id="02.tamper",
    title="Tamper",
    check=check_tamper,
    setup=CODEC + SIGNER,
    hints=(
        "Take the token apart, read its payload, change it, and put everything together again.",
        "`json.loads(b64url_decode(payload))` gives the claims as a dict. When you have changed it,"
        " `make_part` makes a payload of it.",
        '`claims["roles"] = ["editor"]`, and then return header, `make_part(claims)` and signature,'
        " with dots between them.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "a new dict, with blanks",
            tamperer(
                'parts = token.split(".")\n'
                "claims = {**json.loads(b64url_decode(parts[1])), 'roles': ['editor']}\n"
                "parts[1] = b64url_encode(json.dumps(claims).encode())\n"
                'return ".".join(parts)'
            ),
            "correct",
        ),
        Trial(
            "replace",
            tamperer(
                'middle = token.split(".")[1]\n'
                "claims = json.loads(urlsafe_b64decode(middle + '=='))\n"
                "return token.replace(middle, make_part(dict(claims, roles=['editor'])))"
            ),
            "correct",
        ),
        Trial(
            "never put back",
            tamperer(APART + 'claims["roles"] = ["editor"]\nreturn token'),
            "not_yet",
            "what it was",
        ),
        Trial(
            "replaces the word",
            tamperer('return token.replace("viewer", "editor")'),
            "not_yet",
            "are encoded",
        ),
        Trial(
            "signature dropped",
            tamperer(
                APART + 'claims["roles"] = ["editor"]\nreturn f"{header}.{make_part(claims)}"'
            ),
            "not_yet",
            "old signature",
        ),
        Trial(
            "only the roles",
            tamperer(APART + "return f\"{header}.{make_part({'roles': ['editor']})}.{signature}\""),
            "not_yet",
            "got lost",
        ),
        Trial(
            "a text",
            tamperer(
                APART + 'claims["roles"] = "editor"\n'
                'return f"{header}.{make_part(claims)}.{signature}"'
            ),
            "not_yet",
            "should be a list",
        ),
        Trial(
            "appended",
            tamperer(
                APART + 'claims.setdefault("roles", []).append("editor")\n'
                'return f"{header}.{make_part(claims)}.{signature}"'
            ),
            "not_yet",
            "should be",
        ),
        Trial(
            "not encoded",
            tamperer(
                APART + 'claims["roles"] = ["editor"]\n'
                'return f"{header}.{json.dumps(claims)}.{signature}"'
            ),
            "not_yet",
            "no base64url",
        ),
        Trial(
            "signed with some key",
            tamperer(
                APART + 'claims["roles"] = ["editor"]\n'
                "return sign(header, make_part(claims), b'guess')"
            ),
            "not_yet",
            "Mallory has no key",
        ),
        Trial(
            "the claims",
            tamperer(APART + 'claims["roles"] = ["editor"]\nreturn claims'),
            "not_yet",
            "Return a token",
        ),
        Trial("crash", tamperer('token["roles"] = ["editor"]'), "not_yet", "TypeError"),
    ),
)

# --- 02.crack ----------------------------------------------------------------------------------

LIST = ("secret", "Projector", "käse", "popcorn", "projector", "ticket")


def check_crack(crack: Callable[..., Any]) -> str:
    """The word, or None."""
    expect_function(crack, GOOD, ["a"], name="crack")
    for word in ("popcorn", "secret", "ticket", "projector", "käse"):
        token = signed(HEADER, ADA, word.encode())
        said = _cracked(crack, token, LIST)
        told = f"A token was signed with `{word}`, which is one of the words. "
        if said is None:
            _why_nothing(crack, word, told)
        if said is None and _cracked(crack, signed(HEADER, ADA, b"secret"), LIST) == "secret":
            raise NotYet(
                told + "Your function gives None, and finds the *first* word of a list. Does"
                " `return None` stand in the loop? It belongs after it."
            )
        expect(
            said is not None,
            told + "Your function gives None. Are you comparing like with like: letters with"
            " letters? What is signed is `header.payload`, with the dot.",
        )
        expect(said is not True, told + "Your function says True. Say *which* word it is.")
        expect(said is not False, told + "Your function says False.")
        expect(not isinstance(said, bytes), told + "Your function gives octets: return the word.")
        expect(
            not isinstance(said, int), told + f"Your function gives {shown(said)}: return the word."
        )
        expect(said == word, told + f"Your function gives {shown(said)}.")
    for words in (LIST, ()):
        said = _cracked(crack, signed(HEADER, ADA, KEY), words)
        expect(
            said is None,
            f"A token was signed with none of {len(words)} words, and your function gives"
            f" {shown(said)}. It should give None.",
        )
    lazily = call(crack, signed(RFC_HEADER, RFC_PAYLOAD, b"ticket"), iter(LIST))
    expect(
        lazily == "ticket",
        "The words may come one by one (from a generator): go through them once, with `for`.",
    )
    return "One token, a list, and the key is known. Nobody noticed."


def _why_nothing(crack: Callable[..., Any], word: str, told: str) -> None:
    """Does it print in place of returning, or go through another list than it was given?"""
    code = getattr(crack, "__code__", None)
    names: tuple[str, ...] = getattr(code, "co_names", ())
    takes: tuple[str, ...] = getattr(code, "co_varnames", ())
    for ours in ("WORDS", "LIST"):
        expect(
            ours not in names,
            told + f"Your function gives None. It goes through `{ours}`, the list of this notebook."
            " To go through is the list that it was given:"
            f" `{takes[1] if len(takes) > 1 else 'words'}`.",
        )
    found, other = (_printed(crack, signed(HEADER, ADA, key)) for key in (word.encode(), KEY))
    expect(
        word not in found or word in other,
        told + "Your function prints it, but nothing is *returned*: the caller gets what stands"
        " after `return`.",
    )


def _printed(crack: Callable[..., Any], token: str) -> str:
    """What it prints about this token."""
    with redirect_stdout(io.StringIO()) as lines:
        _cracked(crack, token, LIST)
    return lines.getvalue()


def _cracked(crack: Callable[..., Any], token: str, words: tuple[str, ...]) -> Any:
    try:
        return call(crack, token, list(words))
    except LearnerRaised as stumble:
        if isinstance(stumble.error, TypeError) and "bytes" in str(stumble.error):
            raise NotYet(
                f"Your function raised `TypeError: {stumble.error}`. A word is text, and a key is"
                " octets: `word.encode()`."
            ) from None
        raise


def cracking(body: str) -> Code:
    """An answer to 02.crack with this body."""
    return defined("crack", "token, words", body)


SPLIT = 'text, _, signature = token.rpartition(".")\n'
FITS = 'b64url_encode(hmac.digest(word.encode(), text.encode(), "sha256")) == signature'
VERIFIER = (
    "def verify(token, key):\n"
    '    parts = token.split(".")\n'
    "    return len(parts) == 3 and hmac.compare_digest(sign(*parts[:2], key), token)\n"
)

CRACK = Exercise(
    id="02.crack",
    title="Crack it",
    check=check_crack,
    setup=CODEC + SIGNER + VERIFIER + 'WORDS = ["secret", "popcorn", "projector", "ticket"]\n',
    hints=(
        "You have a function that says whether a token was signed with a key. What does it say for"
        " each of the words?",
        "In a loop over the words: if `verify(token, …)` holds for the octets of the word, return"
        " the word. After the loop nothing was found.",
        "`for word in words:`, `if verify(token, word.encode()):`, `return word`; and after the"
        " loop `return None`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "with the verifier",
            cracking("return next((word for word in words if verify(token, word.encode())), None)"),
            "correct",
        ),
        Trial(
            "sign anew",
            cracking(
                'parts = token.split(".")\n'
                "for word in words:\n"
                "    if sign(parts[0], parts[1], bytes(word, 'utf-8')) == token:\n"
                "        return word"
            ),
            "correct",
        ),
        Trial(
            "True",
            cracking(
                "for word in words:\n"
                "    if verify(token, word.encode()):\n"
                "        return True\n"
                "return False"
            ),
            "not_yet",
            "*which* word",
        ),
        Trial(
            "gives up after the first",
            cracking(
                SPLIT + f"for word in words:\n    if {FITS}:\n        return word\n    return None"
            ),
            "not_yet",
            "gives None",
        ),
        Trial(
            "text as key",
            cracking("for word in words:\n    if verify(token, word):\n        return word"),
            "not_yet",
            "`word.encode()`",
        ),
        Trial(
            "letters with octets",
            cracking(
                SPLIT + "for word in words:\n"
                '    if hmac.digest(word.encode(), text.encode(), "sha256") == signature:\n'
                "        return word"
            ),
            "not_yet",
            "like with like",
        ),
        Trial(
            "printed",
            cracking(
                "for word in words:\n    if verify(token, word.encode()):\n        print(word)"
            ),
            "not_yet",
            "*returned*",
        ),
        Trial(
            "the list of the notebook",
            cracking(
                "for word in WORDS:\n    if verify(token, word.encode()):\n        return word"
            ),
            "not_yet",
            "it was given",
        ),
        Trial(
            "prints what it tries",
            cracking(
                "for word in words:\n"
                "    print(word)\n"
                "    if verify(token.replace('.', ''), word.encode()):\n"
                "        return word"
            ),
            "not_yet",
            "like with like",
        ),
        Trial(
            "the last word",
            cracking(
                "found = None\n"
                "for word in words:\n"
                "    if verify(token, word.encode()):\n"
                "        found = word\n"
                "return found or word"
            ),
            "not_yet",
            "should give None",
        ),
        Trial(
            "octets",
            cracking(
                "for word in words:\n"
                "    word = word.encode()\n"
                "    if verify(token, word):\n"
                "        return word"
            ),
            "not_yet",
            "gives octets",
        ),
        Trial(
            "its place",
            cracking(
                "for i, word in enumerate(words):\n"
                "    if verify(token, word.encode()):\n"
                "        return i"
            ),
            "not_yet",
            "return the word",
        ),
        Trial(
            "small letters",
            cracking(
                "for word in words:\n"
                "    word = word.lower()\n"
                "    if verify(token, word.encode()):\n"
                "        return word\n"
                "return ''"
            ),
            "not_yet",
            "should give None",
        ),
        Trial("crash", cracking("return crak(token)"), "not_yet", "NameError"),
    ),
)

# --- 02.candidates -----------------------------------------------------------------------------


def check_candidates(candidates: Callable[..., Any]) -> str:
    """All texts, the short ones first, each once."""
    expect_function(candidates, "ab", 2, name="candidates")
    for letters, longest in (("ab", 2), ("abc", 3), ("x", 3), ("01", 1)):
        wanted = [
            "".join(some) for n in range(1, longest + 1) for some in product(letters, repeat=n)
        ]
        told = f'`candidates("{letters}", {longest})` '
        steps = call(candidates, letters, longest)
        expect(steps is not None, told + "gives nothing. The inner loop has to `yield` each text.")
        expect(not isinstance(steps, str), told + "returns one text. `yield` gives one by one.")
        expect(
            isinstance(steps, Iterator),
            told + f"returns {shown(steps)}. For eight letters that would fit into no memory:"
            " `yield` each text by itself.",
        )
        with learners_code("candidates"):
            found = list(islice(steps, len(wanted) + 10))
        expect(bool(found), told + "yields nothing. The inner loop has to `yield` something.")
        expect(
            not isinstance(found[0], tuple),
            told + f'yields {shown(found[0])} first: a tuple. `"".join(…)` makes a text of it.',
        )
        expect(
            all(isinstance(each, str) for each in found),
            told + f"yields {shown(found[0])} first. It should yield texts.",
        )
        yields = f"yields {', '.join(map(repr, found[:8]))}{', …' if len(found) > 8 else ''}. "
        lengths_found = sorted({len(each) for each in found})
        expect("" not in found, told + yields + "The shortest texts are of *one* letter.")
        expect(
            all(set(each) <= set(letters) for each in found),
            told + yields + f"Texts of the letters {letters!r} are asked for, and nothing else in"
            ' them: `"".join(…)` puts letters together.',
        )
        expect(
            lengths_found == list(range(1, longest + 1)),
            told + yields + f"Their lengths are {lengths_found}, and should be all from 1 to"
            f" {longest}. What does the outer loop count, and what does `repeat` say?",
        )
        missing = [each for each in wanted if each not in found]
        expect(not missing, told + yields + f"It leaves out {missing[0]!r}." if missing else "")
        expect(len(found) == len(wanted), told + "yields some texts twice, or more than there are.")
        expect(
            [len(each) for each in found] == [len(each) for each in wanted],
            told + "doesn't begin with the short ones.",
        )
    return "All of them, one by one, the short ones first."


def generator(body: str) -> Code:
    """An answer to 02.candidates with this body."""
    return defined("candidates", "letters, longest", body)


LENGTHS = "for length in range(1, longest + 1):\n"

CANDIDATES = Exercise(
    id="02.candidates",
    title="All of them",
    check=check_candidates,
    setup="from itertools import product\n",
    hints=(
        "What does `product(letters, repeat=length)` give, and what should come out of your"
        " function?",
        "A loop over `product(letters, repeat=length)`; each of its tuples becomes a text, and is"
        " yielded.",
        '`for some in product(letters, repeat=length):`, and in it `yield "".join(some)`.',
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "yield from",
            generator(LENGTHS + '    yield from map("".join, product(letters, repeat=length))'),
            "correct",
        ),
        Trial(
            "without product",
            generator(
                'some = [""]\n' + LENGTHS + "    some = [text + each for text in some for each in"
                " letters]\n"
                "    yield from some"
            ),
            "correct",
        ),
        Trial(
            "begins with nothing",
            generator(
                "for length in range(0, longest + 1):\n"
                '    yield from map("".join, product(letters, repeat=length))'
            ),
            "not_yet",
            "of *one* letter",
        ),
        Trial(
            "ends too early",
            generator(
                "for length in range(1, longest):\n"
                '    yield from map("".join, product(letters, repeat=length))'
            ),
            "not_yet",
            "outer loop",
        ),
        Trial(
            "str of a tuple",
            generator(
                LENGTHS + "    for some in product(letters, repeat=length):\n"
                "        yield str(some)"
            ),
            "not_yet",
            "puts letters together",
        ),
        Trial(
            "tuples",
            generator(LENGTHS + "    yield from product(letters, repeat=length)"),
            "not_yet",
            "a tuple",
        ),
        Trial(
            "one length",
            generator(
                LENGTHS + "    for some in product(letters, repeat=longest):\n"
                '        yield "".join(some)'
            ),
            "not_yet",
            "`repeat`",
        ),
        Trial(
            "repeat forgotten",
            generator(LENGTHS + '    for some in product(letters):\n        yield "".join(some)'),
            "not_yet",
            "`repeat`",
        ),
        Trial(
            "one of each length",
            generator(
                LENGTHS + "    for some in product(letters, repeat=length):\n"
                '        yield "".join(some)\n'
                "        break"
            ),
            "not_yet",
            "leaves out",
        ),
        Trial(
            "no letter twice",
            generator(
                "from itertools import combinations\n"
                + LENGTHS
                + '    yield from map("".join, combinations(letters, length))'
            ),
            "not_yet",
            "leaves out",
        ),
        Trial(
            "a list",
            generator(
                "found = []\n"
                + LENGTHS
                + "    found += [''.join(some) for some in product(letters, repeat=length)]\n"
                "return found"
            ),
            "not_yet",
            "no memory",
        ),
        Trial(
            "long ones first",
            generator(
                "for length in range(longest, 0, -1):\n"
                '    yield from map("".join, product(letters, repeat=length))'
            ),
            "not_yet",
            "short ones",
        ),
        Trial(
            "returns the first",
            generator(
                LENGTHS + "    for some in product(letters, repeat=length):\n"
                '        return "".join(some)'
            ),
            "not_yet",
            "one text",
        ),
        Trial(
            "crash",
            generator(LENGTHS + "    yield from join(product(letters, repeat=length))"),
            "not_yet",
            "NameError",
        ),
    ),
)

# --- 02.key_length -----------------------------------------------------------------------------

LENGTH_CASES = [
    (256, 256, 32),
    (64, 256, 43),
    (16, 256, 64),
    (26, 256, 55),
    (2, 256, 256),
    (10, 128, 39),
    (7776, 128, 10),
    (62, 47, 8),
    (95, 256, 39),
]
"""Symbols, bits, length."""

LENGTH_SLIPS: list[tuple[Callable[[int, int], float], str]] = [
    (lambda symbols, bits: bits / 8, "That is `bits / 8`, which holds for octets alone."),
    (lambda symbols, bits: bits // 8, "That is `bits / 8`, which holds for octets alone."),
    (
        lambda symbols, bits: math.ceil(bits / 8),
        "That is `bits / 8`, which holds for octets alone.",
    ),
    (
        lambda symbols, bits: bits / math.log2(symbols),
        "There is no such thing as a piece of a symbol: round *up*.",
    ),
    (
        lambda symbols, bits: int(bits / math.log2(symbols)),
        "Rounded down, it has a few bits too few: round *up*.",
    ),
    (
        lambda symbols, bits: round(bits / math.log2(symbols)),
        "Rounded to the nearest, it sometimes has too few bits: round *up*.",
    ),
    (
        lambda symbols, bits: math.ceil(bits / math.ceil(math.log2(symbols))),
        "You rounded the bits of *one* symbol, and a piece of a bit times fifty is many. Round"
        " once, at the end.",
    ),
    (
        lambda symbols, bits: math.ceil(bits / int(math.log2(symbols))),
        "You rounded the bits of *one* symbol, and a piece of a bit times fifty is many. Round"
        " once, at the end.",
    ),
    (
        lambda symbols, bits: int(bits / math.log2(symbols)) + 1,
        "Where it comes out even, one more is not needed.",
    ),
    (
        lambda symbols, bits: math.ceil(bits / math.log(symbols)),
        "`log` is the natural logarithm. Bits are counted in powers of two: `log2`.",
    ),
    (
        lambda symbols, bits: math.ceil(bits / math.log10(symbols)),
        "`log10` counts decimal digits. Bits are counted in powers of two: `log2`.",
    ),
    (
        lambda symbols, bits: math.ceil(bits / symbols),
        "A symbol has `log2(symbols)` bits, and not as many as there are symbols.",
    ),
    (
        lambda symbols, bits: math.ceil(bits * math.log2(symbols)),
        "The bits of one symbol are to be *divided* by: more symbols, fewer of them.",
    ),
]


def check_key_length(letters_needed: Callable[..., Any]) -> str:
    """The bits by those of a symbol, rounded up."""
    expect_function(letters_needed, 64, 256, name="letters_needed")
    found: dict[tuple[int, int], Any] = {}
    for symbols, bits, _ in LENGTH_CASES:
        found[symbols, bits] = said = call(letters_needed, symbols, bits)
        expect(said is not None, "Your function gives nothing back. Does it `return` the length?")
        expect(
            isinstance(said, int | float) and not isinstance(said, bool),
            f"`letters_needed({symbols}, {bits})` gave {shown(said)}, which is no number.",
        )
    wrong = [case for case in LENGTH_CASES if found[case[:2]] != case[2]]
    fractions = [case for case, length in found.items() if not isinstance(length, int)]
    if not wrong and fractions:
        case = fractions[0]
        raise NotYet(
            f"`letters_needed{case}` gave `{found[case]}`: the right number, as a fraction. A"
            " length is a whole number (`int`): `math.ceil` gives one."
        )
    if not wrong:
        return "43 letters of base64url, and the sun burns out before somebody guesses them."
    symbols, bits, length = wrong[0]
    told = (
        f"`letters_needed({symbols}, {bits})` gave `{found[symbols, bits]}`, and should give"
        f" `{length}`. "
    )
    for slip, why in LENGTH_SLIPS:
        if all(found[case] == slip(*case) for case in found):
            raise NotYet(told + why)
    raise NotYet(told + "How many bits has one symbol, and how many symbols does it take, then?")


def lengths(body: str, before: str = "import math\n") -> Code:
    """An answer to 02.key_length with this body."""
    return defined("letters_needed", "symbols, bits", body, before)


KEY_LENGTH = Exercise(
    id="02.key_length",
    title="How long must it be?",
    check=check_key_length,
    hints=(
        "How many different secrets of 3 symbols are there? How many does `bits` ask for?",
        "There are `symbols**length` secrets of that length, and there should be `2**bits` at"
        " least. Or: one symbol has `log2(symbols)` bits.",
        "Begin with `length = 0`, and add 1 while `symbols**length < 2**bits`. Or"
        " `math.ceil(bits / math.log2(symbols))`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial("logarithm", lengths("return math.ceil(bits / math.log2(symbols))"), "correct"),
        Trial(
            "next",
            lengths(
                "return next(n for n in count() if symbols**n >= 1 << bits)",
                "from itertools import count\n",
            ),
            "correct",
        ),
        Trial("not rounded", lengths("return bits / math.log2(symbols)"), "not_yet", "piece"),
        Trial("rounded down", lengths("return int(bits / math.log2(symbols))"), "not_yet", "down"),
        Trial("rounded", lengths("return round(bits / math.log2(symbols))"), "not_yet", "nearest"),
        Trial(
            "one more",
            lengths("return int(bits / math.log2(symbols)) + 1"),
            "not_yet",
            "one more is not needed",
        ),
        Trial(
            "a fraction",
            lengths("return -(-bits // math.log2(symbols))"),
            "not_yet",
            "a whole number",
        ),
        Trial(
            "one symbol rounded up",
            lengths("return math.ceil(bits / math.ceil(math.log2(symbols)))"),
            "not_yet",
            "of *one* symbol",
        ),
        Trial(
            "one symbol rounded down",
            lengths("return -(-bits // int(math.log2(symbols)))"),
            "not_yet",
            "of *one* symbol",
        ),
        Trial("octets", lengths("return bits // 8"), "not_yet", "octets alone"),
        Trial(
            "natural",
            lengths("return math.ceil(bits / math.log(symbols))"),
            "not_yet",
            "natural logarithm",
        ),
        Trial(
            "by symbols", lengths("return math.ceil(bits / symbols)"), "not_yet", "log2(symbols)"
        ),
        Trial("something else", lengths("return symbols"), "not_yet", "How many bits has one"),
        Trial("nothing back", lengths("bits / symbols"), "not_yet", "nothing back"),
        Trial(
            "never ends",
            lengths("length = 1\nwhile symbols**length < 2**bits:\n    pass"),
            "not_yet",
            "never ends",
        ),
        Trial("crash", lengths("return bits / logarithm(symbols)"), "not_yet", "NameError"),
    ),
    seconds=2,
)

EXERCISES = (SIGN, VERIFY, TAMPER, CRACK, CANDIDATES, KEY_LENGTH)

# --- quizzes -----------------------------------------------------------------------------------

QUIZZES = (
    Quiz(
        id="02.recall_read",
        question="What must Mallory know to *read* Ada's token? And what, to *write* a payload"
        " like hers?",
        choices={
            "a": Choice(
                "The key for both.", "Reading took no key in notebook 01, and writing took none."
            ),
            "b": Choice(
                "Nothing to read it, the key to write one.",
                "Nearly. `make_part` writes a payload, and it has no key either. What needs a key"
                " is the third part.",
            ),
            "c": Choice(
                "Nothing for either.",
                "base64url and JSON in both directions. What remains is the third part.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="02.recall_received",
        question="Over what is the signature of a token computed?",
        choices={
            "a": Choice(
                "Over the letters `header.payload`, as they travel.",
                "To the last letter, dot included.",
            ),
            "b": Choice(
                "Over the JSON of header and claims.",
                "The same claims can be written in many ways. Letters are letters.",
            ),
            "c": Choice(
                "Over the claims alone.", "Then anybody could change the header, with its `alg`."
            ),
        },
        right="a",
    ),
    Quiz(
        id="02.predict_hash",
        question="Can Mallory make a token that says *editor* and that `looks_right` accepts?",
        choices={
            "a": Choice(
                "No: a changed letter gives another hash.",
                "It does. And who keeps Mallory from writing that other hash behind it?",
            ),
            "b": Choice("Yes.", "Everybody can compute a hash. Run the next cell."),
            "c": Choice(
                "Only by trying for a very long time.",
                "One try is enough. What does `with_hash` need that Mallory doesn't have?",
            ),
        },
        right="b",
    ),
    Quiz(
        id="02.predict_stopwatch",
        question="A signature has 32 octets. How many tries does Mallory need at most, if each"
        " refusal tells how far the guess was right?",
        choices={
            "a": Choice(
                "2 to the power of 256.",
                "That many without the stopwatch. With it each octet can be found by itself.",
            ),
            "b": Choice(
                "32 times 256, some eight thousand.",
                "At most 256 for the first octet, then 256 for the second, and so on: they add up"
                " rather than multiply.",
            ),
            "c": Choice("32.", "One for each octet would be luck: an octet has 256 values."),
        },
        right="b",
    ),
    Quiz(
        id="02.predict_bits",
        question="Mallory buys a computer that is a thousand times as fast. How much longer must"
        " the key be, so that guessing it takes as long as before?",
        choices={
            "a": Choice(
                "Ten bits.", "Each bit doubles the work, and 2 to the power of 10 is 1024."
            ),
            "b": Choice(
                "A thousand times as long.",
                "Each *bit* doubles the work. How often do you double to get to a thousand?",
            ),
            "c": Choice(
                "Twice as long.",
                "That would be far more than needed: a key of twice the bits takes the *square* of"
                " the work.",
            ),
        },
        right="a",
    ),
    Quiz(
        id="02.predict_mint",
        question="What can Mallory do with what is stored in the ticket machine?",
        choices={
            "a": Choice("Read the claims of tokens.", "That went without breaking in anywhere."),
            "b": Choice(
                "Check tokens, and nothing else: it is only a verifier.",
                "To verify it makes the signature anew. What else can one do with a signature that"
                " one can make?",
            ),
            "c": Choice(
                "Issue tokens for anybody, with any role, which all four accept.",
                "Whoever can make a signature in order to compare it can also send it.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="02.check_proves",
        question="`verify(token, key)` is True. What do you know?",
        choices={
            "a": Choice(
                "Ada is at the other end of the line.",
                "Somebody is who holds the token. It may be Ada, and it may be whoever copied it.",
            ),
            "b": Choice(
                "Somebody who has the key wrote exactly this header and payload.",
                "That much, and no more: not which of those who have it, nor whether it still"
                " counts.",
            ),
            "c": Choice(
                "The token is good, and the bearer may come in.",
                "It may have expired, or be meant for somebody else (notebook 04).",
            ),
            "d": Choice(
                "The auth server wrote it.",
                "Or the backend, or any other that verifies with the same secret.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="02.check_secret",
        question="Which of these is a good key for HS256?",
        choices={
            "a": Choice(
                "`correct horse battery staple`",
                "It is on every list of the world, and was famous for being long.",
            ),
            "b": Choice(
                "The first 64 letters of a song that Grace likes.",
                "Songs can be had in files, by the million. Long is not random.",
            ),
            "c": Choice(
                "`sha256` of Grace's favourite word, 32 octets.",
                "It has no more entropy than the word. Mallory hashes the list of words, too.",
            ),
            "d": Choice(
                "`secrets.token_bytes(32)`, made once and kept safe.",
                "256 bits that nobody chose.",
            ),
        },
        right="d",
    ),
    Quiz(
        id="02.check_same",
        question="All tokens are refused with *signature verification failed*. Both sides show you"
        " the same secret in their settings. What do you look at first?",
        choices={
            "a": Choice(
                "Whether both make the same octets of it.",
                "One may decode base64, the other one not. Compare a hash of the key, on both"
                " sides.",
            ),
            "b": Choice(
                "Whether their clocks agree.", "Then the token would be *expired*, or *not yet*."
            ),
            "c": Choice(
                "Whether the secret is long enough.",
                "A short secret is dangerous. But it verifies.",
            ),
        },
        right="a",
    ),
)
