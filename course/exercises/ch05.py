"""Exercises and quizzes of notebook 05: can anyone get past your verifier?"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any

from course import judged, prey
from course.checks import LearnerRaised, call, expect, expect_function
from course.exercise import Choice, Code, Exercise, NotYet, Quiz, Reference, Stub, Trial
from course.refused import Refused
from simulator.attacks import attack_range
from simulator.attacks.result import Row
from simulator.jose import JoseError, b64url_decode

Prey = Callable[[str, dict[str, Any]], dict[str, Any]]


def fresh_token() -> str:
    """A genuine viewer's token that nobody has seen before."""
    return judged.with_claims(sub="mallory", roles=["viewer"], jti=secrets.token_hex(4))


def read(token: Any, name: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Header, claims and third part of what the learner forged. Raises NotYet if unreadable."""
    expect(token is not None, f"`{name}` gives nothing back. It is to `return` the forged token.")
    expect(isinstance(token, str), f"A token is a text; yours is a {type(token).__name__}.")
    parts = token.split(".")
    expect(
        len(parts) == 3,
        f"A token has three parts with dots between; yours has {len(parts)}. (The third may be"
        " empty. The dot before it has to be there.)",
    )
    try:
        header, claims = (json.loads(b64url_decode(part)) for part in parts[:2])
    except (JoseError, ValueError):
        raise NotYet(
            "Header and payload can't be read: each is base64url of JSON. `make_part` makes one."
        ) from None
    for what, found in (("header", header), ("payload", claims)):
        expect(
            not isinstance(found, str),
            f"Your {what} is a JSON text inside a JSON text. `make_part` does `json.dumps` itself:"
            " hand it the dict.",
        )
        expect(isinstance(found, dict), f"Your {what} is no JSON object, but `{found!r}`.")
    return header, claims, parts[2]


def expect_alg(header: dict[str, Any], wanted: str, why: str) -> None:
    """The header's `alg`, told in quotes or as missing."""
    found = header.get("alg")
    said = f"says `alg` `{found!r}`" if "alg" in header else "has no `alg`"
    expect(found == wanted, f"The header {said}. {why}")


def expect_own_token(claims: dict[str, Any], token: str) -> None:
    """Made of the token that was handed over."""
    given = json.loads(b64url_decode(token.split(".")[1]))
    expect(
        claims.get("jti") == given["jti"],
        "Make it of the token that is handed over, not of a fixed one.",
    )


def expect_promoted(claims: dict[str, Any]) -> None:
    """The role is what it is all about."""
    expect(
        claims.get("roles") == ["editor"],
        f"Mallory is still no editor: the `roles` are `{claims.get('roles')}`."
        " `promoted(token)` gives you the claims that she wants.",
    )


def expect_past(verify: Prey, token: str, why: str) -> None:
    """Raise NotYet if the verifier still refuses."""
    try:
        verify(token, judged.published_keys())
    except (ValueError, KeyError, TypeError, JoseError) as no:
        raise NotYet(f"`{verify.__name__}` refuses it ({no}). {why}") from None


SETUP = (
    "import hmac\nimport json\n"
    "from course.prey import as_pem\n"
    "from course.refused import Refused\n"
    "from simulator.jose import b64url_decode, b64url_encode\n"
    "YEAR = 366 * 24 * 3600\n"
    "def make_part(value):\n"
    "    return b64url_encode(json.dumps(value).encode())\n"
    "def promoted(token):\n"
    '    claims = json.loads(b64url_decode(token.split(".")[1]))\n'
    '    return {**claims, "roles": ["editor"]}\n'
)


def body(head: str, *lines: str) -> str:
    """A function with these lines."""
    return head + "".join(f"    {line}\n" for line in lines)


# --- 05.none --------------------------------------------------------------------------------


def check_none(forge_none: Callable[..., Any]) -> str:
    """A token that says it is unsigned."""
    token = fresh_token()
    expect_function(forge_none, token, name="forge_none")
    forged = call(forge_none, token)
    header, claims, third = read(forged, "forge_none")
    expect_promoted(claims)
    expect_alg(
        header,
        "none",
        "So a signature is wanted. Which word does this verifier take for *no signature needed*?"
        " (Letter by letter.)",
    )
    expect_own_token(claims, token)
    expect_past(prey.asks_for_none, forged, "Is the header what you meant it to be?")
    if third:
        return "It got in. (It would have without the third part, too: nobody looks at it.)"
    return "It got in, with no key and no signature."


HEAD_NONE = "def forge_none(token):\n"


def none_as(*lines: str) -> Code:
    """An answer to 05.none."""
    return Code(body(HEAD_NONE, *lines), "forge_none")


NONE = Exercise(
    id="05.none",
    title="No signature at all",
    check=check_none,
    setup=SETUP,
    hints=(
        "What must the header say so that the `if` is not entered?",
        'A header with `alg` "none", the promoted claims, and nothing as the third part. Two dots.',
        '`f"{make_part(header)}.{make_part(promoted(token))}."` with `{"alg": "none"}` as the'
        " header.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "the old header with one change, and the old signature",
            none_as(
                'header, _, third = token.split(".")',
                'said = {**json.loads(b64url_decode(header)), "alg": "none"}',
                'return ".".join([make_part(said), make_part(promoted(token)), third])',
            ),
            "correct",
        ),
        Trial(
            "join",
            none_as(
                'return ".".join([make_part({"alg": "none"}), make_part(promoted(token)), ""])'
            ),
            "correct",
        ),
        Trial(
            "old header",
            none_as(
                'header, _, third = token.split(".")',
                'return f"{header}.{make_part(promoted(token))}.{third}"',
            ),
            "not_yet",
            "signature is wanted",
        ),
        Trial(
            "another case",
            none_as(
                'return f"{make_part({"alg": "None"})}.{make_part(promoted(token))}."'.replace(
                    '{"alg": "None"}', "dict(alg='None')"
                )
            ),
            "not_yet",
            "Letter by letter",
        ),
        Trial(
            "two parts",
            none_as("return make_part(dict(alg='none')) + '.' + make_part(promoted(token))"),
            "not_yet",
            "yours has 2",
        ),
        Trial(
            "still a viewer",
            none_as("return make_part(dict(alg='none')) + '.' + token.split('.')[1] + '.'"),
            "not_yet",
            "no editor",
        ),
        Trial(
            "not encoded",
            none_as("return '{}.' + json.dumps(promoted(token)).replace('.', ' ') + '.'"),
            "not_yet",
            "can't be read",
        ),
        Trial(
            "encoded twice",
            none_as(
                "said = make_part(json.dumps(dict(alg='none')))",
                "return said + '.' + make_part(promoted(token)) + '.'",
            ),
            "not_yet",
            "inside a JSON text",
        ),
        Trial(
            "no alg",
            none_as("return make_part({}) + '.' + make_part(promoted(token)) + '.'"),
            "not_yet",
            "has no `alg`",
        ),
        Trial(
            "a token of yesterday",
            none_as(
                "claims = {'sub': 'mallory', 'roles': ['editor']}",
                "return make_part(dict(alg='none')) + '.' + make_part(claims) + '.'",
            ),
            "not_yet",
            "handed over",
        ),
        Trial("prints", none_as("print(make_part(promoted(token)))"), "not_yet", "nothing back"),
        Trial("crash", none_as("return tokens"), "not_yet", "NameError"),
    ),
)

