"""Exercises and quizzes of notebook 10: who used that refresh token twice?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from course.checks import call, expect, expect_function, learners_code, shown
from course.exercise import Answers, Choice, Code, Exercise, NotYet, Quiz, Reference, Stub, Trial
from course.exercises.ch01 import defined
from course.exercises.ch10_tabs import ONE_BROWSER
from course.exercises.ordering import places, usual_trials
from simulator.actors.given_renewing import OUTCOMES, Shown
from simulator.world.run import Run, run

# --- 10.order ----------------------------------------------------------------------------------

BEFORE = (
    ("D", "E", "Mallory can show nothing that she doesn't have: D comes before E."),
    ("E", "A", "You let Ada renew first. Then Mallory, who comes second, would give herself away."
               " In this story Mallory is quicker: E comes before A."),
    ("A", "C", "Why should the auth server end the family? So far nobody has shown a token twice."),
    ("C", "B", "As long as the family is alive, Mallory's refresh token is the newest, and works."),
)  # fmt: skip


def check_order(order: Any) -> str:
    """The steps of a theft that shows, in order."""
    place = places(order, "ABCDE")
    for earlier, later, why in BEFORE:
        expect(place[earlier] < place[later], why)
    return "That is the order. It is the *owner* whose renewal gives the thief away."


ORDER = Exercise(
    id="10.order",
    title="In which order?",
    check=check_order,
    hints=(
        "What does Mallory need before she can do anything? Begin with that.",
        "Mallory is first. So who shows the token for the *second* time, and what follows?",
        "D, E, then Ada's renewal, then what the auth server does, then what Mallory notices.",
    ),
    catalogue=(
        *usual_trials("DEACB"),
        Trial("Ada is first", Answers("DAECB"), "not_yet", "Mallory is quicker"),
        Trial("shown before it was copied", Answers("EDACB"), "not_yet", "doesn't have"),
        Trial("ended for nothing", Answers("DECAB"), "not_yet", "shown a token twice"),
        Trial("refused too early", Answers("DEABC"), "not_yet", "newest, and works"),
    ),
)

# --- 10.swap -----------------------------------------------------------------------------------

OTHERS = {"bo-r4", "cleo-r1"}


class Shelf:
    """A set of live tokens, and what the learner's function did with it so far."""

    def __init__(self, swap: Callable[..., Any], live: Iterable[str]) -> None:
        self.swap = swap
        self.live = set(live)
        self.told = [f"live = {in_order(self.live)}"]

    def expect(self, old: str, new: str, wanted: bool, live: Iterable[str], why: str) -> None:
        """One call: what it returns, and what is live after it."""
        self.told.append(f'swap(live, "{old}", "{new}")')
        after = "After\n\n```python\n" + "\n".join(self.told) + "\n```\n\n"
        before = set(self.live)
        with learners_code("swap"):
            said = self.swap(self.live, old, new)
        if said is None:
            changed = "" if self.live == before else " (It did change `live`.)"
            raise NotYet(after + "your function gave nothing back: True or False?" + changed)
        expect(
            isinstance(said, bool),
            after + f"your function gave {shown(said)}: True or False, please.",
        )
        expect(
            said is wanted,
            after + f"your function gave `{said}`, and should give `{wanted}`: {why}.",
        )
        expect(
            self.live == set(live),
            after + f"`live` is `{in_order(self.live)}`, and should be `{in_order(live)}`: {why}.",
        )


def in_order(live: Iterable[str]) -> str:
    """A set as one would write it."""
    return "{" + ", ".join(f'"{each}"' for each in sorted(live)) + "}" if live else "set()"


