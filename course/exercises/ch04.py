"""Exercises and quizzes of notebook 04: when may a backend believe a token?"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from typing import Any

from course import judged
from course.checks import LearnerRaised, call, expect, expect_function
from course.exercise import Answers, Choice, Code, Exercise, NotYet, Quiz, Reference, Stub, Trial
from course.refused import Refused
from simulator.jose import b64url_encode

REFUSED = object()
"""What `outcome` gives where the learner's function raised Refused."""


class Layer:
    """One layer of the verifier, as the learner wrote it, with the name that it refuses under."""

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.name = name
        self.function = function
        self.called = getattr(function, "__name__", "your function")

    def outcome(self, why: str, *args: Any) -> Any:
        """What the function returns, or REFUSED. Other exceptions are told, with the reason."""
        try:
            return call(self.function, *copy.deepcopy(args))
        except LearnerRaised as stumble:
            error = stumble.error
            if isinstance(error, Refused):
                expect(
                    error.layer == self.name,
                    f"You refused, under the name `{error.layer}`. This layer is called"
                    f' `{self.name}`: `raise Refused("{self.name}", "…")`.',
                )
                return REFUSED
            if isinstance(error, TypeError) and "Refused.__init__" in str(error):
                raise NotYet(
                    f'`Refused` wants to know the layer: `raise Refused("{self.name}", "…")`.'
                ) from None
            raise

    def lets_pass(self, what: str, why: str, *args: Any) -> Any:
        """Raise NotYet if the function refuses; else what it returns."""
        found = self.outcome(why, *args)
        expect(found is not REFUSED, f"Your `{self.called}` refused {what}. It is good: {why}.")
        return found

    def stops(self, what: str, why: str, *args: Any) -> None:
        """Raise NotYet if the function does not refuse."""
        expect(
            self.outcome(why, *args) is REFUSED,
            f"Your `{self.called}` did not refuse {what}. It has to, with `raise Refused(...)`:"
            f" {why}.",
        )


Change = tuple[str, str, dict[str, Any]]
"""What it is, why it is judged so, and the claims that differ from a good token's."""
TwoChanges = tuple[str, str, dict[str, Any], dict[str, Any]]
"""The same with header parameters and claims that differ."""

IMPORTS = "import json\nimport math\nfrom course.refused import Refused\n"

# --- 04.split ------------------------------------------------------------

TOKEN = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln"


def check_split(split: Callable[..., Any]) -> str:
    """Three parts of ASCII text, without blanks, not too long."""
    expect_function(split, TOKEN, name="split")
    split_layer = Layer("split", split)
    parts = split_layer.lets_pass("an honest token", "it is three parts of ASCII", TOKEN)
    expect(parts is not None, "Your function gives nothing back. It is to `return` the parts.")
    expect(
        isinstance(parts, list | tuple) and list(parts) == TOKEN.split("."),
        f"Of `a.b.c` it is to give the three texts a, b and c. Yours gave `{parts!r}`.",
    )
    split_layer.lets_pass(
        "an empty third part", "whether that is a signature is not asked here", "a.b."
    )
    for what, why, token in (
        ("two parts", "a signed token has three", "a.b"),
        ("four parts", "a signed token has three", "a.b.c.d"),
        ("five parts", "that would be an encrypted token", "a.b.c.d.e"),
        ("an empty text", "that is no token", ""),
        ("the word Bearer in front", "there is a blank in it", f"Bearer {TOKEN}"),
        ("a line break at the end", "there are no blanks in a token", f"{TOKEN}\n"),
        ("letters beyond ASCII", "a token is ASCII", "é.b.c"),
        ("100 000 letters", "8000 are the limit", f"a.{'b' * 100_000}.c"),
        ("8001 letters", "8000 are the limit", f"a.{'b' * 7997}.c"),
    ):
        split_layer.stops(what, why, token)
    split_layer.lets_pass("8000 letters", "that is the limit itself", f"a.{'b' * 7996}.c")
    for what, thing in (("None", None), ("a number", 5), ("octets", b"a.b.c")):
        try:
            split_layer.stops(what, "only a text is a token", thing)
        except LearnerRaised:
            raise NotYet(
                f"Somebody hands over `{thing!r}`, which is no text, and your function falls over."
                " Ask first whether it is a text at all: `isinstance(token, str)`."
            ) from None
    return "Whatever comes, it is three texts or a refusal."


def split_as(*lines: str) -> Code:
    """An answer to 04.split."""
    return Code("def split(token):\n" + "".join(f"    {line}\n" for line in lines), "split")


GUARD = 'if not isinstance(token, str) or len(token) > 8000: raise Refused("split")'

SPLIT = Exercise(
    id="04.split",
    title="Layer 1: is this a token?",
    check=check_split,
    setup=IMPORTS,
    hints=(
        "Think of the worst thing that somebody could hand over. Is it a text at all?",
        "Four questions, each with an `if` and a `raise Refused(...)`: a text of ASCII"
        " (`isinstance`, `isascii`), not above 8000 letters, no blanks (`isspace`), three parts.",
        '`parts = token.split(".")` comes last; refuse if `len(parts) != 3`, return it otherwise.'
        " Blanks: `any(letter.isspace() for letter in token)`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "a regular expression",
            split_as(
                "import re",
                'if not isinstance(token, str) or len(token) > 8000: raise Refused("split")',
                'match = re.fullmatch(r"([!-~]*)\\.([!-~]*)\\.([!-~]*)", token)',
                'if not match or token.count(".") != 2: raise Refused("split")',
                "return match.groups()",
            ),
            "correct",
        ),
        Trial(
            "partition",
            split_as(
                GUARD,
                'if not token.isascii() or token.split() != [token]: raise Refused("split")',
                'first, dot, rest = token.partition(".")',
                'second, dot, third = rest.partition(".")',
                'if not dot or "." in third: raise Refused("split")',
                "return first, second, third",
            ),
            "correct",
        ),
        Trial("no questions", split_as('return token.split(".")'), "not_yet", "two parts"),
        Trial(
            "only the parts",
            split_as(
                'parts = token.split(".")',
                'if len(parts) != 3: raise Refused("split")',
                "return parts",
            ),
            "not_yet",
            "Bearer",
        ),
        Trial(
            "not asked whether it is a text",
            split_as(
                "if len(token) > 8000 or not token.isascii(): raise Refused('split')",
                "if any(c.isspace() for c in token): raise Refused('split')",
                "if token.count('.') != 2: raise Refused('split')",
                "return token.split('.')",
            ),
            "not_yet",
            "isinstance",
        ),
        Trial(
            "under another name",
            split_as(
                "if not isinstance(token, str) or token.count('.') != 2: raise Refused('form')",
                "return token.split('.')",
            ),
            "not_yet",
            "under the name `form`",
        ),
        Trial(
            "no layer named",
            split_as(
                "if not isinstance(token, str) or token.count('.') != 2: raise Refused",
                "return token.split('.')",
            ),
            "not_yet",
            "wants to know the layer",
        ),
        Trial(
            "no limit",
            split_as(
                "if not isinstance(token, str) or not token.isascii() or len(token.split()) != 1:",
                '    raise Refused("split")',
                'if token != token.strip() or token.count(".") != 2: raise Refused("split")',
                'return token.split(".")',
            ),
            "not_yet",
            "100 000",
        ),
        Trial(
            "blanks allowed",
            split_as(
                GUARD,
                'if token.count(".") != 2: raise Refused("split")',
                'return token.split(".")',
            ),
            "not_yet",
            "Bearer",
        ),
        Trial(
            "strips in kindness",
            split_as(
                GUARD,
                'token = token.removeprefix("Bearer ").strip()',
                'if token.count(".") != 2: raise Refused("split")',
                'return token.split(".")',
            ),
            "not_yet",
            "word Bearer",
        ),
        Trial(
            "another exception",
            split_as(
                "assert isinstance(token, str)", 'a, b, c = token.split(".")', "return a, b, c"
            ),
            "not_yet",
            "ValueError",
        ),
        Trial(
            "one below the limit",
            split_as(
                "if not isinstance(token, str) or not token.isascii() or len(token) > 7999:",
                '    raise Refused("split")',
                'if any(c.isspace() for c in token) or token.count(".") != 2:',
                '    raise Refused("split")',
                'return token.split(".")',
            ),
            "not_yet",
            "limit itself",
        ),
        Trial("crash", split_as("return tokn"), "not_yet", "NameError"),
    ),
)

