"""Titles and alternative texts, word for word."""

import pytest

from simulator.views.exposure import exposure
from simulator.views.key_timeline import key_timeline
from simulator.views.lanes import Clock, lanes
from simulator.views.pareto import pareto
from simulator.views.queue import queue
from simulator.views.timeline import timeline
from simulator.views.tradeoff import tradeoff
from simulator.world.queueing import stays
from tests.views import stories, thefts
from tests.views.test_queue import by_hand


def test_the_first_story():
    picture = timeline(stories.access_token())
    assert picture.title == "Ada logs in twice; one of 3 requests is refused"
    assert picture.alt == (
        "Timeline of Ada over 10 minutes: logged in twice, one of 3 requests refused (401). "
        "Access tokens live 5 minutes. The refusal (401) came at 7 min (expired). "
        "At the end the access token is still valid."
    )


def test_the_second_story():
    picture = timeline(stories.refresh_token())
    assert picture.title == "Ada logs in twice and renews 3 times; 5 of 19 requests are refused"
    assert picture.alt == (
        "Timeline of Ada over 30 minutes: logged in twice, renewed 3 times, "
        "4 of 19 requests refused (401), one refused (403). "
        "Access tokens live 5 minutes, refresh tokens live up to 15 minutes. "
        "The first refusal (401) of 4 came at 7 min, the last at 25 min (expired). "
        "The refusal (403) came at 28 min 20 s (needs role editor). "
        "The refused renewal came at 19 min (expired). "
        "At the end the access and refresh tokens are still valid."
    )


def test_two_clients_are_told_one_after_the_other():
    assert timeline(stories.theft()).alt == (
        "Timeline of Ada and Mallory over 15 minutes. "
        "Ada logged in twice, one of 3 requests refused (401). "
        "The refusal (401) came at 5 min 20 s (expired). "
        "The reuse of a replaced refresh token came at 5 min 20 s. "
        "Revoked: Ada's refresh token at 11 min 40 s (logout). "
        "Mallory never logged in, renewed once, one of 3 requests refused (401). "
        "The refusal (401) came at 7 min 10 s (expired). "
        "The refused renewal came at 7 min 10 s (revoked). "
        "Revoked: Mallory's refresh token at 5 min 20 s (reuse). "
        "Access tokens live 5 minutes, refresh tokens live 58 minutes and 1 hour."
    )


def one_client(*answers: int, logins: int = 0):
    w = stories.Writer()
    for i in range(logins):
        issue = ((f"a{i}", "access", 30.0),)
        w.exchange("bo", float(i), "POST /token password", 200, issue=issue)
    for i, status in enumerate(answers):
        w.exchange("bo", 100.0 + i, "GET /films", status)
    return timeline(w.log(300.0))


@pytest.mark.parametrize(
    ("answers", "logins", "title", "told"),
    [
        ([], 1, "Bo logs in once", "logged in once, no requests."),
        ([200], 0, "Bo never logs in; the only request is served", "the only request served."),
        (
            [401],
            0,
            "Bo never logs in; the only request is refused",
            "the only request refused (401).",
        ),
        ([200, 200], 1, "Bo logs in once; both requests are served", "both requests served."),
        ([200] * 3, 2, "Bo logs in twice; all 3 requests are served", "all 3 requests served."),
        ([200, 401, 401], 3, "Bo logs in 3 times; 2 of 3 requests are refused", "2 of 3 requests"),
        ([200, 503], 1, "Bo logs in once; one of 2 requests fails", "one of two requests failed."),
    ],
)
def test_none_one_two_and_many(answers, logins, title, told):
    picture = one_client(*answers, logins=logins)
    assert picture.title == title
    assert told in picture.alt


def test_two_refusals_are_both_told():
    picture = one_client(401, 401, 200, logins=1)
    assert "The refusals (401) came at 1 min 40 s and 1 min 41 s." in picture.alt


def test_what_happens_at_one_moment_is_counted():
    picture = timeline(stories.five_at_once())
    assert "The 3 refused renewals came at 5 min 30 s (revoked)." in picture.alt
    assert "The 5 refusals (401) came at 5 min 30 s (expired)." in picture.alt


def test_a_login_through_the_browser():
    picture = timeline(stories.code_login())
    assert picture.title == "Ada logs in once; both requests are served"
    assert picture.alt.startswith("Timeline of Ada over 1 minute 40 seconds: logged in once, both")


def test_many_clients_are_summed_up():
    some = timeline(stories.crowd(20, 2))
    assert some.alt.startswith("Timeline of 20 clients over 2 hours: in all 40 logins, ")
    assert "Most refusals: viewer-20 (14)" in some.alt
    many = timeline(stories.crowd(60, 2))
    assert many.title.startswith("60 clients: ")
    assert many.alt.startswith("Counts over 2 hours for 60 clients: in all ")
    assert "clients hold a valid access token, first at about" in many.alt


def test_every_form_has_an_alternative_text_without_gaps():
    for clients in (1, 3, 20, 60):
        alt = timeline(stories.crowd(clients, 1)).alt
        assert alt.endswith(".")
        assert "  " not in alt
        assert " ." not in alt


@pytest.mark.parametrize(
    "picture",
    [
        exposure(thefts.refresh_token_stolen()),
        exposure(thefts.signing_key_stolen()),
        exposure(thefts.many(2)),
        exposure(thefts.many(50)),
        key_timeline(thefts.signing_key_stolen()),
        lanes(stories.refresh_token(), {"ada": Clock(-120.0)}),
        lanes(stories.crowd(6, 1), {}),
        queue(by_hand(), stays(by_hand()), 1),
        tradeoff([{"value": v, "mean": v, "low": v - 1, "high": v + 1} for v in (60, 300)]),
        pareto([{"name": "a", "x": 1, "y": 2}, {"name": "b", "x": 2, "y": 2}]),
    ],
    ids=lambda picture: picture.title[:20],
)
def test_other_pictures_have_texts_without_gaps_and_titles_that_are_written_on_them(picture):
    assert picture.alt.endswith(".")
    for gap in ("  ", " .", "..", ": .", "()", "None"):
        assert gap not in picture.alt
    written = " ".join(" ".join(text.get_text().split()) for text in picture.figure.texts)
    assert picture.title in written
    html = picture._repr_html_()
    assert html.startswith('<img alt="')
