"""The same in words: titles, notes, rows, and the page in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from course.cheatsheet import anatomy, errors, lifetimes
from course.cheatsheet.checklist import STEPS, without

TITLES = ("Tokens: what is in them, when to believe them", "Sessions: how long, and what if")
ANATOMY = "What is in a token"
ANATOMY_NOTE = (
    "header.payload.signature, each in base64url. Signed is not secret: anybody can read the first "
    "two parts. Times are seconds since 1970, UTC. The sign before a row is that of its part."
)
CHECKLIST = "When to believe it: in this order, and stop at the first that fails"
CHECKLIST_NOTE = (
    "Told by the caller and never by the token: keys, algorithms, issuer, audience, type, now, "
    "leeway. A refusal is an answer (401); an exception that nobody expected is a hole. "
    "Boxes are to tick. Without it "
    "gets in: what notebook 05 attacks with, by name; its range shows each one."
)
LIFETIMES = "How long tokens live, unless told otherwise"
RULES = "Numbers to go by"
RULES_NOTE = "T: life of an access token. λ: pages in a second."
ERRORS = "What a client does on which error"
ERRORS_NOTE = "Only invalid_grant ends a session. Everything else keeps the refresh token."
PICTURES = ("cheatsheet_1.png", "cheatsheet_2.png")


def checks() -> list[tuple[str, ...]]:
    """The checklist's rows: number, layer, check, what gets in without it, where it is written."""
    return [
        (str(number), step.layer, step.check, without(step), step.rfc)
        for number, step in enumerate(STEPS, 1)
    ]


def advice() -> list[tuple[str, ...]]:
    """The rows of the errors."""
    return [(each.to, each.answer, each.means, each.do, each.rfc) for each in errors.ADVICE]


def alt(number: int) -> str:
    """A page in words, for those who don't see it."""
    if number == 1:
        names = [f"{row.name or row.part}: {row.says}" for row in anatomy.rows()]
        steps = [f"{place}. {step.check}" for place, step in enumerate(STEPS, 1)]
        return (
            f"{TITLES[0]}. A token in three parts, header, payload and signature. "
            f"{'; '.join(names)}. A checklist of {len(STEPS)} steps: {'; '.join(steps)}."
        )
    products = [f"{row[0]} {row[1]}" for row in lifetimes.rows() if row[1] != lifetimes.UNKNOWN]
    rules = [f"{rule.name}: {rule.says}" for rule in lifetimes.rules()]
    answers = [f"{each.answer}: {each.do}" for each in errors.ADVICE]
    return (
        f"{TITLES[1]}. Life of an access token by product: {', '.join(products)}. "
        f"{' '.join(rules)} On errors. {' '.join(answers)}"
    )


def markdown() -> str:
    """docs/CHEATSHEET.md: both pictures, and all that is on them as tables."""
    pictures = [f"![{alt(number)}]({name})" for number, name in enumerate(PICTURES, 1)]
    parts = [
        "<!-- Made by `make cheatsheet` from course/cheatsheet: change it there. -->",
        "# Cheat sheet",
        "Two pages to print: [cheatsheet.pdf](cheatsheet.pdf). Below is the same as pictures, and "
        "then as text.",
        *pictures,
        f"## {ANATOMY}",
        ANATOMY_NOTE,
        _table(("part", "name", "here", "says", "written in"), anatomy_rows()),
        f"## {CHECKLIST}",
        CHECKLIST_NOTE,
        _table(("step", "layer", "check", "without it gets in", "written in"), checks()),
        f"## {LIFETIMES}",
        lifetimes.source(),
        _table(lifetimes.HEAD, lifetimes.rows()),
        f"## {RULES}",
        RULES_NOTE,
        _table(("number", "rule", "example"), lifetimes.rules()),
        f"## {ERRORS}",
        ERRORS_NOTE,
        _table(("asked for", "answer", "it means", "do", "written in"), advice()),
    ]
    return "\n\n".join(parts) + "\n"


def anatomy_rows() -> list[tuple[str, ...]]:
    """The token's rows, with names and values as code."""
    return [
        (row.part, f"`{row.name}`" if row.name else "", f"`{row.value}`", row.says, row.rfc)
        for row in anatomy.rows()
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(each.replace("|", "\\|") for each in row) + " |" for row in lines
    )
