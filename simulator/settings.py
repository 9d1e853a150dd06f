"""What every group of settings shares that a scenario may hold."""

from __future__ import annotations

from typing import Any, ClassVar


def in_file(name: str) -> str:
    """A field's name as a scenario has it: `from_` is called from."""
    return name.rstrip("_")


class Settings:
    """Base of the frozen dataclasses that scenarios fill: a name they don't know is an error."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "alias_generator": in_file}


def pythons_own(value: Any) -> Any:
    """One of numpy's numbers or truths as Python's own; anything else as it is."""
    if type(value).__module__ == "numpy" and getattr(value, "shape", None) == ():
        return value.item()
    return value


def plain(value: Any) -> Any:
    """The same also for what stands inside lists and dicts; a tuple becomes a list."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return pythons_own(value)
