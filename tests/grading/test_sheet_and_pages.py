"""The table and the pages: what they say, and what they must not let through."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from course.feedback import CORRECT, NOT_YET, OUR_ERROR, TODO
from course.grading.masters import masters
from course.grading.pages import INDEX, check_folder, pages, write_pages
from course.grading.pieces import STOPPED, TAMPERED
from course.grading.results import Outcome, Row
from course.grading.sheet import cell, table
from simulator.files import FileError
from tests.grading.handins import CLIENT, COUNT, PREDICT, ROLE

FOLDER = Path("handed in")


def row(name: str = "ada", message: str = "Expected `6`.", remarks: tuple[str, ...] = ()) -> Row:
    """A graded hand-in."""
    outcomes = (
        Outcome(ROLE, CORRECT, "Well done."),
        Outcome(PREDICT, NOT_YET, message, code=f"refused_at = []  # {message}"),
        Outcome(CLIENT, STOPPED, "Stopped after 2 s."),
        Outcome(COUNT, TODO),
    )
    return Row(name, FOLDER / f"{name}.ipynb", "06", outcomes, remarks)


def test_the_table() -> None:
    rows = [row(), Row("bob", FOLDER / "bob", "", remarks=("no notebook",))]
    first, second = csv.DictReader(io.StringIO(table(rows, masters(), FOLDER)))
    assert first == {
        "name": "ada",
        "notebook": "06",
        "score": "1",
        "of": "4",
        "remark": f"{CLIENT}: stopped (Stopped after 2 s)",
        "file": "ada.ipynb",
        ROLE: "correct",
        PREDICT: "not yet",
        CLIENT: "stopped",
        COUNT: "to do",
    }
    assert (second["score"], second["of"], second["remark"]) == ("0", "", "no notebook")


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "%x", "|x"]
)
def test_no_name_is_a_formula(name: str) -> None:
    assert str(cell(name)).startswith("'")
    written = next(csv.reader(io.StringIO(table([row(name)], masters(), FOLDER).split("\n")[1])))
    assert written[0].startswith("'")
    assert written[5].startswith(("'", ".."))


def test_line_breaks_and_odd_octets_stay_in_their_cell() -> None:
    assert cell("a\nb\x00,c") == "a b\x00,c"
    assert cell("a\udcff") == "a?"
    assert cell(5) == 5


class Outline(HTMLParser):
    """The tags of a page and its headings' levels."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    @property
    def headings(self) -> list[str]:
        return [tag for tag in self.tags if tag[0] == "h" and tag[1:].isdigit()]


HOSTILE = "<script>alert(1)</script> & \"'"


def test_pages_show_feedback_and_escape_it() -> None:
    made = pages([row(HOSTILE, f"It says {HOSTILE}")], masters())
    assert set(made) == {"script-alert-1-script.html", INDEX}
    for text in made.values():
        assert "<script" not in text
        assert "&lt;script&gt;" in text
        assert '<html lang="en">' in text
    page = Outline(made["script-alert-1-script.html"])
    assert page.headings == ["h1", "h2", "h3", "h3", "h3", "h3"]
    assert "Well done." in made["script-alert-1-script.html"]
    assert "1 of 4 exercises are correct" in made["script-alert-1-script.html"]


def test_learners_see_their_code_and_what_is_next() -> None:
    page = pages([row(message=HOSTILE)], masters())["ada.html"]
    sections = dict(zip((ROLE, PREDICT, CLIENT, COUNT), page.split("<h3>")[1:], strict=True))
    assert "hint(" not in sections[ROLE]
    for exercise in (PREDICT, CLIENT, COUNT):
        assert f'hint("{exercise}")' in unescape(sections[exercise])
    assert "run its check again" in sections[CLIENT]
    assert "how to begin" in sections[COUNT]
    assert "<details>\n<summary>Your code</summary>" in sections[PREDICT]
    assert f"refused_at = []  # {HOSTILE}" in unescape(sections[PREDICT])
    assert page.count("<details>") == 1
    assert "solution" not in page


