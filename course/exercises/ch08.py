"""Exercises and quizzes of notebook 08: how long should a token live?"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from numbers import Real
from typing import Any

from course.checks import call, expect, expect_function, same, shown
from course.exercise import Answers, Choice, Code, Exercise, NotYet, Quiz, Reference, Stub, Trial
from course.exercises.ch01 import defined
from course.exercises.customers import CUSTOMERS
from simulator.world.reading import ScenarioError

# --- 08.cycle ----------------------------------------------------------------------------------

CYCLES = ((300.0, 60.0), (60.0, 60.0), (900.0, 20.0), (3600.0, 600.0), (1.0, 30.0))
"""Life of the token, mean time between two pages."""
CYCLE_SLIPS: tuple[tuple[Callable[[float, float], float], str], ...] = (
    (
        lambda life, every: life,
        "That would be a client that renews in the very second in which the token expires. This one"
        " waits until a page is wanted.",
    ),
    (
        lambda life, every: life + every / 2,
        "Half of the gap would be right if pages came like a clock, one each minute. They come at"
        " random, and a random wait has no memory.",
    ),
    (
        lambda life, every: life - every,
        "It renews *after* the token has expired, so the cycle is longer than the life.",
    ),
    (lambda life, every: max(life, every), "Both take their time, one after the other."),
    (
        lambda life, every: life + 1 / every,
        "`every` is a time, in seconds. One over it would be a rate: pages per second.",
    ),
    (
        lambda life, every: 1 / (life + every),
        "That is how many there are in a second. Asked for is how many seconds one takes.",
    ),
    (
        lambda life, every: life * every,
        "A time times a time is no time. Which comes first, and what comes then?",
    ),
    (
        lambda life, every: life + 2 * every,
        "The token lives, then a page is wanted, and it is renewed. Where is a second gap?",
    ),
)


def expect_formula(
    function: Callable[..., Any],
    name: str,
    cases: tuple[tuple[float, float], ...],
    right: Callable[[float, float], float],
    slips: tuple[tuple[Callable[[float, float], float], str], ...],
    otherwise: str,
) -> None:
    """The learner's formula must give the right numbers; known slips are told."""
    expect_function(function, *cases[0], name=name)
    found = {}
    for case in cases:
        said = call(function, *case)
        told = f"`{name}({case[0]:g}, {case[1]:g})` gave {shown(said)}"
        expect(said is not None, f"{told}. Does your function `return` its result?")
        expect(isinstance(said, Real) and not isinstance(said, bool), f"{told}, and no number.")
        found[case] = float(said)
    wrong = [case for case in cases if not abs(found[case] - right(*case)) <= 1e-6]
    if not wrong:
        return
    case = wrong[0]
    told = (
        f"`{name}({case[0]:g}, {case[1]:g})` gave `{found[case]:g}`, and should give"
        f" `{right(*case):g}`. "
    )
    if all(math.isclose(found[each], right(*each), rel_tol=0.01) for each in cases):
        raise NotYet(told + "That is near. But no dice and no rounding: asked is the formula.")
    for slip, why in slips:
        if all(abs(found[each] - slip(*each)) < 1e-6 for each in cases):
            raise NotYet(told + why)
    raise NotYet(told + otherwise)


def check_cycle(mean_cycle: Callable[..., Any]) -> str:
    """The life, and then the wait for the next page."""
    expect_formula(
        mean_cycle,
        "mean_cycle",
        CYCLES,
        lambda life, every: life + every,
        CYCLE_SLIPS,
        "Go through one cycle with a finger: a token comes, it lives, and then?",
    )
    return "The life, and a gap: `T + 1/λ`, as the books write it."


def cycling(body: str) -> Code:
    """An answer to 08.cycle with this body."""
    return defined("mean_cycle", "access_ttl, every", body)


