"""The thief: what she takes, how long it serves her, and what becomes of the victim."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.thief import Thief
from simulator.world.run import Run, run
from simulator.world.scenario import Scenario
from tests.world.small import scenario


def robbed(
    *visits: float, until: float = 1200, thief: dict[str, Any] | None = None, **more: Any
) -> Run:
    """Ada uses an app; Mallory robs her. Messages take 40 ms."""
    mallory = {"name": "mallory", "strategy": {"thief": {"victim": "ada", **(thief or {})}}}
    ada = {"strategy": "app", **more.pop("ada", {})}
    return run(scenario(*visits, until=until, latency=0.04, others=[mallory], ada=ada, **more))


def served(result: Run) -> list[tuple[float, str]]:
    """When the thief was served, and for which token."""
    answers = result.events("mallory", "answer")
    return [(e.t, e.token) for e in answers if e.actor == "backend" and e.status == 200]


def stolen(result: Run) -> list[tuple[float, str, str, str, str]]:
    return [(e.t, e.actor, e.client, e.token, e.detail) for e in result.events(kind="steal")]


def test_an_access_token_is_good_until_it_expires():
    thief = {"takes": "access_token", "at": 100, "every": 20}
    result = robbed(0, 400, thief=thief)
    assert stolen(result) == [(100.0, "mallory", "ada", "ada-a1", "access_token")]
    assert {token for _, token in served(result)} == {"ada-a1"}
    # Asked every 20 s from 100 on, each 80 ms later than the one before; exp is 300.
    assert len(served(result)) == 10
    assert served(result)[-1][0] < 300
    assert len(result.events("mallory", "request")) == 11, "refused once, she stops"
    assert result.summary()["ada"].tokens_denied == 0, "Ada notices nothing"


def test_used_later():
    result = robbed(0, thief={"takes": "access_token", "at": 100, "first_use": 150, "every": 20})
    assert served(result)[0][0] == 250.04
    assert len(served(result)) == 3


@pytest.mark.parametrize("what", ["access_token", "refresh_token"])
def test_nothing_to_take(what):
    result = robbed(500, thief={"takes": what, "at": 100})
    assert stolen(result) == [(100.0, "mallory", "ada", "", "nothing")]
    assert not result.events("mallory", "request")


def test_a_refresh_token_used_before_its_owner_shuts_both_out():
    """At 100 she renews, at 301 Ada does: reuse, the family ends, Ada logs in again. Mallory's
    access token lives until 400, her refresh token is dead."""
    result = robbed(0, 301, 700, thief={"at": 100})
    assert [(e.t, e.client) for e in result.events(kind="reuse")] == [(301.12, "ada")]
    assert result.summary()["ada"].logins == 2
    assert 340 < served(result)[-1][0] < 400
    assert result.summary()["mallory"].renewals == 1
    assert result.summary()["mallory"].tokens_denied == 1


def test_a_refresh_token_used_after_its_owner_gives_the_thief_away_and_gains_nothing():
    result = robbed(0, 301, 400, 700, thief={"at": 100, "first_use": 250})
    assert [(e.t, e.client) for e in result.events(kind="reuse")] == [(350.04, "mallory")]
    assert served(result) == []
    assert result.summary()["ada"].logins == 2


def test_without_rotation_she_stays_for_as_long_as_the_session():
    policy = {"rotation": False, "refresh_ttl": 1000}
    result = robbed(0, 301, 700, until=2000, thief={"at": 150, "every": 10}, policy=policy)
    # She renews at 150, 450 and 750; the refresh token dies at 1000, her access token at 1050.
    assert 1040 < served(result)[-1][0] < 1053
    assert result.summary()["mallory"].renewals == 3
    assert result.summary()["ada"].logins == 1


@pytest.mark.parametrize("schedule", [{}, {"renew_every": 50}])
def test_one_renewal_only(schedule):
    policy = {"rotation": False}
    thief = {"at": 100, "every": 10, "keeps_renewing": False, **schedule}
    result = robbed(0, until=2000, thief=thief, policy=policy)
    assert result.summary()["mallory"].renewals == 1
    assert 390 < served(result)[-1][0] < 400


def test_renewing_on_a_schedule_of_her_own():
    thief = {"at": 100, "every": 40, "renew_every": 100}
    result = robbed(0, until=650, thief=thief, policy={"rotation": False})
    asked = [e.t for e in result.events("mallory", "request") if e.detail.startswith("POST")]
    assert asked == [100.0, 200.0, 300.0, 400.0, 500.0, 600.0]


@pytest.mark.parametrize("algorithm", ["HS256", "ES256"])
@pytest.mark.parametrize("tokens", ["real", "lazy"])
def test_a_signing_key_makes_tokens_for_anybody_with_any_role(algorithm, tokens):
    thief = {"takes": "signing_key", "at": 100, "every": 50, "path": "/studio", "lifetime": 120}
    result = robbed(
        0, until=600, thief=thief, tokens=tokens, policy={"algorithm": algorithm},
        backend={"resources": {"/films": "viewer", "/studio": "editor"}},
    )  # fmt: skip
    assert stolen(result) == [(100.0, "mallory", "ada", "key-1", "signing_key")]
    assert len(served(result)) >= 10
    assert [token for _, token in served(result)][:4] == ["mallory-m1"] * 3 + ["mallory-m2"]
    assert not result.events("mallory", "issue"), "nobody issued them"


def test_at_any_moment_of_the_run():
    moments = []
    for seed in range(200):
        content = scenario(
            until=1000,
            others=[{"name": "mallory", "strategy": {"thief": {"victim": "ada"}}}],
        )
        moments += [e.t for e in run(content, seed=seed).events(kind="steal")]
    assert len(moments) == 200
    assert min(moments) < 50
    assert max(moments) > 950
    # Uniform over 1000 s: the mean of 200 has a standard error of 1000 / sqrt(12 * 200) = 20.4.
    assert abs(sum(moments) / 200 - 500) < 3 * 20.4


def test_the_thief_leaves_the_others_as_they_are_until_she_acts():
    alone = run(scenario(0, 60, latency=0.04, ada={"strategy": "app"}))
    result = robbed(0, 60, until=600, thief={"at": 590})
    assert [e for e in result.log if e.client == "ada" and e.t < 590] == [
        e for e in alone.log if e.client == "ada"
    ]


def test_a_group_of_victims_and_tabs():
    thief = {"victim": "ada-002", "takes": "access_token", "at": 10, "every": 100}
    result = robbed(0, thief=thief, ada={"count": 3, "tabs": 2})
    assert stolen(result)[0][2:4] == ("ada-002", "ada-002-a1")
    assert served(result)


def test_a_learners_thief():
    def mallory(session: Any) -> Any:
        from simulator.actors.actions import Send, Wait
        from simulator.actors.messages import get

        yield Wait(50)
        yield Send("backend", get("/films", session.take("access_token")))

    content = scenario(0, others=[{"name": "mallory", "strategy": {"thief": {"victim": "ada"}}}])
    assert [t for t, _ in served(run(content, client={"mallory": mallory}))] == [50.0]


@pytest.mark.parametrize(
    ("thief", "said"),
    [
        ({"victim": "bo"}, "mallory would rob bo"),
        ({"victim": "mallory"}, "mallory would rob mallory"),
        ({"at": "soon"}, "or the word random"),
        ({"every": 0}, "every must be above 0"),
        ({"takes": "purse"}, "access_token"),
        ({"renew_every": 0}, "renew_every must be above 0"),
    ],
)
def test_thieves_that_make_no_sense(thief, said):
    with pytest.raises(ValueError, match=said):
        robbed(0, thief=thief)


def test_a_thief_needs_no_visits_and_others_do():
    group = {"name": "ada"}
    with pytest.raises(ValueError, match="visits"):
        Scenario.model_validate({"name": "x", "title": "x", "until": 5, "clients": [group]})
    assert Thief(victim="ada").takes == "refresh_token"


def test_a_moment_that_lies_a_hair_behind_what_the_clock_shows_has_come():
    """100.013 + 60 is no whole millisecond as a float; messages that take no time hide nothing."""
    mallory = {
        "name": "mallory",
        "strategy": {"thief": {"victim": "ada", "at": 100.013, "every": 10, "renew_every": 60}},
    }
    result = run(scenario(0, until=1200, latency=0, others=[mallory], policy={"reuse": "ignore"}))
    assert not result.crashes
    renewed = [e.t for e in result.events("mallory", "request") if "refresh_token" in e.detail]
    assert renewed[:3] == [100.013, 160.013, 220.013]
