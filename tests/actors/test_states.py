"""The states of a session: a table, and a walk along it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.actors.states import LOGGED_OUT, SESSION_STATES, session_states
from simulator.events import Event

LOGIN, RENEWAL, PAGE, LOGOUT = (
    "POST /token password",
    "POST /token refresh_token",
    "GET /films",
    "POST /revoke",
)


def exchanges(*steps: tuple[str, int], client: str = "ada") -> list[Event]:
    """Requests and their answers, one a second."""
    events = []
    for number, (detail, status) in enumerate(steps, start=1):
        t = float(number)
        events.append(Event(t, client, "request", client, number, 0, "", detail))
        events.append(Event(t + 0.5, client, "response", client, number, status))
    return events


def names(*steps: tuple[str, int]) -> list[str]:
    return [state for _, state in session_states(exchanges(*steps), "ada")]


def test_every_state_is_reached_and_every_step_leads_into_the_table():
    assert {after for row in SESSION_STATES.values() for after in row.values()} == set(
        SESSION_STATES
    )


WALKS = [
    ([(LOGIN, 200)], ["logging in", "active"]),
    ([(LOGIN, 400)], ["logging in", LOGGED_OUT]),
    ([(PAGE, 401)], []),
    ([(LOGIN, 200), (PAGE, 200), (PAGE, 403), (PAGE, 404)], ["logging in", "active"]),
    ([(LOGIN, 200), (PAGE, 401)], ["logging in", "active", "access token expired"]),
    (
        [(LOGIN, 200), (PAGE, 401), (RENEWAL, 200), (PAGE, 200)],
        ["logging in", "active", "access token expired", "renewing", "active"],
    ),
    (
        [(LOGIN, 200), (RENEWAL, 400), (LOGIN, 200)],
        ["logging in", "active", "renewing", LOGGED_OUT, "logging in", "active"],
    ),
    ([(LOGIN, 200), (RENEWAL, 503)], ["logging in", "active", "renewing"]),
    ([(LOGIN, 200), (LOGOUT, 200)], ["logging in", "active", LOGGED_OUT]),
]


@pytest.mark.parametrize(("steps", "expected"), WALKS)
def test_walks(steps, expected):
    assert names(*steps) == [LOGGED_OUT, *expected]


def test_moments_are_those_of_request_and_response():
    assert session_states(exchanges((LOGIN, 200)), "ada") == [
        (0.0, LOGGED_OUT),
        (1.0, "logging in"),
        (1.5, "active"),
    ]


def test_others_do_not_matter():
    events = exchanges((LOGIN, 200), client="bo")
    assert session_states(events, "ada") == [(0.0, LOGGED_OUT)]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([LOGIN, RENEWAL, PAGE, LOGOUT, "POST /authorize", "nonsense"]),
            st.sampled_from([200, 302, 400, 401, 403, 404, 500]),
        )
    )
)
@settings(derandomize=True, deadline=None)
def test_only_steps_of_the_table_are_taken(steps):
    walk = names(*steps)
    for state, following in pairwise(walk):
        assert following in SESSION_STATES[state].values()
