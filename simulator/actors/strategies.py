"""The ways of a client that a scenario may name."""

from __future__ import annotations

from simulator.actors.attacker import forge
from simulator.actors.client import Ahead, Client, log_in_again, on_401
from simulator.actors.code_flow import with_code

STRATEGIES: dict[str, Client | type[Ahead]] = {
    "log_in_again": log_in_again,
    "on_401": on_401,
    "ahead": Ahead,
    "with_code": with_code,
    "forge": forge,
}
"""Functions, and classes whose fields are settings."""
