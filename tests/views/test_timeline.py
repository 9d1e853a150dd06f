"""The numbers behind a timeline, in each of its three forms."""

import time

import numpy as np
import pytest

from simulator.views import compact, crowd, detail, marks
from simulator.views.lifetimes import Token, read
from simulator.views.timeline import COMPACT, DETAIL, timeline
from tests.views import stories


def test_a_lane_for_each_kind_of_token_and_of_outcome():
    lanes, height = detail.layout(read(stories.refresh_token()))
    assert [lane.kind for lane in lanes] == ["refresh", "access", "served", "refused"]
    tops = [lane.y - lane.height / 2 for lane in lanes]
    ends = [lane.y + lane.height / 2 for lane in lanes]
    assert all(end <= top + 1e-9 for end, top in zip(ends, tops[1:], strict=False))
    assert ends[-1] <= height


def test_several_clients_are_named_above_their_lanes():
    lanes, _ = detail.layout(read(stories.theft()))
    assert next(lane.kind for lane in lanes if lane.client == "mallory") == "name"


def test_what_is_left_of_a_token_is_cut_at_the_horizon():
    token = Token("r1", "refresh", "ada", "f", 0.0, 900.0, 300.0, "replaced")
    assert detail.leftover(token, 1800.0) == (300.0, 900.0)
    assert detail.leftover(token, 600.0) == (300.0, 600.0)
    assert detail.leftover(token, 200.0) is None
    assert detail.leftover(token._replace(ended=None), 1800.0) is None


def test_bars_run_from_issue_to_expiry():
    axes = timeline(stories.access_token()).figure.axes[0]
    bars = [path.get_extents() for path in axes.collections[0].get_paths()]
    assert [(bar.x0, bar.x1) for bar in bars] == [
        (0.04, pytest.approx(300.04)),
        (420.12, pytest.approx(600.0)),
    ]


def test_a_life_beyond_the_horizon_is_drawn_open():
    axes = timeline(stories.access_token()).figure.axes[0]
    arrows = [line for line in axes.lines if line.get_marker() == ">"]
    assert len(arrows) == 1
    assert np.asarray(arrows[0].get_xdata())[0] > 600.0


def test_marks_stand_where_it_happened():
    axes = timeline(stories.access_token()).figure.axes[0]
    at = {line.get_marker(): np.asarray(line.get_xdata()).tolist() for line in axes.lines}
    assert at["^"] == [0.04, 420.12]
    assert at["o"] == [10.04, 420.2]
    assert at["x"] == [420.04]


def test_a_bar_says_its_id_and_the_row_what_it_is_and_how_long_it_lives():
    axes = timeline(stories.access_token()).figure.axes[0]
    assert [t.get_text() for t in axes.texts] == ["ada-a1", "ada-a2"]
    rows = [label.get_text() for label in axes.get_yticklabels()]
    assert "access token,\n5 min" in rows


def test_a_lifetime_that_does_not_fit_on_the_bar_stands_at_the_left():
    picture = timeline(stories.week(refresh=True))
    names = [label.get_text() for label in picture.figure.axes[0].get_yticklabels()]
    assert names[:2] == ["refresh token,\n30 d", "access token,\n5 min"]


def test_a_crowd_of_marks_is_counted():
    axes = timeline(stories.week(refresh=False)).figure.axes[0]
    said = [t.get_text() for t in axes.texts]
    assert said.count("×20") == 13  # seven evenings of logins, six of refusals
    assert said.count("×19") == 1  # the first evening begins without a refusal
    assert said.count("×40") == 7


def test_the_legend_explains_what_occurs_and_nothing_else():
    keys = [
        str(key.get_label()) for row in detail.legend_rows_of(read(stories.theft())) for key in row
    ]
    assert keys == [
        "login",
        "renewal",
        "request served",
        "refused (401)",
        "renewal refused",
        "reuse of a replaced token",
        "replaced or revoked, yet accepted until it expires",
        "replaced or revoked: no longer accepted",
    ]