# --- 05.confusion ---------------------------------------------------------------------------


def check_confusion(forge_confusion: Callable[..., Any]) -> str:
    """The public key as a secret."""
    token, keys = fresh_token(), judged.published_keys()
    expect_function(forge_confusion, token, keys, name="forge_confusion")
    forged = call(forge_confusion, token, keys)
    header, claims, third = read(forged, "forge_confusion")
    expect_promoted(claims)
    expect_alg(header, "HS256", "This verifier takes the key for a secret only if it says HS256.")
    expect_own_token(claims, token)
    expect(
        header.get("kid") == "grace-1",
        "Leave `kid` as it is: the verifier looks its key up by that name.",
    )
    expect(bool(third), "This one wants a MAC as the third part.")
    expect_past(prey.confuses_keys, forged, told_of_mac(forged, keys))
    return "It got in. The secret was on a web page."


def told_of_mac(forged: str, keys: dict[str, Any]) -> str:
    """What the MAC was made over or with, if it is one of the usual slips."""
    import hmac

    text, _, third = forged.rpartition(".")
    jwk = next(jwk for jwk in keys["keys"] if jwk.get("kid") == "grace-1")
    pem = prey.as_pem(jwk)
    first, _, second = text.partition(".")
    try:
        found = b64url_decode(third)
    except JoseError:
        return "The third part is not base64url of the MAC's octets."
    slips = [
        (pem, first + second, "The dot between header and payload belongs to the text."),
        (pem, second, "The MAC is made over header *and* payload, with the dot."),
        (json.dumps(jwk).encode(), text, "The secret is the key's *PEM*, not its JWK."),
        (pem.strip(), text, "PEM ends in a line break, and that is part of the secret."),
    ]
    if len(found) != 32:
        return (
            f"The third part holds {len(found)} octets; a MAC of HS256 has 32. (`sha256`, and its"
            " octets, not their hexadecimal text.)"
        )
    for secret, over, why in slips:
        if hmac.digest(secret, over.encode(), "sha256") == found:
            return why
    return (
        "The MAC is to be made over header, dot and payload, with the PEM of the key of that `kid`."
    )


