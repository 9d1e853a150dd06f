"""Exercises and quizzes of notebook 13: whose noon is it?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from course.checks import LearnerRaised, call, expect, expect_function, shown
from course.exercise import Answers, Choice, Exercise, NotYet, Quiz, Reference, Stub, Trial
from course.exercises.ch01 import defined
from course.exercises.ordering import places, usual_trials
from course.explain import message_of
from course.markup import span
from simulator import run, scheduled
from simulator.jose.errors import JoseError

# --- 13.in_time ------------------------------------------------------------------------------

IN_TIME: tuple[tuple[dict[str, float], float, float, bool, str], ...] = (
    ({"exp": 300}, 299, 0, True, "it has a second left"),
    ({"exp": 300}, 300, 0, False, "at `exp` itself a token is over (RFC 7519: *on or after*)"),
    ({"exp": 300}, 301, 0, False, "it is over"),
    ({"exp": 300}, 329, 30, True, "the leeway moves its end to 330: it forgives, and adds"),
    ({"exp": 300}, 290, 30, True, "it isn't over. The leeway gives time, it takes none away"),
    ({"exp": 300}, 330, 30, False, "with the leeway it ends at 330, and 330 is no longer in time"),
    ({"exp": 300, "iat": 0}, 0, 0, True, "at `iat` itself it is valid"),
    ({"exp": 300, "iat": 20}, 0, 0, False, "it was issued 20 seconds from now"),
    ({"exp": 300, "iat": 20}, 0, 20, True, "the leeway moves its beginning from 20 to 0"),
    ({"exp": 300, "iat": 20}, 0, 19, False, "it begins at 20, less 19: that is still to come"),
    ({"exp": 300, "nbf": 60}, 59, 0, False, "`nbf` says not before 60"),
    ({"exp": 300, "nbf": 60}, 60, 0, True, "at `nbf` itself it is valid"),
    ({"exp": 300, "nbf": 60}, 50, 10, True, "the leeway is for `nbf` too"),
    ({"exp": 300, "nbf": 60, "iat": 0}, 30, 0, False, "`iat` is past, and `nbf` is not"),
    ({"exp": 300, "nbf": 0, "iat": 60}, 30, 0, False, "`nbf` is past, and `iat` is not"),
    ({"exp": 300.5, "iat": 0.25}, 300.25, 0, True, "times may have fractions"),
    ({"iat": 0}, 10, 0, False, "there is no `exp`, and what never ends is refused"),
    ({}, 10, 30, False, "there is no `exp`, and what never ends is refused"),
)


def check_in_time(in_time: Callable[..., Any]) -> str:
    """The right end, the right beginning, and the leeway at both."""
    expect_function(in_time, {"exp": 300}, 0, 0, name="in_time")
    for claims, now, leeway, wanted, why in IN_TIME:
        told = f"`in_time({claims}, {now:g}, {leeway:g})`"
        try:
            said = call(in_time, claims, now, leeway)
        except LearnerRaised as stumble:
            raised = f"{told} raised {span(message_of(stumble.error))}. "
            if isinstance(stumble.error, KeyError) or "'NoneType'" in str(stumble.error):
                raise NotYet(
                    raised + "A claim may be missing: without `exp` the answer is False, without"
                    " `nbf` or `iat` there is nothing to check."
                ) from None
            if isinstance(stumble.error, ValueError | JoseError):
                raise NotYet(
                    raised + "Here a refusal is an answer, False, and no exception."
                ) from None
            raise
        expect(
            said is not None,
            f"{told} gave `None`. Whichever way it takes, it should `return` True or False.",
        )
        expect(isinstance(said, bool), f"{told} gave {shown(said)}: True or False, please.")
        expect(said is wanted, f"{told} gave `{said}`, and should give `{wanted}`: {why}.")
    return "Forgiving at both ends, and strict beyond."


def timely(body: str) -> Any:
    """An answer to 13.in_time with this body."""
    return defined("in_time", "claims, now, leeway", body)


NO_EXP = 'if "exp" not in claims:\n    return False\n'

IN_TIME_EXERCISE = Exercise(
    id="13.in_time",
    title="In time?",
    check=check_in_time,
    setup="import math\n",
    hints=(
        "Draw the token's life as a bar from `iat` to `exp`. Which way does each end move if you"
        " want to forgive?",
        "Three questions, each with an answer of False: is `exp` missing, or is `now` on or after"
        " `exp + leeway`? Is `now` before `nbf - leeway`? Before `iat - leeway`?",
        '`if "exp" not in claims or now >= claims["exp"] + leeway: return False`, and for each of'
        " `nbf` and `iat`: `if name in claims and now < claims[name] - leeway: return False`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "claim by claim",
            timely(
                NO_EXP + 'for name in ("nbf", "iat"):\n'
                "    if name in claims and now < claims[name] - leeway:\n"
                "        return False\n"
                'return now < claims["exp"] + leeway'
            ),
            "correct",
        ),
        Trial(
            "one line",
            timely(
                'begins = max(claims.get(name, now) for name in ("nbf", "iat"))\n'
                'ends = claims.get("exp", -math.inf)\n'
                "return begins - leeway <= now < ends + leeway"
            ),
            "correct",
        ),
        Trial(
            "exp itself let in",
            timely(NO_EXP + 'return now <= claims["exp"] + leeway'),
            "not_yet",
            "on or after",
        ),
        Trial(
            "leeway taken away",
            timely(NO_EXP + 'return now < claims["exp"] - leeway'),
            "not_yet",
            "it forgives, and adds",
        ),
        Trial("no leeway", timely(NO_EXP + 'return now < claims["exp"]'), "not_yet", "adds"),
        Trial(
            "exp only",
            timely(NO_EXP + 'return now < claims["exp"] + leeway'),
            "not_yet",
            "20 seconds from now",
        ),
        Trial(
            "beginning moved the wrong way",
            timely(
                NO_EXP + 'starts = max(claims.get("nbf", now), claims.get("iat", now))\n'
                'return starts + leeway <= now < claims["exp"] + leeway'
            ),
            "not_yet",
            "should give `True`",
        ),
        Trial(
            "leeway at the end only",
            timely(
                NO_EXP + 'starts = max(claims.get("nbf", now), claims.get("iat", now))\n'
                'return starts <= now < claims["exp"] + leeway'
            ),
            "not_yet",
            "from 20 to 0",
        ),
        Trial(
            "iat instead of nbf",
            timely(
                NO_EXP + 'starts = claims.get("iat", claims.get("nbf", now))\n'
                'return starts - leeway <= now < claims["exp"] + leeway'
            ),
            "not_yet",
            "`nbf` is not",
        ),
        Trial(
            "exp may be missing",
            timely(
                'starts = max(claims.get("nbf", now), claims.get("iat", now))\n'
                'return starts - leeway <= now < claims.get("exp", now + 1) + leeway'
            ),
            "not_yet",
            "never ends",
        ),
        Trial(
            "KeyError",
            timely('return claims["iat"] - leeway <= now < claims["exp"] + leeway'),
            "not_yet",
            "may be missing",
        ),
        Trial(
            "None may be missing",
            timely(
                'exp, nbf = claims.get("exp"), claims.get("nbf")\n'
                "return exp is not None and nbf - leeway <= now < exp + leeway"
            ),
            "not_yet",
            "may be missing",
        ),
        Trial(
            "numpy's truth",
            timely(
                "import numpy as np\n"
                'starts = [claims[name] for name in ("nbf", "iat") if name in claims]\n'
                'return np.all(np.array(starts) <= now + leeway) & ("exp" in claims) & (\n'
                '    now - leeway < np.float64(claims.get("exp", 0)))'
            ),
            "correct",
        ),
        Trial(
            "raises what it refuses",
            timely(
                'if "exp" not in claims or now >= claims["exp"] + leeway:\n'
                '    raise ValueError("over")\n'
                "return True"
            ),
            "not_yet",
            "no exception",
        ),
        Trial(
            "None from an and",
            timely(
                'return claims.get("exp") and now < claims["exp"] + leeway and all(\n'
                '    now >= claims[name] - leeway for name in ("nbf", "iat") if name in claims)'
            ),
            "not_yet",
            "gave `None`",
        ),
        Trial("crash", timely("return claims.exp > now"), "not_yet", "AttributeError"),
    ),
)

# --- 13.renew_when -----------------------------------------------------------------------------

RENEWALS: tuple[tuple[float, float, float, str], ...] = (
    (300, 0, 0, "both clocks show the same"),
    (300, 0, 1000, "some time has gone by"),
    (300, -360, 1000, "the client's clock is six minutes slow"),
    (300, 360, 1000, "the client's clock is six minutes fast"),
    (3600, -7200, 0, "the client's clock is two hours slow"),
    (60, 0, 500, "a token of a minute"),
    (20, 0, 500, "a token of twenty seconds"),
    (20, 360, 500, "a token of twenty seconds, and a fast clock"),
    (55, 0, 0, "a token of 55 seconds"),
)
"""Life of the token, the client's skew, true time when it came, what is special."""


