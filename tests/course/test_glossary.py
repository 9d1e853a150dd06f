"""glossary: a word's meaning in a notebook, whatever it is called and however it is spelt."""

from __future__ import annotations

from pathlib import Path

import pytest

from course import defining, glossary, sources
from course.vocabulary import Term, find, near, read, vocabulary


def test_an_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "source_path", lambda number: Path(f"{number}_refresh_token.py"))
    found = glossary("family")
    assert (found.state, found.title) == ("note", "Family")
    says, facts = found.message.split("\n\n")
    assert says == vocabulary()["family"].says
    assert "[Notebook 07](07_refresh_token.ipynb)." in facts
    assert "Written in RFC 9700 4.14.2." in facts
    page = "../docs/GLOSSARY.md"
    assert facts.endswith(
        f"See also [rotation]({page}#rotation), [reuse]({page}#reuse), [fork]({page}#fork)."
    )
    assert 'href="../docs/GLOSSARY.md#fork">fork</a>' in (found._repr_html_() or "")
    assert "See also rotation, reuse, fork." in str(found)
    assert str(found).startswith("› Family. All the tokens that descend from one login.")


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Family", "family"),
        ("  access   tokens ", "access token"),
        ("authorization server", "auth server"),
        ("resource server", "backend"),
        ("JWKS", "JWK Set"),
        ("jwk-set", "JWK Set"),
        ("XSS", "cross-site scripting"),
        ("sliding", "sliding lifetime"),
        (401, "401"),
        ("exp", "exp"),
        ("algorithm", "alg"),
        ("ID token", "OpenID Connect"),
        ("OIDC", "OpenID Connect"),
        ("log out", "logout"),
        ("refresh", "renewal"),
        ("roles", "role"),
    ],
)
def test_other_names_plurals_and_signs(word: object, name: str) -> None:
    assert glossary(word).message.startswith(vocabulary()[name].says)


@pytest.mark.parametrize(
    ("word", "near"),
    [("famly", "family"), ("acess token", "access token"), ("rotatoin", "rotation")],
)
def test_a_slip_gets_the_near_name(word: str, near: str) -> None:
    found = glossary(word)
    assert found.title == "No such term"
    assert f'`glossary("{near}")`' in found.message


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("cookie jar", "cookie"),
        ("sliding token", "sliding lifetime"),
        ("what is a session", "session"),
        ("acess token", "access token"),
    ],
)
def test_names_with_the_same_word_come_first(word: str, first: str) -> None:
    assert near(word, vocabulary())[0] == first


@pytest.mark.parametrize("word", ["forge", "assertion", "coroutine", "opaque token", "the"])
def test_what_means_something_else_is_no_other_name(word: str) -> None:
    assert glossary(word).title == "No such term"


def test_a_slip_brings_nothing_besides() -> None:
    assert near("acess token", vocabulary()) == ["access token"]


def test_without_the_sources_a_notebook_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "source_path", lambda _: None)
    assert "\n\nAlso called: token family, grant chain. Notebook 07. " in glossary("family").message


def test_what_is_not_there() -> None:
    assert glossary("zzzzzz").message == (
        'There is no "zzzzzz" here. `glossary()` names all the terms.'
    )
    assert "…" in glossary("z" * 900).message
    nonsense: object
    for nonsense in (None, 3.5, [], glossary):
        assert glossary(nonsense).message == 'Give a word, in quotes: `glossary("token")`.'


def test_without_a_word_all_are_named() -> None:
    message = glossary().message
    assert all(name in message for name in vocabulary())


def test_a_glossary_that_can_not_be_read_is_our_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError

    monkeypatch.setattr(defining, "vocabulary", broken)
    assert glossary("family").state == "our_error"


def test_a_terms_own_name_goes_before_other_names() -> None:
    terms = read('["code"]\nsays = "A."\nalso = ["key"]\n["key"]\nsays = "B."\n')
    found = find("key", terms)
    assert isinstance(found, Term)
    assert found.says == "B."


@pytest.mark.parametrize("text", ['name = "x"', "[[x]]", "= 3"])
def test_what_is_no_glossary_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(text)
