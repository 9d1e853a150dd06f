"""One question to a verifier: what it was shown, and what came of it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, NamedTuple
from warnings import catch_warnings

from simulator.attacks.limit import TooLong, limited
from simulator.attacks.target import Deployment, Verify
from simulator.jose import JoseError, b64url_decode, parse_json

ACCEPTED = "accepted"
REFUSED = "refused"
FELL_OVER = "fell over"
NO_CLAIMS = "no claims"
HUNG = "hung"
BROKE_OUT = "broke out"
NOT_STAGED = "not staged"

OUTCOMES: dict[str, str] = {
    ACCEPTED: "it returned claims",
    REFUSED: "it raised an exception",
    FELL_OVER: "it raised what a slip raises, such as KeyError: nobody got in, but nobody meant it",
    NO_CLAIMS: "it returned, and what it returned are not the token's claims",
    HUNG: "it did not come back in time",
    BROKE_OUT: "it raised what ends a program, such as SystemExit",
    NOT_STAGED: "only a verifier that remembers could refuse it, and this one says of no memory",
}
"""What can come of a trial."""

SLIPS = (
    TypeError,
    AttributeError,
    LookupError,
    NameError,
    ArithmeticError,
    RecursionError,
    MemoryError,
    NotImplementedError,
    SystemError,
)
"""What nobody raises who means to refuse; only these very classes count, not heirs of them."""


class Fate(NamedTuple):
    """What came of one trial."""

    outcome: str
    """One of OUTCOMES."""
    detail: str = ""
    """The exception, or the type of what was returned."""
    faults: tuple[str, ...] = ()
    """What a verifier should not do on the side: print, change its arguments."""


def fell_over(error: BaseException) -> bool:
    """True for an exception that tells of a slip in the verifier, not of the token."""
    return isinstance(error, SLIPS) and type(error).__module__ == "builtins"


def call(verify: Verify, deployment: Deployment, token: str, limit: float) -> Fate:
    """Show one token to a verifier, for at most `limit` seconds. Raises nothing but Ctrl-C."""
    said = io.StringIO()
    untouched = True
    try:
        with redirect_stdout(said), redirect_stderr(said), catch_warnings(record=True):
            found, untouched = limited(lambda: deployment.ask(verify, token), limit)
        outcome, detail = judged(found, token)
    except KeyboardInterrupt:
        raise
    except TooLong:
        outcome, detail = HUNG, f"more than {limit:g} s"
    except Exception as error:
        outcome, detail = FELL_OVER if fell_over(error) else REFUSED, described(error)
    except (SystemExit, GeneratorExit) as error:
        outcome, detail = BROKE_OUT, described(error)
    except BaseException as error:
        if type(error).__module__.startswith(("course", "_pytest")):
            # A limit of the notebook's, or a test's, around the whole range.
            raise
        outcome, detail = BROKE_OUT, described(error)
    faults = [] if untouched else ["changes its arguments"]
    if said.getvalue():
        faults.append("prints")
    return Fate(outcome, detail, tuple(faults))


def judged(found: Any, token: str) -> tuple[str, str]:
    """Whether what a verifier returned are this token's claims."""
    if not isinstance(found, Mapping) or not found:
        return NO_CLAIMS, f"returned {'an empty' if found == {} else 'a'} {type(found).__name__}"
    right = claims_of(token)
    if right is not None and dict(found) != right:
        return NO_CLAIMS, "returned other claims than the token's"
    return ACCEPTED, ""


def claims_of(token: str) -> Any:
    """The claims as a correct reader sees them, None where there is no one way to read them."""
    try:
        _, payload, _ = token.split(".")
        return parse_json(b64url_decode(payload))
    except (JoseError, ValueError):
        return None


def described(error: BaseException) -> str:
    """An exception in one line; a long message is cut."""
    try:
        words = " ".join(str(error).split())
    except Exception:
        words = ""
    words = words if len(words) <= 100 else f"{words[:99]}…"
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