CYCLE = Exercise(
    id="08.cycle",
    title="The cycle",
    check=check_cycle,
    hints=(
        "What happens between the moment at which the token expires and the one at which the client"
        " notices?",
        "Two times, one after the other: the token's life, and then the wait for the next page. The"
        " mean of a sum is the sum of the means.",
        "The first is `access_ttl`. The second is `every`, since a random wait has no memory.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "with a rate",
            cycling("rate = 1 / every\nreturn access_ttl + 1 / rate"),
            "correct",
        ),
        Trial("a sum", cycling("return float(sum([every, access_ttl]))"), "correct"),
        Trial(
            "whole numbers of numpy",
            cycling("import numpy as np\nreturn np.int64(access_ttl) + np.int64(every)"),
            "correct",
        ),
        Trial(
            "a fraction",
            cycling("from fractions import Fraction\nreturn Fraction(access_ttl) + int(every)"),
            "correct",
        ),
        Trial("no number", cycling('return float("nan")'), "not_yet", "gave `nan`"),
        Trial("by dice", cycling("return (access_ttl + every) * 0.9993"), "not_yet", "no dice"),
        Trial("the life", cycling("return access_ttl"), "not_yet", "very second"),
        Trial("half a gap", cycling("return access_ttl + every / 2"), "not_yet", "no memory"),
        Trial("the longer one", cycling("return max(access_ttl, every)"), "not_yet", "one after"),
        Trial("a rate", cycling("return 1 / (access_ttl + every)"), "not_yet", "in a second"),
        Trial("less", cycling("return access_ttl - every"), "not_yet", "longer than the life"),
        Trial("one over", cycling("return access_ttl + 1 / every"), "not_yet", "pages per second"),
        Trial("a product", cycling("return access_ttl * every"), "not_yet", "no time"),
        Trial("something", cycling("return 2 * access_ttl"), "not_yet", "with a finger"),
        Trial("nothing back", cycling("access_ttl + every"), "not_yet", "`return`"),
        Trial("crash", cycling("return access_ttl + gap"), "not_yet", "NameError"),
    ),
)

# --- 08.exposure -------------------------------------------------------------------------------

EXPOSURES = ((300.0, 0.0), (900.0, 0.0), (300.0, 60.0), (3600.0, 30.0), (60.0, 10.0))
EXPOSURE_SLIPS: tuple[tuple[Callable[[float, float], float], str], ...] = (
    (
        lambda life, leeway: life,
        "That is the worst case: stolen in the second in which it was issued. At a random moment"
        " some of its life is over already. And the leeway?",
    ),
    (
        lambda life, leeway: life + leeway,
        "That is the worst case: stolen in the second in which it was issued. On average a part of"
        " its life is over by then.",
    ),
    (lambda life, leeway: life / 2, "And after its expiry? The backend forgives `leeway` seconds."),
    (
        lambda life, leeway: (life + leeway) / 2,
        "The thief has *all* of the leeway, whenever he came: it lies after the end of the life.",
    ),
    (
        lambda life, leeway: life / 2 - leeway,
        "The leeway is given and not taken: the backend accepts the token for longer.",
    ),
    (
        lambda life, leeway: life / 2 + 2 * leeway,
        "The leeway at the beginning of a life is no use to a thief: it comes before the theft.",
    ),
)


def check_exposure(mean_exposure: Callable[..., Any]) -> str:
    """Half the life, and all of the leeway."""
    expect_formula(
        mean_exposure,
        "mean_exposure",
        EXPOSURES,
        lambda life, leeway: life / 2 + leeway,
        EXPOSURE_SLIPS,
        "How much of its life is left at a random moment, on average? And what comes after it?",
    )
    return "Half a life, and the leeway on top. Halve the life, and you halve the harm."


def exposing(body: str) -> Code:
    """An answer to 08.exposure with this body."""
    return defined("mean_exposure", "access_ttl, leeway", body)


EXPOSURE = Exercise(
    id="08.exposure",
    title="Exposure",
    check=check_exposure,
    hints=(
        "At a random moment of a token's life, how much is left of it: always the same?",
        "Anything from nothing to all of it, each as likely. What is the mean of that? And then"
        " there is the leeway, which every thief has in full.",
        "`access_ttl / 2`, and `leeway` more.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial("times a half", exposing("return 0.5 * access_ttl + leeway"), "correct"),
        Trial(
            "a mean of two",
            exposing("worst = access_ttl + leeway\nreturn (worst + leeway) / 2"),
            "correct",
        ),
        Trial("all of it", exposing("return access_ttl"), "not_yet", "the worst case"),
        Trial("all and leeway", exposing("return access_ttl + leeway"), "not_yet", "worst case"),
        Trial("no leeway", exposing("return access_ttl / 2"), "not_yet", "forgives"),
        Trial("half of both", exposing("return (access_ttl + leeway) / 2"), "not_yet", "*all*"),
        Trial("taken away", exposing("return access_ttl / 2 - leeway"), "not_yet", "not taken"),
        Trial("something", exposing("return access_ttl / 3"), "not_yet", "at a random moment"),
        Trial("nothing back", exposing("access_ttl / 2"), "not_yet", "`return`"),
        Trial("crash", exposing("return life / 2"), "not_yet", "NameError"),
    ),
)

