"""Thefts: lengths of time by hand, and pictures that tell them."""

from __future__ import annotations

import pytest

from simulator.events import EventLog
from simulator.views.exposure import exposure
from simulator.views.thefts import Hold, exposures
from simulator.world.run import run
from tests.views import stories, thefts
from tests.world.small import scenario


def test_a_stolen_refresh_token_and_what_came_of_it():
    (theft,) = exposures(thefts.refresh_token_stolen())
    assert (theft.thief, theft.victim, theft.what, theft.token) == (
        "mallory", "ada", "refresh_token", "ada-r1",
    )  # fmt: skip
    assert theft.holds == (
        Hold("ada-r1", "refresh", 120.0, 120.04, "replaced"),
        Hold("ada-a2", "access", 120.04, 420.04, "expired"),
        Hold("ada-r2", "refresh", 120.04, 330.04, "reuse"),
    )
    assert theft.usable == pytest.approx(300.04)
    assert theft.used == pytest.approx(280.04)
    assert theft.hidden == pytest.approx(210.04)
    assert theft.served == (130.04, 230.04, 400.04)
    assert theft.renewals == (120.04,)
    assert theft.forced_logins == (330.14,)
    assert not theft.open_ended


def test_a_stolen_access_token_is_good_until_it_expires_and_never_shows():
    (theft,) = exposures(thefts.access_token_stolen())
    assert theft.holds == (Hold("ada-a1", "access", 100.0, 300.04, "expired"),)
    assert (theft.usable, theft.used, theft.hidden) == (200.04, 190.04, None)
    assert theft.forced_logins == ()


def test_what_is_still_good_at_the_end_is_said_to_be():
    (theft,) = exposures(thefts.access_token_stolen(until=200.0))
    assert theft.open_ended
    assert theft.usable == 100.0
    assert "for at least 1 min 40 s" in exposure(thefts.access_token_stolen(until=200.0)).title


def test_a_denial_counts_from_when_the_backend_knows_of_it():
    (unread,) = exposures(thefts.denied(read_at=None))
    assert unread.holds[0][2:] == (100.0, 150.0, "denied")
    (read,) = exposures(thefts.denied(read_at=180.0))
    assert read.holds[0][2:] == (100.0, 180.04, "revoked")
    assert read.used == pytest.approx(70.04)


def test_a_stolen_key_makes_tokens_until_its_withdrawal_is_known():
    (theft,) = exposures(thefts.signing_key_stolen())
    assert theft.holds == (
        Hold("key-1", "key", 100.0, 400.0, "withdrawn"),
        Hold("mallory-m1", "access", 100.04, 300.04, "replaced"),
        Hold("mallory-m2", "access", 300.04, 500.04, "unknown key"),
    )
    assert theft.hidden == 300.0
    assert theft.usable == pytest.approx(400.04)


def test_somebody_who_logs_in_since_a_token_expired_was_not_forced_to():
    w = stories.Writer()
    pair = (("a1", "access", 300.0), ("r1", "refresh", 400.0))
    w.exchange("ada", 0.0, "POST /token password", 200, issue=pair)
    w.row(100.0, "mallory", "steal", "ada", 0, 0, "a1", "access_token")
    w.exchange("ada", 500.0, "POST /token refresh_token", 400, "invalid_grant: expired")
    w.exchange("ada", 501.0, "POST /token password", 200)
    (theft,) = exposures(w.log(600.0))
    assert theft.forced_logins == ()


def test_a_thief_who_finds_nothing_has_stolen_nothing():
    w = stories.Writer()
    w.row(100.0, "mallory", "steal", "ada", 0, 0, "", "nothing")
    assert exposures(w.log(600.0)) == []
    picture = exposure(w.log(600.0))
    assert (picture.title, picture.alt) == ("Nothing was stolen", "Nothing was stolen.")


@pytest.mark.parametrize("seed", range(5))
def test_numbers_of_a_run_are_the_logs(seed):
    """The last page served and the first reuse, found in the log by other means."""
    content = scenario(
        0, 301, 700, until=2000, latency=0.04,
        others=[{"name": "mallory", "strategy": {"thief": {"victim": "ada", "every": 10}}}],
    )  # fmt: skip
    result = run(content, seed=seed)
    (theft,) = exposures(result.log)
    steal = result.events(kind="steal")[0]
    pages = [e.t for e in result.events("mallory", "answer") if (e.actor, e.status)
             == ("backend", 200)]  # fmt: skip
    reuses = [e.t for e in result.events(kind="reuse")]
    assert theft.used == (round(pages[-1] - steal.t, 3) if pages else 0)
    assert theft.hidden == (round(reuses[0] - steal.t, 3) if reuses else None)
    assert theft.usable >= theft.used - 10


