"""Page 1: the token is one that our verifier believes, and the checklist is its steps."""

from __future__ import annotations

import pytest

from course.cheatsheet import anatomy
from course.cheatsheet.checklist import MEMORY, STEPS, Step, step_of, stopped, without
from course.judged import TYP
from simulator.attacks import ATTACKS, REPLAYS, Ground, attack_range
from simulator.attacks.arena import aimed
from simulator.attacks.verifiers import HOLES, ByJti
from simulator.jose import LAYERS, REASONS, JoseError, peek, verify

SEED = 1
BY_TOKEN = [step for step in STEPS if step.layer != MEMORY]


def believed(now: float) -> dict[str, object]:
    """The claims of the example, for a backend that is meant."""
    claims = anatomy.CLAIMS
    return verify(
        anatomy.token(), anatomy.key().public(), algorithms=["EdDSA"], issuer=claims["iss"],
        audience=claims["aud"], now=now, typ=TYP,
    )  # fmt: skip


def test_the_example_is_believed_for_as_long_as_it_says():
    end = anatomy.CLAIMS["exp"]
    assert believed(end - 1) == anatomy.CLAIMS
    with pytest.raises(JoseError) as refusal:
        believed(end)
    assert refusal.value.reason == "expired"


def test_the_rows_are_the_tokens_own():
    header, claims = peek(anatomy.token())
    assert [row.name for row in anatomy.rows()] == [*header, *claims, ""]
    assert {"iss", "exp", "aud", "sub", "client_id", "iat", "jti"} <= claims.keys()  # RFC 9068 2.2
    assert all(row.says and row.rfc.startswith("RFC ") for row in anatomy.rows())


def test_the_steps_are_in_the_verifiers_order():
    order = [(*LAYERS, MEMORY).index(step.layer) for step in STEPS]
    assert order == sorted(order)
    assert {step.layer for step in STEPS} == {*LAYERS, MEMORY}


@pytest.mark.parametrize("step", BY_TOKEN, ids=lambda step: step.check)
def test_each_refusal_of_a_step_is_one_of_our_verifiers(step: Step):
    for refusal in step.refusals:
        reason, _, claim = refusal.partition(":")
        assert REASONS[reason].layer == step.layer or claim in ("iss", "aud")
        assert step_of(reason, claim) == step
    assert step.rfc


@pytest.mark.parametrize("seed", [SEED, 5])
def test_each_attack_is_stopped_by_one_step(seed: int):
    named = [name for names in stopped(seed).values() for name in names]
    assert sorted(named) == sorted({*ATTACKS, "after-logout", "ecdsa-twin"})


@pytest.mark.parametrize("step", BY_TOKEN, ids=lambda step: step.check)
def test_the_attack_that_a_step_names_gets_in_without_it(step: Step):
    assert step.example in stopped(SEED)[step]
    hole = HOLES[ATTACKS[step.example].hole]
    (found,) = [shot for shot in aimed(Ground(SEED)) if shot[0].name == step.example]
    claims, _ = found[1].deployment.ask(hole, found[2])
    assert isinstance(claims, dict)


def test_a_memory_stops_what_the_last_step_names():
    step = STEPS[-1]
    result = attack_range(ByJti(), seed=SEED)
    assert {result[name].outcome for name in stopped(SEED)[step]} == {"refused"}
    assert step.example in REPLAYS


def test_what_gets_in_is_told_with_its_number():
    none = next(step for step in STEPS if step.example == "none")
    assert without(none) == f"none and {len(stopped()[none]) - 1} more"
