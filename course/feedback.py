"""What the apparatus answers: an outcome and a message, with three faces."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from course.markup import to_html, to_text

TODO = "todo"
NOT_YET = "not_yet"
CORRECT = "correct"
OUR_ERROR = "our_error"
NOTE = "note"


@dataclass(frozen=True)
class Look:
    """How an outcome is shown: a symbol and a word, and a colour that only adds to them."""

    symbol: str
    word: str
    colour: str


# Okabe and Ito's colours (orange darkened), each at least 3:1 against a white and a dark page
# (WCAG 1.4.11). They colour the border alone: text keeps the page's own colour.
LOOKS = {
    TODO: Look("○", "Still to do", "#0072B2"),
    NOT_YET: Look("△", "Not yet", "#D55E00"),
    CORRECT: Look("✓", "Correct", "#009E73"),
    OUR_ERROR: Look("!", "Our mistake, not yours", "#B8659A"),
    NOTE: Look("›", "Note", "#767676"),
}


@dataclass(frozen=True)
class Feedback:
    """The value of a check, hint, quiz …; as the last thing in a cell it is shown.

    `state` is one of the four outcomes of a check ("todo", "not_yet", "correct",
    "our_error") or "note"; `message` is Markdown (the subset of course.markup).
    True only where something is correct.
    """

    state: str
    message: str
    title: str = ""
    """Stands in place of the outcome's word ("Hint 1 of 3")."""
    raised: str = ""
    """Class of the exception that the learner's code raised, "" if it raised none."""
    plain_html: bool = True
    """Whether there is an HTML face: long code is better left to the page's Markdown."""

    @property
    def look(self) -> Look:
        return LOOKS[self.state]

    @property
    def word(self) -> str:
        return self.title or self.look.word

    @property
    def markdown(self) -> str:
        return self._joined(f"**{self.look.symbol} {self.word}.**", self.message)

    def __bool__(self) -> bool:
        return self.state == CORRECT

    def __str__(self) -> str:
        return self._joined(f"{self.look.symbol} {self.word}.", to_text(self.message))

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        return self.markdown

    def _repr_html_(self) -> str | None:
        if not self.plain_html:
            return None
        symbol = f'<span aria-hidden="true">{self.look.symbol}</span>'
        lead = f"<strong>{symbol} {escape(self.word)}.</strong>"
        border = f"border-left: 6px solid {self.look.colour}"
        style = f"{border}; padding: 0.2em 0.9em; margin: 0.3em 0"
        return f'<div role="status" style="{style}">\n{to_html(self.message, lead)}\n</div>'

    @staticmethod
    def _joined(head: str, body: str) -> str:
        """Head and body, in one line where the body begins with a sentence."""
        if not body:
            return head
        first = body.lstrip("\n").split("\n")[0]
        block = first.startswith(("    ", "```", "- ", "1. "))
        return head + ("\n\n" if block else " ") + body
