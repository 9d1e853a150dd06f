"""How a learner's verifier says no."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 (a refusal is an answer, not an error)
    """A token that is not to be believed: which layer says so, and why.

    raise Refused("split", "a token has three parts")
    """

    def __init__(self, layer: str, reason: str = "") -> None:
        super().__init__(layer, reason)
        self.layer = layer
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.layer}: {self.reason}" if self.reason else self.layer
