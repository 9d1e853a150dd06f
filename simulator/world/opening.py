"""Who begins to move when the clock starts: the servers' own doings, then the clients."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.actors import auth_server
from simulator.world.busy_host import BusyHost
from simulator.world.cast import Cast
from simulator.world.clock import Clock, Process
from simulator.world.conversation import Conversation
from simulator.world.site import Site


def processes(cast: Cast, clock: Clock) -> Iterator[Process]:
    """All processes of a run, in the order in which they are to be started."""
    site = Site(cast, clock)
    if cast.keeper is not None:
        yield site.hosts[auth_server.NAME].drive(cast.keeper.background(0.0))
    for host in site.hosts.values():
        if isinstance(host, BusyHost):
            yield host.tell_outages()
        if host.background is not None and (steps := host.background(0.0)) is not None:
            yield host.drive(steps)
    for part in cast.parts:
        if part.hours is not None and part.is_first:
            yield from part.hours.rows(part.session.name, cast.log)
    for part in cast.parts:
        yield Conversation(part, site).run()