# --- 08.front ----------------------------------------------------------------------------------


def costs(logins: float, exposure: float) -> dict[str, float]:
    """A choice with its two costs."""
    return {"logins": logins, "exposure": exposure}


BEATS: tuple[tuple[dict[str, float], dict[str, float], bool, str], ...] = (
    (costs(1, 10), costs(2, 20), True, "it is better in both"),
    (costs(2, 20), costs(1, 10), False, "it is worse in both"),
    (costs(1, 20), costs(2, 10), False, "it is better in one and worse in the other"),
    (costs(2, 10), costs(1, 20), False, "it is worse in one and better in the other"),
    (costs(1, 10), costs(1, 20), True, "it is as good in logins, and better in exposure"),
    (costs(1, 10), costs(2, 10), True, "it is better in logins, and as good in exposure"),
    (costs(1, 10), costs(1, 10), False, "it is the same in both, and nothing beats itself"),
    (costs(0, 0), costs(0, 5), True, "it is as good in logins, and better in exposure"),
    (costs(5, 1), costs(1, 2), False, "what it saves in one it pays for in the other"),
)


def check_front(beats: Callable[..., Any]) -> str:
    """No worse in both, better in one."""
    expect_function(beats, costs(1, 1), costs(1, 1), name="beats")
    for other, one, wanted, why in BEATS:
        said = call(beats, other, one)
        told = f"`beats({other}, {one})` gave {shown(said)}"
        expect(said is not None, f"{told}. Does your function `return` True or False?")
        expect(same(said, True) or same(said, False), f"{told}: True or False, please.")
        expect(bool(said) is wanted, f"{told}, and should give `{wanted}`: {why}.")
    return "What is left is the front, and there you have to choose."


def beating(body: str) -> Code:
    """An answer to 08.front with this body."""
    return defined("beats", "other, one", body)


FRONT = Exercise(
    id="08.front",
    title="The front",
    check=check_front,
    hints=(
        "Two things must hold at once. What must not be the case in *either* cost? What must be in"
        " *at least one*?",
        "Not worse in both: `<=` with `and`. Better in one: `<` with `or`.",
        '`other["logins"] <= one["logins"] and …` for the first, `… < … or … < …` for the second.',
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "not equal",
            beating("return all(other[cost] <= one[cost] for cost in one) and other != one"),
            "correct",
        ),
        Trial(
            "counted",
            beating(
                "worse = sum(other[each] > one[each] for each in ('logins', 'exposure'))\n"
                "better = sum(other[each] < one[each] for each in ('logins', 'exposure'))\n"
                "return worse == 0 and better > 0"
            ),
            "correct",
        ),
        Trial(
            "of numpy",
            beating(
                "import numpy as np\n"
                "more = np.array([one[k] - other[k] for k in ('logins', 'exposure')])\n"
                "return np.all(more >= 0) & np.any(more > 0)"
            ),
            "correct",
        ),
        Trial("a number", beating("return 1"), "not_yet", "True or False"),
        Trial(
            "better in both",
            beating(
                'return other["logins"] < one["logins"] and other["exposure"] < one["exposure"]'
            ),
            "not_yet",
            "as good in logins",
        ),
        Trial(
            "better in one",
            beating(
                'return other["logins"] < one["logins"] or other["exposure"] < one["exposure"]'
            ),
            "not_yet",
            "worse in the other",
        ),
        Trial(
            "no worse",
            beating(
                'return other["logins"] <= one["logins"] and other["exposure"] <= one["exposure"]'
            ),
            "not_yet",
            "nothing beats itself",
        ),
        Trial(
            "the wrong way round",
            beating(
                'return one["logins"] <= other["logins"] and one["exposure"] <= other["exposure"]'
                " and one != other"
            ),
            "not_yet",
            "better in both",
        ),
        Trial(
            "the sum",
            beating('return other["logins"] + other["exposure"] < one["logins"] + one["exposure"]'),
            "not_yet",
            "worse in one",
        ),
        Trial("logins only", beating('return other["logins"] < one["logins"]'), "not_yet", "worse"),
        Trial("nothing back", beating('other["logins"] < 1'), "not_yet", "`return`"),
        Trial("crash", beating("return other.logins < one.logins"), "not_yet", "AttributeError"),
    ),
)

# --- 08.choose ---------------------------------------------------------------------------------

FIELDS = ("access_ttl", "refresh_ttl", "refresh_lifetime", "refresh_max", "rotation")


