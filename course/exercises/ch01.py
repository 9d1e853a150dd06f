"""Exercises and quizzes of notebook 01: what is inside a token?"""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

from course.checks import LearnerRaised, call, expect, expect_function, shown
from course.exercise import Answers, Choice, Code, Exercise, NotYet, Quiz, Reference, Stub, Trial
from course.exercises.ordering import places, usual_trials


def encoded(octets: bytes) -> str:
    """base64url without padding (RFC 7515 2)."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def expect_refusal(function: Callable[..., Any], given: Any, why: str) -> None:
    """The learner's function must raise ValueError for what it is given."""
    name = function.__name__ if hasattr(function, "__name__") else "your function"
    told = f"`{name}({shown(given).strip('`')})`"
    try:
        said = call(function, given)
    except LearnerRaised as stumble:
        if isinstance(stumble.error, ValueError):
            return
        kind = type(stumble.error).__name__
        raise NotYet(f"{told} raised `{kind}`. It should raise `ValueError`: {why}.") from None
    if said is None or said is False:
        raise NotYet(
            f"{told} gave `{said}`. Whoever forgets to look at that goes on with it: raise"
            f" `ValueError`, since {why}."
        )
    raise NotYet(f"{told} gave {shown(said)}, and should raise `ValueError`: {why}.")


def defined(name: str, arguments: str, body: str, before: str = "") -> Code:
    """An answer: a function of that name with this body."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return Code(f"{before}def {name}({arguments}):\n{lines}", name)


# --- 01.b64url_encode ----------------------------------------------------------------------

OCTETS = (
    b"Ada",
    bytes([251, 239, 255]),
    b"A",
    b"Ad",
    b"",
    bytes(3),
    bytes([3, 236, 255, 224, 193]),
    bytes(range(256)),
)
"""The one before the last is RFC 7515's own example (appendix C)."""


def check_b64url_encode(b64url_encode: Callable[..., Any]) -> str:
    """Text, the alphabet with - and _, no padding."""
    expect_function(b64url_encode, b"Ada", name="b64url_encode")
    for octets in OCTETS:
        said = _encoded_by(b64url_encode, octets)
        wanted = encoded(octets)
        told = f"`b64url_encode({shown(octets).strip('`')})` gave {shown(said)}. "
        expect(said is not None, "Your function gives nothing back. Does it `return` its result?")
        expect(
            not isinstance(said, bytes | bytearray),
            told + "Those are octets, and a token is text: `.decode()` makes text of them. (Left"
            " alone, this ends as a header that reads `Bearer b'eyJ…'`.)",
        )
        expect(isinstance(said, str), told + "It should be text (`str`).")
        if said == wanted:
            continue
        if said.startswith("b'"):
            raise NotYet(told + "`str()` writes octets as Python would: use `.decode()`.")
        if said == octets.hex():
            raise NotYet(told + "That is hexadecimal: two letters for each octet.")
        if "\n" in said:
            raise NotYet(told + "There is a line end in it. (`encodebytes` is made for mail.)")
        if said.rstrip("=") == wanted:
            raise NotYet(told + "The padding is still there. Tokens leave the `=` away.")
        if said.rstrip("=") == b64encode(octets).decode().rstrip("="):
            raise NotYet(told + "That is the old alphabet, with `+` and `/`. Tokens have `-`, `_`.")
        if wanted.startswith(said) or len(said) < len(wanted):
            raise NotYet(
                told + f"It should be `{wanted[:40]}`: take away the `=` at the end, and no letter."
            )
        raise NotYet(told + f"It should be `{wanted[:40]}`.")
    return "Text, the right alphabet, no padding: that is what tokens are written in."


def _encoded_by(function: Callable[..., Any], octets: bytes) -> Any:
    try:
        return call(function, octets)
    except LearnerRaised as stumble:
        if isinstance(stumble.error, AttributeError) and "'encode'" in str(stumble.error):
            raise NotYet(
                "Your function calls `.encode()` on what it gets. It gets octets already: `.encode`"
                " is for text."
            ) from None
        raise


def encoder(body: str, before: str = "") -> Code:
    """An answer to 01.b64url_encode with this body."""
    return defined("b64url_encode", "octets", body, before)


B64URL_ENCODE = Exercise(
    id="01.b64url_encode",
    title="Octets to letters",
    check=check_b64url_encode,
    hints=(
        'Python\'s `urlsafe_b64encode` does nearly all of it. Look at what it gives for `b"A"`: of'
        " which type is that, and what is too much?",
        "Two things are left to do: take the `=` away at the end, and make text of octets.",
        '`urlsafe_b64encode(octets)`, then `.rstrip(b"=")`, then `.decode()`.',
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "six bits at a time",
            encoder(
                'bits = "".join(f"{octet:08b}" for octet in octets)\n'
                'bits += "0" * (-len(bits) % 6)\n'
                "return ''.join(ALPHABET[int(bits[i:i + 6], 2)] for i in range(0, len(bits), 6))",
                "from string import ascii_letters, digits\n"
                'ALPHABET = ascii_letters[26:] + ascii_letters[:26] + digits + "-_"\n',
            ),
            "correct",
        ),
        Trial(
            "old alphabet, mended",
            encoder(
                'text = b64encode(octets).decode("ascii")\n'
                'return text.replace("+", "-").replace("/", "_").replace("=", "")'
            ),
            "correct",
        ),
        Trial(
            "padding kept",
            encoder("return urlsafe_b64encode(octets).decode()"),
            "not_yet",
            "padding",
        ),
        Trial(
            "old alphabet",
            encoder('return b64encode(octets).decode().rstrip("=")'),
            "not_yet",
            "old alphabet",
        ),
        Trial(
            "octets",
            encoder('return urlsafe_b64encode(octets).rstrip(b"=")'),
            "not_yet",
            "a token is text",
        ),
        Trial(
            "text of octets",
            encoder('return str(urlsafe_b64encode(octets)).rstrip("=")'),
            "not_yet",
            "as Python would",
        ),
        Trial("hexadecimal", encoder("return octets.hex()"), "not_yet", "hexadecimal"),
        Trial(
            "always two signs less",
            encoder("return urlsafe_b64encode(octets).decode()[:-2]"),
            "not_yet",
            "no letter",
        ),
        Trial(
            "takes text",
            encoder('return urlsafe_b64encode(octets.encode()).decode().rstrip("=")'),
            "not_yet",
            "octets already",
        ),
        Trial(
            "made for mail",
            encoder(
                "import base64\n"
                'return base64.encodebytes(octets).decode().rstrip("=").replace("+", "-")'
            ),
            "not_yet",
            "line end",
        ),
        Trial("nothing back", encoder("urlsafe_b64encode(octets)"), "not_yet", "nothing back"),
        Trial(
            "text and octets mixed",
            encoder('return urlsafe_b64encode(octets).rstrip("=")'),
            "not_yet",
            "don't mix",
        ),
        Trial("crash", encoder("return urlsafe(octets)"), "not_yet", "NameError"),
    ),
)

