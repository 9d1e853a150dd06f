"""Page 2, above: the table is the presets', and the numbers are the closed forms'."""

from __future__ import annotations

import pytest

from course.cheatsheet import lifetimes
from course.registry import find_exercise
from course.standin import course_version
from simulator.actors.presets import PRESETS, Preset
from simulator.durations import seconds
from simulator.lab.theory import lazy_cycle, stolen_access

ROWS = {row[0]: dict(zip(lifetimes.HEAD, row, strict=True)) for row in lifetimes.rows()}


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_row_says_what_the_preset_says_and_no_more(preset: Preset):
    row, said = ROWS[preset.name], preset.settings
    for head, field in (
        ("access token", "access_ttl"),
        ("refresh token", "refresh_ttl"),
        ("session at most", "refresh_max"),
    ):
        if field in said:
            assert seconds(row[head]) == said[field]
        else:
            assert row[head] == lifetimes.UNKNOWN
    switched = row["rotation"] == lifetimes.SWITCHED
    assert switched == ("switched on for each" in preset.remarks)
    assert switched or (row["rotation"] == lifetimes.UNKNOWN) == ("rotation" not in said)
    if "grace" in said:
        assert row["grace"] == "none" or seconds(row["grace"]) == said["grace"]
    elif "grace" in preset.ranges:
        assert seconds(row["grace"].removeprefix("up to ")) == preset.ranges["grace"][1]
    else:
        assert row["grace"] == lifetimes.UNKNOWN
    if "access_ttl" in said:
        number, unit = row["stolen: good for"].split()
        assert float(number) * seconds(f"1 {unit}") == pytest.approx(said["access_ttl"] / 2, 0.01)


def test_every_product_is_there_with_its_date():
    assert list(ROWS) == [preset.name for preset in PRESETS]
    assert {preset.as_of for preset in PRESETS} == {"2026"}
    assert "as of 2026" in lifetimes.source()


def test_what_has_to_be_switched_on_and_what_is_a_maximum_is_marked():
    assert [name for name, row in ROWS.items() if row["rotation"] == lifetimes.SWITCHED] == [
        "Auth0",
        "Cognito",
    ]
    assert [name for name, row in ROWS.items() if row["grace"].startswith("up to ")] == [
        "Cognito",
        "Hydra",
    ]
    for words in ("Up to: the most", "New, old lives:", "Okta: rotation by default in single-"):
        assert words in lifetimes.source()


def test_rotation_in_words():
    assert lifetimes.rotation(None, None) == lifetimes.UNKNOWN
    assert lifetimes.rotation(False, None) == "off"
    assert lifetimes.rotation(True, "ignore") == "new, old lives"
    assert lifetimes.rotation(True, "revoke_family") == "on"


def test_the_rules_are_those_of_theory():
    examples = {rule.name: rule.example for rule in lifetimes.rules()}
    assert lazy_cycle(1 / 60, 300) == pytest.approx(300 + 60)
    assert "every 6 min at random, every 5 min by the clock" in examples["Renewals"]
    assert lifetimes.regular_cycle(60, 301) == 360
    assert stolen_access(1e9, 300) == pytest.approx(150)
    assert examples["Theft"].endswith("2.5 min")
    assert examples["Logout"].endswith(f"{30 / 2 - 30**2 / (6 * 300):g} s")
    assert f"{1000 * 0.008 / 1:g} s" in examples["Rush"]


def test_the_plan_for_keys_is_that_of_notebook_12():
    plan = course_version(find_exercise("12.plan"))
    settings = {"change": 1920.0, "lifetime": 900.0, "cache": 300.0, "leeway": 5.0}
    assert lifetimes.plan(1920.0, 900.0, 300.0, 5.0) == plan(**settings)
