"""The sequence diagram: what is shown, and where on the time scale."""

from itertools import combinations
from math import cos, radians, sin

import pytest
from matplotlib.text import Annotation

from simulator.views.arrows import arrows, lifelines
from simulator.views.canvas import text_width
from simulator.views.exchanges import excerpt, ids
from simulator.views.layout import layout
from simulator.views.placing import Shape, overlap
from simulator.views.sequence import sequence
from simulator.views.sequence_sheet import clock
from simulator.views.timescale import GAP, PITCH, spread, timescale
from simulator.world.run import run
from tests.views import stories


def odd():
    """Requests at once, a slow one, one whose answer is lost and one that is never answered."""
    w = stories.Writer("odd")
    w.exchange("backend", 0.0, "GET /jwks", 200)
    w.exchange("bo", 1.0, "POST /token password", 200, issue=(("bo-a1", "access", 60.0),))
    for i, leg in ((1, 0.03), (2, 0.06), (3, 0.11)):
        w.exchange("bo", 2.0, f"GET /films/{i}", 200, shown="bo-a1", leg=leg)
    w.exchange("bo", 9.0, "GET /films/slow", 200, shown="bo-a1", leg=2.0)
    w.exchange("bo", 30.0, "GET /films/lost", 503, "overloaded")
    w.rows.pop()
    w.row(40.0, "bo", "request", "bo", 7, 0, "", "GET /films/gone")
    return w.log(50.0)


def test_an_exchange_is_three_rows_and_what_the_server_did():
    shown = excerpt(stories.theft(), "ada")
    fourth = shown.exchanges[3]
    assert fourth.request == "POST /token refresh_token"
    assert (fourth.sent, fourth.answered, fourth.received) == (320.08, 320.12, 320.16)
    assert (fourth.status, fourth.error) == (400, "invalid_grant: reuse")
    assert (fourth.shown, fourth.reused, fourth.revoked) == ("ada-r1", "ada-r1", ("mallory-r1",))


def test_the_first_client_is_shown_and_not_the_backend():
    assert excerpt(odd()).client == "bo"
    assert len(excerpt(odd(), "backend").exchanges) == 1


def test_an_answer_that_the_client_gave_up_on_is_lost_too():
    w = stories.Writer("lossy")
    w.exchange("bo", 1.0, "POST /token refresh_token", 200)
    w.rows.pop()
    w.row(6.0, "bo", "response", "bo", 1, 0, "", "no_answer")
    (lost,) = excerpt(w.log(10.0)).exchanges
    assert (lost.answered, lost.received) == (1.04, None)
    assert [arrow.arrived for arrow in arrows([lost])] == [1.04, None]


def test_lost_messages():
    lost, gone = excerpt(odd()).exchanges[-2:]
    assert (lost.answered, lost.received, lost.server) == (30.04, None, "backend")
    assert (gone.answered, gone.received, gone.server) == (None, None, "backend")


def test_a_span_of_time_may_be_chosen():
    shown = excerpt(stories.access_token(), start=10.0, until=420.08)
    assert [e.sent for e in shown.exchanges] == [10.0, 420.0]
    assert shown.note == ""
    with pytest.raises(ValueError, match="until must be later than start"):
        excerpt(stories.access_token(), start=10.0, until=10.0)
    with pytest.raises(ValueError, match="did you mean 'ada'"):
        excerpt(stories.access_token(), "adda")


def test_at_most_twelve_exchanges():
    shown = excerpt(stories.refresh_token())
    assert (len(shown.exchanges), shown.total) == (12, 25)
    assert shown.note == "The first 12 of 25 exchanges."


def test_exchanges_that_are_alike_count_once_towards_the_limit():
    shown = excerpt(stories.five_at_once(), start=320)
    assert [len(e.each) for e in shown.exchanges] == [5, 1, 1, 3, 1, 4, 4]
    assert (shown.shown, shown.total, shown.note) == (19, 19, "")
    cut = excerpt(stories.five_at_once(), start=320, most=2)
    assert (len(cut.exchanges), cut.note) == (2, "The first 6 of 19 exchanges.")


def test_ids_are_listed_as_briefly_as_is_true():
    assert ids(["a3", "a3"]) == "a3"
    assert ids(["a3", "a4"]) == "a3 and a4"
    assert ids(["a3", "a4", "a5"]) == "a3 to a5"
    assert ids(["a9", "a10", "a11"]) == "a9 to a11"
    assert ids(["a3", "a5", "a6"]) == "a3, a5 and 1 more"
    assert ids(["x", "y", "z"]) == "x, y and 1 more"