def check_choose(choice: Any) -> str:
    """A policy for each of the three, tried on a week of their people."""
    expect(isinstance(choice, Mapping), f"You have {shown(choice)}. It should be a dict.")
    missing = [name for name in CUSTOMERS if name not in choice]
    expect(not missing, f"There is no policy for {' and '.join(missing)} yet.")
    for name, customer in CUSTOMERS.items():
        policy = choice[name]
        expect(
            isinstance(policy, Mapping),
            f"{customer.name}: {shown(policy)} is no dict of settings.",
        )
        for needed in FIELDS[:3]:
            expect(needed in policy, f"{customer.name}: `{needed}` is missing.")
        for field in policy:
            expect(
                field in FIELDS,
                f"{customer.name}: there is no `{field}` here; allowed are {', '.join(FIELDS)}.",
            )
        try:
            customer.look_at(policy)
        except ScenarioError as error:
            # Where it was found, in which file, is of no use to whoever wrote the policy.
            faults = (re.sub(r"^\S+\.yaml:\d+: ", "", line) for line in str(error).splitlines())
            raise NotYet(f"{customer.name}: {'; '.join(faults)}") from None
    return "Three customers, three policies, and each of them has numbers behind it."


GOOD = {
    "bank": {"access_ttl": 300, "refresh_ttl": 1200, "refresh_lifetime": "sliding"},
    "streaming": {"access_ttl": 900, "refresh_ttl": "30 d", "refresh_lifetime": "sliding"},
    "factory": {"access_ttl": 600, "refresh_ttl": "490 min", "refresh_lifetime": "absolute"},
}


def but(name: str, **settings: Any) -> Answers:
    """A good choice in which one customer has other settings."""
    return Answers({**GOOD, name: {**GOOD[name], **settings}})


CHOOSE = Exercise(
    id="08.choose",
    title="Choose",
    check=check_choose,
    hints=(
        "Begin with what each must *not* do: the bank's session must end soon after the last page,"
        " the streaming site's must not end at all, the factory's ends by the clock.",
        "Sliding ends a while after the last renewal, so it fits who comes and goes. Absolute ends"
        " at a time after the login, so it fits a shift.",
        "Bank: some minutes, and a sliding lifetime below half an hour. Streaming: days, sliding,"
        " with rotation. Factory: absolute, a little more than eight hours.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial("seconds", Answers(GOOD), "correct"),
        Trial(
            "others",
            Answers(
                {
                    "bank": {
                        "access_ttl": "2 min",
                        "refresh_ttl": "25 min",
                        "refresh_lifetime": "sliding",
                        "refresh_max": "8 h",
                    },
                    "streaming": {
                        "access_ttl": "1 h",
                        "refresh_ttl": "60 d",
                        "refresh_lifetime": "absolute",
                    },
                    "factory": {
                        "access_ttl": "5 min",
                        "refresh_ttl": "20 min",
                        "refresh_lifetime": "sliding",
                    },
                }
            ),
            "correct",
        ),
        Trial(
            "bank: absolute and short",
            but("bank", refresh_ttl=600, refresh_lifetime="absolute"),
            "not_yet",
            "in the middle of a visit",
        ),
        Trial("bank: for a day", but("bank", refresh_ttl="1 d"), "not_yet", "stays open"),
        Trial(
            "bank: long tokens", but("bank", access_ttl="15 min"), "not_yet", "Three are the most"
        ),
        Trial(
            "streaming: a day, absolute",
            but("streaming", refresh_ttl="1 d", refresh_lifetime="absolute"),
            "not_yet",
            "in a week",
        ),
        Trial(
            "streaming: no rotation",
            but("streaming", rotation=False, refresh_lifetime="absolute"),
            "not_yet",
            "let the theft show",
        ),
        Trial(
            "factory: four hours",
            but("factory", refresh_ttl="4 h"),
            "not_yet",
            "in the middle of a shift",
        ),
        Trial("factory: a day", but("factory", refresh_ttl="1 d"), "not_yet", "stays open"),
        Trial(
            "factory: half an hour, and a bit",
            but("factory", refresh_ttl="8.5 h"),
            "not_yet",
            "for 31 minutes",
        ),
        Trial("bank: no life", but("bank", access_ttl=0), "not_yet", "bank: policy: access_ttl is"),
        Trial("one missing", Answers({"bank": GOOD["bank"]}), "not_yet", "no policy for"),
        Trial("a name misspelt", but("bank", acess_ttl=300), "not_yet", "there is no `acess_ttl`"),
        Trial("no time", but("bank", refresh_ttl="soon"), "not_yet", "The bank"),
        Trial("not a dict", Answers("30 min"), "not_yet", "a dict"),
        Trial("crash", Answers({"bank": 300, "streaming": 1, "factory": 2}), "not_yet", "no dict"),
    ),
    seconds=20,
)

