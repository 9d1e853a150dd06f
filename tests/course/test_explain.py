"""A learner's exception, explained."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from course.catalogue import answers_of
from course.exercise import Code, Trial
from course.explain import explain, is_learners, message_of, shown, without_tokens
from tests.course.conftest import DOUBLE

TOKEN = jwt.encode({"sub": "ada"}, "a secret that is long enough, surely", algorithm="HS256")


def raised(body: str) -> BaseException:
    """What a function with this body raises when it is called with None."""
    trial = Trial("raised", Code(f"def f(x):\n    {body}\n", "f"), "correct")
    (function,) = answers_of(DOUBLE, trial)
    try:
        function(None)
    except Exception as error:
        return error
    raise AssertionError("raised nothing")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("return x.status", "lacks `return`"),
        ("return x['a']", "lacks `return`"),
        ("return sessio(x)", "a misspelling"),
        ("return lenn(x)", "Did you mean `len`?"),
        ("return {'a': 1}['b']", "no key `'b'`"),
        ("return [][0]", "counting begins at 0"),
        ("return f()", "fewer arguments"),
        ("return f(1, 2)", "more arguments"),
        ("return f(y=1)", "no parameter of that name"),
        ("return 'a' + b'b'", "don't mix"),
        ("return b'b' + 'a'", "don't mix"),
        ("return 1 / 0", "is 0"),
        ("return int('a')", "no whole number"),
        ("a, b = 1, 2, 3", "names on the left"),
        ("return b'\\xff'.decode()", "aren't text"),
        ("return 'ü'.encode('ascii')", "can't express"),
        ("import base64; base64.b64decode('a')", "padding"),
        ("import json; json.loads('{')", "isn't JSON (from character 2 on)"),
        ("import json; json.dumps(b'')", "JSON knows"),
        ("raise RecursionError", "without end"),
        ("exec('1 +')", "can't read the code"),
        ("import nosuchmodule", "check_environment()"),
        ("y = y + 1", "no value yet"),
        ("return 'a'.uper()", "Did you mean `upper`?"),
        ("next(iter([]))", "give it a default"),
        ("{}[[]]", "can't be a key"),
        ("return 1()", "is no function"),
        ("return ... + 1", "still there"),
        (
            "import jwt; jwt.decode('a.b', 'k', algorithms=['HS256'])",
            "couldn't take the token apart",
        ),
        ("assert x", "`assert`"),
        ("raise jwt.InvalidAudienceError", "misspelling"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_common_exceptions_have_a_plain_sentence(body: str, says: str) -> None:
    told = explain(raised(body), "f")
    assert says in told
    assert "Your `f` raised `" in told
    assert "in line 2:\n\n```\n" in told


def test_an_uncommon_exception_is_named_at_least() -> None:
    class OddError(Exception):
        pass

    assert explain(OddError("so")) == "Your code raised `OddError: so`."


def test_the_innermost_line_of_the_learner_is_shown() -> None:
    error = raised("import json\n    y = 1\n    return json.loads('{')")
    assert "return json.loads('{')" in explain(error)
    assert "line 4" in explain(error)


def test_an_exception_inside_a_generator_is_found() -> None:
    text = "def g():\n    yield next(iter([]))\ndef f(x):\n    return list(g())\n"
    (function,) = answers_of(DOUBLE, Trial("g", Code(text, "f"), "correct"))
    with pytest.raises(RuntimeError) as caught:
        function(1)
    assert "line 2" in explain(caught.value)
    assert "give it a default" in explain(caught.value)


def test_no_token_is_shown() -> None:
    error = raised(f"raise ValueError('bad token {TOKEN} here')")
    told = explain(error)
    assert "eyJ….….…" in told
    for part in TOKEN.split("."):
        assert part not in told


@pytest.mark.parametrize(
    "text", [TOKEN, f"'{TOKEN}'", f"b'{TOKEN}'", f"Bearer {TOKEN},", TOKEN.rpartition(".")[0] + "."]
)
def test_tokens_are_cut_short_everywhere(text: str) -> None:
    assert TOKEN[:30] not in without_tokens(text)
    assert TOKEN.split(".")[1] not in shown(text)


@pytest.mark.parametrize("text", ["eye.brow", "session.eyebrow.x", "keys.eyJ", "www.ey.com"])
def test_what_is_no_token_stays(text: str) -> None:
    assert without_tokens(text) == text


def test_addresses_and_length() -> None:
    assert "0x…" in shown(object())
    assert len(message_of(ValueError("a" * 5000))) < 250
    assert shown("a" * 500).endswith("…`")


def test_backticks_do_not_break_out() -> None:
    assert shown("`a` **b**") == "``'`a` **b**'``"


def test_an_exception_that_can_not_be_told() -> None:
    class ShyError(Exception):
        def __str__(self) -> str:
            raise ValueError

    assert explain(ShyError()) == "Your code raised `ShyError`."


@pytest.mark.parametrize(
    ("file", "learners"),
    [
        (json.__file__, False),
        (base64.__file__, False),
        (jwt.__file__, False),
        (explain.__code__.co_filename, False),
        ("<frozen importlib._bootstrap>", False),
        ("<string>", False),
        ("<ipython-input-1-abc>", True),
        ("/home/ada/ipykernel_12/345.py", True),
        (__file__, True),
    ],
)
def test_whose_file_it_is(file: str, learners: bool) -> None:
    assert is_learners(file) is learners


def test_binascii_error_is_not_told_as_a_value_error() -> None:
    look: Callable[[Any], Any] = explain
    assert "base64" in look(binascii.Error("Incorrect padding"))


def test_a_python_without_a_folder_for_its_users_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.explain._ROOTS", ())
    monkeypatch.setattr("course.explain.site.getusersitepackages", lambda: None)
    assert is_learners("<ipython-input-1>")
    assert not is_learners(json.__file__)
