"""Products compared, as a picture."""

from __future__ import annotations

import math

import pytest

from simulator.views.vendors import headline, vendors

ROWS = [
    {"product": "A", "logins": 7.0, "logins_half_width": 0.5, "hours": 1.0, "as_of": "2026"},
    {"product": "B", "logins": 0.1, "logins_half_width": 0.0, "hours": None, "as_of": "2026"},
    {"product": "C", "logins": math.nan, "hours": None, "as_of": "2026"},
]
COLUMNS = {"logins": "logins a week, on average", "hours": "hours of exposure"}


def test_every_number_is_told_and_what_is_unknown():
    picture = vendors(ROWS, COLUMNS)
    assert picture.title == "Defaults decide: products differ 70-fold in logins a week"
    assert picture.alt == (
        "two products compared. Logins a week, on average: A 7 ± 0.5 and B 0.1."
        " Hours of exposure: A 1 and B unknown. What products do unless told otherwise, as of 2026."
        " Left out, since too little is known: C."
    ).replace("two", "Two", 1)


def test_the_axes_hold_a_row_for_each_product():
    figure = vendors(ROWS, COLUMNS).figure
    first, second = figure.axes
    assert [label.get_text() for label in first.get_yticklabels()] == ["A", "B"]
    assert first.get_xscale() == "log", "7 and 0.1 are far apart"
    assert second.get_xscale() == "linear"
    assert "unknown" in [text.get_text() for text in second.texts]


def test_titles():
    def of(*values: float) -> str:
        rows = [{"product": str(n), "x": value} for n, value in enumerate(values)]
        return vendors(rows, {"x": "logins"}).title

    assert of(0, 3) == "Defaults decide: products differ from 0 to 3 in logins"
    assert of(1, 1.2) == "The products hardly differ"
    assert of(5) == "The products hardly differ"
    assert headline({"x": {}}, {"x": "logins"}) == "The products hardly differ"


def test_a_title_of_ones_own_and_files(tmp_path):
    picture = vendors(ROWS, COLUMNS, title="Mine")
    assert picture.title == "Mine"
    for suffix in ("png", "svg"):
        assert picture.save(tmp_path / f"v.{suffix}").stat().st_size > 1000


def test_no_numbers_no_picture():
    with pytest.raises(ValueError, match="no number"):
        vendors(ROWS[2:], COLUMNS)
    with pytest.raises(ValueError, match="no column"):
        vendors([{"product": "A"}], COLUMNS)
