"""A server whose requests queue for workers, are limited, or meet an outage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.actors.auth_server import Origin
from simulator.actors.messages import NOTHING, Request, Response
from simulator.world.clock import Clock, Process
from simulator.world.courier import Courier
from simulator.world.host import Host
from simulator.world.network import TICKS_PER_SECOND
from simulator.world.outages import Outage, Outages
from simulator.world.rate_limit import Bucket
from simulator.world.station import Draw, Station

GRANTS = {"password": "login", "refresh_token": "refresh", "authorization_code": "code"}
OPERATIONS = {
    "/authorize": "login",
    "/revoke": "revoke",
    "/introspect": "introspection",
    "/jwks": "jwks",
    "/statuslist": "list",
}
"""What a request asks the auth server to do, by its grant at /token, by its path elsewhere."""


def operation_of(request: Request) -> str:
    """What a request asks the auth server to do, `other` for all that has no name here."""
    _, path, _, form = request
    try:
        return GRANTS[form["grant_type"]] if path == "/token" else OPERATIONS[path]
    except (KeyError, TypeError):
        return "other"


class BusyHost(Host):
    """Lets requests in, one after the other. Whether the server would accept a request is seen
    at the end of its service, when it is handled."""

    direct = False

    def __init__(
        self,
        server: Any,
        courier: Courier,
        clock: Clock,
        exchanges: int = 0,
        *,
        station: Station | None = None,
        draws: Mapping[str, Draw] = NOTHING,
        outages: Outages | None = None,
        bucket: Bucket | None = None,
    ) -> None:
        super().__init__(server, courier, clock, exchanges)
        self.station = station
        self.draws = draws
        """For each operation, who draws how long its service takes."""
        self.outages = outages
        self.bucket = bucket
        self._outages_seen = 0

    def serve(self, request: Request, origin: Origin) -> Process:
        """Let a request in and handle it. Returns the answer, None if none will come."""
        tick = self.clock.now()
        outages, station = self.outages, self.station
        outage = None if outages is None else outages.at(tick)
        if outage is not None:
            return self._met(outage, origin)
        operation = operation_of(request)
        client, exchange = origin
        # Its two rows are written out here: many requests go this way.
        log, name = self.log, self.name
        if station is not None:
            log((tick / TICKS_PER_SECOND, name, "arrive", client, exchange, 0, "", operation))
        if self.bucket is not None and (wait := self.bucket.take(tick / TICKS_PER_SECOND)):
            headers = {"Retry-After": str(wait)}
            return self._refuse(429, "too_many_requests", origin, headers)
        if station is None:
            return (yield from self.answer(request, origin))
        if outages is not None:
            outage = self._next_outage(outages, station, tick)
        times = station.admit(tick, self.draws[operation]())
        if times is None:
            return self._refuse(503, "temporarily_unavailable", origin)
        start, end = round(times[0]), round(times[1])
        if outage is not None and outage.first_tick <= end:
            return (yield from self._cut_short(tick, start, outage, operation, origin))
        if start > tick:
            yield start - tick
        log((start / TICKS_PER_SECOND, name, "start", client, exchange, 0, "", operation))
        if end > start:
            yield end - start
        answer = self.at_once(request, end / TICKS_PER_SECOND, origin)
        if isinstance(answer, Response):
            return answer
        return (yield from self.finish(request, answer))

    def _next_outage(self, outages: Outages, station: Station, tick: int) -> Outage | None:
        """The outage that may come between; whoever met the last one is sent away."""
        begun = outages.begun(tick)
        if begun != self._outages_seen:
            self._outages_seen = begun
            station.clear()
        return outages.after(tick)

    def _cut_short(
        self, tick: int, start: int, outage: Outage, operation: str, origin: Origin
    ) -> Process:
        """Wait, and perhaps be taken up, until the outage begins. Returns what `_met` returns."""
        if start < outage.first_tick:
            if start > tick:
                yield start - tick
            self._note(start, "start", origin, operation)
            tick = start
        yield outage.first_tick - tick
        return self._met(outage, origin)

    def _met(self, outage: Outage, origin: Origin) -> Response | None:
        """What becomes of a request in an outage."""
        if outage.how == "silence":
            return None
        return self._refuse(503, "temporarily_unavailable", origin)

    def _note(self, tick: int, kind: str, origin: Origin, detail: str) -> None:
        """Write a row about a request, at this moment."""
        client, exchange = origin
        self.log((tick / TICKS_PER_SECOND, self.name, kind, client, exchange, 0, "", detail))

    def _refuse(
        self, status: int, error: str, origin: Origin, headers: Mapping[str, str] = NOTHING
    ) -> Response:
        """Turn a request away that the server itself never saw."""
        client, exchange = origin
        now = self.clock.now() / TICKS_PER_SECOND
        self.log((now, self.name, "answer", client, exchange, status, "", error))
        return Response(status, headers, {"error": error})

    def tell_outages(self) -> Process:
        """A process that writes down when outages begin and end."""
        for outage in self.outages or ():
            for tick, kind, detail in (
                (outage.first_tick, "down", outage.how),
                (outage.end_tick, "up", ""),
            ):
                if pause := tick - self.clock.now():
                    yield pause
                self._note(tick, kind, ("", 0), detail)