def test_title_and_text_of_one_theft():
    picture = exposure(thefts.refresh_token_stolen())
    assert picture.title == (
        "Mallory could use Ada's refresh token for 5 min; it shows after 3 min 30 s"
    )
    assert picture.alt == (
        "Exposure after theft. Mallory took Ada's refresh token at 2 min and could use it, or what"
        " came of it, for 5 minutes. Mallory got 3 pages and renewed once, the last page 4 min 40 s"
        " after the theft. What ended it: expired and revoked (reuse). The theft showed after"
        " 3 min 30 s. Ada had to log in once for it."
    )


def test_titles_of_other_thefts():
    assert exposure(thefts.access_token_stolen()).title == (
        "Mallory could use Ada's access token for 3 min 20 s; it never shows"
    )
    assert exposure(thefts.signing_key_stolen()).title == (
        "Mallory could use the signing key for 6 min 40 s; it shows after 5 min"
    )
    assert exposure(thefts.access_token_stolen(), title="Three minutes").title == "Three minutes"


def test_many_thefts_are_drawn_from_the_theft_on_and_averaged():
    picture = exposure(thefts.many(9))
    assert picture.title == "9 thefts: usable for 5 min on average, 9 min at most; none shows"
    assert picture.alt.startswith("Exposure after 9 thefts, a bar for each: ")
    assert "The thieves got 9 pages; no victim had to log in for it." in picture.alt
    axes = picture.figure.axes[0]
    ends = [path.get_extents().x1 for bars in axes.collections for path in bars.get_paths()]
    assert sorted(ends) == pytest.approx([60.0 * n for n in range(1, 10)])
    assert axes.get_yticklabels()[0].get_text() == "thief-9, ada-9"
    crowded = exposure(thefts.many(60)).figure.axes[0]
    assert [text.get_text() for text in crowded.get_yticklabels()] == []


def test_the_band_is_as_long_as_the_title_says():
    axes = exposure(thefts.access_token_stolen()).figure.axes[0]
    band = axes.collections[-2].get_paths()[0].get_extents()
    assert (band.x0, band.x1) == (100.0, 300.04)
    assert "3 min 20 s" in [text.get_text() for text in axes.texts]


def logs_in_again(renews_after: float) -> EventLog:
    """Ada is refused at 330 s, logs in, and renews so much later. The run lasts 900 s."""
    w = stories.Writer()
    pair = (("a1", "access", 300.0), ("r1", "refresh", 3600.0))
    w.exchange("ada", 0.0, "POST /token password", 200, issue=pair, family="f1")
    w.row(10.0, "mallory", "steal", "ada", 0, 0, "r1", "refresh_token")
    issue = (("a2", "access", 300.0), ("r2", "refresh", 3600.0))
    w.exchange("mallory", 20.0, "POST /token refresh_token", 200, shown="r1", supersede="r1",
               issue=issue, family="f1")  # fmt: skip
    w.exchange("ada", 330.0, "POST /token refresh_token", 400, "invalid_grant: reused", shown="r1",
               reuse="r1", revoke=(("r2", "reuse"),))  # fmt: skip
    pair = (("a3", "access", 300.0), ("r3", "refresh", 3600.0))
    w.exchange("ada", 330.1, "POST /token password", 200, issue=pair, family="f2")
    w.exchange("ada", 330.1 + renews_after, "POST /token refresh_token", 200, shown="r3")
    return w.log(900.0)


@pytest.mark.parametrize(("renews_after", "said"), [(300.0, True), (70.0, True), (40.0, False)])
def test_that_the_victim_must_log_in_is_said_where_there_is_room(renews_after, said):
    """Before the victim's next mark, which nothing is written upon."""
    picture = exposure(logs_in_again(renews_after))
    picture.octets()
    axes = picture.figure.axes[0]
    told = [text for text in axes.texts if text.get_text() == "must log in"]
    assert bool(told) is said
    for text in told:
        end = axes.transData.inverted().transform(text.get_window_extent().corners())[-1][0]
        assert end < 330.1 + renews_after
    assert picture.alt.endswith("Ada had to log in once for it.")


def test_no_labels_lie_on_each_other():
    for log in (
        thefts.refresh_token_stolen(), thefts.signing_key_stolen(), thefts.denied(read_at=180.0)
    ):  # fmt: skip
        picture = exposure(log)
        picture.octets()
        boxes = [t.get_window_extent() for t in picture.figure.axes[0].texts if t.get_text()]
        for i, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[i + 1 :])


def test_the_victims_logout_is_drawn_and_told():
    picture = exposure(run("logged_out").log)
    axes = picture.figure.axes[0]
    assert "logs out" in [text.get_text() for text in axes.texts]
    starts = [path.get_extents().x0 for c in axes.collections for path in c.get_paths()]
    assert 1260.0 in [round(x, 1) for x in starts]
    assert " Ada logged out at 21 min. " in picture.alt


def test_the_legend_holds_no_mark_that_lies_outside_the_picture():
    figure = exposure(run("logged_out").log).figure
    words = {text.get_text() for legend in figure.legends for text in legend.get_texts()}
    assert words == {"request served", "refused (401)"}