def test_messages_that_leave_and_arrive_together_share_an_arrow():
    found = arrows(excerpt(stories.five_at_once(), start=320).exchanges)
    assert [(a.sent, a.end, a.messages, a.lines) for a in found[2:4]] == [
        (330.08, "auth_server", 5, ["POST /token refresh_token with ada-r1 ×5"]),
        (
            330.12,
            "client",
            5,
            [
                "200: access token ada-a2 (5 min)",
                "refresh token ada-r2 (24 min 30 s)",
                "400 invalid_grant: reused",
                "400 invalid_grant: revoked ×3",
            ],
        ),
    ]


def test_different_requests_at_once_are_stacked_on_one_arrow():
    w = stories.Writer()
    for path in ("/films", "/films", "/series"):
        w.exchange("bo", 5.0, f"GET {path}", 200)
    there, back = arrows(excerpt(w.log(9.0)).exchanges)
    assert there.lines == ["GET /films ×2", "GET /series"]
    assert back.lines == ["200 OK ×3"]


def test_the_browser_stands_between_client_and_auth_server():
    exchanges = excerpt(stories.code_login(), start=10, until=50).exchanges
    lines = lifelines(exchanges)
    assert list(lines) == ["client", "by browser", "auth_server", "backend"]
    assert list(lines.values()) == sorted(lines.values())
    first = [(a.start, a.end, a.sent, a.arrived) for a in arrows(exchanges)[:4]]
    assert first == [
        ("client", "by browser", 20.0, 20.0),
        ("by browser", "auth_server", 20.0, 20.04),
        ("auth_server", "by browser", 20.04, 20.08),
        ("by browser", "client", 20.08, 20.08),
    ]
    assert "by browser" not in lifelines(excerpt(stories.code_login(), start=50).exchanges)


def test_tabs_stand_beside_each_other_and_nobody_where_nothing_is_sent():
    lines = lifelines(excerpt(stories.tabs(2, 0.05), start=320).exchanges)
    assert list(lines) == ["by ada/tab-1", "by ada/tab-2", "auth_server", "backend"]
    assert lines["by ada/tab-1"] == 1.75
    alt = sequence(stories.tabs(2, 0.05), start=320).alt
    assert alt.startswith("Sequence of requests by Ada, ada/tab-1 and ada/tab-2. ")


def covered(text):
    """What each row of a text covers, on a drawing in inches whose y axis runs downwards."""
    rows = text.get_text().split("\n")
    tall = {"bottom": 1.0, "center": 0.5}[text.get_va()] * PITCH * len(rows)
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[text.get_ha()]
    # Matplotlib turns to the left.
    turn = -radians(text.get_rotation())
    for i, row in enumerate(rows):
        wide = text_width(row, text.get_fontsize())
        left, top = -share * wide, PITCH * (i + 1) - tall - 0.13
        sides = ((left, top), (left + wide, top), (left + wide, top + 0.13), (left, top + 0.13))
        x, y = text.get_position()
        yield Shape.of(
            *((x + a * cos(turn) - b * sin(turn), y + a * sin(turn) + b * cos(turn))
              for a, b in sides)
        )  # fmt: skip


SMALL = [
    (stories.five_at_once(), 0),
    (stories.five_at_once(), 320),
    (stories.one_for_all(), 320),
    (stories.code_login(), 0),
    (stories.theft(), 0),
    (stories.refresh_token(), 0),
    (odd(), 0),
    (run("logout_in_flight").log, 360),
]
TABS = [
    (stories.tabs(count, late, lock=lock), 320)
    for count, lates in ((2, (0.01, 0.025, 0.05, 0.1, 0.16)), (3, (0.025, 0.05, 0.08)))
    for late in lates
    for lock in (False, True)
]


@pytest.mark.parametrize(("log", "start"), SMALL + TABS)
def test_no_words_lie_on_each_other_and_hardly_any_on_an_arrow(log, start):
    axes = sequence(log, start=start).figure.axes[0]
    words = [t for t in axes.texts if t.get_text()]
    for one, other in combinations(words, 2):
        assert not any(overlap(a, b) for a in covered(one) for b in covered(other)), (one, other)
    lines = [t for t in axes.texts if isinstance(t, Annotation)]
    ways = [Shape.of(line.xy, line.get_position()) for line in lines]
    struck = [one for one in words if any(overlap(a, b) for a in covered(one) for b in ways)]
    # Tabs that come within each other's exchanges leave no room for all; the picture stays a page.
    crowd = (log, start) in TABS[:4] + TABS[10:]
    assert len(struck) <= (3 if crowd else 0), struck
    assert all(one.get_path_effects() for one in struck), "white round the letters"
    assert min(float(t.get_fontsize()) for t in words) >= 9


