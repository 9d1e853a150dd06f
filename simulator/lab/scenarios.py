"""Scenarios with some fields set otherwise, and marks by which to know them again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from simulator.lab.errors import LabError
from simulator.world.reading import read
from simulator.world.scenario import Scenario

Source = str | Path | Scenario
PACKAGE = Path(__file__).resolve().parents[1]


def varied(source: Source, settings: Mapping[str, Any]) -> Scenario:
    """The scenario of this name or path with these fields set. Raises ScenarioError, LabError."""
    if not isinstance(source, Scenario):
        return read(source, settings)
    if settings:
        raise LabError("settings need a scenario's name or path, not a Scenario")
    return source


def mark(scenario: Scenario) -> str:
    """A text that two scenarios share only if every field is the same."""
    return hashlib.sha256(repr(plain(scenario)).encode()).hexdigest()[:32]


def plain(value: Any) -> Any:
    """A value whose repr says all of it, and nothing of where it lies in memory."""
    if isinstance(value, BaseModel):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value).__qualname__
        return (kind, {field.name: plain(getattr(value, field.name)) for field in fields(value)})
    if isinstance(value, Mapping):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if callable(value):
        return code_of(value)
    return value


def code_of(function: Any) -> str:
    """A function's name, with what it does if it is none of the simulator's own."""
    name = f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', '')}"
    code = getattr(function, "__code__", None)
    if code is None or name.startswith("simulator."):
        return name
    digest = hashlib.sha256(code.co_code + repr((code.co_consts, code.co_names)).encode())
    return f"{name}#{digest.hexdigest()[:16]}"


@lru_cache(maxsize=1)
def simulator_mark() -> str:
    """A text that changes with the simulator's own sources: what another one found is no
    measurement of this one."""
    digest = hashlib.sha256()
    for room in ("actors", "world", "lab"):
        for path in sorted((PACKAGE / room).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
