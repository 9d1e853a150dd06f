"""The reading copy: whole or not there, and every link leads somewhere."""

from __future__ import annotations

import pytest

from tests.publishing.course_copy import WHOLE, assets, course
from tools import web_assets
from tools.publishing import book
from tools.publishing.book import BookError, build
from tools.publishing.folder import FolderError

PROSE = "# Ada presses Play."


def linked(link: str) -> str:
    """The source with a link in its opening."""
    assert PROSE in WHOLE
    return WHOLE.replace(PROSE, f"{PROSE} See [this]({link}).")


def made(tmp_path, text=WHOLE, **files):
    """Build a book, with documents in docs/; returns its folder."""
    root = course(tmp_path / "course", text)
    for name, content in files.items():
        (root / "docs" / f"{name}.md").write_text(content, encoding="utf-8")
    build(root, tmp_path / "book", assets(tmp_path / "assets"))
    return tmp_path / "book"


def read(folder, name="06_travel.html"):
    return (folder / name).read_text(encoding="utf-8")


def test_each_notebook_has_a_page_with_picture_math_and_contents(tmp_path):
    page = read(made(tmp_path))
    assert 'alt="Ada logs in twice"' in page
    assert "<math" in page
    assert '<a href="#a-picture">A picture</a>' in page
    assert '<html lang="en">' in page


def test_slides_and_notes_for_teachers_are_not_in_it(tmp_path):
    page = read(made(tmp_path))
    assert "One finding" not in page
    assert "say nothing" not in page


def test_the_index_is_the_map_of_the_course(tmp_path):
    page = read(made(tmp_path, GLOSSARY="# Glossary\n"), "index.html")
    assert '<a href="06_travel.html">' in page
    assert "How does it travel?" in page
    assert "30 minutes" in page
    assert "write a client" in page
    assert '<a href="docs-glossary.html">Glossary</a>' in page


def test_the_index_says_what_its_bullets_are(tmp_path):
    page = read(made(tmp_path), "index.html")
    assert "<p>Afterwards you can</p>\n<ul>\n<li>write a client</li>" in page


def test_the_glossary_is_a_click_away_and_its_letters_are_a_row(tmp_path):
    folder = made(tmp_path, GLOSSARY="# Glossary\n\n## Numbers\n\n## A\n\n## B\n")
    assert '<a href="docs-glossary.html">Glossary</a> · reading copy' in read(folder)
    assert '<nav class="contents letters"' in read(folder, "docs-glossary.html")
    assert '<nav class="contents"' in read(folder)


def test_without_a_glossary_no_page_links_to_one(tmp_path):
    assert "Glossary" not in read(made(tmp_path))


def test_no_page_asks_for_anything_elsewhere(tmp_path):
    for path in made(tmp_path).glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert 'src="http' not in text
        assert 'href="http' not in text
        assert 'type="module"' not in text


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("06_travel.ipynb", "06_travel.html"),
        ("../notebooks/06_travel.ipynb#A-picture", "#a-picture"),
        ("../docs/TERMS.md#Bearer-token", "docs-terms.html#bearer-token"),
        ("../teaching/workshops.yaml", "files/teaching/workshops.yaml"),
        ("../teaching", "teaching.html"),
        ("https://example.org/x", "https://example.org/x"),
    ],
)
def test_links_lead_to_pages_and_copies(tmp_path, link, leads_to):
    folder = made(tmp_path, linked(link), TERMS="# Terms\n\n## Bearer token\n")
    assert f'<a href="{leads_to}">this</a>' in read(folder)
    target = leads_to.partition("#")[0]
    assert target.startswith("https") or not target or (folder / target).is_file()


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("05_other.ipynb", "solutions/06_travel.ipynb: 05_other.ipynb leads nowhere"),
        ("../../outside.md", "leads nowhere"),
        ("06_travel.ipynb#Nowhere", "06_travel.html has no section 'Nowhere'"),
    ],
)
def test_a_dead_link_stops_the_build(tmp_path, link, said):
    with pytest.raises(BookError, match="links that lead nowhere") as error:
        made(tmp_path, linked(link))
    assert said in str(error.value)
    assert not (tmp_path / "book").exists()


def test_links_in_what_a_cell_gave_are_followed_too(tmp_path):
    text = WHOLE.replace('show("picture")', 'show("next")')
    root = course(tmp_path / "course", text)
    path = root / "solutions" / "06_travel.ipynb"
    given = path.read_text(encoding="utf-8")
    found = given.replace(
        'alt=\\"Ada', 'longdesc=\\"\\"> <a href=\\"06_travel.ipynb\\">next</a> <img alt=\\"Ada'
    )
    assert found != given
    path.write_text(found, encoding="utf-8")
    build(root, tmp_path / "book", assets(tmp_path / "assets"))
    assert '<a href="06_travel.html">next</a>' in read(tmp_path / "book")


def test_a_documents_links_are_followed(tmp_path):
    folder = made(
        tmp_path, GLOSSARY="# A\n\n[b](B.md) [home](../solutions/06_travel.ipynb)", B="# B\n"
    )
    assert '<a href="docs-b.html">b</a>' in read(folder, "docs-glossary.html")
    assert '<a href="06_travel.html">home</a>' in read(folder, "docs-glossary.html")


def test_a_second_build_replaces_the_first(tmp_path):
    folder = made(tmp_path)
    (folder / "old.html").touch()
    build(tmp_path / "course", folder, tmp_path / "assets")
    assert not (folder / "old.html").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    root = course(tmp_path / "course")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").touch()
    with pytest.raises(FolderError, match="mine holds what this command has not made"):
        build(root, tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_a_notebook_that_was_not_built_is_told(tmp_path):
    root = course(tmp_path / "course")
    (root / "solutions" / "06_travel.ipynb").unlink()
    with pytest.raises(BookError, match="06_travel has not been built: run `make notebooks`"):
        build(root, tmp_path / "book")


def test_the_diagrams_script_comes_only_with_a_diagram(tmp_path):
    plain = made(tmp_path)
    assert not (plain / "assets" / "mermaid.min.js").exists()
    drawn = made(tmp_path / "2", GLOSSARY="# A\n\n```mermaid\ngraph LR\n  accTitle: x\n```\n")
    assert (drawn / "assets" / "mermaid.min.js").exists()
    assert "mermaid.min.js" in read(drawn, "docs-glossary.html")
    assert "mermaid.min.js" not in read(drawn)


@pytest.fixture
def command(tmp_path, monkeypatch):
    """Runs the command line over the small course."""
    monkeypatch.setattr(book, "ROOT", course(tmp_path / "course"))
    monkeypatch.setattr(web_assets, "FOLDER", assets(tmp_path / "assets"))
    return book.main


def test_the_command_tells_size_and_seconds(command, tmp_path, capsys):
    assert command(["-o", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert said.startswith("2 pages, 0.0 MB, in ")
    assert "index.html" in said


def test_the_command_refuses_a_full_folder_with_status_2(command, tmp_path, capsys):
    assert command(["-o", str(tmp_path)]) == 2
    assert "choose another folder" in capsys.readouterr().err


def test_the_command_fails_with_status_1_and_one_line(command, tmp_path, capsys):
    (tmp_path / "course" / "notebooks" / "06_travel.ipynb").write_text("{}")
    assert command(["-o", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err == "book: 06_travel has not been built: run `make notebooks`\n"
    assert not (tmp_path / "out").exists()