def check_swap(swap: Callable[..., Any]) -> str:
    """One call after another, as the store makes them; then in a run."""
    expect_function(swap, set(), "ada-r1", "ada-r2", name="swap")
    shelf = Shelf(swap, {"ada-r1", *OTHERS})
    shelf.expect(
        "ada-r1", "ada-r2", True, {"ada-r2", *OTHERS}, "`ada-r1` worked, and it is replaced"
    )
    shelf.expect(
        "ada-r1", "ada-r3", False, {"ada-r2", *OTHERS},
        "`ada-r1` has been replaced. Somebody else was quicker, and nothing may change",
    )  # fmt: skip
    shelf.expect("ada-r2", "ada-r4", True, {"ada-r4", *OTHERS}, "`ada-r2` worked, and is replaced")
    alone = Shelf(swap, {"ada-r1"})
    alone.expect("ada-r1", "ada-r2", True, {"ada-r2"}, "`ada-r1` worked, and it is replaced")
    over = Shelf(swap, OTHERS)
    over.expect(
        "ada-r1", "ada-r2", False, OTHERS,
        "Ada has logged out in between, and `ada-r1` works no longer",
    )  # fmt: skip
    nobody = Shelf(swap, ())
    nobody.expect("ada-r1", "ada-r2", False, (), "no token works at all")
    happened = run("ten_at_once", swap=swap)
    stumble = happened.crashes.get("auth_server")
    expect(stumble is None, f"In the run your function raised `{stumble!r}`.")
    most = most_live(happened)
    expect(most == 1, f"In the run a family has {most} live refresh tokens at once.")
    return "Ten come at once, and one of them gets the successor."


def most_live(happened: Run) -> int:
    """The most refresh tokens of one family that were live at the same time."""
    live: dict[str, set[str]] = {}
    most = 0
    for event in happened.log:
        if event.kind == "issue" and event.detail == "refresh":
            live.setdefault(event.family, set()).add(event.token)
            most = max(most, len(live[event.family]))
        elif event.kind in ("supersede", "revoke"):
            for family in live.values():
                family.discard(event.token)
    return most


def swapper(body: str) -> Code:
    """An answer to 10.swap with this body."""
    return defined("swap", "live, old, new", body)


SWAP = Exercise(
    id="10.swap",
    title="Replace it only if it is live",
    check=check_swap,
    hints=(
        "Two requests come with the same `old`, one after the other. What does the second one find"
        " in `live`, and what should it be told?",
        "Look first: if `old` is not in `live`, return False and touch nothing. Otherwise take"
        " `old` out, put `new` in, and return True.",
        "`if old not in live:` return False. Then `live.remove(…)`, `live.add(…)`, return True.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "by exception",
            swapper(
                "try:\n    live.remove(old)\nexcept KeyError:\n    return False\n"
                "live.add(new)\nreturn True"
            ),
            "correct",
        ),
        Trial(
            "with operators",
            swapper(
                "done = bool({old} & live)\nlive ^= {old, new} if done else set()\nreturn done"
            ),
            "correct",
        ),
        Trial(
            "writes blindly",
            swapper("live.discard(old)\nlive.add(new)\nreturn True"),
            "not_yet",
            "Somebody else was quicker",
        ),
        Trial(
            "says no, and writes all the same",
            swapper("done = old in live\nlive.discard(old)\nlive.add(new)\nreturn done"),
            "not_yet",
            "nothing may change",
        ),
        Trial(
            "leaves the old one",
            swapper("if old not in live:\n    return False\nlive.add(new)\nreturn True"),
            "not_yet",
            "and it is replaced",
        ),
        Trial(
            "forgets the new one",
            swapper("if old not in live:\n    return False\nlive.remove(old)\nreturn True"),
            "not_yet",
            "and it is replaced",
        ),
        Trial(
            "looks for the new one",
            swapper(
                "if new in live:\n    return False\nlive.discard(old)\nlive.add(new)\nreturn True"
            ),
            "not_yet",
            "Somebody else was quicker",
        ),
        Trial(
            "any token will do",
            swapper(
                "if not live:\n    return False\nlive.discard(old)\nlive.add(new)\nreturn True"
            ),
            "not_yet",
            "Somebody else was quicker",
        ),
        Trial(
            "clears the shelf",
            swapper(
                "if old not in live:\n    return False\nlive.clear()\nlive.add(new)\nreturn True"
            ),
            "not_yet",
            "should be",
        ),
        Trial(
            "another set",
            swapper(
                "if old not in live:\n    return False\nlive = live - {old} | {new}\nreturn True"
            ),
            "not_yet",
            "should be",
        ),
        Trial(
            "the wrong way round",
            swapper("if old not in live:\n    live.add(new)\n    return True\nreturn False"),
            "not_yet",
            "and should give `True`",
        ),
        Trial(
            "nothing back",
            swapper("if old in live:\n    live.remove(old)\n    live.add(new)"),
            "not_yet",
            "nothing back",
        ),
        Trial(
            "raises",
            swapper("live.remove(old)\nlive.add(new)\nreturn True"),
            "not_yet",
            "KeyError",
        ),
        Trial("a word", swapper('return "done"'), "not_yet", "True or False"),
        Trial("crash", swapper("live[old] = new\nreturn True"), "not_yet", "TypeError"),
    ),
)

