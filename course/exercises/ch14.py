"""Exercises and quizzes of notebook 14: what happens at nine o'clock?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course.checks import (
    LearnerRaised,
    call,
    expect,
    expect_function,
    expect_no_crash,
    shown,
)
from course.exercise import Answers, Choice, Exercise, NotYet, Quiz, Reference, Stub, Trial
from course.exercises.ch01 import defined
from course.exercises.ch14_backoff import BACKOFF
from course.exercises.ordering import places, usual_trials
from simulator import run
from simulator.actors.messages import NO_ANSWER, Response

# --- 14.jitter_for ---------------------------------------------------------------------------

FITTING: tuple[tuple[float, float, float, float], ...] = (
    (1000, 125, 300, 30),
    (1000, 250, 300, 30),
    (500, 125, 300, 0),
    (100, 125, 3600, 60),
    (7500, 125, 300, 30),
    (100_000, 1000, 600, 60),
    (333, 120, 300, 30),
)
"""Clients, renewals per second, life and margin, where the jitter fits."""
TOO_MUCH: tuple[tuple[float, float, float, float], ...] = (
    (9500, 125, 300, 30),
    (7501, 125, 300, 30),
    (20_000, 125, 300, 30),
    (10, 125, 300, 300),
)
"""The same where it doesn't."""


def check_jitter_for(jitter_for: Callable[..., Any]) -> str:
    """Twice the work, and ValueError where margin and jitter are more than half of a life."""
    expect_function(jitter_for, *FITTING[0], name="jitter_for")
    for given in FITTING:
        _expect_jitter(jitter_for, *given)
    for given in TOO_MUCH:
        _expect_too_much(jitter_for, *given)
    return "Half busy, whoever comes, and the tokens keep half of their life."


def _told(clients: float, per_second: float, life: float, margin: float) -> str:
    """The call as one would write it."""
    return f"`jitter_for({clients:g}, {per_second:g}, {life:g}, {margin:g})`".replace(
        "1e+05", "100000"
    )


def _expect_jitter(
    jitter_for: Callable[..., Any], clients: float, per_second: float, life: float, margin: float
) -> None:
    """A jitter that fits, and what is wrong with another one."""
    told = _told(clients, per_second, life, margin)
    work = clients / per_second
    wanted = 2 * work
    try:
        said = call(jitter_for, clients, per_second, life, margin)
    except LearnerRaised as stumble:
        if isinstance(stumble.error, ValueError):
            raise NotYet(
                f"{told} raised `ValueError`. {wanted:g} seconds of jitter and {margin:g} of margin"
                f" are {wanted + margin:g}, and half of the life is {life / 2:g}: that fits."
            ) from None
        raise
    expect(said is not None, f"{told} gave nothing back. Does your function `return` the jitter?")
    expect(
        isinstance(said, int | float) and not isinstance(said, bool),
        f"{told} gave {shown(said)}. Jitter is a number of seconds.",
    )
    if abs(said - wanted) < 0.001 * wanted:
        return
    gave = f"{told} gave `{said:.6g}`. "
    expect(
        abs(said - work) > 0.001 * work,
        gave + "That is how long the auth server takes for all of them. Then it is busy without a"
        " pause, and chance makes a queue. Give it twice the time.",
    )
    expect(
        abs(said - 2 / work) > 0.001 / work and abs(said - 1 / work) > 0.001 / work,
        gave + "The other way round: more clients need more time, and a faster server less.",
    )
    expect(
        abs(said - wanted - margin) > 0.001 * wanted or not margin,
        gave + "You added the margin. The client has that anyway; jitter comes on top of it.",
    )
    expect(
        abs(said - (life / 2 - margin)) > 0.001 * wanted,
        gave + "That is the *most* that fits. Take no more of a token's life than is needed.",
    )
    expect(
        abs(said - 2 * clients * per_second) > 1,
        gave + "Multiplied, that is no time. So many clients, so many in a second: how long?",
    )
    expect(
        abs(said - clients) > 0.001,
        gave + "The auth server does `per_second` of them in each second.",
    )
    expect(
        int(said) != said or abs(said - wanted) >= 1,
        gave + "Nearly: something was rounded on the way. Jitter may be a part of a second.",
    )
    raise NotYet(gave + "How long does the auth server take for all of them? And twice as long?")


