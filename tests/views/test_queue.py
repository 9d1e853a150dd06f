"""The queue's picture against the log's own numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.events import EventLog
from simulator.views import queue as view
from simulator.views.queue import Queue, queue
from simulator.world.queueing import (
    Stay,
    numbers_present,
    queue_lengths,
    stays,
    utilisation,
    waits,
)
from simulator.world.run import Run, run
from tests.views.stories import Writer
from tests.world.small import scenario


def by_hand() -> EventLog:
    """One worker: three come at 10 s; each is served for 20 s. An outage from 80 s on."""
    w = Writer("queue")
    for n, client in enumerate(("ada", "bo", "cleo")):
        w.row(9.96, client, "request", client, 1, 0, "", "POST /token password")
        w.row(10.0, "auth_server", "arrive", client, 1, 0, "", "login")
        w.row(10.0 + 20 * n, "auth_server", "start", client, 1, 0, "", "login")
        w.row(30.0 + 20 * n, "auth_server", "answer", client, 1, 200)
    w.row(80.0, "auth_server", "down", "", 0, 0, "", "refuse")
    w.row(85.0, "auth_server", "answer", "ada", 2, 503, "", "temporarily_unavailable")
    w.row(100.0, "auth_server", "up")
    return w.log(120.0)


def crowd(seed: int = 1) -> Run:
    visits = {"poisson": {"every": 20}}
    content = scenario(
        0, until=600, latency=0.04, ada={"count": 60, "visits": visits},
        auth_server={"workers": 1, "outages": [{"from": 200, "until": 230}]},
    )  # fmt: skip
    return run(content, seed=seed)


def test_title_and_text_by_hand():
    log = by_hand()
    picture = queue(log, stays(log), 1)
    assert picture.title == (
        "Up to two requests wait for the auth server, 40 s at the longest; its one worker is busy"
        " 50 % of the time"
    )
    assert picture.alt == (
        "Load over 2 minutes. The auth server gets 4 requests: 3 logins and 1 turned away. At most"
        " two wait, first at 10 s; the mean wait is 20 s, the longest 40 s. One worker, busy 50 %"
        " of the time. One outage, from 1 min 20 s to 1 min 40 s."
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_the_numbers_are_those_of_the_log(seed):
    result = crowd(seed)
    events = list(result.log)
    found = Queue(result.log, stays(events), 1)
    assert sorted(wait for _, wait in found.waits) == sorted(waits(events))
    assert found.utilisation == pytest.approx(utilisation(events, 1))
    most, when = view.most_waiting(view.waiting(found.queued))
    lengths = queue_lengths(events)
    assert most == max(number for _, number in lengths)
    assert when == next(t for t, number in lengths if number == most)
    answered = [e for e in events if (e.kind, e.actor) == ("answer", "auth_server")]
    still_there = numbers_present(events)[-1][1]
    assert sum(map(len, found.arrivals.values())) == len(answered) + still_there


def test_a_run_shows_the_queue_where_there_are_workers():
    result = crowd()
    picture = result.load()
    assert picture.title.startswith("Up to ")
    assert len(picture.figure.axes) == 5
    assert "One outage, from 3 min 20 s to 3 min 50 s." in picture.alt
    assert len(run("access_token").load().figure.axes) == 2


def test_time_use_is_by_bin_and_operation():
    spans = [(10.0, 30.0), (25.0, 45.0)]
    edges = np.array([0.0, 20.0, 40.0, 60.0])
    assert np.diff(view.busy_before(spans, edges)).tolist() == [10.0, 25.0, 5.0]
    middles, means = view.mean_waits([(1.0, 2.0), (3.0, 4.0), (25.0, 6.0)], 60.0, 20.0)
    assert (middles.tolist(), means.tolist()) == ([10.0, 30.0], [3.0, 6.0])


def test_short_queues_are_not_lost_between_pixels():
    _, most = view.outline(view.waiting([(10.0, 10.001), (10.0, 10.002)]), 86400.0)
    assert most.max() == 2
    assert view.most_waiting(view.waiting([(5.0, 5.0)])) == (0, 0.0)


def test_who_is_never_taken_up_waits_until_the_end():
    log = Writer().log(60.0)
    found = Queue(log, [Stay("ada", 1, "refresh", 10.0, None, None)], 1)
    assert found.queued == [(10.0, 60.0)]
    assert found.utilisation == 0


def test_nobody_waits_and_nobody_comes():
    log = Writer().log(60.0)
    alone = queue(log, [Stay("ada", 1, "odd", 10.0, 10.0, 10.5)], 2)
    assert alone.title == (
        "Nobody waits for the auth server: its two workers are busy 0.4 % of the time"
    )
    assert "The auth server gets one request: 1 other. Nobody waits." in alone.alt
    assert queue(log, [], 2).title == "Nothing arrived at the auth server"
    assert queue(log, [], 2).octets().startswith(b"\x89PNG")


def test_layers_differ_by_more_than_colour():
    looks = [(colour, hatch) for _, colour, hatch in view.OPERATIONS.values()]
    assert len(set(looks)) == len(looks)
    plain = [colour for colour, hatch in looks if not hatch]
    assert len(plain) == 1, "the others are told apart by their hatches"
    assert len(set(view.MARKERS.values())) == len(view.MARKERS)


def test_outages_are_shaded_in_every_panel():
    log = by_hand()

    def shades(axes: Any) -> int:
        return sum(patch.get_hatch() == ".." for patch in axes.patches)

    assert [shades(axes) for axes in queue(log, stays(log), 1).figure.axes] == [1] * 5