# --- 10.reuse_rule -----------------------------------------------------------------------------

LIVE = Shown(replaced_at=None, successor_used=False, family_ended=False)
CASES: tuple[tuple[Shown, float, str, str], ...] = (
    (LIVE, 500, "renew", "it has not been replaced: an ordinary renewal"),
    (
        LIVE._replace(replaced_at=500.0),
        500.05,
        "again",
        "it was replaced 50 ms ago, by another tab or by an answer that got lost. Nobody has used"
        " its successor yet",
    ),
    (LIVE._replace(replaced_at=500.0), 509.9, "again", "it was replaced less than 10 s ago"),
    (
        LIVE._replace(replaced_at=500.0),
        510.0,
        "end_family",
        "it was replaced 10 s ago, and 10 s is no longer *less than* 10 s",
    ),
    (LIVE._replace(replaced_at=500.0), 4000.0, "end_family", "it was replaced an hour ago: reuse"),
    (
        Shown(500.0, True, False),
        503.0,
        "end_family",
        "it was replaced 3 s ago, and somebody has *used* its successor since. So the successor"
        " did arrive, and there is no honest reason to show the old one",
    ),
    (Shown(500.0, True, False), 9000.0, "end_family", "it was replaced long ago: reuse"),
    (Shown(None, False, True), 700.0, "refuse", "its family is over: she has logged out"),
    (
        Shown(500.0, False, True),
        502.0,
        "refuse",
        "its family is over. Grace does not bring it back to life",
    ),
    (Shown(500.0, True, True), 900.0, "refuse", "its family is over already"),
    (
        Shown(0.0, False, False),
        2.0,
        "again",
        "it was replaced at second 0, two seconds ago. (0 is not None)",
    ),
)


def check_reuse_rule(reuse_rule: Callable[..., Any]) -> str:
    """Case by case, then in runs with and without a thief."""
    expect_function(reuse_rule, LIVE, 0.0, name="reuse_rule")
    grace = getattr(reuse_rule, "__globals__", {}).get("GRACE", 10)
    expect(
        grace == 10,
        f"Your `GRACE` is {shown(grace)}. Here it is 10; how others do, you see further down.",
    )
    for token, now, wanted, why in CASES:
        told = f"For\n\n```python\nshown = {token}\nnow = {now:g}\n```\n\n"
        said = call(reuse_rule, token, now)
        expect(
            said is not None, told + "your function gave nothing back. `return` one of the words."
        )
        words = ", ".join(f'`"{word}"`' for word in OUTCOMES)
        expect(said in OUTCOMES, told + f"your function gave {shown(said)}: one of {words}.")
        expect(
            said == wanted,
            told + f'your function gave `"{said}"`, and should give `"{wanted}"`: {why}.',
        )
    honest = run("ten_at_once", reuse_rule=reuse_rule, atomic=True)
    thrown_out = len(honest.events(kind="revoke"))
    expect(not thrown_out, f"In the run Ada is thrown out {thrown_out} times, and nobody attacked.")
    theft = run("stolen_refresh", reuse_rule=reuse_rule)
    expect(theft.events(kind="revoke"), "In the run Mallory's theft never shows.")
    return "Forgiven for ten seconds, and never twice."


def ruling(body: str) -> Code:
    """An answer to 10.reuse_rule with this body."""
    return defined("reuse_rule", "shown, now", body)


OVER = 'if shown.family_ended:\n    return "refuse"\n'
FIRST = 'if shown.replaced_at is None:\n    return "renew"\n'
AGAIN = 'if now - shown.replaced_at < GRACE and not shown.successor_used:\n    return "again"\n'
END = 'return "end_family"'