HEAD_CONFUSION = body(
    "def forge_confusion(token, keys):\n",
    'header = json.loads(b64url_decode(token.split(".")[0]))',
    'jwk = next(jwk for jwk in keys["keys"] if jwk.get("kid") == header["kid"])',
)


def confusion_as(*lines: str) -> Code:
    """An answer to 05.confusion."""
    return Code(body(HEAD_CONFUSION, *lines), "forge_confusion")


TEXT = "text = make_part({**header, 'alg': 'HS256'}) + '.' + make_part(promoted(token))"

CONFUSION = Exercise(
    id="05.confusion",
    title="The public key as a secret",
    check=check_confusion,
    setup=SETUP,
    hints=(
        "Pretend that the PEM is a shared secret, and make a token as in notebook 02.",
        "Header: the old one with `alg` HS256. Payload: the promoted claims. MAC: over both, with"
        " the dot, and `as_pem(jwk)` as the secret.",
        '`text = f"{make_part({**header, ...})}.{make_part(promoted(token))}"`, then'
        ' `hmac.digest(as_pem(jwk), text.encode(), "sha256")`, then join with `b64url_encode`.',
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "hmac.new",
            confusion_as(
                TEXT,
                "mac = hmac.new(as_pem(jwk), text.encode(), 'sha256').digest()",
                "return text + '.' + b64url_encode(mac)",
            ),
            "correct",
        ),
        Trial(
            "a header of its own",
            confusion_as(
                "text = make_part({'alg': 'HS256', 'kid': jwk['kid']}) + '.'",
                "text += make_part(promoted(token))",
                "mac = hmac.digest(as_pem(jwk), bytes(text, 'ascii'), 'sha256')",
                "return '.'.join([text, b64url_encode(mac)])",
            ),
            "correct",
        ),
        Trial(
            "the JWK as secret",
            confusion_as(
                TEXT,
                "mac = hmac.digest(json.dumps(jwk).encode(), text.encode(), 'sha256')",
                "return text + '.' + b64url_encode(mac)",
            ),
            "not_yet",
            "not its JWK",
        ),
        Trial(
            "no dot",
            confusion_as(
                TEXT,
                "mac = hmac.digest(as_pem(jwk), text.replace('.', '').encode(), 'sha256')",
                "return text + '.' + b64url_encode(mac)",
            ),
            "not_yet",
            "dot between",
        ),
        Trial(
            "the payload alone",
            confusion_as(
                TEXT,
                "mac = hmac.digest(as_pem(jwk), text.split('.')[1].encode(), 'sha256')",
                "return text + '.' + b64url_encode(mac)",
            ),
            "not_yet",
            "header *and* payload",
        ),
        Trial(
            "stripped",
            confusion_as(
                TEXT,
                "mac = hmac.digest(as_pem(jwk).strip(), text.encode(), 'sha256')",
                "return text + '.' + b64url_encode(mac)",
            ),
            "not_yet",
            "line break",
        ),
        Trial(
            "hexadecimal",
            confusion_as(
                TEXT,
                "mac = hmac.new(as_pem(jwk), text.encode(), 'sha256').hexdigest()",
                "return text + '.' + mac",
            ),
            "not_yet",
            "hexadecimal",
        ),
        Trial(
            "sha512",
            confusion_as(
                TEXT,
                "mac = hmac.digest(as_pem(jwk), text.encode(), 'sha512')",
                "return text + '.' + b64url_encode(mac)",
            ),
            "not_yet",
            "64 octets",
        ),
        Trial(
            "swapped",
            confusion_as(
                TEXT,
                "mac = hmac.digest(text.encode(), as_pem(jwk), 'sha256')",
                "return text + '.' + b64url_encode(mac)",
            ),
            "not_yet",
            "made over header, dot and payload",
        ),
        Trial(
            "the old alg",
            confusion_as(
                "text = make_part(header) + '.' + make_part(promoted(token))",
                "mac = hmac.digest(as_pem(jwk), text.encode(), 'sha256')",
                "return text + '.' + b64url_encode(mac)",
            ),
            "not_yet",
            "only if it says HS256",
        ),
        Trial("no MAC", confusion_as(TEXT, "return text + '.'"), "not_yet", "wants a MAC"),
        Trial("crash", confusion_as("return hmac.digest(pem)"), "not_yet", "NameError"),
    ),
)

