"""Replications and comparisons: reproducible, honest about chance, clear about mistakes."""

from __future__ import annotations

import math
from random import Random
from statistics import fmean

import pytest

from simulator.lab.errors import LabError
from simulator.lab.estimates import estimate
from simulator.lab.experiment import compare, replicate, welch
from simulator.lab.measures import MEASURES
from simulator.lab.warm_up import after
from simulator.world.reading import ScenarioError
from simulator.world.run import run
from tests.lab.small import crowd, scenario_file


@pytest.fixture
def small(tmp_path):
    return scenario_file(tmp_path)


def test_the_number_of_workers_changes_nothing(small):
    pytest.importorskip("joblib", reason="joblib is not installed")
    one = replicate(small, ["logins", "renewals"], replications=9)
    two = replicate(small, ["logins", "renewals"], replications=9, jobs=2)
    assert one == two
    assert len(set(one.seeds)) == 9
    assert len(set(one.values["renewals"])) > 1


def test_more_replications_go_on_where_fewer_stop(small):
    few = replicate(small, "renewals", replications=4)
    many = replicate(small, "renewals", replications=7)
    assert many.values["renewals"][:4] == few.values["renewals"]


def test_another_seed_gives_other_runs(small):
    one, two = (replicate(small, "renewals", replications=5, seed=seed) for seed in (1, 2))
    assert set(one.seeds).isdisjoint(two.seeds)


def test_each_value_is_that_of_the_run_with_its_seed(small):
    found = replicate(small, "renewals", replications=3)
    again = [run(small, seed=seed).summary().total.renewals for seed in found.seeds]
    assert list(found.values["renewals"]) == again


def test_any_function_is_a_measure(small):
    def events(result):
        return len(result.log)

    found = replicate(small, events, replications=3)
    assert found["events"].mean > 100
    assert list(found.frame()) == ["seed", "events"]


def test_an_interval_from_a_textbook():
    """Ten values: half of the 95 % interval is 2.262 deviations / sqrt(10)."""
    found = estimate([8, 12, 8, 12, 8, 12, 8, 12, 8, 12], 0.95)
    deviation = math.sqrt(40 / 9)
    assert found.mean == 10
    assert found.deviation == pytest.approx(deviation)
    assert found.half_width == pytest.approx(2.262157 * deviation / math.sqrt(10), rel=1e-6)
    assert 10 in found
    assert 12 not in found


def test_one_replication_says_nothing_of_chance():
    assert estimate([3]).half_width == math.inf


def test_intervals_hold_the_true_mean_as_often_as_they_say():
    """2000 intervals of normal values: 95 % of them within 2 %, four standard errors."""
    random = Random(4)
    held = [0.0 in estimate([random.gauss(0, 1) for _ in range(10)]) for _ in range(2000)]
    assert fmean(held) == pytest.approx(0.95, abs=0.02)


def test_it_stops_when_the_interval_is_short_enough(small):
    wide = replicate(small, "renewals", half_width=3)
    narrow = replicate(small, "renewals", half_width=1)
    assert wide["renewals"].half_width <= 3
    assert narrow["renewals"].half_width <= 1
    assert 10 <= len(wide) < len(narrow)
    before = narrow.values["renewals"][:-1]
    assert len(before) < 10 or estimate(before).half_width > 1


def test_where_it_stops_does_not_depend_on_the_workers(small):
    pytest.importorskip("joblib", reason="joblib is not installed")
    one, three = (replicate(small, "renewals", half_width=1.3, jobs=jobs) for jobs in (1, 3))
    assert one == three


def test_the_cap_comes_first(small):
    found = replicate(small, "renewals", half_width=0.01, minimum=3, cap=5)
    assert len(found) == 5
    assert not found.reached
    assert "cap" in str(found)


def test_each_measure_may_have_a_width_of_its_own(small):
    found = replicate(small, ["logins", "renewals"], half_width={"logins": 5})
    assert len(found) == 10


def test_runs_that_are_done_with_take_no_memory(small):
    """Else a sweep of a few hundred large runs would fill it."""
    kept = []

    def keep(result):
        kept.append(result)
        return len(result.log)

    found = replicate(small, keep, replications=3)
    assert min(found.values["keep"]) > 100
    assert [len(result.log) for result in kept] == [0, 0, 0]


def test_the_table(small):
    text = str(replicate(small, ["logins", "renewals"], replications=4))
    assert text.splitlines()[0] == "small, 4 replications"
    assert "95% interval" in text


