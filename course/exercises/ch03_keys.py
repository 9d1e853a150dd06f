"""Exercises of notebook 03: the name of a key, and which key of a set to take."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from course.checks import LearnerRaised, call, expect, expect_function
from course.exercise import Exercise, NotYet, Reference, Stub, Trial
from course.exercises.ch03_tokens import HELPERS, encoded, of_claims
from course.explain import shown
from course.rfc_examples import ES256_KEY, THUMBPRINT, THUMBPRINT_KEY

# --- 03.thumbprint ------------------------------------------------------------------------

PUBLIC = {
    "RSA": ["kty", "n", "e"],
    "EC": ["kty", "crv", "x", "y"],
    "OKP": ["kty", "crv", "x"],
}
OKP_KEY = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}
"""The public key of RFC 8037 A.2, whose thumbprint is in A.3."""
THUMBPRINTS: list[tuple[dict[str, str], str, str]] = [
    (dict(THUMBPRINT_KEY), THUMBPRINT, "the RSA key of RFC 7638 3.1"),
    (OKP_KEY, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "the Ed25519 key of RFC 8037 A.2"),
    (
        {**OKP_KEY, "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", "use": "sig"},
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
        "the private half of that key, which has the same thumbprint",
    ),
    (dict(ES256_KEY), "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", "the EC key of RFC 7515 A.3"),
    (
        {**OKP_KEY, "x5t": "c29tZSBjZXJ0aWZpY2F0ZQ", "owner": "grace"},
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
        "the Ed25519 key with two members that you have never heard of: take what is in `PUBLIC`,"
        " and nothing else",
    ),
]


def canonical(jwk: Mapping[str, str], names: list[str] | None = None) -> bytes:
    """What is hashed for these members (RFC 7638 3), in the order in which they are named."""
    chosen = sorted(PUBLIC[jwk["kty"]]) if names is None else names
    members = {name: jwk[name] for name in chosen}
    return json.dumps(members, separators=(",", ":")).encode()


def thumbprint_slips(jwk: Mapping[str, str]) -> list[tuple[object, str]]:
    """What learners give instead, and what to say of it."""
    right = canonical(jwk)
    digest = hashlib.sha256(right)
    kind = PUBLIC[jwk["kty"]]
    members = {name: jwk[name] for name in sorted(kind)}
    hashed: list[tuple[bytes, str]] = [
        (
            canonical(jwk, sorted(jwk)),
            "All members of the JWK are in it, `alg` and `kid` too. Only those of `PUBLIC` count:"
            " the thumbprint names the key, whatever is written beside it.",
        ),
        (
            canonical(jwk, list(jwk)),
            "All members of the JWK are in it, in the order in which they came. Only those of"
            " `PUBLIC` count, in alphabetical order.",
        ),
        (
            canonical(jwk, kind),
            "The members are in the order of the table. They belong in alphabetical order.",
        ),
        (
            canonical(jwk, [name for name in jwk if name in kind]),
            "The members are in the order in which they came. They belong in alphabetical order.",
        ),
        (
            canonical(jwk, sorted(set(kind) - {"kty"})),
            "`kty` is missing. It is a member like the others.",
        ),
        (
            json.dumps(members).encode(),
            "There are blanks in the JSON: `json.dumps` writes them after `,` and `:` unless you"
            ' say `separators=(",", ":")`.',
        ),
        (json.dumps(dict(jwk)).encode(), "All members of the JWK are in it, and blanks."),
        (
            json.dumps({name: jwk[name] for name in kind}).encode(),
            "There are blanks in the JSON, and the members are not in alphabetical order.",
        ),
        (repr(members).encode(), "You hashed Python's way of writing a dict, and not JSON."),
        (
            digest.hexdigest().encode(),
            "It is hashed twice.",
        ),
        (digest.digest(), "It is hashed twice."),
    ]
    slips: list[tuple[object, str]] = [
        (
            digest.hexdigest(),
            "The hash is right, and written in hexadecimal. A thumbprint is in base64url: encode"
            " the octets (`digest()`).",
        ),
        (digest.digest(), "The hash is right. Write its octets in base64url."),
        (digest, "That is the hash object. `digest()` gives its octets."),
        (encoded(digest.hexdigest().encode()), "Encode the octets (`digest()`), not their hex."),
        (right, "That is the text to be hashed. Take SHA-256 of it, and encode that."),
        (right.decode(), "That is the text to be hashed. Take SHA-256 of it, and encode that."),
        (
            encoded(digest.digest()) + "=",
            "There is an `=` too many: base64url without padding, as in `b64url_encode`.",
        ),
        (
            base64.b64encode(digest.digest()).decode(),
            "That is base64 with `+`, `/` and `=`. A thumbprint is in base64url without padding.",
        ),
        (encoded(hashlib.sha1(right).digest()), "That is SHA-1. Take SHA-256."),
        (encoded(hashlib.sha512(right).digest()), "That is SHA-512. Take SHA-256."),
    ]
    slips += [(encoded(hashlib.sha256(text).digest()), why) for text, why in hashed]
    return slips


def check_thumbprint(thumbprint: Callable[..., Any]) -> str:
    """RFC 7638's value, and those of keys of other kinds."""
    expect_function(thumbprint, THUMBPRINT_KEY, name="thumbprint")
    for jwk, wanted, what in THUMBPRINTS:
        said = call(thumbprint, jwk)
        if type(said) is str and said == wanted:
            continue
        expect(said is not None, "`thumbprint` gives nothing back. Does it `return` its result?")
        if isinstance(said, bytes) and said == wanted.encode():
            raise NotYet("The octets are right. A name is text: `b64url_encode` gives text.")
        for slip, why in thumbprint_slips(jwk):
            if type(said) is type(slip) and (
                said == slip or (hasattr(said, "hexdigest") and said.digest() == slip.digest())  # type: ignore[attr-defined]
            ):
                raise NotYet(f"{why} (This was {what}.)")
        raise NotYet(
            f"For {what} you gave {shown(said)}, and that isn't it. Print the text that you hash:"
            " does it have the right members, in the right order, without blanks?"
        )
    return "The value that RFC 7638 prints, and those of keys on curves."