# --- 05.own_key -----------------------------------------------------------------------------


def check_own_key(forge_own_key: Callable[..., Any]) -> str:
    """A key that comes along."""
    token, mine = fresh_token(), judged.public_jwk("mallory", "ES256")
    signed: list[str] = []

    def sign_es256(text: str) -> bytes:
        signed.append(text)
        return judged.signature(text, "mallory")

    expect_function(forge_own_key, token, mine, sign_es256, name="forge_own_key")
    forged = call(forge_own_key, token, mine, sign_es256)
    header, claims, _ = read(forged, "forge_own_key")
    expect_promoted(claims)
    expect(
        "jwk" not in claims,
        "The key stands in the payload. The verifier looks for `jwk` in the header.",
    )
    expect(
        "jwk" in header,
        "The header brings no key: its name there is `jwk`, and its value is `my_jwk` itself.",
    )
    expect(
        header["jwk"] == mine,
        "`jwk` is there, and it is not `my_jwk` itself: not its name, not another key, not a set"
        " of keys, not its text.",
    )
    expect_own_token(claims, token)
    expect(bool(signed), "Nobody signed anything: `sign_es256(text)` gives you the signature.")
    expect_alg(header, "ES256", "Your key is for ES256, and the header must say that.")
    text = forged.rpartition(".")[0]
    why = "Is the third part base64url of what `sign_es256` gave you?"
    if text not in signed:
        why = "What you signed is not what stands in the token: header, dot, payload."
    expect_past(prey.takes_their_key, forged, why)
    return "It got in. You brought the lock that your key fits."


def own_key_as(*lines: str) -> Code:
    """An answer to 05.own_key."""
    head = (
        "from course import judged\n"
        "mine = judged.public_jwk('mallory', 'ES256')\n"
        "def forge_own_key(token, my_jwk, sign_es256):\n"
    )
    return Code(body(head, *lines), "forge_own_key")


