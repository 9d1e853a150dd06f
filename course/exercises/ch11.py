"""Exercises and quizzes of notebook 11: why am I still logged in after logging out?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from course.checks import LearnerRaised, call, expect, expect_function, learners_code, shown
from course.exercise import Choice, Code, Exercise, NotYet, Quiz, Reference, Stub, Trial
from course.exercises.ch01 import defined
from simulator import log_in, run, stage
from simulator.actors.actions import settled
from simulator.actors.keeping import Known
from simulator.jose import JoseError, b64url_decode, verify

# --- 11.deny_list ------------------------------------------------------------------------------

POLLED = {
    "policy.revocation": "deny_list",
    "backend.checks": {"deny_list": {"poll": "30 s"}},
    "backend.leeway": 20,
}


class Kept:
    """A list kept by the learner's two functions, and what was done with it so far."""

    def __init__(self, deny: Callable[..., Any], listed: Callable[..., Any]) -> None:
        self.functions = deny, listed
        self.denied: dict[str, float] = {}
        self.ids: set[str] = set()
        self.told: list[str] = ["denied = {}"]

    def deny(self, jti: str, exp: float, leeway: float) -> None:
        """Put a token on the list."""
        self.ids.add(jti)
        self.told.append(f'deny(denied, "{jti}", {exp}, {leeway})')
        with learners_code("deny"):
            self.functions[0](self.denied, jti, exp, leeway)

    def expect(self, now: float, wanted: Iterable[str], why: str) -> None:
        """These are on the list, and no others are remembered."""
        self.told.append(f"listed(denied, {now})")
        after = "After\n\n```python\n" + "\n".join(self.told) + "\n```\n\n"
        said = self._listed(now, after)
        expect(
            said is not None, after + "there is nothing: does `listed` return the ids? `return …`"
        )
        expect(
            isinstance(said, Iterable) and not isinstance(said, str | bytes),
            after + f"your `listed` returned {shown(said)}. A set or a list of ids, please.",
        )
        found = sorted(map(str, said))
        expect(len(found) == len(set(found)), after + f"an id is there twice: {shown(found)}.")
        expect(
            found == sorted(wanted),
            after + f"the list is {shown(found)}, and should be {shown(sorted(wanted))}: {why}.",
        )
        self._expect_no_others(found, after)

    def _expect_no_others(self, found: Sequence[str], after: str) -> None:
        """Whoever has left the list is out of the dict too, however that is built."""
        over = [jti for jti in self.ids if jti not in found and jti in repr(self.denied)]
        # One entry more may be a name for the whole list, such as {"until": {...}}.
        expect(
            not over and len(self.denied) <= len(found) + 1,
            after + f"what you return is right, and `denied` is still {shown(self.denied)}. After"
            " a year there would be millions in it: take out what is over.",
        )

    def _listed(self, now: float, after: str) -> Any:
        """What `listed` returns."""
        try:
            with learners_code("listed"):
                said = self.functions[1](self.denied, now)
                return list(said) if hasattr(said, "__next__") else said
        except LearnerRaised as stumble:
            if isinstance(stumble.error, RuntimeError) and "changed size" in str(stumble.error):
                raise NotYet(
                    after + f"`listed` raised `RuntimeError: {stumble.error}`. Nothing can be taken"
                    " out of a dict while a loop goes through it: let the loop go through a copy."
                ) from None
            raise


def check_deny_list(deny: Callable[..., Any], listed: Callable[..., Any]) -> str:
    """On the list until no backend would accept it, and then gone; and in a run."""
    expect_function(deny, {}, "ada-a1", 300, 0, name="deny")
    expect_function(listed, {}, 0, name="listed")
    _expect_life(Kept(deny, listed))
    _expect_order(Kept(deny, listed))
    happened = run("logged_out", settings=POLLED, deny_list=(deny, listed))
    stumble = happened.crashes.get("auth_server")
    expect(stumble is None, f"In the run your function raised `{stumble!r}`.")
    pages = [e.t for e in happened.events("mallory", "answer") if e.status == 200]
    expect(max(pages) < 1300, f"In the run Mallory gets pages until {max(pages):.0f} s.")
    left = [event.token for event in happened.events(kind="allow")]
    expect(left, "In the run the list is never empty again.")
    return "It knows all who matter, and forgets the others."


