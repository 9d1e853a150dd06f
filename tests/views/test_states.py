"""The state diagram says what the table says."""

from enum import Enum

from simulator.actors.states import SESSION_STATES
from simulator.views.states import state_diagram

TABLE = {
    "logged_out": {"log in": "fresh"},
    "fresh": {"renewed": "fresh", "log out": "logged_out", "revoked: reuse": "logged_out"},
    "end": {},
}


def test_a_table_of_strings():
    assert state_diagram(TABLE, "A session").source == (
        "stateDiagram-v2\n"
        "    accTitle: A session\n"
        "    accDescr: It starts in logged out. From logged out: log in leads to fresh. "
        "From fresh: renewed stays in fresh and log out or revoked: reuse leads to logged out. "
        "end is an end.\n"
        '    state "logged out" as logged_out\n'
        '    state "end" as state_end\n'
        "    [*] --> logged_out\n"
        "    logged_out --> fresh: log in\n"
        "    fresh --> fresh: renewed\n"
        "    fresh --> logged_out: log out / revoked#colon; reuse\n"
        "    state_end --> [*]\n"
    )


def test_enums_read_as_their_values():
    class State(Enum):
        OUT = "out"
        IN = "in"

    diagram = state_diagram({State.OUT: {"enter": State.IN}, State.IN: {}}, "Door")
    assert "    out --> in: enter\n" in diagram.source
    assert diagram.alt == (
        "State diagram: Door. It starts in out. From out: enter leads to in. in is an end."
    )


def test_names_that_look_alike_stay_apart():
    source = state_diagram({"a b": {"x": "a-b"}, "a-b": {"y": "a b"}}, "t").source
    assert '    state "a b" as a_b\n' in source
    assert '    state "a-b" as a_b_\n' in source


def test_a_state_only_ever_reached_is_drawn():
    assert "    gone --> [*]\n" in state_diagram({"here": {"go": "gone"}}, "t").source


def test_an_empty_table():
    assert state_diagram({}, "t").alt == "State diagram: t. It has no states."


def test_the_session_of_the_course():
    diagram = state_diagram(SESSION_STATES, "The states of a login session")
    arrows = {(here, there) for here, row in SESSION_STATES.items() for there in row.values()}
    drawn = [line for line in diagram.source.splitlines() if "-->" in line and "[*]" not in line]
    assert len(drawn) == len(arrows)