def near(said: float, wanted: float) -> bool:
    """Is it that moment, give or take a fraction of a second that was rounded?"""
    return abs(said - wanted) < 1


def check_renew_when(renew_when: Callable[..., Any]) -> str:
    """By a length of time on one clock, with a margin that fits, and then in a run."""
    expect_function(renew_when, 300, {}, 0.0, name="renew_when")
    for life, skew, came, what in RENEWALS:
        _expect_moment(renew_when, life, skew, came, what)
    _expect_peace(renew_when)
    return "Right by any clock: it counts seconds, and compares no moments of two clocks."


def _expect_moment(
    renew_when: Callable[..., Any], life: float, skew: float, came: float, what: str
) -> None:
    """The moment for one token, and what is wrong with another."""
    claims = {"iat": int(came), "exp": int(came + life)}
    now = came + skew
    wanted = now + max(life - 30, life / 2)
    told = f"`renew_when({life:g}, {claims}, {now:g})` ({what})"
    said = call(renew_when, life, claims, now)
    expect(said is not None, f"{told} gave nothing back. Does your function `return` the moment?")
    expect(
        isinstance(said, int | float) and not isinstance(said, bool),
        f"{told} gave {shown(said)}. A moment is a number of seconds: an `int` or a `float`.",
    )
    if near(said, wanted):
        return
    gave = f"{told} gave `{said:g}`, and should give `{wanted:g}`. "
    expect(
        not near(said, wanted - now) or now == 0,
        gave + "That is how long to wait. Asked for is the *moment*, by the client's clock.",
    )
    expect(
        not (skew and (near(said, wanted - skew) or near(said, came + life - 30))),
        gave + "`exp` is a moment of the auth server's clock, and `now` one of the client's. The"
        " client doesn't know how far apart they are.",
    )
    expect(
        not near(said, now + life + 30),
        gave + "That is *after* it has expired. A verifier adds its leeway; a client takes its"
        " margin away.",
    )
    expect(
        not near(said, now + life),
        gave + "At that moment it is over. Renew a little before.",
    )
    expect(
        said > now,
        gave + "The moment has passed before the token was there. With a fixed margin a token that"
        " lives for a short time is stale at once, and every page would renew.",
    )
    expect(
        life >= 60 or not near(said, now + life - 30),
        gave + "A token that lives for less than a minute is renewed at half its life.",
    )
    expect(
        life <= 60 or not near(said, now + life / 2),
        gave + "Half of the life is for tokens that live for less than a minute.",
    )
    expect(
        not now < said < now + life,
        gave + "That is in the token's life, and not at the moment that was asked for: how long"
        " before the end should it be?",
    )
    expect(
        said < now + 1000 * life / 2 or life < 1,
        gave + "That is a thousand times as long: these are seconds, no milliseconds.",
    )
    raise NotYet(gave + "Count from `now`, by the length of time that the answer told.")


