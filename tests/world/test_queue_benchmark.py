"""What `make bench` compares is the same queue: every wait is."""

from __future__ import annotations

from benchmarks.queue import our_queue, same_waits, simpy_queue


def test_the_benchmark_compares_like_with_like():
    assert same_waits(our_queue(3000), simpy_queue(3000))
    assert not same_waits(our_queue(300), simpy_queue(301))
