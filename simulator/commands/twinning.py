"""`python -m simulator twin`: a scenario's counts for millions of clients, by numpy."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from simulator.commands.common import OK, add_set, check_output, progress_bar, seed, whole_number


def add(commands: Any) -> None:
    """The command `twin`."""
    command = commands.add_parser(
        "twin",
        help="count what happens to millions of clients, where numpy can",
        description="Count what would happen in a scenario, without a log: for up to millions of"
        " clients that want pages at random moments. Says why, where a scenario is too much"
        " for it.",
        epilog="example: python -m simulator twin day.yaml --set clients.viewer.count=1000000"
        " --jobs 2",
    )
    command.set_defaults(command=twin)
    command.add_argument("scenario", help="a name from `list`, or the path of a YAML file")
    add_set(command)
    command.add_argument("--seed", type=seed, help="seed of the random numbers (default: its own)")
    command.add_argument(
        "--jobs", type=whole_number(1), default=1, metavar="N", help="processes (default: 1)"
    )
    command.add_argument(
        "--json",
        metavar="FILE",
        type=Path,
        help="write the counts, and the load per minute (.json)",
    )


def twin(options: argparse.Namespace) -> int:
    """Count, print, and write the counts if asked to."""
    from simulator.files import whole_file
    from simulator.lab.vectorized import twin as count

    if options.json:
        check_output("json", options.json, (".json",))
    with progress_bar(sys.stderr) as progress:
        result = count(
            options.scenario,
            seed=options.seed,
            settings=dict(options.settings),
            jobs=options.jobs,
            progress=progress,
        )
    if options.json:
        content = {
            "scenario": result.scenario,
            "seed": result.seed,
            "until": result.until,
            "total": result.as_dict(),
            "per_minute": result.per_minute,
        }
        with whole_file(options.json) as draft:
            draft.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"{result.scenario}, seed {result.seed}, by the numpy twin\n")
    print(result)
    return OK
