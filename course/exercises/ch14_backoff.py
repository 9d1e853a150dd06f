"""Exercise 14.backoff: how long to wait before asking again."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from statistics import fmean
from typing import Any

from course.checks import LearnerRaised, call, expect, expect_function, expect_no_crash, shown
from course.exercise import Exercise, NotYet, Reference, Stub, Trial
from course.exercises.ch01 import defined
from simulator import run
from simulator.world.queueing import waits

CEILINGS = ((1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 30), (7, 30), (40, 30), (5000, 30))
"""After so many failed attempts, the longest pause in seconds."""
DRAWS = 400
NEARLY = 0.9
"""Of that many draws, one lies above this part of the ceiling, and one below the rest of it."""


def check_backoff(backoff: Callable[..., Any]) -> str:
    """Evenly between 0 and a ceiling that doubles, from the client's own chance; then in a run."""
    expect_function(backoff, 1, Random(1), name="backoff")
    _expect_own_chance(backoff)
    for attempt, ceiling in CEILINGS:
        _expect_draws(backoff, attempt, ceiling)
    _expect_no_herd(backoff)
    return "They come back one by one, and later each time."


def _pause(backoff: Callable[..., Any], attempt: int, random: Random) -> float:
    """One pause, which must be a number of seconds."""
    told = f"`backoff({attempt}, random)`"
    try:
        said = call(backoff, attempt, random)
    except LearnerRaised as stumble:
        if not isinstance(stumble.error, OverflowError):
            raise
        raise NotYet(
            f"{told} raised `OverflowError`. After a night of failures the client would crash,"
            " because `2.0 ** 1024` is more than a float can hold. A whole number can be as large"
            " as you like."
        ) from None
    expect(said is not None, f"{told} gave nothing back. Does your function `return` the pause?")
    expect(
        isinstance(said, int | float) and not isinstance(said, bool),
        f"{told} gave {shown(said)}. A pause is a number of seconds.",
    )
    expect(said >= 0, f"{told} gave `{said:.3g}`: nobody can wait for less than no time.")
    pause: float = said
    return pause


def _expect_own_chance(backoff: Callable[..., Any]) -> None:
    """The same source gives the same pause, and another one another."""
    twice = {_pause(backoff, 4, Random(7)) for _ in range(3)}
    expect(
        len(twice) == 1,
        "For two sources of chance that are alike, `Random(7)` and `Random(7)`, your function gives"
        " different pauses. So it draws from elsewhere. Use the `random` that it is given:"
        " otherwise no run could be repeated.",
    )


def _expect_draws(backoff: Callable[..., Any], attempt: int, ceiling: int) -> None:
    """Many draws after so many failed attempts."""
    random = Random(attempt)
    drawn = [_pause(backoff, attempt, random) for _ in range(DRAWS)]
    low, high = min(drawn), max(drawn)
    told = f"For `attempt` {attempt} the pauses of {DRAWS} clients lie between {low:.3g} and"
    told += f" {high:.3g}. "
    expect(
        low < high,
        f"For `attempt` {attempt} every client waits for {high:.6g} seconds. They failed together,"
        " and so they come back together. Where is the chance?",
    )
    if attempt > 5 and high > ceiling:
        raise NotYet(
            told + "No pause is longer than 30 seconds: a client that waits for hours is no better"
            " than one that gave up. Limit the ceiling, and draw below it."
        )
    expect(
        high <= 2 * ceiling or attempt > 1,
        told + "After the first failure the ceiling is 1 second.",
    )
    if high > ceiling * 1.5 and low < 0.1 * ceiling and attempt <= 4:
        raise NotYet(
            told + f"The ceiling is {ceiling}: 1 after the *first* failure. You double once too"
            " often, or `attempt` counts from 1 and not from 0."
        )
    expect(
        high <= ceiling,
        told + f"The ceiling is {ceiling}. Chance doesn't come on top of it: draw *below* it.",
    )
    expect(
        low < (1 - NEARLY) * ceiling,
        told + f"Draw from 0 on, up to {ceiling}: the wider the pauses are spread, the flatter is"
        " the load.",
    )
    expect(
        len({round(each, 6) for each in drawn}) > DRAWS / 2,
        told + "But there are few different ones among them. Who waits for whole seconds comes"
        " together with all who wait for as many: draw from all numbers in between.",
    )
    expect(
        high > NEARLY * ceiling,
        told + f"They should go up to {ceiling}: it is 1 after the first failure, and doubles.",
    )
    expect(
        abs(fmean(drawn) / ceiling - 0.5) < 0.1,
        told + f"On average they are {fmean(drawn):.2g}. Drawn evenly it would be half of"
        f" {ceiling}.",
    )


