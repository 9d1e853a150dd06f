"""Tokens and marks, read from hand-written logs."""

import gc

import pytest

from simulator.events import Event, EventLog
from simulator.views import lifetimes
from simulator.views.lifetimes import mark_kind, merged, named, read
from tests.views import stories


def lives(story, use):
    return [(t.id, t.start, t.expires, t.ended, t.why) for t in story.tokens if t.use == use]


def test_the_first_story():
    story = read(stories.access_token())
    assert story.name == "access_token"
    assert story.until == 600.0
    assert story.clients == ("ada",)
    assert lives(story, "access") == [
        ("ada-a1", 0.04, 300.04, None, ""),
        ("ada-a2", 420.12, 720.12, None, ""),
    ]
    assert [(m.t, m.kind) for m in story.marks] == [
        (0.04, "login"),
        (10.04, "served"),
        (420.04, "refused"),
        (420.12, "login"),
        (420.2, "served"),
    ]


def test_rotation_ends_a_refresh_token_and_expiry_does_not():
    story = read(stories.refresh_token())
    assert lives(story, "refresh") == [
        ("ada-r1", 0.04, 900.04, 420.12, "replaced"),
        ("ada-r2", 420.12, pytest.approx(900.04), 780.12, "replaced"),
        ("ada-r3", 780.12, pytest.approx(900.04), None, ""),
        ("ada-r4", 1140.2, 2040.2, 1500.12, "replaced"),
        ("ada-r5", 1500.12, pytest.approx(2040.2), None, ""),
    ]
    assert all(token.ended is None for token in story.tokens if token.use == "access")
    kinds = ("login", "renewal", "served", "refused", "forbidden", "refused renewal")
    assert [story.count(kind) for kind in kinds] == [2, 3, 14, 4, 1, 1]


def test_a_token_belongs_to_whose_exchange_brought_it():
    story = read(stories.theft())
    owners = {token.id: token.client for token in story.tokens}
    assert owners["mallory-r1"] == "mallory"
    assert {t.family for t in story.tokens if t.id in ("ada-r1", "mallory-r1")} == {"ada-f1"}


def test_reuse_ends_the_family_and_its_access_tokens_are_out_of_use():
    story = read(stories.theft())
    by_id = {token.id: token for token in story.tokens}
    assert (by_id["ada-r1"].ended, by_id["ada-r1"].why) == (120.04, "replaced")
    assert (by_id["mallory-r1"].ended, by_id["mallory-r1"].why) == (320.12, "reuse")
    assert (by_id["mallory-a1"].ended, by_id["mallory-a1"].expires) == (320.12, 420.04)
    assert (by_id["ada-r2"].ended, by_id["ada-r2"].why) == (700.04, "logout")
    # Ada's own first access token had expired by itself.
    assert by_id["ada-a1"].ended is None
    assert [(m.t, m.client) for m in story.marks if m.kind == "reuse"] == [(320.12, "ada")]
    assert [t.id for t in story.revoked] == ["mallory-r1", "ada-r2"]


def test_an_access_token_renewed_ahead_of_time_is_replaced():
    w = stories.Writer()
    w.exchange("bo", 0.0, "POST /token password", 200, issue=(("a1", "access", 300.0),))
    w.exchange("bo", 240.0, "POST /token refresh_token", 200, issue=(("a2", "access", 300.0),))
    story = read(w.log(400.0))
    assert lives(story, "access")[0] == ("a1", 0.04, 300.04, 240.04, "replaced")


def test_a_request_without_an_answer_is_marked_when_it_was_sent():
    w = stories.Writer()
    w.row(5.0, "bo", "request", "bo", 1, 0, "", "GET /films")
    story = read(w.log(9.0))
    assert [(m.t, m.kind) for m in story.marks] == [(5.0, "unanswered")]


def test_the_backend_fetching_keys_is_no_client():
    w = stories.Writer()
    w.exchange("backend", 0.0, "GET /jwks", 200)
    w.exchange("bo", 1.0, "GET /films", 401, "missing token")
    story = read(w.log(9.0))
    assert story.clients == ("bo",)
    assert [m.kind for m in story.marks] == ["refused"]


def test_a_login_through_the_browser_is_one_login():
    story = read(stories.code_login())
    assert story.clients == ("ada",)
    assert [(m.t, m.kind) for m in story.marks] == [
        (0.04, "refused login"),
        (20.12, "login"),
        (20.2, "served"),
        (60.04, "served"),
    ]


def test_reading_leaves_the_garbage_collector_as_it_was():
    read(stories.access_token())
    assert gc.isenabled()


def test_rows_may_come_as_events_or_as_short_tuples():
    log = stories.theft()
    assert read(list(log)) == read(log)
    short = EventLog()
    short.append((0.0, "engine", "begin"))
    assert list(lifetimes.rows(short)) == [tuple(Event(0.0, "engine", "begin"))]


def test_an_expiry_cut_to_whole_seconds_still_reads_as_what_it_was_set_to():
    token = lifetimes.Token("a", "access", "ada", "f", 10.9, 310.0)
    assert token.lifetime == 300
    assert token._replace(expires=310.5).lifetime == 299.6


@pytest.mark.parametrize(
    ("request_row", "status", "kind"),
    [
        ("POST /token password", 200, "login"),
        ("POST /token password", 400, "refused login"),
        ("POST /token authorization_code", 200, "login"),
        ("POST /authorize", 302, ""),
        ("POST /authorize", 401, "refused login"),
        ("POST /authorize", 503, "failed"),
        ("POST /authorize", 0, "unanswered"),
        ("POST /token refresh_token", 200, "renewal"),
        ("POST /token refresh_token", 400, "refused renewal"),
        ("POST /token refresh_token", 503, "failed"),
        ("POST /token refresh_token", 0, "unanswered"),
        ("POST /revoke", 200, "logout"),
        ("GET /jwks", 200, ""),
        ("GET /films", 200, "served"),
        ("GET /films", 304, "served"),
        ("GET /films", 401, "refused"),
        ("GET /films", 403, "forbidden"),
        ("GET /films", 404, "failed"),
        ("GET /films", 500, "failed"),
        ("GET /films", 0, "unanswered"),
        ("", 200, "served"),
    ],
)
def test_what_a_request_is_marked_as(request_row, status, kind):
    assert mark_kind(request_row, status) == kind


def test_choosing_clients():
    story = read(stories.theft())
    assert named(story, None) is story
    assert named(story, "mallory").clients == ("mallory",)
    assert {m.client for m in named(story, ["mallory"]).marks} == {"mallory"}
    with pytest.raises(ValueError, match=r"no client named 'malory'.*mean 'mallory'"):
        named(story, "malory")


def test_merging_spans():
    assert merged([(5, 6), (0, 2), (1, 3), (3, 4), (7, 7)]) == [(0, 4), (5, 6)]
