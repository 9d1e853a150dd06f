"""Feedback as pages: one for each learner, and a page for who teaches."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from course.feedback import TODO
from course.grading.masters import Master
from course.grading.overview import name_of, overview
from course.grading.results import SYMBOLS, WORDS, Outcome, Row
from course.grading.sheet import plain
from course.markup import to_html
from simulator.files import FileError, current_umask

MARK = '<meta name="generator" content="python -m course grade">'
INDEX = "index.html"
STYLE = """\
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
  color: #1a1a1a; background: #fff; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: left; padding: 0.3rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.8rem; border: 1px solid #767676; }
section section { border-left: 6px solid #767676; padding: 0.1rem 0 0.1rem 1rem; margin: 1rem 0; }
section.correct { border-color: #009e73; }
section.not_yet, section.stopped, section.tampered { border-color: #d55e00; }
section.todo, section.missing { border-color: #0072b2; }
pre { overflow-x: auto; background: #f3f3f3; padding: 0.6rem; }
div.wide { overflow-x: auto; }
div.said { border-left: 6px solid #767676; padding-left: 1rem; margin: 1rem 0; }
body:has(div.wide) { max-width: 80rem; }
p, div.said { max-width: 46rem; }
th code { overflow-wrap: normal; }
td { white-space: nowrap; }
td:last-child { white-space: normal; min-width: 18rem; }
code { overflow-wrap: anywhere; }
a { color: #005a8c; }
"""
SAID = {
    "missing": "There is no answer in its cell.",
    "our_error": "The check itself failed. That says nothing about your answer.",
    "tampered": "This answer wasn't counted. Talk to who teaches you.",
}
"""What a learner is told where the message isn't for them."""
BEGIN = 'Next: write your answer into its cell. `hint("{0}")` in the notebook tells how to begin.'
AGAIN = (
    'Next: run `hint("{0}")` in the notebook (after `from course import hint`), change your cell, '
    "and run its check again."
)
NEXT = {"todo": BEGIN, "missing": BEGIN, "not_yet": AGAIN, "stopped": AGAIN}
"""What a learner can do next, by outcome."""


def check_folder(folder: Path) -> None:
    """Raise FileError if pages can't go there, before any work is done."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise FileError(f"--html {folder}: is no folder")
    if not folder.parent.is_dir():
        raise FileError(f"--html {folder}: there is no folder {folder.parent}")
    if not os.access(folder.parent, os.W_OK):
        raise FileError(f"--html {folder}: the folder {folder.parent} can't be written to")
    if folder.is_dir() and any(folder.iterdir()) and not _is_ours(folder):
        raise FileError(f"--html {folder}: holds other files; name a new folder, or empty it")


def write_pages(folder: Path, rows: Sequence[Row], masters: Mapping[str, Master]) -> None:
    """Write all pages; they take the place of earlier ones. Raises FileError."""
    try:
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            for name, text in pages(rows, masters).items():
                (beside / name).write_text(text, encoding="utf-8")
            beside.chmod(0o777 & ~current_umask())
            if folder.is_dir():
                shutil.rmtree(folder)
            beside.replace(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise FileError(f"{folder}: can't be written: {error.strerror}") from None


def pages(rows: Sequence[Row], masters: Mapping[str, Master]) -> dict[str, str]:
    """The text of each page, by file name."""
    made: dict[str, str] = {}
    links: list[tuple[Row, str]] = []
    for _, each in groupby(rows, key=lambda row: row.name.casefold()):
        of_one = list(each)
        file = _file_name(of_one[0].name, made)
        made[file] = _page(f"Feedback for {of_one[0].name}", _learner(of_one, masters))
        links += [(row, file) for row in of_one]
    made[INDEX] = _page("Feedback for the class", overview(links, masters))
    return made


def _is_ours(folder: Path) -> bool:
    try:
        return MARK in (folder / INDEX).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False


def _file_name(name: str, taken: Mapping[str, str]) -> str:
    """A name for a learner's page that any system can hold, and nobody else's page has."""
    letters = unicodedata.normalize("NFKD", plain(name)).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")[:60] or "learner"
    number = 1
    while (file := f"{stem}{f'-{number}' if number > 1 else ''}.html") in {*taken, INDEX}:
        number += 1
    return file


def _page(heading: str, body: str) -> str:
    told = escape(plain(heading))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{MARK}\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{told}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{told}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _learner(rows: Sequence[Row], masters: Mapping[str, Master]) -> str:
    return "\n".join(_notebook(row, masters) for row in rows)


def _notebook(row: Row, masters: Mapping[str, Master]) -> str:
    """The section of one hand-in."""
    heading = masters[row.number].slug if row.number else row.path.name
    lines = [f"<section>\n<h2>{escape(plain(heading))}</h2>"]
    if row.outcomes:
        lines.append(f"<p>{row.score} of {len(row.outcomes)} exercises are correct.</p>")
        lines += map(_exercise, row.outcomes)
    else:
        lines.append(f"<p>It couldn't be graded: {escape(plain('; '.join(row.remarks)))}.</p>")
    return "\n".join([*lines, "</section>"])


def _exercise(outcome: Outcome) -> str:
    """The section of one exercise: its outcome, what the check says, what is next, the code."""
    symbol = f'<span aria-hidden="true">{SYMBOLS[outcome.state]}</span>'
    lead = f"<strong>{symbol} {WORDS[outcome.state].capitalize()}.</strong>"
    message = to_html(plain(SAID.get(outcome.state, outcome.message)), lead)
    lines = [f'<section class="{outcome.state}">\n<h3>{name_of(outcome.exercise)}</h3>', message]
    if outcome.state in NEXT:
        lines.append(to_html(NEXT[outcome.state].format(outcome.exercise)))
    if outcome.code.strip() and outcome.state != TODO:
        lines.append(_code(outcome.code))
    return "\n".join([*lines, "</section>"])


def _code(text: str) -> str:
    """The judged cell, closed until somebody wants to see it."""
    shown = escape(plain(text.strip("\n")))
    told = f'<pre tabindex="0"><code>{shown}</code></pre>'
    return f"<details>\n<summary>Your code</summary>\n{told}\n</details>"