EXERCISES = (CYCLE, EXPOSURE, FRONT, CHOOSE)

# --- quizzes -----------------------------------------------------------------------------------

QUIZZES = (
    Quiz(
        id="08.recall_two",
        question="The access token has expired, the refresh token is good. What does Ada notice?",
        choices={
            "a": Choice("She has to log in.", "That is what the refresh token is there for."),
            "b": Choice(
                "The film stops until she does something.",
                "Her client does something: it shows the refresh token, and asks again.",
            ),
            "c": Choice("Nothing.", "Her client renews in silence."),
        },
        right="c",
    ),
    Quiz(
        id="08.recall_sliding",
        question="A refresh token lives for an hour, sliding. Ada renews every five minutes, all"
        " day. When does she have to log in again?",
        choices={
            "a": Choice(
                "An hour after she has stopped.", "Each renewal moves the end on by an hour."
            ),
            "b": Choice(
                "An hour after the login.",
                "That would be absolute: counted from the login, however often she renews.",
            ),
            "c": Choice(
                "Never.", "As long as she renews, no. But when she has left for an hour it is over."
            ),
        },
        right="a",
    ),
    Quiz(
        id="08.predict_half",
        question="Grace halves the life of access tokens, from ten minutes to five. By how much"
        " does the number of renewals grow?",
        choices={
            "a": Choice("It doubles.", "It would, if the clients renewed in the very second."),
            "b": Choice(
                "It grows, and does not quite double.",
                "There is something in a cycle that doesn't get shorter.",
            ),
            "c": Choice(
                "It stays the same.", "A token that ends sooner is replaced sooner. Run it."
            ),
        },
        right="b",
    ),
    Quiz(
        id="08.predict_theft",
        question="An access token lives for 15 minutes. Mallory copies it at a random moment. For"
        " how long can she use it, on average?",
        choices={
            "a": Choice(
                "15 minutes.", "If she came in the second in which it was issued. She rarely does."
            ),
            "b": Choice(
                "Seven and a half minutes, or a little less.", "At a random moment half is over."
            ),
            "c": Choice(
                "Until Ada logs out.", "The backend asks nobody. Logging out is notebook 11."
            ),
        },
        right="b",
    ),
    Quiz(
        id="08.predict_day",
        question="Ada watches each evening from about eight to ten. Which refresh token makes her"
        " log in more often: one of a day that slides, or one of a day counted from the login?",
        choices={
            "a": Choice(
                "The one counted from the login.",
                "It ends around eight the next evening, when she is there. The other one was moved"
                " on until ten.",
            ),
            "b": Choice("The sliding one.", "It is moved on with each renewal until she leaves."),
            "c": Choice("Both the same.", "Look at the run: at what time of day does each end?"),
        },
        right="a",
    ),
    Quiz(
        id="08.check_short",
        question="Somebody says: with access tokens of one minute the auth server will have sixty"
        " times the work that it has with an hour. Viewers ask once a minute. What do you say?",
        choices={
            "a": Choice(
                "Right: sixty times as short, sixty times as often.",
                "A client that has no page to ask for renews nothing.",
            ),
            "b": Choice(
                "About thirty times.",
                "3660 seconds to 120: the cycle has a gap in it, which stays a minute.",
            ),
            "c": Choice("Not at all.", "You saw it grow. But by how much?"),
        },
        right="b",
    ),
    Quiz(
        id="08.check_interval",
        question="Policy A costs 0.9 ± 0.2 forced logins a week, policy B 1.1 ± 0.3. Which one is"
        " better?",
        choices={
            "a": Choice("A.", "The intervals overlap: it may be the dice."),
            "b": Choice(
                "They are equal.", "You can't know that either. You haven't measured enough."
            ),
            "c": Choice(
                "You can't tell from these runs.",
                "More runs would make the intervals narrower. Four times as many, half as wide.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="08.check_default",
        question="A product's default for the refresh token is thirty days. What does that say?",
        choices={
            "a": Choice(
                "What its makers thought of their usual customer.", "And nothing about yours."
            ),
            "b": Choice(
                "That thirty days are safe.",
                "Another product has half an hour. Both have their reasons.",
            ),
            "c": Choice(
                "That the RFC asks for it.", "RFC 6749 has no number, and RFC 9700 has none either."
            ),
        },
        right="a",
    ),
)
