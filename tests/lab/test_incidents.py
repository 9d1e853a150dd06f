"""Incidents: the faults that reports tell of show in our runs, in the size that is told, and the
mends take them away. All with each scenario's own seed."""

from __future__ import annotations

import math

import pytest

from simulator.lab.errors import LabError
from simulator.lab.incident_measures import INCIDENT_MEASURES, SHARES
from simulator.lab.incidents import IncidentTable, Row, incident, incident_table
from simulator.world.reading import ScenarioError, incident_names, read, scenario_names
from simulator.world.scenario import Incident, Scenario

NAMES = [
    "fastapi-zitadel-auth-156",
    "fxa-370",
    "nocturne-326",
    "nocturne-391",
    "openfga-388",
    "pyjwt-914",
    "schuly-476",
    "zitadel-9631",
]


@pytest.fixture(scope="module")
def table() -> IncidentTable:
    return incident_table()


def told(name: str) -> Incident:
    incident = read(name).incident
    assert incident is not None
    return incident


def test_the_incidents_that_there_are():
    assert incident_names() == NAMES
    assert not set(NAMES) & set(scenario_names())
    assert all(read(name).incident is None for name in scenario_names())


@pytest.mark.parametrize("name", NAMES)
def test_an_incident_says_where_it_is_told_and_what_mends_it(name):
    incident = told(name)
    number = name.rpartition("-")[2]
    assert number in incident.source
    assert {figure.measure for figure in incident.figures} <= INCIDENT_MEASURES.keys()
    assert all(figure.means and figure.reported for figure in incident.figures)
    faulty, mended = read(name), read(name, incident.mend)
    differing = {
        part for part in Scenario.model_fields if getattr(faulty, part) != getattr(mended, part)
    }
    assert differing == {field.partition(".")[0] for field in incident.mend}


def test_every_figure_has_a_row_in_the_table(table):
    assert [row.incident for row in table] == [name for name in NAMES for _ in told(name).figures]
    lines = str(table).splitlines()
    assert len(lines) == 1 + len(table.rows)
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == ["incident", *NAMES]
    assert list(table.frame()["fault"]) == [row.fault for row in table]
    assert {row.measure for row in table} >= SHARES - {"refused_share"}


BANDS: dict[tuple[str, str], tuple[tuple[float, float], tuple[float, float]]] = {
    # One reading for each junk token; then one in 10 s, and a minute has six or seven of these.
    ("fastapi-zitadel-auth-156", "key_fetches"): ((6000, 6000), (6, 7)),
    # The herd's moments have a Rayleigh density, at its highest exp(-1/2) / sqrt(60 * 2) = 0.055
    # a second, so 55 of 1000 with a deviation of 7; even, 17 a second with a deviation of 4,
    # of which the highest of 60 is near 17 + 2.5 * 4.
    ("fxa-370", "renewal_peak"): ((48, 75), (21, 33)),
    # 25 a second against 55; with 17 a second (utilisation 2/3) hardly anybody waits.
    ("fxa-370", "longest_renewal_wait"): ((8, 20), (0, 1)),
    # Reported: 415 of 679; 6 to 18 at once. Which latency gives that is our choice.
    ("nocturne-326", "ended_as_reuse"): ((0.55, 0.70), (0, 0)),
    ("nocturne-326", "most_ended_at_once"): ((6, 18), (0, 0)),
    # 150 min hold nine expiries of 15 min, if somebody comes soon after each.
    ("nocturne-391", "logins"): ((45, 50), (5, 5)),
    # Reported are 19 of one person: more than one for each expiry. There must have been loops,
    # or the second fault, which we have not got.
    ("nocturne-391", "most_logins"): ((9, 10), (1, 1)),
    # Every page costs a token; a token of 300 s that is renewed at 265 s, on average, at the
    # first of the pages that come every 10 s: 10 / 275 = 0.036.
    ("openfga-388", "grants_per_page"): ((1, 1), (0.03, 0.045)),
    # From the change at 600 s, or a little later, to the end at 3600 s.
    ("pyjwt-914", "refused_for_unknown_keys"): ((2900, 3000), (0, 0)),
    ("schuly-476", "logged_out"): ((1, 1), (0, 0)),
    # p = 1 - (1 - 0.0064)^8 = 5 % a day, less what a telephone is logged out already; 3500
    # telephone-days have a standard error of 0.4 %.
    ("zitadel-9631", "logged_out_a_day"): ((0.036, 0.052), (0, 0)),
    # 1 - 0.95^7 = 30 %, with a standard error of 2 %.
    ("zitadel-9631", "logged_out"): ((0.302 - 0.062, 0.302 + 0.062), (0, 0)),
}
"""Between what our runs must lie: (fault, mend). Three standard errors where chance has a say."""