# --- 01.b64url_decode ----------------------------------------------------------------------

JUNK = (
    ("QW Rh", "there is a blank in it"),
    ("QWRh\n", "there is a line end in it"),
    ("QWRh!!", "`!` is no letter of base64url"),
    ("QQ==", "tokens have no padding"),
    ("QWRh=", "there is a `=` in it"),
    ("+/8", "`+` and `/` are letters of the old alphabet"),
    ("QR", "the leftover bits are not zero, so it is another text for what `QQ` says"),
    ("QWR", "the leftover bits are not zero, so it is another text for what `QWQ` says"),
    ("Q", "one letter is six bits, and no octet"),
    ("QWRhQ", "five letters are an octet too few, or a letter too many"),
    ("QWRhé", "`é` is no letter of base64url"),
)


def check_b64url_decode(b64url_decode: Callable[..., Any]) -> str:
    """Every value comes back, and no other text gets through."""
    expect_function(b64url_decode, "QWRh", name="b64url_decode")
    for octets in OCTETS:
        text = encoded(octets)
        told = f"`b64url_decode({shown(text).strip('`')})`"
        try:
            said = call(b64url_decode, text)
        except LearnerRaised as stumble:
            if not isinstance(stumble.error, ValueError):
                raise
            raise NotYet(_why_refused(told, stumble.error)) from None
        expect(said is not None, f"{told} gave nothing. Does your function `return` the octets?")
        expect(
            not isinstance(said, str),
            f"{told} gave text. What was encoded need not be text (a signature is none): return"
            " the octets as they are.",
        )
        expect(
            not isinstance(said, bytearray),
            f"{told} gave a `bytearray`, which somebody could change: return `bytes`.",
        )
        expect(said == octets, f"{told} gave {shown(said)}, and should give {shown(octets)}.")
    for text, why in JUNK:
        expect_refusal(b64url_decode, text, why)
    return "Every value comes back, and for each there is one text and no other."


def _why_refused(told: str, error: BaseException) -> str:
    if isinstance(error, UnicodeDecodeError):
        return (
            f"{told} raised `UnicodeDecodeError`: what was encoded need not be text. Return the"
            " octets as they are."
        )
    if "padding" in str(error).lower():
        return (
            f"{told} was refused: *{error}*. That is an honest text. Python's reader wants the"
            ' padding that tokens leave away: add `"=" * (-len(text) % 4)` first.'
        )
    said = " ".join(str(error).split())
    return (
        f"{told} was refused" + (f": *{said}*" if said else "") + ". That is an honest text. Print"
        " both sides of your comparison: is one of them text and the other octets? Or is the"
        " question the wrong way round?"
    )


def decoder(body: str, before: str = "") -> Code:
    """An answer to 01.b64url_decode with this body."""
    return defined("b64url_decode", "text", body, before)


ENCODE = (
    "from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode\n"
    "def encode(octets):\n"
    '    return urlsafe_b64encode(octets).rstrip(b"=").decode()\n'
)
PADDED = 'text + "=" * (-len(text) % 4)'

