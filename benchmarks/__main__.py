"""`python -m benchmarks`: runs beside a bare loop, the auth server's queue beside three simulators,
a sweep on two cores, a million clients by numpy, tokens beside two libraries, and the start."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from statistics import median
from time import perf_counter

from benchmarks.bare import Load, bare_loop
from benchmarks.jose import compare_tokens
from benchmarks.lab import compare_sweeps, time_twin
from benchmarks.queue import compare_queues
from benchmarks.timing import interleaved
from simulator.world.run import run
from simulator.world.scenario import Scenario

AIMS = {"lazy": 2.5, "real HS256": 8.0}
"""What the simulator may cost at most, as a multiple of the bare loop."""
COMMANDS: dict[str, tuple[tuple[str, ...], float | None]] = {
    "import simulator": (("-c", "import simulator"), 0.25),
    "import its run": (("-c", "from simulator import run"), None),
    "run refresh_token": (("-m", "simulator", "run", "refresh_token"), 1.0),
}
"""What is started in a process of its own, and how many seconds it may take, if that matters."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print. Returns 0 also where an aim is missed: other work may slow us down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the load, fewer times")
    parser.add_argument("--repetitions", type=int, help="how often (default: 5, quick: 3)")
    options = parser.parse_args(arguments)
    load = Load(clients=100) if options.quick else Load()
    repetitions = options.repetitions or (3 if options.quick else 5)
    compare_runs(load, repetitions)
    compare_queues(10_000 if options.quick else 100_000, repetitions)
    compare_sweeps(16 if options.quick else 60, repetitions)
    time_twin(100_000 if options.quick else 1_000_000)
    compare_tokens(repetitions)
    time_commands(repetitions)
    return 0


def compare_runs(load: Load, repetitions: int) -> None:
    """Print lazy and real runs as multiples of the bare loop."""
    counted = bare_loop(load)
    print(
        f"{load.clients} clients, {load.until // 3600} h: {counted.requests} requests,"
        f" {counted.grants} grants; processor seconds, medians of {repetitions}"
    )
    seconds = interleaved(
        {
            "bare loop": lambda: bare_loop(load),
            "lazy": lambda: run(scenario(load, "lazy")),
            "real HS256": lambda: run(scenario(load, "real")),
        },
        repetitions,
    )
    bare = seconds.pop("bare loop")
    print(f"  {'bare loop':20}{median(bare):6.2f} s")
    for name, taken in seconds.items():
        ratio = median(mine / other for mine, other in zip(taken, bare, strict=True))
        print(
            f"  {name:20}{median(taken):6.2f} s  {ratio:5.2f} times the bare loop"
            f"  (aim: at most {AIMS[name]})"
        )


def scenario(load: Load, tokens: str) -> Scenario:
    """The load as a scenario: clients that renew on 401 and log in every hour."""
    return Scenario.model_validate(
        {
            "name": "load",
            "title": "Many clients that ask at random moments",
            "until": load.until,
            "tokens": tokens,
            "policy": {"access_ttl": load.access_ttl, "refresh_ttl": load.refresh_ttl},
            "network": {"latency": load.latency},
            "clients": [
                {
                    "name": "viewer",
                    "count": load.clients,
                    "strategy": "on_401",
                    "visits": {"poisson": {"every": load.every}},
                }
            ],
        }
    )


def time_commands(repetitions: int) -> None:
    """Print how long Python needs for what people start often, its own start included."""
    nothing = median(wall_seconds(("-c", "pass")) for _ in range(repetitions))
    print(f"in a process of its own, medians of {repetitions}; Python alone takes {nothing:.2f} s")
    for name, (arguments, aim) in COMMANDS.items():
        taken = median(wall_seconds(arguments) for _ in range(repetitions))
        aimed = f"  (aim: at most {aim} s)" if aim else ""
        print(f"  {name:20}{taken:6.2f} s{aimed}")


def wall_seconds(arguments: Sequence[str]) -> float:
    """How long Python takes with these arguments, in seconds."""
    began = perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
