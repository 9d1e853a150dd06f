"""Exercises and quizzes of notebook 12: how do you change the lock?"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from course.checks import LearnerRaised, call, expect, expect_function, expect_no_crash, same, shown
from course.exercise import Answers, Choice, Code, Exercise, NotYet, Quiz, Reference, Stub, Trial
from course.exercises.ch01 import defined
from course.exercises.ordering import places, usual_trials
from simulator import run
from simulator.world.run import Run

# --- 12.order ----------------------------------------------------------------------------------


def check_order(order: Any) -> str:
    """The steps of a change of keys."""
    place = places(order, "ABCDE")
    expect(
        place["C"] < place["A"],
        "You sign with a key that is in no set. Nobody can check such a token.",
    )
    expect(
        place["C"] < place["E"] < place["A"],
        "The new key is in the set, but the backends have old copies of it. They need time to read"
        " it *before* the first token of the new key comes.",
    )
    expect(
        place["A"] < place["D"],
        "As long as the old key signs there is no last token of it.",
    )
    expect(
        place["D"] < place["B"],
        "You take the old key away while tokens of it are out there.",
    )
    return "Announce, wait, sign, wait, retire. Most of it is waiting."


ORDER = Exercise(
    id="12.order",
    title="In which order?",
    check=check_order,
    hints=(
        "Who has to know what, before the first token of the new key comes to him?",
        "There are two waits. One is for the backends, before; one is for the tokens, after.",
        "C, E, then sign, then the second wait, then take the old one away.",
    ),
    catalogue=(
        *usual_trials("CEADB"),
        Trial("the Friday", Answers("ABCED"), "not_yet", "in no set"),
        Trial("no wait for backends", Answers("CAEDB"), "not_yet", "old copies"),
        Trial("no wait for tokens", Answers("CEABD"), "not_yet", "out there"),
        Trial("waits for tokens first", Answers("CEDAB"), "not_yet", "no last token"),
    ),
)

# --- 12.plan -----------------------------------------------------------------------------------

PLANS = (
    {"change": 1920, "lifetime": 900, "cache": 300, "leeway": 0},
    {"change": 1920, "lifetime": 900, "cache": 600, "leeway": 60},
    {"change": 3600, "lifetime": 300, "cache": 1200, "leeway": 30},
    {"change": 1000, "lifetime": 900, "cache": 60, "leeway": 0},
)
SPARE = 10
"""Seconds by which a key may be in the set for longer than it must: caution is no mistake."""


def check_plan(plan: Callable[..., Any]) -> str:
    """Early enough, late enough, and no later; then in a run."""
    expect_function(plan, 1920, 900, 300, 0, name="plan")
    for given in PLANS:
        _expect_moments(plan, **given)
    announce, retire = call(plan, 1920, 900, 300, 0)
    refused = refused_for_a_key(changed(announce, 1920, retire))
    expect(not refused, f"In the run {refused} requests are refused for an unknown key.")
    return "Nobody was refused, and no key is in the set for longer than it must."


def _expect_moments(
    plan: Callable[..., Any], change: float, lifetime: float, cache: float, leeway: float
) -> None:
    said = call(plan, change, lifetime, cache, leeway)
    told = f"`plan(change={change}, lifetime={lifetime}, cache={cache}, leeway={leeway})`"
    expect(said is not None, f"{told} gave nothing back. Does your function `return` the moments?")
    expect(
        isinstance(said, tuple | list) and len(said) == 2,
        f"{told} gave {shown(said)}. Two moments are asked for: `return announce, retire`.",
    )
    announce, retire = said
    expect(
        all(isinstance(each, int | float) and not isinstance(each, bool) for each in said),
        f"{told} gave {shown(said)}. Moments are numbers of seconds.",
    )
    gave = f"{told} gave `{announce, retire}`. "
    expect(announce < retire, gave + "They are the wrong way round: `announce` comes first.")
    expect(
        announce <= change,
        gave + f"The new key signs at {change}, and is announced only at {announce}.",
    )
    expect(
        announce <= change - cache,
        gave + f"A backend may have read the set right before {announce}, without the new key in"
        f" it. It uses that copy for {cache} seconds, until {announce + cache}: what comes to it at"
        f" {change}?",
    )
    expect(
        retire > change,
        gave + f"The old key still signs until {change}, and is gone at {retire}.",
    )
    expect(
        retire >= change + lifetime,
        gave + f"A token that the old key signed right before {change} is good until"
        f" {change + lifetime}. At {retire} its key is gone.",
    )
    expect(
        retire >= change + lifetime + leeway,
        gave + f"The backend accepts tokens {leeway} seconds beyond their expiry. The old key has"
        " to be known until then.",
    )
    for key, spare, ask in (
        ("new", change - cache - announce, "*latest* moment to announce it"),
        ("old", retire - change - lifetime - leeway, "*earliest* moment to retire it"),
    ):
        expect(
            spare <= SPARE,
            gave + f"Nobody is refused, but the {key} key is in the set for longer than it must."
            f" As long as a key counts it can be stolen: ask for the {ask}.",
        )


def changed(announce: float, change: float, retire: float) -> Run:
    """A run in which the keys are changed at these moments."""
    keys = [
        {"kid": "spring", "retire": retire},
        {"kid": "summer", "announce": announce, "sign": change},
    ]
    return run("key_change", settings={"keys": keys})


def refused_for_a_key(happened: Run) -> int:
    """How many requests were refused because the backend didn't know the key."""
    return sum("unknown key" in event.detail for event in happened.events(kind="answer"))


