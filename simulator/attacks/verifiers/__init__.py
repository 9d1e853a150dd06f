"""Verifiers to compare: with one hole each, naive ones, libraries, and some with a memory.

COLUMNS   what a comparison shows beside the learner's: naive, sloppy, well configured
HOLES     one hole each, by name, as attacks refer to them
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from simulator.attacks.verifiers.following import BY_HEADER
from simulator.attacks.verifiers.judging import BY_JUDGEMENT
from simulator.attacks.verifiers.layered import STRICT, Layered
from simulator.attacks.verifiers.libraries import joserfc, ours, pyjwt, pyjwt_sloppy, versions
from simulator.attacks.verifiers.naive import asks_the_token, reads_only, signature_only
from simulator.attacks.verifiers.reading import BY_READING
from simulator.attacks.verifiers.remembering import ByJti, ByText
from simulator.attacks.verifiers.sealed import ReadsEncrypted
from simulator.attacks.verifiers.trusting import BY_TRUST

HOLES: dict[str, Any] = {
    **BY_READING,
    **BY_TRUST,
    **BY_HEADER,
    **BY_JUDGEMENT,
    "reads encrypted tokens": ReadsEncrypted(),
}
"""Verifiers with one hole each, by what they do."""

COLUMNS: dict[str, Any] = {
    "reads only": reads_only,
    "asks the token": asks_the_token,
    "signature only": signature_only,
    "PyJWT, sloppy": pyjwt_sloppy,
    "PyJWT": pyjwt,
    **({"joserfc": joserfc} if find_spec("joserfc") else {}),
    "simulator.jose": ours,
}
"""What a comparison shows beside the learner's own; joserfc only where it is installed."""

__all__ = [
    "COLUMNS",
    "HOLES",
    "STRICT",
    "ByJti",
    "ByText",
    "Layered",
    "asks_the_token",
    "joserfc",
    "ours",
    "pyjwt",
    "pyjwt_sloppy",
    "reads_only",
    "signature_only",
    "versions",
]
