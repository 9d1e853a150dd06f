"""A rule from outside for the backend's copy of the JWK Set."""

from __future__ import annotations

import math

import pytest

from simulator import run
from simulator.world.reading import ScenarioError


def readings(happened):
    return [e.t for e in happened.log if e.client == "backend" and e.kind == "request"]


def refused_for_a_key(happened):
    return sum("unknown key" in e.detail for e in happened.log if e.kind == "answer")


def as_our_rules(kid, known, age, since):
    return age >= 300 or (kid not in known and since >= 30)


@pytest.mark.parametrize("name", ["key_change", "key_flood"])
def test_the_rule_of_the_backend_itself_gives_the_same_log(name):
    settings = {
        "backend.jwks.refetch_unknown": True,
        "backend.jwks.cool_down": "30 s",
        "backend.jwks.single_flight": True,
    }
    ours = run(name, settings=settings)
    given = run(name, settings=settings, must_read=as_our_rules)
    assert given.log.rows == ours.log.rows


def test_never_is_read_once():
    happened = run("key_change", must_read=lambda *_: False)
    assert readings(happened) == [0.0]
    assert refused_for_a_key(happened) > 100, "the new key is never learnt"


def test_whoever_reads_for_everything_reads_for_all_junk():
    happened = run("key_flood", must_read=lambda kid, known, age, since: kid not in known)
    assert len(readings(happened)) > 500


def test_it_is_told_what_is_known_and_how_old_that_is():
    told = []

    def must_read(kid, known, age, since):
        told.append((kid, known, age, since))
        return age >= 300 or (kid not in known and since >= 30)

    run("key_change", must_read=must_read)
    assert told[0][:2] == ("spring", {"spring"})
    assert told[0][3] == math.inf
    assert {kid for kid, *_ in told} == {"spring", "summer"}
    assert all(known in ({"spring"}, {"summer"}) for _, known, *_ in told)
    assert all(age >= 0 and since >= 0 for *_, age, since in told)


def test_a_rule_that_raises_is_told_and_nothing_is_read():
    def must_read(kid, known, age, since):
        return known[kid]

    happened = run("key_change", must_read=must_read)
    assert readings(happened) == [0.0]
    assert isinstance(happened.crashes["backend"], TypeError)


def test_a_shared_secret_is_in_no_set():
    with pytest.raises(ScenarioError, match="must_read: HS256 signs with a shared secret"):
        run("key_change", settings={"keys": (), "backend.jwks": None}, algorithm="HS256",
            must_read=as_our_rules)  # fmt: skip
