"""Every attack is one, every honest token is honest: shown by who lets them in and who does not."""

from __future__ import annotations

import re
from typing import Any

import pytest

from simulator.attacks import ATTACKS, FAMILIES, HONEST, REPLAYS, Comparison, Ground, compare
from simulator.attacks.arena import aimed
from simulator.attacks.verifiers import HOLES, STRICT, joserfc, ours, pyjwt
from simulator.jose import LAYERS, JoseError

SEEDS = (11, 12)
ELSEWHERE = {
    # Ours asks whether a claim is there before it asks what it says.
    "iss-missing": "claims",
    "aud-missing": "claims",
    # A hundred thousand brackets are longer than any token that ours reads.
    "nesting": "split",
}
"""Attacks that ours stops at another layer than that which is named."""
FALLS_OVER = {"nesting"}
"""Attacks that are after the verifier's life rather than its trust."""
NOT_ALL_HONEST = {
    # Its PyJWKClient asks for the name of a key, and so does our function for PyJWT.
    "PyJWT": {"kid-not-needed"},
    # A KeySet of several keys wants a name.
    "joserfc": {"kid-not-needed"},
}
"""Honest tokens that well configured libraries turn away."""


@pytest.fixture(scope="module", params=SEEDS)
def good(request) -> Comparison:
    verifiers: dict[str, Any] = {"ours": ours, "strict": STRICT, "PyJWT": pyjwt, "joserfc": joserfc}
    return compare(verifiers, seed=request.param)


@pytest.fixture(scope="module")
def holes() -> Comparison:
    return compare(HOLES, seed=SEEDS[0], limit=1.0)


def test_there_are_enough_of_them():
    assert len(ATTACKS) >= 60
    assert len(HONEST) >= 20
    assert FAMILIES == ("algorithm and signature", "key headers", "form", "claims", "cost")


@pytest.mark.parametrize("attack", [*ATTACKS.values(), *REPLAYS.values()], ids=lambda one: one.name)
def test_an_attack_is_told_in_full(attack):
    assert attack.layer in LAYERS
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", attack.name)
    for sentence in (attack.summary, attack.knows, attack.otherwise):
        assert len(sentence) > 10
        assert not sentence.endswith(".")
    assert re.match(r"(RFC \d{4}|FIPS 186-5) [\dA-Z]", attack.reference)
    for number in re.findall(r"CVE\S*", attack.reference):
        assert re.fullmatch(r"CVE-20\d\d-\d{4,5}[;,]?", number)


def test_every_hole_is_needed_and_there():
    assert {attack.hole for attack in ATTACKS.values()} == HOLES.keys()


@pytest.mark.parametrize("who", ["ours", "strict"])
def test_strict_verifiers_refuse_every_attack_and_mean_to(good, who):
    result = good[who]
    assert [row.name for row in result.breaches] == []
    assert [row.name for row in result.fell_over] == []
    assert result.forged_refused == len(ATTACKS)


@pytest.mark.parametrize("who", ["ours", "strict", "PyJWT", "joserfc"])
def test_honest_tokens_pass(good, who):
    away = {row.name for row in good[who].turned_away}
    assert away == NOT_ALL_HONEST.get(who, set())


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_an_attack_gets_through_the_hole_that_it_is_for(holes, attack):
    """It is well formed: nothing else of it gives a verifier a reason to refuse."""
    row = holes[attack.hole][attack.name]
    if attack.name in FALLS_OVER:
        assert row.outcome == "fell over"
    else:
        assert not row.ok


@pytest.mark.parametrize("hole", HOLES)
def test_a_hole_is_no_wall(holes, hole):
    """A verifier with a hole serves honest people all the same."""
    away = {row.name for row in holes[hole].turned_away}
    assert away <= {"kid-not-needed"}


def test_most_attacks_have_one_way_in(holes):
    """A hole lets in what it is for, and hardly more: so a breach tells which check is missing."""
    entered = [len(holes[hole].breaches) for hole in HOLES]
    assert sorted(entered)[len(entered) // 2] <= 2


@pytest.mark.parametrize("seed", SEEDS)
def test_ours_stops_each_attack_at_the_layer_that_is_named(seed):
    elsewhere = {}
    for entry, scene, token in aimed(Ground(seed)):
        if entry.kind == "forged":
            with pytest.raises(JoseError) as refusal:
                scene.deployment.ask(ours, token)
            layer = getattr(entry, "layer", "")
            if refusal.value.layer != layer:
                elsewhere[entry.name] = refusal.value.layer
    assert elsewhere == ELSEWHERE