B64URL_DECODE = Exercise(
    id="01.b64url_decode",
    title="Letters to octets, strictly",
    check=check_b64url_decode,
    setup=ENCODE,
    hints=(
        "Decode first, with the padding that is missing. Then ask: is this the text that an honest"
        " encoder would have written for these octets?",
        "`encode` gives the one canonical text for some octets. If it isn't the text that you were"
        " given, then that one had something in it that was dropped.",
        "```python\n"
        'octets = urlsafe_b64decode(text + "=" * (-len(text) % 4))\n'
        "if ...:  # what `encode` makes of the octets isn't `text`\n"
        '    raise ValueError("not canonical")\n'
        "return octets\n"
        "```",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "check by check",
            decoder(
                "import re\n"
                'if not re.fullmatch(r"[A-Za-z0-9_-]*", text) or len(text) % 4 == 1:\n'
                '    raise ValueError("letters or length")\n'
                f"octets = urlsafe_b64decode({PADDED})\n"
                'unused = {0: "", 2: "AQgw", 3: "AEIMQUYcgkosw048"}[len(text) % 4]\n'
                "if unused and text[-1] not in unused:\n"
                '    raise ValueError("leftover bits")\n'
                "return octets"
            ),
            "correct",
        ),
        Trial(
            "by hand",
            decoder(
                'letters = {letter: f"{i:06b}" for i, letter in enumerate(ALPHABET)}\n'
                "if any(each not in letters for each in text):\n"
                '    raise ValueError("a foreign letter")\n'
                'bits = "".join(letters[each] for each in text)\n'
                "left = len(bits) % 8\n"
                'if left >= 6 or "1" in bits[len(bits) - left :]:\n'
                '    raise ValueError("leftover bits")\n'
                "return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits) - left, 8))",
                "from string import ascii_letters, digits\n"
                'ALPHABET = ascii_letters[26:] + ascii_letters[:26] + digits + "-_"\n',
            ),
            "correct",
        ),
        Trial(
            "Python's own",
            decoder(f"return urlsafe_b64decode({PADDED})"),
            "not_yet",
            "there is a blank",
        ),
        Trial(
            "always two signs of padding",
            decoder('return urlsafe_b64decode(text + "==")'),
            "not_yet",
            "there is a blank",
        ),
        Trial(
            "no padding added",
            decoder("return urlsafe_b64decode(text)"),
            "not_yet",
            "tokens leave away",
        ),
        Trial(
            "validate",
            decoder(
                'if "+" in text or "/" in text or "=" in text:\n'
                '    raise ValueError("letters")\n'
                f'return b64decode({PADDED}, altchars="-_", validate=True)'
            ),
            "not_yet",
            "leftover bits",
        ),
        Trial(
            "validate, old alphabet let in",
            decoder(
                'if "=" in text:\n'
                '    raise ValueError("padding")\n'
                'text = text.replace("-", "+").replace("_", "/")\n'
                f"return b64decode({PADDED}, validate=True)"
            ),
            "not_yet",
            "old alphabet",
        ),
        Trial(
            "padding let in",
            decoder(
                f"octets = urlsafe_b64decode({PADDED})\n"
                'if encode(octets) != text.rstrip("="):\n'
                '    raise ValueError("not canonical")\n'
                "return octets"
            ),
            "not_yet",
            "tokens have no padding",
        ),
        Trial(
            "None in place of an error",
            decoder(
                f"octets = urlsafe_b64decode({PADDED})\n"
                "return octets if encode(octets) == text else None"
            ),
            "not_yet",
            "forgets to look",
        ),
        Trial(
            "text",
            decoder(f"return urlsafe_b64decode({PADDED}).decode('latin-1')"),
            "not_yet",
            "need not be text",
        ),
        Trial(
            "text in UTF-8",
            decoder(f"return urlsafe_b64decode({PADDED}).decode().encode()"),
            "not_yet",
            "need not be text",
        ),
        Trial(
            "another error",
            decoder(
                f"octets = urlsafe_b64decode({PADDED})\n"
                "assert encode(octets) == text\n"
                "return octets"
            ),
            "not_yet",
            "should raise `ValueError`",
        ),
        Trial(
            "the question the wrong way round",
            decoder(
                f"octets = urlsafe_b64decode({PADDED})\n"
                "if encode(octets) == text:\n"
                "    raise ValueError\n"
                "return octets"
            ),
            "not_yet",
            "wrong way round",
        ),
        Trial(
            "text against octets",
            decoder(
                f"octets = urlsafe_b64decode({PADDED})\n"
                "if encode(octets) != text.encode():\n"
                "    raise ValueError\n"
                "return octets"
            ),
            "not_yet",
            "was refused. That is an honest text",
        ),
        Trial(
            "octets that can be changed",
            decoder(
                f"octets = urlsafe_b64decode({PADDED})\n"
                "if encode(octets) != text:\n"
                "    raise ValueError\n"
                "return bytearray(octets)"
            ),
            "not_yet",
            "bytearray",
        ),
        Trial("crash", decoder("return decoded(text)"), "not_yet", "NameError"),
    ),
)

# --- 01.make_part --------------------------------------------------------------------------

PARTS: tuple[dict[str, Any], ...] = (
    {"alg": "HS256", "typ": "JWT"},
    {"typ": "JWT", "alg": "HS256"},
    {"sub": "ada", "roles": ["viewer", "editor"], "exp": 300, "admin": False, "act": None},
    {},
    {"name": "Zoë", "sub": "zoe"},
    {"name": "Ada: L, the first", "sub": "ada"},
)


def check_make_part(make_part: Callable[..., Any]) -> str:
    """JSON without blanks, in the dict's order, as UTF-8, as base64url."""
    expect_function(make_part, PARTS[0], name="make_part")
    for value in PARTS:
        said = _made_by(make_part, value)
        told = f"For `{json.dumps(value, ensure_ascii=False)}` your function gave {shown(said)}. "
        expect(said is not None, "Your function gives nothing back. Does it `return` its result?")
        expect(not isinstance(said, bytes | bytearray), told + "Those are octets: a part is text.")
        expect(isinstance(said, str), told + "A part is text (`str`).")
        _expect_part(said, value, told)
    return "Short, in order, and readable for everybody."


def _made_by(function: Callable[..., Any], value: dict[str, Any]) -> Any:
    try:
        return call(function, value)
    except LearnerRaised as stumble:
        message = str(stumble.error)
        if isinstance(stumble.error, TypeError) and "bytes-like" in message:
            raise NotYet(
                "`json.dumps` gives text, and base64url is made of octets. What makes octets of"
                " text?"
            ) from None
        raise


def _expect_part(said: str, value: dict[str, Any], told: str) -> None:
    """What is wrong with this part, if anything is."""
    if said.startswith("{"):
        raise NotYet(told + "That is JSON, and not yet a part of a token: `encode` its octets.")
    expect(
        "=" not in said,
        f"For `{json.dumps(value, ensure_ascii=False)}` your function gave text that ends in"
        f" `{said[-8:]}`. The padding is still there: use `encode`.",
    )
    try:
        text = urlsafe_b64decode(said + "=" * (-len(said) % 4)).decode()
    except ValueError:
        raise NotYet(told + "That is no base64url of UTF-8: use `encode`.") from None
    inside = f"It holds `{text}`. "
    try:
        found = json.loads(text)
    except ValueError:
        quoted = "'" in text
        raise NotYet(
            inside + "That is how Python writes a dict, and no JSON: use `json.dumps`."
            if quoted
            else inside + "That is no JSON: use `json.dumps`."
        ) from None
    expect(not isinstance(found, str), inside + "That is JSON inside of JSON: `json.dumps` once.")
    wanted = json.dumps(value, ensure_ascii=False)
    squeezed = text.replace(" ", "") == wanted.replace(" ", "") and found != value
    expect(
        not squeezed,
        inside + f"It should hold `{wanted}`: a blank inside a value is part of what it says. Take"
        " away only those that `json.dumps` adds (`separators`).",
    )
    expect(found == value, inside + f"It should hold `{wanted}`.")
    expect(
        list(found) == list(value),
        inside + "The names are in another order than in the dict. That means the same, and is"
        " another token.",
    )
    short = [
        json.dumps(value, separators=(",", ":"), ensure_ascii=ascii) for ascii in (True, False)
    ]
    expect(
        text in short,
        inside + "There are blanks in it. It is valid, and it is *another* token than the one"
        ' without: `json.dumps` takes `separators=(",", ":")`.',
    )