OWN_HEADER = "header = {'alg': 'ES256', 'jwk': my_jwk}"
OWN_TEXT = "text = make_part(header) + '.' + make_part(promoted(token))"
OWN_END = "return text + '.' + b64url_encode(sign_es256(text))"

OWN_KEY = Exercise(
    id="05.own_key",
    title="Bring your own key",
    check=check_own_key,
    setup=SETUP,
    hints=(
        "Sign with your own key. How does the verifier come to look at your public half?",
        'The header says `alg` ES256 and `"jwk": my_jwk`. Sign header, dot and payload.',
        '`header = {"alg": "ES256", "jwk": my_jwk}`, `text = f"{make_part(header)}.{...}"`, and the'
        " third part is `b64url_encode(sign_es256(text))`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial("as short as can be", own_key_as(OWN_HEADER, OWN_TEXT, OWN_END), "correct"),
        Trial(
            "the old header with changes",
            own_key_as(
                "header = json.loads(b64url_decode(token.split('.')[0]))",
                "header.update(jwk=dict(my_jwk), kid='mine')",
                OWN_TEXT,
                OWN_END,
            ),
            "correct",
        ),
        Trial(
            "no key in the header",
            own_key_as("header = {'alg': 'ES256', 'kid': my_jwk['kid']}", OWN_TEXT, OWN_END),
            "not_yet",
            "brings no key",
        ),
        Trial(
            "the key's name for the key",
            own_key_as("header = {'alg': 'ES256', 'jwk': my_jwk['kid']}", OWN_TEXT, OWN_END),
            "not_yet",
            "`my_jwk` itself",
        ),
        Trial(
            "a set of keys",
            own_key_as("header = {'alg': 'ES256', 'jwk': {'keys': [my_jwk]}}", OWN_TEXT, OWN_END),
            "not_yet",
            "not a set",
        ),
        Trial(
            "in the payload",
            own_key_as(
                "header = {'alg': 'ES256'}",
                "claims = {**promoted(token), 'jwk': my_jwk}",
                "text = make_part(header) + '.' + make_part(claims)",
                OWN_END,
            ),
            "not_yet",
            "looks for `jwk` in the header",
        ),
        Trial(
            "signs the payload",
            own_key_as(
                OWN_HEADER,
                OWN_TEXT,
                "return text + '.' + b64url_encode(sign_es256(text.split('.')[1]))",
            ),
            "not_yet",
            "header, dot, payload",
        ),
        Trial(
            "keeps the old signature",
            own_key_as(OWN_HEADER, OWN_TEXT, "return text + '.' + token.split('.')[2]"),
            "not_yet",
            "Nobody signed",
        ),
        Trial(
            "another alg",
            own_key_as("header = {'alg': 'none', 'jwk': my_jwk}", OWN_TEXT, OWN_END),
            "not_yet",
            "the header must say that",
        ),
        Trial(
            "hexadecimal",
            own_key_as(OWN_HEADER, OWN_TEXT, "return text + '.' + sign_es256(text).hex()"),
            "not_yet",
            "base64url of what",
        ),
        Trial("crash", own_key_as("return sign(token)"), "not_yet", "NameError"),
    ),
)

# --- 05.harden ------------------------------------------------------------------------------


def check_harden(verify: Callable[..., Any]) -> str:
    """Nothing gets past, and every honest token does. Keys are new at each call."""
    expect_function(verify, name="verify")
    result = attack_range(verify)
    fallen = [
        row
        for row in result.rows
        if row.outcome == "fell over" or (row.ok and row.kind == "forged" and is_slip(row))
    ]
    if result.honest_accepted == 0:
        expect_no_slip(verify)
        reason = result.turned_away[0].detail
        raise NotYet(
            "No honest token gets in at all, and a verifier that refuses everything is no good."
            + (f" The first one ended in `{reason}`." if reason else "")
        )
    if result.breaches:
        more = len(result.breaches) - 1
        raise NotYet(told(result.breaches[0]) + (f"\n\n({more} more got in.)" if more else ""))
    if result.turned_away:
        raise NotYet(told(result.turned_away[0]))
    if fallen:
        raise NotYet(
            f"Nothing got in, but at `{fallen[0].name}` your verifier fell over"
            f" (`{fallen[0].detail}`). Whoever can make a door fall over can close your shop:"
            " raise `Refused`."
        )
    return (
        f"{result.forged} forged tokens refused, {result.honest} honest ones accepted, with keys"
        " that are new each time."
    )


