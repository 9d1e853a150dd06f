"""Cases from daily work that are settled by a run: which there are, and where each is tested.

Each number is a report from a public tracker, with a figure that was calculated by hand. Where a
run says something else, the test says which is right, and why; those cases are in `SETTLED`.
What no other test holds stands further down.
"""

from __future__ import annotations

import importlib
from typing import Any, NamedTuple

import pytest

from simulator.actors.actions import Send, Together, Wait
from simulator.actors.messages import get, log_in, refresh
from simulator.world.run import Run, run
from simulator.world.scenario import Scenario
from tests.world.people import RENEW, answered, sent
from tests.world.small import play


class Held(NamedTuple):
    """A case: what it is about, and the tests that hold it, as module:function."""

    about: str
    tests: tuple[str, ...]


CLOCK, HABITS, KEYS = "test_client_clock", "test_client_habits", "test_changing_keys"
HERE = "test_cases"
CASES: dict[int, Held] = {
    20: Held(
        "the client's tolerance has the wrong sign",
        (
            f"{CLOCK}:test_case_20_the_sign_of_the_tolerance",
            f"{CLOCK}:test_case_20_who_asks_again_on_401_pays_one_refusal_each_cycle",
        ),
    ),
    27: Held(
        "a new key, and a JWK Set that is read once",
        (
            f"{KEYS}:test_a_new_key_and_a_copy_that_is_never_read_again",
            f"{KEYS}:test_a_new_key_and_a_copy_of_an_hour",
            f"{KEYS}:test_a_new_key_and_pyjwkclient",
        ),
    ),
    28: Held("a flood of unknown key ids", (f"{KEYS}:test_a_flood",)),
    29: Held("the JWK Set can't be had", (f"{KEYS}:test_an_outage",)),
    30: Held(
        "a key that is withdrawn",
        (
            f"{KEYS}:test_a_withdrawn_key_dies_with_the_copy",
            f"{KEYS}:test_a_withdrawn_key_and_an_endless_copy",
        ),
    ),
    31: Held("all need the JWK Set at once", (f"{KEYS}:test_a_stampede",)),
    34: Held(
        "the overlap of two keys",
        (
            f"{KEYS}:test_without_overlap_tokens_die_too_early",
            f"{KEYS}:test_with_overlap_nobody_is_refused",
            f"{KEYS}:test_what_a_retired_key_signs_is_refused_once_the_backend_knows",
        ),
    ),
    35: Held(
        "five requests, each renews for itself",
        (
            "test_tabs:test_case_35_five_requests_at_once",
            "test_together:test_without_single_flight_one_wins_and_the_family_ends",
            "test_together:test_with_single_flight_one_renews_for_all",
        ),
    ),
    36: Held(
        "two tabs with one refresh token",
        (
            "test_tabs:test_case_36_without_a_lock_the_family_ends",
            "test_tabs:test_case_36_with_a_lock_one_tab_renews_for_all",
            "test_tabs:test_case_36_with_grace_both_get_the_same_pair",
        ),
    ),
    37: Held(
        "a store that is not atomic",
        (
            "tests.actors.test_store_race:test_ten_renewals_at_once",
            f"{HERE}:test_case_37_ten_at_once_in_a_run",
            "test_invariants:test_every_run",
        ),
    ),
    39: Held(
        "lost responses",
        (
            f"{HABITS}:test_case_39_a_lost_response_costs_the_session",
            f"{HABITS}:test_case_39_with_grace_hardly_anybody_is_thrown_out",
            f"{HERE}:test_case_39_the_grace_is_over_before_a_retry_comes_through",
            "test_network_faults:test_a_lost_response_leaves_the_work_done",
        ),
    ),
    42: Held(
        "several renewals at once, without rotation",
        (
            "test_tabs:test_case_42_after_idle_time",
            "test_together:test_without_rotation_only_the_load_differs",
        ),
    ),
    43: Held(
        "the herd, and jitter",
        (
            f"{HABITS}:test_case_43_without_jitter_the_herd_comes_at_once_and_each_cycle_again",
            f"{HABITS}:test_case_43_with_jitter_it_is_spread",
            f"{HABITS}:test_case_43_jitter_drawn_per_check_is_half_as_wide_and_comes_early",
            f"{HABITS}:test_case_43_at_an_auth_server_that_does_fifty_a_second",
        ),
    ),
    47: Held(
        "an outage is taken for a logout",
        (
            f"{HABITS}:test_case_47_a_restart_of_the_auth_server",
            f"{HABITS}:test_case_47_who_backs_off_loses_no_page",
            f"{HABITS}:test_case_47_too_many_requests_is_no_logout",
        ),
    ),
    50: Held(
        "a laptop that sleeps",
        (
            f"{CLOCK}:test_case_50_waking_up",
            f"{CLOCK}:test_a_timer_stands_still_in_a_sleep_or_does_not",
        ),
    ),
    51: Held(
        "a timer that overflows",
        (
            f"{HABITS}:test_case_51_a_timer_that_overflows",
            f"{HABITS}:test_case_51_the_piecewise_timer_rings_in_time",
        ),
    ),
    53: Held(
        "a token that is good after the logout",
        (
            "test_called_back:test_until_when_a_token_is_accepted",
            "test_called_back:test_the_deny_list_is_empty_again_when_the_token_has_expired",
        ),
    ),
    62: Held(
        "patience that ends, and moments that fall together",
        (
            "test_network_faults:test_patience_and_a_busy_worker",
            f"{HERE}:test_case_62_an_expiry_at_a_tick",
        ),
    ),
}
SETTLED: dict[int, str] = {
    28: "one reading at a time still makes 700 in a minute: single flight is no cool-down",
    30: "accepted until 300 s, not 400 s: the copy's age counts from its reading, not the removal",
    34: "a retired key is accepted for one lifetime of the backend's copy longer than reckoned",
    35: "there is a forced login at each expiry; an app that looks again has it one expiry later",
    36: "the same for tabs",
    39: "with a grace of 30 s and five tries nobody is thrown out: 0.0008 expected",
    43: "six a second is the mean; the fullest of 180 seconds has up to 16",
    47: "taking any 4xx for a logout does no harm in an outage, but where 429 is said",
    51: "without a clamp it is one call in 81 ms, 740 in a minute",
    53: "with a deny-list that is fetched it is until the next fetch, not until the logout",
}
"""Where a run says something else than was calculated, or more: in a line what is right."""