_print = of_claims("jwk")
HASHED = "return b64url_encode(hashlib.sha256({}).digest())"
MEMBERS = 'members = {name: jwk[name] for name in sorted(PUBLIC[jwk["kty"]])}\n'

THUMB = Exercise(
    id="03.thumbprint",
    title="The thumbprint",
    check=check_thumbprint,
    setup=HELPERS + f"PUBLIC = {PUBLIC!r}\n",
    hints=(
        "Three steps, three lines. Print what you have after the second, and compare it with the"
        " rules letter by letter.",
        '`sorted(PUBLIC[jwk["kty"]])` are the names in order. A dict keeps the order in which it'
        ' was made, and `json.dumps(…, separators=(",", ":"))` writes no blanks.',
        'After `members = {name: jwk[name] for name in sorted(PUBLIC[jwk["kty"]])}` and `text ='
        ' json.dumps(members, separators=(",", ":"))` return `b64url_encode` of'
        " `hashlib.sha256(text.encode()).digest()`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "what is secret taken away",
            _print(
                "thumbprint",
                'hidden = ("d", "p", "q", "dp", "dq", "qi", "kid", "use", "alg")\n'
                "members = {name: jwk[name] for name in sorted(jwk) if name not in hidden}\n"
                'text = json.dumps(members, separators=(",", ":"))\n'
                + HASHED.format("text.encode()"),
            ),
            "not_yet",
            "and nothing else",
        ),
        Trial(
            "json sorts the keys",
            _print(
                "thumbprint",
                'members = {k: v for k, v in jwk.items() if k in PUBLIC[jwk["kty"]]}\n'
                'text = json.dumps(members, sort_keys=True, separators=(",", ":"))\n'
                + HASHED.format('text.encode("utf-8")'),
            ),
            "correct",
        ),
        Trial(
            "text by hand",
            _print(
                "thumbprint",
                'names = sorted(PUBLIC[jwk["kty"]])\n'
                'text = ",".join(f\'"{name}":"{jwk[name]}"\' for name in names)\n'
                + HASHED.format('("{" + text + "}").encode()'),
            ),
            "correct",
        ),
        Trial(
            "all members",
            _print(
                "thumbprint",
                'text = json.dumps(jwk, sort_keys=True, separators=(",", ":"))\n'
                + HASHED.format("text.encode()"),
            ),
            "not_yet",
            "All members",
        ),
        Trial(
            "as it is",
            _print("thumbprint", HASHED.format("json.dumps(jwk).encode()")),
            "not_yet",
            "All members",
        ),
        Trial(
            "not sorted",
            _print(
                "thumbprint",
                'members = {name: jwk[name] for name in PUBLIC[jwk["kty"]]}\n'
                'text = json.dumps(members, separators=(",", ":"))\n'
                + HASHED.format("text.encode()"),
            ),
            "not_yet",
            "alphabetical",
        ),
        Trial(
            "blanks",
            _print("thumbprint", MEMBERS + HASHED.format("json.dumps(members).encode()")),
            "not_yet",
            "blanks",
        ),
        Trial(
            "repr",
            _print("thumbprint", MEMBERS + HASHED.format("str(members).encode()")),
            "not_yet",
            "not JSON",
        ),
        Trial(
            "hexadecimal",
            _print(
                "thumbprint",
                MEMBERS + 'text = json.dumps(members, separators=(",", ":"))\n'
                "return hashlib.sha256(text.encode()).hexdigest()",
            ),
            "not_yet",
            "hexadecimal",
        ),
        Trial(
            "octets",
            _print(
                "thumbprint",
                MEMBERS + 'text = json.dumps(members, separators=(",", ":"))\n'
                "return hashlib.sha256(text.encode()).digest()",
            ),
            "not_yet",
            "in base64url",
        ),
        Trial(
            "with padding",
            _print(
                "thumbprint",
                MEMBERS + 'text = json.dumps(members, separators=(",", ":"))\n'
                "digest = hashlib.sha256(text.encode()).digest()\n"
                "return base64.urlsafe_b64encode(digest).decode()",
            ),
            "not_yet",
            "`=` too many",
        ),
        Trial(
            "without kty",
            _print(
                "thumbprint",
                'members = {name: jwk[name] for name in sorted(PUBLIC[jwk["kty"]]) '
                'if name != "kty"}\n'
                'text = json.dumps(members, separators=(",", ":"))\n'
                + HASHED.format("text.encode()"),
            ),
            "not_yet",
            "`kty` is missing",
        ),
        Trial(
            "RSA only",
            _print(
                "thumbprint",
                'text = \'{"e":"\' + jwk["e"] + \'","kty":"RSA","n":"\' + jwk["n"] + \'"}\'\n'
                + HASHED.format("text.encode()"),
            ),
            "not_yet",
            "KeyError",
        ),
        Trial(
            "by heart",
            _print("thumbprint", f'return "{THUMBPRINT}"'),
            "not_yet",
            "Print the text that you hash",
        ),
        Trial(
            "crash",
            _print("thumbprint", MEMBERS + HASHED.format("json.dumps(members)")),
            "not_yet",
            "TypeError",
        ),
    ),
)

