"""Reads scenarios, and tells what is wrong with one: where, what was found, what is allowed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import yaml
from pydantic import BaseModel, ValidationError

from simulator.actors.checks import CHECKS
from simulator.actors.policy import Policy
from simulator.actors.strategies import STRATEGIES
from simulator.settings import in_file, plain
from simulator.world.network import LATENCIES
from simulator.world.scenario import Scenario, named
from simulator.world.station import SERVICE_TIMES
from simulator.world.workload import WORKLOADS

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
INCIDENTS = SCENARIOS / "incidents"

Steps = tuple[str | int, ...]
"""The way to a field: ("clients", 0, "name")."""
FROM_SETTINGS = 0
"""Stands in place of a line for what was set otherwise than the file says."""


class ScenarioError(ValueError):
    """A scenario that can't be run; the message has a line for each fault."""


def scenario_names() -> list[str]:
    """The scenarios that come with the simulator, sorted; incidents are listed apart."""
    return sorted(path.stem for path in SCENARIOS.glob("*.yaml"))


def incident_names() -> list[str]:
    """The scenarios among them that are taken from reports of real faults, sorted."""
    return sorted(path.stem for path in INCIDENTS.glob("*.yaml"))


def read(source: str | Path, settings: Mapping[str, Any] | None = None) -> Scenario:
    """The scenario of this name or in this file, with some fields set otherwise.

    `settings` maps a field's path ("policy.access_ttl", "clients.ada.count") to its
    value. Raises ScenarioError.
    """
    path = find(source)
    try:
        text = path.read_text(encoding="utf-8")
        document = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
        lines = dict(positions(document))
    except OSError as error:
        raise ScenarioError(f"{path}: can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ScenarioError(f"{path}: is not UTF-8 text") from None
    except yaml.YAMLError as error:
        raise ScenarioError(f"{path}{yaml_fault(error)}") from None
    except RecursionError:
        raise ScenarioError(f"{path}: is nested too deep, or an alias contains itself") from None
    if not isinstance(content, dict):
        raise ScenarioError(f"{path}: found {kind(content)}, allowed is a mapping of fields")
    repeated = [f"{path}:{line}: {what}" for line, what in repetitions(document)]
    if repeated:
        raise ScenarioError("\n".join(repeated))
    for field, value in (settings or {}).items():
        way = assign(content, field, plain(value))
        for length in range(1, len(way)):
            lines.setdefault(way[:length], FROM_SETTINGS)
        lines[way] = FROM_SETTINGS
    try:
        return Scenario.model_validate(content)
    except ValidationError as error:
        raise ScenarioError(
            "\n".join(told(fault, path, lines) for fault in without_echoes(error.errors()))
        ) from None


def find(source: str | Path) -> Path:
    """The file of a scenario given by name or path."""
    for folder, known in ((SCENARIOS, scenario_names), (INCIDENTS, incident_names)):
        if isinstance(source, str) and source in known():
            return folder / f"{source}.yaml"
    path = Path(source)
    if path.suffix in (".yaml", ".yml") or path.exists():
        if not path.is_file():
            raise ScenarioError(f"{path}: there is no such file")
        return path
    names = [*scenario_names(), *incident_names()]
    raise ScenarioError(
        f"{source}: there is no scenario of that name{near(str(source), names)};"
        f" there are: {', '.join(names)} (or give the path of a YAML file)"
    )


def assign(content: dict[str, Any], field: str, value: Any) -> Steps:
    """Set a field by its path. Returns the way to it; raises ScenarioError if there is none."""
    place: Any = content
    steps: list[str | int] = []
    names = field.split(".")
    for number, name in enumerate(names):
        last = number == len(names) - 1
        if isinstance(place, list):
            step: str | int = index_in(place, name, field)
        elif isinstance(place, dict):
            step = name
            if not last and not isinstance(place.get(name), dict | list):
                place[name] = {}
        else:
            raise ScenarioError(f"{field}: nothing can be set below {'.'.join(names[:number])}")
        steps.append(step)
        if last:
            place[step] = value
        else:
            place = place[step]
    return tuple(steps)


def index_in(entries: list[Any], name: str, field: str) -> int:
    """The place of an entry given by number or by its name."""
    called = [entry.get("name") if isinstance(entry, dict) else None for entry in entries]
    if name in called:
        return called.index(name)
    if name.isdecimal() and int(name) < len(entries):
        return int(name)
    known = [str(each) for each in called if each]
    raise ScenarioError(
        f"{field}: there is no {name!r}{near(name, known)}; there are:"
        f" {', '.join(known)} (or 0 to {len(entries) - 1})"
    )


def told(fault: Any, path: Path, lines: Mapping[Steps, int]) -> str:
    """One fault in one line: file, line, field, what was found, what is allowed."""
    way: Steps = tuple(fault["loc"])
    line = next((lines[way[:n]] for n in range(len(way), -1, -1) if way[:n] in lines), 0)
    where = [f"{path}:{line}"] if line != FROM_SETTINGS else []
    field = [".".join(str(step) for step in way)] if way else []
    found = [] if compound(fault) else [f"found {shown(fault['input'])}"]
    match fault["type"]:
        case "extra_forbidden" | "unexpected_keyword_argument":
            allowed = fields_at(way[:-1])
            there_are = f"; there are: {', '.join(allowed)}" if allowed else ""
            said = [f"there is no such field{near(str(way[-1]), allowed)}{there_are}"]
        case "missing":
            said = ["is missing"]
        case "value_error":
            said = [*found, str(fault["ctx"]["error"])]
        case "choice":
            name = str(named(fault["input"]) or shown(fault["input"]))
            names = fault["msg"].partition(": ")[2].split(", ")
            said = [f"found {name}", fault["msg"] + near(name, names)]
        case _:
            said = [f"found {shown(fault['input'])}", in_our_words(fault["msg"])]
    return ": ".join([*where, *field, ", ".join(said)])


def in_our_words(message: str) -> str:
    """What pydantic says is allowed, for readers who know YAML and not pydantic."""
    for pattern, ours in OUR_WORDS.items():
        message = re.sub(pattern, ours, message)
    return message


OUR_WORDS = {
    "^Input should be ": "allowed is ",
    "a valid (tuple|list)\\b.*": "a list",
    "a valid dictionary\\b.*|a dictionary or .*": "a mapping of fields",
    "a valid string": "a text",
    "a valid boolean.*": "true or false",
    "a valid integer.*": "a whole number",
    "a valid number.*": "a number",
    "greater than or equal to (.*)": r"\1 or more",
    "less than or equal to (.*)": r"\1 or less",
    "greater than 0$": "a length of time above 0",
    "^String should match pattern.*": "allowed are small letters, digits, - and _, a letter first",
    "^Keys should be strings": "the name of a field is a text",
    "^(Tuple|Dictionary) should have at least 1 item.*": "allowed is one entry or more",
}
"""What pydantic says: how we say it."""


def without_echoes(faults: Iterable[Any]) -> list[Any]:
    """The faults that are not a mere consequence of another one further in."""
    faults = list(faults)
    inner = [tuple(fault["loc"]) for fault in faults if fault["type"] != "too_short"]
    return [
        fault
        for fault in faults
        if fault["type"] != "too_short"
        or not any(way[: len(fault["loc"])] == tuple(fault["loc"]) for way in inner)
    ]


def compound(fault: Any) -> bool:
    """True if the value at fault is too large to be shown."""
    return isinstance(fault["input"], dict | list)


def fields_at(way: Steps) -> list[str]:
    """The names that are allowed in this part of a scenario."""
    part: Any = Scenario
    for step in way:
        part = part_below(part, step)
    if isinstance(part, type) and issubclass(part, BaseModel):
        return list(part.model_fields)
    names = [in_file(field.name) for field in fields(part)] if is_dataclass(part) else []
    return [*names, "preset"] if part is Policy else names


def part_below(part: Any, step: str | int) -> Any:
    """The type of the part that a step leads to, None if it leads nowhere."""
    if isinstance(step, int):
        return part_in(part)
    if isinstance(part, type) and issubclass(part, BaseModel) and step in part.model_fields:
        return part_in(part.model_fields[step].annotation)
    if isinstance(part, type) and is_dataclass(part) and step in (hints := get_type_hints(part)):
        return part_in(hints[step])
    return {**CHECKS, **LATENCIES, **SERVICE_TIMES, **STRATEGIES, **WORKLOADS}.get(step)


def part_in(annotation: Any) -> Any:
    """The part that a field's type speaks of: the P in tuple[P, ...] and in P | None."""
    inner = [part for part in get_args(annotation) if is_part(part)]
    return inner[0] if inner else annotation


def is_part(kind: Any) -> bool:
    """True if it has fields of its own."""
    return isinstance(kind, type) and (issubclass(kind, BaseModel) or is_dataclass(kind))


def near(name: str, allowed: list[str]) -> str:
    """ ", did you mean X?" or "" if nothing is near."""
    close = difflib.get_close_matches(name, allowed, n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def shown(value: object) -> str:
    """A value as YAML would write it, short."""
    if isinstance(value, dict | list):
        return kind(value)
    try:
        text = yaml.safe_dump(value, allow_unicode=True).removesuffix("\n...\n").strip()
    except yaml.YAMLError:
        text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def kind(value: object) -> str:
    """What sort of YAML value it is."""
    names = {dict: "a mapping", list: "a list", str: "a text", type(None): "nothing"}
    return names.get(type(value), type(value).__name__)


def positions(node: Any, way: Steps = ()) -> Iterator[tuple[Steps, int]]:
    """The line of every field in a YAML document, from 1."""
    if node is None:
        return
    yield way, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*way, key.value), key.start_mark.line + 1
            yield from (
                (at, line) for at, line in positions(value, (*way, key.value)) if at[len(way) + 1 :]
            )
    elif isinstance(node, yaml.SequenceNode):
        for number, entry in enumerate(node.value):
            yield from positions(entry, (*way, number))


def repetitions(node: Any) -> Iterator[tuple[int, str]]:
    """Fields given twice, which YAML readers take silently: (line, what)."""
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                yield line, f"{key.value}: is given twice, first in line {seen[key.value]}"
            seen[key.value] = line
            yield from repetitions(value)
    elif isinstance(node, yaml.SequenceNode):
        for entry in node.value:
            yield from repetitions(entry)


def yaml_fault(error: yaml.YAMLError) -> str:
    """ ":line: what", in one line."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).split("\n")[0]
    return f":{mark.line + 1}: is not YAML: {problem}" if mark else f": is not YAML: {problem}"