# --- 04.decode ------------------------------------------------------------


def encoded(text: str | bytes) -> str:
    """A part of a token with this text in it."""
    return b64url_encode(text.encode() if isinstance(text, str) else text)


def check_decode(
    unique: Callable[..., Any], constant: Callable[..., Any], decode: Callable[..., Any]
) -> str:
    """Base64url of a JSON object that can be read in one way only."""
    expect_function(unique, [("a", 1)], name="unique")
    expect_function(constant, "NaN", name="constant")
    expect_function(decode, "e30", name="decode")
    unique_layer = Layer("decode", unique)
    constant_layer = Layer("decode", constant)
    decode_layer = Layer("decode", decode)
    pairs = [("alg", "ES256"), ("typ", "JWT")]
    found = unique_layer.lets_pass("two different names", "nothing is there twice", pairs)
    expect(found == dict(pairs), f"`unique({pairs})` gave `{found!r}`, and should give the dict.")
    twice = [("alg", "none"), ("alg", "ES256")]
    unique_layer.stops(
        "a name that is there twice", "the next program may read the other one", twice
    )
    unique_layer.stops("a name twice with one value", "twice is twice", [("a", 1), ("a", 1)])
    constant_layer.stops("NaN", "it is no JSON", "NaN")
    constant_layer.stops("-Infinity", "it is no JSON", "-Infinity")
    whole = decode_layer.lets_pass("an honest header", "it is JSON", encoded('{"alg":"ES256"}'))
    expect(whole == {"alg": "ES256"}, f"Of an honest header yours made `{whole!r}`.")
    decode_layer.lets_pass(
        "names that differ in case only", "they are two names", encoded('{"a":1,"A":2}')
    )
    for what, why, part in (
        ("a list", "a header is an object", encoded("[1,2]")),
        ("a text", "a header is an object", encoded('"ES256"')),
        ("a number", "a payload is an object", encoded("5")),
        ("null", "a payload is an object", encoded("null")),
        ("a name that is there twice", "which of the two?", encoded('{"a":1,"a":2}')),
        ("a name twice further in", "which of the two?", encoded('{"b":{"a":1,"a":2}}')),
        ("NaN", "it is no JSON", encoded('{"exp":NaN}')),
        ("padding", "tokens have none", encoded('{"a":1}') + "="),
        ("octets that are no UTF-8", "JSON is UTF-8", encoded(b'{"a":"\xff"}')),
        ("JSON in UTF-16", "JSON is UTF-8", encoded('{"a":1}'.encode("utf-16"))),
        ("no JSON at all", "there is nothing to read", encoded("hello")),
        ("brackets within brackets, a thousandfold", "nobody honest", encoded("[" * 100_000)),
    ):
        decode_layer.stops(what, why, part)
    return "What is read can be read in one way only."


DECODE_HEAD = (
    "import json\n"
    "from simulator.jose import JoseError, b64url_decode\n"
    "from course.refused import Refused\n"
)
DECODE_TAIL = (
    "def decode(part):\n"
    "    try:\n"
    '        text = b64url_decode(part).decode("utf-8")\n'
    "        found = json.loads(text, object_pairs_hook=unique, parse_constant=constant)\n"
    "    except (JoseError, ValueError, RecursionError):\n"
    '        raise Refused("decode") from None\n'
)
UNIQUE = (
    "def unique(pairs):\n"
    "    names = [name for name, _ in pairs]\n"
    '    if len(set(names)) != len(names): raise Refused("decode")\n'
    "    return dict(pairs)\n"
)
CONSTANT = 'def constant(name):\n    raise Refused("decode")\n'
IS_DICT = '    if type(found) is not dict: raise Refused("decode")\n    return found\n'


def decode_as(unique: str = UNIQUE, constant: str = CONSTANT, end: str = IS_DICT) -> Code:
    """An answer to 04.decode."""
    return Code(DECODE_HEAD + unique + constant + DECODE_TAIL + end, "unique", "constant", "decode")


DECODE = Exercise(
    id="04.decode",
    title="Layer 2: can it be read in one way only?",
    check=check_decode,
    setup=DECODE_HEAD,
    hints=(
        "Three gaps, three questions: is a name there twice? is this NaN? is it an object?",
        "A dict keeps each name once, so `dict(pairs)` is shorter than `pairs` if one was there"
        " twice. `constant` is only ever called for what must be refused.",
        "`if len(dict(pairs)) < len(pairs): raise Refused(...)`; in `constant` a `raise` alone;"
        " at the end `if not isinstance(found, dict): raise Refused(...)`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial("names in a set", decode_as(), "correct"),
        Trial(
            "a loop",
            decode_as(
                unique="def unique(pairs):\n"
                "    found = {}\n"
                "    for name, value in pairs:\n"
                '        if name in found: raise Refused("decode", name)\n'
                "        found[name] = value\n"
                "    return found\n"
            ),
            "correct",
        ),
        Trial(
            "the last one wins",
            decode_as(unique="def unique(pairs):\n    return dict(pairs)\n"),
            "not_yet",
            "there twice",
        ),
        Trial(
            "only a different value counts",
            decode_as(
                unique="def unique(pairs):\n"
                '    if len(set(pairs)) > len(dict(pairs)): raise Refused("decode")\n'
                "    return dict(pairs)\n"
            ),
            "not_yet",
            "twice is twice",
        ),
        Trial(
            "NaN is a float",
            decode_as(constant="def constant(name):\n    return float(name)\n"),
            "not_yet",
            "NaN",
        ),
        Trial(
            "a list will do",
            decode_as(
                end='    if not isinstance(found, (dict, list)): raise Refused("decode")\n'
                "    return found\n"
            ),
            "not_yet",
            "a list",
        ),
        Trial("anything will do", decode_as(end="    return found\n"), "not_yet", "a list"),
        Trial(
            "crash",
            decode_as(end="    return found.items\n"),
            "not_yet",
            "made",
        ),
        Trial(
            "crash in unique",
            decode_as(unique="def unique(pairs):\n    return pears\n"),
            "not_yet",
            "NameError",
        ),
    ),
)