def test_no_labels_lie_on_each_other():
    for log in (stories.theft(), stories.refresh_token(), stories.week(refresh=True)):
        picture = timeline(log)
        picture.octets()
        axes = picture.figure.axes[0]
        boxes = [t.get_window_extent() for t in axes.texts if t.get_text()]
        for i, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[i + 1 :])
        assert min(float(t.get_fontsize()) for t in axes.texts) >= 9


def test_thinning_keeps_the_first_of_each_crowd():
    assert marks.thinned([0, 1, 2, 10, 11, 20], 5) == [0, 10, 20]
    assert marks.groups([0, 1, 2, 10, 11, 20], 5) == [[0, 1, 2], [10, 11], [20]]


def test_the_form_follows_the_number_of_clients():
    few, some, many = stories.crowd(3, 1), stories.crowd(4, 1), stories.crowd(41, 1)
    assert (DETAIL, COMPACT) == (3, 40)
    assert len(timeline(few).figure.axes[0].get_yticklabels()) > 3
    assert len(timeline(some).figure.axes[0].get_yticklabels()) == 4
    assert len(timeline(many).figure.axes) == 3
    assert len(timeline(many, clients=["viewer-07"]).figure.axes) == 1


def test_compact_lanes_show_refresh_life_as_one_line():
    story = read(stories.refresh_token())
    spans = compact.spans(list(story.tokens), "refresh", story.until)
    assert spans == [(0.04, pytest.approx(900.04)), (1140.2, 1800.0)]


def test_counting_who_holds_what():
    story = read(stories.refresh_token())
    access, none = crowd.held(story, [0.0, 0.04, 299.0, 300.04, 899.0, 1000.0, 1200.0])
    assert access == [0, 1, 1, 0, 1, 1, 1]
    # At 1000 s the refresh token is over, the access token of 780 s is not.
    assert none == [1, 0, 0, 0, 0, 0, 0]


def test_counting_at_the_end_of_a_life():
    story = read(stories.access_token())
    access, none = crowd.held(story, [300.03, 300.04, 300.05])
    assert access == [1, 0, 0]
    assert none == [0, 1, 1]


def test_every_mark_is_in_one_bin():
    story = read(stories.crowd(50, 2))
    bins = crowd.binned(story, crowd.OUTCOMES, story.until, 300.0)
    assert {kind: sum(values) for kind, values in bins.items()} == {
        kind: story.count(kind) for kind in bins
    }
    assert all(len(values) == 24 for values in bins.values())


def test_bins_hold_what_happened_in_them():
    story = read(stories.access_token())
    bins = crowd.binned(story, crowd.OUTCOMES, 600.0, 60.0)
    assert bins["served"] == [1, 0, 0, 0, 0, 0, 0, 1, 0, 0]
    assert bins["refused"] == [0, 0, 0, 0, 0, 0, 0, 1, 0, 0]
    assert "forbidden" not in bins


def test_logins_through_a_browser_are_counted_among_logins():
    story = read(stories.code_login())
    bins = crowd.binned(story, crowd.GRANTS, 100.0, 50.0)
    assert bins == {
        "login": [1, 0],
        "refused login": [1, 0],
    }
    axes = timeline(stories.code_login()).figure.axes[0]
    at = {line.get_marker(): np.asarray(line.get_xdata()).tolist() for line in axes.lines}
    assert at["^"] == [20.12]
    assert at["v"] == [0.04]


def test_a_thousand_clients_are_drawn_in_seconds():
    log = stories.crowd(1000, 2)
    start = time.perf_counter()
    picture = timeline(log)
    picture.octets()
    assert time.perf_counter() - start < 8
    assert picture.title.startswith("1,000 clients: ")


def test_nothing_happened():
    assert timeline([]).title == "Nothing happened: the log is empty"
    quiet = timeline(stories.Writer("quiet").log(1800.0))
    assert repr(quiet) == "Nothing happened in 30 minutes."
    assert quiet.octets().startswith(b"\x89PNG")


def test_clients_may_be_chosen_and_the_title_given():
    picture = timeline(stories.theft(), clients="mallory", title="Mallory was faster")
    assert picture.title == "Mallory was faster"
    assert "Ada" not in picture.alt
    with pytest.raises(ValueError, match="did you mean 'ada'"):
        timeline(stories.theft(), clients=["adda"])