def _expect_life(kept: Kept) -> None:
    """One token, with and without leeway."""
    kept.expect(0, [], "nobody has logged out")
    kept.deny("ada-a1", 300, 0)
    kept.expect(10, ["ada-a1"], "it was called back, and is good until 300")
    kept.expect(299, ["ada-a1"], "it would be good for a second more")
    kept.expect(300, [], "at 300 the token is over, and nobody accepts it any more")
    kept.deny("ada-a2", 600, 30)
    kept.expect(601, ["ada-a2"], "backends have a leeway of 30 seconds, and accept it until 630")
    kept.expect(629, ["ada-a2"], "backends accept it until 630")
    kept.expect(630, [], "at 600 + 30 it is over")
    kept.deny("ada-a3", 900, 0)
    kept.expect(700, ["ada-a3"], "it was called back, and is good until 900")


def _expect_order(kept: Kept) -> None:
    """Several tokens that leave in another order than they came, on a list of their own."""
    kept.expect(0, [], "this `denied` is a new one, and nobody has been put on it")
    kept.deny("ada-a1", 900, 0)
    kept.deny("bo-a7", 300, 0)
    kept.deny("cleo-a3", 600, 20)
    kept.deny("cleo-a3", 600, 20)
    kept.deny("dan-a1", 300, 0)
    kept.expect(100, ["ada-a1", "bo-a7", "cleo-a3", "dan-a1"], "none of them is over")
    kept.expect(400, ["ada-a1", "cleo-a3"], "two of them are over: who came last may leave first")
    kept.expect(620, ["ada-a1"], "one is left")
    kept.expect(5000, [], "all are over")


def both(deny: str, listed: str) -> Code:
    """An answer to 11.deny_list: the bodies of both functions."""
    return Code(
        defined("deny", "denied, jti, exp, leeway", deny).text
        + defined("listed", "denied, now", listed).text,
        "deny",
        "listed",
    )


DENY = "denied[jti] = exp + leeway"
TIDY = (
    "for jti in [jti for jti, leaves in denied.items() if leaves <= now]:\n"
    "    del denied[jti]\n"
    "return list(denied)"
)

DENY_LIST = Exercise(
    id="11.deny_list",
    title="A list that empties itself",
    check=check_deny_list,
    hints=(
        "What does `listed` have to know about each id? That is what `deny` writes into the dict.",
        "`deny` writes, for the id, the moment at which it may leave. `listed` first takes out all"
        " whose moment has come, and then returns the ids that are left.",
        "`denied[jti] = …`; then `for jti, leaves in list(denied.items()):`, and"
        " `if now >= leaves: del denied[…]`; at the end `return set(denied)`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial("first collect, then delete", both(DENY, TIDY), "correct"),
        Trial(
            "a new dict poured in",
            both(
                'denied[jti] = {"exp": exp, "leeway": leeway}',
                'left = {jti: it for jti, it in denied.items() if it["exp"] + it["leeway"] > now}\n'
                "denied.clear()\n"
                "denied.update(left)\n"
                "return denied.keys() | set()",
            ),
            "correct",
        ),
        Trial(
            "never empties",
            both(DENY, "return set(denied)"),
            "not_yet",
            "nobody accepts it any more",
        ),
        Trial(
            "filters only",
            both(DENY, "return {jti for jti, leaves in denied.items() if leaves > now}"),
            "not_yet",
            "take out what is over",
        ),
        Trial("leeway forgotten", both("denied[jti] = exp", TIDY), "not_yet", "until 630"),
        Trial(
            "leeway taken away",
            both("denied[jti] = exp - leeway", TIDY),
            "not_yet",
            "until 630",
        ),
        Trial(
            "a second too long",
            both(DENY, TIDY.replace("<=", "<")),
            "not_yet",
            "nobody accepts it any more",
        ),
        Trial(
            "deletes while looping",
            both(
                DENY,
                "for jti, leaves in denied.items():\n"
                "    if now >= leaves:\n"
                "        del denied[jti]\n"
                "return set(denied)",
            ),
            "not_yet",
            "go through a copy",
        ),
        Trial(
            "leaves in order of coming",
            both(
                DENY,
                "while denied:\n"
                "    first = next(iter(denied))\n"
                "    if denied[first] > now:\n"
                "        break\n"
                "    del denied[first]\n"
                "return set(denied)",
            ),
            "not_yet",
            "may leave first",
        ),
        Trial(
            "one only",
            both(
                DENY,
                "for jti, leaves in denied.items():\n"
                "    if now >= leaves:\n"
                "        del denied[jti]\n"
                "        break\n"
                "return set(denied)",
            ),
            "not_yet",
            "two of them are over",
        ),
        Trial(
            "another dict",
            both("denied = {jti: exp + leeway}", TIDY),
            "not_yet",
            "it was called back",
        ),
        Trial(
            "everybody goes",
            both(DENY, "denied.clear()\nreturn set(denied)"),
            "not_yet",
            "it was called back",
        ),
        Trial(
            "moments in place of ids",
            both(DENY, TIDY.replace("list(denied)", "list(denied.values())")),
            "not_yet",
            "should be",
        ),
        Trial(
            "nothing back",
            both(DENY, TIDY.replace("return list", "list")),
            "not_yet",
            "does `listed` return",
        ),
        Trial("the keys themselves", both(DENY, TIDY.replace("list(denied)", "denied.keys()")),
              "correct"),
        Trial(
            "by the moment of leaving",
            both(
                "denied.setdefault(exp + leeway, set()).add(jti)",
                "for leaves in [leaves for leaves in denied if leaves <= now]:\n"
                "    denied.pop(leaves)\n"
                "return [jti for ids in denied.values() for jti in sorted(ids)]",
            ),
            "correct",
        ),
        Trial(
            "one list under one name",
            both(
                'denied.setdefault("all", []).append((exp + leeway, jti))',
                'left = [each for each in denied.get("all", []) if each[0] > now]\n'
                'denied["all"] = left\n'
                "return {jti for _, jti in left}",
            ),
            "correct",
        ),
        Trial(
            "empty sets stay",
            both(
                "denied.setdefault(exp + leeway, set()).add(jti)",
                "for leaves in denied:\n"
                "    if leaves <= now:\n"
                "        denied[leaves].clear()\n"
                "return set().union(*denied.values())",
            ),
            "not_yet",
            "take out what is over",
        ),
        Trial(
            "a dict of its own",
            Code(
                "mine = {}\n"
                + defined("deny", "denied, jti, exp, leeway", "mine[jti] = exp + leeway").text
                + defined("listed", "denied, now", TIDY.replace("denied", "mine")).text,
                "deny",
                "listed",
            ),
            "not_yet",
            "is a new one",
        ),
        Trial("crash", both("denied.append(jti)", TIDY), "not_yet", "AttributeError"),
    ),
)  # fmt: skip