def maker(body: str) -> Code:
    """An answer to 01.make_part with this body."""
    return defined("make_part", "value", body)


MAKE_PART = Exercise(
    id="01.make_part",
    title="A part of a token",
    check=check_make_part,
    setup=ENCODE + "import json\n",
    hints=(
        "Three steps: a dict to JSON text, text to octets, octets to base64url. The third is"
        " `encode`.",
        "`json.dumps` writes a blank after each comma and colon, unless it is told other"
        " `separators`. And `encode` wants octets.",
        '`json.dumps(value, separators=(",", ":"))` is the text; `encode(text.encode())` the part.',
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "without escapes",
            maker(
                'text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))\n'
                'return encode(bytes(text, "utf-8"))'
            ),
            "correct",
        ),
        Trial(
            "an encoder of its own",
            maker(
                'writer = json.JSONEncoder(separators=(",", ":"))\n'
                'octets = "".join(writer.iterencode(value)).encode("utf-8")\n'
                'return urlsafe_b64encode(octets).decode().replace("=", "")'
            ),
            "correct",
        ),
        Trial(
            "with blanks",
            maker("return encode(json.dumps(value).encode())"),
            "not_yet",
            "another* token",
        ),
        Trial(
            "in lines",
            maker("return encode(json.dumps(value, indent=1).encode())"),
            "not_yet",
            "blanks",
        ),
        Trial(
            "sorted",
            maker(
                'text = json.dumps(value, sort_keys=True, separators=(",", ":"))\n'
                "return encode(text.encode())"
            ),
            "not_yet",
            "another order",
        ),
        Trial(
            "all blanks taken away",
            maker('return encode(json.dumps(value).replace(" ", "").encode())'),
            "not_yet",
            "inside a value",
        ),
        Trial("str", maker("return encode(str(value).encode())"), "not_yet", "how Python writes"),
        Trial(
            "text to encode",
            maker('return encode(json.dumps(value, separators=(",", ":")))'),
            "not_yet",
            "octets of text",
        ),
        Trial(
            "padding",
            maker(
                'text = json.dumps(value, separators=(",", ":"))\n'
                "return urlsafe_b64encode(text.encode()).decode()"
            ),
            "not_yet",
            "still there",
        ),
        Trial(
            "JSON twice",
            maker(
                'text = json.dumps(value, separators=(",", ":"))\n'
                "return encode(json.dumps(text).encode())"
            ),
            "not_yet",
            "JSON inside of JSON",
        ),
        Trial("JSON only", maker("return json.dumps(value)"), "not_yet", "not yet a part"),
        Trial("nothing back", maker("encode(b'')"), "not_yet", "nothing back"),
        Trial("crash", maker("return encode(value.json())"), "not_yet", "AttributeError"),
    ),
)

# --- 01.order ------------------------------------------------------------------------------


def check_order(order: Any) -> str:
    """The steps in which a token is made."""
    place = places(order, "ABCDE")
    expect(place["B"] < place["D"], "There is no text yet that could become octets: B before D.")
    expect(
        place["C"] < place["A"],
        "There is nothing to append before somebody has signed: C before A.",
    )
    expect(
        place["D"] < place["C"],
        "You sign the JSON. What is signed is the text that travels, letters of base64url.",
    )
    expect(
        place["D"] < place["E"],
        "You put JSON texts together, and the dot would be encoded with them. The dot stands"
        " between letters of base64url: D before E.",
    )
    expect(
        place["E"] < place["C"],
        "You sign the parts before they are put together. The signature covers header, *dot* and"
        " payload in one.",
    )
    return "JSON, octets, letters, dot; and then the signature over those letters."


ORDER = Exercise(
    id="01.order",
    title="In which order?",
    check=check_order,
    hints=(
        "What is there at the very beginning: letters, octets or dicts?",
        "The signature covers letters: header, dot, payload. So all of that has to be there first.",
        "B, then D, then the dot, then sign, then append.",
    ),
    catalogue=(
        *usual_trials("BDECA"),
        Trial("signs the JSON", Answers("BCDEA"), "not_yet", "the text that travels"),
        Trial("signs before the dot", Answers("BDCEA"), "not_yet", "*dot*"),
        Trial("dot between JSON texts", Answers("BEDCA"), "not_yet", "encoded with them"),
        Trial("appends before signing", Answers("BDEAC"), "not_yet", "nothing to append"),
        Trial("octets of nothing", Answers("DBECA"), "not_yet", "no text yet"),
    ),
)

# --- 01.one_name ---------------------------------------------------------------------------

Pairs = list[tuple[str, Any]]
ONCE: tuple[Pairs, ...] = (
    [("sub", "ada"), ("exp", 300)],
    [],
    [("a", 1), ("b", 1)],
    [("aud", ["films"]), ("roles", ["viewer"]), ("act", {"sub": "bo"})],
    [("sub", "ada"), ("Sub", "bo")],
)
TWICE: tuple[tuple[Pairs, str], ...] = (
    ([("sub", "ada"), ("sub", "mallory")], "`sub` is there twice"),
    ([("sub", "ada"), ("exp", 300), ("sub", "mallory")], "`sub` is there twice, not side by side"),
    ([("sub", "ada"), ("sub", "ada")], "`sub` is there twice, though with the same value"),
    ([("act", None), ("act", {})], "`act` is there twice, the first time with nothing (None)"),
)


def check_one_name(one_name: Callable[..., Any]) -> str:
    """A dict, unless a name is there twice."""
    expect_function(one_name, ONCE[0], name="one_name")
    for pairs in ONCE:
        said = _dict_by(one_name, pairs)
        told = f"`one_name({pairs})` gave {shown(said)}. "
        expect(said is not None, told + "Does your function `return` the dict?")
        expect(isinstance(said, dict), told + "It should be a dict.")
        expect(said == dict(pairs), told + f"It should be `{dict(pairs)}`.")
        expect(list(said) == [name for name, _ in pairs], told + "The order is another.")
    for pairs, why in TWICE:
        expect_refusal(one_name, pairs, why)
    return "Nobody will read two people out of one token."


