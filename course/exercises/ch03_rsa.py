"""Exercises of notebook 03: sign and verify with RS256."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from course.checks import expect, expect_function
from course.exercise import Exercise, NotYet, Reference, Stub, Trial
from course.exercises.ch03_tokens import (
    CATCH,
    CLAIMS,
    HELPERS,
    PKCS1,
    PSS,
    RS_TEXT,
    SPLIT,
    ask,
    decoded,
    encoded,
    expect_answers,
    fits,
    other_octets,
    part,
    signature_of,
    signed_text,
    signer,
    the_parts,
    verifier,
)
from course.rfc_examples import THUMBPRINT_KEY
from simulator.actors.keyring import throwaway_rsa_key

# --- 03.sign_rs256 ------------------------------------------------------------------------


def check_sign_rs256(sign_rs256: Callable[..., Any]) -> str:
    """Three parts, and the signature is over the first two."""
    private = throwaway_rsa_key()
    expect_function(sign_rs256, CLAIMS[0], private, name="sign_rs256")
    for claims in CLAIMS:
        said = ask(sign_rs256, "sign_rs256", dict(claims), private)
        parts = the_parts(said, "sign_rs256", "RS256", claims)
        expect_rs256(private.public_key(), f"{parts[0]}.{parts[1]}", signature_of(parts[2]))
    _expect_the_key_given(sign_rs256)
    return "Three parts, and everybody with the public half can tell that they belong together."


def _expect_the_key_given(sign_rs256: Callable[..., Any]) -> None:
    """It has to sign with the key that it is given, whichever that is."""
    other = throwaway_rsa_key(1)
    parts = str(ask(sign_rs256, "sign_rs256", dict(CLAIMS[0]), other)).split(".")
    octets, signature = f"{parts[0]}.{parts[1]}".encode(), signature_of(parts[2])
    expect(
        not fits(throwaway_rsa_key().public_key(), signature, octets, PKCS1, hashes.SHA256()),
        "Called with another key, your function signs with `rsa_private` of the notebook all the"
        " same. The key to sign with is the one that it is given: `private_key`.",
    )
    expect_rs256(other.public_key(), f"{parts[0]}.{parts[1]}", signature)


def expect_rs256(public: Any, text: str, signature: bytes) -> None:
    """A signature as RFC 7518 3.3 wants it."""
    octets = text.encode()
    if fits(public, signature, octets, PKCS1, hashes.SHA256()):
        return
    any_salt = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.AUTO)
    if fits(public, signature, octets, any_salt, hashes.SHA256()):
        raise NotYet("The signature has the padding PSS: that is PS256. RS256 has `PKCS1v15`.")
    for other in (hashes.SHA1(), hashes.SHA384(), hashes.SHA512()):
        if fits(public, signature, octets, PKCS1, other):
            raise NotYet(f"The hash is {other.name}. The 256 of RS256 stands for SHA-256.")
    for wrong, why in other_octets(text):
        if fits(public, signature, wrong, PKCS1, hashes.SHA256()):
            raise NotYet(f"The signature {why}.")
    raise NotYet(
        "The third part is no signature of the first two by this key. Sign `text.encode()` with"
        " `PKCS1v15` and `SHA256`, and encode what comes out once."
    )


RS_SIGN = "private_key.sign({}, padding.PKCS1v15(), hashes.SHA256())"

SIGN_RS256 = Exercise(
    id="03.sign_rs256",
    title="Sign with RS256",
    check=check_sign_rs256,
    setup=HELPERS,
    hints=(
        "The cell with *Ada may come in* has all that you need. Which octets are signed here, and"
        " what has to become of the signature before it can stand in a text?",
        "`text.encode()` are the octets. The signature is octets, too, and `b64url_encode` makes"
        " text of them.",
        "`signature = private_key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())`, then"
        " return `text`, a dot and the encoded signature.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "the key of the notebook",
            signer(
                "sign_rs256",
                'text = make_part({"alg": "RS256", "typ": "JWT"}) + "." + make_part(claims)\n'
                "from simulator.actors.keyring import throwaway_rsa_key\n"
                "rsa_private = throwaway_rsa_key()\n"
                'return text + "." + b64url_encode('
                "rsa_private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))",
            ),
            "not_yet",
            "the one that it is given",
        ),
        Trial(
            "parts in a list, header with members in another order",
            signer(
                "sign_rs256",
                'parts = [make_part({"typ": "JWT", "alg": "RS256"}), make_part(claims)]\n'
                'octets = ".".join(parts).encode("ascii")\n'
                f"parts.append(b64url_encode({RS_SIGN.format('octets')}))\n"
                'return ".".join(parts)',
            ),
            "correct",
        ),
        Trial(
            "by PyJWT",
            signer(
                "sign_rs256",
                'import jwt\nreturn jwt.encode(claims, private_key, algorithm="RS256")',
            ),
            "correct",
        ),
        Trial(
            "the payload alone",
            signer(
                "sign_rs256",
                RS_TEXT + "octets = make_part(claims).encode()\n"
                f'return text + "." + b64url_encode({RS_SIGN.format("octets")})',
            ),
            "not_yet",
            "over the payload alone",
        ),
        Trial(
            "without the dot",
            signer(
                "sign_rs256",
                RS_TEXT + 'octets = text.replace(".", "").encode()\n'
                f'return text + "." + b64url_encode({RS_SIGN.format("octets")})',
            ),
            "not_yet",
            "without the dot",
        ),
        Trial(
            "decoded",
            signer(
                "sign_rs256",
                RS_TEXT + 'octets = b".".join(b64url_decode(each) for each in text.split("."))\n'
                f'return text + "." + b64url_encode({RS_SIGN.format("octets")})',
            ),
            "not_yet",
            "decoded text",
        ),
        Trial(
            "hashed by hand",
            signer(
                "sign_rs256",
                "import hashlib\n" + RS_TEXT + "octets = hashlib.sha256(text.encode()).digest()\n"
                f'return text + "." + b64url_encode({RS_SIGN.format("octets")})',
            ),
            "not_yet",
            "hashed twice",
        ),
        Trial(
            "PSS",
            signer(
                "sign_rs256",
                RS_TEXT
                + "pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.MAX_LENGTH)\n"
                "signature = private_key.sign(text.encode(), pss, hashes.SHA256())\n"
                'return text + "." + b64url_encode(signature)',
            ),
            "not_yet",
            "PS256",
        ),
        Trial(
            "another hash",
            signer(
                "sign_rs256",
                RS_TEXT + "way = padding.PKCS1v15(), hashes.SHA512()\n"
                "signature = private_key.sign(text.encode(), *way)\n"
                'return text + "." + b64url_encode(signature)',
            ),
            "not_yet",
            "sha512",
        ),
        Trial(
            "base64 with padding",
            signer(
                "sign_rs256",
                RS_TEXT + f"signature = {RS_SIGN.format('text.encode()')}\n"
                'return text + "." + base64.b64encode(signature).decode()',
            ),
            "not_yet",
            "not base64url",
        ),
        Trial(
            "hexadecimal",
            signer(
                "sign_rs256",
                RS_TEXT + f'return text + "." + {RS_SIGN.format("text.encode()")}.hex()',
            ),
            "not_yet",
            "hexadecimal",
        ),
        Trial(
            "octets in an f-string",
            signer(
                "sign_rs256",
                RS_TEXT + f"signature = {RS_SIGN.format('text.encode()')}\n"
                'return f"{text}.{base64.urlsafe_b64encode(signature)}"',
            ),
            "not_yet",
            "pasted into the text",
        ),
        Trial(
            "the signature alone",
            signer(
                "sign_rs256", RS_TEXT + f"return b64url_encode({RS_SIGN.format('text.encode()')})"
            ),
            "not_yet",
            "signature alone",
        ),
        Trial(
            "no signature", signer("sign_rs256", RS_TEXT + "return text"), "not_yet", "without a"
        ),
        Trial(
            "no dot before the signature",
            signer(
                "sign_rs256",
                RS_TEXT + f"return text + b64url_encode({RS_SIGN.format('text.encode()')})",
            ),
            "not_yet",
            "2 parts",
        ),
        Trial(
            "nothing back",
            signer("sign_rs256", RS_TEXT + f"signature = {RS_SIGN.format('text.encode()')}"),
            "not_yet",
            "gives nothing back",
        ),
        Trial(
            "crash: text where octets belong",
            signer("sign_rs256", RS_TEXT + f"return {RS_SIGN.format('text')}"),
            "not_yet",
            "TypeError",
        ),
    ),
)

# --- 03.verify_rs256 ----------------------------------------------------------------------


@cache
def rs256_cases() -> list[tuple[str, Any, bool, str]]:
    """Token, public key, whether it is genuine, and what it is."""
    private = throwaway_rsa_key()
    public = private.public_key()
    first, second = (signed_text("RS256", claims) for claims in CLAIMS)

    def last(text: str, how: Any = PKCS1) -> str:
        return encoded(private.sign(text.encode(), how, hashes.SHA256()))

    spaced = part({"alg": "RS256"}) + "." + encoded(b'{"sub": "cy",\r\n "roles": []}')
    # As in RFC 7638: a public key of somebody else.
    n, e = (int.from_bytes(decoded(THUMBPRINT_KEY[name]), "big") for name in "ne")
    stranger = rsa.RSAPublicNumbers(e, n).public_key()
    changed = part({"alg": "RS256", "typ": "JWT"}) + "." + part({**CLAIMS[0], "roles": ["editor"]})
    other_header = part({"alg": "RS256", "typ": "JWT", "kid": "x"}) + "." + part(CLAIMS[0])
    return [
        (f"{first}.{last(first)}", public, True, "a genuine token"),
        (f"{second}.{last(second)}", public, True, "another genuine token"),
        (f"{changed}.{last(first)}", public, False, "a token whose role was raised"),
        (f"{other_header}.{last(first)}", public, False, "a token whose header was changed"),
        (f"{first}.{last(second)}", public, False, "a token with the signature of another"),
        (f"{first}.{last(first)}", stranger, False, "a token, and the public key of a stranger"),
        (f"{first}.{last(first, PSS)}", public, False, "a token that was signed with PS256"),
        (f"{first}.", public, False, "a token whose signature is empty"),
        (
            f"{spaced}.{last(spaced)}",
            public,
            True,
            "a genuine token whose payload has blanks and a line break in its JSON. Verify the text"
            " as it came, and don't write it anew",
        ),
    ]


def check_verify_rs256(verify_rs256: Callable[..., Any]) -> str:
    """True or False, and InvalidSignature stays inside."""
    cases = rs256_cases()
    expect_function(verify_rs256, cases[0][0], cases[0][1], name="verify_rs256")
    expect_answers(verify_rs256, "verify_rs256", cases)
    return "Genuine ones pass, and no other: with a key that may stand in the newspaper."


RS_ASK = (
    "public_key.verify(b64url_decode(last), text.encode(), padding.PKCS1v15(), hashes.SHA256())"
)

VERIFY_RS256 = Exercise(
    id="03.verify_rs256",
    title="Verify RS256",
    check=check_verify_rs256,
    setup=HELPERS,
    hints=(
        "Take the token apart at its *last* dot. What is before it was signed, what is behind it is"
        " the signature.",
        '`text, _, last = token.rpartition(".")`. Then ask `public_key.verify`, in a `try`. What'
        " does it do when the signature is wrong, and what when it is right?",
        "In the `try`: `public_key.verify(b64url_decode(last), text.encode(), padding.PKCS1v15(),"
        " hashes.SHA256())`. Then `except InvalidSignature:` with `return False`, and at the end"
        " `return True`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "nothing taken for False",
            verifier(
                "verify_rs256",
                SPLIT + "try:\n"
                f"    if {RS_ASK}:\n"
                "        return True\n"
                "except InvalidSignature:\n"
                "    pass\n"
                "return False",
            ),
            "not_yet",
            "says nothing when all is well",
        ),
        Trial(
            "split, try with else",
            verifier(
                "verify_rs256",
                'header, payload, signature = token.split(".")\n'
                'octets = f"{header}.{payload}".encode()\n'
                "try:\n"
                "    public_key.verify(\n"
                "        signature=b64url_decode(signature), data=octets,\n"
                "        padding=padding.PKCS1v15(), algorithm=hashes.SHA256())\n"
                "except InvalidSignature:\n"
                "    return False\n"
                "else:\n"
                "    return True",
            ),
            "correct",
        ),
        Trial(
            "by hand",
            verifier(
                "verify_rs256",
                "import hashlib\n" + SPLIT + "numbers = public_key.public_numbers()\n"
                'number = int.from_bytes(b64url_decode(last), "big")\n'
                "if len(b64url_decode(last)) != 256 or number >= numbers.n:\n"
                "    return False\n"
                'block = pow(number, numbers.e, numbers.n).to_bytes(256, "big")\n'
                'info = bytes.fromhex("003031300d060960864801650304020105000420")\n'
                "digest = hashlib.sha256(text.encode()).digest()\n"
                'wanted = b"\\x00\\x01" + b"\\xff" * (256 - 2 - 52) + info + digest\n'
                "return block == wanted",
            ),
            "correct",
        ),
        Trial(
            "gives back what verify gives",
            verifier("verify_rs256", SPLIT + f"return {RS_ASK}"),
            "not_yet",
            "gives nothing back",
        ),
        Trial(
            "the exception gets out",
            verifier("verify_rs256", SPLIT + f"{RS_ASK}\nreturn True"),
            "not_yet",
            "gets out",
        ),
        Trial(
            "always",
            verifier("verify_rs256", "return True"),
            "not_yet",
            "role was raised",
        ),
        Trial(
            "is None, without try",
            verifier("verify_rs256", SPLIT + f"return {RS_ASK} is None"),
            "not_yet",
            "gets out",
        ),
        Trial(
            "the other way round",
            verifier(
                "verify_rs256",
                SPLIT + f"try:\n    {RS_ASK}\nexcept InvalidSignature:\n    return True\n"
                "return False",
            ),
            "not_yet",
            "genuine token",
        ),
        Trial(
            "catches all, and hides a slip",
            verifier(
                "verify_rs256",
                SPLIT + f"try:\n    {RS_ASK.replace('public_key', 'publickey')}\n"
                "except Exception:\n    return False\nreturn True",
            ),
            "not_yet",
            "a slip of your own",
        ),
        Trial(
            "text where octets belong, hidden",
            verifier(
                "verify_rs256",
                SPLIT + f"try:\n    {RS_ASK.replace('text.encode()', 'text')}\n"
                "except Exception:\n    return False\nreturn True",
            ),
            "not_yet",
            "where the key wants octets",
        ),
        Trial(
            "not decoded",
            verifier(
                "verify_rs256",
                SPLIT
                + f"try:\n    {RS_ASK.replace('b64url_decode(last)', 'last.encode()')}\n{CATCH}",
            ),
            "not_yet",
            "as it stands in the token",
        ),
        Trial(
            "the payload alone",
            verifier(
                "verify_rs256",
                'header, text, last = token.split(".")\n' + f"try:\n    {RS_ASK}\n{CATCH}",
            ),
            "not_yet",
            "payload alone",
        ),
        Trial(
            "forgets the dot",
            verifier(
                "verify_rs256",
                'header, payload, last = token.split(".")\ntext = header + payload\n'
                f"try:\n    {RS_ASK}\n{CATCH}",
            ),
            "not_yet",
            "without the dot",
        ),
        Trial(
            "PSS",
            verifier(
                "verify_rs256",
                SPLIT + "pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)\n"
                f"try:\n    {RS_ASK.replace('padding.PKCS1v15()', 'pss')}\n{CATCH}",
            ),
            "not_yet",
            "PS256",
        ),
        Trial(
            "writes the payload anew",
            verifier(
                "verify_rs256",
                'header, payload, last = token.split(".")\n'
                "claims = json.loads(b64url_decode(payload))\n"
                'text = header + "." + make_part(claims)\n'
                f"try:\n    {RS_ASK}\n{CATCH}",
            ),
            "not_yet",
            "as it came",
        ),
        Trial(
            "text instead of a bool",
            verifier(
                "verify_rs256",
                SPLIT + f'try:\n    {RS_ASK}\nexcept InvalidSignature:\n    return "no"\n'
                'return "yes"',
            ),
            "not_yet",
            "True or False",
        ),
        Trial(
            "crash",
            verifier("verify_rs256", "return public_key.verify(token)"),
            "not_yet",
            "TypeError",
        ),
    ),
)
