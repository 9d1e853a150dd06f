"""What is wrong with an experiment that somebody asked for."""

from __future__ import annotations


class LabError(ValueError):
    """An experiment that can't be made; the message says what was found and what is allowed."""
