"""`python -m benchmarks`: runs beside a bare loop, a tenfold of clients, the auth server's queue
beside three simulators, a sweep on two cores, a million clients by numpy, tokens beside two
libraries, and the start."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from statistics import median
from time import perf_counter

from benchmarks.bare import Load
from benchmarks.crowd import compare_crowds
from benchmarks.jose import compare_tokens
from benchmarks.lab import compare_sweeps, time_twin
from benchmarks.queue import compare_queues
from benchmarks.runs import compare_runs

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
    repetitions = options.repetitions or (3 if options.quick else 5)
    compare_runs(Load(clients=100 if options.quick else 1000), repetitions)
    compare_crowds(1_000 if options.quick else 10_000)
    compare_queues(10_000 if options.quick else 100_000, repetitions)
    compare_sweeps(16 if options.quick else 60, repetitions)
    time_twin(100_000 if options.quick else 1_000_000)
    compare_tokens(repetitions)
    time_commands(repetitions)
    return 0


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