# --- 11.other_text -----------------------------------------------------------------------------

ISSUER, AUDIENCE = "https://login.example", "https://films.example"
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The number of points on the curve of ES256 (FIPS 186-5, P-256)."""


@cache
def fresh_tokens() -> tuple[tuple[str, ...], dict[str, Any]]:
    """Some of Ada's access tokens, and the keys that they are checked with.

    The last one is rare, one in 256: its N - s begins with an octet of zeros.
    """
    actors = stage("logged_out")
    ada = actors.session("ada")
    asked = log_in(ada.username, ada.password)
    tokens: list[str] = []
    while len(tokens) < 3 or N - s_of(tokens[-1]) >= 2**248:
        answer = settled(actors.auth_server.handle(asked, 3), 3)[0]
        tokens.append(str(answer.body["access_token"]))
    return (*tokens[:3], tokens[-1]), dict(actors.auth_server.keyring.public_jwks())


def s_of(token: str) -> int:
    """The second number of its signature."""
    return int.from_bytes(b64url_decode(token.rpartition(".")[2])[32:], "big")


def check_other_text(other_text: Callable[..., Any]) -> str:
    """Another text, which the strict verifier takes for the same token."""
    tokens, keys = fresh_tokens()
    expect_function(other_text, tokens[0], name="other_text")
    for token in tokens:
        _expect_other(call(other_text, token), token, keys)
    return "The strict verifier believes it, and no list of texts has ever seen it."


def _expect_other(said: Any, token: str, keys: dict[str, Any]) -> None:
    """Is this another text of that token?"""
    expect(said is not None, "Your function gave nothing back. Does it `return` the text?")
    expect(
        isinstance(said, str),
        f"Your function gave {shown(said)}: a token is a text (`str`), three parts with two dots.",
    )
    expect(said != token, "That is the very same text, letter for letter. The list knows it.")
    parts, theirs = token.split("."), said.split(".")
    expect(
        len(theirs) == 3,
        f"Your text has {len(theirs)} part{'s' * (len(theirs) != 1)}, and a token has three.",
    )
    expect(
        theirs[:2] == parts[:2],
        "You changed what was signed. Header and payload stay, letter for letter; only the"
        " signature may be written in another way.",
    )
    rules: dict[str, Any] = {"issuer": ISSUER, "audience": AUDIENCE, "now": 10, "typ": "at+jwt"}
    try:
        verify(said, keys, algorithms=["ES256"], **rules)
    except JoseError as refusal:
        length = f" Your signature has {len(theirs[2])} letters, the old one {len(parts[2])}."
        if len(theirs[2]) < len(parts[2]) and N - s_of(token) < 2**248:
            length += " Here `N - s` is a small number, and its half has 32 octets all the same."
        raise NotYet(
            f"The strict verifier refuses it: {refusal}."
            + (length if len(theirs[2]) != len(parts[2]) else _halves(theirs[2], parts[2]))
        ) from None


def _halves(new: str, old: str) -> str:
    """Which half of the signature was changed, as far as letters show it."""
    # 42 letters hold 31.5 octets: the first half lies in them, but for its last octet.
    first, second = new[:42] == old[:42], new[43:] == old[43:]
    if first and second:
        return " Hardly anything changed in your signature."
    if first:
        return " `r` is as it was, and the other half is not `N - s`."
    if second:
        return " `s` is as it was, and `r` changed. It is the other one."
    return " Both halves changed. `r` stays as it is."


def texter(body: str) -> Code:
    """An answer to 11.other_text with this end."""
    beginning = (
        'start, _, signature = token.rpartition(".")\n'
        "octets = b64url_decode(signature)\n"
        'r, s = octets[:32], int.from_bytes(octets[32:], "big")\n'
    )
    return defined("other_text", "token", beginning + body)


OTHER_TEXT = Exercise(
    id="11.other_text",
    title="The same token, another text",
    check=check_other_text,
    setup=(
        "from simulator.jose import b64url_decode, b64url_encode\n"
        "N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551\n"
    ),
    hints=(
        "`r` is bytes, `s` is a number, and a token is text. What has to become what?",
        "Do the subtraction, make 32 octets of the result, put them behind `r`, and encode the 64"
        " octets as base64url.",
        '`(N - s).to_bytes(32, "big")` is the second half. Then'
        ' `start + "." + b64url_encode(… + …)`.',
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "by hexadecimal",
            texter('return f"{start}.{b64url_encode(r + bytes.fromhex(format(N - s, \'064x\')))}"'),
            "correct",
        ),
        Trial(
            "by parts",
            defined(
                "other_text",
                "token",
                'header, payload, signature = token.split(".")\n'
                'both = int.from_bytes(b64url_decode(signature), "big")\n'
                "r, s = divmod(both, 2**256)\n"
                'again = (r * 2**256 + (-s) % N).to_bytes(64, "big")\n'
                'return ".".join([header, payload, b64url_encode(again)])',
            ),
            "correct",
        ),
        Trial("the same", Code("def other_text(token):\n    return token\n", "other_text"),
              "not_yet", "letter for letter"),
        Trial("padded", Code('def other_text(token):\n    return token + "=="\n', "other_text"),
              "not_yet", "no '='"),
        Trial(
            "other last letter",
            Code(
                "def other_text(token):\n"
                '    return token[:-1] + chr(ord(token[-1]) + 1)\n',
                "other_text",
            ),
            "not_yet",
            "strict verifier refuses",
        ),
        Trial(
            "r changed as well",
            texter(
                'r = (N - int.from_bytes(r, "big")).to_bytes(32, "big")\n'
                'return start + "." + b64url_encode(r + (N - s).to_bytes(32, "big"))'
            ),
            "not_yet",
            "`r` stays",
        ),
        Trial(
            "r in place of s",
            texter(
                'r = (N - int.from_bytes(r, "big")).to_bytes(32, "big")\n'
                'return start + "." + b64url_encode(r + octets[32:])'
            ),
            "not_yet",
            "the other one",
        ),
        Trial(
            "halves swapped",
            texter('return start + "." + b64url_encode((N - s).to_bytes(32, "big") + r)'),
            "not_yet",
            "Both halves",
        ),
        Trial(
            "little-endian",
            texter('return start + "." + b64url_encode(r + (N - s).to_bytes(32, "little"))'),
            "not_yet",
            "not `N - s`",
        ),
        Trial(
            "plus",
            texter('return start + "." + b64url_encode(r + (N + s).to_bytes(33, "big"))'),
            "not_yet",
            "letters",
        ),
        Trial(
            "as few octets as it takes",
            texter(
                "other = N - s\n"
                'half = other.to_bytes((other.bit_length() + 7) // 8, "big")\n'
                'return start + "." + b64url_encode(r + half)'
            ),
            "not_yet",
            "is a small number",
        ),
        Trial(
            "signature only",
            texter('return b64url_encode(r + (N - s).to_bytes(32, "big"))'),
            "not_yet",
            "1 part,",
        ),
        Trial("octets", texter('return r + (N - s).to_bytes(32, "big")'), "not_yet", "is a text"),
        Trial("nothing back", texter("N - s"), "not_yet", "nothing back"),
        Trial("number to text", texter('return start + "." + b64url_encode(r + (N - s))'),
              "not_yet", "TypeError"),
    ),
)  # fmt: skip

# --- 11.status_of ------------------------------------------------------------------------------

EXAMPLE = bytes([0b10111001, 0b10100011])
STATES = (1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1)
"""The example of the draft, section 4.1: its octets, and the states of its 16 tokens."""


def check_status_of(status_of: Callable[..., Any]) -> str:
    """The draft's example, single bits, and places that are not there."""
    expect_function(status_of, EXAMPLE, 0, name="status_of")
    for place, wanted in enumerate(STATES):
        _expect_status(status_of, EXAMPLE, place, wanted)
    for place in (0, 7, 8, 23):
        alone = bytearray(3)
        alone[place // 8] = 1 << place % 8
        for each in (0, 7, 8, 16, 23):
            _expect_status(status_of, bytes(alone), each, int(each == place))
    for octets, place in ((EXAMPLE, 16), (EXAMPLE, 1000), (b"", 0), (EXAMPLE, -1), (EXAMPLE, -16)):
        _expect_index_error(status_of, octets, place)
    return "Sixteen tokens in two octets, and each has its own bit."


def _expect_status(status_of: Callable[..., Any], octets: bytes, place: int, wanted: int) -> None:
    written = " ".join(f"{octet:08b}" for octet in octets)
    told = f"`status_of({octets!r}, {place})` (in bits {written}) "
    try:
        said = call(status_of, octets, place)
    except LearnerRaised as stumble:
        if isinstance(stumble.error, IndexError):
            raise NotYet(
                f"{told}raised `IndexError`, and there is such a place: {len(octets)} octets hold"
                f" {8 * len(octets)} tokens, with the numbers 0 to {8 * len(octets) - 1}."
            ) from None
        raise
    expect(said is not None, told + "gave nothing back: `return` 0 or 1.")
    expect(isinstance(said, int), told + f"gave {shown(said)}: the number 0 or 1, please.")
    expect(
        said in (0, 1),
        told + f"gave {shown(said)}: 0 or 1, please. One bit is asked for, and not the others"
        " beside it.",
    )
    octet, from_right = divmod(place, 8)
    mirrored = octets[octet] >> (7 - from_right) & 1
    gave = told + f"gave `{int(said)}`, and should give `{wanted}`. "
    expect(
        said == wanted or said != mirrored or place == from_right == 0,
        gave + "Do you count from the left? The lowest bit, on the right, is the first one.",
    )
    expect(
        said == wanted,
        gave + f"The token stands in octet {octet}, as number {from_right} from the right.",
    )


def _expect_index_error(status_of: Callable[..., Any], octets: bytes, place: int) -> None:
    told = f"`status_of({octets!r}, {place})` "
    try:
        said = call(status_of, octets, place)
    except LearnerRaised as stumble:
        if isinstance(stumble.error, IndexError):
            return
        if isinstance(stumble.error, ValueError | LookupError | AssertionError):
            kind = type(stumble.error).__name__
            raise NotYet(
                told + f"raised `{kind}`. There is no such place: `IndexError`, please."
            ) from None
        raise
    if place < 0:
        raise NotYet(
            told + f"gave {shown(said)}. A negative place is in no list; Python counts from the end"
            " there, and looks at somebody else's bit."
        )
    raise NotYet(
        told + f"gave {shown(said)}. {len(octets)} octets have no such place: raise `IndexError`."
    )


def status_reader(body: str) -> Code:
    """An answer to 11.status_of with this body."""
    return defined("status_of", "octets, place", body)


RANGE = 'if not 0 <= place < 8 * len(octets):\n    raise IndexError("not in the list")\n'

STATUS_OF = Exercise(
    id="11.status_of",
    title="The status of a token",
    check=check_status_of,
    hints=(
        "Which octet, and which of its eight bits? Eight tokens share an octet.",
        "`divmod(place, 8)` gives both: the octet's number, and the bit's number from the right."
        " Move the octet to the right by that many bits, and take the last one.",
        "`octets[octet] >> from_right & 1`; and before it, for a place below 0 or not below"
        " `8 * len(octets)`, `raise IndexError(…)`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "one large number",
            status_reader(RANGE + 'return int.from_bytes(octets, "little") >> place & 1'),
            "correct",
        ),
        Trial(
            "by text",
            status_reader(
                "if place < 0:\n"
                "    raise IndexError(place)\n"
                'bits = "".join(f"{octet:08b}"[::-1] for octet in octets)\n'
                "return int(bits[place])"
            ),
            "correct",
        ),
        Trial(
            "mask",
            status_reader(RANGE + "return bool(octets[place // 8] & 1 << place % 8)"),
            "correct",
        ),
        Trial(
            "from the left",
            status_reader(RANGE + "return octets[place // 8] >> 7 - place % 8 & 1"),
            "not_yet",
            "from the left",
        ),
        Trial(
            "an octet for each",
            status_reader(
                "if place >= len(octets):\n    raise IndexError\nreturn octets[place] & 1"
            ),
            "not_yet",
            "octet 0, as number 1",
        ),
        Trial(
            "neighbours too",
            status_reader(RANGE + "return octets[place // 8] >> place % 8"),
            "not_yet",
            "not the others",
        ),
        Trial(
            "the mask itself",
            status_reader(RANGE + "return octets[place // 8] & 1 << place % 8"),
            "not_yet",
            "0 or 1",
        ),
        Trial(
            "negative from the end",
            status_reader("return octets[place // 8] >> place % 8 & 1"),
            "not_yet",
            "somebody else's bit",
        ),
        Trial(
            "unknown is valid",
            status_reader(
                "if not 0 <= place < 8 * len(octets):\n    return 0\n"
                "return octets[place // 8] >> place % 8 & 1"
            ),
            "not_yet",
            "have no such place",
        ),
        Trial(
            "big number",
            status_reader(RANGE + 'return int.from_bytes(octets, "big") >> place & 1'),
            "not_yet",
            "should give",
        ),
        Trial(
            "last octet lost",
            status_reader(
                "if not 0 <= place < len(octets):\n    raise IndexError\n"
                "return octets[place // 8] >> place % 8 & 1"
            ),
            "not_yet",
            "hold 16 tokens",
        ),
        Trial(
            "numpy",
            status_reader(
                "import numpy\n"
                + RANGE
                + "bits = numpy.unpackbits(numpy.frombuffer(octets, numpy.uint8),"
                ' bitorder="little")\n'
                "return bits[place]"
            ),
            "correct",
        ),
        Trial(
            "a letter",
            status_reader(RANGE + 'return f"{octets[place // 8]:08b}"[7 - place % 8]'),
            "not_yet",
            "the number 0 or 1",
        ),
        Trial(
            "another error",
            status_reader(
                RANGE.replace("IndexError", "ValueError")
                + "return octets[place // 8] >> place % 8 & 1"
            ),
            "not_yet",
            "raised `ValueError`. There is no such place",
        ),
        Trial("nothing back", status_reader("octets[0] & 1"), "not_yet", "nothing back"),
        Trial("crash", status_reader("return octets >> place & 1"), "not_yet", "TypeError"),
    ),
)

