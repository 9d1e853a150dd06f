"""The sequence diagram: what is shown, and where on the time scale."""

import pytest

from simulator.views.exchanges import excerpt
from simulator.views.sequence import clock, sequence
from simulator.views.timescale import GAP, spread, timescale
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


def test_a_time_without_requests():
    assert sequence(stories.access_token(), start=500.0).alt == "Ada sends nothing in this time."
    assert sequence([]).alt == "Nobody sends anything."


def test_clock():
    assert clock(0.0) == "0:00"
    assert clock(420.08) == "7:00.080"
    assert clock(3600.0) == "1:00:00"
    assert clock(59.9996) == "1:00"
    assert clock(86400.0 + 72000.5) == "day 2, 20:00:00.500"
