"""`python -m simulator list`: the scenarios, and what incidents came to."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from simulator.commands.common import OK, progress_bar


def add(commands: Any) -> None:
    """The command `list`."""
    command = commands.add_parser(
        "list",
        help="the scenarios, one line each",
        description="The scenarios that come with the simulator, one line each, and the incidents"
        " among them. With --incidents these are run, each with its fault and with its mend, and"
        " held against the figures of their reports.",
    )
    command.set_defaults(command=list_scenarios)
    command.add_argument(
        "--incidents", action="store_true", help="run the incidents, and print a table of them"
    )


def list_scenarios(options: argparse.Namespace) -> int:
    """Print the scenarios' names and titles, or the table of incidents."""
    from simulator.world.reading import incident_names, read, scenario_names

    if options.incidents:
        return list_incidents()
    width = max(map(len, [*scenario_names(), *incident_names()]))
    for name in scenario_names():
        print(f"{name.ljust(width)}  {read(name).title}")
    print("\nincidents, each a fault that somebody has reported (--incidents runs them):")
    for name in incident_names():
        print(f"{name.ljust(width)}  {read(name).title}")
    return OK


def list_incidents() -> int:
    """Run every incident and print its figures, and where each is told."""
    from simulator.lab.incidents import incident_table
    from simulator.world.reading import incident_names, read

    with progress_bar(sys.stderr) as progress:
        table = incident_table(progress=progress)
    print(table)
    print()
    width = max(map(len, incident_names()))
    for name in incident_names():
        told = read(name).incident
        if told is not None:
            print(f"{name.ljust(width)}  {told.source}")
    return OK
