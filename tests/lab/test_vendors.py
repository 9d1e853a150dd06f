"""Products on one workload: what their lifetimes come to, and what is left out."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from simulator.actors.presets import PRESETS, preset
from simulator.lab.errors import LabError
from simulator.lab.vendors import (
    MEASURED,
    VendorTable,
    compare_vendors,
    forced_logins_a_week,
    told,
    unknown_for,
    work_a_day,
)
from simulator.world.run import run
from simulator.world.scenario import Scenario

PRODUCTS = ["Auth0", "Okta", "Keycloak", "Keycloak offline", "SimpleJWT", "Hydra"]


@pytest.fixture(scope="module")
def table() -> VendorTable:
    return compare_vendors(PRODUCTS, replications=2)


def mean(table: VendorTable, product: str, column: str) -> float:
    held = table[product][column]
    assert held is not None
    return held.mean


def test_forced_logins(table):
    """Sessions that end after 60 and 30 days, at the first page afterwards, so up to a day later;
    sessions that end every night; and those of a day, which begin a little later each evening
    until the evening is over, and then early again."""
    assert mean(table, "Keycloak offline", "forced_logins") == pytest.approx(7 / 60, rel=0.01)
    assert 7 / 31 <= mean(table, "Auth0", "forced_logins") <= 7 / 30
    assert mean(table, "Keycloak", "forced_logins") == pytest.approx(7, abs=0.01)
    assert 6.5 <= mean(table, "SimpleJWT", "forced_logins") <= 7


def test_exposure(table):
    """No rotation that ends a family: the thief has what is left of the session. That of 60 days
    began at 0.84 d, so 52.9, 37.9, 22.9 and 7.9 days of it are left, 30.4 on average; of the 10 h
    from a quarter past eight 8.6 are left at 21:36, and one look of 20 min may be missing."""
    offline = mean(table, "Keycloak offline", "exposure_hours")
    assert offline == pytest.approx(24 * (60.844 - (7.9 + 22.9 + 37.9 + 52.9) / 4), abs=1)
    assert 8.1 <= mean(table, "Keycloak", "exposure_hours") <= 8.9
    assert 0 < mean(table, "SimpleJWT", "exposure_hours") <= 24.1
    # Ada's next renewal ends the family; what the thief has got lives on for a day at most.
    assert 24 <= mean(table, "Auth0", "exposure_hours") <= 48.5


def test_work(table):
    """An evening of 150 min has a renewal in 5 + 2 min, and one more where the evening begins with
    an old token; a login counts for 8 of them, and is a renewal less."""
    renewals = 150 / 7 + 0.5
    offline = mean(table, "Keycloak offline", "work")
    assert offline == pytest.approx(renewals, abs=0.8)
    assert mean(table, "Keycloak", "work") == pytest.approx(offline + 8, abs=0.5)
    assert mean(table, "Auth0", "work") == pytest.approx(1, abs=0.4)
    assert mean(table, "Okta", "work") == pytest.approx(3, abs=0.3)


def test_what_is_unknown_is_left_out_and_told(table):
    okta, hydra = table["Okta"], table["hydra"]
    assert okta["forced_logins"] is None
    assert okta["exposure_hours"] is None
    assert okta["work"] is not None, "a login in 90 days is nothing to the work"
    assert "refresh_lifetime" in okta.unknown
    assert hydra.runs is None
    assert all(hydra[column] is None for column in MEASURED)
    row = next(line for line in str(table).splitlines() if line.startswith("Hydra "))
    assert row.split()[1:4] == ["-", "-", "-"]
    assert "access_ttl" in row


def test_a_session_of_a_day_decides_the_work_too():
    unknown = unknown_for(preset("Entra ID single-page app"))
    assert all("refresh_lifetime" in names for names in unknown.values())


def test_nothing_is_given_that_hangs_on_something_unknown():
    for product in PRESETS:
        for column, names in unknown_for(product).items():
            assert set(names) <= set(product.unknown), (product.name, column)
            if "refresh_ttl" in product.unknown or "access_ttl" in product.unknown:
                assert names


def test_the_data_frame_has_numbers_intervals_and_sources(table):
    frame = table.frame()
    assert list(frame.index) == PRODUCTS
    assert frame.loc["Auth0", "forced_logins"] == mean(table, "Auth0", "forced_logins")
    assert frame["work_half_width"].ge(0).sum() == 5
    assert frame.loc["Hydra"][list(MEASURED)].isna().all()
    assert frame.loc["Keycloak", "as_of"] == "2026"
    assert "Keycloak" in frame.loc["Keycloak", "source"]
    assert all(preset(name).source in str(table) for name in PRODUCTS)


def test_the_picture_says_what_the_table_says(table):
    picture = table.picture()
    assert "Hydra" in picture.alt
    assert "Okta unknown" in picture.alt
    assert "fold" in picture.title
    assert "as of 2026" in picture.alt


def test_three_figures_and_how_sure_they_are():
    from simulator.lab.estimates import Estimate

    def of(mean: float, half_width: float) -> str:
        return told(Estimate(mean, half_width, 0.95, 5, 1.0))

    assert told(None) == "-"
    assert of(0.11666, 0.0000031) == "0.117 ± <0.001"
    assert of(24.9, 3.3) == "24.9 ± 3.3"
    assert of(730.4, 0.08) == "730 ± <1"
    assert of(0.0, 0.0) == "0 ± <1"


def small(*visits: float, **more: Any) -> Scenario:
    viewer = {"name": "viewer", "visits": {"script": {"at": visits}}}
    thief = {"name": "m", "strategy": {"thief": {"victim": "viewer", "at": 1}}}
    content = {
        **{"name": "x", "title": "x", "until": 86400, "clients": [viewer, thief]},
        "policy": {"access_ttl": 60, "refresh_ttl": 600, "rotation": False},
    }
    return Scenario.model_validate({**content, **more})


def test_measures_by_hand():
    """Logins at 0, 700 and 1400 s: two in 1400 s. A renewal at 100, and two that are denied."""
    result = run(small(0, 100, 700, 1400))
    assert forced_logins_a_week(result) == pytest.approx(2 / 1400 * 604800, rel=0.001)
    assert work_a_day(result) == 3 * 8 + 3
    assert forced_logins_a_week(run(small(0, 100))) == 0


def test_each_product_meets_the_same_chance():
    settings = {"until": "3 d"}
    tables = [
        compare_vendors(["Keycloak", "SimpleJWT"], replications=2, settings=settings, jobs=jobs)
        for jobs in (1, 2)
    ]
    assert tables[0] == pickle.loads(pickle.dumps(tables[0]))
    one, two = (tables[0][name].runs for name in ("Keycloak", "SimpleJWT"))
    assert one is not None
    assert two is not None
    assert one.seeds == two.seeds
    assert [each.runs for each in tables[0].standings] == [
        each.runs for each in tables[1].standings
    ]


def test_progress_and_mistakes():
    shares: list[float] = []
    settings = {"until": "1 d"}
    compare_vendors(["Auth0", "Hydra", "SimpleJWT"], replications=2, settings=settings,
                    progress=shares.append)  # fmt: skip
    assert shares == sorted(shares)
    assert shares[-1] == 1
    with pytest.raises(LabError, match="did you mean Keycloak"):
        compare_vendors(["keyclok"])
    with pytest.raises(LabError, match="found none"):
        compare_vendors([])
