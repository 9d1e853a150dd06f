"""Durations, streams, networks, workloads and summaries, each by itself."""

from __future__ import annotations

import math
from itertools import islice, pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.actors.actions import Wait
from simulator.durations import in_words, seconds
from simulator.world.network import Constant, Lognormal, Uniform
from simulator.world.streams import exponential, stream
from simulator.world.workload import Evenings, Poisson, Script
from tests.world.small import play

# --- durations ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "length"),
    [
        (90, 90),
        (0, 0),
        (0.04, 0.04),
        ("90", 90),
        ("90 s", 90),
        ("90s", 90),
        (" 90  s ", 90),
        ("40 ms", 0.04),
        ("5 min", 300),
        ("1.5 h", 5400),
        ("30 d", 2_592_000),
        ("0.1 ms", 0.0),  # a tick is the finest
    ],
)
def test_lengths_of_time(text, length):
    assert seconds(text) == length


@pytest.mark.parametrize(
    "wrong",
    ["", "soon", "-3", "-3 s", "5 m", "5 minutes", "5 MIN", "1e3", "nan", "1 h 30 min", "５ s",
     -1, -0.001, math.nan, math.inf, True, None, [5], {"s": 5}],
)  # fmt: skip
def test_what_is_no_length_of_time(wrong):
    with pytest.raises(ValueError, match="allowed is a number of seconds"):
        seconds(wrong)


@pytest.mark.parametrize(
    ("length", "words"),
    [(300, "5 min"), (90, "90 s"), (86400, "1 d"), (5400, "90 min"), (0.04, "0.04 s"), (0, "0 s")],
)
def test_in_words(length, words):
    assert in_words(length) == words
    assert seconds(words) == length


# --- streams -------------------------------------------------------------------------------


def test_streams_depend_on_seed_and_name_alone():
    def draws(*name: Any) -> list[float]:
        random = stream(*name)
        return [random.random() for _ in range(3)]

    assert draws(1, "ada", "visits") == draws(1, "ada", "visits")
    others = [(2, "ada", "visits"), (1, "bo", "visits"), (1, "ada", "network"), (1, "ada")]
    assert all(draws(1, "ada", "visits") != draws(*other) for other in others)


def test_streams_are_the_same_on_every_machine():
    """The first draw of a stream, once and for all: logs are compared across versions."""
    assert stream(1, "ada", "visits").random() == 0.1979951629508815


def test_exponential():
    random = Random(1)
    draws = [exponential(random, 30.0) for _ in range(20_000)]
    # Standard error of the mean is 30 / sqrt(20000) = 0.21: five of them.
    assert sum(draws) / len(draws) == pytest.approx(30.0, abs=1.06)
    assert min(draws) >= 0


# --- networks ----------------------------------------------------------------------------------


def test_constant():
    draw = Constant(delay=0.04).ticks(Random(1))
    assert {draw() for _ in range(10)} == {40}
    assert Constant(delay=0).ticks(Random(1))() == 0


def test_uniform():
    draw = Uniform(low=0.01, high=0.05).ticks(Random(1))
    draws = [draw() for _ in range(5000)]
    assert (min(draws), max(draws)) == (10, 50)
    assert {type(one) for one in draws} == {int}
    # Standard error of the mean: 40 / sqrt(12 * 5000) = 0.16 ms.
    assert sum(draws) / 5000 == pytest.approx(30, abs=0.8)


def test_lognormal():
    draw = Lognormal(median=0.04, spread=0.4).ticks(Random(1))
    draws = sorted(draw() for _ in range(5000))
    assert {type(one) for one in draws} == {int}
    assert draws[2500] == pytest.approx(40, abs=1.2)
    # One in twenty takes exp(1.645 * 0.4) = 1.93 times as long, or longer.
    assert draws[4750] == pytest.approx(77.2, abs=4)


def test_lognormal_without_spread_is_constant_even_at_the_edge():
    class Zero(Random):
        def random(self) -> float:
            return 0.0

    assert Lognormal(median=0.04, spread=0.0).ticks(Random(1))() == 40
    assert Lognormal(median=0.04, spread=0.5).ticks(Zero())() == 1


# --- workloads -----------------------------------------------------------------------------------


def test_script():
    visits = list(Script(at=(0.0, 5.0, 5.0), path="/x").visits(Random(1), 86400.0))
    assert visits == [(0.0, "/x"), (5.0, "/x"), (5.0, "/x")]


def test_poisson_never_ends_and_keeps_its_rate():
    visits = list(islice(Poisson(every=30.0).visits(Random(1), math.inf), 10_000))
    assert all(a.at <= b.at for a, b in pairwise(visits))
    # The time of the 10 000th visit: 300 000 s, standard deviation 3000 s.
    assert visits[-1].at == pytest.approx(300_000, abs=15_000)


@given(st.integers(0, 1000))
@settings(max_examples=50, derandomize=True, deadline=None)
def test_evenings_stay_in_their_evening(seed):
    plan = Evenings(first=72_000.0, spread=1800.0, length=9000.0, every=90.0, days=7)
    visits = list(plan.visits(Random(seed), 30 * 86400.0))
    assert all(a.at < b.at for a, b in pairwise(visits))
    by_day: dict[int, list[float]] = {}
    for visit in visits:
        by_day.setdefault(int(visit.at // 86400), []).append(visit.at % 86400)
    assert sorted(by_day) == list(range(7))
    for moments in by_day.values():
        assert 72_000 <= moments[0] <= 73_800
        assert moments[-1] - moments[0] < 9000


# --- summaries ---------------------------------------------------------------------------


def test_a_summary_counts_what_the_log_tells():
    from simulator.world.run import run

    summary = run("refresh_token").summary()
    assert summary["ada"] == summary.total
    assert summary.as_dict()["total"] == {
        "logins": 2,
        "renewals": 6,
        "tokens_denied": 1,
        "requests": 22,
        "served": 15,
        "refused": 7,
        "forbidden": 0,
        "reuses": 0,
        "revoked": 0,
        "unanswered": 0,
        "crashes": 0,
    }
    lines = str(summary).splitlines()
    assert lines[0].split() == ["client", "logins", "renewals", "tokens", "denied", "requests",
                                "served", "refused"]  # fmt: skip
    assert lines[1].split() == ["ada", "2", "6", "1", "22", "15", "7"]


def test_a_client_that_does_nothing_has_a_summary_too():
    def idle(session: Any) -> Any:
        yield Wait(5)

    summary = play(idle).summary()
    assert summary["ada"].requests == 0
    assert str(summary).splitlines()[1].split() == ["ada", "0", "0", "0", "0", "0"]


def test_a_crowd_is_summed_up():
    from simulator.world.run import run

    summary = run("refresh_token", settings={"clients.ada.count": 25}).summary()
    lines = str(summary).splitlines()
    assert len(lines) == 1 + 10 + 1 + 1
    assert "15 more" in lines[-2]
    assert lines[-1].split()[:4] == ["all", "25", "50", "150"]
    assert "<td>50</td>" in summary._repr_html_()