# --- 03.choose ----------------------------------------------------------------------------

R1 = {"kty": "RSA", "kid": "one", "use": "sig", "alg": "RS256", "n": "sXch", "e": "AQAB"}
E1 = {"kty": "EC", "kid": "two", "use": "sig", "alg": "ES256", "crv": "P-256", "x": "f8", "y": "x_"}
D1 = {"kty": "OKP", "kid": "three", "crv": "Ed25519", "x": "11qY"}
BOTH = {"kid": "bilbo", "use": "sig"}
R_BOTH = {"kty": "RSA", **BOTH, "n": "n4EP", "e": "AQAB"}
E_BOTH = {"kty": "EC", **BOTH, "crv": "P-521", "x": "AHKZ", "y": "Adym"}
FOR_ENCRYPTION = {**R1, "use": "enc", "alg": "RSA-OAEP-256"}
STRANGE: list[dict[str, str]] = [
    {},
    {"kty": "AKP", "alg": "ML-DSA-44", "kid": "one", "pub": "unH5"},
    {"kid": "one", "use": "sig"},
    {"kty": "RSA", "n": "0vx7", "e": "AQAB"},
]
PLAIN = [R1, E1, D1]
CASES: list[tuple[list[dict[str, str]], dict[str, str], dict[str, str] | None, str]] = [
    (PLAIN, {"alg": "RS256", "kid": "one"}, R1, "name and kind fit the first key"),
    (PLAIN, {"alg": "ES256", "kid": "two"}, E1, "name and kind fit the second key"),
    (PLAIN, {"alg": "EdDSA", "kid": "three"}, D1, "a key may say neither `use` nor `alg`"),
    (PLAIN, {"alg": "RS256", "kid": "four"}, None, "no key has this name"),
    (PLAIN, {"alg": "RS256", "kid": "On"}, None, "this is a piece of a name"),
    (
        PLAIN,
        {"alg": "RS256", "kid": "two"},
        None,
        "the key of that name is on a curve, and RS256 needs RSA",
    ),
    (
        [R_BOTH, E_BOTH],
        {"alg": "ES512", "kid": "bilbo"},
        E_BOTH,
        "two keys have one name, as in RFC 7520, and ES512 needs the second",
    ),
    (
        [E_BOTH, R_BOTH],
        {"alg": "RS256", "kid": "bilbo"},
        R_BOTH,
        "two keys have one name, as in RFC 7520, and RS256 needs the second",
    ),
    (
        [E_BOTH],
        {"alg": "ES256", "kid": "bilbo"},
        None,
        "the key is on P-521, and ES256 needs P-256. `kty` alone does not tell them apart: look at"
        " `crv`",
    ),
    (PLAIN, {"alg": "HS256", "kid": "one"}, None, "HS256 is no algorithm of a key pair"),
    (PLAIN, {"alg": "none", "kid": "one"}, None, "`none` is no algorithm of a key pair"),
    (PLAIN, {"kid": "one"}, None, "the header says no `alg`"),
    (PLAIN, {"alg": "RS256"}, None, "a header without `kid` gets no key here"),
    (
        [{"kty": "RSA", "n": "0vx7", "e": "AQAB"}],
        {"alg": "RS256"},
        None,
        "a header without `kid` gets no key here, also where a key has no `kid` either",
    ),
    (
        PLAIN,
        {"alg": "PS256", "kid": "one"},
        None,
        "this key says that it is for RS256: one key, one algorithm",
    ),
    ([R_BOTH], {"alg": "PS256", "kid": "bilbo"}, R_BOTH, "a key that says no `alg` may do PS256"),
    (
        [FOR_ENCRYPTION],
        {"alg": "RS256", "kid": "one"},
        None,
        "this key is for encryption (`use` is `enc`)",
    ),
    (
        [{**R_BOTH, "use": "enc"}, R_BOTH],
        {"alg": "RS256", "kid": "bilbo"},
        R_BOTH,
        "the first key of that name is for encryption (`use` is `enc`), and the second is the one",
    ),
    ([], {"alg": "RS256", "kid": "one"}, None, "the set is empty"),
    (
        [*STRANGE, R1],
        {"alg": "RS256", "kid": "one"},
        R1,
        "one strange key must not spoil the set. Here are four, and then the right one",
    ),
    (
        STRANGE,
        {"alg": "RS256", "kid": "one"},
        None,
        "none of these four keys fits, and none of them should make your function stumble",
    ),
]


