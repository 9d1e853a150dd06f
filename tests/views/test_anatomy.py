"""A token taken apart says what is in it, whatever is in it."""

import base64
import json

import pytest

from simulator.views.anatomy import MOST_ROWS, anatomy, headline, taken_apart
from simulator.views.anatomy_sheet import LOOKS, PER_LINE, _lines

RFC_TOKEN = (
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)
"""RFC 7519 3.1."""


def token(claims: object, signature: str = "c2ln") -> str:
    """A token of these claims, with letters for a signature."""
    parts = [json.dumps(each).encode() for each in ({"alg": "HS256"}, claims)]
    return ".".join(
        [*(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in parts), signature]
    )


def test_the_example_of_the_rfc_in_words():
    assert anatomy(RFC_TOKEN).alt == (
        "A token as three coloured parts. Header, 40 letters. It says how the token is signed. In"
        ' it: typ = "JWT", what kind of token it is; alg = "HS256", with which algorithm it is'
        " signed."
        " Payload, 94 letters. The claims: what is said, and about whom. In it:"
        ' iss = "joe", who says so; exp = 1300819380, from when on it is worth nothing:'
        " 22 March 2011, 18:43:00 UTC; http://example.com/is_root = true, a name that the issuer"
        " chose. Signature, 43 letters. It shows that nothing before it was changed. In it: 32"
        " octets that only a holder of the key can make for this very text."
    )


def test_the_title_is_the_finding_unless_one_is_given():
    assert anatomy(RFC_TOKEN).title == headline(taken_apart(RFC_TOKEN))
    assert "nothing proves it" in anatomy(token({"sub": "ada"}, "")).title
    assert anatomy(RFC_TOKEN, "Ada's").title == "Ada's"


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c.d", "token"])
def test_what_has_not_three_parts_is_no_token(text):
    with pytest.raises(ValueError, match="three parts"):
        anatomy(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("!!!.e30.x", "it can't be read"),
        ("_w.e30.x", "it can't be read"),
        ("W10.e30.x", "no object"),
        ("e30.e30.x", "an empty object"),
        (token("ada"), "no object"),
        ("..", "nobody vouches"),
    ],
)
def test_what_cant_be_read_is_said_and_drawn(text, says):
    picture = anatomy(text)
    assert says in picture.alt
    assert picture.octets().startswith(b"\x89PNG")


def test_a_moment_is_read_where_it_can_be_one():
    assert "1970" not in anatomy(token({"exp": 300})).alt
    assert "300 s on a clock that began at 0" in anatomy(token({"exp": 300})).alt
    assert "a clock" not in anatomy(token({"exp": -1, "nbf": True, "iat": "5"})).alt
    assert "UTC" not in anatomy(token({"exp": 1300819380000})).alt
    assert "UTC" not in anatomy(token({"exp": "1300819380", "nbf": True})).alt


def test_every_letter_is_drawn_in_the_colours_of_its_part():
    parts = taken_apart(RFC_TOKEN)
    drawn = dict.fromkeys(("", *LOOKS), "")
    lines = _lines(parts)
    for line in lines:
        assert sum(len(letters) for _, letters in line) <= PER_LINE
        for name, letters in line:
            drawn[name] += letters
    assert drawn == {"": "..", **{part.name: part.letters for part in parts}}


def test_much_is_cut_and_stays_a_picture():
    claims = {f"claim-{n}": "x" * 500 for n in range(40)} | {"snow": "\N{SNOWMAN}\n$x$"}
    picture = anatomy(token(claims))
    height = picture.figure.get_size_inches()[1]
    assert height < 9
    assert "30 more, such as" in picture.alt
    assert len(taken_apart(token(claims))[1].rows) == MOST_ROWS
    assert len(picture.alt) < 3000


def test_colours_come_with_hatches():
    assert len({look.hatch for look in LOOKS.values()}) == len(LOOKS)
    assert len({look.edge for look in LOOKS.values()}) == len(LOOKS)
