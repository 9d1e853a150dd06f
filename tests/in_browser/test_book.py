"""The reading copy as its reader has it: opened from a folder, without a network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.in_browser.barriers import barriers_anywhere
from tests.in_browser.lab_server import ROOT
from tests.in_browser.offline import page_without_network, served
from tools.publishing import book
from tools.publishing.markdown import ADDRESS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SLUGS = [path.stem for path in sorted((ROOT / "solutions").glob("[0-9]*.py"))]
VISIBLE = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let text = '';
  while (walk.nextNode()) {
    if (walk.currentNode.parentElement.checkVisibility()) text += walk.currentNode.data;
  }
  return text;
}"""
"""The text that is drawn. (innerText counts what is in a closed details element.)"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("book") / "book"
    book.build(ROOT, target)
    return target


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    with page_without_network(browser, height=900) as page:
        yield page


def show(page: Page, folder: Path, name: str) -> None:
    """Open a page of the book and wait until its diagrams are drawn."""
    page.goto((folder / f"{name}.html").as_uri())
    page.wait_for_function(
        "[...document.querySelectorAll('.mermaid')].every(e => e.querySelector('svg'))"
    )


def answers(slug: str) -> list[str]:
    """The code of the solved exercises."""
    solved = json.loads((ROOT / "solutions" / f"{slug}.ipynb").read_text(encoding="utf-8"))
    return [
        "".join(cell["source"])
        for cell in solved["cells"]
        if cell["metadata"].get("course", {}).get("exercise")
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_pictures_diagrams_and_math_are_there_with_a_text(slug: str, reader: Page, folder: Path):
    show(reader, folder, slug)
    for picture in reader.locator("main img").all():
        assert len(picture.get_attribute("alt") or "") > 20
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    for diagram in reader.locator(".mermaid svg").all():
        assert diagram.bounding_box()["height"] > 100  # type: ignore[index]
        assert diagram.locator("title").first.text_content()
        assert diagram.get_attribute("aria-labelledby")
    for formula in reader.locator("math").all():
        assert formula.bounding_box()["height"] > 10  # type: ignore[index]
    text = reader.evaluate(VISIBLE)
    assert "$$" not in text
    assert "```" not in text


@pytest.mark.parametrize("slug", SLUGS)
def test_no_answer_is_seen_before_it_is_asked_for(slug: str, reader: Page, folder: Path):
    show(reader, folder, slug)
    seen = reader.evaluate(VISIBLE)
    wanted = answers(slug)
    assert wanted
    assert [code for code in wanted if code in seen] == []
    assert "Correct." not in seen
    for inside in reader.locator("details:not([open]) > :not(summary)").all():
        assert not inside.is_visible()
    reader.get_by_role("button", name="Open all answers").click()
    seen = reader.evaluate(VISIBLE)
    assert [code for code in wanted if code not in seen] == []
    reader.get_by_role("button", name="Close all answers").click()
    assert "Correct." not in reader.evaluate(VISIBLE)


@pytest.mark.parametrize("name", ["index", *SLUGS])
def test_nobody_is_kept_out(name: str, reader: Page, folder: Path):
    show(reader, folder, name)
    reader.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = barriers_anywhere(reader)
    reader.emulate_media(color_scheme="dark")
    found += barriers_anywhere(reader, runOnly=["color-contrast"])
    assert found == []
    reader.set_viewport_size({"width": 400, "height": 800})
    assert reader.evaluate("document.documentElement.scrollWidth") <= 400


def test_an_answer_opens_by_keyboard(reader: Page, folder: Path):
    show(reader, folder, "06_access_token")
    first = reader.locator("details.answer").first
    first.locator("summary").focus()
    reader.keyboard.press("Enter")
    assert first.locator("[role=status]").is_visible()


def test_one_can_read_it_from_the_first_page_to_the_last(reader: Page, folder: Path):
    show(reader, folder, "index")
    assert reader.locator(".map > li > a").count() == len(SLUGS)
    reader.locator(".map > li > a").first.click()
    read = [Path(reader.url).stem]
    while reader.locator("a[rel=next]").count():
        reader.locator("a[rel=next]").click()
        reader.wait_for_load_state()
        read.append(Path(reader.url).stem)
    assert read == SLUGS


def test_every_link_leads_somewhere(folder: Path):
    links = {
        (path.name, found["url"].partition("#")[0])
        for path in folder.glob("*.html")
        for found in ADDRESS.finditer(path.read_text(encoding="utf-8"))
    }
    beside = {(name, url) for name, url in links if url and not url.startswith(("data:", "https:"))}
    assert len(beside) > 100
    assert [link for link in beside if not (folder / link[1]).is_file()] == []


def test_contents_lead_to_their_sections(reader: Page, folder: Path):
    show(reader, folder, "10_rotation")
    reader.locator(".contents a", has_text="For how long?").click()
    assert reader.locator("#for-how-long").bounding_box()["y"] < 100  # type: ignore[index]


def test_on_paper_there_is_no_navigation(reader: Page, folder: Path):
    show(reader, folder, "06_access_token")
    reader.emulate_media(media="print")
    assert not reader.locator(".contents").is_visible()
    assert not reader.locator(".around").is_visible()
    assert reader.locator("main h1").is_visible()


def test_from_a_server_it_is_the_same(browser: Browser, folder: Path):
    with served(folder) as address, browser.new_page() as page:
        page.goto(f"{address}06_access_token.html")
        page.wait_for_selector(".mermaid svg")
        assert page.locator(".highlight .kn").first.evaluate("e => getComputedStyle(e).color")
