"""The command line: `python -m simulator list`, `python -m simulator run SCENARIO`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from simulator.files import FileError

OK, FAULT, INTERRUPTED = 0, 2, 130


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and where to read on."""

    def error(self, message: str) -> NoReturn:
        self.exit(FAULT, f"{self.prog}: {message}\ntry: {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. Returns the exit status: 0, 2 for a mistake of the user's."""
    try:
        try:
            return obey(arguments)
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough, as `head` does. Nothing is left to be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK


def obey(arguments: Sequence[str] | None) -> int:
    """Do what the command line asks for. Returns the exit status."""
    from simulator.world.reading import ScenarioError

    options = parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except (ScenarioError, FileError) as error:
        print(error, file=sys.stderr)
        return FAULT


def parser() -> Parser:
    """Commands and options."""
    top = Parser(prog="python -m simulator", description="Simulated login sessions.")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    listing = commands.add_parser("list", help="the scenarios, one line each")
    listing.set_defaults(command=list_scenarios)
    running = commands.add_parser(
        "run",
        help="simulate a scenario and print its summary",
        description="Simulate a scenario and print its summary.",
        epilog="example: python -m simulator run refresh_token --set policy.access_ttl=60"
        " --timeline evening.png",
    )
    running.set_defaults(command=run_scenario)
    running.add_argument("scenario", help="a name from `list`, or the path of a YAML file")
    running.add_argument("--seed", type=seed, help="seed of the random numbers (default: its own)")
    running.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        type=setting,
        metavar="FIELD=VALUE",
        help="set any field of the scenario, such as policy.access_ttl=60 or clients.ada.count=20",
    )
    for option, (suffixes, shows) in OUTPUTS.items():
        running.add_argument(
            f"--{option}", metavar="FILE", type=Path, help=f"{shows} ({', '.join(suffixes)})"
        )
    return top


OUTPUTS: dict[str, tuple[tuple[str, ...], str]] = {
    "json": ((".json",), "write the summary"),
    "events": ((".csv", ".parquet", ".jsonl"), "write the event log"),
    "timeline": ((".png", ".svg"), "draw the lives of tokens"),
    "sequence": ((".mmd", ".png", ".svg"), "draw who sent what to whom"),
    "load": ((".png", ".svg"), "draw how much arrives at each server"),
    "trace": ((".json",), "write a trace for ui.perfetto.dev"),
}
"""Files that `run` may write: allowed endings, and what is in them."""


def seed(text: str) -> int:
    """A seed from the command line."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"found {text!r}, allowed is a whole number from 0")
    return int(text)


def setting(text: str) -> tuple[str, Any]:
    """FIELD=VALUE; the value is read as YAML reads it, so 60, true, null and texts work."""
    import yaml

    field, equals, value = text.partition("=")
    if not equals or not field:
        raise argparse.ArgumentTypeError(f"found {text!r}, allowed is FIELD=VALUE")
    try:
        return field, yaml.safe_load(value)
    except yaml.YAMLError:
        raise argparse.ArgumentTypeError(f"the value in {text!r} is not YAML") from None


def list_scenarios(options: argparse.Namespace) -> int:
    """Print the scenarios' names and titles."""
    from simulator.world.reading import read, scenario_names

    names = scenario_names()
    width = max(map(len, names))
    for name in names:
        print(f"{name.ljust(width)}  {read(name).title}")
    return OK


def run_scenario(options: argparse.Namespace) -> int:
    """Simulate, print the summary, write what is asked for."""
    from simulator.world.run import run

    paths = {name: getattr(options, name) for name in OUTPUTS if getattr(options, name)}
    for name, path in paths.items():
        check_output(name, path)
    with progress_bar(sys.stderr) as progress:
        result = run(
            options.scenario,
            seed=options.seed,
            settings=dict(options.settings),
            progress=progress,
        )
    for name, path in paths.items():
        write_output(name, path, result)
    print(f"{result.scenario.name}, seed {result.seed}: {result.scenario.title}\n")
    print(result.summary())
    return OK


def check_output(name: str, path: Path) -> None:
    """Raise FileError if this can't be written, before any work is done."""
    suffixes, _ = OUTPUTS[name]
    if path.suffix.lower() not in suffixes:
        raise FileError(
            f"--{name} {path}: found the ending {path.suffix or '(none)'!r},"
            f" allowed is {' or '.join(suffixes)}"
        )
    if path.is_dir():
        raise FileError(f"--{name} {path}: is a folder, allowed is a file")
    if not path.parent.is_dir():
        raise FileError(f"--{name} {path}: there is no folder {path.parent}")
    if not os.access(path.parent, os.W_OK):
        raise FileError(f"--{name} {path}: the folder {path.parent} can't be written to")


def write_output(name: str, path: Path, result: Any) -> None:
    """Write one file that was asked for."""
    from simulator.world import exports

    suffix = path.suffix.lower()
    match name:
        case "json":
            exports.write_json(result, path)
        case "events":
            exports.EVENT_WRITERS[suffix](result, path)
        case "timeline":
            result.timeline().save(path)
        case "load":
            result.load().save(path)
        case "sequence":
            (result.sequence_mermaid() if suffix == ".mmd" else result.sequence()).save(path)
        case "trace":
            exports.write_trace(result, path)


class progress_bar:  # noqa: N801
    """While the work is long and somebody watches, says how far it is."""

    PATIENCE = 1.0
    """Seconds of work before a bar appears."""
    WIDTH = 40

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def __enter__(self) -> Callable[[float], None] | None:
        from time import monotonic

        began = monotonic()
        self.shown = False
        if not self.stream.isatty():
            return None

        def show(share: float) -> None:
            if monotonic() - began > self.PATIENCE:
                bar = "#" * round(self.WIDTH * share)
                self.stream.write(f"\r[{bar.ljust(self.WIDTH)}] {share:4.0%}")
                self.stream.flush()
                self.shown = True

        return show

    def __exit__(self, *_: object) -> None:
        if self.shown:
            self.stream.write("\r" + " " * (self.WIDTH + 8) + "\r")
            self.stream.flush()


if __name__ == "__main__":
    sys.exit(main())