def check_choose(choose: Callable[..., Any]) -> str:
    """By name and by kind, past keys that nobody understands."""
    expect_function(choose, {"keys": PLAIN}, CASES[0][1], name="choose")
    for keys, header, wanted, why in CASES:
        here = f"Header {header}, keys {summary(keys)}: "
        try:
            said = call(choose, {"keys": keys}, header)
        except LearnerRaised as stumble:
            raise_told(stumble, header, here)
        if said == wanted and type(said) is type(wanted):
            continue
        if isinstance(said, list | tuple):
            raise NotYet(here + "you gave a list. One key is wanted, or None.")
        if isinstance(said, str | bool | int):
            raise NotYet(here + f"you gave {shown(said)}. The whole key is wanted, the dict.")
        gave = "None" if said is None else f"the key {shown(brief(said))}"
        should = "None" if wanted is None else "the key " + shown(brief(wanted))
        raise NotYet(here + f"you gave {gave}, and should give {should}: {why}.")
    return f"{len(CASES)} sets and headers, and each time the right key or none."


def raise_told(stumble: LearnerRaised, header: Mapping[str, str], here: str) -> None:
    """A missing member, told as such; anything else is raised as it is."""
    error = stumble.error
    if not isinstance(error, KeyError | StopIteration):
        raise stumble
    if isinstance(error, StopIteration):
        raise NotYet(here + "`next()` found no key. Give it a second argument: None.") from None
    member = error.args[0] if error.args else ""
    if member == header.get("alg"):
        raise NotYet(
            here + f"`KeyError` for {shown(member)}. An algorithm that is not in `KINDS` gets no"
            " key: `KINDS.get(alg)`."
        ) from None
    if member in ("alg", "kid") and member not in header:
        if "strange" in here or "without kid" in here:
            raise NotYet(
                here
                + f"`KeyError` for {shown(member)}. Both may lack it, the header and a key: use"
                f' `.get("{member}")` for whichever you read with brackets.'
            ) from None
        raise NotYet(
            here
            + f"`KeyError` for {shown(member)}. The header comes from outside, and may lack it:"
            f' `header.get("{member}")`.'
        ) from None
    raise NotYet(
        here + f"`KeyError` for {shown(member)}. A key may lack it, and one strange key must not"
        f' spoil the set: `key.get("{member}")`.'
    ) from None