def _expect_peace(renew_when: Callable[..., Any]) -> None:
    """No refusals and few renewals, whatever the three televisions' clocks show."""
    client = scheduled(lambda *given: call(renew_when, *given))
    names = ("ada", "bo", "cleo")
    happened = run("wrong_clocks", client=dict.fromkeys(names, client))
    for name in names:
        counts = happened.summary().clients[name]
        expect(
            not counts.refused and counts.renewals <= 8,
            f"In the run {name.capitalize()} has {counts.refused} requests refused, and renews"
            f" {counts.renewals} times.",
        )


def renewer(body: str) -> Any:
    """An answer to 13.renew_when with this body."""
    return defined("renew_when", "expires_in, claims, now", body)


RENEW_WHEN = Exercise(
    id="13.renew_when",
    title="When to renew",
    check=check_renew_when,
    hints=(
        "Which of the three things that you get says *how long*, and which say *when*? By whose"
        " clock?",
        "Count from `now`: so many seconds later. How many is `expires_in` less 30, or half of it"
        " where that would be less than half.",
        "`now + max(…, …)`: the later one of 30 seconds before the end and half-way.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "a margin that fits",
            renewer(
                "margin = 30 if expires_in >= 60 else expires_in / 2\n"
                "return now + expires_in - margin"
            ),
            "correct",
        ),
        Trial(
            "from both claims",
            renewer(
                'life = claims["exp"] - claims["iat"]\n'
                "if life < 60:\n"
                "    return now + life / 2\n"
                "return now + life - 30"
            ),
            "correct",
        ),
        Trial(
            "in whole seconds",
            renewer(
                "if expires_in < 60:\n"
                "    return now + expires_in // 2\n"
                "return now + expires_in - 30"
            ),
            "correct",
        ),
        Trial(
            "rounded",
            renewer("return round(now + max(expires_in - 30, expires_in / 2))"),
            "correct",
        ),
        Trial("by exp", renewer('return claims["exp"] - 30'), "not_yet", "doesn't know how far"),
        Trial(
            "by exp, with half",
            renewer(
                'life = claims["exp"] - claims["iat"]\nreturn claims["exp"] - min(30, life / 2)'
            ),
            "not_yet",
            "doesn't know how far",
        ),
        Trial(
            "added",
            renewer("return now + expires_in + 30"),
            "not_yet",
            "*after* it has expired",
        ),
        Trial("no margin", renewer("return now + expires_in"), "not_yet", "Renew a little before"),
        Trial("fixed margin", renewer("return now + expires_in - 30"), "not_yet", "stale at once"),
        Trial(
            "how long",
            renewer("return max(expires_in - 30, expires_in / 2)"),
            "not_yet",
            "Asked for is the *moment*",
        ),
        Trial(
            "milliseconds",
            renewer("return now + 1000 * max(expires_in - 30, expires_in / 2)"),
            "not_yet",
            "no milliseconds",
        ),
        Trial(
            "always half",
            renewer("return now + expires_in / 2"),
            "not_yet",
            "for tokens that live for less than a minute",
        ),
        Trial(
            "half only below thirty seconds",
            renewer(
                "margin = 30 if expires_in > 30 else expires_in / 2\n"
                "return now + expires_in - margin"
            ),
            "not_yet",
            "renewed at half its life",
        ),
        Trial(
            "another margin",
            renewer("return now + expires_in - 60"),
            "not_yet",
            "how long before the end",
        ),
        Trial("far too late", renewer("return now + 2 * expires_in"), "not_yet", "Count from"),
        Trial(
            "the earlier one",
            renewer("return now + min(expires_in - 30, expires_in / 2)"),
            "not_yet",
            "for tokens that live for less than a minute",
        ),
        Trial("nothing back", renewer("now + expires_in - 30"), "not_yet", "nothing back"),
        Trial("crash", renewer("return claims.exp - 30"), "not_yet", "AttributeError"),
    ),
)

