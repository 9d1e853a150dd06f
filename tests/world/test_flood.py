"""Junk tokens with keys that nobody has."""

from __future__ import annotations

import itertools
from random import Random
from typing import Any

import pytest

from simulator.actors.flood import Flood, junk
from simulator.actors.tokens import unverified_header
from simulator.world.run import Run, run
from tests.world.small import scenario


def flooded(latency: Any = 0.04, **flood: Any) -> Run:
    mallory = {"name": "mallory", "strategy": {"flood": {"rate": 100, **flood}}}
    content = scenario(0, until=200, latency=latency, policy={"algorithm": "ES256"},
                       others=[mallory])  # fmt: skip
    return run(content)


def test_so_many_in_a_second_evenly():
    result = flooded(**{"from": 60, "until": 120})
    sent = [e.t for e in result.events("mallory", "request")]
    assert len(sent) == 6000
    assert (sent[0], sent[-1]) == (60.0, 119.99)
    assert {round(b - a, 3) for a, b in itertools.pairwise(sent)} == {0.01}


def test_all_are_refused_for_a_key_that_nobody_has():
    result = flooded(until=10)
    assert {e.detail for e in result.events("mallory", "answer")} == {"invalid_token: unknown key"}
    assert result.summary()["ada"].served == 1


def test_each_names_another_key():
    random = Random(1)
    kids = {unverified_header(junk(random))["kid"] for _ in range(500)}
    assert len(kids) == 500


def test_slow_answers_hold_the_next_ones_up_where_few_may_be_on_their_way():
    quick, slow = (len(flooded(2, until=100, at_once=n).events("mallory", "request"))
                   for n in (400, 10))  # fmt: skip
    assert quick == 10_000
    assert slow == 10 * 25, "ten at a time, four seconds each"


@pytest.mark.parametrize(
    "wrong", [{"rate": 0}, {"rate": 2000}, {"rate": 5, "at_once": 0}, {"rate": 5, "until": 0.0}]
)
def test_floods_that_make_no_sense(wrong):
    with pytest.raises(ValueError, match=[*wrong][-1]):
        Flood(**wrong)
