"""The lab: a sweep on two cores beside one, and a day of a million clients by the numpy twin."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from simulator.lab.sweep import Sweep, sweep

AIM_SWEEP = 1.85
"""A sweep on two cores is at least so many times as fast as on one."""
AIM_SECONDS, AIM_GIGABYTES = 60, 1.0
"""What a day of a million clients may take."""
SCENARIO = """\
name: viewers
title: Many clients that ask at random moments
until: {until}
tokens: lazy
policy: {{access_ttl: 300, refresh_ttl: 8 h}}
network: {{latency: 40 ms}}
clients:
  - name: viewer
    count: {count}
    visits: {{poisson: {{every: 30 s}}}}
"""
MEMORY = """\
import sys
from time import perf_counter
from benchmarks.memory import most_kilobytes, most_kilobytes_of_children
from simulator.lab.vectorized import twin
began = perf_counter()
result = twin(sys.argv[1], jobs=int(sys.argv[2]))
taken = perf_counter() - began
most = max(most_kilobytes(), most_kilobytes_of_children())
print(taken, most / 2**20, result["renewals"])
"""
"""What a process of its own does, since memory is counted by process."""


def compare_sweeps(runs: int, repetitions: int) -> None:
    """Print how much faster two processes are than one by the clock, and whether they agree."""
    if (os.cpu_count() or 1) < 2:
        print("sweep: not measured, there is one core only")
        return
    with TemporaryDirectory() as folder:
        path = write_scenario(folder, count=200, until="1 h")

        def work(jobs: int) -> Callable[[], Sweep]:
            vary = {"policy.access_ttl": [60, 120, 300, 900]}
            return lambda: sweep(path, vary, replications=runs // len(vary["policy.access_ttl"]),
                                 jobs=jobs)  # fmt: skip

        # joblib keeps its processes: their start is paid once, and is no part of a long sweep.
        same = work(2)() == work(1)()
        ratios, seconds = [], {1: 0.0, 2: 0.0}
        for _ in range(repetitions):
            seconds = {jobs: wall_seconds(work(jobs)) for jobs in seconds}
            ratios.append(seconds[1] / seconds[2])
    print(
        f"sweep of {runs} runs: {seconds[1]:.2f} s on one core, {seconds[2]:.2f} s on two,"
        f" {median(ratios):.2f} times as fast (aim: at least {AIM_SWEEP});"
        f" {'the same numbers' if same else 'THE NUMBERS DIFFER'}"
    )


def time_twin(clients: int) -> None:
    """Print how long the twin needs for a day, and how much memory its largest process takes."""
    with TemporaryDirectory() as folder:
        path = write_scenario(folder, count=clients, until="24 h")
        for jobs in (1, 2):
            words = [sys.executable, "-c", MEMORY, path, str(jobs)]
            try:
                done = subprocess.run(words, check=True, capture_output=True, encoding="utf-8")
            except subprocess.CalledProcessError as error:
                print(f"numpy twin: not measured, {error.stderr.splitlines()[-1]}")
                return
            seconds, gigabytes, renewals = done.stdout.split()
            print(
                f"numpy twin, {clients} clients for a day, {renewals} renewals, {jobs} processes:"
                f" {float(seconds):.1f} s and {float(gigabytes):.2f} GB each"
                f" (aim for a million: {AIM_SECONDS} s, {AIM_GIGABYTES} GB)"
            )


def write_scenario(folder: str, **values: object) -> str:
    """A scenario file in a folder; returns its path."""
    path = os.path.join(folder, "viewers.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(SCENARIO.format(**values))
    return path


def wall_seconds(work: Callable[[], object]) -> float:
    """How long it takes by the clock on the wall: what a second core is for."""
    began = perf_counter()
    work()
    return perf_counter() - began
