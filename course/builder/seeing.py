"""What a text leaves to the eye alone: colours, pictures, links and tables that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

SHORTEST_ALT = 3
"""Words. With fewer it is a name, and no account of what is to be seen."""
LONGEST_ALT = 1500
"""Characters: what a screen reader reads aloud in a minute and a half."""

COLOUR = re.compile(
    r"\b(?:red|green|blue|orange|yellow|purple|pink|violet|brown|gr[ea]y|vermilion"
    r"|coloured|colored|paler|darker|lighter)\b",
    re.IGNORECASE,
)
# What tells one thing from another without colour. A bar or a line does not: there are several.
OTHERWISE = re.compile(
    r"\b(?:triangles?|diamonds?|cross(?:es)?|circles?|squares?|stars?|discs?|rings?|plus signs?"
    r"|hatch\w*|strip(?:es?|ed)|dashed|dotted|dashes|labell?ed"
    r"|(?:upper|lower|upmost|lowest|top|bottom|left|right) (?:row|bar|line|curve|lane|half|edge)s?"
    r"|(?:on|to) the (?:left|right)|at the (?:top|bottom))\b",
    re.IGNORECASE,
)
CLAUSE = re.compile(r"[.!?:;,][\"')*_]*\s+")

KIND_ALONE = re.compile(
    r"(?:an?\s+|the\s+)?(?:image|picture|photo|figure|fig|plot|chart|diagram|graph|screenshot"
    r"|drawing|output)s?(?:\s+(?:of|from|in|for|with)\b.{0,12})?[\s\d.:]*",
    re.IGNORECASE,
)
FILE_NAME = re.compile(r"[^\s]+\.(?:png|svg|jpe?g|gif|webp|pdf)", re.IGNORECASE)

LINK = re.compile(r"(?<!!)\[(?P<words>[^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
HTML_LINK = re.compile(r"<a\b[^>]*>(?P<words>.*?)</a>", re.IGNORECASE | re.DOTALL)
SAYS_NOTHING = {
    *("", "here", "this", "that", "link", "this link", "the link", "click here", "see here"),
    *("more", "read more", "learn more", "page", "this page", "article", "source", "url"),
}
BARE_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")

TAG = re.compile(r"<[^>]+>")
TABLE = re.compile(r"<table\b.*?(?:</table>|\Z)", re.IGNORECASE | re.DOTALL)
HEADER_CELL = re.compile(r"<th\b[^>]*>(?P<words>.*?)</th>", re.IGNORECASE | re.DOTALL)


def colours_alone(text: str) -> Iterator[tuple[int, str]]:
    """(offset, colour) where a clause tells things apart by it, and names nothing else for that."""
    start = 0
    for end in [*(found.end() for found in CLAUSE.finditer(text)), len(text)]:
        clause = text[start:end]
        if not OTHERWISE.search(clause):
            yield from ((start + found.start(), found[0]) for found in COLOUR.finditer(clause))
        start = end


def alt_problem(alt: str) -> str:
    """Why a picture's text does not say what it shows; "" if it does."""
    words = " ".join(alt.split())
    if FILE_NAME.fullmatch(words):
        return f"the text of a picture says what it shows; {words!r} is a file name"
    if KIND_ALONE.fullmatch(words) or len(words.split()) < SHORTEST_ALT:
        return f"the text of a picture says what it shows, in a sentence; found {words!r}"
    if len(words) > LONGEST_ALT:
        return f"the text of a picture has {len(words)} characters: at most {LONGEST_ALT}"
    return ""


def link_problems(text: str, form: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """(offset, message) of links, in Markdown or HTML, whose words do not say where they lead."""
    for found in form.finditer(text):
        words = " ".join(TAG.sub("", found["words"]).strip(" `*_.").split())
        if words.lower() in SAYS_NOTHING or BARE_ADDRESS.fullmatch(words):
            yield found.start(), f"link {words!r}: its words say where it leads"


def table_problems(html: str) -> Iterator[tuple[int, str]]:
    """(offset, message) of HTML tables without headers, or with empty ones."""
    for table in TABLE.finditer(html):
        cells = [TAG.sub("", cell["words"]).strip() for cell in HEADER_CELL.finditer(table[0])]
        if not cells:
            yield table.start(), "a table without header cells (<th>)"
        elif "" in cells:
            yield table.start(), "an empty header cell: say what the row or column holds"