# --- 13.order ----------------------------------------------------------------------------------


def check_order(order: Any) -> str:
    """What a client does on waking."""
    place = places(order, "ABCDE")
    expect(place["B"] < place["D"], "Nobody answers before somebody asked: B comes before D.")
    expect(
        place["D"] < place["C"],
        "This client doesn't trust its timer, and asks first: it renews *because* of the 401.",
    )
    expect(place["C"] < place["A"], "There is no pair to keep before the auth server has answered.")
    expect(place["A"] < place["E"], "You ask again before you keep the new pair: with the old one.")
    return "It asks, it is told, it mends. No timer is needed for that."


ORDER = Exercise(
    id="13.order",
    title="In which order?",
    check=check_order,
    hints=(
        "Whom does this client believe: its timer, or an answer?",
        "Ask, be refused, renew: and what has to happen before you can ask again?",
        "B, D, then show the refresh token, then keep, then ask again.",
    ),
    catalogue=(
        *usual_trials("BDCAE"),
        Trial("renews first", Answers("CABDE"), "not_yet", "*because* of the 401"),
        Trial("asks before keeping", Answers("BDCEA"), "not_yet", "before you keep"),
        Trial("refused before asked", Answers("DBCAE"), "not_yet", "before somebody asked"),
        Trial("keeps before renewing", Answers("BDACE"), "not_yet", "no pair to keep"),
    ),
)