def is_slip(row: Row) -> bool:
    """True if what was raised is not a refusal: an `assert`, for instance, is gone under -O."""
    return not row.detail.startswith(("Refused", "JoseError"))


def expect_no_slip(verify: Callable[..., Any]) -> None:
    """Show it one honest token directly, so that its own exception is explained."""
    rules: dict[str, Any] = {
        "algorithms": judged.ALGORITHMS,
        "issuer": judged.ISSUER,
        "audience": judged.AUDIENCE,
    }
    rules |= {"now": judged.NOW, "leeway": judged.LEEWAY, "typ": judged.TYP}
    try:
        call(verify, judged.signed(), judged.published_keys(), **rules)
    except LearnerRaised as stumble:
        if not isinstance(stumble.error, Refused):
            raise


def told(row: Row) -> str:
    """The story of a row, as a message."""
    return f"```text\n{row.story()}\n```"


LAYERS_OF_04 = (
    "from course.carrying import course_layers\n"
    "split, decode, allow, choose, check_signature, check_claims, check_policy = course_layers()\n"
)


def harden_as(before: tuple[str, ...] = (), after: tuple[str, ...] = (), head: str = "") -> Code:
    """An answer to 05.harden: the layers of notebook 04 with these lines in the two gaps."""
    lines = (
        "header_text, payload_text, signature_text = split(token)",
        "header = decode(header_text)",
        "allow(header, algorithms)",
        "jwk = choose(header, keys)",
        *before,
        "check_signature(jwk, header_text, payload_text, signature_text)",
        "claims = decode(payload_text)",
        "check_claims(claims, now, leeway)",
        *after,
        "check_policy(header, claims, issuer, audience, typ)",
        "return claims",
    )
    definition = "def verify(token, keys, *, algorithms, issuer, audience, now, leeway, typ):\n"
    return Code(head + body(definition, *lines), "verify")


SECRETS = ("if jwk['kty'] == 'oct' and len(b64url_decode(jwk['k'])) < 32: raise Refused('key')",)
MODULI = ("if jwk['kty'] == 'RSA' and len(b64url_decode(jwk['n'])) < 256: raise Refused('key')",)
TYPES = (
    "typ_of = str(header.get('typ')).lower()",
    "header = {**header, 'typ': typ_of.replace('application/', '', 1)}",
)
LIVES = ("if claims['exp'] - now > YEAR: raise Refused('policy')",)
TYPES_TOO_KIND = ("if str(header.get('typ')).startswith('application/'): header['typ'] = typ",)
LETTERS_OF_N = ("if jwk['kty'] == 'RSA' and len(jwk['n']) < 256: raise Refused('key')",)
HALVES = (
    "try:",
    "    json.dumps(claims, ensure_ascii=False).encode('utf-8')",
    "except UnicodeEncodeError:",
    "    raise Refused('decode') from None",
)

