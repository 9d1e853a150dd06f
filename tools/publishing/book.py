"""python -m tools.publishing.book: the solved notebooks as pages to read, with or without a server.

Nothing is executed and nothing is fetched by the pages: math is MathML, diagrams are drawn by a
script that lies beside them. Answers are folded away.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

from course.builder.compare import read
from course.builder.pipeline import SOLVED, UNSOLVED, find_sources
from course.builder.problems import UsageError
from course.builder.source import parse
from tools import web_assets
from tools.publishing import cells, folder
from tools.publishing.folding import folded
from tools.publishing.links import FILES, Links
from tools.publishing.markdown import Heading, Renderer, plain, to_html

ROOT = Path(__file__).resolve().parents[2]
COURSE = "How login sessions really work"
GLOSSARY = "docs/GLOSSARY.md"
BESIDE = (GLOSSARY, "docs/CHEATSHEET.md")
"""What a reader may want at any time; other documents come along if something links to them."""
DIAGRAM = 'class="mermaid"'


class BookError(Exception):
    """What keeps the book from being made; the message says what to do."""


@dataclass(frozen=True)
class Chapter:
    """A notebook of the book, as its front matter has it. Minutes are a learner's."""

    slug: str
    title: str
    part: str
    minutes: int
    objectives: Sequence[str]

    @property
    def number(self) -> str:
        return self.slug[:2]

    @property
    def page(self) -> str:
        return f"{self.slug}.html"


@dataclass
class Page:
    """The inside of a page and what its frame has to know."""

    title: str
    body: str
    sections: list[Heading] = field(default_factory=list)
    around: dict[str, Any] = field(default_factory=dict)


def chapters(root: Path) -> list[Chapter]:
    """The notebooks in order. Raises BookError for a source without front matter."""
    found = []
    for path in find_sources(root):
        front = parse(path.read_text(encoding="utf-8"), path.name).front
        if front is None:
            raise BookError(f"{path.name} has no valid front matter: run `make check`")
        data = front.data
        found.append(Chapter(path.stem, data.title, data.part, data.minutes, data.objectives))
    return found


def build(root: Path, target: Path, assets: Path = web_assets.FOLDER) -> int:
    """Make the book; returns the number of pages. Raises BookError, FolderError, AssetError."""
    book = chapters(root)
    links = Links(root, [chapter.slug for chapter in book])
    pages = {chapter.page: _notebook(root, chapter, links) for chapter in book}
    beside = [links.document(path) for path in BESIDE if (root / path).is_file()]
    _add_documents(links, pages)
    pages["index.html"] = _index(book, [(pages[name].title, name) for name in beside])
    for before, after in pairwise(book):
        pages[before.page].around["after"] = after
        pages[after.page].around["before"] = before
    for page in pages.values():
        page.around["glossary"] = _glossary(links, pages)
    whole = links.settle({name: framed(page) for name, page in pages.items()})
    if links.problems:
        raise BookError("\n".join(["links that lead nowhere:", *sorted(set(links.problems))]))
    with folder.replacing(target) as draft:
        for name, text in whole.items():
            (draft / name).write_text(text, encoding="utf-8")
        for file in links.files:
            folder.copy(root / file, draft / FILES / file)
        copy_assets(draft / "assets", any(DIAGRAM in text for text in whole.values()), assets)
    return len(whole)


def _notebook(root: Path, chapter: Chapter, links: Links) -> Page:
    solved, unsolved = (read(root / at / f"{chapter.slug}.ipynb") for at in (SOLVED, UNSOLVED))
    if solved is None or unsolved is None:
        raise BookError(f"{chapter.slug} has not been built: run `make notebooks`")
    renderer = Renderer(links.resolver(f"{SOLVED}/{chapter.slug}.ipynb"))
    maker = cells.exporter(lambda text: to_html(text, renderer), renderer.resolved)
    body = cells.to_html(folded(solved, unsolved), maker)
    sections = [heading for heading in renderer.headings if heading.level in (2, 3)]
    around = {"notebook": f"{UNSOLVED}/{chapter.slug}.ipynb", "folds": True}
    return Page(f"{chapter.number} {chapter.title}", body, sections, around)


def _add_documents(links: Links, pages: dict[str, Page]) -> None:
    """Make a page of each document, and of those that these link to."""
    done = 0
    while done < len(links.documents):
        path, name = list(links.documents.items())[done]
        renderer = Renderer(links.resolver(path))
        body = to_html(links.text(path), renderer)
        titles = [heading.text for heading in renderer.headings if heading.level == 1]
        sections = [heading for heading in renderer.headings if heading.level == 2]
        pages[name] = Page(titles[0] if titles else path, body, sections)
        done += 1


def _index(book: Sequence[Chapter], documents: list[tuple[str, str]]) -> Page:
    parts = [(part, list(group)) for part, group in groupby(book, key=lambda each: each.part)]
    hours = round(sum(chapter.minutes for chapter in book) / 60)
    body = template("index.html.j2").render(
        course=COURSE, parts=parts, documents=documents, hours=hours
    )
    return Page(COURSE, body)


def _glossary(links: Links, pages: dict[str, Page]) -> str:
    """The name of the glossary's page; "" if there is none."""
    name = links.documents.get(GLOSSARY, "")
    return name if name in pages else ""


def framed(page: Page) -> str:
    return str(
        template("page.html.j2").render(
            course=COURSE,
            title=page.title,
            body=page.body,
            sections=page.sections,
            letters=all(len(plain(section.text)) == 1 for section in page.sections[1:]),
            diagrams=DIAGRAM in page.body,
            **page.around,
        )
    )


@cache
def template(name: str) -> Any:
    """A template of ours. What it is given is HTML already, or the course's own words."""
    environment = Environment(
        loader=FileSystemLoader(cells.TEMPLATES), autoescape=select_autoescape(default=False)
    )
    return environment.get_template(name)


def copy_assets(target: Path, diagrams: bool, assets: Path) -> None:
    for name in ("book.css", "book.js", "diagrams.js"):
        folder.copy(cells.STATIC / name, target / name)
    (target / "code.css").write_text(cells.code_colours(), encoding="utf-8")
    if diagrams:
        script = web_assets.fetch("mermaid", assets) / "dist" / "mermaid.min.js"
        folder.copy(script, target / script.name)


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit status."""
    target = folder.asked_for(argv, "book", __doc__)
    started = time.perf_counter()
    try:
        count = build(ROOT, target)
    except (folder.FolderError, UsageError) as error:
        print(f"book: {error}", file=sys.stderr)
        return 2
    except (BookError, web_assets.AssetError, OSError) as error:
        print(f"book: {error}", file=sys.stderr)
        return 1
    seconds, megabytes = time.perf_counter() - started, folder.size(target) / 1e6
    print(f"{count} pages, {megabytes:.1f} MB, in {seconds:.1f} s")
    print(f"open {os.path.relpath(target / 'index.html')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
