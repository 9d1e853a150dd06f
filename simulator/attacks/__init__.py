"""The attack range: every attack one small function, the honest traffic, and who stands up to both.

    result = attack_range(verify)          one verifier (its signature: see target.py)
    result.score, result.ok                0 to 100; True if nothing got in and all honest passed
    print(result)                          a table, the numbers, the stories
    compare({"mine": verify, **columns()}) several on the same tokens

It knows simulator.jose and nothing else of the simulator; `simulator.views.matrix` draws results.
"""

from importlib import import_module

from simulator.attacks.arena import attack_range, compare
from simulator.attacks.catalogue import ATTACKS, HONEST, REPLAYS, Attack, Honest, Replay
from simulator.attacks.result import Comparison, RangeResult, Row
from simulator.attacks.scene import Ground, Scene
from simulator.attacks.target import Deployment, Verify
from simulator.attacks.trial import OUTCOMES

for _family in ("algorithm", "key_headers", "form", "claims", "cost", "replays", "genuine"):
    # Each file enters its attacks into the catalogue, in this order.
    import_module(f"simulator.attacks.{_family}")

FAMILIES = tuple(dict.fromkeys(attack.family for attack in ATTACKS.values()))
"""The families of attacks, in the order in which they are listed."""

__all__ = [
    "ATTACKS",
    "FAMILIES",
    "HONEST",
    "OUTCOMES",
    "REPLAYS",
    "Attack",
    "Comparison",
    "Deployment",
    "Ground",
    "Honest",
    "RangeResult",
    "Replay",
    "Row",
    "Scene",
    "Verify",
    "attack_range",
    "compare",
]
