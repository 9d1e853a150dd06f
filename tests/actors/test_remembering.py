"""Genuine tokens are remembered while they live, and forgotten together."""

from __future__ import annotations

from simulator.actors.remembering import Genuine, Memory


def keep(memory: Memory, now: float, life: float = 300.0) -> None:
    memory.keep(f"token-{now}", Genuine(now, now + life, ({}, "")), now)


def found(memory: Memory, now: float) -> bool:
    token = f"token-{now}"
    return token in memory.newer or token in memory.older


def test_a_token_is_remembered_until_it_expires():
    memory = Memory(1000)
    for now in range(0, 3000, 7):
        keep(memory, now)
        assert all(found(memory, then) for then in range(0, now + 1, 7) if now < then + 300)


def test_no_more_than_three_lives_of_tokens_are_kept():
    memory = Memory(1000)
    for now in range(0, 30_000, 10):
        keep(memory, now)
        assert len(memory) <= 3 * 30


def test_a_long_life_among_short_ones_keeps_none_of_them_for_ever():
    memory = Memory(100_000)
    keep(memory, 0, life=10_000)
    for now in range(1, 40_000):
        keep(memory, now)
    assert len(memory) <= 3 * 300


def test_at_most_so_many_whatever_their_lives():
    memory = Memory(10)
    for now in range(100):
        keep(memory, now, life=1e9)
        assert len(memory) <= 10
    assert all(found(memory, now) for now in (95, 99))