def _dict_by(one_name: Callable[..., Any], pairs: Pairs) -> Any:
    try:
        return call(one_name, pairs)
    except LearnerRaised as stumble:
        if isinstance(stumble.error, ValueError):
            names = [name for name, _ in pairs]
            why = (
                "`sub` and `Sub` are two names: RFC 7519 (section 7.3) compares them exactly."
                if len({name.lower() for name in names}) < len(names)
                else "(A value may be.)"
            )
            raise NotYet(
                f"`one_name({pairs})` was refused, and no *name* is there twice. {why}"
            ) from None
        if isinstance(stumble.error, TypeError) and "unhashable" in str(stumble.error):
            raise NotYet(
                f"For `one_name({pairs})` your function looks for a *value* among the names. It is"
                " the name that must not come twice: look for that."
            ) from None
        raise


LOOP = "found = {}\nfor name, value in pairs:\n"


def one(body: str) -> Code:
    """An answer to 01.one_name with this body."""
    return defined("one_name", "pairs", body)


ONE_NAME = Exercise(
    id="01.one_name",
    title="Refuse the second",
    check=check_one_name,
    hints=(
        "What is in `found` when a name comes along for the second time?",
        "Before the pair is kept: if the name is `in found`, raise a `ValueError`.",
        "`if name in found:`, and below it `raise ValueError(...)` with a word on which name.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "by counting",
            one(
                "found = dict(pairs)\n"
                "if len(found) < len(pairs):\n"
                '    raise ValueError("a name is there twice")\n'
                "return found"
            ),
            "correct",
        ),
        Trial(
            "a set of names",
            one(
                "names = [name for name, _ in pairs]\n"
                "if len(set(names)) != len(names):\n"
                "    raise ValueError(names)\n"
                "return {name: value for name, value in pairs}"
            ),
            "correct",
        ),
        Trial("the last wins", one("return dict(pairs)"), "not_yet", "`sub` is there twice"),
        Trial(
            "the first wins",
            one(LOOP + "    found.setdefault(name, value)\nreturn found"),
            "not_yet",
            "`sub` is there twice",
        ),
        Trial(
            "only neighbours",
            one(
                "for (a, _), (b, _) in zip(pairs, pairs[1:]):\n"
                "    if a == b:\n"
                "        raise ValueError(a)\n"
                "return dict(pairs)"
            ),
            "not_yet",
            "side by side",
        ),
        Trial(
            "other values only",
            one(
                LOOP + "    if name in found and found[name] != value:\n"
                "        raise ValueError(name)\n"
                "    found[name] = value\n"
                "return found"
            ),
            "not_yet",
            "same value",
        ),
        Trial(
            "get",
            one(
                LOOP + "    if found.get(name) is not None:\n"
                "        raise ValueError(name)\n"
                "    found[name] = value\n"
                "return found"
            ),
            "not_yet",
            "(None)",
        ),
        Trial(
            "a value twice",
            one(
                LOOP + "    if value in found.values():\n"
                "        raise ValueError(name)\n"
                "    found[name] = value\n"
                "return found"
            ),
            "not_yet",
            "no *name* is there twice",
        ),
        Trial(
            "looks for the value",
            one(
                LOOP + "    if value in found:\n"
                "        raise ValueError(name)\n"
                "    found[name] = value\n"
                "return found"
            ),
            "not_yet",
            "look for that",
        ),
        Trial(
            "capitals ignored",
            one(
                LOOP + "    if name.lower() in [other.lower() for other in found]:\n"
                "        raise ValueError(name)\n"
                "    found[name] = value\n"
                "return found"
            ),
            "not_yet",
            "two names",
        ),
        Trial(
            "another error",
            one(LOOP + "    assert name not in found\n    found[name] = value\nreturn found"),
            "not_yet",
            "AssertionError",
        ),
        Trial("nothing back", one(LOOP + "    found[name] = value"), "not_yet", "`return`"),
        Trial("crash", one("return dict(pair)"), "not_yet", "NameError"),
    ),
)

# --- 01.peek -------------------------------------------------------------------------------

RFC_TOKEN = (
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)
"""RFC 7519 3.1."""


def made(header: Any, claims: Any, signature: str = "c2lnbmF0dXJl") -> str:
    """A token of these, with letters in place of a signature."""
    parts = [
        each if isinstance(each, bytes) else json.dumps(each).encode() for each in (header, claims)
    ]
    return ".".join([*(encoded(part) for part in parts), signature])


HEAD = {"alg": "HS256", "typ": "JWT"}
GOOD: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    (
        RFC_TOKEN,
        {"typ": "JWT", "alg": "HS256"},
        {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True},
    ),
    (
        made(
            {"alg": "RS256", "kid": "1"},
            {"sub": "zoë", "act": {"sub": "ada"}},
            encoded(bytes([251] * 256)),
        ),
        {"alg": "RS256", "kid": "1"},
        {"sub": "zoë", "act": {"sub": "ada"}},
    ),
    (
        made(HEAD, '{"name":"Zoë"}'.encode()),
        HEAD,
        {"name": "Zoë"},
    ),
    (made(HEAD, {}), HEAD, {}),
    (made(HEAD, {"sub": "ada"}, ""), HEAD, {"sub": "ada"}),
    (made(HEAD, {"sub": "ada"}, "no=base64url!"), HEAD, {"sub": "ada"}),
)
"""The last two have signatures that no reader of base64url would take: `peek` leaves them alone."""
SIGNED = made(HEAD, {"sub": "ada"})
NO_TOKENS: tuple[tuple[str, str, str], ...] = (
    ("two parts", SIGNED.rpartition(".")[0], "it has two parts, and a signature is missing"),
    ("four parts", SIGNED + ".x", "it has four parts"),
    ("a word", "token", "it is one word without dots"),
    (
        "padding",
        made(HEAD, {"sub": "bo"}).replace("Ym8ifQ.", "Ym8ifQ==."),
        "its payload is not canonical base64url: use `decode`",
    ),
    ("junk", SIGNED.replace(".", " .", 1), "a blank is in its header: use `decode`"),
    ("a blank before it", f" {SIGNED}", "a blank is in front of it: use `decode` on it as it is"),
    (
        "a line end in its header",
        SIGNED.replace(".", "\n.", 1),
        "a line end is in its header: use `decode` on it as it is",
    ),
    ("a list", made(HEAD, ["sub", "ada"]), "its payload is a list, and no object"),
    ("a number", made(HEAD, 300), "its payload is a number, and no object"),
    ("null", made(HEAD, None), "its payload is `null`, and no object"),
    ("a text", made(HEAD, "ada"), "its payload is a text, and no object"),
    ("a fraction", made(HEAD, 1.5), "its payload is a number, and no object"),
    (
        "no UTF-8",
        made(HEAD, b'{"name":"Zo\xeb"}'),
        "its payload is octets that are no UTF-8: give them to `json.loads` as they are",
    ),
    ("a header of text", made("HS256", {"sub": "ada"}), "its header is a text, and no object"),
    ("no JSON", made(HEAD, b"sub=ada"), "its payload is no JSON"),
    (
        "a name twice",
        made(HEAD, b'{"sub":"ada","sub":"mallory"}'),
        "`sub` is there twice: give `object_pairs_hook=unique` to `json.loads`",
    ),
    (
        "a name twice in the header",
        made(b'{"alg":"HS256","alg":"none"}', {"sub": "ada"}),
        "`alg` is there twice in the header",
    ),
    (
        "a name twice, deeper",
        made(HEAD, b'{"act":{"sub":"ada","sub":"bo"}}'),
        "`sub` is there twice in `act`",
    ),
)
"""What it is, the text, and why it is no token."""


