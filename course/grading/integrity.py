"""Has a learner's code changed the functions that judge it?"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import FunctionType, ModuleType
from typing import Any

from course.exercise import Exercise

OURS = ("course", "simulator")
PARTS = ("__code__", "__defaults__", "__kwdefaults__")


@dataclass
class Snapshot:
    """What our modules, and the modules that ours use, were made of."""

    names: list[tuple[str, Mapping[str, Any], dict[str, Any]]] = field(default_factory=list)
    """Label of a module or class, what stands in it, and the functions and classes that stood."""
    parts: dict[int, tuple[str, Any, dict[str, Any]]] = field(default_factory=dict)
    """Label of a function or exercise, itself, and the parts that it had."""
    pythons_own: dict[str, Any] = field(default_factory=lambda: dict(vars(builtins)))

    def changed(self) -> str:
        """The first thing that isn't what it was ("course.checks.same"); "" if all is well."""
        found = self._restored()
        if found:
            return found
        for label, holder, stood in self.names:
            for name, value in stood.items():
                if holder.get(name) is not value:
                    return f"{label}.{name}"
        for label, thing, had in self.parts.values():
            for name, value in had.items():
                if getattr(thing, name, None) is not value:
                    return f"{label}.{name}"
        return ""

    def _restored(self) -> str:
        """What of Python's own was changed: put back, since all that follows needs it."""
        now, found = builtins.__dict__, ""
        for name, value in self.pythons_own.items():
            if name != "_" and now.get(name) is not value:
                now[name] = value
                found = f"builtins.{name}"
        return found


def snapshot() -> Snapshot:
    """Note what is there now."""
    made = Snapshot()
    modules = _watched()
    made.names.append(("sys.modules", sys.modules, {each.__name__: each for each in modules}))
    for module in modules:
        label = module.__name__
        stood = {name: each for name, each in vars(module).items() if _is_watched(each)}
        made.names.append((label, vars(module), stood))
        for name, value in stood.items():
            _note(made, f"{label}.{name}", value)
            if isinstance(value, type) and _is_ours(value.__module__):
                kept = {key: each for key, each in vars(value).items() if callable(each)}
                made.names.append((f"{label}.{name}", vars(value), kept))
                for key, each in kept.items():
                    _note(made, f"{label}.{name}.{key}", each)
    return made


def _note(made: Snapshot, label: str, value: Any) -> None:
    """Keep the parts of a function, or of a notebook's exercises."""
    if isinstance(value, FunctionType):
        home = f"{value.__module__}.{value.__qualname__}"
        made.parts[id(value)] = home, value, {name: getattr(value, name) for name in PARTS}
    elif isinstance(value, tuple):
        for each in value:
            parts = {name: getattr(each, name) for name in ("id", "check", "seconds")}
            made.parts[id(each)] = f"{label}: {each.id}", each, parts


def _is_watched(value: Any) -> bool:
    exercises = isinstance(value, tuple) and value and isinstance(value[0], Exercise)
    return callable(value) or bool(exercises)


def _watched() -> list[ModuleType]:
    """Our modules, and those that ours have imported."""
    modules = [each for each in list(sys.modules.values()) if isinstance(each, ModuleType)]
    named = [each for each in modules if sys.modules.get(each.__name__) is each]
    ours = [each for each in named if _is_ours(each.__name__)]
    used = {id(value) for each in ours for value in vars(each).values()}
    return [each for each in named if id(each) in used or each in ours or each is builtins]


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] in OURS