def planner(body: str) -> Code:
    """An answer to 12.plan with this body."""
    return defined("plan", "change, lifetime, cache, leeway", body)


PLAN = Exercise(
    id="12.plan",
    title="The plan",
    check=check_plan,
    hints=(
        "Think of the unluckiest backend: it read the set one second before you announced. And of"
        " the unluckiest viewer: he got his token one second before the change.",
        "The unlucky backend reads again after `cache` seconds. The unlucky viewer's token lives"
        " for `lifetime` seconds, and the backend forgives `leeway` more.",
        "`change - …` for the one, `change + … + …` for the other.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "step by step, with a second to spare",
            planner(
                "announce = change - cache - 1\n"
                "last_token_ends = change + lifetime + leeway\n"
                "retire = last_token_ends + 1\n"
                "return announce, retire"
            ),
            "correct",
        ),
        Trial(
            "a list of sums",
            planner("return [change + delta for delta in (-cache, lifetime + leeway)]"),
            "correct",
        ),
        Trial("the Friday", planner("return change, change + 1"), "not_yet", "uses that copy"),
        Trial(
            "no overlap",
            planner("return change - cache, change"),
            "not_yet",
            "still signs until",
        ),
        Trial(
            "one cache after",
            planner("return change - cache, change + cache"),
            "not_yet",
            "its key is gone",
        ),
        Trial(
            "leeway forgotten",
            planner("return change - cache, change + lifetime"),
            "not_yet",
            "beyond their expiry",
        ),
        Trial(
            "both swapped",
            planner("return change + lifetime + leeway, change - cache"),
            "not_yet",
            "wrong way round",
        ),
        Trial(
            "lengths swapped",
            planner("return change - lifetime, change + cache + leeway"),
            "not_yet",
            "its key is gone",
        ),
        Trial(
            "plenty of time",
            planner("return change - 10 * cache, change + 10 * lifetime + leeway"),
            "not_yet",
            "the new key is in the set for longer than it must",
        ),
        Trial(
            "leeway at both ends",
            planner("return change - cache - leeway, change + lifetime + leeway"),
            "not_yet",
            "the new key is in the set for longer than it must",
        ),
        Trial(
            "the cache at both ends",
            planner("return change - cache, change + lifetime + leeway + cache"),
            "not_yet",
            "the old key is in the set for longer than it must",
        ),
        Trial(
            "announced after",
            planner("return change + cache, change + lifetime + leeway"),
            "not_yet",
            "announced only at",
        ),
        Trial("one moment", planner("return change - cache"), "not_yet", "Two moments"),
        Trial("nothing back", planner("change - cache, change"), "not_yet", "nothing back"),
        Trial("crash", planner("return change - cach, change"), "not_yet", "NameError"),
    ),
)