# --- 11.may_keep -------------------------------------------------------------------------------

NOBODY = Known(None, None, 0)
ADA = Known("ada", "ada-r1", 0)
LATE: tuple[tuple[Known, Known, bool, str], ...] = (
    (ADA, ADA, True, "nothing has happened in between"),
    (NOBODY, NOBODY, True, "these tokens are what a login was answered with"),
    (ADA, Known(None, None, 1), False, "she has logged out in between"),
    (
        ADA,
        Known("bo", "bo-r1", 1),
        False,
        "somebody is logged in, and it is Bo. He would go on as Ada",
    ),
    (
        ADA,
        Known("ada", "ada-r7", 1),
        False,
        "it is Ada again, and another session: she has logged out and in, and these tokens are"
        " of the session that she ended",
    ),
    (
        NOBODY,
        Known(None, None, 1),
        False,
        "she logged in, and out again before the answer was there",
    ),
    (
        ADA,
        Known("ada", "ada-r2", 0),
        True,
        "nobody has logged out: another tab has renewed, in the same session. What isn't kept is"
        " given back, and that would end the session of both tabs",
    ),
    (
        Known("ada", "ada-r9", 4),
        Known("ada", "ada-r9", 4),
        True,
        "the four logouts were before the question",
    ),
    (Known("ada", "ada-r9", 4), Known("bo", "bo-r2", 6), False, "there were two logouts since"),
)