# --- 04.allow_list ---------------------------------------------------------


def check_allow_list(allow: Callable[..., Any]) -> str:
    """The caller's algorithms, letter by letter, and nothing critical."""
    expect_function(allow, {"alg": "ES256"}, ["ES256"], name="allow")
    allow_layer = Layer("allow-list", allow)
    mine = ["ES256", "EdDSA"]
    for name in mine:
        allow_layer.lets_pass(f"`alg` {name}", "it is on the list", {"alg": name}, mine)
    for what, why, header in (
        ("`alg` none", "it is not on the list", {"alg": "none"}),
        ("`alg` nOnE", "it is not on the list", {"alg": "nOnE"}),
        ("`alg` HS256", "a good algorithm, and not on this list", {"alg": "HS256"}),
        ("`alg` RS256", "a good algorithm, and not on this list", {"alg": "RS256"}),
        ("`alg` es256", "names are compared letter by letter", {"alg": "es256"}),
        ("`alg` ES", "a part of a name is not the name", {"alg": "ES"}),
        ("`alg` ES256K", "another algorithm that begins alike", {"alg": "ES256K"}),
        ("an empty `alg`", "it is not on the list", {"alg": ""}),
        ("no `alg`", "nothing was said", {"typ": "JWT"}),
        ("`alg` null", "nothing was said", {"alg": None}),
        ("a list as `alg`", "it is no name", {"alg": ["ES256"]}),
        ("`crit` with a name", "I don't understand it", {"alg": "ES256", "crit": ["b64"]}),
        ("an empty `crit`", "RFC 7515 4.1.11 forbids it", {"alg": "ES256", "crit": []}),
        ("`crit` null", "whatever it lists", {"alg": "ES256", "crit": None}),
    ):
        allow_layer.stops(what, why, header, mine)
    allow_layer.stops("`alg` ES256", "today only EdDSA is on the list", {"alg": "ES256"}, ["EdDSA"])
    allow_layer.stops("`alg` HS256", "the list is empty today", {"alg": "HS256"}, [])
    allow_layer.lets_pass("`alg` HS256", "today it is on the list", {"alg": "HS256"}, ["HS256"])
    return "Only what you named gets through, in the spelling in which you named it."


def allow_as(*lines: str) -> Code:
    """An answer to 04.allow_list."""
    body = "".join(f"    {line}\n" for line in lines)
    return Code(f"def allow(header, algorithms):\n{body}", "allow")


NO_CRIT = 'if "crit" in header: raise Refused("allow-list")'
NOT_LISTED = 'if header.get("alg") not in algorithms: raise Refused("allow-list")'

ALLOW_LIST = Exercise(
    id="04.allow_list",
    title="Layer 3: is this an algorithm that I named?",
    check=check_allow_list,
    setup=IMPORTS,
    hints=(
        "Don't list what is bad. What is good is handed to you.",
        'Two `if`s: one for `"crit" in header`, one for an `alg` that is not `in algorithms`.',
        '`if header.get("alg") not in algorithms: raise Refused("allow-list", ...)`, and the same'
        " for"
        " `crit`. `get` does not mind if the name is missing.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial("two ifs", allow_as(NO_CRIT, NOT_LISTED), "correct"),
        Trial(
            "any()",
            allow_as(
                'good = any(header.get("alg") == name for name in algorithms)',
                'if not good or "crit" in header: raise Refused("allow-list")',
            ),
            "correct",
        ),
        Trial(
            "keeps out none",
            allow_as(NO_CRIT, 'if header.get("alg") == "none": raise Refused("allow-list")'),
            "not_yet",
            "nOnE",
        ),
        Trial(
            "keeps out none in any case",
            allow_as(
                NO_CRIT,
                'if str(header.get("alg")).lower() == "none": raise Refused("allow-list")',
            ),
            "not_yet",
            "not on this list",
        ),
        Trial(
            "any case",
            allow_as(
                NO_CRIT,
                "names = [name.lower() for name in algorithms]",
                'if str(header.get("alg")).lower() not in names: raise Refused("allow-list")',
            ),
            "not_yet",
            "letter by letter",
        ),
        Trial(
            "part of a text",
            allow_as(
                NO_CRIT,
                'if str(header.get("alg")) not in " ".join(algorithms): raise'
                ' Refused("allow-list")',
            ),
            "not_yet",
            "a part of a name",
        ),
        Trial(
            "missing alg",
            allow_as(NO_CRIT, 'if header["alg"] not in algorithms: raise Refused("allow-list")'),
            "not_yet",
            "KeyError",
        ),
        Trial("no crit", allow_as(NOT_LISTED), "not_yet", "`crit`"),
        Trial(
            "crit if it holds something",
            allow_as('if header.get("crit"): raise Refused("allow-list")', NOT_LISTED),
            "not_yet",
            "empty `crit`",
        ),
        Trial(
            "a list of its own",
            allow_as(
                NO_CRIT,
                'if header.get("alg") not in ["ES256", "EdDSA"]: raise Refused("allow-list")',
            ),
            "not_yet",
            "today only EdDSA",
        ),
        Trial("crash", allow_as("return headers"), "not_yet", "NameError"),
    ),
)

# --- 04.choose_key ---------------------------------------------------------


def jwk(kid: str | None, alg: str | None, **more: Any) -> dict[str, Any]:
    """As much of a JWK as choosing needs."""
    found = {"kty": "EC", "kid": kid, "alg": alg, **more}
    return {name: value for name, value in found.items() if value is not None}


FIRST, SECOND, OLD = jwk("1", "ES256", use="sig"), jwk("2", "EdDSA"), jwk("1", "RS256")
CLOSET = jwk("3", "ES256", use="enc")


