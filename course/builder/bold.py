"""What is bold in prose: finds it, and makes links of the terms among it."""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterator
from typing import NamedTuple

from course.builder.prose import CODE_SPAN, FENCE
from course.vocabulary import PAGE, Term, Vocabulary, plain

BOLD = re.compile(r"\*\*(?=[^\s*])(?P<text>(?:[^*\n]|\n(?!\s*\n)|(?<!\*)\*(?!\*))+?)(?<=[^\s])\*\*")
OPENING = re.compile(r"\s*(?:>\s*)*(?:(?:[-*+]|\d+[.)])\s+)?")
"""What may stand before the first word of a paragraph or list item."""
STRUCTURE = {"Key points"}
"""Bold that is a heading in the small and has no full stop."""


class Run(NamedTuple):
    """A stretch of bold: its words, where it is in the text, and what is before it in its line."""

    words: str
    start: int
    end: int
    before: str

    @property
    def heads(self) -> bool:
        """Is it a heading in the small: a sentence, or a fixed word, that begins its paragraph?"""
        first = OPENING.fullmatch(self.before) is not None
        return first and (self.words.endswith(".") or self.words in STRUCTURE)


def runs(text: str) -> Iterator[Run]:
    """The bold of a Markdown text; code is not looked at."""
    for found in BOLD.finditer(_without_code(text)):
        start, end = found.span()
        words = " ".join(text[start + 2 : end - 2].split())
        yield Run(words, start, end, text[text.rfind("\n", 0, start) + 1 : start])


def _without_code(text: str) -> str:
    """The text with its code blanked out, letter for letter."""
    lines, sign = [], ""
    for line in text.split("\n"):
        fence = FENCE.fullmatch(line)
        if sign or fence:
            if not sign and fence:
                sign = fence["sign"]
            elif fence and fence["sign"].startswith(sign) and not fence["info"]:
                sign = ""
            lines.append("`" * len(line))
        else:
            lines.append(CODE_SPAN.sub(lambda found: "`" * len(found[0]), line))
    return "\n".join(lines)


def term_of(words: str, terms: Vocabulary) -> Term | None:
    """The term that these words are, or are a form of."""
    word = plain(words)
    exact = next((term for term in terms.values() if plain(term.name) == word), None)
    return exact or next((term for term in terms.values() if word in term.bold), None)


def linked(text: str, number: str, terms: Vocabulary, folder: str = "notebooks") -> str:
    """The text with each bold term of notebook `number` as a link to its entry.

    Links lead from `folder` to the page; from solutions/ the way is the same.
    """
    page = os.path.relpath(PAGE, folder).replace(os.sep, "/")
    for run in reversed(list(runs(text))):
        term = term_of(run.words, terms)
        if term is not None and term.notebook == number and not run.heads:
            bold = text[run.start : run.end]
            text = f"{text[: run.start]}[{bold}]({page}#{term.anchor}){text[run.end :]}"
    return text
