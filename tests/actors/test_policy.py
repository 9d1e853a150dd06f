"""Policies: when a refresh token expires, and which policies make no sense."""

from __future__ import annotations

import pytest

from simulator.actors.policy import Policy


def test_absolute_counts_from_the_login():
    policy = Policy(refresh_ttl=1000.0)
    assert [policy.refresh_expiry(50.0, now) for now in (50.0, 700.0, 1049.0)] == [1050.0] * 3


def test_sliding_counts_from_the_renewal():
    policy = Policy(refresh_ttl=1000.0, refresh_lifetime="sliding")
    assert [policy.refresh_expiry(50.0, now) for now in (50.0, 700.0)] == [1050.0, 1700.0]


def test_sliding_stops_at_the_limit():
    policy = Policy(refresh_ttl=1000.0, refresh_lifetime="sliding", refresh_max=1500.0)
    assert [policy.refresh_expiry(50.0, now) for now in (50.0, 549.0, 551.0, 9e9)] == [
        1050.0,
        1549.0,
        1550.0,
        1550.0,
    ]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"access_ttl": 0.5}, "access_ttl"),
        ({"access_ttl": 0.0}, "access_ttl"),
        ({"refresh_ttl": 9.0, "refresh_lifetime": "sliding", "rotation": False}, "rotation"),
        ({"refresh_ttl": 9.0, "refresh_max": 99.0}, "sliding"),
    ],
)
def test_contradictions_are_refused(settings, said):
    with pytest.raises(ValueError, match=said):
        Policy(**settings)


def test_a_policy_is_never_changed():
    with pytest.raises(AttributeError):
        Policy().access_ttl = 5.0  # type: ignore[misc]
