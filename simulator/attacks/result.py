"""What came of a range: rows, numbers, and a story for each breach."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from simulator.attacks.trial import (
    ACCEPTED,
    FELL_OVER,
    HUNG,
    NO_CLAIMS,
    NOT_STAGED,
    REFUSED,
)

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Row:
    """One token, and what became of it."""

    name: str
    family: str
    kind: str
    """"forged", "honest", or "replay" for what needs a memory to be refused."""
    summary: str
    knows: str
    reference: str
    layer: str
    """The layer that should have stopped it, "" for an honest token."""
    otherwise: str
    deployment: str
    shown: str
    """The token in short."""
    outcome: str
    """One of simulator.attacks.OUTCOMES."""
    detail: str = ""
    faults: tuple[str, ...] = ()

    @property
    def staged(self) -> bool:
        """False for a replay that was not tried, as the verifier says of no memory."""
        return self.outcome != NOT_STAGED

    @property
    def ok(self) -> bool:
        """True if the forged was kept out, or the honest let in. Nothing else counts."""
        if self.kind == "honest":
            return self.outcome == ACCEPTED
        return self.outcome in (REFUSED, FELL_OVER, NOT_STAGED)

    @property
    def mark(self) -> str:
        """What the matrix shows: "right", "breach", "turned away", "fell over" or "not staged"."""
        if not self.staged:
            return "not staged"
        if not self.ok:
            return "turned away" if self.kind == "honest" else "breach"
        return "fell over" if self.outcome == FELL_OVER else "right"

    def story(self) -> str:
        """Three lines: what was known, what went in, what is missing."""
        if self.kind == "honest":
            return (
                f"{self.name}: {self.summary}\n"
                f"  shown    {self.shown}\n"
                f"  honest   and {self.outcome}{f': {self.detail}' if self.detail else ''}"
            )
        ended = {HUNG: "it hung: ", NO_CLAIMS: f"it {self.detail}: "}.get(self.outcome, "")
        return (
            f"{self.name}: Mallory knows {self.knows}\n"
            f"  went in  {self.shown}\n"
            f"  missing  {self.layer}: {ended}{self.otherwise} ({self.reference})"
        )


class RangeResult:
    """How one verifier stood up to the range. Prints as a table with stories."""

    def __init__(self, name: str, seed: int, rows: tuple[Row, ...]) -> None:
        self.name = name
        self.seed = seed
        """Give it to attack_range again, and the same tokens come back."""
        self.rows = rows
        """In the order of the catalogue, not that in which they were shown."""

    def __getitem__(self, name: str) -> Row:
        """The row of an attack or an honest token. KeyError if there is none."""
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(name)

    def _count(self, kind: str, right: bool = False) -> int:
        staged = [row for row in self.rows if row.kind == kind and row.staged]
        return sum(row.ok for row in staged) if right else len(staged)

    @property
    def forged(self) -> int:
        """How many forged tokens were shown."""
        return self._count("forged")

    @property
    def forged_refused(self) -> int:
        """How many of them were refused."""
        return self._count("forged", right=True)

    @property
    def honest(self) -> int:
        """How many honest tokens were shown."""
        return self._count("honest")

    @property
    def honest_accepted(self) -> int:
        """How many of them were accepted."""
        return self._count("honest", right=True)

    @property
    def score(self) -> int:
        """0 to 100: the share of forged refused times the share of honest accepted, rounded down.

        So who refuses everything scores nothing, and so does who accepts everything.
        """
        right = self.forged_refused * self.honest_accepted
        return 100 * right // max(1, self.forged * self.honest)

    @property
    def breaches(self) -> list[Row]:
        """Forged tokens, and replays, that were not refused."""
        return [row for row in self.rows if row.kind != "honest" and not row.ok]

    @property
    def turned_away(self) -> list[Row]:
        """Honest tokens that were not accepted."""
        return [row for row in self.rows if row.kind == "honest" and not row.ok]

    @property
    def fell_over(self) -> list[Row]:
        """Forged tokens that were kept out by an accident."""
        return [row for row in self.rows if row.outcome == FELL_OVER and row.ok]

    @property
    def faults(self) -> dict[str, int]:
        """What it did on the side, and how often: print, change its arguments."""
        found: dict[str, int] = {}
        for row in self.rows:
            for fault in row.faults:
                found[fault] = found.get(fault, 0) + 1
        return found

    @property
    def ok(self) -> bool:
        """True if nothing got in and every honest token passed."""
        return not self.breaches and not self.turned_away

    def missing_layers(self) -> dict[str, int]:
        """The layers that should have stopped what got in, and how much that was."""
        found: dict[str, int] = {}
        for row in self.breaches:
            found[row.layer] = found.get(row.layer, 0) + 1
        return dict(sorted(found.items(), key=lambda item: -item[1]))

    def stories(self) -> list[str]:
        """Three lines for each breach, then for each honest token that was turned away."""
        return [row.story() for row in (*self.breaches, *self.turned_away)]

    def headline(self) -> str:
        """The numbers in one line."""
        return (
            f"{self.name}: {self.forged_refused} of {self.forged} forged refused,"
            f" {self.honest_accepted} of {self.honest} honest accepted, score {self.score}"
        )

    def notes(self) -> list[str]:
        """What is to be said besides, a line each."""
        lines = []
        if self.fell_over:
            names = ", ".join(row.name for row in self.fell_over)
            lines.append(f"fell over, and so refused by accident: {names}")
        lines += [f"{fault}: in {count} of the trials" for fault, count in self.faults.items()]
        left = [row.name for row in self.rows if not row.staged]
        if left:
            lines.append(f"not staged, as it says of no memory: {', '.join(left)}")
        return lines

    def table(self) -> str:
        """A line for each token: family, name, outcome."""
        return table([self])

    def columns(self) -> list[RangeResult]:
        """Itself: a comparison has more."""
        return [self]

    def frame(self) -> pd.DataFrame:
        """The rows as a pandas data frame."""
        import pandas as pd

        return pd.DataFrame([asdict(row) | {"ok": row.ok} for row in self.rows])

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values, for JSON."""
        return {
            "verifier": self.name,
            "seed": self.seed,
            "score": self.score,
            "forged": self.forged,
            "forged_refused": self.forged_refused,
            "honest": self.honest,
            "honest_accepted": self.honest_accepted,
            "ok": self.ok,
            "faults": self.faults,
            "rows": [asdict(row) | {"ok": row.ok, "faults": list(row.faults)} for row in self.rows],
        }

    def __str__(self) -> str:
        return "\n".join([self.headline(), *self.notes(), *self.stories()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html([self])


class Comparison:
    """How several verifiers stood up to the same tokens. Prints as a table of numbers."""

    def __init__(self, results: dict[str, RangeResult]) -> None:
        self.results = results

    def __getitem__(self, name: str) -> RangeResult:
        return self.results[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.results)

    @property
    def seed(self) -> int:
        """The seed of the tokens."""
        return next(iter(self.results.values())).seed

    def columns(self) -> list[RangeResult]:
        """The results, in order."""
        return list(self.results.values())

    def scores(self) -> dict[str, int]:
        """The score of each."""
        return {name: result.score for name, result in self.results.items()}

    def table(self) -> str:
        """A line for each token, a column for each verifier."""
        return table(self.columns())

    def frame(self) -> pd.DataFrame:
        """Marks as a pandas data frame: a row for each token, a column for each verifier."""
        import pandas as pd

        first = self.columns()[0]
        marks = {name: [row.mark for row in one.rows] for name, one in self.results.items()}
        index = pd.MultiIndex.from_tuples([(row.family, row.name) for row in first.rows])
        return pd.DataFrame(marks, index=index.set_names(["family", "name"]))

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values, for JSON."""
        return {name: result.as_dict() for name, result in self.results.items()}

    def __str__(self) -> str:
        return "\n".join(aligned(numbers(self.columns())))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html(self.columns())


SIGNS = {
    "right": ".",
    "breach": "IN",
    "turned away": "OUT",
    "fell over": "fell",
    "not staged": "-",
}
"""How the table says a mark."""


def table(results: list[RangeResult]) -> str:
    """A line for each token, a column for each verifier."""
    lines = [["family", "token", *(one.name for one in results)]]
    family = ""
    for rows in zip(*(one.rows for one in results), strict=True):
        first = rows[0]
        lines.append(
            [first.family if first.family != family else "", first.name]
            + [SIGNS[row.mark] for row in rows]
        )
        family = first.family
    return "\n".join(aligned(lines))


def numbers(results: list[RangeResult]) -> list[list[str]]:
    """Verifier, forged refused, honest accepted, score."""
    return [
        ["verifier", "forged refused", "honest accepted", "score"],
        *(
            [
                one.name,
                f"{one.forged_refused} of {one.forged}",
                f"{one.honest_accepted} of {one.honest}",
                str(one.score),
            ]
            for one in results
        ),
    ]


def aligned(lines: list[list[str]]) -> list[str]:
    """Cells in columns, two blanks apart."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    pad: Callable[[str, int], str] = str.ljust
    return ["  ".join(map(pad, line, widths)).rstrip() for line in lines]


def html(results: list[RangeResult]) -> str:
    """The numbers as a table, and the stories of a single verifier."""
    head, *body = numbers(results)
    heading = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = "".join(
        f'<tr><th scope="row">{escape(line[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in line[1:])
        + "</tr>"
        for line in body
    )
    told = ""
    if len(results) == 1:
        told = "".join(
            f"<pre>{escape(story)}</pre>" for story in (*results[0].notes(), *results[0].stories())
        )
    return f"<table><thead><tr>{heading}</tr></thead><tbody>{lines}</tbody></table>{told}"