def check_choose_key(choose: Callable[..., Any]) -> str:
    """The one key that fits by name, algorithm and use."""
    expect_function(choose, {"alg": "ES256", "kid": "1"}, {"keys": [FIRST]}, name="choose")
    choose_layer = Layer("key", choose)

    def finds(wanted: Any, header: dict[str, Any], entries: Sequence[Any], why: str) -> None:
        found = choose_layer.lets_pass(f"`{header}`", why, header, {"keys": list(entries)})
        expect(found is not None, "Your function gives nothing back. It is to `return` the key.")
        expect(found == wanted, f"For `{header}` yours chose `{found!r}`: {why}.")

    def finds_none(what: str, why: str, header: dict[str, Any], entries: Sequence[Any]) -> None:
        choose_layer.stops(what, why, header, {"keys": list(entries)})

    by_name = {"alg": "ES256", "kid": "1"}
    finds(FIRST, by_name, [SECOND, FIRST], "its `kid` is named")
    finds(FIRST, by_name, [OLD, FIRST], "two keys are called 1, and only one is for ES256")
    finds(SECOND, {"alg": "EdDSA"}, [FIRST, SECOND], "there is no `kid`, and one key fits")
    finds(FIRST, by_name, [{"kty": "AKP"}, FIRST], "entries without `kid` or `alg` are skipped")
    finds(SECOND, {"alg": "EdDSA", "kid": "2"}, [FIRST, SECOND], "a key without `use` is fine")
    finds(FIRST, by_name, [None, "key", FIRST], "entries that are no objects are skipped")
    unknown = {"alg": "ES256", "kid": "9"}
    finds_none("an unknown `kid`", "nobody published that key", unknown, [FIRST])
    finds_none(
        "a `kid` that is unknown, with one key in the set",
        "there is no key of that name, and the only key is another",
        unknown,
        [FIRST],
    )
    finds_none(
        "a key for another algorithm",
        "one key, one algorithm",
        {"alg": "EdDSA", "kid": "1"},
        [FIRST],
    )
    finds_none(
        "a key to encrypt with", "its `use` is `enc`", {"alg": "ES256", "kid": "3"}, [CLOSET]
    )
    finds_none(
        "a key that the token brought along",
        "whoever forges a token can bring a key",
        {"alg": "ES256", "kid": "9", "jwk": FIRST},
        [SECOND],
    )
    for parameter in ("jwk", "jku", "x5u", "x5c"):
        finds_none(
            f"a key that the token offers (`{parameter}`)",
            "whoever forges a token can offer a key",
            {"alg": "ES256", "kid": "m", parameter: jwk("m", "ES256")},
            [SECOND],
        )
    finds_none(
        "a `kid` that is part of a key's name",
        "a part is not the name",
        {"alg": "ES256", "kid": "1"},
        [jwk("12", "ES256")],
    )
    finds_none(
        "a `kid` in the other case",
        "names are compared letter by letter",
        {"alg": "ES256", "kid": "A"},
        [jwk("a", "ES256")],
    )
    finds_none("a `kid` that is a list", "it is no name", {"alg": "ES256", "kid": ["1"]}, [FIRST])
    finds_none(
        "a key that doesn't say its algorithm", "one key, one algorithm", by_name, [jwk("1", None)]
    )
    finds_none(
        "a key for an algorithm whose name begins alike",
        "a part is not the name",
        {"alg": "ES256", "kid": "1"},
        [jwk("1", "ES256K")],
    )
    twins = [FIRST, {**FIRST, "x": "another"}]
    finds_none("two keys that both fit", "which of the two?", by_name, twins)
    finds_none(
        "no `kid` where two keys fit", "which?", {"alg": "ES256"}, [FIRST, jwk("4", "ES256")]
    )
    finds_none("an empty set", "there is no key", by_name, [])
    return "The key is yours, and the token had no say in it beyond its name."


def choose_as(*lines: str) -> Code:
    """An answer to 04.choose_key."""
    body = "".join(f"    {line}\n" for line in lines)
    return Code(f"def choose(header, keys):\n{body}", "choose")


def loop(*conditions: str) -> Code:
    """An answer that takes the first key for which all conditions hold."""
    return choose_as(
        'for key in keys["keys"]:',
        f"    if {' and '.join(conditions)}:",
        "        return key",
        'raise Refused("key")',
    )


KID, ALG = 'key.get("kid") == header.get("kid")', 'key.get("alg") == header["alg"]'
IS_OBJECT, USE = "isinstance(key, dict)", 'key.get("use") != "enc"'

CHOOSE_KEY = Exercise(
    id="04.choose_key",
    title="Layer 4: which of my keys?",
    check=check_choose_key,
    setup=IMPORTS,
    hints=(
        "When does a key of the set fit this header? Write that as one long condition.",
        "Collect all keys that fit, in a list: an object, the right `alg`, `use` not `enc`, and the"
        " right `kid` if the header names one. Then there must be exactly one.",
        '`[key for key in keys["keys"] if isinstance(key, dict) and key.get("alg") == header["alg"]'
        " and ...]`; refuse if its `len` isn't 1; return its first. If the header has no `kid`,"
        " every `kid` will do.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "step by step",
            choose_as(
                "fitting = []",
                'for key in keys["keys"]:',
                "    if not isinstance(key, dict): continue",
                '    if key.get("use") == "enc" or key.get("alg") != header["alg"]: continue',
                '    if "kid" in header and key.get("kid") != header["kid"]: continue',
                "    fitting.append(key)",
                'if len(fitting) != 1: raise Refused("key")',
                "return fitting[0]",
            ),
            "correct",
        ),
        Trial(
            "filter and unpack",
            choose_as(
                'found = [key for key in keys["keys"] if isinstance(key, dict)]',
                'found = [key for key in found if key.get("alg") == header["alg"]]',
                'found = [key for key in found if key.get("use", "sig") == "sig"]',
                'if "kid" in header:',
                '    found = [key for key in found if key.get("kid") == header["kid"]]',
                "try:",
                "    (only,) = found",
                "except ValueError:",
                '    raise Refused("key") from None',
                "return only",
            ),
            "correct",
        ),
        Trial("by kid alone", loop(IS_OBJECT, KID), "not_yet", "only one is for ES256"),
        Trial("by alg alone", loop(IS_OBJECT, ALG), "not_yet", "unknown `kid`"),
        Trial("kid must be there", loop(IS_OBJECT, KID, ALG, USE), "not_yet", "there is no `kid`"),
        Trial(
            "without use",
            loop(IS_OBJECT, f'("kid" not in header or {KID})', ALG),
            "not_yet",
            "`use` is `enc`",
        ),
        Trial(
            "first of two",
            loop(IS_OBJECT, f'("kid" not in header or {KID})', ALG, USE),
            "not_yet",
            "which of the two?",
        ),
        Trial(
            "key from the token",
            choose_as(
                'if "jwk" in header: return header["jwk"]',
                'fitting = [key for key in keys["keys"] if isinstance(key, dict)'
                ' and key.get("alg") == header["alg"] and key.get("use") != "enc"'
                ' and header.get("kid", key.get("kid")) == key.get("kid")]',
                'if len(fitting) != 1: raise Refused("key")',
                "return fitting[0]",
            ),
            "not_yet",
            "brought along",
        ),
        Trial(
            "stumbles over junk",
            choose_as(
                'fitting = [key for key in keys["keys"] if key["alg"] == header["alg"]]',
                'if len(fitting) != 1: raise Refused("key")',
                "return fitting[0]",
            ),
            "not_yet",
            "KeyError",
        ),
        Trial("crash", choose_as("return keys.get(kid)"), "not_yet", "NameError"),
    ),
)

# --- 04.signature ----------------------------------------------------------


