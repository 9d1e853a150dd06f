"""The auth server's queue beside those of SimPy, Ciw and salabim: M/M/2 at three quarters load.

Customers come at random, two workers serve them for a random time. Ours runs as it does in a
scenario: on the engine's clock, with a process for the source and one for each customer, at the
place of the auth server, and with its rows in the log. Only what the auth server does at the end
of a service is left out, since the others have nothing like it. Times are milliseconds.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Generator
from functools import partial
from statistics import median
from types import ModuleType
from typing import Any

import simpy

from benchmarks.timing import interleaved
from simulator.actors.messages import NOTHING, Request, Response, refresh
from simulator.events import EventLog
from simulator.memory import no_garbage_collection
from simulator.world.busy_host import BusyHost
from simulator.world.clock import Process
from simulator.world.courier import Courier
from simulator.world.engine import SimpyClock
from simulator.world.queueing import stays
from simulator.world.station import Exponential, Station
from simulator.world.streams import stream

WORKERS, SERVICE, GAP = 2, 64.0, 64.0 / 1.5
AIM_RESOURCE, AIM_CIW = 0.4, 4.0
"""Ours takes at most this share of Resource's time, and Ciw this many times ours."""
SERVED = Response(200)
SLOW = 20
"""salabim is given so many times fewer customers, and its time is multiplied."""


class NoServer:
    """Answers, and does nothing else."""

    def __init__(self, log: EventLog) -> None:
        self.log = log.append

    def handle(self, request: Request, now: float, origin: tuple[str, int]) -> Response:
        client, exchange = origin
        self.log((now, "auth_server", "answer", client, exchange, 200))
        return SERVED


def our_queue(customers: int) -> EventLog:
    """The queue as the engine runs it. Returns its log."""
    log, clock = EventLog(), SimpyClock()
    courier = Courier("auth_server", NOTHING, log, clock, draw_delay=lambda: 0, patience=10_000)
    host = BusyHost(
        NoServer(log),
        courier,
        clock,
        station=Station(WORKERS),
        draws={"refresh": Exponential(mean=SERVICE / 1000).draw(stream(1, "service"))},
    )
    request = refresh("token")

    def source() -> Process:
        draw_gap, at, now = Exponential(mean=GAP / 1000).draw(stream(1, "arrivals")), 0.0, 0
        for number in range(customers):
            at += draw_gap()
            if gap := round(at) - now:
                yield gap
                now += gap
            clock.start(host.serve(request, ("customer", number)))

    clock.start(source())
    with no_garbage_collection():
        clock.run(round(customers * GAP * 2))
    return log


def simpy_queue(customers: int) -> list[tuple[float, float]]:
    """The same with SimPy's Resource. Returns when each customer came and was taken up."""
    environment = simpy.Environment()
    resource = simpy.Resource(environment, WORKERS)
    draw = Exponential(mean=SERVICE / 1000).draw(stream(1, "service"))
    times: list[tuple[float, float]] = []

    def customer(service: float) -> Generator[simpy.Event, Any, None]:
        came = environment.now
        with resource.request() as mine:
            yield mine
            times.append((came, environment.now))
            yield environment.timeout(service)

    def source() -> Generator[simpy.Event, Any, None]:
        draw_gap, at = Exponential(mean=GAP / 1000).draw(stream(1, "arrivals")), 0.0
        for _ in range(customers):
            at += draw_gap()
            yield environment.timeout(round(at) - environment.now)
            environment.process(customer(draw()))

    environment.process(source())
    with no_garbage_collection():
        environment.run()
    return times


def ciw_queue(ciw: ModuleType, customers: int) -> object:
    """The same with Ciw, from its own random numbers."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=1 / GAP)],
        service_distributions=[ciw.dists.Exponential(rate=1 / SERVICE)],
        number_of_servers=[WORKERS],
    )
    ciw.seed(1)
    simulation = ciw.Simulation(network)
    with no_garbage_collection():
        simulation.simulate_until_max_customers(customers, method="Finish")
        return simulation.get_all_records()


def salabim_queue(salabim: ModuleType, customers: int) -> object:
    """The same with salabim, from its own random numbers."""
    salabim.yieldless(False)
    environment = salabim.Environment(random_seed=1, trace=False)
    gaps, services = salabim.Exponential(GAP), salabim.Exponential(SERVICE)
    clerks = salabim.Resource("workers", WORKERS)

    def customer_process(self: Any) -> Generator[Any, Any, None]:
        yield self.request(clerks)
        yield self.hold(services.sample())
        self.release()

    customer = type("Customer", (salabim.Component,), {"process": customer_process})

    def source_process(self: Any) -> Generator[Any, Any, None]:
        for _ in range(customers):
            yield self.hold(gaps.sample())
            customer()

    type("Source", (salabim.Component,), {"process": source_process})()
    with no_garbage_collection():
        environment.run()
    return environment


def same_waits(log: EventLog, times: list[tuple[float, float]]) -> bool:
    """True if every customer was taken up in the same millisecond in both."""
    ours = [(stay.arrived, stay.started) for stay in stays(log)]
    return ours == [(came / 1000, round(start) / 1000) for came, start in times]


def compare_queues(customers: int, repetitions: int) -> None:
    """Print how long each takes, as a multiple of ours, and whether the waits are the same."""
    works: dict[str, Callable[[], object]] = {
        "ours": lambda: our_queue(customers),
        "simpy Resource": lambda: simpy_queue(customers),
    }
    missing = []
    few = max(1, customers // SLOW)
    for name, queue, many in (("ciw", ciw_queue, customers), ("salabim", salabim_queue, few)):
        try:
            works[name] = partial(queue, importlib.import_module(name), many)
        except ImportError:
            missing.append(name)
    seconds = interleaved(works, repetitions)
    if "salabim" in seconds:
        seconds["salabim"] = [SLOW * taken for taken in seconds["salabim"]]
    print(f"M/M/2, {customers} customers; processor seconds, medians of {repetitions}")
    for name, taken in seconds.items():
        ratio = median(other / mine for mine, other in zip(seconds["ours"], taken, strict=True))
        print(f"  {name:20}{median(taken):6.2f} s  {told(name, ratio)}".rstrip())
    for name in missing:
        print(f"  {name:20}not installed: pip install -e '.[bench]'")
    alike = same_waits(our_queue(customers), simpy_queue(customers))
    print(f"  waits the same as simpy's, every one: {'yes' if alike else 'NO'}")


def told(name: str, ratio: float) -> str:
    """What the ratio to our time means."""
    if name == "simpy Resource":
        return f"ours takes {1 / ratio:.2f} of it  (aim: at most {AIM_RESOURCE})"
    if name == "ciw":
        return f"{ratio:5.1f} times ours  (aim: at least {AIM_CIW:g})"
    if name == "salabim":
        return f"{ratio:5.1f} times ours  (from {SLOW} times fewer customers)"
    return ""
