"""`python -m simulator sweep`: every combination of some fields' values, many times each."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from simulator.commands.common import (
    OK,
    add_set,
    check_output,
    progress_bar,
    seed,
    values,
    whole_number,
)

EXAMPLE = """\
example: python -m simulator sweep refresh_token --vary policy.access_ttl=60,300,900
  --replications 20 --jobs 2 --out sweep.parquet
Interrupted? The same command goes on where it stopped."""
SUFFIXES = (".parquet", ".csv")


def add(commands: Any) -> None:
    """The command `sweep`."""
    command = commands.add_parser(
        "sweep",
        help="simulate a scenario with every combination of some values",
        description="Simulate a scenario with every combination of some fields' values, many times"
        " each, and print means with 95 % intervals.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(command=sweep)
    command.add_argument("scenario", help="a name from `list`, or the path of a YAML file")
    command.add_argument(
        "--vary",
        action="append",
        required=True,
        type=values,
        metavar="FIELD=VALUE,VALUE,…",
        help="the values of a field; give it again for another field",
    )
    add_set(command)
    command.add_argument("--seed", type=seed, help="seed of all replications (default: its own)")
    command.add_argument(
        "--replications", type=whole_number(1), default=10, metavar="N", help="default: 10"
    )
    command.add_argument(
        "--measure",
        action="append",
        metavar="NAME",
        help="what to measure; give it again for more (default: logins, forced_logins, renewals,"
        " auth_work; a name that there is not lists all)",
    )
    command.add_argument(
        "--warm-up", metavar="TIME", default="0", help='cut off at the start, such as "10 min"'
    )
    command.add_argument(
        "--jobs", type=whole_number(1), default=1, metavar="N", help="processes (default: 1)"
    )
    command.add_argument(
        "--scheduler", metavar="ADDRESS", help="let a dask cluster do it, such as tcp://host:8786"
    )
    command.add_argument(
        "--out", metavar="FILE", type=Path, help=f"keep every run ({', '.join(SUFFIXES)})"
    )


def sweep(options: argparse.Namespace) -> int:
    """Make the runs, print a row for each combination, keep them if asked to."""
    from simulator.durations import seconds
    from simulator.lab.errors import LabError
    from simulator.lab.sweep import MEASURES
    from simulator.lab.sweep import sweep as make

    if options.out:
        check_output("out", options.out, SUFFIXES)
    vary: dict[str, list[Any]] = {}
    for field, found in options.vary:
        if vary.setdefault(field, found) is not found:
            raise LabError(f"--vary {field}: is given twice")
    try:
        warm_up = seconds(options.warm_up)
    except ValueError as error:
        raise LabError(f"--warm-up: found {options.warm_up}, {error}") from None
    with progress_bar(sys.stderr) as progress:
        result = make(
            options.scenario,
            vary,
            measures=options.measure or MEASURES,
            replications=options.replications,
            seed=options.seed,
            jobs=options.jobs,
            settings=dict(options.settings),
            warm_up=warm_up,
            path=options.out,
            scheduler=options.scheduler,
            progress=progress,
        )
    again = f", {result.reused} of them made before" if result.reused else ""
    runs = len(result) * len(result.seeds)
    print(f"{result.scenario}: {runs} runs{again}; means ± half of a 95 % interval\n")
    print(result)
    return OK
