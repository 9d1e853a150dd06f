"""What runs leave behind is found again."""

from __future__ import annotations

import gc
import weakref

import pytest

from simulator import memory
from simulator.memory import no_garbage_collection
from simulator.world.cast import make_cast
from simulator.world.engine import simulate
from tests.world.small import scenario


class Actor:
    """Refers to another one that refers to it."""

    def __init__(self) -> None:
        self.other: Actor | None = None


def pair() -> weakref.ref[Actor]:
    """Two that nobody else needs."""
    one, other = Actor(), Actor()
    one.other, other.other = other, one
    return weakref.ref(one)


@pytest.fixture
def _little_patience(monkeypatch):
    monkeypatch.setattr(memory, "MANY", 1)
    monkeypatch.setattr(memory, "unsearched", 0)


@pytest.mark.usefixtures("_little_patience")
def test_what_was_left_behind_is_looked_for_before_more_is_piled_up():
    with no_garbage_collection():
        left = pair()
    assert left() is not None, "it was taken for old, and nobody looks among those"
    with no_garbage_collection():
        assert left() is None


@pytest.mark.usefixtures("_little_patience")
def test_whoever_switched_the_collector_off_keeps_it_off():
    gc.disable()
    try:
        with no_garbage_collection():
            left = pair()
        with no_garbage_collection():
            assert left() is not None
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_log_does_not_live_on_with_its_actors():
    cast = make_cast(scenario(0, 100), 1)
    log = simulate(cast)
    assert [row[2] for row in log.rows][-1] == "end"
    assert cast.log.rows == []
