"""`python -m simulator theory`: closed forms next to a run, with z-scores."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from simulator.commands.common import BREACH, OK, progress_bar, seed


def add(commands: Any) -> None:
    """The command `theory`."""
    command = commands.add_parser(
        "theory",
        help="hold runs against closed forms",
        description="Hold runs against what theory says of them: value, standard error, form, and"
        " how many standard errors lie between. Exit status 1 if one lies too far off for all of"
        " them to be chance (1 % of the time that happens by chance).",
        epilog="example: python -m simulator theory sliding; without a name it lists them all",
    )
    command.set_defaults(command=theory)
    command.add_argument(
        "study", nargs="?", help="a study's name, or the beginning of some, or all"
    )
    command.add_argument("--seed", type=seed, help="other random numbers than the usual ones")


def theory(options: argparse.Namespace) -> int:
    """Run the studies of this name and print how they stand, or list them."""
    from simulator.lab.checks import critical_z, results_table
    from simulator.lab.studies import studies

    known = studies()
    if options.study is None:
        width = max(map(len, known))
        for study in known.values():
            print(f"{study.name.ljust(width)}  {study.title}")
        return OK
    wanted = chosen(options.study, known)
    results = []
    with progress_bar(sys.stderr) as progress:
        for done, study in enumerate(wanted, start=1):
            results += study.results(seed=options.seed)
            if progress is not None:
                progress(done / len(wanted))
    critical = critical_z(len(results))
    print(results_table(results, critical))
    worst = max(abs(each.z) for each in results)
    verdict = "all within" if worst <= critical else "not all within"
    print(f"\n{len(results)} checks, {verdict} |z| <= {critical:.2f}; the largest is {worst:.2f}")
    return OK if worst <= critical else BREACH


def chosen(name: str, known: dict[str, Any]) -> list[Any]:
    """The studies that are meant. Raises LabError."""
    from simulator.lab.errors import LabError
    from simulator.world.reading import near

    if name == "all":
        return list(known.values())
    if name in known:
        return [known[name]]
    wanted = [study for each, study in known.items() if each.startswith(f"{name}-")]
    if not wanted:
        raise LabError(
            f"{name}: there is no study of that name{near(name, list(known))};"
            f" there are: {', '.join(known)} (or all)"
        )
    return wanted