@pytest.mark.parametrize("number", CASES)
def test_every_case_is_tested(number):
    assert CASES[number].about
    for test in CASES[number].tests:
        module, _, function = test.rpartition(":")
        path = module if module.startswith("tests.") else f"tests.world.{module}"
        assert callable(getattr(importlib.import_module(path), function)), test


def test_the_cases_that_there_are():
    assert list(CASES) == [
        *(20, 27, 28, 29, 30, 31, 34, 35, 36, 37, 39, 42, 43, 47, 50, 51, 53, 62),
    ]
    assert SETTLED.keys() <= CASES.keys()


# --- Case 37: ten renewals at once, in a whole run --------------------------------------------


def live(result: Run) -> set[str]:
    """The refresh tokens that work at the end."""
    issued = {e.token for e in result.log if e.kind == "issue" and e.detail == "refresh"}
    return issued - {e.token for e in result.log if e.kind in ("supersede", "revoke")}


@pytest.mark.parametrize(
    ("policy", "alive"),
    [
        ({"atomic": False}, 10),
        ({"reuse": "refuse"}, 1),
        # Calculated: atomic, 1 live token. Where reuse ends the family it is none: the second of
        # the ten is reuse, whoever sent it. One stays where reuse is refused, or within a grace.
        ({"reuse": "revoke_family"}, 0),
        ({"grace": 10}, 1),
    ],
    ids=str,
)
@pytest.mark.parametrize("latency", [0, 0.04])
def test_case_37_ten_at_once_in_a_run(policy, alive, latency):
    """20 ms lie between check and write, and ten requests arrive in the same millisecond."""

    def client(session: Any) -> Any:
        answer = yield Send("auth_server", log_in(session.username, session.password))
        token = answer.body["refresh_token"]
        yield Wait(300)
        yield Together(*(one(token) for _ in range(10)))

    def one(token: Any) -> Any:
        yield Send("auth_server", refresh(token))

    result = play(client, latency=latency, policy={"store_delay": 0.02, **policy})
    assert not result.crashes
    assert len(live(result)) == alive
    expected = 10 if alive == 10 or "grace" in policy else 1
    assert answered(result, RENEW).count(200) == expected


