"""The command line: `python -m simulator list`, `run SCENARIO`, `sweep SCENARIO`, and more."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from simulator.commands import listing, sweeping, theorizing, twinning
from simulator.commands.common import (
    BREACH,
    FAULT,
    INTERRUPTED,
    OK,
    add_set,
    check_output,
    progress_bar,
    seed,
)
from simulator.files import FileError


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and where to read on."""

    def error(self, message: str) -> NoReturn:
        self.exit(FAULT, f"{self.prog}: {message}\ntry: {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. Returns the exit status: 0, 2 for a mistake of the user's, and 1
    where a verifier that was attacked did not hold, or a run does not meet theory."""
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
    from simulator.lab.errors import LabError
    from simulator.world.reading import ScenarioError

    options = parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except (ScenarioError, LabError, FileError, VerifierError) as error:
        print(error, file=sys.stderr)
        return FAULT


def parser() -> Parser:
    """Commands and options."""
    top = Parser(prog="python -m simulator", description="Simulated login sessions.")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    listing.add(commands)
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
    add_set(running)
    for option, (suffixes, shows) in OUTPUTS.items():
        running.add_argument(
            f"--{option}", metavar="FILE", type=Path, help=f"{shows} ({', '.join(suffixes)})"
        )
    for extra in (sweeping, theorizing, twinning):
        extra.add(commands)
    add_attack(commands)
    return top


def add_attack(commands: Any) -> None:
    """The command `attack`."""
    attacking = commands.add_parser(
        "attack",
        help="show forged and honest tokens to a verifier of yours",
        description=ATTACK,
        epilog=ADAPTER,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    attacking.set_defaults(command=attack)
    attacking.add_argument("verifier", metavar="MODULE:FUNCTION", help="where the verifier is")
    attacking.add_argument("--seed", type=seed, help="show the same tokens as an earlier run")
    for option, (suffixes, shows) in ATTACK_OUTPUTS.items():
        attacking.add_argument(
            f"--{option}", metavar="FILE", type=Path, help=f"{shows} ({', '.join(suffixes)})"
        )


ATTACK = """\
Show forged and honest tokens, mixed, to a verifier. Its module is looked up in the current
folder too, and is imported: use it for code that you trust. Exit status 0 if everything forged
was refused and everything honest accepted, 1 if not, 2 if there is no such verifier."""

ADAPTER = """\
the verifier is called in one way only:
  verify(token, keys, algorithms=[…], issuer=…, audience=…, now=…, leeway=…, typ=…)
It returns the token's claims, or raises any exception. `keys` is a JWK Set, a dict; where a
secret is shared it is in it as an "oct" key; `now` and `leeway` are seconds.

one that wants something else is adapted by a function:
  # mine.py
  from myapp import check_token, Keys
  def verify(token, keys, *, algorithms, issuer, audience, now, leeway, typ):
      return check_token(token, Keys.from_jwks(keys), algorithms, at=now, slack=leeway,
                         expect={"iss": issuer, "aud": audience, "typ": typ})

example: python -m simulator attack mine:verify --picture matrix.png"""


OUTPUTS: dict[str, tuple[tuple[str, ...], str]] = {
    "json": ((".json",), "write the summary"),
    "events": ((".csv", ".parquet", ".jsonl"), "write the event log"),
    "timeline": ((".png", ".svg"), "draw the lives of tokens"),
    "sequence": ((".mmd", ".png", ".svg"), "draw who sent what to whom"),
    "load": ((".png", ".svg"), "draw how much arrives at each server"),
    "exposure": ((".png", ".svg"), "draw what thieves could do, and for how long"),
    "keys": ((".png", ".svg"), "draw the signing keys' lives and what was refused"),
    "lanes": ((".png", ".svg"), "draw tokens' lives as each side's clock sees them"),
    "trace": ((".json",), "write a trace for ui.perfetto.dev"),
}
"""Files that `run` may write: allowed endings, and what is in them."""
ATTACK_OUTPUTS: dict[str, tuple[tuple[str, ...], str]] = {
    "json": ((".json",), "write the result"),
    "picture": ((".png", ".svg"), "draw the matrix of tokens"),
}
"""Files that `attack` may write."""


def run_scenario(options: argparse.Namespace) -> int:
    """Simulate, print the summary, write what is asked for."""
    from simulator.world.run import run

    paths = {name: getattr(options, name) for name in OUTPUTS if getattr(options, name)}
    for name, path in paths.items():
        check_output(name, path, OUTPUTS[name][0])
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


class VerifierError(Exception):
    """There is no such verifier; the message says why, in one line."""


def attack(options: argparse.Namespace) -> int:
    """Attack a verifier, print how it stood, write what is asked for."""
    import json

    from simulator.attacks import attack_range
    from simulator.files import whole_file

    for name, (suffixes, _) in ATTACK_OUTPUTS.items():
        if path := getattr(options, name):
            check_output(name, path, suffixes)
    verify = find_verifier(options.verifier)
    result = attack_range(verify, seed=options.seed, name=options.verifier)
    if options.json:
        with whole_file(options.json) as draft:
            text = json.dumps(result.as_dict(), indent=1, ensure_ascii=False)
            draft.write_text(f"{text}\n", encoding="utf-8")
    if options.picture:
        from simulator.views.matrix import matrix

        matrix(result).save(options.picture)
    print(result.table(), f"seed {result.seed}", result, sep="\n\n")
    return OK if result.ok else BREACH


def find_verifier(name: str) -> Any:
    """The function that MODULE:FUNCTION names. Raises VerifierError."""
    from importlib import import_module

    module, colon, attribute = name.partition(":")
    if not (module and colon and attribute):
        raise VerifierError(f"found {name!r}, allowed is MODULE:FUNCTION, such as mine:verify")
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        found: Any = import_module(module)
    except ModuleNotFoundError as error:
        if error.name and (module == error.name or module.startswith(f"{error.name}.")):
            raise VerifierError(f"{module}: there is no such module here or installed") from None
        raise VerifierError(f"{module}: can't be imported: {error}") from None
    except (Exception, SystemExit) as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())
        raise VerifierError(f"{module}: can't be imported: {said}") from None
    for step in attribute.split("."):
        if not hasattr(found, step):
            raise VerifierError(f"{module}: there is no {attribute!r} in it")
        found = getattr(found, step)
    if not callable(found):
        raise VerifierError(
            f"{name}: found a value of type {type(found).__name__}, allowed is a function"
        )
    return found


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
        case "exposure":
            result.exposure().save(path)
        case "keys":
            result.key_timeline().save(path)
        case "lanes":
            result.lanes().save(path)
        case "sequence":
            (result.sequence_mermaid() if suffix == ".mmd" else result.sequence()).save(path)
        case "trace":
            exports.write_trace(result, path)


if __name__ == "__main__":
    sys.exit(main())
