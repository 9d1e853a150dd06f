"""What every group of settings shares that a scenario may hold."""

from __future__ import annotations

from typing import Any, ClassVar


def in_file(name: str) -> str:
    """A field's name as a scenario has it: `from_` is called from."""
    return name.rstrip("_")


class Settings:
    """Base of the frozen dataclasses that scenarios fill: a name they don't know is an error."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "alias_generator": in_file}