# --- 13.exp_of ---------------------------------------------------------------------------------

BERLIN = ZoneInfo("Europe/Berlin")
EXPIRIES: tuple[tuple[datetime, timedelta, str], ...] = (
    (datetime(1970, 1, 1, tzinfo=UTC), timedelta(minutes=5), "five minutes after the beginning"),
    (datetime(2026, 11, 25, 12, tzinfo=UTC), timedelta(hours=1), "noon in UTC"),
    (datetime(2026, 11, 25, 12, tzinfo=UTC), timedelta(days=30), "thirty days"),
    (
        datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Asia/Kolkata")),
        timedelta(minutes=5),
        "noon in India",
    ),
    (
        datetime(2026, 11, 25, 12, 0, 0, 700_000, tzinfo=UTC),
        timedelta(seconds=5.9),
        "fractions of a second",
    ),
    (
        datetime(2026, 11, 25, 12, tzinfo=BERLIN),
        timedelta(seconds=5.9),
        "a lifetime of 5.9 seconds",
    ),
    (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN), timedelta(hours=1), "the night in October"),
    (datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN), timedelta(hours=2), "the night in March"),
    (
        datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1),
        timedelta(minutes=5),
        "the second 2:30 of the night in October",
    ),
)
NAIVE = datetime(2026, 11, 25, 12)


def check_exp_of(exp_of: Callable[..., Any]) -> str:
    """Whole seconds in UTC, on any night; nothing for a naive noon."""
    expect_function(exp_of, EXPIRIES[0][0], timedelta(0), name="exp_of")
    for issued, lifetime, what in EXPIRIES:
        wanted = int(issued.timestamp() + lifetime.total_seconds())
        told = f"For `{issued}` and `{lifetime}` ({what}) "
        said = _number_for(exp_of, issued, lifetime, told)
        expect(said is not None, told + "your function gives nothing back.")
        expect(
            not isinstance(said, datetime),
            told + "your function gives a `datetime`. A NumericDate is a number: `.timestamp()`.",
        )
        expect(
            isinstance(said, int | float) and not isinstance(said, bool),
            told + f"your function gives {shown(said)}, and no number.",
        )
        gave = told + f"your function gives `{said}`, and should give `{wanted}`. "
        if said != wanted:
            _explain_expiry(said, issued, lifetime, wanted, gave)
        expect(
            isinstance(said, int),
            told + f"your function gives `{said}`: the right number, and no whole one (`int`).",
        )
    _expect_no_naive_noon(exp_of)
    return "One number for one moment, wherever the clock hangs."


def _number_for(
    exp_of: Callable[..., Any], issued: datetime, lifetime: timedelta, told: str
) -> Any:
    """What the function gives for a time with a zone, for which there is no ValueError."""
    try:
        return call(exp_of, issued, lifetime)
    except LearnerRaised as stumble:
        if type(stumble.error) is not ValueError:
            raise
        raised = span(message_of(stumble.error))
        raise NotYet(
            f"{told}your function raised {raised}. This time has a time zone, so it has a number."
        ) from None


