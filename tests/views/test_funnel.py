"""The funnel: who reaches each layer, and who is stopped there."""

from __future__ import annotations

import pytest

from simulator.jose import LAYERS as LAYERS_OF_JOSE
from simulator.views.funnel import LAYERS, descent, funnel

FATES = {"accept": 2, "split": 1, "signature": 3}


def test_its_layers_are_those_of_the_verifier() -> None:
    assert LAYERS == LAYERS_OF_JOSE


def test_each_layer_gets_what_the_one_before_let_pass() -> None:
    assert descent(FATES) == [
        ("split", 6, 1),
        ("decode", 5, 0),
        ("allow-list", 5, 0),
        ("key", 5, 0),
        ("signature", 5, 3),
        ("claims", 2, 0),
        ("policy", 2, 0),
    ]


def test_title_and_text_say_what_it_shows() -> None:
    picture = funnel(FATES)
    assert picture.title == "2 of 6 tokens get through; signature stops most"
    assert picture.alt == (
        "Funnel of 6 tokens through seven layers. Stopped: split 1, decode 0, allow-list 0, key 0,"
        " signature 3, claims 0 and policy 0. 2 are accepted."
    )
    said = [text.get_text() for text in picture.figure.axes[0].texts]
    assert "1 stopped" in said
    assert "2 accepted" in said


def test_no_tokens_at_all() -> None:
    assert funnel({}).alt.endswith("0 are accepted.")


def test_a_layer_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="'spilt' is no layer"):
        funnel({"spilt": 1})