def check_may_keep(may_keep: Callable[..., Any]) -> str:
    """Each way in which the world may have changed; then in a run."""
    expect_function(may_keep, ADA, ADA, name="may_keep")
    for then, now, wanted, why in LATE:
        told = f"For\n\n```python\nthen = {described(then)}\nnow = {described(now)}\n```\n\n"
        said = call(may_keep, then, now)
        expect(
            said is not None,
            told + "your function gave `None` back, as one does without a `return`: True or False,"
            " please.",
        )
        expect(
            isinstance(said, bool),
            told + f"your function gave {shown(said)}: True or False, please.",
        )
        expect(
            said is wanted,
            told + f"your function gave `{said}`, and should give `{wanted}`: {why}.",
        )
    happened = run("logout_in_flight", may_keep=may_keep)
    answers = happened.events("ada", "answer")
    pages = [e for e in answers if e.t > 360.6 and (e.actor, e.status) == ("backend", 200)]
    expect(not pages, f"In the run there are {len(pages)} pages after the logout.")
    return "What belongs to a session that is over stays outside."


def described(known: Known) -> str:
    """As one would write it."""
    return f"Known(user={known.user!r}, refresh_token={known.refresh_token!r}, logouts={known[2]})"


def keeper(body: str) -> Code:
    """An answer to 11.may_keep with this body."""
    return defined("may_keep", "then, now", body)


