"""The checklist of a verifier: its steps, and which attacks get in where one is left out."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from simulator.attacks import ATTACKS, REPLAYS, Ground
from simulator.attacks.arena import aimed
from simulator.attacks.verifiers import ours
from simulator.jose import MAX_LIFETIME, MAX_SIZE, REASONS, JoseError

MEMORY = "memory"
"""The layer of what is not in the token: a verifier has to remember or to ask."""


OURS = "our limit"


class Step(NamedTuple):
    """One check."""

    layer: str
    """One of simulator.jose.LAYERS, or MEMORY."""
    check: str
    """What has to be so."""
    refusals: tuple[str, ...]
    """The reasons that it refuses for (simulator.jose.REASONS), with ":claim" if of that alone."""
    example: str
    """An attack that gets in without it."""
    written: str = ""
    """Where, if the refusals don't say; OURS where no standard sets this limit."""

    @property
    def rfc(self) -> str:
        """Where it is written."""
        if self.written:
            return self.written
        if self.layer == MEMORY:
            return REPLAYS[self.example].reference
        return REASONS[self.refusals[0].partition(":")[0]].rfc


STEPS = (
    Step("split", f"At most {MAX_SIZE:,} characters", ("too_large",), "ten-megabytes", OURS),
    Step(
        "split",
        "Three parts: no blanks, no JSON around them, nothing encrypted",
        ("part_count", "whitespace", "json_serialization", "encrypted"),
        "jwe-around-none",
    ),
    Step(
        "decode",
        "base64url with no padding, no other letters, no leftover bits",
        ("base64_padding", "base64_alphabet", "base64_unused_bits"),
        "unused-bits",
    ),
    Step(
        "decode",
        "Header and payload are JSON objects that can be read in one way only",
        (
            "duplicate_name",
            "not_object",
            "not_utf8",
            "not_finite",
            "lone_surrogate",
            "header_type",
        ),
        "claim-name-twice",
    ),
    Step(
        "decode",
        "Nothing is critical (crit) that you don't understand",
        ("crit_not_understood", "crit_malformed"),
        "b64-false",
    ),
    Step(
        "allow-list",
        "alg is on your own list; the token is not asked",
        ("algorithm_not_allowed", "algorithm_none"),
        "none",
    ),
    Step(
        "key",
        "The key is one of yours, found by kid; never jwk, jku, x5c or x5u",
        ("unknown_kid", "several_keys"),
        "jku",
    ),
    Step(
        "key",
        "One key, one algorithm, and it is there to sign",
        ("key_algorithm", "key_type"),
        "confusion-pem",
    ),
    Step(
        "key",
        "A secret of at least 32 octets, RSA of at least 2048 bits",
        ("key_too_short",),
        "secret-in-dictionary",
    ),
    Step(
        "signature",
        "The key made it over the text as it came, in full length",
        ("signature_wrong", "signature_length", "signature_missing"),
        "role-raised",
    ),
    Step("claims", "Claims have their types: times are numbers", ("claim_type",), "exp-string"),
    Step(
        "claims",
        "exp and sub are there (in RFC 7519 they are optional)",
        ("claim_missing:exp", "claim_missing:sub"),
        "exp-missing",
        "RFC 9068 2.2",
    ),
    Step("claims", "now < exp + leeway: on the second itself it is over", ("expired",), "expired"),
    Step(
        "claims",
        "nbf and iat are not later than now + leeway",
        ("not_yet_valid", "issued_in_future"),
        "iat-ahead",
        "RFC 7519 4.1.5; iat: our limit",
    ),
    Step(
        "policy",
        "iss is your issuer, letter by letter",
        ("wrong_issuer", "claim_missing:iss"),
        "iss-neighbour",
    ),
    Step(
        "policy",
        "aud is you, or you are in it",
        ("wrong_audience", "claim_missing:aud"),
        "aud-neighbour",
    ),
    Step("policy", "typ is the kind of token that you expect", ("wrong_typ",), "refresh-token"),
    Step(
        "policy",
        f"It lives for at most {MAX_LIFETIME // 86400} days",
        ("lifetime_too_long",),
        "exp-in-milliseconds",
        OURS,
    ),
    Step(MEMORY, "Its jti was not called back (deny-list, introspection)", (), "after-logout"),
)
"""In the order in which a token meets them."""


def step_of(reason: str, detail: str) -> Step | None:
    """The step that a refusal of simulator.jose comes from."""
    for wanted in (f"{reason}:{detail}", reason):
        for step in STEPS:
            if wanted in step.refusals:
                return step
    return None


@cache
def stopped(seed: int = 1) -> dict[Step, list[str]]:
    """The attacks that each step stops: every one of the range is shown to simulator.jose."""
    found: dict[Step, list[str]] = {step: [] for step in STEPS}
    refused: dict[str, Step | None] = {}
    for entry, scene, token in aimed(Ground(seed)):
        if entry.kind == "forged":
            try:
                scene.deployment.ask(ours, token)
            except JoseError as refusal:
                refused[entry.name] = step_of(refusal.reason, refusal.detail)
    for name in ATTACKS:
        step = refused.get(name)
        if step is not None:
            found[step].append(name)
    found[STEPS[-1]] = [name for name, replay in REPLAYS.items() if replay.needs == "deny"]
    return found


def without(step: Step) -> str:
    """What gets in without a step: "none and 5 more"."""
    others = len(stopped()[step]) - 1
    return step.example + (f" and {others} more" if others > 0 else "")
