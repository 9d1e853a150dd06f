"""The slides on a projector: each fits, none is blank, and all of it works without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from course import registry
from course.builder.lookups import Lookups
from course.builder.markers import solved, text_of, unsolved
from course.builder.source import Source
from course.builder.teaching.workshops import FILE, Block, Day, Workshop
from tests.in_browser.barriers import barriers_anywhere
from tests.in_browser.lab_server import ROOT
from tests.in_browser.offline import page_without_network
from tools.publishing import slides

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PLAN = yaml.safe_load((ROOT / FILE).read_text(encoding="utf-8"))["workshops"]
NAMES = [workshop["name"] for workshop in PLAN]
ALL = "everything"
"""A deck of every notebook with every exercise: what a teacher may choose has to fit, too."""

FAULTS = """async () => {
  const faults = [];
  for (let at = 0; at < Reveal.getTotalSlides(); at++) {
    Reveal.slide(at, 0, 99);  // with all fragments
    const slide = document.querySelector('section.present');
    const [frame, body] = [slide.querySelector('.frame'), slide.querySelector('.body')];
    const title = slide.querySelector('h1, h2');
    const say = what => faults.push(`${at + 1} ${title.textContent}: ${what}`);
    const edge = frame.getBoundingClientRect();
    for (const part of frame.querySelectorAll('*')) {
      const box = part.getBoundingClientRect();
      if (box.width && box.height && (box.bottom > edge.bottom + 1 || box.right > edge.right + 1
          || box.top < edge.top - 1 || box.left < edge.left - 1)) say(`${part.tagName} sticks out`);
    }
    if (body.scrollHeight > body.clientHeight + 1) say('too full');
    if (!title.textContent.trim()) say('no title');
    const pictures = [...body.querySelectorAll('img, svg[id^=diagram]')];
    if (!body.textContent.trim() && !pictures.length) say('blank');
    for (const picture of pictures) {
      const box = picture.getBoundingClientRect();
      if (box.height < 200 || box.width < 500) say(`picture of ${box.width} x ${box.height}`);
      if (picture.tagName !== 'IMG') continue;
      await picture.decode();
      const [across, down] = [box.width / picture.naturalWidth, box.height / picture.naturalHeight];
      const closer = slide.classList.contains('closer');
      const scale = closer ? Math.max(across, down) : Math.min(across, down);
      const least = closer ? 1.2 : slide.classList.contains('tall') ? 0.6 : 0.9;
      if (scale < least) say(`letters of ${Math.round(12.5 * scale)} pixels`);  // drawn with 12.5
    }
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def sources() -> dict[str, Source]:
    return slides.read_sources(ROOT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sources: dict[str, Source]) -> Path:
    """The decks of the plan, and one of everything."""
    target = tmp_path_factory.mktemp("slides") / "slides"
    lookups = Lookups(registry.find_exercise, registry.find_quiz)
    slides.build(ROOT, target, lookups)
    maker = slides.Maker(ROOT, lookups)
    blocks = [
        Block(notebook=number, minutes=60, exercises=[cell.exercise for cell in source.exercises])
        for number, source in sources.items()
    ]
    day = Day(minutes=60, blocks=blocks[:12])
    rest = Day(minutes=60, blocks=blocks[12:])
    whole = Workshop(name=ALL, title="All", about="All of it.", days=[day, rest])
    (target / f"{ALL}.html").write_text(slides.page(whole, maker.deck(whole)), encoding="utf-8")
    return target


@pytest.fixture
def projector(browser: Browser) -> Iterator[Page]:
    """A screen of 1280 by 720 without a network, on which nothing may go wrong."""
    with page_without_network(browser, height=720) as page:
        yield page


def show(page: Page, folder: Path, name: str, query: str = "") -> None:
    page.goto((folder / f"{name}.html").as_uri() + query)
    page.wait_for_function("window.Reveal && Reveal.isReady()")


@pytest.mark.parametrize("name", [*NAMES, ALL])
def test_every_slide_fits_and_none_is_blank(name: str, projector: Page, folder: Path):
    show(projector, folder, name)
    assert projector.evaluate("Reveal.getTotalSlides()") > 20
    assert projector.evaluate(FAULTS) == []


def test_no_slide_gives_a_solution_away(projector: Page, folder: Path, sources: dict[str, Source]):
    show(projector, folder, ALL)
    text = projector.locator(".slides").evaluate("slides => slides.textContent")
    seen = {line.strip() for line in text.split("\n")}
    given = {
        line.strip()
        for source in sources.values()
        for cell in source.shown
        for line in text_of(unsolved(cell.numbered)).split("\n")
    }
    hidden = {
        line.strip()
        for source in sources.values()
        for cell in source.exercises
        for line in text_of(solved(cell.numbered)).split("\n")
    } - given
    telling = [line for line in hidden if len(line) > 20]
    assert len(telling) > 100
    assert [line for line in telling if line in seen] == []


def test_an_answer_comes_after_its_question(projector: Page, folder: Path):
    show(projector, folder, NAMES[0])
    at = projector.evaluate(
        "Reveal.getSlides().findIndex(slide => slide.classList.contains('question'))"
    )
    projector.evaluate(f"Reveal.slide({at})")
    answer = projector.locator("section.present .answer")
    assert answer.evaluate("e => getComputedStyle(e).visibility") == "hidden"
    projector.keyboard.press("ArrowRight")
    assert answer.evaluate("e => getComputedStyle(e).visibility") == "visible"
    assert projector.evaluate("Reveal.getIndices().h") == at


def test_a_diagram_is_a_diagram(projector: Page, folder: Path):
    show(projector, folder, ALL)
    drawing = projector.locator("svg[id^=diagram]")
    assert drawing.count() == 1
    assert drawing.locator("title").first.text_content() == "States of a login session"
    assert drawing.get_attribute("aria-labelledby")
    assert "logged out" in (drawing.text_content() or "")


def test_every_picture_has_a_text(projector: Page, folder: Path):
    show(projector, folder, ALL)
    texts = projector.locator(".slides img").evaluate_all("all => all.map(each => each.alt)")
    assert len(texts) > 30
    assert [text for text in texts if len(text) < 20] == []


def test_the_speaker_sees_notes_and_the_next_slide(projector: Page, folder: Path):
    show(projector, folder, NAMES[0])
    projector.evaluate("Reveal.slide(2)")
    with projector.expect_popup() as opened:
        projector.keyboard.press("s")
    notes = opened.value.locator(".speaker-controls-notes:not(.hidden)")
    notes.wait_for()
    assert len(notes.inner_text()) > 50


def test_it_prints_one_page_for_each_slide(projector: Page, folder: Path):
    show(projector, folder, NAMES[0])
    count = projector.evaluate("Reveal.getTotalSlides()")
    show(projector, folder, NAMES[0], "?print-pdf")
    projector.wait_for_selector(".pdf-page")
    assert projector.locator(".pdf-page").count() == count
    assert barriers_anywhere(projector) == []


def test_the_first_page_leads_to_every_deck(projector: Page, folder: Path):
    projector.goto((folder / "index.html").as_uri())
    for name in NAMES:
        assert projector.locator(f'a[href="{name}.html"]').count() == 1