def _explain_expiry(
    said: float, issued: datetime, lifetime: timedelta, wanted: int, gave: str
) -> None:
    """What is wrong with this number."""
    expect(
        abs(said - wanted * 1000) > 2000 or abs(wanted) < 10,
        gave + "Those are milliseconds: seconds, please.",
    )
    expect(
        lifetime.days == 0 or abs(said - issued.timestamp() - lifetime.seconds) > 1,
        gave + "`lifetime.seconds` leaves out the days: `total_seconds()` has them all.",
    )
    expect(
        int(said) != int(issued.timestamp()) or not lifetime,
        gave + "That is when it was *issued*. Add the lifetime.",
    )
    naive = issued.replace(tzinfo=UTC).timestamp() + lifetime.total_seconds()
    expect(
        issued.utcoffset() == timedelta(0) or abs(said - naive) > 1,
        gave + "You took the time for UTC, and it has a time zone of its own: `replace` puts"
        " another label on the clock, `timestamp` (or `astimezone`) asks what it means.",
    )
    expect(
        not issued.fold
        or abs(said - issued.replace(fold=0).timestamp() - lifetime.total_seconds()) > 1,
        gave + "That is an hour too early: the *first* 2:30 of that night. Which of the two it is"
        " stands in `issued.fold`, and you lost it on the way.",
    )
    expect(
        abs(said - (issued + lifetime).timestamp()) > 1 or abs(said - wanted) <= 1,
        gave + "You added on the wall clock, and this is a night on which it is set. Add to"
        " seconds, or in UTC.",
    )
    expect(
        not 0 < said - wanted <= 1,
        gave + "It would live longer than was promised: round *down*, once, at the end.",
    )
    expect(
        not 0 < wanted - said <= 2,
        gave + "You lose a second: add first, and round down once, at the end.",
    )
    raise NotYet(
        gave + "Seconds since 1970 in UTC when it was issued, plus the lifetime's seconds."
    )


def _expect_no_naive_noon(exp_of: Callable[..., Any]) -> None:
    """ValueError for a time without a zone."""
    told = f"`{NAIVE!r}` has no time zone"
    try:
        said = call(exp_of, NAIVE, timedelta(minutes=5))
    except LearnerRaised as stumble:
        if isinstance(stumble.error, ValueError):
            return
        kind = type(stumble.error).__name__
        raise NotYet(f"{told}: your function raised `{kind}`; raise `ValueError`.") from None
    raise NotYet(
        f"{told}, and your function gave {shown(said)}. Nobody knows which noon that is: raise"
        " `ValueError`."
    )


def expiring(body: str) -> Any:
    """An answer to 13.exp_of with this body."""
    return defined("exp_of", "issued, lifetime", body)


AWARE = 'if issued.tzinfo is None:\n    raise ValueError("naive")\n'