MAY_KEEP = Exercise(
    id="11.may_keep",
    title="Keep it?",
    check=check_may_keep,
    hints=(
        "Whose session do the new tokens belong to, and is it the one that goes on now? The same"
        " *name* does not make it the same session.",
        "Go through the three fields, and ask of each: can it be the same although somebody has"
        " logged out? Can it be another one although nobody has?",
        "Only one of the three changes with each logout, and with nothing else. Compare it.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial("no logout since", keeper("return not now.logouts - then.logouts"), "correct"),
        Trial(
            "case by case",
            keeper(
                "if now.logouts > then.logouts:\n"
                "    return False\n"
                "return then.user is None or then.user == now.user"
            ),
            "correct",
        ),
        Trial("all are kept", keeper("return True"), "not_yet", "she has logged out in between"),
        Trial(
            "somebody is logged in",
            keeper("return now.user is not None"),
            "not_yet",
            "a login was answered",
        ),
        Trial(
            "somebody is, or nobody was",
            keeper("return then.user is None or now.user is not None"),
            "not_yet",
            "it is Bo",
        ),
        Trial(
            "the same user",
            keeper("return then.user == now.user"),
            "not_yet",
            "another session",
        ),
        Trial(
            "the same refresh token",
            keeper("return then.refresh_token == now.refresh_token"),
            "not_yet",
            "out again before",
        ),
        Trial(
            "the same in all",
            keeper("return then == now"),
            "not_yet",
            "another tab has renewed",
        ),
        Trial(
            "never logged out",
            keeper("return now.logouts == 0"),
            "not_yet",
            "before the question",
        ),
        Trial("nothing is kept", keeper("return False"), "not_yet", "nothing has happened"),
        Trial(
            "the wrong way round",
            keeper("return then.logouts != now.logouts"),
            "not_yet",
            "nothing has happened",
        ),
        Trial("a number", keeper("return now.logouts - then.logouts"), "not_yet", "True or False"),
        Trial("nothing back", keeper("then.logouts == now.logouts"), "not_yet", "gave `None`"),
        Trial(
            "somebody, and no logout",
            keeper("return now.user and now.logouts == then.logouts"),
            "not_yet",
            "gave `None`",
        ),
        Trial(
            "another tab's renewal is refused",
            keeper(
                "if now.logouts != then.logouts:\n"
                "    return False\n"
                "return then.refresh_token == now.refresh_token"
            ),
            "not_yet",
            "in the same session",
        ),
        Trial("crash", keeper("return then.logout == now.logout"), "not_yet", "AttributeError"),
    ),
)

