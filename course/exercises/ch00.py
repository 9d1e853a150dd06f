"""Exercises and quizzes of notebook 00: what happens when you press Play?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course.checks import call, expect, expect_function
from course.exercise import Choice, Code, Exercise, NotYet, Quiz, Reference, Stub, Trial

FILMS = [(600, 300, 2), (7200, 300, 24), (7201, 300, 25), (100, 300, 1), (301, 300, 2), (5, 1, 5)]
"""Film and life in seconds, and the tokens that it takes."""


def check_warm_up(tokens_for: Callable[..., Any]) -> str:
    """Rounded up, and a whole number."""
    expect_function(tokens_for, 600, 300, name="tokens_for")
    for film, life, wanted in FILMS:
        said = call(tokens_for, film, life)
        expect(
            said is not None,
            "Your function gives nothing back. Does it `return` its result? (`print` shows it, and"
            " hands nothing on.)",
        )
        expect(
            isinstance(said, int | float) and not isinstance(said, bool),
            f"`tokens_for({film}, {life})` gave `{said!r}`, which is no number.",
        )
        told = f"`tokens_for({film}, {life})` gave `{said}`, and should give `{wanted}`. "
        if said != wanted and said == life / film:
            raise NotYet(told + "The film is to be divided by the life, not the other way round.")
        if said != wanted and said == film / life:
            raise NotYet(told + "There is no such thing as a piece of a token: round *up*.")
        if said == wanted - 1:
            raise NotYet(told + "The last seconds of the film need a token as well: round *up*.")
        if said == wanted + 1:
            raise NotYet(told + "When the film ends as a token does, no further one is needed.")
        expect(said == wanted, told + "How often does `life` fit into `film`, and is that enough?")
    return "That is the number, and you know now how a check works."


WARM_UP = Exercise(
    id="00.warm_up",
    title="A warm-up",
    check=check_warm_up,
    hints=(
        "A film of 600 seconds takes two tokens of 300 seconds. What about a film of 601 seconds?",
        "Divide and round up. In Python `//` divides and rounds down; `math.ceil` rounds up.",
        "`return math.ceil(film / life)`, with `import math` above it.",
    ),
    catalogue=(
        Trial("stub", Stub(), "todo"),
        Trial("reference", Reference(), "correct"),
        Trial(
            "ceil",
            Code(
                "import math\ndef tokens_for(film, life):\n    return math.ceil(film / life)\n",
                "tokens_for",
            ),
            "correct",
        ),
        Trial(
            "a loop",
            Code(
                "def tokens_for(film, life):\n"
                "    tokens = 0\n"
                "    while tokens * life < film:\n"
                "        tokens += 1\n"
                "    return tokens\n",
                "tokens_for",
            ),
            "correct",
        ),
        Trial(
            "divides",
            Code("def tokens_for(film, life):\n    return film / life\n", "tokens_for"),
            "not_yet",
            "piece of a token",
        ),
        Trial(
            "rounds down",
            Code("def tokens_for(film, life):\n    return film // life\n", "tokens_for"),
            "not_yet",
            "last seconds",
        ),
        Trial(
            "always one more",
            Code("def tokens_for(film, life):\n    return film // life + 1\n", "tokens_for"),
            "not_yet",
            "no further one",
        ),
        Trial(
            "the other way round",
            Code("def tokens_for(film, life):\n    return life / film\n", "tokens_for"),
            "not_yet",
            "other way round",
        ),
        Trial(
            "prints",
            Code("def tokens_for(film, life):\n    -(-film // life)\n", "tokens_for"),
            "not_yet",
            "gives nothing back",
        ),
        Trial(
            "never ends",
            Code(
                "def tokens_for(film, life):\n    while True:\n        film -= life\n", "tokens_for"
            ),
            "not_yet",
            "never ends",
        ),
        Trial(
            "crash",
            Code("def tokens_for(film, life):\n    return math.ceil(film)\n", "tokens_for"),
            "not_yet",
            "NameError",
        ),
    ),
    seconds=2,
)

EXERCISES = (WARM_UP,)

QUIZZES = (
    Quiz(
        id="00.authentication",
        question="Which of these is *authentication*?",
        choices={
            "a": Choice(
                "Ada may watch films and may not edit them.",
                "That is about what she *may do*: authorization. Authentication comes before it.",
            ),
            "b": Choice(
                "Ada gives her password, and it is the right one.",
                "Now it is known *who* she is. What she may do is another question.",
            ),
            "c": Choice(
                "Ada's film is sent in encrypted form.",
                "That keeps others from reading along. It says nothing about who she is.",
            ),
        },
        right="b",
    ),
    Quiz(
        id="00.predict_passwords",
        question="How often is Ada's password needed in these 45 minutes? Guess.",
        choices={
            "a": Choice(
                "Nine times, every five minutes.",
                "With access tokens alone it would be like that (notebook 06). Look at the"
                " picture.",
            ),
            "b": Choice("Twice.", "Look at the picture: what happens at minute 30?"),
            "c": Choice(
                "Once.", "Nearly. Something comes to its end at minute 30; look at the picture."
            ),
            "d": Choice(
                "Never.", "Somebody has to say who she is at least once. Look at the picture."
            ),
        },
        right="b",
    ),
    Quiz(
        id="00.who_serves",
        question="Who decides whether Ada sees the film?",
        choices={
            "a": Choice(
                "The client.",
                "It asks. If the one who asks could decide, nobody would need a token.",
            ),
            "b": Choice(
                "The auth server.",
                "It says who she is, in a token. Whether that is enough for this film it is not"
                " asked.",
            ),
            "c": Choice(
                "The backend.",
                "It has the films, and it looks at the token that comes with the request.",
            ),
        },
        right="c",
    ),
    Quiz(
        id="00.who_knows",
        question="Who of the three ever needs to know Ada's password, or a hash of it?",
        choices={
            "a": Choice(
                "The auth server.",
                "A hash of it. In this evening the client sees the password too, when Ada"
                " types it; notebook 07 does away with that.",
            ),
            "b": Choice("The backend.", "It never sees it. It believes tokens."),
            "c": Choice(
                "All three.",
                "The fewer know a secret, the better it keeps. The backend believes tokens and"
                " sees no password.",
            ),
        },
        right="a",
    ),
    Quiz(
        id="00.where_it_runs",
        question="What will you do with attacks in this course?",
        choices={
            "a": Choice(
                "Read about them.",
                "That too. But you also write some of them, against your own functions: nothing"
                " teaches a check as well as getting past it.",
            ),
            "b": Choice(
                "Write some, against my own functions.",
                "In the simulator, on this computer, and nowhere else.",
            ),
            "c": Choice(
                "Try them on a test server on the internet.",
                "Nothing in this course leaves your computer, and no attack may.",
            ),
        },
        right="b",
    ),
)