# --- Case 39: the retry comes too late --------------------------------------------------------


def test_case_39_the_grace_is_over_before_a_retry_comes_through():
    """Half of all responses get lost. Renewals are asked for at 0, 3 and 6 s, and the grace lasts
    for 5 s: whoever loses the first two answers shows a token whose grace is over.

    Calculated: thrown out only if the retries are lost until the grace ends, 0.5^2 = 1/4 of the
    telephones; 800 of them have a standard error of sqrt(3/16 / 800) = 1.5 %, allowed are three.
    """
    app = {"retry": {"attempts": 3, "first": 2, "factor": 1, "jitter": "none"}}
    viewers = {
        "name": "v",
        "count": 800,
        "strategy": {"app": app},
        "visits": {"script": {"at": [0, 1000]}},
    }
    content = {
        **{"name": "x", "title": "x", "until": 1100, "tokens": "lazy", "clients": [viewers]},
        "policy": {"access_ttl": 900, "refresh_ttl": 9000, "grace": 5},
        "network": {"lost_responses": 0.5, "lossy": "auth_server", "timeout": 1},
    }
    result = run(Scenario.model_validate(content), seed=3)
    renewed = [name for name in result.clients if sent(result, RENEW, name)]
    # A login whose three answers are lost leaves nothing to renew, one time in eight.
    assert len(renewed) == pytest.approx(800 * 7 / 8, abs=3 * 9.4)
    asked = {(e.client, e.exchange): e for e in result.events(kind="request")}
    thrown_out = {
        e.client
        for e in result.events(kind="answer")
        if e.status == 400 and asked[e.client, e.exchange].detail == RENEW
    }
    assert len(thrown_out) / len(renewed) == pytest.approx(1 / 4, abs=3 * 0.0164)
    for name in thrown_out:
        moments = sent(result, RENEW, name)
        assert [round(t - moments[0]) for t in moments[:3]] == [0, 3, 6]
        lost = [e.t for e in result.events(name, "lost") if e.t >= moments[0]]
        assert lost[:2] == pytest.approx([t + 0.04 for t in moments[:2]]), "both answers"


# --- Case 62: moments that fall together ------------------------------------------------------


@pytest.mark.parametrize("step", [0.1, 0.001, 0.3])
def test_case_62_an_expiry_at_a_tick(step):
    """Waits add up to the expiry exactly, where sums of floats would not: ten times 0.1 is
    0.9999999999999999. On or after exp a token is refused (RFC 7519 4.1.4), one tick before not."""
    statuses: list[tuple[float, int]] = []

    def client(session: Any) -> Any:
        answer = yield Send("auth_server", log_in(session.username, session.password))
        token = answer.body["access_token"]
        yield Wait(300 - 30 * step)
        for _ in range(60):
            answer = yield Send("backend", get("/films", token))
            statuses.append((session.now, answer.status))
            yield Wait(session.now + step)

    play(client)
    assert [status for _, status in statuses] == [200] * 30 + [401] * 30
    assert statuses[30][0] == 300