def _expect_too_much(
    jitter_for: Callable[..., Any], clients: float, per_second: float, life: float, margin: float
) -> None:
    """ValueError where it doesn't fit."""
    told = _told(clients, per_second, life, margin)
    wanted = 2 * clients / per_second
    try:
        said = call(jitter_for, clients, per_second, life, margin)
    except LearnerRaised as stumble:
        if isinstance(stumble.error, ValueError):
            return
        kind = type(stumble.error).__name__
        raise NotYet(f"{told} raised `{kind}`; raise `ValueError`.") from None
    gave = f"{told} gave {shown(said)}. "
    expect(
        not isinstance(said, int | float) or said >= wanted,
        gave + "Less jitter than is needed leaves a queue, and nobody is told. Raise `ValueError`.",
    )
    if wanted <= life / 2:
        raise NotYet(
            gave + f"The jitter alone fits into half of the life, which is {life / 2:g} seconds."
            f" With the margin of {margin:g} it doesn't. Raise `ValueError`."
        )
    if wanted + margin <= life:
        raise NotYet(
            gave
            + f"Margin and jitter would be {wanted + margin:g} seconds: less than the life, and"
            f" more than *half* of it. Raise `ValueError`."
        )
    raise NotYet(
        gave + f"Tokens live for {life:g} seconds, so every token would be stale when it comes."
        " Raise `ValueError`."
    )


def jittering(body: str) -> Any:
    """An answer to 14.jitter_for with this body."""
    return defined("jitter_for", "clients, per_second, life, margin", body)


TOO_LONG = 'raise ValueError("too few workers")'

JITTER_FOR = Exercise(
    id="14.jitter_for",
    title="Choose the jitter",
    check=check_jitter_for,
    hints=(
        "First: how long does the auth server take for all of them, if it does nothing else?",
        "`clients / per_second` is that time, and jitter is twice as much. Then compare margin and"
        " jitter together with half of the life.",
        "`jitter = 2 * … / …`, `if margin + jitter > …: raise ValueError(…)`, `return jitter`.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "room first",
            jittering(
                "room = life / 2 - margin\n"
                "needed = clients / (per_second / 2)\n"
                f"if needed <= room:\n    return needed\n{TOO_LONG}"
            ),
            "correct",
        ),
        Trial(
            "all times two",
            jittering(
                "work = 2 * clients / per_second\n"
                f"if 2 * (work + margin) > life:\n    {TOO_LONG}\nreturn work"
            ),
            "correct",
        ),
        Trial(
            "just enough",
            jittering("return clients / per_second"),
            "not_yet",
            "twice the time",
        ),
        Trial(
            "upside down",
            jittering("return 2 * per_second / clients"),
            "not_yet",
            "other way round",
        ),
        Trial(
            "multiplied",
            jittering("return 2 * clients * per_second"),
            "not_yet",
            "no time",
        ),
        Trial(
            "margin added",
            jittering("return 2 * clients / per_second + margin"),
            "not_yet",
            "added the margin",
        ),
        Trial(
            "as much as fits",
            jittering("return life / 2 - margin"),
            "not_yet",
            "the *most* that fits",
        ),
        Trial(
            "rounded up",
            jittering("return -(-2 * clients // per_second)"),
            "not_yet",
            "rounded",
        ),
        Trial(
            "rounded down",
            jittering("return 2 * clients // per_second"),
            "not_yet",
            "rounded",
        ),
        Trial(
            "no bound",
            jittering("return 2 * clients / per_second"),
            "not_yet",
            "Raise `ValueError`",
        ),
        Trial(
            "margin forgotten",
            jittering(
                f"jitter = 2 * clients / per_second\nif jitter > life / 2:\n    {TOO_LONG}\n"
                "return jitter"
            ),
            "not_yet",
            "With the margin",
        ),
        Trial(
            "the whole life",
            jittering(
                f"jitter = 2 * clients / per_second\nif jitter + margin > life:\n    {TOO_LONG}\n"
                "return jitter"
            ),
            "not_yet",
            "*half* of it",
        ),
        Trial(
            "cut off",
            jittering("return min(2 * clients / per_second, life / 2 - margin)"),
            "not_yet",
            "nobody is told",
        ),
        Trial(
            "too strict",
            jittering(
                "jitter = 2 * clients / per_second\n"
                f"if jitter + margin >= life / 2:\n    {TOO_LONG}\nreturn jitter"
            ),
            "not_yet",
            "that fits",
        ),
        Trial("nothing back", jittering("2 * clients / per_second"), "not_yet", "nothing back"),
        Trial("crash", jittering("return clients.jitter"), "not_yet", "AttributeError"),
    ),
)