def test_the_class_is_seen_by_exercise() -> None:
    untouched = Row(
        "eve", FOLDER / "e", "06", tuple(Outcome(x, TODO) for x in (ROLE, PREDICT, CLIENT, COUNT))
    )
    rows = [row("ada"), row("bob"), row("cyd", "Another."), untouched]
    rows.append(Row("dan", FOLDER / "dan", "", remarks=("no notebook",)))
    made = unescape(re.sub("<[^>]+>", "", pages(rows, masters())[INDEX]))
    assert re.search(r"eve\s*0 of 4○ to do○ to do○ to do○ to do", made)
    assert re.search(r"ada\s*1 of 4✓ correct△ not yet■ stopped○ to do", made)
    assert "3 ✓ correct, 1 ○ to do." in made
    assert "2 have this message (△ not yet): Expected 6." in made
    assert "1 has this message (△ not yet): Another." in made
    assert made.index("2 have this message") < made.index("1 has this message")
    assert "Well done." not in made
    assert "Not graded" in made
    assert Outline(pages(rows, masters())[INDEX]).headings == ["h1", "h2", *["h3"] * 4, "h2"]


def test_messages_that_differ_in_the_learners_line_only_are_one() -> None:
    texts = [f"It raised `KeyError` in line {i}:\n\n```\nx[{i}]\n```\n\nNo key." for i in (1, 2)]
    rows = [row(name, text) for name, text in zip("abc", [*texts, "No key."], strict=True)]
    made = unescape(re.sub("<[^>]+>", "", pages(rows, masters())[INDEX]))
    assert "2 have this message (△ not yet): It raised KeyError in line 1:" in made
    assert "x[1]" in made
    assert "x[2]" not in made
    assert "1 has this message (△ not yet): No key." in made


def test_rare_messages_are_counted_only() -> None:
    rows = [row(name, f"Message {name}.") for name in ("a", "b", "c", "d", "e")]
    made = pages(rows, masters())[INDEX]
    assert made.count("1 has this message") == 3
    assert "2 more in the learners' pages" in unescape(made)


def test_each_learner_has_one_page_with_nothing_of_others() -> None:
    made = pages([row("ada"), row("ada", "another"), row("Ada!"), row("index")], masters())
    assert set(made) == {"ada.html", "ada-2.html", "index-2.html", INDEX}
    assert made["ada.html"].count("<h2>") == 2
    assert "Ada!" not in made["ada.html"]
    assert 'href="ada-2.html"' in made[INDEX]


def test_learners_are_not_told_what_is_for_teachers() -> None:
    outcomes = (Outcome(ROLE, TAMPERED, "changed `x`"), Outcome(PREDICT, OUR_ERROR, "a path"))
    made = pages([Row("ada", FOLDER / "a.ipynb", "06", outcomes, ("have a look",))], masters())
    assert "changed" not in made["ada.html"]
    assert "a path" not in made["ada.html"]
    assert "have a look" not in made["ada.html"]
    assert "have a look" in made[INDEX]


def test_pages_take_the_place_of_earlier_ones_and_of_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "feedback"
    check_folder(folder)
    write_pages(folder, [row("ada")], masters())
    check_folder(folder)
    write_pages(folder, [row("bob")], masters())
    assert sorted(path.name for path in folder.iterdir()) == ["bob.html", INDEX]
    assert [path.name for path in tmp_path.iterdir()] == ["feedback"]
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / INDEX).write_text("mine")
    with pytest.raises(FileError, match="holds other files"):
        check_folder(tmp_path / "thesis")
    with pytest.raises(FileError, match="is no folder"):
        check_folder(tmp_path / "thesis" / INDEX)
    with pytest.raises(FileError, match="there is no folder"):
        check_folder(tmp_path / "none" / "feedback")