HARDEN = Exercise(
    id="05.harden",
    title="Until nothing gets past",
    check=check_harden,
    setup=SETUP + LAYERS_OF_04,
    hints=(
        "Mend one thing at a time, and run the check after each: it tells the next breach.",
        "Before the signature: the length of `jwk['k']` or `jwk['n']` in octets, and a tidied"
        " `header['typ']`. After the claims: how far `exp` lies ahead, and whether the claims can"
        " be written down again.",
        "`len(b64url_decode(jwk['k'])) < 32` for `kty` oct, `len(b64url_decode(jwk['n'])) < 256`"
        " for RSA; `.removeprefix('application/')`; `claims['exp'] > now + YEAR`; a `try` around"
        " `json.dumps(claims, ensure_ascii=False).encode()`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "line by line",
            harden_as((*SECRETS, *MODULI, *TYPES), (*LIVES, *HALVES)),
            "correct",
        ),
        Trial(
            "the library's key knows its weakness",
            harden_as(
                (
                    "if Key.from_jwk(jwk).weak.get(header['alg']): raise Refused('key')",
                    *TYPES,
                ),
                (*LIVES, *HALVES),
                head="from simulator.jose import Key\n",
            ),
            "correct",
        ),
        Trial("weak secrets", harden_as((*MODULI, *TYPES), (*LIVES, *HALVES)), "not_yet", "secret"),
        Trial(
            "weak moduli", harden_as((*SECRETS, *TYPES), (*LIVES, *HALVES)), "not_yet", "rsa-1024"
        ),
        Trial(
            "letters, not octets",
            harden_as((*SECRETS, *LETTERS_OF_N, *TYPES), (*LIVES, *HALVES)),
            "not_yet",
            "count octets",
        ),
        Trial(
            "any long type",
            harden_as((*SECRETS, *MODULI, *TYPES_TOO_KIND), (*LIVES, *HALVES)),
            "not_yet",
            "begins with application/",
        ),
        Trial(
            "by name",
            harden_as(
                ("if header['kid'] == 'weak': raise Refused('key')", *TYPES), (*LIVES, *HALVES)
            ),
            "not_yet",
            "secret",
        ),
        Trial(
            "ten years",
            harden_as(
                (*SECRETS, *MODULI, *TYPES),
                ("if claims['exp'] - now > 10 * YEAR: raise Refused('policy')", *HALVES),
            ),
            "not_yet",
            "two years",
        ),
        Trial(
            "a month",
            harden_as(
                (*SECRETS, *MODULI, *TYPES),
                ("if claims['exp'] - now > YEAR / 12 + 86400: raise Refused('policy')", *HALVES),
            ),
            "not_yet",
            "eleven",
        ),
        Trial(
            "half a character in sub alone",
            harden_as(
                (*SECRETS, *MODULI, *TYPES),
                (
                    *LIVES,
                    "try: claims['sub'].encode()",
                    "except ValueError: raise Refused('decode') from None",
                ),
            ),
            "not_yet",
            "surrogate",
        ),
        Trial(
            "assert",
            harden_as(
                (
                    "assert jwk['kty'] != 'oct' or len(b64url_decode(jwk['k'])) >= 32",
                    *MODULI,
                    *TYPES,
                ),
                (*LIVES, *HALVES),
            ),
            "not_yet",
            "fell over",
        ),
        Trial(
            "endless lives",
            harden_as((*SECRETS, *MODULI, *TYPES), HALVES),
            "not_yet",
            "got in",
        ),
        Trial(
            "half characters",
            harden_as((*SECRETS, *MODULI, *TYPES), LIVES),
            "not_yet",
            "surrogate",
        ),
        Trial(
            "the type in full", harden_as((*SECRETS, *MODULI), (*LIVES, *HALVES)), "not_yet", "typ"
        ),
        Trial(
            "any type",
            harden_as((*SECRETS, *MODULI, "header['typ'] = typ"), (*LIVES, *HALVES)),
            "not_yet",
            "missing",
        ),
        Trial(
            "refuses everything",
            Code("def verify(token, keys, **rules):\n    raise Refused('split')\n", "verify"),
            "not_yet",
            "no good",
        ),
        Trial(
            "accepts everything",
            Code(
                "def verify(token, keys, **rules):\n"
                "    return json.loads(b64url_decode(token.split('.')[1]))\n",
                "verify",
            ),
            "not_yet",
            "more got in",
        ),
        Trial(
            "crash",
            Code("def verify(token, keys, **rules):\n    return clams\n", "verify"),
            "not_yet",
            "NameError",
        ),
    ),
    seconds=20,
)