# --- 14.means_logout ---------------------------------------------------------------------------


def failure(status: int, error: str = "", **headers: str) -> Response:
    """An answer without tokens."""
    return Response(status, headers, {"error": error} if error else {})


ANSWERS: tuple[tuple[Response, bool, str], ...] = (
    (failure(400, "invalid_grant"), True, "the auth server says that this refresh token is dead"),
    (
        failure(503, "temporarily_unavailable"),
        False,
        "the auth server is in trouble, and says nothing about the token",
    ),
    (NO_ANSWER, False, "nobody answered. The token may be as good as ever"),
    (
        failure(429, "too_many_requests", **{"Retry-After": "5"}),
        False,
        "429 means too many requests: it begins with a 4, and says nothing about the token",
    ),
    (Response(200, {}, {"access_token": "eyJh…", "expires_in": 300}), False, "new tokens came"),
    (failure(500), False, "a server has a bug. The person needn't type a password for it"),
    (failure(502), False, "what stands before the auth server couldn't reach it"),
    (
        failure(400, "invalid_request"),
        False,
        "the client wrote its request wrongly. A password mends no client",
    ),
    (
        failure(401, "invalid_client"),
        False,
        "the auth server doesn't know the *client*. Of the session it says nothing",
    ),
    (
        failure(403),
        False,
        "there is no error code in it, so it isn't the auth server's own word: a wall between the"
        " two, perhaps",
    ),
    (
        failure(404),
        False,
        "there is nothing at that address. The session is somewhere else",
    ),
    (
        failure(503, "invalid_grant"),
        False,
        "its status is 503. Whoever is in trouble isn't to be believed, whatever it says besides",
    ),
)


def check_means_logout(means_logout: Callable[..., Any]) -> str:
    """invalid_grant and nothing else; then five hundred clients ask it."""
    expect_function(means_logout, NO_ANSWER, name="means_logout")
    for answer, wanted, why in ANSWERS:
        given = f"a `{answer.status}`"
        if answer.error:
            given += f" with `error` `{answer.error}`"
        elif not answer.ok:
            given += " without an error code"
        said = call(means_logout, answer)
        expect(
            said is not None,
            f"For {given} your function gives nothing back. It should `return` True or False.",
        )
        expect(
            isinstance(said, bool),
            f"For {given} your function gives {shown(said)}: True or False, please.",
        )
        expect(
            said is wanted,
            f"For {given} your function gives `{said}`, and should give `{wanted}`: {why}.",
        )
    _expect_nobody_thrown_out(means_logout)
    return "One word ends a session, and everything else is weather."


def _expect_nobody_thrown_out(means_logout: Callable[..., Any]) -> None:
    """No forced login in an outage, and no end of asking after a session has ended."""
    short = {"clients.viewer.count": 60, "until": "13 min"}
    outage = run(
        "out_of_order", means_logout=lambda answer: call(means_logout, answer), settings=short
    )
    expect_no_crash(outage)
    extra = outage.summary().total.logins - 60
    expect(extra <= 0, f"In the run {extra} of 60 people have to log in after the outage.")


def judging(body: str) -> Any:
    """An answer to 14.means_logout with this body."""
    return defined("means_logout", "answer", body)


MEANS_LOGOUT = Exercise(
    id="14.means_logout",
    title="What a failure means",
    check=check_means_logout,
    hints=(
        "Who can know that the session is over? And how would that sound?",
        "Look at both, the status and the error code. One pair of them ends a session.",
        '`return answer.status == … and answer.error == "…"`',
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "as a pair",
            judging('return (answer.status, answer.error) == (400, "invalid_grant")'),
            "correct",
        ),
        Trial(
            "step by step",
            judging(
                "if answer.ok or answer.status in (0, 429) or answer.status >= 500:\n"
                "    return False\n"
                'return answer.body.get("error") == "invalid_grant"'
            ),
            "correct",
        ),
        Trial("any failure", judging("return not answer.ok"), "not_yet", "in trouble"),
        Trial(
            "any 4xx",
            judging("return 400 <= answer.status < 500"),
            "not_yet",
            "begins with a 4",
        ),
        Trial(
            "400 and 401",
            judging("return answer.status in (400, 401)"),
            "not_yet",
            "A password mends no client",
        ),
        Trial("401 only", judging("return answer.status == 401"), "not_yet", "is dead"),
        Trial(
            "any error code",
            judging('return answer.error != ""'),
            "not_yet",
            "should give `False`",
        ),
        Trial(
            "any code that begins so",
            judging('return answer.error.startswith("invalid")'),
            "not_yet",
            "wrote its request wrongly",
        ),
        Trial(
            "whatever the status",
            judging('return answer.error == "invalid_grant"'),
            "not_yet",
            "its status is 503",
        ),
        Trial(
            "the other way round",
            judging('return answer.status != 400 or answer.error != "invalid_grant"'),
            "not_yet",
            "should give `True`",
        ),
        Trial("never", judging("return False"), "not_yet", "is dead"),
        Trial(
            "no answer forgotten",
            judging("return answer.status < 500 and answer.status not in (200, 429)"),
            "not_yet",
            "nobody answered",
        ),
        Trial("a text", judging("return answer.error"), "not_yet", "True or False"),
        Trial(
            "nothing back",
            judging('answer.error == "invalid_grant"'),
            "not_yet",
            "nothing back",
        ),
        Trial("crash", judging("return answer.code == 400"), "not_yet", "AttributeError"),
    ),
)