def check_peek(peek: Callable[..., Any]) -> str:
    """Header and claims of tokens; ValueError for the rest."""
    expect_function(peek, RFC_TOKEN, name="peek")
    for token, header, claims in GOOD:
        said = _peeked(peek, token)
        expect(said is not None, "Your function gives nothing back. Does it `return` its result?")
        expect(
            not (isinstance(said, dict) and said == claims),
            "That is the payload alone. Return both: `return header, claims`.",
        )
        expect(
            isinstance(said, tuple | list) and len(said) == 2,
            f"Your function gave {shown(said)}. It should give two dicts: header and claims.",
        )
        expect(list(said) != [claims, header], "They are swapped: the header comes first.")
        for name, found, wanted in zip(("header", "claims"), said, (header, claims), strict=True):
            expect(
                isinstance(found, dict),
                f"The {name} should be a dict, and is {shown(found)}: `json.loads` makes one.",
            )
            expect(
                found == wanted,
                f"The {name} should be `{wanted}`, and is {shown(found)}."
                + (
                    " JSON in a token is UTF-8: give the octets to `json.loads`, which knows that."
                    if "Zoë" in str(wanted)
                    else ""
                ),
            )
    for what, token, why in NO_TOKENS:
        try:
            expect_refusal(peek, token, why)
        except NotYet as told:
            raise NotYet(f"This is no token ({what}). {told} Try it: `peek({token!r})`.") from None
    return "A look into good tokens, and no surprise from bad ones. To peek is not to believe."


def _peeked(peek: Callable[..., Any], token: str) -> Any:
    try:
        return call(peek, token)
    except LearnerRaised as stumble:
        signature = token.rpartition(".")[2]
        if isinstance(stumble.error, ValueError) and (not signature or "!" in signature):
            raise NotYet(
                f"`peek({token!r})` raised `{type(stumble.error).__name__}`. Header and payload are"
                " fine, and the signature is none of `peek`'s business: leave it alone."
            ) from None
        if isinstance(stumble.error, ValueError) and token == made(HEAD, {}):
            raise NotYet(
                f"`peek({token!r})` was refused. Its payload is `{{}}`: an object in which nothing"
                " is said, and still an object."
            ) from None
        if isinstance(stumble.error, UnicodeDecodeError):
            raise NotYet(
                "Your function makes text of octets that are none (`UnicodeDecodeError`). Is it the"
                " signature? That part is no JSON: leave it alone."
            ) from None
        raise


def peeker(body: str) -> Code:
    """An answer to 01.peek with this body."""
    return defined("peek", "token", body)


TOOLS = (
    ENCODE + "import json\n"
    "def decode(text):\n"
    f"    octets = urlsafe_b64decode({PADDED})\n"
    "    if encode(octets) != text:\n"
    "        raise ValueError('not canonical')\n"
    "    return octets\n"
    "def unique(pairs):\n"
    "    found = dict(pairs)\n"
    "    if len(found) < len(pairs):\n"
    "        raise ValueError('a name is there twice')\n"
    "    return found\n"
)
THREE = 'parts = token.split(".")\nif len(parts) != 3:\n    raise ValueError("parts")\n'
READ = "json.loads(decode({}), object_pairs_hook=unique)"