EXERCISES = (NONE, CONFUSION, OWN_KEY, HARDEN)

# --- quizzes ----------------------------------------------------------------------------------

QUIZZES = (
    Quiz(
        id="05.recall_order",
        question="Why is the signature checked before anybody looks at the claims?",
        choices={
            "a": Choice(
                "Because it is the cheaper check.",
                "It is the most expensive of all. But it is the one after which you know who"
                " wrote the rest.",
            ),
            "b": Choice(
                "Because until then a stranger may have written them.",
                "Nothing in the payload counts before the signature does (notebook 04).",
            ),
            "c": Choice(
                "Because the claims are encrypted until then.",
                "They never are. Everybody reads them.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="05.recall_public",
        question="What can Mallory do with Grace's *public* key?",
        choices={
            "a": Choice(
                "Check Grace's tokens, and nothing else.",
                "As long as nobody takes it for something that it is not. Hold that thought.",
            ),
            "b": Choice(
                "Make tokens.",
                "For that one needs the private half. If a verifier takes the public one for a"
                " secret it is another matter, and you will see it soon.",
            ),
            "c": Choice("Nothing: she doesn't have it.", "It is published. Everybody has it."),
        },
        right="a",
    ),
    Quiz(
        id="05.predict_confusion",
        question="This verifier lets the token choose between HS256, with the PEM as secret, and"
        " ES256. What does Mallory need in order to forge?",
        choices={
            "a": Choice("The private key.", "For ES256, yes. She may choose the other one."),
            "b": Choice(
                "A secret that only Grace and the backend know.",
                "There is none. What does the backend take for the secret?",
            ),
            "c": Choice(
                "The public key.", "It is the secret, for this verifier, and it is published."
            ),
        },
        right="c",
    ),
    Quiz(
        id="05.predict_score",
        question="How many of the forged tokens get past the seven layers of notebook 04? Guess.",
        choices={
            "a": Choice("None.", "It was built with care. But nobody had attacked it yet; look."),
            "b": Choice("A handful.", "Look at what they have in common."),
            "c": Choice("About half.", "It is better than that. Look at the few that do."),
        },
        right="b",
    ),
    Quiz(
        id="05.check_none",
        question='A verifier refuses `alg` "none" in all casings, and lets the token choose among'
        " all"
        " other algorithms. Is that enough?",
        choices={
            "a": Choice(
                "Yes, since every token has a signature then.",
                "One made with HS256 and the public key has a signature, too.",
            ),
            "b": Choice(
                "Yes, if the keys are long enough.",
                "Key confusion does not guess a key. It uses one that everybody has.",
            ),
            "c": Choice(
                "No: which of them is acceptable is the verifier's business.",
                "A list of what is allowed, and a key that is for one algorithm.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="05.check_all",
        question="Your verifier refuses all attacks of the range. What do you know now?",
        choices={
            "a": Choice(
                "That nobody can get in.",
                "That these can't. The next one is thought of by somebody else.",
            ),
            "b": Choice(
                "That these attacks don't work, and that the next change is tried against them.",
                "A range is a floor, not a ceiling. Its worth is that it runs each day.",
            ),
            "c": Choice(
                "Nothing, since it is a simulation.",
                "The tokens were real, and your function is the one that would stand at the door.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="05.check_honest",
        question="Why are there honest tokens in the range?",
        choices={
            "a": Choice(
                "Because refusing everything is easy, and useless.",
                "A door is measured by both: whom it keeps out and whom it lets in.",
            ),
            "b": Choice(
                "To make the forged ones harder to find.",
                "A good verifier does not look for forgeries. It asks its questions of each.",
            ),
            "c": Choice("To measure the speed.", "Nobody measures it here."),
        },
        right="a",
    ),
)
