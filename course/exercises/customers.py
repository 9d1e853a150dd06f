"""Grace's three customers: what their people do, and what a policy must do for them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from course.checks import expect
from simulator import run
from simulator.events import Event
from simulator.lab.measures import exposure
from simulator.world.run import Run

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
HALF_AN_HOUR = 30 * MINUTE
SEEDS = (1, 2, 3)


@dataclass(frozen=True)
class Customer:
    """Who the people are: when they come, as a scenario says it, and what is asked of a policy."""

    name: str
    visits: Mapping[str, Any]
    demand: Callable[[str, list[Run]], None]

    def look_at(self, policy: Mapping[str, Any]) -> None:
        """Raise NotYet if the policy doesn't do for this customer."""
        runs = [self.week(policy, seed) for seed in SEEDS]
        self.demand(self.name, runs)

    def week(self, policy: Mapping[str, Any], seed: int) -> Run:
        """A week of one person, without a thief."""
        settings = {
            **{f"policy.{name}": value for name, value in policy.items()},
            "clients.ada.visits": {"evenings": dict(self.visits)},
            # A thief who comes after the end is none.
            "clients.mallory.strategy": {"thief": {"victim": "ada", "at": "30 d"}},
        }
        return run("week_of_theft", seed=seed, settings=settings)


def pages(week: Run) -> list[float]:
    """When pages were asked for."""
    return [e.t for e in week.events("ada", "request") if e.detail.startswith("GET")]


def logins(week: Run) -> list[float]:
    """When the password was given."""
    return [e.t for e in week.events("ada", "request") if "password" in e.detail]


def day_of(moment: float) -> int:
    """Which day of the week."""
    return int(moment // DAY)


def no_login_in_the_middle(name: str, week: Run, visit: str) -> None:
    """Nobody logs in twice in a visit."""
    begins: dict[int, float] = {}
    for moment in pages(week):
        begins.setdefault(day_of(moment), moment)
    late = [each for each in logins(week) if each > begins.get(day_of(each), each) + MINUTE]
    if late:
        after = (late[0] - begins[day_of(late[0])]) / MINUTE
        expect(
            False,
            f"{name}: somebody has to log in again in the middle of {visit}, {after:.0f} minutes"
            " after its beginning.",
        )


def over_in_half_an_hour(name: str, week: Run, visit: str) -> None:
    """Half an hour after the last page of a day no refresh token and no access token is good."""
    last: dict[int, float] = {}
    for moment in pages(week):
        last[day_of(moment)] = moment
    for day, left in last.items():
        ends = max(_ends(event) for event in week.events("ada", "issue") if _of(event, day))
        expect(
            ends <= left + HALF_AN_HOUR,
            f"{name}: after the end of {visit} the session stays open for"
            f" {math.ceil((ends - left) / MINUTE)} minutes. Half an hour is the most.",
        )


def _of(event: Event, day: int) -> bool:
    return day_of(event.t) == day


def _ends(event: Event) -> float:
    return event.expires or 0.0


def bank(name: str, weeks: list[Run]) -> None:
    """Once a day for a quarter of an hour."""
    for week in weeks:
        no_login_in_the_middle(name, week, "a visit")
        over_in_half_an_hour(name, week, "a visit")
    life = float(weeks[0].scenario.policy.access_ttl)
    expect(
        life / 2 <= 3 * MINUTE,
        f"{name}: a stolen access token that lives for {life / MINUTE:.0f} minutes is of use for"
        f" {life / 2 / MINUTE:.1f} minutes on average. Three are the most.",
    )


def streaming(name: str, weeks: list[Run]) -> None:
    """Every evening, and never a password; and a thief for a day at most."""
    for week in weeks:
        count = len(logins(week))
        expect(
            count == 1,
            f"{name}: a viewer has to log in {count} times in a week. Once is enough for them.",
        )
    policy = weeks[0].scenario.policy
    settings = {
        "policy.access_ttl": policy.access_ttl,
        "policy.refresh_ttl": policy.refresh_ttl,
        "policy.refresh_lifetime": policy.refresh_lifetime,
        "policy.refresh_max": policy.refresh_max,
        "policy.rotation": policy.rotation,
    }
    found = [exposure(run("week_of_theft", seed=seed, settings=settings)) for seed in range(20)]
    mean = sum(found) / len(found)
    expect(
        mean <= DAY,
        f"{name}: in twenty weeks with a theft each, the thief is served for {mean / HOUR:.0f}"
        " hours on average. Twenty-four are the most. What would let the theft show?",
    )


def factory(name: str, weeks: list[Run]) -> None:
    """A shift of eight hours, one login, and over."""
    for week in weeks:
        no_login_in_the_middle(name, week, "a shift")
        over_in_half_an_hour(name, week, "a shift")


EVENING = {"first": 19 * HOUR, "spread": 2 * HOUR, "length": 2 * HOUR, "every": MINUTE}
CUSTOMERS = {
    "bank": Customer(
        "The bank",
        {"first": 12 * HOUR, "spread": 6 * HOUR, "length": 15 * MINUTE, "every": 30.0, "days": 7},
        bank,
    ),
    "streaming": Customer("The streaming site", {**EVENING, "days": 7}, streaming),
    "factory": Customer(
        "The factory",
        {"first": 6 * HOUR, "length": 8 * HOUR, "every": 30.0, "days": 7},
        factory,
    ),
}