# --- 14.order ----------------------------------------------------------------------------------


def check_order(order: Any) -> str:
    """What a good client does in an outage, at whose end the token turns out to be dead."""
    place = places(order, "ABCDEF")
    expect(place["C"] < place["B"], "You have a 503 before anything was asked.")
    expect(
        place["F"] > place["B"] and place["F"] > place["E"],
        "You throw the tokens away, and then want to show one. A 503 says nothing about them.",
    )
    expect(
        place["C"] < place["E"],
        "*Again* it can be shown only after it was shown.",
    )
    expect(
        place["B"] < place["A"] < place["E"],
        "You ask again at once, or wait for nothing. The pause stands between the 503 and the next"
        " try.",
    )
    expect(
        place["E"] < place["D"],
        "After `invalid_grant` you show the same refresh token again. A dead one stays dead.",
    )
    expect(place["D"] < place["F"], "You ask for the password before anything has said why.")
    return "Patient with a 503, and quick to believe an `invalid_grant`."


ORDER = Exercise(
    id="14.order",
    title="In which order?",
    check=check_order,
    hints=(
        "Two answers come, and they mean different things. Which is the last word?",
        "It begins with C, and it ends with F. The 503 comes first.",
        "C, B, then the pause, then once more, and then the two that are left.",
    ),
    catalogue=(
        *usual_trials("CBAEDF"),
        Trial("thrown out by a 503", Answers("CBFAED"), "not_yet", "says nothing about them"),
        Trial("no pause", Answers("CBEADF"), "not_yet", "ask again at once"),
        Trial("the dead one again", Answers("CDBAEF"), "not_yet", "stays dead"),
        Trial("an answer first", Answers("BCAEDF"), "not_yet", "before anything was asked"),
        Trial("password first", Answers("CBAEFD"), "not_yet", "before anything has said why"),
        Trial("again first", Answers("ECBADF"), "not_yet", "only after it was shown"),
        Trial("letters missing", Answers("CBA"), "not_yet", "A to F"),
        Trial("a number", Answers(6), "not_yet", "one word"),
    ),
)

EXERCISES = (JITTER_FOR, MEANS_LOGOUT, BACKOFF, ORDER)

# --- quizzes -----------------------------------------------------------------------------------

