"""The ways of a client that a scenario may name."""

from __future__ import annotations

from simulator.actors.app import App
from simulator.actors.attacker import forge
from simulator.actors.client import Ahead, Client, log_in_again, on_401
from simulator.actors.code_flow import with_code
from simulator.actors.flood import Flood
from simulator.actors.thief import Thief

STRATEGIES: dict[str, Client | type[Ahead] | type[App] | type[Thief] | type[Flood]] = {
    "log_in_again": log_in_again,
    "on_401": on_401,
    "ahead": Ahead,
    "app": App,
    "with_code": with_code,
    "forge": forge,
    "thief": Thief,
    "flood": Flood,
}
"""Functions, and classes whose fields are settings."""

OWN_SCHEDULE = frozenset({"thief", "flood"})
"""Those who need no visits: they know themselves when to come."""
