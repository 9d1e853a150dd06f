"""Clocks that differ: who believes what of a token, and what comes of it."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.views.lanes import Clock, Life, believed, lanes, read_lanes
from simulator.world.run import Run, run
from tests.views import stories
from tests.world.small import scenario

LIFE = Life("a1", "ada", 100.0, 400.0, 100.04)


@pytest.mark.parametrize(
    ("clock", "client", "span"),
    [
        (Clock(), False, (100, 400)),
        (Clock(20), False, (80, 380)),
        (Clock(-20), False, (120, 420)),
        (Clock(-20, 30), False, (90, 450)),
        (Clock(), True, (100.04, 400)),
        (Clock(-120), True, (100.04, 520)),
        (Clock(-120, counts="expires_in"), True, (100.04, 400.04)),
    ],
)
def test_a_tokens_life_by_each_clock(clock, client, span):
    """A clock that is 20 s ahead reaches exp, and iat too, 20 s earlier."""
    assert believed(LIFE, clock, client=client) == pytest.approx(span)


def skewed(skew: float, strategy: object = "on_401", **more: object) -> Run:
    ada = {"skew": skew, "strategy": strategy}
    return run(scenario(*range(0, 1800, 60), until=1800, latency=0.04, ada=ada, **more))


def test_a_slow_client_sends_expired_tokens():
    result = skewed(-120, {"app": {"renew": "ahead", "expiry": "exp", "margin": 0}})
    picture = result.lanes()
    total = result.summary().total
    assert total.refused > 2
    assert picture.title == (
        f"Ada's clock is 2 min slow: {total.refused} of {total.requests} requests refused"
    )
    assert f"({total.refused} expired)" in picture.alt
    cured = skewed(-120, {"app": {"renew": "ahead", "expiry": "expires_in"}}).lanes()
    assert cured.title.startswith("Ada's clock is 2 min slow: none of ")


def test_a_slow_backend_finds_new_tokens_not_yet_valid():
    result = skewed(0, backend={"skew": -20})
    refused = result.summary().total.refused
    picture = result.lanes()
    early = sum("not yet valid" in e.detail for e in result.events(kind="answer"))
    assert picture.title.startswith("The backend's clock is 20 s slow: ")
    assert f"{refused} of" in picture.title
    assert early
    assert f"{early} not yet valid" in picture.alt
    assert (
        skewed(0, backend={"skew": 20})
        .lanes()
        .title.startswith("The backend's clock is 20 s fast: ")
    )


def test_login_and_first_renewal_do_not_cover_each_other():
    """A new token that is refused at once is renewed a fraction of a second later."""
    picture = skewed(0, backend={"skew": -20}).lanes(until=200)
    lines = {line.get_marker(): line for line in picture.figure.axes[0].lines}
    (at, higher), (soon, lower) = (np.asarray(lines[mark].get_xydata())[0] for mark in "^P")
    assert soon - at < 1
    assert lower - higher > 0.08


def test_sleep_is_drawn_and_told():
    result = run(
        scenario(*range(0, 1800, 60), until=1800, ada={"sleeps": [{"from": 400, "until": 1000}]})
    )
    picture = result.lanes()
    assert picture.title.startswith("Ada sleeps for 10 min: ")
    assert "One sleep, from 6 min 40 s to 16 min 40 s." in picture.alt
    axes = picture.figure.axes[0]
    asleep = [bar for bar in axes.collections if bar.get_hatch() == ".."]
    assert [bar.get_paths()[0].get_extents().x0 for bar in asleep] == [400.0]


def test_each_lane_has_its_own_clock():
    """Where the true time is 2 min, a clock that is 1 min slow reads 1 min."""
    picture = skewed(-60).lanes(until=600)
    axes = picture.figure.axes[0]
    at: dict[str, list[float]] = {}
    for text in axes.texts:
        at.setdefault(text.get_text(), []).append(text.get_position()[0])
    assert at["2"] == [120.0, 120.0, 180.0]
    assert axes.get_xlabel() == "minutes since start, true time"
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["auth server\nclock right", "backend\nclock right", "Ada\n1 min slow"]


def test_who_is_drawn():
    result = run(
        scenario(
            0, 60, ada={"count": 6},
            others=[{"name": "bo", "skew": 30, "visits": {"script": {"at": [0]}}}],
        )
    )  # fmt: skip
    assert "Bo," in result.lanes().alt
    assert "ada-001" not in result.lanes().alt
    assert "ada-002" in result.lanes("ada-002").alt
    with pytest.raises(ValueError, match="did you mean 'bo'"):
        result.lanes(["boo"])


def test_all_clocks_are_right():
    picture = lanes(stories.access_token(), {})
    assert picture.title == "All clocks are right: one of 3 requests refused"
    assert picture.alt == (
        "Lives of access tokens of Ada, as auth server, backend and client see them, from the"
        " start to 10 min of 10 minutes. All clocks are right. Ada, in the whole run: one of 3"
        " requests refused (1 expired)."
    )


def test_nothing_happened():
    assert lanes([], {}).title == "No client does anything"


def test_lives_are_read_from_the_log():
    found = read_lanes(stories.access_token())
    assert [(life.id, life.issued, life.expires, life.received) for life in found.lives] == [
        ("ada-a1", 0.04, 300.04, 0.08),
        ("ada-a2", 420.12, 720.12, 420.16),
    ]
    assert [life.lifetime for life in found.lives] == [300, 300]


def test_no_labels_lie_on_each_other():
    picture = skewed(-60, backend={"skew": 20}).lanes()
    picture.octets()
    boxes = [t.get_window_extent() for t in picture.figure.axes[0].texts]
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[i + 1 :])
