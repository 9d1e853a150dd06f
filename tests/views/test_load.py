"""The load picture: what arrives where and when, counted by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.events import Event
from simulator.views.load import answer, arrivals, load, operation
from simulator.world.run import run


def test_arrivals_are_told_apart_by_what_they_ask_for() -> None:
    found, until = arrivals(run("access_token").log)
    assert {kind: len(times) for kind, times in found["auth_server"].items()} == {"login": 2}
    assert {kind: len(times) for kind, times in found["backend"].items()} == {
        "served": 3,
        "refused": 1,
    }
    assert until == 720


def test_a_redeemed_code_and_its_login_page_count_as_logins_and_jwks_as_other() -> None:
    found, _ = arrivals(run("code_with_pkce").log)
    kinds = {kind: len(times) for kind, times in found["auth_server"].items()}
    assert kinds == {"other": 1, "login": 2, "renewal": 1}


def test_operations_and_answers() -> None:
    assert operation("POST /token password") == "login"
    assert operation("POST /token refresh_token") == "renewal"
    assert operation("POST /revoke") == "other"
    assert [answer(status) for status in (200, 401, 403, 404, 500)] == [
        "served",
        "refused",
        "forbidden",
        "failed",
        "failed",
    ]


def column_heights(patch: Any) -> float:
    """The heights of all columns of one layer, added up: each is a path of five corners."""
    corners = np.asarray(patch.get_path().vertices).reshape(-1, 5, 2)
    return float((corners[:, 1, 1] - corners[:, 0, 1]).sum())


def test_the_columns_add_up_to_the_requests() -> None:
    result = run("full_house")
    figure = result.load().figure
    heights = [sum(map(column_heights, axes.patches)) for axes in figure.axes]
    total = result.summary().total
    assert heights == [total.logins, total.requests]


def test_title_and_text_tell_the_peak() -> None:
    picture = run("access_token").load()
    assert picture.title == (
        "The auth server gets one request per 15 s"
        " and the backend gets two requests per 15 s at most"
    )
    assert picture.alt == (
        "Load over 12 minutes. The auth server gets two requests: two logins. The busiest 15 s"
        " bring one, at the start. The backend gets 4 requests: 3 served and one refused (401)."
        " The busiest 15 s bring two, from 7 min on."
    )


def test_a_log_in_which_nothing_happens() -> None:
    log = [Event(0.0, "engine", "begin"), Event(60.0, "engine", "end")]
    picture = load(log)
    assert picture.title == "Nothing arrived"
    assert picture.alt == (
        "Load over 1 minute. Nothing arrives at the auth server. Nothing arrives at the backend."
    )