# --- 12.must_read ------------------------------------------------------------------------------

BOTH, ONE, NONE = frozenset({"spring", "summer"}), frozenset({"autumn"}), frozenset[str]()
READINGS: tuple[tuple[str | None, frozenset[str], float, float, bool, str], ...] = (
    ("spring", BOTH, 10, math.inf, False, "the key is known, and the copy is fresh"),
    ("summer", BOTH, 10, math.inf, False, "the key is known, and the copy is fresh"),
    ("spring", BOTH, 299, math.inf, False, "the copy isn't 300 seconds old yet"),
    ("spring", BOTH, 300, math.inf, True, "the copy is 300 seconds old"),
    ("summer", BOTH, 5000, 2, True, "the copy is old; when an unknown key was last the reason says"
     " nothing about that"),
    ("autumn", BOTH, 10, math.inf, True, "the key is unknown, and it never was the reason so far"),
    ("autumn", BOTH, 10, 30, True, "the key is unknown, and the cool-down of 30 seconds is over"),
    ("autumn", BOTH, 10, 29, False, "an unknown key was the reason 29 seconds ago: the cool-down"),
    ("autumn", BOTH, 10, 0, False, "an unknown key was the reason a moment ago"),
    ("autumn", BOTH, 400, 5, True, "the copy is old, whatever key this token names"),
    ("autumn", BOTH, 5, 100, True, "the copy was read 5 seconds ago for its age. The cool-down"
     " counts from the last time that an *unknown key* was the reason"),
    (None, BOTH, 10, math.inf, False, "the token names no key: reading the set again won't help"),
    (None, BOTH, 300, math.inf, True, "the copy is old"),
    ("", BOTH, 10, math.inf, True, "an empty name is a name, and it isn't known"),
    ("spri", BOTH, 10, math.inf, True, "`spri` is no key of these: it is only the beginning of"
     " one"),
    ("autumn", ONE, 10, math.inf, False, "which keys are known says `known`, and `autumn` is one"),
    ("spring", ONE, 10, math.inf, True, "which keys are known says `known`, and `spring` is none"),
    ("spring", NONE, 10, math.inf, True, "there is no key in the copy"),
    ("spring", NONE, 10, 5, False, "the cool-down counts for an empty copy too"),
)  # fmt: skip


def check_must_read(must_read: Callable[..., Any]) -> str:
    """By age, and for unknown keys with a cool-down; then in a flood."""
    expect_function(must_read, "spring", BOTH, 0.0, math.inf, name="must_read")
    for kid, known, age, since, wanted, why in READINGS:
        names = "{" + ", ".join(repr(each) for each in sorted(known)) + "}" if known else "set()"
        told = f"`must_read({kid!r}, {names}, age={age}, since={since})`"
        try:
            said = call(must_read, kid, known, age, since)
        except LearnerRaised as stumble:
            if kid is not None:
                raise
            raise NotYet(
                f"{told} raised `{type(stumble.error).__name__}`. A token may name no key: `kid`"
                " is None then."
            ) from None
        expect(said is not None, f"{told} gave `None`: return True or False in every case.")
        expect(
            same(said, True) or same(said, False),
            f"{told} gave {shown(said)}: True or False, please.",
        )
        expect(same(said, wanted), f"{told} gave `{said}`, and should give `{wanted}`: {why}.")
    flood = run("key_flood", must_read=lambda *given: call(must_read, *given))
    expect_no_crash(flood)
    reads = sum(event.client == "backend" for event in flood.events(kind="request"))
    expect(reads < 10, f"In the flood the set is read {reads} times, where 5 would do.")
    return f"In a flood of 6000 keys the set is read {reads} times, and no key is missed."


def reader(body: str) -> Code:
    """An answer to 12.must_read with this body."""
    return defined("must_read", "kid, known, age, since", body)


