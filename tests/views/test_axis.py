"""Units, ticks and bins that a person would use."""

import pytest
from matplotlib.figure import Figure

from simulator.views import axis


@pytest.mark.parametrize(
    ("span", "unit", "step"),
    [
        (0.4, "ms", 0.05),
        (2, "ms", 0.5),
        (10, "s", 2),
        (60, "s", 10),
        (180, "s", 20),
        (300, "min", 60),
        (600, "min", 120),
        (1800, "min", 300),
        (3600, "min", 600),
        (2 * 3600, "min", 900),
        (3 * 3600, "min", 1200),
        (6 * 3600, "h", 3600),
        (24 * 3600, "h", 3 * 3600),
        (3 * 86400, "h", 12 * 3600),
        (7 * 86400, "d", 86400),
        (14 * 86400, "d", 86400),
        (30 * 86400, "d", 7 * 86400),
        (3 * 365 * 86400, "d", 91 * 86400),
    ],
)
def test_the_unit_follows_the_span(span, unit, step):
    scale = axis.choose(span)
    assert scale.unit == unit
    assert scale.step == pytest.approx(step)
    assert 2 <= len(axis.ticks(scale, span)) <= 15


def test_ticks_are_named_in_the_unit():
    scale = axis.choose(1800)
    assert [axis.tick_text(scale, t) for t in axis.ticks(scale, 1800)] == [
        "0", "5", "10", "15", "20", "25", "30",
    ]  # fmt: skip
    assert scale.label == "minutes since start"


def test_the_last_tick_is_not_lost_to_rounding():
    scale = axis.choose(0.3)
    assert axis.ticks(scale, 0.3)[-1] == pytest.approx(0.3)


def test_days_are_counted_from_one():
    week, month = axis.choose(7 * 86400), axis.choose(30 * 86400)
    assert axis.tick_text(week, 0) == "day 1"
    assert axis.tick_text(month, 14 * 86400) == "day 15"


@pytest.mark.parametrize(
    ("span", "width"),
    [(30, 1), (1800, 30), (3600, 60), (21600, 600), (86400, 1800), (604800, 10800)],
)
def test_bins_are_round(span, width):
    assert axis.bin_width(span) == width
    assert span / axis.bin_width(span) <= 60


def test_an_axis_may_begin_later():
    scale = axis.choose(600)
    assert axis.ticks(scale, 4000.0, 3400.0) == [3480.0, 3600.0, 3720.0, 3840.0, 3960.0]
    assert axis.ticks(scale, 240.0, -130.0) == [-120.0, 0.0, 120.0, 240.0]


def test_seconds_late_in_a_run_are_read_as_on_a_clock():
    axes = Figure().subplots()
    axis.dress(axes, 1290.0, start=1230.0)
    assert [label.get_text() for label in axes.get_xticklabels()][:3] == ["20:30", "20:40", "20:50"]
    assert axes.get_xlabel() == "minutes:seconds since start"
    axis.dress(axes, 60.0)
    assert axes.get_xlabel() == "seconds since start"
