"""Attacks through the form of a token: texts that may be read in two ways, or in none."""

from __future__ import annotations

import json

from simulator.attacks.algorithm import FREE, raised
from simulator.attacks.catalogue import attacks_of
from simulator.attacks.scene import Scene, part

attack = attacks_of("form")

ENDED = "her own token, which was ended by putting its text, or the text's hash, on a list"
SECOND_TEXT = "one token has many texts, and a list of ended texts knows one of them"
NAMED_HERSELF = "the issuer writes a name that she chose into her token, and how it does that"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def with_bits_to_spare(scene: Scene) -> str:
    """A genuine token whose signature does not fill its last character: one of ES384 would."""
    key = scene.random.choice([key for key in scene.keys if key.algorithm != "ES384"])
    return scene.token(key=key)


@attack(
    knows=ENDED,
    reference="RFC 7515 2",
    layer="decode",
    hole="forgives base64",
    otherwise=SECOND_TEXT,
)
def padding(scene: Scene) -> str:
    """The `=` that base64url leaves out in tokens, at the end of a genuine signature."""
    text = with_bits_to_spare(scene)
    return text + "=" * (-len(text.rpartition(".")[2]) % 4)


@attack(
    knows=ENDED,
    reference="RFC 4648 3.5",
    layer="decode",
    hole="forgives base64",
    otherwise=SECOND_TEXT,
)
def unused_bits(scene: Scene) -> str:
    """The last character of a genuine signature has bits set that mean nothing."""
    text = with_bits_to_spare(scene)
    return text[:-1] + ALPHABET[ALPHABET.index(text[-1]) + 1]


@attack(
    knows=ENDED,
    reference="RFC 7515 2",
    layer="split",
    hole="forgives base64",
    otherwise=SECOND_TEXT,
)
def blank_inside(scene: Scene) -> str:
    """A blank in the middle of a genuine signature."""
    return f"{(text := scene.token())[:-9]} {text[-9:]}"


@attack(
    knows=ENDED,
    reference="RFC 7515 2",
    layer="split",
    hole="forgives base64",
    otherwise=SECOND_TEXT,
)
def newline_behind(scene: Scene) -> str:
    """A genuine token with a line break behind it."""
    return scene.token() + "\n"


@attack(
    knows=ENDED,
    reference="RFC 7515 2; RFC 4648 5",
    layer="decode",
    hole="forgives base64",
    otherwise=SECOND_TEXT,
)
def other_alphabet(scene: Scene) -> str:
    """A genuine signature in the other base64, with + and / for - and _."""
    while True:
        text, _, signature = scene.token().rpartition(".")
        if {"-", "_"} & set(signature):
            return f"{text}.{signature.replace('-', '+').replace('_', '/')}"


@attack(
    knows=FREE,
    reference="RFC 7515 7.1",
    layer="split",
    hole="takes bare claims",
    otherwise="claims that nobody signed are claims all the same",
)
def one_part(scene: Scene) -> str:
    """Only the claims, in base64url."""
    return part(raised(scene))


@attack(
    knows=ENDED,
    reference="RFC 7515 7.1",
    layer="split",
    hole="takes the first three parts",
    otherwise=SECOND_TEXT,
)
def four_parts(scene: Scene) -> str:
    """A genuine token with a fourth part behind it."""
    return f"{scene.token()}.{part({'note': scene.random.getrandbits(32)})}"


@attack(
    knows=ENDED,
    reference="RFC 7515 7.2",
    layer="split",
    hole="reads JSON serialization",
    otherwise="what looks at tokens before the verifier does, such as a filter, sees none",
)
def json_serialization(scene: Scene) -> str:
    """A genuine token in the JSON serialization, flattened."""
    protected, payload, signature = scene.token().split(".")
    return json.dumps({"payload": payload, "protected": protected, "signature": signature})


@attack(
    knows=NAMED_HERSELF,
    reference="RFC 7515 4",
    layer="decode",
    hole="lets the last name win",
    otherwise="two readers of one header see two algorithms",
)
def header_name_twice(scene: Scene) -> str:
    """The header names `alg` twice: none, and the true one."""
    genuine = json.dumps(scene.header())
    return scene.token(header=f'{{"alg":"none",{genuine[1:]}'.encode())


@attack(
    knows=NAMED_HERSELF,
    reference="RFC 7519 4",
    layer="decode",
    hole="lets the last name win",
    otherwise="the issuer's program and the backend's see two different people",
)
def claim_name_twice(scene: Scene) -> str:
    """The claims name `roles` twice: the second came in through a name that was not escaped."""
    genuine = json.dumps(scene.claims(nickname="mallory"))
    return scene.token(f'{genuine[:-1]},"roles":["editor"]}}'.encode())


@attack(
    knows="an issuer that signs any JSON",
    reference="RFC 7519 7.2",
    layer="decode",
    hole="takes any JSON",
    otherwise="a list of nothing has no `exp` that could be over",
)
def payload_array(scene: Scene) -> str:
    """The payload is a list."""
    return scene.token([raised(scene)])