def check_check_signature(check_signature: Callable[..., Any]) -> str:
    """Over the text as it came."""
    key = judged.public_jwk("grace-1", "ES256")
    header = judged.part({"alg": "ES256"})
    payload = judged.part(b'{"sub":"ada",\r\n "exp":300}')
    good = b64url_encode(judged.signature(f"{header}.{payload}"))
    expect_function(check_signature, key, header, payload, good, name="check_signature")
    check_signature_layer = Layer("signature", check_signature)
    check_signature_layer.lets_pass(
        "an honest token with a line break in its payload",
        "what was signed is the text as it came, with dot, and not what you make of it",
        key,
        header,
        payload,
        good,
    )
    changed = judged.part(b'{"sub":"adb",\r\n "exp":300}')
    other = b64url_encode(judged.signature(f"{header}.{changed}"))
    for what, why, arguments in (
        ("a changed payload", "the signature is of another text", (header, changed, good)),
        ("another token's signature", "it is of another text", (header, payload, other)),
        ("an empty signature", "nothing was signed", (header, payload, "")),
        ("a changed header", "the header is signed, too", (judged.part({}), payload, good)),
        ("a signature that is no base64url", "it can't be read", (header, payload, "!!!!")),
        ("a signature with octets behind it", "all of it counts", (header, payload, f"{good}AAAA")),
        ("a signature with a blank in it", "it is no base64url", (header, payload, f" {good}")),
    ):
        check_signature_layer.stops(what, why, key, *arguments)
    stranger = judged.public_jwk("mallory", "ES256")
    check_signature_layer.stops("a token", "another key signed it", stranger, header, payload, good)
    return "Not one octet can be changed without your noticing."


SIGNATURE_HEAD = (
    "from simulator.jose import ALGORITHMS as SCHEMES\n"
    "from simulator.jose import JoseError, Key, b64url_decode, b64url_encode\n"
    "def good_signature(jwk, octets, signature):\n"
    "    key = Key.from_jwk(jwk)\n"
    "    scheme = SCHEMES[key.algorithm]\n"
    "    right = len(signature) == scheme.length(key.verifying)\n"
    "    return right and scheme.verify(key.verifying, octets, signature)\n"
)


def signature_as(*lines: str) -> Code:
    """An answer to 04.signature: these lines after the signature was decoded."""
    return Code(
        "def check_signature(jwk, header_text, payload_text, signature_text):\n"
        "    try:\n"
        "        signature = b64url_decode(signature_text)\n"
        "    except JoseError:\n"
        '        raise Refused("signature") from None\n'
        + "".join(f"    {line}\n" for line in lines),
        "check_signature",
    )


NO = 'if not good_signature(jwk, octets, signature): raise Refused("signature")'

SIGNATURE = Exercise(
    id="04.signature",
    title="Layer 5: did that key sign these octets?",
    check=check_check_signature,
    setup=IMPORTS + SIGNATURE_HEAD,
    hints=(
        "Which text was signed? It stands in the token, and you hold two pieces of it.",
        "Join the two texts with a dot, make octets of them (`encode`), ask `good_signature`, and"
        " refuse if it says False.",
        '`octets = f"{header_text}.{payload_text}".encode("ascii")`, then `if not'
        " good_signature(jwk,"
        " octets, signature): raise Refused(...)`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "join",
            signature_as(
                "parts = header_text.encode(), payload_text.encode()",
                'octets = b".".join(parts)',
                NO,
            ),
            "correct",
        ),
        Trial(
            "plus",
            signature_as(
                "if good_signature(jwk, bytes(header_text + '.' + payload_text, 'ascii'),"
                " signature):",
                "    return",
                'raise Refused("signature")',
            ),
            "correct",
        ),
        Trial(
            "no dot",
            signature_as("octets = (header_text + payload_text).encode()", NO),
            "not_yet",
            "with dot",
        ),
        Trial(
            "the payload alone",
            signature_as("octets = payload_text.encode()", NO),
            "not_yet",
            "as it came",
        ),
        Trial(
            "read and written again",
            signature_as(
                "payload = json.loads(b64url_decode(payload_text))",
                'again = b64url_encode(json.dumps(payload, separators=(",", ":")).encode())',
                'octets = f"{header_text}.{again}".encode()',
                NO,
            ),
            "not_yet",
            "not what you make of it",
        ),
        Trial(
            "decoded",
            signature_as(
                'octets = b64url_decode(header_text) + b"." + b64url_decode(payload_text)', NO
            ),
            "not_yet",
            "as it came",
        ),
        Trial(
            "asks and doesn't listen",
            signature_as(
                'octets = f"{header_text}.{payload_text}".encode()',
                "good_signature(jwk, octets, signature)",
            ),
            "not_yet",
            "a changed payload",
        ),
        Trial(
            "returns False",
            signature_as(
                'octets = f"{header_text}.{payload_text}".encode()',
                "return good_signature(jwk, octets, signature)",
            ),
            "not_yet",
            "raise Refused",
        ),
        Trial(
            "no signature is fine",
            signature_as(
                "if not signature: return",
                'octets = f"{header_text}.{payload_text}".encode()',
                NO,
            ),
            "not_yet",
            "empty signature",
        ),
        Trial(
            "crash",
            signature_as("good_signature(jwk, header_text + payload_text, signature)"),
            "not_yet",
            "TypeError",
        ),
    ),
)

# --- 04.claims ------------------------------------------------------------

GOOD_CLAIMS: dict[str, Any] = {"sub": "ada", "exp": 1300, "iat": 1000}
T, L = 1010, 5


def check_check_claims(check_claims: Callable[..., Any]) -> str:
    """Dates that are numbers, and the time that it is."""
    expect_function(check_claims, GOOD_CLAIMS, T, L, name="check_claims")
    check_claims_layer = Layer("claims", check_claims)
    honest: list[Change] = [
        ("an honest token", "all is well", {}),
        ("a token without `iat`", "`iat` need not be there", {"iat": None}),
        ("`exp` one second from now", "it is good for one more second", {"exp": T + 1}),
        ("`exp` four seconds ago", "the leeway is five", {"exp": T - L + 1}),
        ("`nbf` of now", "now is not before now", {"nbf": T}),
        ("`nbf` five seconds ahead", "the leeway is five", {"nbf": T + L}),
        ("`iat` five seconds ahead", "the leeway is five", {"iat": T + L}),
        ("a fraction as `exp`", "a date may be a fraction", {"exp": T + 0.5}),
    ]
    for what, why, changed in honest:
        check_claims_layer.lets_pass(what, why, changed_claims(changed), T, L)
    bad: list[Change] = [
        ("`exp` long ago", "expired", {"exp": 900}),
        ("`exp` five seconds ago", "at exp + leeway it is dead", {"exp": T - L}),
        ("a token without `exp`", "it would live for ever", {"exp": None}),
        ("`nbf` six seconds ahead", "the leeway is five", {"nbf": T + L + 1}),
        ("`iat` six seconds ahead", "the leeway is five", {"iat": T + L + 1}),
        ("a text as `exp`", "dates are numbers", {"exp": "1300"}),
        ("True as `exp`", "True is a number in Python, and none in JSON", {"exp": True}),
        ("a list as `exp`", "dates are numbers", {"exp": [1300]}),
        ("an endless `exp`", "there is an end to every calendar", {"exp": math.inf}),
        ("an `exp` of 400 digits", "there is an end to every calendar", {"exp": 10**400}),
        ("an `nbf` of 400 digits", "there is an end to every calendar", {"nbf": -(10**400)}),
        ("an `exp` that is not a number", "dates are numbers", {"exp": math.nan}),
        ("a text as `nbf`", "dates are numbers", {"nbf": "1000"}),
        ("a text as `iat`", "dates are numbers", {"iat": "1000"}),
        ("True as `iat`", "True is a number in Python, and none in JSON", {"iat": True}),
        ("a token without `sub`", "nobody would know who it is", {"sub": None}),
        ("a number as `sub`", "`sub` is a text", {"sub": 42}),
    ]
    for what, why, changed in bad:
        check_claims_layer.stops(what, why, changed_claims(changed), T, L)
    check_claims_layer.stops(
        "`exp` of now, without leeway",
        "on or after `exp` it is expired",
        changed_claims({"exp": T}),
        T,
        0,
    )
    return "Dates are numbers, and each edge is where it belongs."


