"""The site: where the servers of one run stand, and the ways that lead to them."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.actors import auth_server, backend
from simulator.world.busy_host import BusyHost
from simulator.world.cast import Cast, Handle
from simulator.world.clock import Clock
from simulator.world.courier import Courier
from simulator.world.host import Host
from simulator.world.network import TICKS_PER_SECOND, Losses, Ticks, longest
from simulator.world.outages import Outages
from simulator.world.rate_limit import Bucket
from simulator.world.scenario import Network, ServiceTimes
from simulator.world.station import Station
from simulator.world.streams import stream

Server = auth_server.AuthServer | backend.Backend


class Site:
    """Servers, network and clock, as a sender of requests finds them."""

    def __init__(self, cast: Cast, clock: Clock) -> None:
        self.log = cast.log
        self.clock = clock
        self.seed = cast.seed
        self.network = network = cast.scenario.network
        self.service = cast.scenario.auth_server
        self.lossy = lossy(network)
        self.patience = round(network.timeout * TICKS_PER_SECOND)
        in_time = 2 * longest(network.latency) <= network.timeout
        self.hosts: dict[str, Host] = {}
        for name, server in (
            (auth_server.NAME, cast.auth_server),
            (backend.NAME, cast.backend),
        ):
            self.hosts[name] = self._host(name, server)
        self.direct: Mapping[str, Handle] = {
            name: host.handle
            for name, host in self.hosts.items()
            if host.direct and in_time and name not in self.lossy
        }
        """How to call the servers to which nothing can happen on the way."""

    def _host(self, name: str, server: Server) -> Host:
        """A server at its place, with a way of its own to the others."""
        courier = self.courier(name, self.network.latency.ticks(stream(self.seed, name, "network")))
        # What it asked while the cast was made has its numbers already.
        asked = sum(1 for event in self.log if event.kind == "request" and event.client == name)
        if name != auth_server.NAME or self.service.is_plain:
            return Host(server, courier, self.clock, asked)
        return self._busy_host(server, courier, asked)

    def _busy_host(self, server: Server, courier: Courier, asked: int) -> BusyHost:
        """The auth server's place, with what the scenario says of it."""
        service, random = self.service, stream(self.seed, courier.name, "service")
        return BusyHost(
            server,
            courier,
            self.clock,
            asked,
            station=Station(service.workers, service.backlog) if service.workers else None,
            draws={
                operation: service.service.of(operation).draw(random)
                for operation in ServiceTimes.model_fields
            },
            outages=Outages(service.outages) if service.outages else None,
            bucket=Bucket(service.rate_limit) if service.rate_limit else None,
        )

    def courier(self, name: str, draw_delay: Ticks, actor: str = "") -> Courier:
        """Somebody's way to the servers; `actor` is who of a client's tabs it is."""
        network = self.network
        losses = None
        if self.lossy:
            random = stream(self.seed, actor or name, "losses")
            losses = Losses(network.lost_requests, network.lost_responses, self.lossy, random)
        return Courier(
            name,
            self.hosts,
            self.log,
            self.clock,
            draw_delay=draw_delay,
            patience=self.patience,
            losses=losses,
        )


def lossy(network: Network) -> frozenset[str]:
    """The servers whose messages may get lost."""
    if not network.lost_requests and not network.lost_responses:
        return frozenset()
    both = {auth_server.NAME, backend.NAME}
    return frozenset(both if network.lossy == "both" else {network.lossy})
