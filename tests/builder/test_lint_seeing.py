"""Nothing is left to the eye alone: what the build says of colours, pictures, links and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from course import registry
from course.builder.lint_outputs import output_problems
from course.builder.prose import CODE_SPAN
from course.builder.render import render
from course.builder.seeing import LINK, colours_alone, link_problems
from tests.builder.sources import LOOKUPS, WHOLE, problems, read
from tests.builder.test_lint import code, markdown

COLOURS = [
    ("You see a bar.", "The red bar is Ada's.", "'red'"),
    ("It is", "shown in green, at last.", "'green'"),
    ("Crosses are refusals,", "and the blue bars are lives.", "'blue'"),
    ("What is", "the grey in the picture?", "'grey'"),
    ("Look at", "the coloured part.", "'coloured'"),
]


@pytest.mark.parametrize(("above", "line", "colour"), COLOURS)
def test_a_colour_alone_is_told_with_its_line(above, line, colour):
    text = WHOLE + markdown(above, line)
    (found,) = problems(text)
    assert found.line == text.rstrip("\n").count("\n") + 1
    assert found.message.startswith(f"{colour}: not everybody sees it")


@pytest.mark.parametrize(
    "line",
    [
        "The green triangles are logins.",
        "The hatched orange strip is over.",
        "Look at the blue bar in the upper row.",
        "The red line on the left is Ada's.",
        "The dashed blue line is the theory.",
        "Redo it; Ada reddens; a greenhouse.",
        "The claim `red` and `colour: blue`.",
    ],
)
def test_a_colour_beside_something_else_is_fine(line):
    assert problems(WHOLE + markdown(line)) == []


def test_teachers_cells_are_looked_at_too():
    cell = markdown("**At the bars** ask what red is.").replace(
        "[markdown]", '[markdown] tags=["instructor"]'
    )
    assert any("'red'" in found.message for found in problems(WHOLE + cell))


POOR_ALTS = ["figure", "Figure 3", "the plot", "A chart of", "load.png", "two words", "x " * 800]


@pytest.mark.parametrize("alt", POOR_ALTS)
def test_an_alt_text_says_what_is_to_be_seen(alt):
    for cell, piece in (
        (markdown(f"![{alt}](a.svg)"), "!["),
        (markdown(f'<img src="a.svg" alt="{alt}">'), "<img"),
        (markdown("```mermaid", "graph LR", f"accTitle: {alt}", "```"), "accTitle"),
    ):
        text = WHOLE + cell
        (found,) = problems(text)
        assert "the text of a picture" in found.message
        assert piece in text.split("\n")[found.line - 1]


def test_alt_texts_in_code():
    text = WHOLE + code("fig = draw()", "show(fig, fig, alt=['Renewals fall with life', 'plot'])")
    (found,) = problems(text)
    assert (found.line, "'plot'" in found.message) == (text.count("\n"), True)
    assert problems(WHOLE + code("show(fig, alt=f'{n} renewals in an hour')")) == []
    assert problems(WHOLE + code("show(fig, alt=described(fig))")) == []


@pytest.mark.parametrize("words", ["here", "this", "Click here", "link", "`here`", "", "more."])
def test_a_link_says_where_it_leads(words):
    for line in (f"See [{words}](a.md).", f"See [{words}][ref].", f'<a href="a">{words}</a>'):
        (found,) = problems(WHOLE + markdown("One.", "", line))
        assert "its words say where it leads" in found.message
    good = markdown("[RFC 7519](a.md), [the glossary][g], `[here](x)`, x[0], ![a b c](here)")
    assert problems(WHOLE + good) == []


def test_an_address_is_no_text_of_a_link():
    (found,) = problems(WHOLE + markdown("[https://a.example/x](https://a.example/x)"))
    assert "where it leads" in found.message


@pytest.mark.parametrize("row", ["| | knows |", "| knows | |", "||knows|"])
def test_a_table_has_a_header_for_each_column(row):
    text = WHOLE + markdown("Parties:", "", row, "|---|---|", "| client | tokens |")
    (found,) = problems(text)
    assert "empty header cell" in found.message
    assert row in text.split("\n")[found.line - 1]


def test_tables_in_html():
    (found,) = problems(WHOLE + markdown("<table><tr><td>1</td></tr></table>"))
    assert "without header cells" in found.message
    assert problems(WHOLE + markdown("<table><tr><th>a</th></tr></table>")) == []
    assert problems(WHOLE + markdown("| who | knows |", "|:--|--:|", "| a | |")) == []


PICTURE = '<img alt="{}" src="data:image/png;base64,AAAA">'


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (PICTURE.format("figure"), "says what it shows"),
        (PICTURE.format("Ada logs in twice &amp; renews"), ""),
        ('<img src="x">', "without alt text"),
        ("<table><tr><th></th><th>n</th></tr></table>", "empty header cell"),
        ("<table><tr><td>1</td></tr></table>", "without header cells"),
        ('<a href="x">here</a>', "where it leads"),
        ("<pre>[here](x)</pre>", ""),
    ],
)
def test_outputs_are_looked_at(html, message, tmp_path):
    item = render(read(WHOLE), LOOKUPS)
    output: Any = SimpleNamespace(
        output_type="display_data", get=lambda key, default: {"text/html": html}
        if key == "data" else default,
    )  # fmt: skip
    cell = SimpleNamespace(id="x", metadata={}, get=lambda key, default: [output])
    executed: Any = SimpleNamespace(cells=[cell])
    found = [problem.message for problem in output_problems(item, executed, tmp_path)]
    assert bool(found) == bool(message)
    assert all(message in each for each in found)


def told() -> Iterator[tuple[str, str]]:
    """(id, text) of all that exercises and quizzes say."""
    for chapter in registry.chapters():
        for exercise in chapter.exercises:
            yield exercise.id, exercise.title
            yield from ((exercise.id, hint) for hint in exercise.hints)
        for quiz in chapter.quizzes:
            yield quiz.id, quiz.question
            for choice in quiz.choices.values():
                yield quiz.id, choice.text
                yield quiz.id, choice.feedback


def test_hints_and_quizzes_leave_nothing_to_the_eye():
    texts = list(told())
    assert len(texts) > 500
    for name, text in texts:
        prose = CODE_SPAN.sub("", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
        assert not list(colours_alone(prose)), (name, text)
        assert not list(link_problems(prose, LINK)), (name, text)