def changed_claims(changed: dict[str, Any]) -> dict[str, Any]:
    """Good claims with some changed; None takes one away."""
    claims = {**GOOD_CLAIMS, **changed}
    return {name: value for name, value in claims.items() if value is not None}


def claims_as(*lines: str) -> Code:
    """An answer to 04.claims."""
    body = "".join(f"    {line}\n" for line in lines)
    return Code(f"def check_claims(claims, now, leeway):\n{body}", "check_claims")


TYPES = (
    'for name in ("exp", "nbf", "iat"):',
    "    value = claims.get(name, 0)",
    "    if isinstance(value, bool) or not isinstance(value, (int, float)):",
    '        raise Refused("claims", name)',
    "    if not -(10**15) < value < 10**15:",
    '        raise Refused("claims", name)',
)
HAS_EXP = 'if "exp" not in claims: raise Refused("claims")'
HAS_SUB = 'if not isinstance(claims.get("sub"), str): raise Refused("claims")'
EXPIRED = 'if claims["exp"] + leeway <= now: raise Refused("claims")'
EARLY = (
    'if claims.get("nbf", now) - leeway > now: raise Refused("claims")',
    'if claims.get("iat", now) - leeway > now: raise Refused("claims")',
)

CLAIMS = Exercise(
    id="04.claims",
    title="Layer 6: is it time?",
    check=check_check_claims,
    setup=IMPORTS,
    hints=(
        "First the form, then the time: is each date that is there a number? Only then compare.",
        "`type(value) in (int, float)` is False for True; `abs(value) < 10**15` for endless"
        " ones. Then: refuse if `now >= exp + leeway`, if `nbf` or `iat` is above `now + leeway`,"
        " if `sub` is no text.",
        'Begin with `for name in ["exp", "nbf", "iat"]`, skip those that are missing (but not'
        " `exp`),"
        " refuse what is no finite number. Then four comparisons, each with its `raise"
        " Refused(...)`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial("one by one", claims_as(HAS_EXP, *TYPES, HAS_SUB, EXPIRED, *EARLY), "correct"),
        Trial(
            "with a helper",
            Code(
                "def moment(claims, name, otherwise):\n"
                "    value = claims.get(name, otherwise)\n"
                "    if type(value) not in (int, float) or not abs(value) < 10**15:\n"
                '        raise Refused("claims", name)\n'
                "    return value\n"
                "def check_claims(claims, now, leeway):\n"
                '    if not now - leeway < moment(claims, "exp", None):\n'
                '        raise Refused("claims", "expired")\n'
                '    for name in ("nbf", "iat"):\n'
                "        if moment(claims, name, now) > now + leeway:\n"
                '            raise Refused("claims", name)\n'
                '    if type(claims.get("sub")) is not str:\n'
                '        raise Refused("claims", "sub")\n',
                "check_claims",
            ),
            "correct",
        ),
        Trial(
            "a second too long",
            claims_as(
                HAS_EXP,
                *TYPES,
                HAS_SUB,
                'if claims["exp"] + leeway < now: raise Refused("claims")',
                *EARLY,
            ),
            "not_yet",
            "at exp + leeway it is dead",
        ),
        Trial(
            "leeway the wrong way",
            claims_as(
                HAS_EXP,
                *TYPES,
                HAS_SUB,
                'if claims["exp"] - leeway <= now: raise Refused("claims")',
                *EARLY,
            ),
            "not_yet",
            "one more second",
        ),
        Trial(
            "exp if it is there",
            claims_as(
                *TYPES,
                HAS_SUB,
                'if claims.get("exp") and claims["exp"] + leeway <= now: raise Refused("claims")',
                *EARLY,
            ),
            "not_yet",
            "live for ever",
        ),
        Trial(
            "no leeway for iat",
            claims_as(
                HAS_EXP,
                *TYPES,
                HAS_SUB,
                EXPIRED,
                EARLY[0],
                'if claims.get("iat", now) > now: raise Refused("claims")',
            ),
            "not_yet",
            "`iat` five seconds ahead",
        ),
        Trial(
            "no look at the types",
            claims_as(HAS_EXP, HAS_SUB, EXPIRED, *EARLY),
            "not_yet",
            "TypeError",
        ),
        Trial(
            "numbers in texts",
            claims_as(
                HAS_EXP,
                HAS_SUB,
                'if float(claims["exp"]) + leeway <= now: raise Refused("claims")',
            ),
            "not_yet",
            "`nbf` six seconds ahead",
        ),
        Trial(
            "isinstance int",
            claims_as(
                HAS_EXP,
                HAS_SUB,
                'for name in ("exp", "nbf", "iat"):',
                "    if not isinstance(claims.get(name, 0), (int, float)):",
                "        raise Refused('claims')",
                EXPIRED,
                *EARLY,
            ),
            "not_yet",
            "an endless `exp`",
        ),
        Trial(
            "isfinite",
            claims_as(
                HAS_EXP,
                HAS_SUB,
                'for name in ("exp", "nbf", "iat"):',
                "    value = claims.get(name, 0)",
                "    if type(value) not in (int, float) or not math.isfinite(value):",
                "        raise Refused('claims')",
                EXPIRED,
                *EARLY,
            ),
            "not_yet",
            "OverflowError",
        ),
        Trial("no sub", claims_as(HAS_EXP, *TYPES, EXPIRED, *EARLY), "not_yet", "without `sub`"),
        Trial("crash", claims_as("if claims.exp < now: pass"), "not_yet", "AttributeError"),
    ),
)

# --- 04.policy ------------------------------------------------------------