MUST_READ = Exercise(
    id="12.must_read",
    title="When to read",
    check=check_must_read,
    hints=(
        "There are two reasons to read, and they have nothing to do with each other. Write them"
        " down one by one.",
        "First the age: `age >= 300`. Then the unknown key, which takes three things at once: it"
        " names one, it isn't known, and the cool-down is over.",
        "`if age >= 300: return True`, and then `return kid is not None and … and since >= 30`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "one line",
            reader("return age >= 300 or (since >= 30 and kid not in {*known, None})"),
            "correct",
        ),
        Trial(
            "case by case",
            reader(
                "if age >= 300:\n"
                "    return True\n"
                "if kid is None or kid in known:\n"
                "    return False\n"
                "return not since < 30"
            ),
            "correct",
        ),
        Trial(
            "numpy's truth",
            reader(
                "import numpy\n"
                "unknown = kid is not None and kid not in known\n"
                "return numpy.logical_or(age >= 300, unknown and since >= 30)"
            ),
            "correct",
        ),
        Trial(
            "remembers strangers",
            reader(
                "wanted = age >= 300 or (kid is not None and kid not in known and since >= 30)\n"
                "known.add(kid)\n"
                "return wanted"
            ),
            "not_yet",
            "'frozenset' object has no attribute 'add'",
        ),
        Trial(
            "one key of several",
            reader(
                "return age >= 300 or (kid is not None and kid not in sorted(known)[:1]"
                " and since >= 30)"
            ),
            "not_yet",
            "the key is known",
        ),
        Trial(
            "names written down",
            reader(
                "return age >= 300 or (kid is not None and kid not in {'spring', 'summer'}"
                " and since >= 30)"
            ),
            "not_yet",
            "says `known`",
        ),
        Trial(
            "the value of `and`",
            reader("return age >= 300 or kid and kid not in known and since >= 30"),
            "not_yet",
            "in every case",
        ),
        Trial("by age only", reader("return age >= 300"), "not_yet", "the key is unknown"),
        Trial(
            "every unknown key",
            reader("return age >= 300 or (kid is not None and kid not in known)"),
            "not_yet",
            "the cool-down",
        ),
        Trial(
            "unknown keys only",
            reader("return kid is not None and kid not in known and since >= 30"),
            "not_yet",
            "300 seconds old",
        ),
        Trial(
            "cool-down for both",
            reader("return since >= 30 and (age >= 300 or (kid is not None and kid not in known))"),
            "not_yet",
            "says nothing about that",
        ),
        Trial(
            "cool-down from any reading",
            reader(
                "return age >= 300 or (kid is not None and kid not in known and min(age, since)"
                " >= 10 and since >= 30)"
            ),
            "not_yet",
            "for its age",
        ),
        Trial(
            "no key named",
            reader("return age >= 300 or (kid not in known and since >= 30)"),
            "not_yet",
            "names no key",
        ),
        Trial(
            "truth of a name",
            reader("return age >= 300 or (bool(kid) and kid not in known and since >= 30)"),
            "not_yet",
            "an empty name",
        ),
        Trial(
            "beginnings",
            reader(
                "if age >= 300:\n"
                "    return True\n"
                "if kid is None:\n"
                "    return False\n"
                "return not any(each.startswith(kid) for each in known) and since >= 30"
            ),
            "not_yet",
            "should give `True`",
        ),
        Trial(
            "after 300",
            reader("return age > 300 or (kid is not None and kid not in known and since >= 30)"),
            "not_yet",
            "300 seconds old",
        ),
        Trial("always", reader("return True"), "not_yet", "the copy is fresh"),
        Trial("nothing back", reader("age >= 300"), "not_yet", "gave `None`"),
        Trial("crash", reader("return kid.age > 300"), "not_yet", "AttributeError"),
    ),
)

EXERCISES = (ORDER, PLAN, MUST_READ)

# --- quizzes -----------------------------------------------------------------------------------

