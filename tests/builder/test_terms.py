"""Terms: bold where they are defined, once, linked to their entry, and in the glossary."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from course import registry, vocabulary
from course.__main__ import main
from course.builder import command, pipeline
from course.builder.bold import linked, runs
from course.builder.glossary_page import page
from course.builder.lint import lint
from course.builder.lint_terms import glossary_problems
from course.builder.prose import headings, split
from course.builder.render import render
from course.builder.source import Cell, parse
from course.vocabulary import read
from tests.builder.sources import LOOKUPS, NAME, WHOLE, line_of, project

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = """\
["client"]
says = "Who asks."
notebook = "07"

["JWK Set"]
says = "Keys."
notebook = "06"
see = ["token"]

["token"]
says = "A short note."
notebook = "06"
forms = ["JWT"]
also = ["note"]
written = ["RFC 7519 1"]
"""
TERMS = read(GLOSSARY)
PROSE = "The **token** is shown. A **JWK\n# Set** has keys."


def source(prose: str) -> str:
    """A whole source with these lines of prose in it."""
    return WHOLE.replace("Ada presses Play.", prose)


def problems(prose: str) -> list[tuple[int, str]]:
    found = lint(parse(source(prose), f"solutions/{NAME}"), replace(LOOKUPS, terms=TERMS))
    return [(problem.line, problem.message) for problem in found]


def messages(text: str) -> list[str]:
    return [problem.message for problem in glossary_problems(text, ["06", "07"])]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a **token**, and **two\nlines**", ["token", "two lines"]),
        ("`**code**` and ``a `**b**` c``", []),
        ("```python\n{**a, **b}\n```\n**after**", ["after"]),
        ("**one *two* three**", ["one *two* three"]),
        ("2 ** 3 ** 4, **, ** and a**b", []),
        ("**not\n\nover paragraphs**", []),
        ("| **client** | x | **b** |", ["client", "b"]),
    ],
)
def test_what_is_bold(text: str, words: list[str]) -> None:
    assert [run.words for run in runs(text)] == words


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("**Where it is written.** RFC", True),
        ("- **The bank.** People", True),
        ("1. **Old tokens.** They", True),
        ("> **Contested.** Some", True),
        ("**Key points**", True),
        ("and **this.** too", False),
        ("**token** is", False),
        ("see **Key points**", False),
    ],
)
def test_headings_in_the_small_are_told_from_terms(text: str, heads: bool) -> None:
    assert [run.heads for run in runs(text)] == [heads]


def test_terms_become_links() -> None:
    text = "A **token**, some **tokens**, **JWTs**, a **JWK\nSet**, a **client**, `**token**`."
    assert linked(text, "06", TERMS) == (
        "A [**token**](../docs/GLOSSARY.md#token), some [**tokens**](../docs/GLOSSARY.md#token), "
        "[**JWTs**](../docs/GLOSSARY.md#token), a [**JWK\nSet**](../docs/GLOSSARY.md#jwk-set), "
        "a **client**, `**token**`."
    )


def test_notebooks_have_links_and_sources_and_cell_ids_none() -> None:
    text = source(PROSE)
    read_from = parse(text, f"solutions/{NAME}")
    with_terms = render(read_from, replace(LOOKUPS, terms=TERMS))
    without = render(read_from, LOOKUPS)
    for made, plain in (
        (with_terms.unsolved, without.unsolved),
        (with_terms.solved, without.solved),
    ):
        assert "[**token**](../docs/GLOSSARY.md#token)" in made.cells[0].source
        assert "**token** is" in plain.cells[0].source
        assert [cell.id for cell in made.cells] == [cell.id for cell in plain.cells]


def test_right_prose_has_no_problems() -> None:
    assert problems(PROSE) == []


@pytest.mark.parametrize(
    ("prose", "piece", "says"),
    [
        (f"{PROSE} A **parcel** too.", "parcel", "'parcel' is not in the glossary"),
        (f"{PROSE}\n#\n# The **client** asks.", "**client**", "defined in notebook 07"),
        (f"{PROSE}\n#\n# **Tokens** again.", "**Tokens**", "bold already in line"),
        ("The **token** is shown.", "# ---\n# course", "'JWK Set' is defined here, but"),
    ],
)
def test_wrong_bold_is_told_with_its_line(prose: str, piece: str, says: str) -> None:
    (found,) = problems(prose)
    text = source(prose)
    line = 1 if piece.startswith("# ---") else line_of(text, piece)
    assert found[0] == line
    assert says in found[1]


def test_a_term_may_be_mentioned_and_bold_nowhere() -> None:
    terms = read(GLOSSARY.replace('notebook = "07"', 'mentioned = "06"'))
    assert glossary_problems(GLOSSARY.replace('notebook = "07"', 'mentioned = "06"'), ["06"]) == []

    def told(prose: str) -> list[str]:
        text = parse(source(prose), f"solutions/{NAME}")
        return [each.message for each in lint(text, replace(LOOKUPS, terms=terms))]

    assert told(f"{PROSE} A client asks.") == []
    assert "'client' is bold nowhere" in told(f"{PROSE} A **client** asks.")[0]
    assert "- First met in 06\n" in page(terms, {})


def test_teachers_notes_may_have_any_bold() -> None:
    note = '\n# %% [markdown] tags=["instructor"]\n# **Anything** goes, a **token** too.\n'
    text = source(PROSE) + note
    assert lint(parse(text, f"solutions/{NAME}"), replace(LOOKUPS, terms=TERMS)) == []


def test_a_right_glossary_has_no_problems() -> None:
    assert messages(GLOSSARY) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('says = "Who asks."', "", 1, "client: says is missing"),
        ('says = "Who asks."', 'says = "Who asks"', 1, "says is one to three sentences"),
        ('notebook = "07"', 'notebook = "99"', 1, "no notebook '99'"),
        ('notebook = "07"', "notebook = 7", 1, "notebook is a text, not 7"),
        ('notebook = "07"', 'mentioned = "99"', 1, "no notebook '99'"),
        ('notebook = "07"', 'notebook = "07"\nmentioned = "06"', 1, "notebook or mentioned"),
        ('see = ["token"]', 'see = ["tokem"]', 5, "did you mean token?"),
        ('see = ["token"]', 'see = ["JWK Set"]', 5, "is no other term"),
        ('see = ["token"]', 'se = ["token"]', 5, "unknown key 'se'; did you mean see?"),
        ('forms = ["JWT"]', 'forms = "JWT"', 10, "forms is a list of texts"),
        ('also = ["note"]', 'also = ["Client"]', 10, "'Client' is the name of another term"),
        ('["token"]\nsays', '["jwk-set"]\nsays', 10, "its address on the page, #jwk-set"),
        ('["client"]', '["zebra"]', 5, "stands after zebra"),
        ('["client"]', "[[client]]", 1, "'client' is no term"),
        ('["client"]', '["client"', 1, "not TOML"),
        ('["token"]\nsays', '["client"]\nsays', 10, "not TOML"),
    ],
)
def test_mistakes_in_the_glossary(old: str, new: str, line: int, says: str) -> None:
    text = GLOSSARY.replace(old, new, 1)
    found = glossary_problems(text, ["06", "07"])
    assert any(says in problem.message and problem.line == line for problem in found), found
    assert {problem.path for problem in found} == {"course/glossary.toml"}


@pytest.fixture
def _with_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    """The build's registry, with a glossary; and nothing is executed."""
    monkeypatch.setattr(command, "_registry", lambda: replace(LOOKUPS, terms=TERMS))
    monkeypatch.setattr(
        pipeline, "execute", lambda items, *_, **__: [(item.solved, []) for item in items]
    )