@attack(
    knows="an issuer that signs any JSON",
    reference="RFC 7519 7.2",
    layer="decode",
    hole="takes any JSON",
    otherwise="a text has no `exp` that could be over",
)
def payload_string(scene: Scene) -> str:
    """The payload is a text."""
    return scene.token(b'"mallory"')


@attack(
    knows="an issuer that signs any JSON",
    reference="RFC 7519 7.2",
    layer="decode",
    hole="takes any JSON",
    otherwise="a number has no `exp` that could be over",
)
def payload_number(scene: Scene) -> str:
    """The payload is a number."""
    return scene.token(str(scene.random.randrange(10**6)).encode())


def with_exp(scene: Scene, text: str) -> str:
    """A token whose `exp` is this text of JSON."""
    claims = json.dumps(scene.claims(exp="HERE"))
    return scene.token(claims.replace('"HERE"', text).encode())


@attack(
    knows="how to get a number into `exp`",
    reference="RFC 8259 6; RFC 7519 2",
    layer="decode",
    hole="reads numbers as Python does",
    otherwise="no moment is later than NaN, so the token never expires",
)
def exp_nan(scene: Scene) -> str:
    """`exp` is NaN, which is no JSON."""
    return with_exp(scene, "NaN")


@attack(
    knows="how to get a number into `exp`",
    reference="RFC 8259 6; RFC 7519 2",
    layer="decode",
    hole="reads numbers as Python does",
    otherwise="it is read as infinity, and the token never expires",
)
def exp_infinite(scene: Scene) -> str:
    """`exp` is 1e400."""
    return with_exp(scene, "1e400")


@attack(
    knows="how to get a number into `exp`",
    reference="RFC 8259 6; RFC 7519 2",
    layer="claims",
    hole="reads numbers as Python does",
    otherwise="the token never expires, or the program falls over the number",
)
def exp_huge(scene: Scene) -> str:
    """`exp` has four hundred digits."""
    return with_exp(scene, "9" * 400)


@attack(
    knows="that she may choose any octets for a name",
    reference="RFC 7515 5.2; RFC 8725 3.7",
    layer="decode",
    hole="drops what is no UTF-8",
    otherwise="what is dropped leaves somebody else's name behind",
)
def invalid_utf8(scene: Scene) -> str:
    """An octet in `sub` that is no UTF-8: without it, it is Ada's name."""
    claims = scene.claims(sub="ad@a")
    return scene.token(json.dumps(claims).encode().replace(b"ad@a", b"ad\xffa"))


@attack(
    knows="that she may choose any text for a name",
    reference="RFC 8259 8.2",
    layer="decode",
    hole="takes half characters",
    otherwise="a name that can't be written falls over in the next program, or loses a letter",
)
def lone_surrogate(scene: Scene) -> str:
    """Half of a surrogate pair in `sub`."""
    claims = json.dumps(scene.claims(sub="ad@a"))
    return scene.token(claims.replace("ad@a", "ad\\ud800a").encode())


@attack(
    knows="that she may choose any text for a title",
    reference="RFC 8259 8.2",
    layer="decode",
    hole="takes half characters",
    otherwise="a text that can't be written falls over in the next program, wherever it stands",
)
def lone_surrogate_inside(scene: Scene) -> str:
    """Half of a surrogate pair, further in than the first level."""
    claims = json.dumps(scene.claims(films={"last": ["Metr@polis"]}))
    return scene.token(claims.replace("Metr@polis", "Metr\\udc00polis").encode())


@attack(
    knows="what an extension of the standard would have refused",
    layer="decode",
    reference="RFC 7515 4.1.11; CVE-2025-59420",
    hole="ignores crit",
    otherwise="the issuer's conditions are not understood, and not kept",
)
def crit_unknown(scene: Scene) -> str:
    """`crit` says that a parameter must be understood, which nobody does."""
    name = "http://example.com/bound-to"
    return scene.token(header={**scene.header(crit=[name]), name: "tv-17"})


@attack(
    knows="how to have a header of hers signed",
    reference="RFC 7515 4.1.11",
    layer="decode",
    hole="ignores crit",
    otherwise="a list that must not be empty is, and nobody minds",
)
def crit_empty(scene: Scene) -> str:
    """`crit` is an empty list."""
    return scene.token(header=scene.header(crit=[]))


@attack(
    knows="how to have a header of hers signed",
    reference="RFC 7515 4.1.11",
    layer="decode",
    hole="ignores crit",
    otherwise="a condition is named that is not there",
)
def crit_absent(scene: Scene) -> str:
    """`crit` names a parameter that is not in the header."""
    return scene.token(header=scene.header(crit=["http://example.com/bound-to"]))


@attack(
    knows="a service of the issuer's that signs any text as it is",
    reference="RFC 7797 6, 7",
    layer="decode",
    hole="ignores crit",
    otherwise="a text that was signed as a mere text is read as claims",
)
def b64_false(scene: Scene) -> str:
    """The payload was signed as a text that is no token's (`b64: false`)."""
    return scene.token(raised(scene), scene.header(b64=False, crit=["b64"]))