QUIZZES = (
    Quiz(
        id="12.recall_kid",
        question="What is `kid` in a token's header?",
        choices={
            "a": Choice(
                "The key itself.",
                "That would be `jwk`, and nobody should believe it (notebook 05).",
            ),
            "b": Choice(
                "The name of the key that signed, as the issuer calls it.",
                "By that name a backend looks into the JWK Set.",
            ),
            "c": Choice("The name of the person.", "That is `sub`, and it stands in the payload."),
        },
        right="b",
    ),
    Quiz(
        id="12.recall_mint",
        question="Mallory has a copy of the whole JWK Set. What can she do with it?",
        choices={
            "a": Choice(
                "Check signatures, as everybody can.", "There are public keys in it and no others."
            ),
            "b": Choice(
                "Sign tokens.",
                "For that she needs a private key, which is never in the set (notebook 03).",
            ),
            "c": Choice(
                "Read payloads that she could not read before.",
                "Payloads are signed, and not encrypted. She could read them all along.",
            ),
        },
        right="a",
    ),
    Quiz(
        id="12.predict_friday",
        question="Who is refused after the change: those with a *new* token, or those with an *old*"
        " one?",
        choices={
            "a": Choice(
                "Those with a new one.", "They are, until the copy is read again. And then?"
            ),
            "b": Choice(
                "Those with an old one.",
                "They will be, as soon as the copy is read again. And until then?",
            ),
            "c": Choice(
                "First the ones, then the others.",
                "Until the copy is read again nobody knows the new key, and then nobody the old.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="12.predict_refetch",
        question="With the same change as on that Friday, and a backend that reads again for an"
        " unknown key: how many are refused?",
        choices={
            "a": Choice("Nobody.", "Think of the tokens that the *old* key has signed."),
            "b": Choice(
                "Those with an old token, once each.",
                "Their key is gone from the set, and reading it again brings nothing back.",
            ),
            "c": Choice(
                "As many as before.", "Who comes with a new token makes the backend learn the key."
            ),
        },
        right="b",
    ),
    Quiz(
        id="12.predict_stale",
        question="Why not go on with an old copy for a week, then?",
        choices={
            "a": Choice(
                "Because a key that was taken from the set would count for a week.",
                "That is the price, and the next section shows who collects it.",
            ),
            "b": Choice(
                "Because keys go bad with time.",
                "They don't. What may go bad is whom they belong to.",
            ),
            "c": Choice(
                "Because a copy takes up memory.", "A key is a few hundred octets. It isn't that."
            ),
        },
        right="a",
    ),
    Quiz(
        id="12.check_order",
        question="A colleague wants to change keys tonight, in one step, while few people watch."
        " What do you say?",
        choices={
            "a": Choice(
                "Good: whoever is refused logs in again.",
                "For as long as the copies are old, the new token is refused as well.",
            ),
            "b": Choice(
                "Good, if the backends are restarted at the same moment.",
                "Then the old tokens are refused at that moment, all at once.",
            ),
            "c": Choice(
                "Announce tonight, sign tomorrow, retire the day after.",
                "It costs nothing but patience, and nobody notices.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="12.check_flood",
        question="A backend reads the set again for each unknown `kid`. Who decides how often that"
        " happens?",
        choices={
            "a": Choice("Anybody who can send a request.", "Hence the cool-down."),
            "b": Choice(
                "The auth server, when it changes keys.",
                "It would be nice. But a `kid` is a few letters that anybody can write.",
            ),
            "c": Choice(
                "Whoever has a valid token.", "The `kid` is read before anything has been checked."
            ),
        },
        right="a",
    ),
    Quiz(
        id="12.check_stolen",
        question="The signing key was stolen, and Grace takes it from the set. When does the last"
        " forged token get through?",
        choices={
            "a": Choice("Never again, from that moment on.", "Each backend has a copy of the set."),
            "b": Choice(
                "When the last backend has read the set again.",
                "So the life of a copy is a decision about this day.",
            ),
            "c": Choice(
                "When the last forged token expires.",
                "Mallory writes `exp` herself. That would be a long time.",
            ),
        },
        right="b",
    ),
)
