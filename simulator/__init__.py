"""A simulated world of login sessions: client, auth server, backend, and the tokens between them.

`run("refresh_token")` simulates a scenario; the other names are what a client is
written with. Each is imported when first used, so that `import simulator` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.actors.actions import Send as Send
    from simulator.actors.actions import Signal as Signal
    from simulator.actors.actions import Together as Together
    from simulator.actors.actions import Wait as Wait
    from simulator.actors.actions import WaitFor as WaitFor
    from simulator.actors.app import App as App
    from simulator.actors.client import Ahead as Ahead
    from simulator.actors.client import log_in_again as log_in_again
    from simulator.actors.client import on_401 as on_401
    from simulator.actors.messages import Request as Request
    from simulator.actors.messages import Response as Response
    from simulator.actors.messages import get as get
    from simulator.actors.messages import introspect as introspect
    from simulator.actors.messages import log_in as log_in
    from simulator.actors.messages import log_out as log_out
    from simulator.actors.messages import refresh as refresh
    from simulator.actors.presets import preset as preset
    from simulator.actors.scheduled import scheduled as scheduled
    from simulator.actors.states import SESSION_STATES as SESSION_STATES
    from simulator.world.run import Run as Run
    from simulator.world.run import run as run
    from simulator.world.run import stage as stage
    from simulator.world.run import state_diagram as state_diagram

HOMES = {
    "Ahead": "actors.client",
    "App": "actors.app",
    "Request": "actors.messages",
    "Response": "actors.messages",
    "Run": "world.run",
    "SESSION_STATES": "actors.states",
    "Send": "actors.actions",
    "Signal": "actors.actions",
    "Together": "actors.actions",
    "Wait": "actors.actions",
    "WaitFor": "actors.actions",
    "get": "actors.messages",
    "introspect": "actors.messages",
    "log_in": "actors.messages",
    "log_in_again": "actors.client",
    "log_out": "actors.messages",
    "on_401": "actors.client",
    "preset": "actors.presets",
    "refresh": "actors.messages",
    "run": "world.run",
    "scheduled": "actors.scheduled",
    "stage": "world.run",
    "state_diagram": "world.run",
}

__all__ = sorted(HOMES)


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'simulator' has no attribute {name!r}")
    found = getattr(import_module(f"simulator.{HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