def test_common_random_numbers_make_the_difference_narrower(small):
    """A margin of five seconds changes little of what 500 clients do: chance cancels."""
    alternatives = {"short": {}, "longer": {"policy.access_ttl": 63}}
    found = compare(small, alternatives, "renewals", replications=12)
    difference = found.difference("longer")
    assert difference.paired.mean == pytest.approx(difference.unpaired.mean)
    assert difference.paired.high < 0
    assert difference.narrower > 1.5
    assert found.runs["short"].seeds == found.runs["longer"].seeds
    assert "narrower by" in str(found)


def test_a_scenario_against_itself_does_not_differ(small):
    found = compare(small, {"this": {}, "same": {}}, "renewals", replications=5)
    difference = found.difference("same")
    assert (difference.paired.mean, difference.paired.half_width) == (0, 0)
    assert difference.unpaired.half_width > 0
    assert difference.narrower == math.inf


def test_comparison_of_scenarios_of_their_own(small):
    pair = {"lazy": crowd(count=20), "ahead": crowd({"ahead": {"margin": 10}}, count=20)}
    found = compare(small, pair, "refused", replications=3)
    assert found["ahead"].mean == 0 < found["lazy"].mean


def test_welch_of_two_samples():
    """As scipy.stats.ttest_ind(equal_var=False) has it."""
    stats = pytest.importorskip("scipy.stats", reason="SciPy is not installed")
    one, two = [1.0, 2.0, 4.0, 4.5, 6.0], [0.5, 0.7, 0.4, 1.1, 0.2]
    found = welch(one, two, 0.95)
    low, high = stats.ttest_ind(one, two, equal_var=False).confidence_interval(0.95)
    # We round the degrees of freedom down, which is on the safe side.
    assert found.low <= low <= high <= found.high
    assert found.half_width == pytest.approx((high - low) / 2, rel=0.1)


# --- warm-up -----------------------------------------------------------------------------------


def test_warm_up_cuts_off_whole_requests():
    whole = run(crowd(count=20))
    late = after(whole, 1800)
    assert next((e.kind, e.t) for e in late.log) == ("begin", 1800)
    assert late.log.rows[-1] == whole.log.rows[-1]
    sent = [e for e in whole.log if e.kind == "request" and e.t >= 1800]
    assert len(late.events(kind="request")) == len(sent)
    answered = {(e.client, e.exchange) for e in late.events(kind="answer")}
    assert answered <= {(e.client, e.exchange) for e in sent}


def test_warm_up_takes_away_the_first_logins():
    """Everybody logs in at first; afterwards only who must."""
    everything = run(crowd(count=50, policy={"access_ttl": 60, "refresh_ttl": "1 d"}))
    assert MEASURES["logins"](everything) == 50
    assert MEASURES["forced_logins"](everything) == 0
    assert MEASURES["logins"](after(everything, 900)) == 0


def test_no_warm_up_changes_nothing():
    result = run(crowd(count=5))
    assert after(result, 0) is result


# --- mistakes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"measures": "login"}, r"login: there is no measure .*did you mean logins\?"),
        ({"measures": []}, "measures: found none"),
        ({"measures": lambda run: "many"}, "returned a str, allowed is a number"),
        ({"replications": 0}, "replications: found 0"),
        ({"replications": 3, "half_width": 1}, "not both"),
        ({"half_width": 0}, "half_width: found 0"),
        ({"half_width": {"logins": 1}}, "logins is not measured"),
        ({"half_width": 1, "minimum": 1}, "minimum 1"),
        ({"half_width": 1, "cap": 5}, "cap 5"),
        ({"confidence": 95}, "confidence: found 95"),
        ({"jobs": 0}, "jobs: found 0"),
        ({"warm_up": 600}, "warm_up: found 600"),
    ],
)
def test_what_can_not_be_replicated(small, more, said):
    with pytest.raises(LabError, match=said):
        replicate(small, **{"measures": "renewals", **more})


def test_a_scenario_object_takes_no_settings():
    with pytest.raises(LabError, match="settings need"):
        replicate(crowd(), "logins", settings={"until": 60})


def test_a_wrong_field_is_told_as_everywhere(small):
    with pytest.raises(ScenarioError, match="did you mean access_ttl"):
        replicate(small, "logins", settings={"policy.acess_ttl": 60})


def test_two_functions_of_one_name(small):
    with pytest.raises(LabError, match="two functions are called <lambda>"):
        replicate(small, [lambda run: 1, lambda run: 2])


@pytest.mark.parametrize(
    ("alternatives", "more", "said"),
    [({"one": {}}, {}, "two or more"), ({"a": {}, "b": {}}, {"replications": 1}, "2 or more")],
)
def test_what_can_not_be_compared(small, alternatives, more, said):
    with pytest.raises(LabError, match=said):
        compare(small, alternatives, "logins", **more)