@pytest.mark.usefixtures("_with_terms")
def test_the_build_makes_the_page_and_checks_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project(tmp_path, source(PROSE))
    path = root / "docs/GLOSSARY.md"

    def build(*words: str) -> int:
        return main(["build", "--root", str(root), *words])

    assert build("--check") == 1
    assert "docs/GLOSSARY.md: out of date (missing)" in capsys.readouterr().err
    assert build() == 0
    assert "docs/GLOSSARY.md written" in capsys.readouterr().out
    first = path.read_bytes()
    assert (build("--check"), build()) == (0, 0)
    assert path.read_bytes() == first
    path.write_bytes(first + b"\n")
    capsys.readouterr()
    assert build("--check") == 1
    assert "docs/GLOSSARY.md: out of date (differs)" in capsys.readouterr().err


def test_a_page_of_a_small_glossary() -> None:
    text = page(TERMS, {"06": "06_travel"})
    assert '<a id="jwk-set"></a>\n\n### JWK Set\n' in text
    assert "- See also: [token](#token)\n" in text
    assert (
        "### token\n\nA short note.\n\n- Defined in [notebook 06](../notebooks/06_travel.ipynb)"
        in text
    )
    assert "- Also called: note\n- Written in: RFC 7519 1\n" in text


def test_the_courses_own_glossary_and_sources_are_right() -> None:
    numbers = registry.chapter_numbers()
    assert glossary_problems(vocabulary.source(), numbers) == []
    terms = vocabulary.vocabulary()
    for path in pipeline.find_sources(ROOT):
        found = parse(path.read_text(encoding="utf-8"), path.name)
        bold = [
            run.words
            for cell in found.shown
            if cell.kind == "markdown"
            for run in runs(cell.text)
            if not run.heads
        ]
        mine = [term for term in terms.values() if term.notebook == found.number]
        assert len(bold) == len(mine), path.name
        links = linked("\n\n".join(f"**{each}**" for each in bold), found.number, terms)
        assert links.count("](../docs/GLOSSARY.md#") == len(mine), path.name


def test_every_link_of_the_page_leads_somewhere() -> None:
    text = (ROOT / "docs/GLOSSARY.md").read_text(encoding="utf-8")
    cell = Cell("markdown", 1, 1, tuple(text.split("\n")))
    found = list(headings(split(cell)[0]))
    named = {re.sub(r"[^\w\- ]", "", each.text.lower()).replace(" ", "-") for each in found}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= named
    for target in re.findall(r"\]\((\.\./[^)]+)\)", text):
        assert (ROOT / "docs" / target).is_file(), target
    assert [each.level for each in found[:3]] == [1, 2, 3]
