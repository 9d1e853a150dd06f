"""What a scenario file may say of clients, and how its faults are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator.actors.app import App
from simulator.actors.flood import Flood
from simulator.actors.thief import Thief
from simulator.durations import signed_seconds
from simulator.world.reading import ScenarioError, read


def written(path: Path, **fields: Any) -> Path:
    """A scenario file with one client, Mallory, who has these fields, and Ada."""
    mallory = {"name": "mallory", "visits": {"script": {"at": [0]}}, **fields}
    ada = {"name": "ada", "visits": {"script": {"at": [0]}}}
    content = {"name": "x", "title": "x", "until": "1 h", "clients": [mallory, ada]}
    file = path / "x.yaml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    return file


def test_every_field_as_people_write_it(tmp_path):
    app = {
        "renew": "timer", "margin": "1 min", "jitter": "20 s", "login_delay": None,
        "retry": {"attempts": None, "cap": "1 min"}, "timer": {"limit": "24 d"},
        "logout": {"at": ["5 min", "10 min"], "revoke": False},
    }  # fmt: skip
    body = {
        "tabs": 2,
        "tab_lock": True,
        "skew": "-90 s",
        "sleeps": [{"from": "1 min", "until": 90}],
    }
    group = read(written(tmp_path, strategy={"app": app}, **body)).clients[0]
    assert isinstance(group.strategy, App)
    assert group.strategy.retry.attempts is None
    assert group.strategy.logout.at == (300, 600)
    assert (group.tabs, group.tab_lock, group.skew) == (2, True, -90)
    assert (group.sleeps[0].from_, group.sleeps[0].until) == (60, 90)


def test_thief_and_flood(tmp_path):
    thief = {"victim": "ada", "takes": "access_token", "at": "10 min", "first_use": "5 s"}
    group = read(written(tmp_path, strategy={"thief": thief})).clients[0]
    assert group.strategy == Thief(victim="ada", takes="access_token", at=600, first_use=5)
    flood = {"rate": 0.5, "from": "1 min", "until": "2 min"}
    group = read(written(tmp_path, strategy={"flood": flood})).clients[0]
    assert group.strategy == Flood(rate=0.5, from_=60, until=120)


def test_habits_may_be_set_from_outside(tmp_path):
    file = written(tmp_path, strategy={"app": {"renew": "ahead"}})
    changed = read(file, {
        "clients.mallory.strategy.app.margin": "7 s",
        "clients.mallory.strategy.app.retry.attempts": 9,
        "clients.mallory.tabs": 3,
    })  # fmt: skip
    assert isinstance(changed.clients[0].strategy, App)
    assert changed.clients[0].strategy.margin == 7
    assert changed.clients[0].strategy.retry.attempts == 9
    assert changed.clients[0].tabs == 3


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"strategy": {"app": {"margn": 3}}}, r"app\.margn: .*did you mean margin"),
    ({"strategy": {"app": {"renew": "late"}}}, r"app\.renew: found late, allowed is 'on_401'"),
    ({"strategy": {"app": {"retry": {"atempts": 3}}}}, r"did you mean attempts\?"),
    ({"strategy": {"app": {"retry": {"attempts": 0}}}}, r"app\.retry: attempts must be at least"),
    ({"strategy": {"app": {"login_delay": "x"}}}, r"login_delay: found x, allowed is a"),
    ({"strategy": {"app": {"logout": {"at": [5, 3]}}}}, r"app\.logout: the moments in at must"),
    ({"strategy": {"thief": {"victim": "ada", "at": "soon"}}}, "or the word random"),
    ({"strategy": {"thief": {}}}, r"thief\.victim: is missing"),
    ({"strategy": {"thief": {"victim": "bo"}}}, "mallory would rob bo, who is no other client"),
    ({"strategy": {"flood": {"rate": 3, "frm": 3}}}, r"flood\.frm: .*did you mean from\?"),
    ({"strategy": "flood"}, r"flood\.rate: is missing"),
    ({"sleeps": [{"from": 5, "until": 3}]}, r"sleeps\.0: until must be later than from"),
    ({"sleeps": [{"from": 5, "untl": 3}]}, r"sleeps\.0\.untl: .*there are: from, until"),
    ({"skew": "-x"}, r"skew: found -x, allowed is a number"),
    ({"tabs": 0}, r"tabs: found 0, allowed is 1 or more"),
    ({"tab_lock": 3}, r"tab_lock: found 3"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "said"), FAULTS, ids=[said for _, said in FAULTS])
def test_faults_are_told(tmp_path, fields, said):
    with pytest.raises(ScenarioError, match=said):
        read(written(tmp_path, **fields))


@pytest.mark.parametrize(
    ("text", "found"),
    [("-90 s", -90), (" -1 min", -60), (-5, -5), ("5 s", 5), (0, 0), (-0.5, -0.5)],
)
def test_lengths_below_zero(text, found):
    assert signed_seconds(text) == found


@pytest.mark.parametrize("text", ["--5", "-", "- 5 s x", True, None, float("nan"), float("-inf")])
def test_what_is_no_length(text):
    with pytest.raises(ValueError, match="allowed"):
        signed_seconds(text)
