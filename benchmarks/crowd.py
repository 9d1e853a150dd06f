"""Ten times as many clients: do time and memory grow with their number, and not faster?"""

from __future__ import annotations

import subprocess
import sys
from time import process_time

from benchmarks.bare import Load, bare_loop

AIM_TIME = 13.0
"""Ten times as many clients may take so many times as long."""
AIM_KILOBYTES = 2.0
"""What a client may take before it acts, in KB."""
SIMULATE = """\
import sys
from time import process_time
from benchmarks.crowd import crowd
from benchmarks.memory import most_kilobytes
from benchmarks.runs import scenario
from simulator.world.cast import make_cast
from simulator.world.engine import simulate

simulate(make_cast(scenario(crowd(10), "lazy"), 1))
count = int(sys.argv[1])
before, began = most_kilobytes(), process_time()
cast = make_cast(scenario(crowd(count), "lazy"), 1)
ready = most_kilobytes()
log = simulate(cast)
taken, end = process_time() - began, most_kilobytes()
print(taken, (ready - before) / count, (end - before) / count, len(log))
"""
"""What a process of its own does, since memory is counted by process."""


def crowd(clients: int) -> Load:
    """So many clients for ten minutes, a page a minute."""
    return Load(clients=clients, until=600, every=60)


def compare_crowds(clients: int) -> None:
    """Print time and memory for so many clients and for ten times as many."""
    seconds, bare = [], []
    print("clients for ten minutes, a page a minute, each number in a process of its own")
    for count in (clients, 10 * clients):
        words = [sys.executable, "-c", SIMULATE, str(count)]
        done = subprocess.run(words, check=True, capture_output=True, encoding="utf-8")
        taken, ready, end, rows = map(float, done.stdout.split())
        seconds.append(taken)
        bare.append(bare_seconds(count))
        print(
            f"  {count:7} clients {taken:6.2f} s, {ready:.1f} KB a client before it acts"
            f" (aim: at most {AIM_KILOBYTES}), {end:.1f} KB with what it did and"
            f" {rows / count:.0f} rows of the log"
        )
    print(
        f"  ten times as many clients take {seconds[1] / seconds[0]:.1f} times as long (aim: at"
        f" most {AIM_TIME}); in a bare loop of the same requests {bare[1] / bare[0]:.1f} times"
    )


def bare_seconds(clients: int) -> float:
    """What so many clients cost in a bare loop: more of them fit worse into the machine's caches,
    and stand on a higher heap."""
    began = process_time()
    bare_loop(crowd(clients))
    return process_time() - began