def test_every_figure_is_held(table):
    assert {(row.incident, row.measure) for row in table} == BANDS.keys()


@pytest.mark.parametrize(("name", "measure"), BANDS)
def test_our_runs_show_fault_and_mend(name, measure, table):
    row = next(row for row in table if (row.incident, row.measure) == (name, measure))
    (least, most), (least_mended, most_mended) = BANDS[name, measure]
    assert least <= row.fault <= most
    assert least_mended <= row.mend <= most_mended


def test_what_is_mended_in_326_is_the_fault_of_391():
    """Atomic, and the losers get nothing: no tokens die, and people are logged out all the same."""
    mended = incident("nocturne-326").mend
    assert INCIDENT_MEASURES["ended_as_reuse"](mended) == 0
    assert INCIDENT_MEASURES["logins"](mended) > 100
    faulty = read("nocturne-391").policy
    assert (faulty.atomic, faulty.reuse) == (True, told("nocturne-326").mend["policy.reuse"])


def test_the_flood_keeps_honest_people_from_nothing():
    pair = incident("fastapi-zitadel-auth-156")
    for run in (pair.fault, pair.mend):
        junk = sum(e.kind == "request" and e.client == "mallory" for e in run.log)
        refused = {e.detail for e in run.log if e.status == 401 and e.client != "mallory"}
        assert junk == 6000
        assert refused <= {"missing token", "invalid_token", "invalid_token: expired"}


def test_another_seed_is_another_run():
    one, two = (incident("nocturne-326", seed=seed).rows()[0] for seed in (1, 2))
    assert one.fault != two.fault
    assert one.fault == pytest.approx(two.fault, abs=0.15)


def test_progress_goes_from_nothing_to_all():
    shares: list[float] = []
    incident_table(["schuly-476", "openfga-388"], progress=shares.append)
    assert shares == sorted(shares)
    assert math.isclose(shares[-1], 1.0)


# --- what is wrong with an incident -----------------------------------------------------------


FILE = """\
name: mine
title: Mine
until: 60
clients: [{name: zoe, visits: {script: {at: [0]}}}]
incident:
  source: a project, issue 1
  happened: Something.
  figures: [{measure: logins, means: logins, reported: many}]
  mend: {policy.access_ttl: 10}
"""


@pytest.fixture
def written(tmp_path) -> str:
    return str(tmp_path / "mine.yaml")


def put(path: str, text: str) -> str:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def test_an_incident_of_ones_own(written):
    rows = incident(put(written, FILE)).rows()
    assert rows == [Row("mine", "logins", "logins", "many", 1.0, 1.0)]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("measure: logins", "measure: logns", "did you mean logins?"),
        ("policy.access_ttl: 10", "policy.acess_ttl: 10", "did you mean access_ttl?"),
        ("policy.access_ttl: 10", "", "incident.mend"),
        ("source: a project, issue 1", "sorce: x", "did you mean source?"),
        ("[{measure: logins, means: logins, reported: many}]", "[]", "incident.figures"),
    ],
)
def test_mistakes_in_an_incident_are_told(before, after, said, written):
    with pytest.raises((ScenarioError, LabError)) as found:
        incident(put(written, FILE.replace(before, after))).rows()
    assert said in str(found.value)


def test_a_scenario_that_is_no_incident():
    with pytest.raises(ScenarioError, match="access_token: is not taken from an incident"):
        incident("access_token")
