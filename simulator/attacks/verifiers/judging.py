"""Holes of the last two layers: is it time, and is it for me?

Each verifier is STRICT, but for a step that is done as it often is. Never use any of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.attacks.verifiers.layered import (
    STRICT,
    Layered,
    Object,
    Wanted,
    check_dates,
    holed,
    need,
)


def dates(**changes: Any) -> Callable[[Object, Wanted], None]:
    """STRICT's look at dates, with some claims replaced before it (None: left out)."""

    def check(claims: Object, wanted: Wanted) -> None:
        seen = {name: changes[name](claims, wanted) for name in changes}
        kept = {**claims, **seen}
        check_dates({name: one for name, one in kept.items() if one is not None}, wanted)

    return check


def never(claims: Object, wanted: Wanted) -> Any:
    """In place of a date that is not looked at: one that is over, and not yet ahead."""
    return wanted.now


def later(claims: Object, wanted: Wanted) -> Any:
    """In place of an `exp` that is not looked at."""
    return wanted.now + 1


def a_second_longer(claims: Object, wanted: Wanted) -> Any:
    """`now > exp` in place of `now >= exp`."""
    return claims["exp"] + 1 if isinstance(claims.get("exp"), int) else claims.get("exp")


def if_there(claims: Object, wanted: Wanted) -> Any:
    """`if isinstance(exp, int) and exp > 1`, more or less."""
    exp = claims.get("exp")
    return later(claims, wanted) if exp is None or exp is True else exp


def number_of(name: str) -> Callable[[Object, Wanted], Any]:
    """`int(claims[name])`."""

    def converted(claims: Object, wanted: Wanted) -> Any:
        value = claims.get(name)
        return int(value) if isinstance(value, str) and value.isdecimal() else value

    return converted


def life_as_number(claims: Object, wanted: Wanted) -> None:
    """STRICT's, of a text that was made a number."""
    STRICT.check_life({"exp": number_of("exp")(claims, wanted)}, wanted)


def life_if_there(claims: Object, wanted: Wanted) -> None:
    """STRICT's, where there is an end."""
    STRICT.check_life({"exp": if_there(claims, wanted)}, wanted)


def any_life(claims: Object, wanted: Wanted) -> None:
    """Does not ask how long the token lives."""


def anybody(claims: Object) -> None:
    """Does not ask who it is."""


def same_beginning(found: Any, mine: str) -> None:
    """`startswith`."""
    need(str(found).startswith(mine), "issuer")


def part_of(found: Any, mine: str) -> None:
    """`iss in issuer`, where both are texts (PyJWT 2.10.0)."""
    need(isinstance(found, str) and found in mine, "issuer")


def much_the_same(found: Any, mine: str) -> None:
    """Case and slashes don't matter."""
    need(str(found).lower().rstrip("/") == mine.lower().rstrip("/"), "issuer")


def one_of_them(found: Any, mine: str) -> None:
    """`issuer in iss`, where iss is a list."""
    need(mine in found if isinstance(found, list) else found == mine, "issuer")


def if_said(found: Any, mine: str) -> None:
    """`if iss and iss != issuer`."""
    need(not found or found == mine, "issuer")


def whatever(found: Any, mine: str) -> None:
    """Does not ask."""


def audience_if_said(found: Any, mine: str) -> None:
    """`if aud`: an empty list is nothing, too."""
    if found:
        STRICT.check_audience(found, mine)


def audience_in_text(found: Any, mine: str) -> None:
    """`audience in aud`: of a text, that asks for a part of it."""
    need(mine in (found or ()), "audience")


def text_in_audience(found: Any, mine: str) -> None:
    """`aud in audience`."""
    need(found in mine if isinstance(found, str) else mine in (found or ()), "audience")


BY_JUDGEMENT: dict[str, Layered] = {
    "never looks at exp": holed(check_dates=dates(exp=later)),
    "lets exp last a second": holed(check_dates=dates(exp=a_second_longer)),
    "looks at exp if it is there": holed(check_dates=dates(exp=if_there), check_life=life_if_there),
    "makes numbers of texts": holed(
        check_dates=dates(exp=number_of("exp"), nbf=number_of("nbf")), check_life=life_as_number
    ),
    "lets tokens live for ever": holed(check_life=any_life),
    "never looks at nbf": holed(check_dates=dates(nbf=never)),
    "never looks at iat": holed(check_dates=dates(iat=never)),
    "takes any sub": holed(check_subject=anybody),
    "compares issuers by their beginning": holed(check_issuer=same_beginning),
    "looks for issuers in texts": holed(check_issuer=part_of),
    "compares issuers kindly": holed(check_issuer=much_the_same),
    "looks for issuers in lists": holed(check_issuer=one_of_them),
    "looks at iss if it is there": holed(check_issuer=if_said),
    "ignores the issuer": holed(check_issuer=whatever),
    "looks at aud if it is there": holed(check_audience=audience_if_said),
    "ignores the audience": holed(check_audience=whatever),
    "looks for audiences in texts": holed(check_audience=audience_in_text),
    "looks for audiences in our name": holed(check_audience=text_in_audience),
    "ignores typ": holed(check_typ=whatever),
}
"""Holes in judgement, by what they do."""