def check_check_policy(check_policy: Callable[..., Any]) -> str:
    """From my issuer, for me, of the type I expect."""
    header, claims = {"typ": "at+jwt"}, {"iss": "https://a.example", "aud": "films"}
    mine = ("https://a.example", "films", "at+jwt")
    expect_function(check_policy, header, claims, *mine, name="check_policy")
    check_policy_layer = Layer("policy", check_policy)
    honest: list[TwoChanges] = [
        ("an honest token", "all is well", {}, {}),
        ("`aud` as a list", "I am in it", {}, {"aud": ["music", "films"]}),
        ("`typ` AT+JWT", "upper and lower case make no difference", {"typ": "AT+JWT"}, {}),
    ]
    for what, why, other_header, other_claims in honest:
        check_policy_layer.lets_pass(what, why, header | other_header, claims | other_claims, *mine)
    bad: list[TwoChanges] = [
        ("another issuer", "it isn't mine", {}, {"iss": "https://b.example"}),
        ("a part of the issuer's name", "a part is not the name", {}, {"iss": "https"}),
        ("an issuer with a slash behind", "another name", {}, {"iss": "https://a.example/"}),
        (
            "an issuer in capitals",
            "names are compared letter by letter",
            {},
            {"iss": "HTTPS://A.EXAMPLE"},
        ),
        ("a list as issuer", "an issuer is one name", {}, {"iss": ["https://a.example"]}),
        ("no issuer", "nobody says who wrote it", {}, {"iss": None}),
        ("another audience", "it is for somebody else", {}, {"aud": "music"}),
        ("a longer audience", "another name that begins alike", {}, {"aud": "films-archive"}),
        ("a part of the audience's name", "a part is not the name", {}, {"aud": "film"}),
        ("a list without me", "it is for others", {}, {"aud": ["music", "films-archive"]}),
        ("an empty list", "it is for nobody", {}, {"aud": []}),
        ("no audience", "it is for nobody", {}, {"aud": None}),
        ("a refresh token", "it is of another type", {"typ": "rt+jwt"}, {}),
        ("no `typ`", "nobody says what it is for", {"typ": None}, {}),
        ("`typ` JWT", "that may be any token", {"typ": "JWT"}, {}),
        ("`typ` fat+jwt", "a part is not the name", {"typ": "fat+jwt"}, {}),
        ("a number as `typ`", "it is no name", {"typ": 5}, {}),
        ("an object as audience", "a text or a list", {}, {"aud": {"films": 1}}),
        ("two names in one text", "that is one name, and another", {}, {"aud": "films music"}),
        ("an audience in capitals", "letter by letter", {}, {"aud": "FILMS"}),
    ]
    for what, why, other_header, other_claims in bad:
        changed = {k: v for k, v in (claims | other_claims).items() if v is not None}
        head = {k: v for k, v in (header | other_header).items() if v is not None}
        check_policy_layer.stops(what, why, head, changed, *mine)
    check_policy_layer.lets_pass(
        "an honest token, where AT+JWT is expected",
        "upper and lower case make no difference on either side",
        header,
        claims,
        mine[0],
        mine[1],
        "AT+JWT",
    )
    return "From your issuer, for you, and for this purpose."


def policy_as(*lines: str) -> Code:
    """An answer to 04.policy."""
    body = "".join(f"    {line}\n" for line in lines)
    return Code(f"def check_policy(header, claims, issuer, audience, typ):\n{body}", "check_policy")


ISS = 'if claims.get("iss") != issuer: raise Refused("policy")'
AUD = (
    'aud = claims.get("aud")',
    "if isinstance(aud, str): aud = [aud]",
    'if not isinstance(aud, list) or audience not in aud: raise Refused("policy")',
)
RIGHT_TYP = 'if str(header.get("typ", "")).lower() != typ.lower(): raise Refused("policy")'

POLICY = Exercise(
    id="04.policy",
    title="Layer 7: is it for me?",
    check=check_check_policy,
    setup=IMPORTS,
    hints=(
        "Three comparisons, each of whole names. In which of the three may the token hold a list?",
        "`aud` may be a text or a list: make a list of a text first, then ask whether you are"
        " `in` it. `typ` is compared in small letters.",
        '`aud = claims.get("aud")`, `if not isinstance(aud, list): aud = [aud]`, `if audience not'
        ' in aud: raise Refused(...)`. For `typ`: `str(header.get("typ")).lower() != typ.lower()`.',
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial("one by one", policy_as(ISS, *AUD, RIGHT_TYP), "correct"),
        Trial(
            "one condition",
            policy_as(
                'aud = claims.get("aud")',
                "for_me = audience == aud or (isinstance(aud, list) and audience in aud)",
                'typed = isinstance(header.get("typ"), str) and header["typ"].casefold() =='
                " typ.casefold()",
                'if not (claims.get("iss") == issuer and for_me and typed): raise'
                ' Refused("policy")',
            ),
            "correct",
        ),
        Trial(
            "issuer as part",
            policy_as(
                'if claims.get("iss", "?") not in issuer: raise Refused("policy")', *AUD, RIGHT_TYP
            ),
            "not_yet",
            "a part of the issuer's name",
        ),
        Trial(
            "audience as part",
            policy_as(
                ISS,
                'if audience not in claims.get("aud", []): raise Refused("policy")',
                RIGHT_TYP,
            ),
            "not_yet",
            "begins alike",
        ),
        Trial(
            "audience the other way",
            policy_as(
                ISS,
                'aud = claims.get("aud")',
                "if isinstance(aud, list): ok = audience in aud",
                "else: ok = str(aud) in audience",
                'if not ok: raise Refused("policy")',
                RIGHT_TYP,
            ),
            "not_yet",
            "a part of the audience's name",
        ),
        Trial(
            "no list",
            policy_as(ISS, 'if claims.get("aud") != audience: raise Refused("policy")', RIGHT_TYP),
            "not_yet",
            "I am in it",
        ),
        Trial(
            "aud if it is there",
            policy_as(
                ISS,
                'if "aud" in claims and audience not in ([claims["aud"]]'
                ' if isinstance(claims["aud"], str) else claims["aud"]): raise Refused("policy")',
                RIGHT_TYP,
            ),
            "not_yet",
            "no audience",
        ),
        Trial(
            "typ letter by letter",
            policy_as(ISS, *AUD, 'if header.get("typ") != typ: raise Refused("policy")'),
            "not_yet",
            "AT+JWT",
        ),
        Trial("no typ", policy_as(ISS, *AUD), "not_yet", "refresh token"),
        Trial(
            "typ keeps out",
            policy_as(
                ISS, *AUD, 'if str(header.get("typ")).lower() == "rt+jwt": raise Refused("policy")'
            ),
            "not_yet",
            "no `typ`",
        ),
        Trial(
            "missing typ",
            policy_as(ISS, *AUD, 'if header["typ"].lower() != typ: raise Refused("policy")'),
            "not_yet",
            "KeyError",
        ),
        Trial("crash", policy_as("return claim"), "not_yet", "NameError"),
    ),
)

# --- 04.table ------------------------------------------------------------

LETTERS = {
    "accept": "a",
    "split": "s",
    "decode": "d",
    "allow-list": "l",
    "key": "k",
    "signature": "g",
    "claims": "c",
    "policy": "p",
}
WHY = {
    "accept": "there is nothing wrong with it",
    "split": "it isn't three parts of ASCII without blanks, of reasonable length",
    "decode": "it can't be read as a JSON object, or can be read in two ways",
    "allow-list": "its algorithm is not one that the backend named",
    "key": "no key of the set fits it by name, algorithm and use",
    "signature": "the signature isn't that of the key over the text as it came",
    "claims": "a date is missing, badly made, past or ahead",
    "policy": "it is genuine, and from another issuer, for somebody else, or of another type",
}