def _expect_no_herd(backoff: Callable[..., Any]) -> None:
    """After an outage of a minute nobody waits."""
    happened = run(
        "all_at_once",
        backoff=lambda *given: call(backoff, *given),
        settings={
            "clients.tv.count": 200,
            "until": "6 min",
            "auth_server.outages": [{"from": "4 min", "until": "5 min"}],
            "clients.tv.strategy.app.retry.attempts": None,
        },
    )
    expect_no_crash(happened)
    longest = max(waits(happened.log, operation="refresh"))
    expect(longest < 0.5, f"In the run the longest wait after the outage is {longest:.1f} s.")


def backing(body: str) -> Any:
    """An answer to 14.backoff with this body."""
    return defined("backoff", "attempt, random", body)


BACKOFF = Exercise(
    id="14.backoff",
    title="Back off",
    check=check_backoff,
    setup="import random as dice\n",
    hints=(
        "Two steps: what is the ceiling after so many failures? And then a draw below it.",
        "`2 ** 0` is 1, `2 ** 1` is 2, and `attempt` begins with 1. `min(…, …)` keeps it below 30.",
        "`random.uniform(0, …)`, with `min(30, 2 ** (attempt - …))` in it.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "a share of the ceiling",
            backing(
                "ceiling = 2 ** (attempt - 1) if attempt <= 5 else 30\n"
                "return ceiling * random.random()"
            ),
            "correct",
        ),
        Trial(
            "doubled in a loop",
            backing(
                "ceiling = 1\n"
                "for _ in range(min(attempt, 10) - 1):\n"
                "    ceiling = min(30, 2 * ceiling)\n"
                "return random.uniform(0, ceiling)"
            ),
            "correct",
        ),
        Trial(
            "from above",
            backing("return random.uniform(min(30, 1 << (attempt - 1)), 0)"),
            "correct",
        ),
        Trial(
            "floats that overflow",
            backing("return random.uniform(0, min(30.0, 2.0 ** (attempt - 1)))"),
            "not_yet",
            "After a night of failures",
        ),
        Trial(
            "no chance",
            backing("return min(30, 2 ** (attempt - 1))"),
            "not_yet",
            "Where is the chance",
        ),
        Trial(
            "chance on top",
            backing("return min(30, 2 ** (attempt - 1)) + random.random()"),
            "not_yet",
            "*below* it",
        ),
        Trial(
            "half fixed",
            backing("top = min(30, 2 ** (attempt - 1))\nreturn random.uniform(top / 2, top)"),
            "not_yet",
            "Draw from 0 on",
        ),
        Trial(
            "once too often",
            backing("return random.uniform(0, min(30, 2 ** attempt))"),
            "not_yet",
            "counts from 1",
        ),
        Trial(
            "never long enough",
            backing("return random.uniform(0, min(30, attempt))"),
            "not_yet",
            "should go up to 4",
        ),
        Trial(
            "no limit",
            backing("return random.uniform(0, 2 ** min(attempt - 1, 60))"),
            "not_yet",
            "No pause is longer than 30",
        ),
        Trial(
            "limited after the draw",
            backing("return min(30, random.uniform(0, 2 ** min(attempt - 1, 60)))"),
            "not_yet",
            "Drawn evenly",
        ),
        Trial(
            "whole seconds",
            backing("return random.randint(0, min(30, 2 ** (attempt - 1)))"),
            "not_yet",
            "few different ones",
        ),
        Trial(
            "somebody else's dice",
            backing("return dice.uniform(0, min(30, 2 ** (attempt - 1)))"),
            "not_yet",
            "draws from elsewhere",
        ),
        Trial(
            "milliseconds",
            backing("return 1000 * random.uniform(0, min(30, 2 ** (attempt - 1)))"),
            "not_yet",
            "1 second",
        ),
        Trial(
            "evenly the other way",
            backing("return -random.uniform(0, min(30, 2 ** (attempt - 1)))"),
            "not_yet",
            "less than no time",
        ),
        Trial(
            "nothing back",
            backing("random.uniform(0, min(30, 2 ** (attempt - 1)))"),
            "not_yet",
            "nothing back",
        ),
        Trial("a text", backing('return "1 s"'), "not_yet", "number of seconds"),
        Trial("crash", backing("return random.sleep(attempt)"), "not_yet", "AttributeError"),
    ),
)