EXERCISES = (DENY_LIST, OTHER_TEXT, STATUS_OF, MAY_KEEP)

# --- quizzes -----------------------------------------------------------------------------------

QUIZZES = (
    Quiz(
        id="11.recall_ask",
        question="A request comes to the backend with an access token (notebook 06). Whom does the"
        " backend ask whether the token is good?",
        choices={
            "a": Choice("The auth server.", "That could be done, and you will see it here. So far"
                        " no backend of this course did it."),
            "b": Choice("The client.", "The client would say yes in any case."),
            "c": Choice("Nobody.", "It has a key and a clock, and needs nothing else."),
        },
        right="c",
    ),
    Quiz(
        id="11.recall_signature",
        question="What is in the third part of a token that was signed with ES256 (notebook 03)?",
        choices={
            "a": Choice("A hash of the first two parts.", "A hash can be made by everybody. There"
                        " is one inside, and it takes the private key to make what you see."),
            "b": Choice("Two numbers of 32 octets each, `r` and `s`.", "One behind the other, 64"
                        " octets in all."),
            "c": Choice("The public key.", "That is in the JWK Set. A token that brings its own key"
                        " was one of the attacks of notebook 05."),
        },
        right="b",
    ),
    Quiz(
        id="11.predict_goodbye",
        question="Mallory has a copy of Ada's newest access token. When is it refused for the first"
        " time?",
        choices={
            "a": Choice("At minute 21, when Ada logs out.", "Who tells the backend that she did?"),
            "b": Choice("At minute 30, when it expires.", "It was issued at minute 15, for 15"
                        " minutes. The backend has heard of nothing else."),
            "c": Choice("Never.", "It has an `exp`, and the backend has a clock."),
        },
        right="b",
    ),
    Quiz(
        id="11.predict_text",
        question="A backend has a list of the *texts* of tokens that were called back. Is that as"
        " good as a list of ids?",
        choices={
            "a": Choice("Yes. Whoever changes one letter of a token breaks its signature.", "Of the"
                        " first two parts, yes. Is that so for the third, the signature itself?"),
            "b": Choice("Yes, if it is a list of hashes.", "Another text has another hash. Can"
                        " there be another text?"),
            "c": Choice("No. The same token may be written in several ways.", "And whoever shows it"
                        " chooses how."),
        },
        right="c",
    ),
    Quiz(
        id="11.predict_load",
        question="The list is polled every 30 seconds. Answers to introspection are remembered for"
        " 30 seconds. Which asks the auth server more often, with 200 viewers?",
        choices={
            "a": Choice("Both the same: every 30 seconds.", "Every 30 seconds *for what*? One list"
                        " holds all viewers. An answer is about one token."),
            "b": Choice("Introspection.", "It asks once for each viewer, where the list is fetched"
                        " once for all."),
            "c": Choice("The list: it is fetched even if nobody logs out.", "It is, twice a minute."
                        " And how often does introspection ask, if nobody logs out?"),
        },
        right="b",
    ),
    Quiz(
        id="11.predict_late",
        question="New tokens arrive 0.2 seconds after Ada has logged out. The app does with them"
        " what it always does. What happens?",
        choices={
            "a": Choice("She is logged in again.", "The app holds tokens, and who holds tokens is"
                        " logged in."),
            "b": Choice("Nothing: the auth server ended the session.", "If it was told. And the new"
                        " access token asks nobody."),
            "c": Choice("The app crashes.", "It doesn't notice anything. That is what is bad about"
                        " it."),
        },
        right="a",
    ),
    Quiz(
        id="11.check_logout",
        question="A product revokes refresh tokens at logout, and its access tokens live for an"
        " hour. For how long, on average, is a copied access token good after the logout?",
        choices={
            "a": Choice("Not at all.", "The backend has heard of no logout."),
            "b": Choice("An hour.", "At most. Had the token been issued in the very moment of the"
                        " logout, it would be that."),
            "c": Choice("Half an hour.", "The logout falls somewhere into its life."),
        },
        right="c",
    ),
    Quiz(
        id="11.check_key",
        question="Grace's backend accepts tokens of two issuers. What should its deny-list be keyed"
        " by?",
        choices={
            "a": Choice("`iss` and `jti`.", "Both are signed, and together they mean one token."),
            "b": Choice("SHA-256 of the token.", "Mallory writes the token in another way, and has"
                        " another hash."),
            "c": Choice("`jti`.", "Each issuer chooses its own: two tokens may have the same id,"
                        " and the wrong person is thrown out."),
            "d": Choice("`sub`.", "Then Ada can't log in again, with a fresh token either."),
        },
        right="a",
    ),
    Quiz(
        id="11.check_choice",
        question="A bank has one application with one database. A logout must count at once. A"
        " colleague proposes JWTs, with introspection at each request. What do you say?",
        choices={
            "a": Choice("Good: signed tokens are safer.", "What is the signature for, if the server"
                        " is asked about each token anyway?"),
            "b": Choice("A session id does the same for less.", "One look-up for each request is"
                        " needed in both. The session id is shorter, and says nothing."),
            "c": Choice("Better a deny-list that is polled every second.", "That is a second late,"
                        " and a table away from what they have: the database."),
        },
        right="b",
    ),
)  # fmt: skip
