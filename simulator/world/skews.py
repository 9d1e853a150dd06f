"""Whose clock is wrong in a scenario, for pictures that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.actors.app import App
from simulator.actors.backend import NAME as BACKEND

if TYPE_CHECKING:
    from simulator.views.lanes import Clock
    from simulator.world.scenario import Scenario


def clocks(scenario: Scenario) -> dict[str, Clock]:
    """The backend's clock and the clients', by name."""
    from simulator.views.lanes import Clock

    found = {BACKEND: Clock(scenario.backend.skew, scenario.backend.leeway)}
    for group in scenario.clients:
        app = group.strategy
        by_claim = isinstance(app, App) and app.expiry == "exp"
        clock = Clock(group.skew, counts="exp" if by_claim else "expires_in")
        found |= dict.fromkeys(group.names, clock)
    return found
