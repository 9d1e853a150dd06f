"""Attacks that need a memory: staged only where there is one."""

from __future__ import annotations

from simulator.attacks import REPLAYS, attack_range
from simulator.attacks.verifiers import ByJti, ByText, ours

SEED = 11


def test_without_a_memory_they_are_not_staged_and_not_scored():
    result = attack_range(ours, seed=SEED)
    rows = [row for row in result.rows if row.kind == "replay"]
    assert [row.name for row in rows] == list(REPLAYS)
    assert {row.outcome for row in rows} == {"not staged"}
    assert result.score == 100
    assert "not staged" in str(result)


def test_who_remembers_the_number_refuses_a_token_and_its_twin():
    result = attack_range(ByJti(), seed=SEED)
    assert result["after-logout"].outcome == "refused"
    assert result["ecdsa-twin"].outcome == "refused"
    assert result["jti-twice"].outcome == "not staged"
    assert result.ok


def test_who_remembers_the_text_lets_the_twin_in():
    result = attack_range(ByText(), seed=SEED)
    assert result["after-logout"].outcome == "refused"
    assert [row.name for row in result.breaches] == ["ecdsa-twin"]
    # It counts for `ok`, and not for the score, which all verifiers can reach.
    assert (result.ok, result.score) == (False, 100)


def test_who_accepts_nothing_twice():
    result = attack_range(ByJti(once=True), seed=SEED)
    assert result["jti-twice"].outcome == "refused"
    assert result.ok


def test_who_says_so_and_forgets_is_found_out():
    class Forgets(ByJti):
        def deny(self, token: str) -> None:
            pass

    result = attack_range(Forgets(once=True), seed=SEED)
    assert {row.name for row in result.breaches} == {*REPLAYS}