QUIZZES = (
    Quiz(
        id="14.recall_margin",
        question="A client renews ahead, with a margin of 30 seconds. What is the margin for?",
        choices={
            "a": Choice(
                "For thieves: a stolen token lives for 30 seconds less.",
                "The thief doesn't renew when you do. The stolen token lives until its `exp`.",
            ),
            "b": Choice(
                "So that no page is asked for with a token that has expired.",
                "It covers the way to the backend, and clocks that differ. Today you'll find a"
                " third use for it.",
            ),
            "c": Choice(
                "So that the auth server has less to do.",
                "Who renews earlier renews more often. It has more to do.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="14.recall_503",
        question="A client shows its refresh token, and the answer is 503. What does that say about"
        " the token? (Notebook 07.)",
        choices={
            "a": Choice("Nothing.", "The server is in trouble. It hasn't even looked."),
            "b": Choice(
                "It is dead.", "That would be `invalid_grant`. The client should keep its token."
            ),
            "c": Choice(
                "It has been used up.",
                "Nobody can tell: it was perhaps not even looked at. Keep it, and ask again.",
            ),
        },
        right="a",
    ),
    Quiz(
        id="14.predict_login",
        question="Five hundred people come within ten seconds, one worker takes 64 ms for each. How"
        " long does the last one wait?",
        choices={
            "a": Choice("64 ms.", "That is how long it takes once it is one's turn."),
            "b": Choice(
                "22 seconds.", "32 seconds of work, less the 10 in which they come. Look at it."
            ),
            "c": Choice(
                "32 seconds.",
                "That is all the work. But while they arrive, for ten seconds, some of it is done.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="14.predict_second",
        question="How long is the longest wait in the second wave, when these five hundred renew?",
        choices={
            "a": Choice(
                "Nobody waits.",
                "They left the first queue one by one, 64 ms apart, and a renewal takes 8.",
            ),
            "b": Choice(
                "An eighth: about 3 seconds.",
                "They would wait if they came within ten seconds again. When did each of them get"
                " its first token?",
            ),
            "c": Choice(
                "22 seconds again.",
                "A renewal takes an eighth of a login. And they don't come as they came before.",
            ),
        },
        right="a",
    ),
    Quiz(
        id="14.predict_check",
        question="The jitter is drawn anew whenever the token is looked at, and renewal is due as"
        " soon as one draw says so. What becomes of the herd?",
        choices={
            "a": Choice(
                "It is spread as if drawn once: chance is chance.",
                "One draw, or as many as there are looks, and the first that says *now* decides.",
            ),
            "b": Choice(
                "It stays together, near the earliest moment.",
                "With many draws one of the first will be a large one, for everybody.",
            ),
            "c": Choice(
                "It is spread more widely, since there is more chance.",
                "More draws, yes. But one of them is enough. Which one comes first?",
            ),
        },
        right="b",
    ),
    Quiz(
        id="14.predict_stale",
        question="Tokens live for 300 seconds, the margin is 300, the jitter up to 299 on top. When"
        " is a new token renewed?",
        choices={
            "a": Choice(
                "Half-way, on average.", "300 less 300 is nothing, and the jitter takes more away."
            ),
            "b": Choice(
                "Never: the moment has passed.",
                "The library asks *is it that late yet?* It is, as soon as the token comes.",
            ),
            "c": Choice(
                "Before the very next page.", "It is stale when it comes, and so is the next one."
            ),
        },
        right="c",
    ),
    Quiz(
        id="14.predict_down",
        question="The auth server is down for two minutes. The client takes each failed renewal for"
        " the end of the session. Who has to log in again?",
        choices={
            "a": Choice(
                "Everybody.",
                "Who needs no new token in those two minutes doesn't ask, and doesn't notice.",
            ),
            "b": Choice(
                "About a third.",
                "Those whose token expired in those two minutes, and who wanted a page.",
            ),
            "c": Choice(
                "Nobody: their refresh tokens are good for twelve hours.",
                "They were. The client has thrown them away.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="14.check_jitter",
        question="6000 clients renew together, and the auth server does 500 renewals a second."
        " From how much jitter on is there no queue, by plumbing?",
        choices={
            "a": Choice(
                "0.08 seconds.", "500 in 6000 is the other way round: it is 6000 that must be done."
            ),
            "b": Choice("12 seconds.", "And you would take 24, so that it is half busy."),
            "c": Choice(
                "500 seconds.",
                "That would be one renewal in a twelfth of a second. It can do more.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="14.check_workers",
        question="On average 2.8 workers have something to do. Why not take three?",
        choices={
            "a": Choice(
                "Three would be too slow, and the queue would grow without end.",
                "Three are enough on average. The queue comes and goes. But it is long.",
            ),
            "b": Choice(
                "Because workers come in pairs.", "They don't. What does 93 % busy do to a queue?"
            ),
            "c": Choice(
                "Requests come at moments of chance, and nearly all would have to wait.",
                "So near its limit a server has no room for chance. At two thirds it has.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="14.check_outage",
        question="The auth server has been down for a minute, and a thousand clients could not"
        " renew. What do you want them to do?",
        choices={
            "a": Choice(
                "Keep their tokens, and ask again after pauses drawn by chance below a ceiling that"
                " doubles.",
                "Nobody logs in, and they come back one by one.",
            ),
            "b": Choice(
                "Ask again after 1, 2, 4, 8 seconds, all of them.",
                "They failed together, and so they come back together.",
            ),
            "c": Choice(
                "Ask for the password, to be on the safe side.",
                "It costs a person's time, and eight renewals. And it can't work now either.",
            ),
        },
        right="a",
    ),
)