PEEK = Exercise(
    id="01.peek",
    title="Peek",
    check=check_peek,
    setup=TOOLS,
    hints=(
        "Take the text apart at the dots, and count. What do you do with each of the first two?",
        "`decode` a part, and hand the octets to `json.loads`, with `object_pairs_hook=unique`."
        " Then look whether what came out `isinstance(…, dict)`.",
        "```python\n"
        'parts = token.split(".")\n'
        "if len(parts) != 3:\n"
        "    raise ValueError(...)\n"
        "header = json.loads(decode(parts[0]), object_pairs_hook=unique)\n"
        "...  # the same for the claims, and both must be dicts\n"
        "return header, claims\n"
        "```",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "part by part",
            peeker(
                'header, payload, signature = token.split(".")\n'
                "found = []\n"
                "for letters in (header, payload):\n"
                "    value = json.loads(decode(letters).decode(), object_pairs_hook=unique)\n"
                "    if type(value) is not dict:\n"
                "        raise ValueError('no object')\n"
                "    found.append(value)\n"
                "return tuple(found)"
            ),
            "correct",
        ),
        Trial(
            "a list",
            peeker(
                'if token.count(".") != 2:\n'
                "    raise ValueError('dots')\n"
                'first, _, rest = token.partition(".")\n'
                'second = rest.partition(".")[0]\n'
                f"both = [{READ.format('first')}, {READ.format('second')}]\n"
                "if not all(isinstance(each, dict) for each in both):\n"
                "    raise ValueError('no object')\n"
                "return both"
            ),
            "correct",
        ),
        Trial(
            "claims only",
            peeker(THREE + f"return {READ.format('parts[1]')}"),
            "not_yet",
            "payload alone",
        ),
        Trial(
            "swapped",
            peeker(THREE + f"return {READ.format('parts[1]')}, {READ.format('parts[0]')}"),
            "not_yet",
            "swapped",
        ),
        Trial(
            "parts not counted",
            peeker(
                'parts = token.split(".")\n'
                f"return {READ.format('parts[0]')}, {READ.format('parts[1]')}"
            ),
            "not_yet",
            "two parts",
        ),
        Trial(
            "lenient reader",
            peeker(
                THREE + 'read = lambda text: json.loads(urlsafe_b64decode(text + "=="))\n'
                "return read(parts[0]), read(parts[1])"
            ),
            "not_yet",
            "use `decode`",
        ),
        Trial(
            "any JSON",
            peeker(THREE + f"return {READ.format('parts[0]')}, {READ.format('parts[1]')}"),
            "not_yet",
            "its payload is a list",
        ),
        Trial(
            "a name twice",
            peeker(
                THREE + "both = [json.loads(decode(part)) for part in parts[:2]]\n"
                "if not all(isinstance(each, dict) for each in both):\n"
                "    raise ValueError('no object')\n"
                "return both"
            ),
            "not_yet",
            "`sub` is there twice",
        ),
        Trial(
            "reads the signature",
            peeker("return [json.loads(decode(part).decode()) for part in token.split('.')]"),
            "not_yet",
            "leave it alone",
        ),
        Trial(
            "JSON text",
            peeker(THREE + "return decode(parts[0]).decode(), decode(parts[1]).decode()"),
            "not_yet",
            "`json.loads` makes one",
        ),
        Trial(
            "octets",
            peeker(THREE + "return decode(parts[0])"),
            "not_yet",
            "two dicts",
        ),
        Trial(
            "latin-1",
            peeker(
                THREE + "text = [decode(part).decode('latin1') for part in parts[:2]]\n"
                "both = [json.loads(each, object_pairs_hook=unique) for each in text]\n"
                "if not all(isinstance(each, dict) for each in both):\n"
                "    raise ValueError('no object')\n"
                "return both"
            ),
            "not_yet",
            "JSON in a token is UTF-8",
        ),
        Trial(
            "octets dropped",
            peeker(
                THREE + "text = [decode(part).decode('utf8', 'ignore') for part in parts[:2]]\n"
                "both = [json.loads(each, object_pairs_hook=unique) for each in text]\n"
                "if not all(isinstance(each, dict) for each in both):\n"
                "    raise ValueError('no object')\n"
                "return both"
            ),
            "not_yet",
            "no UTF-8",
        ),
        Trial(
            "null let through",
            peeker(
                THREE + f"both = [{READ.format('parts[0]')}, {READ.format('parts[1]')}]\n"
                "if any(isinstance(each, (list, int, str)) for each in both):\n"
                "    raise ValueError('no object')\n"
                "return both"
            ),
            "not_yet",
            "`null`",
        ),
        Trial(
            "a fraction let through",
            peeker(
                THREE + f"both = [{READ.format('parts[0]')}, {READ.format('parts[1]')}]\n"
                "if any(each is None or isinstance(each, (list, int, str)) for each in both):\n"
                "    raise ValueError('no object')\n"
                "return both"
            ),
            "not_yet",
            "a fraction",
        ),
        Trial(
            "blanks stripped",
            peeker(
                "token = token.strip()\n"
                + THREE
                + f"both = [{READ.format('parts[0]')}, {READ.format('parts[1]')}]\n"
                "if not all(isinstance(each, dict) for each in both):\n"
                "    raise ValueError('no object')\n"
                "return both"
            ),
            "not_yet",
            "in front of it",
        ),
        Trial(
            "wants a signature",
            peeker(
                THREE + "if not parts[2]:\n    raise ValueError('no signature')\n"
                f"return {READ.format('parts[0]')}, {READ.format('parts[1]')}"
            ),
            "not_yet",
            "none of `peek`'s business",
        ),
        Trial(
            "decodes the signature",
            peeker(
                THREE + "decode(parts[2])\n"
                f"return {READ.format('parts[0]')}, {READ.format('parts[1]')}"
            ),
            "not_yet",
            "none of `peek`'s business",
        ),
        Trial(
            "refuses an empty object",
            peeker(
                THREE + f"both = [{READ.format('parts[0]')}, {READ.format('parts[1]')}]\n"
                "if not all(both):\n"
                "    raise ValueError('empty')\n"
                "return both"
            ),
            "not_yet",
            "still an object",
        ),
        Trial("crash", peeker("return token.header, token.claims"), "not_yet", "AttributeError"),
    ),
)

# --- 01.find_secret ------------------------------------------------------------------------

SECRET = "lumiere-1895"
INSIDE = f"user=reports;password={SECRET}"


def check_find_secret(found: Any) -> str:
    """The password that stands in the third token."""
    if isinstance(found, bytes | bytearray):
        found = bytes(found).decode("utf-8", "replace")
    expect(
        isinstance(found, str),
        f"You have {shown(found)}. Write the password alone, as text.",
    )
    said = found.strip()
    if len(said) > 1 and said[0] == said[-1] and said[0] in "'\"":
        said = said[1:-1]
    if said == SECRET:
        return "Wrapped twice, and found without any key. Wrapping is no encryption."
    expect(
        said != "passw0rd",
        "That is what Bo calls himself: a `nickname`. Odd, and no secret. Look at the other claims,"
        " and at those that you can't read at once.",
    )
    expect(
        said != encoded(INSIDE.encode()),
        "That is the right claim, and these letters look familiar. Somebody wrapped it once more:"
        " `decode` it.",
    )
    expect(SECRET not in said, "There it is. Cut away what stands around the password.")
    expect(not said.startswith("eyJ"), "That is a token, or a part of one. Look into it.")
    expect(
        said not in ("5f0e7a51c8", "d41d8cd98f"),
        "That is a `jti`, the name of a token. It opens nothing.",
    )
    raise NotYet("That is not it. Look at the claims of each token: which value is no plain word?")


