"""What an attack and an honest token are, and the two lists of them.

Each is one small function that gets a Scene and returns a token's text. A decorator gives it its
particulars; its name is its function's, its summary the docstring.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from simulator.attacks.scene import Scene
from simulator.jose import LAYERS

Forge = Callable[[Scene], str]
Pair = Callable[[Scene], tuple[str, str]]


@dataclass(frozen=True)
class Attack:
    """A way to get past a verifier, and what should be in that way."""

    name: str
    family: str
    summary: str
    """What it does, in one line."""
    knows: str
    """What the attacker has to know or hold."""
    reference: str
    """RFC and section, and a CVE where there is one."""
    layer: str
    """Which of the seven layers should stop it: one of simulator.jose.LAYERS."""
    otherwise: str
    """What happens if it does not."""
    where: str
    """The deployment it is staged in: a key of Ground.scenes, or "any"."""
    hole: str
    """The verifier with one hole that lets it in: a key of simulator.attacks.verifiers.HOLES."""
    forge: Forge

    @property
    def kind(self) -> str:
        return "forged"


@dataclass(frozen=True)
class Replay:
    """An attack that only a verifier with a memory can refuse: the second token of a pair."""

    name: str
    family: str
    summary: str
    knows: str
    reference: str
    layer: str
    otherwise: str
    where: str
    needs: Literal["deny", "once"]
    """The attribute by which a verifier says that it has such a memory (see target.py)."""
    forge: Pair

    @property
    def kind(self) -> str:
        return "replay"


@dataclass(frozen=True)
class Honest:
    """A token that must be accepted."""

    name: str
    summary: str
    reference: str
    where: str
    forge: Forge

    family = "honest"

    @property
    def kind(self) -> str:
        return "honest"


ATTACKS: dict[str, Attack] = {}
"""Every attack that a verifier without a memory can refuse, by name, in the families' order."""
REPLAYS: dict[str, Replay] = {}
"""Attacks that need a memory to be refused."""
HONEST: dict[str, Honest] = {}
"""Every kind of honest token, by name."""


def attacks_of(
    family: str,
) -> Callable[..., Callable[[Forge], Forge]]:
    """A decorator for the attacks of one family."""

    def attack(
        *,
        knows: str,
        reference: str,
        layer: str,
        otherwise: str,
        hole: str,
        where: str = "any",
    ) -> Callable[[Forge], Forge]:
        assert layer in LAYERS, layer

        def enter(forge: Forge) -> Forge:
            name = kebab(forge)
            assert name not in ATTACKS, name
            ATTACKS[name] = Attack(
                name, family, summary(forge), knows, reference, layer, otherwise, where, hole, forge
            )
            return forge

        return enter

    return attack


def replay(
    *,
    knows: str,
    reference: str,
    layer: str,
    otherwise: str,
    needs: Literal["deny", "once"],
    where: str = "any",
) -> Callable[[Pair], Pair]:
    """A decorator for attacks that need a memory to be refused."""

    def enter(forge: Pair) -> Pair:
        name = kebab(forge)
        REPLAYS[name] = Replay(
            name,
            "replay",
            summary(forge),
            knows,
            reference,
            layer,
            otherwise,
            where,
            needs,
            forge,
        )
        return forge

    return enter


def honest(where: str = "any", reference: str = "") -> Callable[[Forge], Forge]:
    """A decorator for honest tokens."""

    def enter(forge: Forge) -> Forge:
        name = kebab(forge)
        assert name not in HONEST, name
        HONEST[name] = Honest(name, summary(forge), reference, where, forge)
        return forge

    return enter


def kebab(function: Callable[..., object]) -> str:
    """A function's name with hyphens."""
    return function.__name__.replace("_", "-")


def summary(function: Callable[..., object]) -> str:
    """A function's docstring, which is one line, without the full stop."""
    return " ".join((function.__doc__ or "").split()).rstrip(".")