EXP_OF = Exercise(
    id="13.exp_of",
    title="exp",
    check=check_exp_of,
    setup="import math\nfrom datetime import UTC, datetime, timedelta\n",
    hints=(
        "Where is there no summer time and no zone? Go there first, and add there.",
        "`issued.timestamp()` is the NumericDate of a time with a zone, `lifetime.total_seconds()`"
        " the lifetime in seconds. What tells a naive time is its `tzinfo`.",
        "`if issued.tzinfo is None: raise ValueError(...)`, then `int(… + …)` of those two.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "in UTC",
            expiring(
                "if issued.utcoffset() is None:\n"
                "    raise ValueError(issued)\n"
                "return math.floor((issued.astimezone(UTC) + lifetime).timestamp())"
            ),
            "correct",
        ),
        Trial(
            "since 1970",
            expiring(
                AWARE + "since = issued - datetime(1970, 1, 1, tzinfo=UTC)\n"
                "return (since + lifetime) // timedelta(seconds=1)"
            ),
            "correct",
        ),
        Trial(
            "numpy's number",
            expiring(
                AWARE + "import numpy as np\n"
                "return np.int64(issued.timestamp() + lifetime.total_seconds())"
            ),
            "correct",
        ),
        Trial(
            "the second 2:30 taken for the first",
            expiring(
                AWARE + "whole = datetime(*issued.timetuple()[:6], issued.microsecond,"
                " tzinfo=issued.tzinfo)\n"
                "return int(whole.timestamp() + lifetime.total_seconds())"
            ),
            "not_yet",
            "an hour too early",
        ),
        Trial(
            "UTC only",
            expiring(
                "if issued.tzinfo is not UTC:\n"
                '    raise ValueError("naive")\n'
                "return int(issued.timestamp() + lifetime.total_seconds())"
            ),
            "not_yet",
            "has a time zone",
        ),
        Trial(
            "on the wall",
            expiring(AWARE + "return int((issued + lifetime).timestamp())"),
            "not_yet",
            "on the wall clock",
        ),
        Trial(
            "taken for UTC",
            expiring(AWARE + "return int((issued.replace(tzinfo=UTC) + lifetime).timestamp())"),
            "not_yet",
            "another label",
        ),
        Trial(
            "naive let in",
            expiring("return int(issued.timestamp() + lifetime.total_seconds())"),
            "not_yet",
            "which noon",
        ),
        Trial(
            "a fraction",
            expiring(AWARE + "return issued.timestamp() + lifetime.total_seconds()"),
            "not_yet",
            "no whole one",
        ),
        Trial(
            "rounded to the nearest",
            expiring(AWARE + "return round(issued.timestamp() + lifetime.total_seconds())"),
            "not_yet",
            "round *down*",
        ),
        Trial(
            "rounded twice",
            expiring(AWARE + "return int(issued.timestamp()) + int(lifetime.total_seconds())"),
            "not_yet",
            "add first",
        ),
        Trial(
            "seconds of a day only",
            expiring(AWARE + "return int(issued.timestamp() + lifetime.seconds)"),
            "not_yet",
            "leaves out the days",
        ),
        Trial(
            "milliseconds",
            expiring(AWARE + "return int(1000 * (issued.timestamp() + lifetime.total_seconds()))"),
            "not_yet",
            "milliseconds",
        ),
        Trial("issued", expiring(AWARE + "return int(issued.timestamp())"), "not_yet", "*issued*"),
        Trial("a datetime", expiring(AWARE + "return issued + lifetime"), "not_yet", "a number"),
        Trial("crash", expiring("return issued.epoch + lifetime"), "not_yet", "AttributeError"),
    ),
)

EXERCISES = (IN_TIME_EXERCISE, RENEW_WHEN, ORDER, EXP_OF)

# --- quizzes -----------------------------------------------------------------------------------

