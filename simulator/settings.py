"""What every group of settings shares that a scenario may hold."""

from __future__ import annotations

from typing import ClassVar


class Settings:
    """Base of the frozen dataclasses that scenarios fill: a name they don't know is an error."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
