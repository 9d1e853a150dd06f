"""The range itself: all tokens, honest and forged, mixed, shown to one verifier or to several."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from random import Random

from simulator.attacks.catalogue import ATTACKS, HONEST, REPLAYS, Attack, Honest, Replay
from simulator.attacks.result import Comparison, RangeResult, Row
from simulator.attacks.scene import Ground, Scene
from simulator.attacks.shown import shown
from simulator.attacks.target import Verify
from simulator.attacks.trial import ACCEPTED, HUNG, NOT_STAGED, Fate, call

ORDINARY = ("published", "secret", "moving")
"""Deployments that differ in their keys alone: where it does not matter, chance decides."""
LIMIT = 2.0
"""Seconds that a verifier may take for one token."""
PATIENCE = 3
"""How often it may hang before it gets less time."""


def attack_range(
    verify: Verify, *, seed: int | None = None, name: str | None = None, limit: float = LIMIT
) -> RangeResult:
    """How a verifier stands up to every attack, and to honest tokens (its signature: target.py).

    Keys, names, times and order are made anew from `seed`; without one (None) they are
    different each time. `limit`: seconds that it may take for one token, and a tenth of that once
    it has hung PATIENCE times. Whatever the verifier does is reported and goes no further, but for
    KeyboardInterrupt. TypeError if it can't be called.
    """
    called = str(name or getattr(verify, "__name__", type(verify).__name__))
    return compare({called: verify}, seed=seed, limit=limit)[called]


def compare(
    verifiers: Mapping[str, Verify], *, seed: int | None = None, limit: float = LIMIT
) -> Comparison:
    """How several verifiers stand up to the very same tokens."""
    if not verifiers:
        raise ValueError("there is no verifier to attack")
    for name, verify in verifiers.items():
        if not callable(verify):
            raise TypeError(f"{name} is a {type(verify).__name__}: a verifier is a function")
    if seed is None:
        seed = secrets.randbits(32)
    ground = Ground(seed)
    shots = aimed(ground)
    replays = [(one, pick(ground, one)) for one in REPLAYS.values()]
    results = {name: shot_at(verify, name, seed, shots, replays, limit)
               for name, verify in verifiers.items()}  # fmt: skip
    return Comparison(results)


Shot = tuple[Attack | Honest, Scene, str]


def shot_at(
    verify: Verify,
    name: str,
    seed: int,
    shots: list[Shot],
    replays: list[tuple[Replay, Scene]],
    limit: float,
) -> RangeResult:
    """Show everything to one verifier."""
    rows: dict[str, Row] = {}
    hung = 0
    for entry, scene, token in shots:
        fate = call(verify, scene.deployment, token, limit if hung < PATIENCE else limit / 10)
        hung += fate.outcome == HUNG
        rows[entry.name] = row(entry, scene, token, fate)
    for one, scene in replays:
        rows[one.name] = show_twice(one, scene, verify, limit)
    return RangeResult(name, seed, tuple(rows[each] for each in (*ATTACKS, *REPLAYS, *HONEST)))


def aimed(ground: Ground) -> list[Shot]:
    """Every token with the scene that it is made for, in an order that says nothing."""
    entries: list[Attack | Honest] = [*ATTACKS.values(), *HONEST.values()]
    shots = []
    for entry in entries:
        scene = pick(ground, entry)
        shots.append((entry, scene, entry.forge(scene)))
    ground.random.shuffle(shots)
    return shots


def pick(ground: Ground, entry: Attack | Honest | Replay) -> Scene:
    """The scene for an entry, with random numbers of its own."""
    where = entry.where
    if where == "any":
        where = Random(f"{ground.seed} {entry.name} where").choice(ORDINARY)
    return ground.scene(where, entry.name)


def row(entry: Attack | Honest | Replay, scene: Scene, token: str, fate: Fate) -> Row:
    """A line of the result."""
    forged = not isinstance(entry, Honest)
    return Row(
        name=entry.name,
        family=entry.family,
        kind=entry.kind,
        summary=entry.summary,
        knows=getattr(entry, "knows", ""),
        reference=entry.reference,
        layer=getattr(entry, "layer", "") if forged else "",
        otherwise=getattr(entry, "otherwise", ""),
        deployment=scene.deployment.name,
        shown=shown(token, scene.deployment),
        outcome=fate.outcome,
        detail=fate.detail,
        faults=fate.faults,
    )


def show_twice(entry: Replay, scene: Scene, verify: Verify, limit: float) -> Row:
    """Let a verifier accept one token, tell it what it should know, and show the other one."""
    first, second = entry.forge(scene)
    memory = getattr(verify, entry.needs, None)
    if not memory:
        return row(entry, scene, second, Fate(NOT_STAGED))
    fate = call(verify, scene.deployment, first, limit)
    if fate.outcome != ACCEPTED:
        return row(entry, scene, second, Fate(NOT_STAGED, f"the first: {fate.outcome}"))
    if entry.needs == "deny":
        memory(first)
    return row(entry, scene, second, call(verify, scene.deployment, second, limit))
