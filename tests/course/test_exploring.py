"""explore(): the same answers by slider and by call, soon enough to be played with."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

import course
from course.exploring import Explorer, Found
from course.scales import between, between_times, options_of
from simulator.views.picture import Picture
from simulator.world.reading import ScenarioError
from simulator.world.run import run

TTL = "policy.access_ttl"


def explore(*arguments: Any, **more: Any) -> Any:
    """The function itself, whose answer is one of two kinds."""
    return course.explore(*arguments, **more)


MINUTE_TO_HOUR = {TTL: ("1 min", "1 h")}
QUEUE = """\
name: queue
title: A queue
until: 10 min
tokens: lazy
auth_server: {workers: 2}
clients: [{name: viewer, count: 40, visits: {poisson: {every: 60 s}}}]
"""


def test_a_call_gives_picture_and_numbers():
    found = explore("refresh_token", at={TTL: 300})
    assert isinstance(found, Found)
    total = run("refresh_token", access_ttl=300).summary().total
    assert found.numbers == {
        "logins": total.logins, "renewals": total.renewals, "refused": total.refused,
    }  # fmt: skip
    assert isinstance(found.picture, Picture)
    assert found.picture.alt == run("refresh_token", access_ttl=300).timeline().alt
    assert found.caption == f"{TTL} = 300: logins 2, renewals 6, refused 7"
    assert repr(found).splitlines() == [found.caption, found.picture.alt]


def test_it_says_how_to_get_the_same_again():
    found = explore("refresh_token", at={TTL: 300}, show="load", measures=["logins"])
    assert found.call == (
        f"explore('refresh_token', at={{'{TTL}': 300}}, measures=['logins'], show='load')"
    )
    again = eval(found.call)
    assert again.numbers == found.numbers
    sown = explore("refresh_token", at={TTL: 300}, seed=3)
    assert sown.call == f"explore('refresh_token', at={{'{TTL}': 300}}, seed=3)"
    assert again.picture.alt == found.picture.alt
    assert f"<code>explore(&#x27;refresh_token&#x27;, at={{&#x27;{TTL}" in found._repr_html_()


def test_without_sliders_it_starts_at_the_scenarios_own_value():
    found = explore("refresh_token", MINUTE_TO_HOUR, sliders=False)
    assert isinstance(found, Found)
    assert found.at == {TTL: 300.0}
    assert found.numbers == explore("refresh_token", at={TTL: 300}).numbers


def test_nothing_to_vary_is_a_run():
    found = explore("access_token")
    assert isinstance(found, Found)
    assert found.caption == "logins 2, renewals 0, refused 1"


def test_measures_and_pictures_of_ones_own():
    def rows(result: Any) -> float:
        return len(result.log)

    found = explore("access_token", at={TTL: 60}, measures=[rows], show=lambda r: r.load("Mine"))
    assert isinstance(found, Found)
    assert found.numbers == {"rows": len(run("access_token", access_ttl=60).log)}
    assert found.picture.title == "Mine"


def test_a_client_of_ones_own():
    def idle(session: Any) -> Any:
        return
        yield

    found = explore("access_token", at={TTL: 60}, client=idle)
    assert isinstance(found, Found)
    assert found.numbers["logins"] == 0


@pytest.mark.parametrize(
    ("arguments", "error", "told"),
    [
        ({"at": {"policy.acess_ttl": 60}}, ScenarioError, "access_ttl"),
        ({"vary": {"policy.acess_ttl": (60, 120)}}, ScenarioError, "access_ttl"),
        ({"vary": {TTL: (120, 60)}}, ValueError, "the lower end must come first"),
        ({"vary": {TTL: 60}}, ValueError, r"allowed is a range \(low, high\) or a list"),
        ({"vary": {TTL: [60]}}, ValueError, "allowed is a range"),
        ({"at": {TTL: 60}, "show": "timline"}, ValueError, "allowed is one of timeline, load"),
        ({"at": {TTL: 60}, "measures": ["login"]}, ValueError, "login"),
    ],
)
def test_mistakes_are_told(arguments, error, told):
    with pytest.raises(error, match=told):
        explore("refresh_token", **{"sliders": False, **arguments})


def test_where_sliders_stop():
    options = options_of("refresh_token", {}, TTL, (60, 3600))
    labels = [option.label for option in options]
    assert labels[:4] == ["1 min", "90 s", "2 min", "3 min"]
    assert labels[-1] == "1 h"
    assert between_times(7, 31) == [7, 10, 15, 20, 30, 31]
    assert between_times(-300, 60)[:3] == [-300, -240, -180]
    assert 0 in between_times(-300, 60)
    assert between(1, 5) == [1, 2, 3, 4, 5]
    assert between(0.0, 1.0)[:3] == [0, 0.05, 0.1]
    counts = options_of("full_house", {}, "clients.0.count", (1, 9))
    assert [option.label for option in counts] == list("123456789")
    switch = options_of("refresh_token", {}, "policy.rotation", [True, False])
    assert [option.label for option in switch] == ["on", "off"]


def test_a_crowd_is_sampled_and_a_note_says_so():
    explorer = Explorer("full_house", MINUTE_TO_HOUR)
    found = explorer.look({TTL: 300})
    assert found.note.startswith("To answer quickly: ")
    assert "of 201 clients" in found.note
    assert found.note in repr(found)
    assert explorer.fitted.settings["tokens"] == "lazy"


def test_who_queues_is_never_left_out(tmp_path):
    path = tmp_path / "queue.yaml"
    path.write_text(QUEUE.replace("count: 40", "count: 200"))
    explorer = Explorer(path, {"auth_server.workers": (1, 4)}, show="load")
    assert explorer.look({"auth_server.workers": 2}).note.startswith(
        "To answer quickly: the first "
    )
    assert set(explorer.fitted.settings) == {"tokens", "until"}


def test_what_is_short_enough_is_left_whole():
    assert Explorer("refresh_token", MINUTE_TO_HOUR).fitted.settings == {"tokens": "lazy"}


def test_an_answer_is_kept():
    explorer = Explorer("refresh_token", MINUTE_TO_HOUR)
    assert explorer.look({TTL: 300}) is explorer.look({TTL: 300})
    assert explorer.look({TTL: 300}) is not explorer.look({TTL: 301})


@pytest.mark.parametrize(
    ("scenario", "show"),
    [("refresh_token", "timeline"), ("streaming_week", "load"), ("full_house", "timeline"),
     ("full_house", "load"), ("refresh_token", "lanes"), ("queue", "load")],
)  # fmt: skip
def test_a_move_is_answered_within_150_ms(scenario, show, tmp_path):
    """The best of several moves, since the machine has other things to do too."""
    if scenario == "queue":
        scenario = tmp_path / "queue.yaml"
        scenario.write_text(QUEUE)
    explorer = Explorer(scenario, MINUTE_TO_HOUR, show=show)
    explorer.look({TTL: 200})._repr_html_()
    taken = []
    for option in explorer.options[TTL]:
        began = time.perf_counter()
        explorer.look({TTL: option.value})._repr_html_()
        taken.append(time.perf_counter() - began)
    assert min(taken) < 0.15


def test_sliders_move_with_the_keyboard_and_change_the_answer():
    pytest.importorskip("ipywidgets")
    panel = explore(
        "refresh_token", {**MINUTE_TO_HOUR, "policy.rotation": [True, False]}, sliders=True
    )
    ttl, switch = panel.lists.values()
    (slider,) = panel.sliders.values()
    assert (slider.label, ttl.label, switch.label) == ("5 min", "5 min", "on")
    assert (ttl.description, switch.description) == (TTL, "policy.rotation")
    before = panel.found
    slider.value = 60.0
    assert ttl.label == "1 min"
    assert panel.at == {TTL: 60.0, "policy.rotation": True}
    assert panel.found.numbers == explore("refresh_token", at=panel.at).numbers
    page = panel.box.children[-1].value
    assert panel.found.picture.alt.split(".")[0] in page
    assert 'aria-live="polite"' in page
    assert panel.found is not before
    ttl.value = 300.0
    assert (panel.at[TTL], slider.label, panel.found) == (300.0, "5 min", before)
    bundle = panel._repr_mimebundle_()
    assert bundle["text/plain"] == repr(panel.found) == repr(panel)
    assert "<img alt=" in bundle["text/html"]


def test_many_moves_at_once_are_answered_once():
    pytest.importorskip("ipywidgets")
    from course.sliders import Throttle

    calls: list[int] = []

    async def moves() -> None:
        throttled = Throttle(lambda: calls.append(1), pause=0.01)
        for _ in range(50):
            throttled()
        assert calls == []
        await asyncio.sleep(0.05)
        throttled()
        await asyncio.sleep(0.05)

    asyncio.run(moves())
    assert len(calls) == 2


def test_in_a_kernel_there_are_sliders_and_a_picture_for_pages_without_one(tmp_path: Path):
    pytest.importorskip("ipywidgets")
    source = (
        "from course import explore\n"
        "panel = explore('refresh_token', vary={'policy.access_ttl': (60, 3600)})\n"
        "panel"
    )
    notebook = new_notebook(cells=[new_code_cell(source)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "", "language": "python"}
    root = Path(__file__).resolve().parents[2]
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(root)}}).execute()
    (output,) = notebook.cells[0].outputs
    assert "application/vnd.jupyter.widget-view+json" in output.data
    assert output.data["text/html"].startswith('<div role="status"')
    assert output.data["text/plain"].startswith("policy.access_ttl = 300")
