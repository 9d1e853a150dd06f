"""Curves of results: points, bands and theory as the table has them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.views.tradeoff import LOOKS, tradeoff


def rows(**more: Any) -> list[dict[str, Any]]:
    return [
        {"value": v, "mean": 3600 / v, "low": 3000 / v, "high": 4200 / v, **more}
        for v in (3600, 60, 300)
    ]


def test_title_and_text():
    picture = tradeoff(rows(measure="renewals"), "access lifetime", theory=lambda v: 3600 / v)
    assert picture.title == "Access lifetime from 1 min to 1 h: renewals down from 60 to 1"
    assert picture.alt == (
        "Curves over access lifetime, with the interval of each mean. Renewals: 60 (50 to 70) at"
        " 1 min, 12 (10 to 14) at 5 min and 1 (0.833 to 1.17) at 1 h. The theory lies in the"
        " interval at 3 of 3 values."
    )


def test_a_frame_is_as_good_as_rows():
    assert tradeoff(pd.DataFrame(rows())).alt == tradeoff(rows()).alt


def test_the_theory_may_be_off():
    alt = tradeoff(rows(), theory=lambda v: 4100 / v if v < 100 else 9000 / v).alt
    assert "The theory lies in the interval at 1 of 3 values." in alt
    column = [{**row, "theory": 0.0} for row in rows()]
    assert "The theory lies in the interval at 0 of 3 values." in tradeoff(column).alt


def test_lengths_of_time_are_said_as_such():
    table = [{"value": v, "mean": v / 2, "low": v / 3, "high": v} for v in (60, 3600)]
    picture = tradeoff([{**row, "measure": "exposure"} for row in table],
                       "policy.access_ttl", units={"exposure": "s"})  # fmt: skip
    assert picture.title == "policy.access_ttl from 1 min to 1 h: exposure up from 30 s to 30 min"
    axes = picture.figure.axes[0]
    assert axes.get_ylabel() == "exposure\n(min)"
    assert [t.get_text() for t in axes.get_xticklabels()] == ["1 min", "1 h"]


def test_a_difference_within_the_intervals_is_none():
    table = [{"value": v, "mean": 5 + v, "low": 4, "high": 9} for v in (1, 2)]
    assert tradeoff(table, "tabs", times=False).title == (
        "Tabs from 1 to 2: hardly changed, about 6"
    )


def test_a_panel_for_each_measure_and_a_curve_for_each_name():
    table = [row for name in ("off", "on") for m in ("logins", "work")
             for row in rows(measure=m, name=name)]  # fmt: skip
    picture = tradeoff(table, "lifetime")
    assert len(picture.figure.axes) == 2
    assert picture.title.endswith(": logins down in both curves and work down in both curves")
    legend = picture.figure.axes[0].get_legend()
    assert legend is not None
    keys = [t.get_text() for t in legend.get_texts()]
    assert keys == ["off", "on", "interval of the mean"]
    lines = picture.figure.axes[0].lines
    assert {line.get_marker() for line in lines} >= {"o", "s"}


def test_points_and_bands_are_drawn_where_the_table_has_them():
    axes = tradeoff(rows()).figure.axes[0]
    curve = next(line for line in axes.lines if line.get_marker() == "o")
    assert np.asarray(curve.get_xdata()).tolist() == [60, 300, 3600]
    assert np.asarray(curve.get_ydata()).tolist() == [60, 12, 1]
    band = axes.collections[0].get_paths()[0].get_extents()
    assert (band.y0, band.y1) == pytest.approx((3000 / 3600, 70))


def test_where_a_form_says_what_lies_between_the_points_no_other_line_does():
    axes = tradeoff(rows(), theory=lambda v: 3600 / v).figure.axes[0]
    dots = next(line for line in axes.lines if line.get_marker() == "o")
    assert (dots.get_linestyle(), np.asarray(dots.get_ydata()).tolist()) == ("None", [60, 12, 1])
    legend = axes.get_legend()
    assert legend is not None
    assert legend.get_lines()[0].get_linestyle() == "None"
    assert [t.get_text() for t in legend.get_texts()] == ["runs", "interval of the mean", "theory"]


def test_curves_differ_by_more_than_colour():
    assert len({marker for _, marker, _ in LOOKS}) == len(LOOKS)
    assert len({str(line) for _, _, line in LOOKS}) == len(LOOKS)


def test_a_sweeps_table_is_taken_as_it_is():
    table = pd.DataFrame(
        {
            "policy.access_ttl": ["1 min", "5 min"], "policy.rotation": [True, True],
            "forced_logins": [10.0, 2.0], "forced_logins_half_width": [1.0, 0.5],
        }
    )  # fmt: skip
    picture = tradeoff(table, "policy.access_ttl")
    assert picture.title == (
        "policy.access_ttl from 1 min to 5 min: forced logins (rotation True) down from 10 to 2"
    )
    assert "10 (9 to 11) at 1 min and 2 (1.5 to 2.5) at 5 min" in picture.alt


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ([], "the table has no rows"),
        ([{"value": 1, "mean": 2, "low": 1}], "no column 'high'; it has value, mean, low"),
        ([{"value": "ES256", "mean": 2, "low": 1, "high": 3}], "value is 'ES256', which is no"),
        ([{"value": 1, "mean": float("nan"), "low": 1, "high": 3}], "mean is nan, which is no"),
    ],
)
def test_what_cannot_be_drawn_is_told(table, told):
    with pytest.raises(ValueError, match=told):
        tradeoff(table)


def test_what_is_said_of_a_measure_that_is_not_there_is_refused():
    row = {"value": 1, "mean": 2, "low": 1, "high": 3, "measure": "longest wait"}
    with pytest.raises(ValueError, match="units: found 'longest_wait', there are: longest wait"):
        tradeoff([row], units={"longest_wait": "s"})
    with pytest.raises(ValueError, match="theory: found 'wait', there are: longest wait"):
        tradeoff([row], theory={"wait": lambda value: value})


def test_one_value_is_drawn_too():
    picture = tradeoff([{"value": 60, "mean": 1, "low": 1, "high": 1}], theory=lambda v: 1.0)
    assert picture.octets().startswith(b"\x89PNG")


def test_names_of_values_do_not_touch():
    table = [{"value": 60 + v, "mean": 1, "low": 0, "high": 2} for v in range(40)]
    picture = tradeoff(table)
    picture.octets()
    boxes = [t.get_window_extent() for t in picture.figure.axes[0].get_xticklabels()]
    assert len(boxes) > 3
    assert not any(a.overlaps(b) for a, b in pairwise(boxes))