def brief(key: object) -> object:
    """A key without its numbers."""
    if not isinstance(key, Mapping):
        return key
    return {name: value for name, value in key.items() if name not in ("n", "e", "x", "y", "pub")}


def summary(keys: list[dict[str, str]]) -> str:
    """What the keys of a set are, in a few words."""
    told = [f"{key.get('kty', 'no kty')} {key.get('kid', 'without kid')}" for key in keys]
    return f"[{', '.join(told)}]"


_choose = of_claims("jwks, header")
LOOP = 'alg, kid = header.get("alg"), header.get("kid")\nfor key in jwks["keys"]:\n'
NAMED = 'kid is not None and key.get("kid") == kid'
KIND = '(key.get("kty"), key.get("crv")) == KINDS.get(alg)'
MEANT = 'key.get("use", "sig") == "sig" and key.get("alg", alg) == alg'

CHOOSE = Exercise(
    id="03.choose",
    title="Choose the key",
    check=check_choose,
    setup=(
        'KINDS = {"RS256": ("RSA", None), "PS256": ("RSA", None), "ES256": ("EC", "P-256"),'
        ' "ES512": ("EC", "P-521"), "EdDSA": ("OKP", "Ed25519")}\n'
    ),
    hints=(
        "Four questions to each key, in any order: is it the name, is it the kind, is it for"
        " signatures, is it for this algorithm? Whoever fails one is passed over.",
        'Ask with `key.get(…)`, since a member may be missing. `key.get("use", "sig")` gives "sig"'
        ' where a key says nothing. `(key.get("kty"), key.get("crv"))` is a pair like those in'
        " `KINDS`.",
        'Return the key if `kid is not None and key.get("kid") == kid`, and the pair is'
        ' `KINDS.get(alg)`, and `key.get("use", "sig") == "sig"`, and'
        ' `key.get("alg", alg) == alg`.',
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "next over a generator",
            _choose(
                "choose",
                'if "kid" not in header or header.get("alg") not in KINDS:\n    return None\n'
                'alg = header["alg"]\n'
                "return next(\n"
                '    (key for key in jwks["keys"]\n'
                '     if key.get("kid") == header["kid"]\n'
                '     and key.get("kty") == KINDS[alg][0] and key.get("crv") == KINDS[alg][1]\n'
                '     and key.get("use") in (None, "sig") and key.get("alg") in (None, alg)),\n'
                "    None)",
            ),
            "correct",
        ),
        Trial(
            "passes over, one reason at a time",
            _choose(
                "choose",
                LOOP + '    if "kid" not in key or key["kid"] != kid:\n        continue\n'
                '    if "use" in key and key["use"] != "sig":\n        continue\n'
                '    if "alg" in key and key["alg"] != alg:\n        continue\n'
                f"    if {KIND}:\n        return key\n"
                "return None",
            ),
            "correct",
        ),
        Trial(
            "by kid alone",
            _choose("choose", LOOP + f"    if {NAMED}:\n        return key"),
            "not_yet",
            "RS256 needs RSA",
        ),
        Trial(
            "by kind alone",
            _choose("choose", LOOP + f"    if {KIND}:\n        return key"),
            "not_yet",
            "no key has this name",
        ),
        Trial(
            "the first of that name, then its kind",
            _choose(
                "choose",
                'found = [key for key in jwks["keys"] if key.get("kid") == header.get("kid")]\n'
                "if not found:\n    return None\nkey, alg = found[0], header.get('alg')\n"
                f"return key if {KIND} and {MEANT} else None",
            ),
            "not_yet",
            "two keys have one name",
        ),
        Trial(
            "without the curve",
            _choose(
                "choose",
                LOOP + f'    if {NAMED} and alg in KINDS and key.get("kty") == KINDS[alg][0]'
                f" and {MEANT}:\n        return key",
            ),
            "not_yet",
            "look at `crv`",
        ),
        Trial(
            "strange keys stumble",
            _choose(
                "choose",
                LOOP + f'    if kid and key["kid"] == kid and {KIND} and {MEANT}:\n'
                "        return key",
            ),
            "not_yet",
            "must not spoil the set",
        ),
        Trial(
            "any algorithm in the header",
            _choose(
                "choose",
                LOOP + f'    if {NAMED} and (key.get("kty"), key.get("crv")) == KINDS[alg]'
                f" and {MEANT}:\n        return key",
            ),
            "not_yet",
            "KINDS.get",
        ),
        Trial(
            "does not look at use",
            _choose(
                "choose",
                LOOP + f'    if {NAMED} and {KIND} and key.get("alg", alg) == alg:\n'
                "        return key",
            ),
            "not_yet",
            "for encryption",
        ),
        Trial(
            "does not look at alg",
            _choose(
                "choose",
                LOOP + f'    if {NAMED} and {KIND} and key.get("use", "sig") == "sig":\n'
                "        return key",
            ),
            "not_yet",
            "one key, one algorithm",
        ),
        Trial(
            "wants use and alg",
            _choose(
                "choose",
                LOOP + f'    if {NAMED} and {KIND} and key.get("use") == "sig"'
                ' and key.get("alg") == alg:\n        return key',
            ),
            "not_yet",
            "neither `use` nor `alg`",
        ),
        Trial(
            "no name, any name",
            _choose(
                "choose",
                LOOP + f'    if key.get("kid") == kid and {KIND} and {MEANT}:\n        return key',
            ),
            "not_yet",
            "also where a key has no `kid` either",
        ),
        Trial(
            "the header must have a kid",
            _choose(
                "choose",
                'for key in jwks["keys"]:\n    alg = header.get("alg")\n'
                f'    if key.get("kid") == header["kid"] and {KIND} and {MEANT}:\n'
                "        return key",
            ),
            "not_yet",
            "comes from outside",
        ),
        Trial(
            "gives up at the first",
            _choose(
                "choose",
                LOOP + f"    if {NAMED} and {KIND} and {MEANT}:\n        return key\n"
                "    return None",
            ),
            "not_yet",
            "second key",
        ),
        Trial(
            "a list",
            _choose(
                "choose",
                'alg, kid = header.get("alg"), header.get("kid")\n'
                f'return [key for key in jwks["keys"] if {NAMED} and {KIND} and {MEANT}]',
            ),
            "not_yet",
            "a list",
        ),
        Trial(
            "the name",
            _choose("choose", LOOP + f"    if {NAMED} and {KIND} and {MEANT}:\n        return kid"),
            "not_yet",
            "the dict",
        ),
        Trial(
            "crash",
            _choose("choose", "for key in jwks:\n    return key.kid"),
            "not_yet",
            "AttributeError",
        ),
    ),
)
