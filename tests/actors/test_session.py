"""What a client remembers."""

from __future__ import annotations

from random import Random

import pytest

from simulator.actors.messages import Response
from simulator.actors.session import Session


def new_session() -> Session:
    return Session("ada", username="ada", password="pw", visits=(), random=Random(1))


def test_store_keeps_the_tokens_and_counts_the_expiry_from_now():
    session = new_session()
    session.now = 7.5
    session.store({"access_token": "a", "refresh_token": "r", "expires_in": 300})
    assert (session.access_token, session.refresh_token) == ("a", "r")
    assert session.expires_at == 307.5


def test_an_answer_without_a_refresh_token_leaves_the_old_one():
    session = new_session()
    session.store({"access_token": "a", "refresh_token": "r", "expires_in": 300})
    session.store({"access_token": "b", "expires_in": 300})
    assert (session.access_token, session.refresh_token) == ("b", "r")


def test_expires_in_may_be_missing():
    """RFC 6749 5.1 only recommends it."""
    session = new_session()
    session.store({"access_token": "a"})
    assert (session.access_token, session.expires_at) == ("a", None)


@pytest.mark.parametrize(
    ("body", "said"), [({"error": "invalid_grant"}, "invalid_grant"), ({}, "nothing about tokens")]
)
def test_an_answer_without_tokens_is_refused_and_changes_nothing(body, said):
    session = new_session()
    session.store({"access_token": "a", "refresh_token": "r", "expires_in": 300})
    with pytest.raises(ValueError, match=said):
        session.store(body)
    assert session.access_token == "a"


def test_the_whole_answer_in_place_of_its_body_is_told_as_such():
    answer = Response(200, {}, {"access_token": "a", "expires_in": 1})
    with pytest.raises(TypeError, match="body"):
        new_session().store(answer)  # type: ignore[arg-type]


def test_forget():
    session = new_session()
    session.store({"access_token": "a", "refresh_token": "r", "expires_in": 300})
    session.forget()
    assert (session.access_token, session.refresh_token, session.expires_at) == (None, None, None)


def test_repr_says_what_it_holds():
    session = new_session()
    assert repr(session) == "<Session of ada: holds no tokens>"
    session.store({"access_token": "a", "refresh_token": "r", "expires_in": 300})
    assert repr(session) == "<Session of ada: holds access_token and refresh_token>"
