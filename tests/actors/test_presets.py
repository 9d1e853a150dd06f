"""Presets: what products do by default, so far as it was looked up."""

from __future__ import annotations

from dataclasses import fields

import pytest

from simulator.actors.policy import Policy
from simulator.actors.presets import COMPARED, PRESETS, preset, with_preset
from simulator.world.reading import ScenarioError, read

NAMES = [each.name for each in PRESETS]
MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.mark.parametrize("each", PRESETS, ids=NAMES)
def test_every_preset_is_a_policy_with_source_and_date(each):
    known = {field.name for field in fields(Policy)}
    assert set(each.settings) <= known
    assert set(each.ranges) <= known
    assert set(COMPARED) <= known
    for name, value in each.settings.items():
        assert getattr(each.policy, name) == value
        low, high = each.ranges.get(name, (value, value))
        assert low <= value <= high
    assert each.source
    assert each.as_of == "2026"
    assert not set(each.unknown) & set(each.settings)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Auth0", {"access_ttl": DAY, "refresh_ttl": 15 * DAY, "refresh_max": 30 * DAY}),
        ("Okta", {"access_ttl": HOUR, "refresh_ttl": 90 * DAY, "grace": 30}),
        ("Keycloak", {"access_ttl": 300, "refresh_ttl": 1800, "refresh_max": 10 * HOUR}),
        ("Cognito", {"access_ttl": HOUR, "refresh_ttl": 30 * DAY}),
        ("SimpleJWT", {"access_ttl": 300, "refresh_ttl": DAY, "rotation": False}),
    ],
)
def test_the_table_of_lifetimes(name, expected):
    assert {field: preset(name).settings[field] for field in expected} == expected


def test_what_was_not_looked_up_is_named_and_not_guessed():
    assert preset("Hydra").unknown == (
        "access_ttl",
        "refresh_ttl",
        "refresh_lifetime",
        "refresh_max",
        "reuse",
        "grace",
    )
    assert preset("Auth0").unknown == ()
    assert preset("Duende 7").unknown == ("access_ttl",)
    assert preset("SimpleJWT").unknown == ()  # what happens at rotation says nothing there
    assert "grace" in preset("Cognito").unknown


@pytest.mark.parametrize("name", ["Entra ID", "entra_id", "ENTRA-ID", "entraid"])
def test_names_are_found_however_they_are_written(name):
    assert preset(name).name == "Entra ID"


def test_a_name_that_there_is_not_gets_a_near_one():
    with pytest.raises(ValueError, match=r"did you mean Keycloak\?.*there are: Auth0, Okta"):
        preset("keyclaok")
    with pytest.raises(ValueError, match="there is no preset 'xyz'; there are"):
        preset("xyz")


def test_a_scenario_names_a_preset_and_what_differs():
    policy = read("access_token", {"policy": {"preset": "okta", "grace": "1 min"}}).policy
    assert (policy.access_ttl, policy.grace) == (3600.0, 60.0)
    assert read("access_token", {"policy": "keycloak"}).policy == preset("Keycloak").policy


def test_what_else_is_said_is_left_as_it_is():
    for value in ({"access_ttl": 5}, None, 7, Policy()):
        assert with_preset(value) is value


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ({"preset": "oktar"}, "did you mean Okta?"),
        ({"prest": "okta"}, "did you mean preset?"),
        ({"preset": "auth0", "rotation": False}, "rotation: true"),
        (None, "policy"),
    ],
)
def test_mistakes_in_a_scenario_are_told(policy, said):
    with pytest.raises(ScenarioError) as error:
        read("access_token", {"policy": policy})
    assert said in str(error.value)