REUSE_RULE = Exercise(
    id="10.reuse_rule",
    title="The rule",
    check=check_reuse_rule,
    setup="GRACE = 10\n",
    hints=(
        "Four words, four cases. Which of them is decided before you look at any time?",
        "First: is the family over? Then: has the token been replaced at all? Then: was that less"
        " than `GRACE` seconds ago, *and* has nobody used its successor? All the rest is reuse.",
        "`if shown.family_ended:` …; `if shown.replaced_at is None:` …;"
        " `if now - shown.replaced_at < GRACE and not shown.successor_used:` …; at the end"
        ' `return "end_family"`.',
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial("one after the other", ruling(OVER + FIRST + AGAIN + END), "correct"),
        Trial(
            "in one expression",
            ruling(
                "at = shown.replaced_at\n"
                'return ("refuse" if shown.family_ended else "renew" if at is None'
                ' else "end_family" if shown.successor_used or now >= at + GRACE else "again")'
            ),
            "correct",
        ),
        Trial(
            "another grace",
            Code("GRACE = 30\n" + ruling(OVER + FIRST + AGAIN + END).text, "reuse_rule"),
            "not_yet",
            "Your `GRACE` is",
        ),
        Trial("no grace", ruling(OVER + FIRST + END), "not_yet", "by another tab"),
        Trial(
            "grandparents too",
            ruling(OVER + FIRST + AGAIN.replace(" and not shown.successor_used", "") + END),
            "not_yet",
            "somebody has *used* its successor",
        ),
        Trial(
            "a moment too long",
            ruling(OVER + FIRST + AGAIN.replace("<", "<=") + END),
            "not_yet",
            "no longer *less than*",
        ),
        Trial(
            "refuses in place of ending",
            ruling(OVER + FIRST + AGAIN + 'return "refuse"'),
            "not_yet",
            "10 s ago",
        ),
        Trial(
            "renews in place of again",
            ruling(OVER + FIRST + AGAIN.replace("again", "renew") + END),
            "not_yet",
            '`"again"`',
        ),
        Trial(
            "whoever logs out is forgotten",
            ruling(FIRST + AGAIN + END),
            "not_yet",
            "she has logged out",
        ),
        Trial(
            "grace before the end",
            ruling(
                'if shown.replaced_at is None:\n'
                '    return "refuse" if shown.family_ended else "renew"\n'
                + AGAIN + OVER + END
            ),
            "not_yet",
            "back to life",
        ),
        Trial(
            "zero is nothing",
            ruling(OVER + 'if not shown.replaced_at:\n    return "renew"\n' + AGAIN + END),
            "not_yet",
            "0 is not None",
        ),
        Trial(
            "forgets None",
            ruling(OVER + AGAIN + 'if shown.replaced_at is None:\n    return "renew"\n' + END),
            "not_yet",
            "TypeError",
        ),
        Trial(
            "only if used",
            ruling(OVER + FIRST + AGAIN.replace("not shown", "shown") + END),
            "not_yet",
            "Nobody has used",
        ),
        Trial("a word of one's own", ruling('return "forgive"'), "not_yet", "one of"),
        Trial("true", ruling("return True"), "not_yet", "one of"),
        Trial("nothing back", ruling("shown.family_ended"), "not_yet", "nothing back"),
        Trial("crash", ruling("return shown.ended"), "not_yet", "AttributeError"),
    ),
)  # fmt: skip

# --- 10.grace ----------------------------------------------------------------------------------

GRACES = (
    (1 / 20, 0.6, 0.005),
    (1 / 20, 0.6, 0.001),
    (1 / 10, 2.0, 0.01),
    (1 / 250, 5.0, 0.002),
    (1.0, 0.08, 0.01),
)
"""Pages a second in the other tabs, seconds of a renewal, and the share that may go wrong."""


def check_grace(grace_for: Callable[..., Any]) -> str:
    """The formula solved for the grace, never negative; then in a run."""
    expect_function(grace_for, 1 / 20, 0.6, 0.005, name="grace_for")
    for rate, latency, share in GRACES:
        told = f"`grace_for({rate:.3g}, {latency}, {share})`"
        _expect_grace(told, call(grace_for, rate, latency, share), rate, latency, share)
    for rate, latency, share in ((1 / 250, 0.5, 0.01), (1 / 20, 0.1, 0.02)):
        said = call(grace_for, rate, latency, share)
        told = f"`grace_for({rate:.3g}, {latency}, {share})`"
        expect(
            isinstance(said, int | float) and said == 0,
            f"{told} gave {shown(said)}. With no grace at all fewer than {share:.0%} go wrong here,"
            " so no grace is needed: 0.",
        )
    return "As short as it may be, and never below nothing."