def check_table(verdicts: Any) -> str:
    """The learner's verdicts, as letters in groups of six."""
    if isinstance(verdicts, str):
        verdicts = [verdicts]
    expect(
        isinstance(verdicts, list | tuple) and all(isinstance(each, str) for each in verdicts),
        'Write the letters as a list of texts, such as `["csclgs", "apcppd"]`.',
    )
    letters = [letter.lower() for letter in "".join(verdicts) if letter not in " ,"]
    queue = judged.tokens_to_judge()
    expect(
        len(letters) <= len(queue),
        f"There are {len(queue)} tokens, and here are {len(letters)} letters.",
    )
    known = set(LETTERS.values()) | {"."}
    for number, letter in enumerate(letters, start=1):
        expect(
            letter in known,
            f"Token {number}: `{letter}` is no layer. Letters are a, s, d, l, k, g, c and p.",
        )
    done = 0
    for token, letter in zip(queue, letters, strict=False):
        if letter == ".":
            continue
        right = LETTERS[token.verdict]
        if letter != right:
            hint = "to be accepted" if token.verdict == "accept" else "stopped elsewhere"
            raise NotYet(
                f"Token {token.number} ({token.story}): you wrote `{letter}`. It is {hint}:"
                f" {WHY[token.verdict]}."
            )
        done += 1
    expect(done >= 12, "Six were given. Judge six others at least.")
    if done < len(queue):
        return f"All {done} that you judged are right, and you left out {len(queue) - done}."
    return "All 36. Nobody gets past you."


TABLE = Exercise(
    id="04.table",
    title="Judge before you run",
    check=check_table,
    hints=(
        "Go through the layers in order for each token, and stop at the first that says no.",
        "Tokens that are signed by the wrong key, or twice readable, or in a foreign algorithm are"
        " stopped long before anybody looks at their claims.",
        "Nine are accepted. Four are stopped by split, five by decode, three by the allow-list,"
        " four by key, three by signature, five by claims, three by policy.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial("one text", Answers("csclgs apcppd sgadka kgdsdc kaacld aalaak"), "correct"),
        Trial("a part", Answers(["CSCLGS", "apcppd", "......"]), "correct"),
        Trial("only those given", Answers(["csclgs"]), "not_yet", "Six were given"),
        Trial("too kind", Answers(["csclgs", "aacppd"]), "not_yet", "Token 8"),
        Trial("too strict", Answers(["csclgs", "cpcppd"]), "not_yet", "nothing wrong with it"),
        Trial("another layer", Answers(["csclgs", "apcppk"]), "not_yet", "can't be read"),
        Trial("unknown letter", Answers(["csclgs", "x"]), "not_yet", "no layer"),
        Trial("too many", Answers(["a" * 40]), "not_yet", "40 letters"),
        Trial("numbers", Answers([1, 2]), "not_yet", "list of texts"),
    ),
)

EXERCISES = (SPLIT, DECODE, ALLOW_LIST, CHOOSE_KEY, SIGNATURE, CLAIMS, POLICY, TABLE)

# --- quizzes ------------------------------------------------------------

QUIZZES = (
    Quiz(
        id="04.recall_pair",
        question="Grace signs with a private key and publishes the public one. What can a backend"
        " do with it?",
        choices={
            "a": Choice(
                "Check tokens, and make new ones.",
                "With a shared secret it could do both. The public half checks, and makes nothing.",
            ),
            "b": Choice("Check tokens.", "That is what key pairs are for (notebook 03)."),
            "c": Choice(
                "Read tokens that nobody else can read.",
                "Everybody can read a signed token. A key is needed to check it.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="04.recall_key",
        question="Two keys of a set have the same `kid`. How does one choose?",
        choices={
            "a": Choice("The first one.", "Who put it first? The order of a set says nothing."),
            "b": Choice(
                "That can't happen.",
                "It does: RFC 7520 prints such a set. `kid` is unique only together with the type.",
            ),
            "c": Choice(
                "By what else is known: type and algorithm.",
                "A name alone is not enough (RFC 7517 4.5).",
            ),
        },
        right="c",
    ),
    Quiz(
        id="04.predict_none",
        question='A verifier keeps out tokens whose `alg` is "none", and lets in all others. What'
        " is"
        " wrong with that?",
        choices={
            "a": Choice(
                'It asks the token, and `"nOnE"` is not `"none"`.',
                "Lists of what is forbidden are never complete. Name what is allowed.",
            ),
            "b": Choice(
                "Nothing: without none every token needs a signature.",
                "A signature made how, with which key? HS256 with the public key as secret passes,"
                " and everybody has that.",
            ),
            "c": Choice("It is slow.", "It is very fast. That is not what is wrong with it."),
        },
        right="a",
    ),
    Quiz(
        id="04.predict_order",
        question="Could one check the claims before the signature, since that is cheaper?",
        choices={
            "a": Choice(
                "Yes, nothing else depends on the order.",
                "Something does: everything that reads the payload would then work on what a"
                " stranger wrote.",
            ),
            "b": Choice(
                "Yes, and it should be done: most bad tokens are expired.",
                "They are, and comparing two numbers saves some microseconds. It costs you a parser"
                " that strangers can play with, and an error message that tells them what they"
                " guessed right.",
            ),
            "c": Choice(
                "One could. But then the payload is believed before anybody knows who wrote it.",
                "Nothing in it counts before the signature does.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="04.check_alg",
        question="Who decides which algorithm a token is checked with?",
        choices={
            "a": Choice(
                "The token, in its header.",
                "It says which one was used. Whether that one is acceptable it must not decide.",
            ),
            "b": Choice(
                "The backend; the token's word must agree.",
                "That is RFC 7515 5.2 and RFC 8725 3.1 in one sentence.",
            ),
            "c": Choice("The library.", "It knows many. Which of them are yours it can't know."),
        },
        right="b",
    ),
    Quiz(
        id="04.check_aud",
        question="A token has no `aud`. Your backend expects itself there. What now?",
        choices={
            "a": Choice("Refuse.", "It was made for nobody in particular, so not for you."),
            "b": Choice(
                "Accept: nothing says that it is for somebody else.",
                "Then a token of any other service of the same issuer opens your door.",
            ),
            "c": Choice(
                "Accept, if the issuer is right.",
                "The issuer may serve a hundred backends. This token was not made for yours.",
            ),
        },
        right="a",
    ),
    Quiz(
        id="04.check_leeway",
        question="What is leeway for?",
        choices={
            "a": Choice(
                "So that users are not logged out so soon.",
                "For that one chooses a later `exp`, or renews (notebook 07).",
            ),
            "b": Choice(
                "So that the signature need not be checked each time.",
                "It has nothing to do with signatures.",
            ),
            "c": Choice(
                "For clocks that differ a little.",
                "Seconds, not minutes: whoever stole a token has the leeway, too.",
            ),
        },
        right="c",
    ),
)