def test_a_burst_is_as_long_as_its_words_need_and_no_longer():
    exchanges, true = spread(excerpt(stories.access_token()).exchanges)
    assert layout(exchanges, true).y == timescale(exchanges)
    usual = timescale(exchanges)
    longer = timescale(exchanges, {420.0: 1.5})
    assert [round(longer(t) - longer(420.0), 6) for t in usual.times[6:]] == [
        round(1.5 * (usual(t) - usual(420.0)), 6) for t in usual.times[6:]
    ]
    assert longer(10.08) == usual(10.08)


def test_labels_of_a_crowd_with_different_ways_stand_on_its_first_arrow():
    w = stories.Writer()
    for leg in (0.040, 0.041, 0.042, 0.090):
        w.exchange("bo", 5.0, "GET /films", 200, leg=leg)
    words = [t.get_text() for t in sequence(w.log(9.0)).figure.axes[0].texts]
    assert sorted(w for w in words if w.startswith("GET")) == ["GET /films", "GET /films ×3"]
    assert sorted(w for w in words if w.startswith("200")) == ["200 OK", "200 OK ×3"]


def test_time_is_true_to_scale_within_a_burst():
    scale = timescale(excerpt(stories.access_token()).exchanges)
    leg = scale(420.04) - scale(420.0)
    assert leg > 0.3
    for step in range(1, 6):
        assert scale(420.0 + step * 0.04) - scale(420.0) == pytest.approx(step * leg)


def test_quiet_gaps_are_cut_to_one_length():
    scale = timescale(excerpt(stories.access_token()).exchanges)
    assert [(b.start, b.end) for b in scale.breaks] == [(0.08, 10.0), (10.08, 420.0)]
    assert all(b.bottom - b.top == pytest.approx(GAP) for b in scale.breaks)
    assert scale.starts == (0.0, 10.0, 420.0)


def test_the_scale_never_runs_backwards():
    for log in (odd(), stories.refresh_token(), stories.theft()):
        scale = timescale(excerpt(log).exchanges)
        assert list(scale.times) == sorted(scale.times)
        assert list(scale.inches) == sorted(scale.inches)
        assert scale(-1.0) == 0.0
        assert scale(1e9) == scale.height


def test_exchanges_without_latency_are_drawn_apart_and_told_with_their_true_times():
    w = stories.Writer()
    w.exchange("bo", 5.0, "GET /a", 200, leg=0.0)
    w.exchange("bo", 5.0, "GET /b", 200, leg=0.0)
    moved, true = spread(excerpt(w.log(9.0)).exchanges)
    assert moved[0].sent < moved[0].over <= moved[1].sent < moved[1].over
    assert set(true.values()) == {5.0}
    words = [t.get_text() for t in sequence(w.log(9.0)).figure.axes[0].texts]
    assert "0:05" in words
    assert not any(word.startswith("+") for word in words)


def test_arrows_carry_what_is_said():
    words = [t.get_text() for t in sequence(stories.access_token()).figure.axes[0].texts]
    for expected in (
        "POST /token password",
        "200: access token ada-a1 (5 min)",
        "GET /films with ada-a1",
        "200 OK",
        "401 invalid_token: expired",
        "9.92 s later",
        "6 min 50 s later",
        "0:00",
        "7:00",
        "+240 ms",
    ):
        assert expected in words


def test_a_lost_message_ends_in_a_cross():
    axes = sequence(odd()).figure.axes[0]
    assert sum(line.get_marker() == "x" for line in axes.lines) == 2
    words = [t.get_text() for t in axes.texts]
    assert "GET /films/gone: no answer" in words
    assert "503 overloaded: lost" in words


def test_the_text_for_those_who_do_not_see_it():
    picture = sequence(stories.access_token(), until=400.0)
    assert picture.title == "Ada logs in once; the only request is served"
    assert picture.alt == (
        "Sequence of requests by Ada. Start: POST /token password to the auth server: 200: access "
        "token ada-a1 (5 min). 10 s: GET /films with ada-a1 to the backend: 200 OK."
    )


def test_titles_tell_what_is_shown():
    log = stories.code_login()
    assert sequence(log).title == "Ada logs in once; both requests are served"
    assert sequence(log, until=50).title == "Ada logs in once; the only request is served"
    assert sequence(log, until=20.05).title == "Ada sends two requests"
    assert sequence(log, start=50).title == "Ada sends one request; the only request is served"


def test_a_time_without_requests():
    assert sequence(stories.access_token(), start=500.0).alt == "Ada sends nothing in this time."
    assert sequence([]).alt == "Nobody sends anything."


def test_clock():
    assert clock(0.0) == "0:00"
    assert clock(420.08) == "7:00.080"
    assert clock(3600.0) == "1:00:00"
    assert clock(59.9996) == "1:00"
    assert clock(86400.0 + 72000.5) == "day 2, 20:00:00.500"