def _expect_grace(told: str, said: Any, rate: float, latency: float, share: float) -> None:
    """One number, and what is wrong with it."""
    expect(said is not None, f"{told} gave nothing back. Does your function `return` the grace?")
    expect(
        isinstance(said, int | float) and not isinstance(said, bool),
        f"{told} gave {shown(said)}. A grace is a number of seconds.",
    )
    right = latency + math.log(1 - share) / rate
    if math.isclose(said, right, rel_tol=1e-6):
        return
    left = latency - said
    found = -math.expm1(-rate * max(left, 0.0))
    if math.isclose(said, latency, rel_tol=1e-9):
        raise NotYet(
            f"{told} gave `{said:g}`, the whole time of a renewal. With that nothing goes wrong at"
            f" all. A share of {share} *may* go wrong: how much shorter can the grace be?"
        )
    if math.isclose(said, 1000 * right, rel_tol=1e-3):
        raise NotYet(f"{told} gave `{said:.4g}`: are these milliseconds? A grace is in seconds.")
    if said > latency:
        raise NotYet(
            f"{told} gave `{said:.4g}`, which is longer than the renewal takes. Look at the signs:"
            " the logarithm of a number below 1 is negative already."
        )
    if said < 0:
        raise NotYet(f"{told} gave `{said:.4g}`. A grace can't be below nothing.")
    if math.isclose(said, latency + math.log10(1 - share) / rate, rel_tol=1e-6):
        raise NotYet(f"{told} gave `{said:.4g}`: that is the logarithm to the base of ten."
                     " `math.log` is the natural one, which belongs to `exp`.")  # fmt: skip
    close = ""
    if math.isclose(said, right, abs_tol=2e-3):
        close = (
            " That is very close. Is there a straight line in place of the curve, a rounding, or a"
            " counting in steps?"
        )
    raise NotYet(
        f"{told} gave `{said:.6g}`. Put into the formula, that lets a share of `{found:.6f}` go"
        f" wrong, and `{share}` was wanted.{close}"
    )


def gracious(body: str) -> Code:
    """An answer to 10.grace with this body."""
    return defined("grace_for", "rate, latency, share", body)


GRACE = Exercise(
    id="10.grace",
    title="As short as it may be",
    check=check_grace,
    setup="import math\n",
    hints=(
        "The formula gives the share for a grace. You want the grace for a share: what undoes"
        " `exp`?",
        "From `share = 1 - exp(-rate * (latency - grace))` follows"
        " `log(1 - share) = -rate * (latency - grace)`. Solve that for `grace`, and don't go below"
        " 0.",
        "`latency + math.log(1 - share) / rate` is the grace (the logarithm is negative). And"
        " `max(0, …)` around it.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "log1p, and a question",
            gracious(
                "grace = latency + math.log1p(-share) / rate\n"
                "if grace < 0:\n    grace = 0.0\nreturn grace"
            ),
            "correct",
        ),
        Trial(
            "by halving",
            gracious(
                "low, high = 0.0, latency\n"
                "if 1 - math.exp(-rate * latency) <= share:\n    return 0\n"
                "for _ in range(60):\n"
                "    middle = (low + high) / 2\n"
                "    if 1 - math.exp(-rate * (latency - middle)) > share:\n"
                "        low = middle\n"
                "    else:\n"
                "        high = middle\n"
                "return high"
            ),
            "correct",
        ),
        Trial("all of it", gracious("return latency"), "not_yet", "may* go wrong"),
        Trial(
            "sign",
            gracious("return max(0, latency - math.log(1 - share) / rate)"),
            "not_yet",
            "Look at the signs",
        ),
        Trial(
            "below nothing",
            gracious("return latency + math.log(1 - share) / rate"),
            "not_yet",
            "no grace is needed",
        ),
        Trial(
            "straight line",
            gracious("return max(0, latency - share / rate)"),
            "not_yet",
            "a straight line",
        ),
        Trial(
            "milliseconds",
            gracious("return 1000 * max(0, latency + math.log(1 - share) / rate)"),
            "not_yet",
            "are these milliseconds",
        ),
        Trial(
            "rounded",
            gracious("return round(max(0, latency + math.log(1 - share) / rate), 4)"),
            "not_yet",
            "a rounding",
        ),
        Trial(
            "in steps of a millisecond",
            gracious(
                "grace = 0\n"
                "while 1 - math.exp(-rate * max(latency - grace, 0)) > share:\n"
                "    grace += 0.001\n"
                "return grace"
            ),
            "not_yet",
            "in steps",
        ),
        Trial(
            "times the rate",
            gracious("return max(0, latency + math.log(1 - share) * rate)"),
            "not_yet",
            "was wanted",
        ),
        Trial(
            "logarithm of ten",
            gracious("return max(0, latency + math.log10(1 - share) / rate)"),
            "not_yet",
            "base of ten",
        ),
        Trial(
            "logarithm of the share",
            gracious("return latency + math.log(share) / rate"),
            "not_yet",
            "below nothing",
        ),
        Trial(
            "the share itself",
            gracious("return 1 - math.exp(-rate * latency)"),
            "not_yet",
            "was wanted",
        ),
        Trial("nothing back", gracious("latency"), "not_yet", "nothing back"),
        Trial("a text", gracious('return "0.5 s"'), "not_yet", "number of seconds"),
        Trial("crash", gracious("return latency + math.ln(share)"), "not_yet", "AttributeError"),
    ),
)