FIND_SECRET = Exercise(
    id="01.find_secret",
    title="The log of the reports service",
    check=check_find_secret,
    hints=(
        "Look into all three: `for token in LOG: print(look(token)[1])`.",
        "One claim holds letters of which you can't make sense. Which alphabet are they of?",
        '`decode(look(LOG[2])[1]["store"])` gives octets. The password is in them.',
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial(
            "reference",
            Reference(),
            "correct",
        ),
        Trial("text", Answers("lumiere-1895"), "correct"),
        Trial("octets", Answers(b"lumiere-1895"), "correct"),
        Trial("nickname", Answers("passw0rd"), "not_yet", "calls himself"),
        Trial("still wrapped", Answers(encoded(INSIDE.encode())), "not_yet", "once more"),
        Trial("all of it", Answers(INSIDE), "not_yet", "around the password"),
        Trial("a stray quote", Answers(SECRET + '"'), "not_yet", "around the password"),
        Trial("a token", Answers(RFC_TOKEN), "not_yet", "Look into it"),
        Trial("a jti", Answers("5f0e7a51c8"), "not_yet", "the name of a token"),
        Trial("the claims", Answers({"sub": "nightly"}), "not_yet", "the password alone"),
        Trial("somebody", Answers("ada"), "not_yet", "That is not it"),
    ),
    setup=TOOLS
    + "def look(token):\n"
    + '    return [json.loads(decode(part)) for part in token.split(".")[:2]]\n'
    + f"LOG = ['', '', {made(HEAD, {'store': encoded(INSIDE.encode())})!r}]\n",
)

EXERCISES = (B64URL_ENCODE, B64URL_DECODE, MAKE_PART, ORDER, ONE_NAME, PEEK, FIND_SECRET)

# --- quizzes -------------------------------------------------------------------------------

QUIZZES = (
    Quiz(
        id="01.recall_issues",
        question="Who writes the token that Ada's television shows?",
        choices={
            "a": Choice(
                "The television.",
                "It carries the token and shows it. If it could write one, anybody's could.",
            ),
            "b": Choice("The auth server.", "It found out who she is, and says so in the token."),
            "c": Choice(
                "The backend.", "It gets to see the token, and decides whether to believe it."
            ),
        },
        right="b",
    ),
    Quiz(
        id="01.recall_shows",
        question="The backend finds out from the token that Ada is a viewer, and serves the film."
        " Which of the two is that: authentication or authorization?",
        choices={
            "a": Choice(
                "Authorization.", "What may she do? *Who* she is was found out at the login."
            ),
            "b": Choice(
                "Authentication.",
                "That was the login, at the auth server. The backend decides what she may *do*.",
            ),
        },
        right="a",
    ),
    Quiz(
        id="01.predict_key",
        question="You have these letters and no key. How many of the three parts can you read?",
        choices={
            "a": Choice("None.", "Look at the next cell: is there a key in it?"),
            "b": Choice(
                "The first alone.",
                "It says how the rest is signed. Does it hide the rest? Look at the next cell.",
            ),
            "c": Choice("The first two.", "Run the next cell. What the third is stands below it."),
            "d": Choice(
                "All three.",
                "The letters of the third become octets as well, and those are no text. The next"
                " cells show what each part holds.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="01.predict_length",
        question="Another algorithm makes signatures of 64 octets. How many letters is that,"
        " without padding?",
        choices={
            "a": Choice("64", "A letter holds six bits, and an octet has eight."),
            "b": Choice(
                "86", "512 bits, six at a time: 85 letters, and one for the last two bits."
            ),
            "c": Choice("88", "That would be with padding: two `=` at the end."),
            "d": Choice("128", "That is hexadecimal: two letters for each octet."),
        },
        right="b",
    ),
    Quiz(
        id="01.predict_junk",
        question='What does Python\'s `urlsafe_b64decode` do with `"QW Rh!!"`? Guess.',
        choices={
            "a": Choice(
                "It raises an error.", "One would hope so. Look at what the next cell prints."
            ),
            "b": Choice(
                "It gives other octets than for `QWRh`.",
                "Then one would notice. Look at what the next cell prints.",
            ),
            "c": Choice(
                "It gives the same as for `QWRh`.",
                "It drops what it doesn't know. In mail, which it was made for, that is right.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="01.predict_same",
        question="Will your part be, letter by letter, the header of the RFC's token?",
        choices={
            "a": Choice(
                "Yes: the same names and values in the same order.",
                "They mean the same. Look at the octets that the next cell prints.",
            ),
            "b": Choice("No.", "The same names and values can be written in many ways."),
        },
        right="b",
    ),
    Quiz(
        id="01.check_secret",
        question="Grace's colleague wants to put Ada's date of birth into the payload. It is"
        " signed, after all. What do you say?",
        choices={
            "a": Choice(
                "Fine: nobody can read it without the key.",
                "You read every payload of this notebook, and had no key.",
            ),
            "b": Choice(
                "Better not: whoever sees the token can read it.",
                "And tokens are seen in logs, screenshots and by each program on the way.",
            ),
            "c": Choice(
                "Fine, if it is encoded in base64url first.",
                "It was, in the log of the reports service. You decoded it.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="01.check_received",
        question="Why does a backend check the signature over the text that came, and not over JSON"
        " that it writes itself from what it read?",
        choices={
            "a": Choice(
                "Writing JSON takes too long for each request.",
                "It takes microseconds. The trouble is what comes out.",
            ),
            "b": Choice(
                "JSON that was read can't be written again.",
                "It can, in many ways, and that is the trouble.",
            ),
            "c": Choice(
                "It may come out as another text.",
                "Other blanks, another order, and the signature fits no more. The RFC's own token"
                " has line ends in it.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="01.check_peek",
        question="For which of these is `peek` enough?",
        choices={
            "a": Choice(
                "To show Grace, in a tool for her own use, what stands in a token.",
                "She wants to read it, and nobody is let in because of it.",
            ),
            "b": Choice(
                "To decide whether whoever shows the token may edit films.",
                "Anybody can write a payload that says so. First the signature (notebook 02).",
            ),
            "c": Choice(
                "To find out whether the token is genuine.",
                "`peek` read header and payload. It never looked at the signature.",
            ),
        },
        right="a",
    ),
)