QUIZZES = (
    Quiz(
        id="13.recall_now",
        question="A token says `exp: 300`, and the backend's clock shows exactly 300. Is it good?",
        choices={
            "a": Choice(
                "Yes, until 301.", "RFC 7519 says *on or after*: at 300 it is over (notebook 04)."
            ),
            "b": Choice("No.", "On or after `exp` a token must not be accepted."),
            "c": Choice(
                "It depends on the auth server.",
                "The auth server isn't asked. The backend looks at its own clock.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="13.recall_expires_in",
        question="The answer with the tokens has `expires_in: 300` in it. What does that say?",
        choices={
            "a": Choice(
                "The token expires when the clock shows 300.",
                "That would be `exp`, a moment. This is a length of time.",
            ),
            "b": Choice(
                "The refresh token lives for 300 seconds.",
                "It is the access token's. When the refresh token ends the client isn't told.",
            ),
            "c": Choice(
                "The access token lives for 300 seconds from now.",
                "A length of time, and no moment. Keep that in mind for the third section.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="13.predict_slow",
        question="The backend's clock is 20 seconds slow. Ada logs in, and asks for a page at once."
        " What happens?",
        choices={
            "a": Choice(
                "The page is refused.",
                "The token was issued, by the backend's clock, 20 seconds from now.",
            ),
            "b": Choice(
                "The page is served: the token is fresh.",
                "It is so fresh that on the backend's clock it hasn't been issued yet.",
            ),
            "c": Choice(
                "The page is served, and the token lives for 20 seconds longer.",
                "It would live longer at its end. But what happens at its beginning?",
            ),
        },
        right="a",
    ),
    Quiz(
        id="13.predict_leeway",
        question="A token is good from `iat` to `exp`, and the leeway is 30 seconds. From when to"
        " when does the backend accept it?",
        choices={
            "a": Choice(
                "From `iat` + 30 to `exp` - 30.",
                "Then it would be stricter than without a leeway. To forgive is the other way.",
            ),
            "b": Choice("From `iat` - 30 to `exp` + 30.", "Longer at both ends."),
            "c": Choice(
                "From `iat` to `exp` + 30.",
                "That forgives a fast clock. The one that rang Grace's telephone was slow.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="13.predict_client",
        question="Whose television makes more work for the *auth server*: Bo's, which is slow, or"
        " Cleo's, which is fast?",
        choices={
            "a": Choice("Bo's.", "Bo's believes that his tokens live longer. So it renews late."),
            "b": Choice(
                "Both the same: six minutes are six minutes.",
                "One believes too long in a token, the other one too short. Look at the run.",
            ),
            "c": Choice("Cleo's.", "It believes of every new token that it is old."),
        },
        right="c",
    ),
    Quiz(
        id="13.predict_sleep",
        question="Ada opens her laptop. The access token expired more than an hour ago, the refresh"
        " token is good for another hour. What does she notice?",
        choices={
            "a": Choice(
                "She has to log in.",
                "Why? The refresh token is good. Nobody has asked the auth server yet.",
            ),
            "b": Choice(
                "Nothing.",
                "One page is refused, the client renews and asks again. That takes a blink.",
            ),
            "c": Choice(
                "Pages fail until the timer rings.",
                "They would, if the client did nothing about a 401.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="13.predict_night",
        question="A token is issued in Berlin on 25 October 2026, at the first 2:30. In the code"
        " stands `issued + timedelta(hours=1)`, with the right time zone. For how long is it good?",
        choices={
            "a": Choice(
                "No time at all.",
                "The clock goes back, so time is gained in that night, and not lost.",
            ),
            "b": Choice("An hour.", "That is what it says. Run the cell."),
            "c": Choice(
                "Two hours.", "From the first 2:30 to 3:30 it takes two hours in that night."
            ),
        },
        right="c",
    ),
    Quiz(
        id="13.check_clock",
        question="A client has no idea what time it is. Can it still renew before its tokens"
        " expire?",
        choices={
            "a": Choice(
                "No, it has to set its clock first.",
                "Cleo's television did well in the end, with a clock six minutes off.",
            ),
            "b": Choice(
                "Yes, if it can count seconds.", "`expires_in`, counted from when the answer came."
            ),
            "c": Choice(
                "Yes, if it reads `exp`.", "`exp` is a moment of a clock that it does not have."
            ),
        },
        right="b",
    ),
    Quiz(
        id="13.check_sides",
        question="The backend has a leeway of 30 seconds, the client a margin of 30 seconds. In"
        " which order do these come: the client renews, `exp`, the backend refuses?",
        choices={
            "a": Choice(
                "As written.", "The client is careful and early, the backend forgives and is late."
            ),
            "b": Choice(
                "`exp`, then the client renews, then the backend refuses.",
                "Then the client lives off the backend's patience, which wasn't meant for it.",
            ),
            "c": Choice(
                "All three at the same moment.",
                "They would be without leeway and without margin, and with perfect clocks.",
            ),
        },
        right="a",
    ),
    Quiz(
        id="13.check_naive",
        question="A colleague writes `exp = datetime.now() + timedelta(minutes=5)`, and hands it to"
        " PyJWT. It works on her machine. What do you say?",
        choices={
            "a": Choice(
                "Fine, if all servers are in one time zone.",
                "PyJWT takes it for UTC. In one time zone all of them are wrong by the same hours.",
            ),
            "b": Choice(
                "Make it `datetime.now().timestamp() * 1000`.",
                "That is milliseconds: until the year 50 000 and more.",
            ),
            "c": Choice(
                "Make it `datetime.now(UTC)`, or count seconds.",
                "Then it says whose noon it is.",
            ),
        },
        right="c",
    ),
)