EXERCISES = (ORDER, ONE_BROWSER, SWAP, REUSE_RULE, GRACE)

# --- quizzes -----------------------------------------------------------------------------------

QUIZZES = (
    Quiz(
        id="10.recall_family",
        question="In notebook 07 a refresh token came back that had been replaced. What did the"
        " auth server do?",
        choices={
            "a": Choice("It refused that one token.", "And the newer one that had replaced it? It"
                        " was refused as well."),
            "b": Choice("It ended all tokens that descend from the same login.", "The *family*. It"
                        " can't tell who of the two is the thief."),
            "c": Choice("It locked Ada's account.", "Her other devices, and her password, went on"
                        " working."),
        },
        right="b",
    ),
    Quiz(
        id="10.recall_answer",
        question="A client sends a renewal and gets no answer at all. What does it know?",
        choices={
            "a": Choice("The auth server is down, and the refresh token is as good as before.",
                        "Perhaps. Or the request arrived, was served, and the *answer* got lost."),
            "b": Choice("The session is over.", "Only `invalid_grant` says that (notebook 07)."),
            "c": Choice("Nothing: the request may have been served or not.", "From the outside both"
                        " look the same. Keep that in mind for this notebook."),
        },
        right="c",
    ),
    Quiz(
        id="10.predict_first",
        question="Mallory copies Ada's refresh token and shows it at once. A few minutes later"
        " Ada's client shows the same one. Who can go on watching?",
        choices={
            "a": Choice("Ada: she is the owner.", "How should the auth server know which of the two"
                        " is Ada? Both show the same token."),
            "b": Choice("Mallory: she holds the newest token.", "So she does. And since an older"
                        " one came back, the whole family ends, the newest token with it."),
            "c": Choice("Neither can renew. Ada can log in again.", "She has a password, and"
                        " Mallory hasn't. That is what tells them apart in the end."),
        },
        right="c",
    ),
    Quiz(
        id="10.predict_gone",
        question="Mallory copies the refresh token from a television in a holiday flat that nobody"
        " will switch on again. When does the theft show?",
        choices={
            "a": Choice("At Mallory's first renewal.", "It looks like any other renewal: the token"
                        " is shown for the first time."),
            "b": Choice("When the access token expires.", "Then Mallory renews once more, and"
                        " nobody sees anything odd in that."),
            "c": Choice("Never.", "A theft shows when a token is shown *twice*. Nobody is there who"
                        " could do it."),
        },
        right="c",
    ),
    Quiz(
        id="10.predict_tabs",
        question="Two tabs of Ada's browser share their tokens. Both find the access token expired,"
        " the second tab 50 ms after the first. Each message takes 40 ms. What happens?",
        choices={
            "a": Choice("The second tab finds the first one's new token in the store.", "It would,"
                        " if it came a little later. After 50 ms the answer is not yet there."),
            "b": Choice("Both get new tokens.", "The refresh token works once. The second request"
                        " with it is *reuse*."),
            "c": Choice("The second one looks like a thief, and Ada is out.", "The same token,"
                        " shown twice within 50 ms."),
        },
        right="c",
    ),
    Quiz(
        id="10.predict_lost",
        question="The auth server has replaced a refresh token. The answer gets lost, and the"
        " client asks again, with the token that it has. What happens?",
        choices={
            "a": Choice("It gets its new tokens, a little later.", "The token that it has was"
                        " replaced. What does this auth server do with such a token?"),
            "b": Choice("Its family ends.", "The client did what every careful client does: it"
                        " tried again. And it can't know better."),
            "c": Choice("It is refused, and may try later.", "What was replaced stays replaced; and"
                        " a replaced token that comes back is more than a refusal."),
        },
        right="b",
    ),
    Quiz(
        id="10.predict_store",
        question="The store first *reads* whether a refresh token is live, and *writes* its"
        " successor 20 ms later. Three requests with the same token arrive together. How many"
        " refresh tokens are live afterwards?",
        choices={
            "a": Choice("None: it is reuse, the family ends.", "Reuse is seen by who reads *after*"
                        " the first has written. All three read before."),
            "b": Choice("One.", "For that the second and the third would have to find out that the"
                        " first one has written. They looked before it did."),
            "c": Choice("Three.", "All three read *it is live*, and each writes a successor. The"
                        " family is forked."),
        },
        right="c",
    ),
    Quiz(
        id="10.predict_atomic",
        question="Ten requests come with the same token. One wins, and nine find a token that has"
        " been replaced. What happens to the number of times that Ada is thrown out?",
        choices={
            "a": Choice("It falls to none: the fault is mended.", "Families don't fork any more."
                        " But what becomes of the nine who come second?"),
            "b": Choice("It falls a little.", "Count again: at each expiry nine honest requests"
                        " show a token that has been replaced."),
            "c": Choice("It rises.", "Before, whoever came within 20 ms got tokens. Now each of"
                        " them is reuse, at every expiry."),
        },
        right="c",
    ),
    Quiz(
        id="10.predict_grace",
        question="Grace forgives for ten seconds. Access tokens live for 15 minutes, and Ada asks"
        " for a page every five minutes. How much later does a theft show?",
        choices={
            "a": Choice("Hardly later.", "Only if Ada happens to renew within ten seconds of"
                        " Mallory's renewal. And in the next round they meet again."),
            "b": Choice("Ten seconds later.", "The ten seconds are no delay. They are a window: who"
                        " falls into it is forgiven, who doesn't shows the theft at once."),
            "c": Choice("It does not show any more.", "That would be so if the window were as long"
                        " as the time from one renewal to the next."),
        },
        right="a",
    ),
    Quiz(
        id="10.check_why",
        question="Why does the auth server end the whole family, when a replaced token comes back?",
        choices={
            "a": Choice("As a punishment, so that clients are written with more care.", "It throws"
                        " out the person, who has written no client."),
            "b": Choice("Since it can't tell who holds the newest token, the owner or the thief.",
                        "If the thief was first, the *newest* is the thief's. So it must go too."),
            "c": Choice("Since all tokens of a family have the same signature.", "Each has its own."
                        " What they share is the login that they descend from."),
        },
        right="b",
    ),
    Quiz(
        id="10.check_successor",
        question="A replaced token comes back after 3 seconds, within the grace. Its successor has"
        " been *used* already. What does a careful auth server do?",
        choices={
            "a": Choice("Gives the successor's tokens again: 3 s is within the grace.", "Whoever"
                        " used the successor must have got it. Who then still needs the old one?"),
            "b": Choice("Ends the family.", "The answer did arrive, so it was not lost. Grace is"
                        " for the direct predecessor of a token that nobody has used."),
            "c": Choice("Waits until the grace is over.", "Somebody has a token that nobody honest"
                        " needs any more. Waiting makes it no better."),
        },
        right="b",
    ),
    Quiz(
        id="10.check_both",
        question="A bank's server is a client that proves itself with a key of its own. Should its"
        " refresh tokens rotate?",
        choices={
            "a": Choice("Yes: RFC 9700 demands it.", "It demands it of *public* clients, and there"
                        " too only if their tokens are not bound to them."),
            "b": Choice("It gains nothing, and each answer that gets lost costs a login.", "That is"
                        " FAPI 2.0's reason. Without the key a stolen token is worth nothing."),
            "c": Choice("Yes, it can't hurt.", "Look at the numbers above: it hurts whenever an"
                        " answer gets lost."),
        },
        right="b",
    ),
)  # fmt: skip
