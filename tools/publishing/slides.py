"""python -m tools.publishing.slides: slides of the workshops, from the sources of the notebooks.

What goes on a slide is marked in solutions/NN_slug.py; which notebooks belong to which workshop
stands in teaching/workshops.yaml. Nothing is executed, and the slides need no network.
"""

from __future__ import annotations

import html
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from course import registry
from course.builder.compare import read
from course.builder.lint_slides import slide_problems
from course.builder.lookups import Lookups
from course.builder.pipeline import SOLVED, find_sources
from course.builder.problems import AuthorError, Problem, UsageError
from course.builder.source import Source, parse
from course.builder.teaching.workshops import Block, Day, Workshop, WorkshopError, load
from tools import web_assets
from tools.publishing import book, cells, folder
from tools.publishing.deck import Deck
from tools.publishing.slide import Slide, SlideError

ROOT = book.ROOT
OWN = ("slides.css", "slides.js")
FROM_REVEAL = ("dist/reset.css", "dist/reveal.css", "dist/reveal.js", "plugin/notes/notes.js")
FAREWELL = """\
<ul>
<li>All notebooks, with hints and checks: <code>make lab</code></li>
<li>The same to read, solved: <code>make book</code></li>
<li>What did you guess wrong today? That is what you learned.</li>
</ul>"""


class Maker:
    """Makes decks of a course's sources and executed notebooks."""

    def __init__(self, root: Path, lookups: Lookups) -> None:
        """Raises AuthorError, UsageError, WorkshopError, SlideError."""
        self.root, self.lookups = root, lookups
        self.sources = read_sources(root)
        self.workshops = load(root, self.sources)
        self.executed: dict[str, NotebookNode] = {}

    def deck(self, workshop: Workshop) -> list[Slide]:
        """All slides of a workshop."""
        about = f"<p>{html.escape(workshop.about)}</p>"
        slides = [Slide(html.escape(workshop.title), [about], kind="title")]
        for number, day in enumerate(workshop.days, 1):
            slides.append(self._plan(number if len(workshop.days) > 1 else 0, day))
            for block in day.blocks:
                slides += self._block(block)
        return [*slides, Slide("Where to go on", [FAREWELL])]

    def _block(self, block: Block) -> Iterator[Slide]:
        if block.pause:
            minutes = f'<p class="minutes">{block.minutes} minutes</p>'
            yield Slide(html.escape(block.pause), [minutes], kind="title")
        else:
            source = self.sources[block.notebook]
            yield from Deck(source, self._notebook(source), self.lookups, block).made()

    def _notebook(self, source: Source) -> NotebookNode:
        if source.slug not in self.executed:
            found = read(self.root / SOLVED / f"{source.slug}.ipynb")
            if found is None:
                raise SlideError(f"{source.slug} has not been built: run `make notebooks`")
            self.executed[source.slug] = found
        return self.executed[source.slug]

    def _plan(self, number: int, day: Day) -> Slide:
        rows = "".join(f"<li>{self._row(block)}</li>" for block in day.blocks)
        title = f"Day {number}" if number else "The plan"
        return Slide(title, [f'<ul class="plan">{rows}</ul>'])

    def _row(self, block: Block) -> str:
        front = self.sources[block.notebook].front if block.notebook else None
        title = f"{block.notebook} {front.data.title}" if front else block.pause
        return f'<span class="minutes">{block.minutes} min</span> {html.escape(title)}'


def read_sources(root: Path) -> dict[str, Source]:
    """The sources by number. Raises AuthorError for what the slides trip over, and no more."""
    found: dict[str, Source] = {}
    problems: list[Problem] = []
    for path in find_sources(root):
        source = parse(path.read_text(encoding="utf-8"), f"{SOLVED}/{path.name}")
        told = slide_problems(source)
        problems += source.problems + [Problem(source.path, *each) for each in told]
        found[source.number] = source
    if problems:
        raise AuthorError(problems)
    return found


def build(
    root: Path, target: Path, lookups: Lookups, assets: Path = web_assets.FOLDER
) -> list[str]:
    """Make all decks; returns a line about each. Raises what its parts raise."""
    maker = Maker(root, lookups)
    decks = [(workshop, maker.deck(workshop)) for workshop in maker.workshops]
    pages = {f"{workshop.name}.html": page(workshop, slides) for workshop, slides in decks}
    counted = [(workshop, len(slides)) for workshop, slides in decks]
    body = book.template("workshops.html.j2").render(workshops=counted)
    pages["index.html"] = book.framed(book.Page("Slides", body))
    with folder.replacing(target) as draft:
        for name, text in pages.items():
            (draft / name).write_text(text, encoding="utf-8")
        _copy_assets(draft / "assets", any(book.DIAGRAM in text for text in pages.values()), assets)
    return [f"{workshop.name}: {count} slides" for workshop, count in counted]


def page(workshop: Workshop, slides: list[Slide]) -> str:
    """A deck as one page."""
    diagrams = any(book.DIAGRAM in part for slide in slides for part in slide.parts)
    made = book.template("slides.html.j2").render(
        workshop=workshop, slides=slides, diagrams=diagrams
    )
    return str(made)


def _copy_assets(target: Path, diagrams: bool, assets: Path) -> None:
    book.copy_assets(target, diagrams, assets)
    reveal = web_assets.fetch("reveal.js", assets)
    for name in FROM_REVEAL:
        folder.copy(reveal / name, target / Path(name).name)
    for name in OWN:
        folder.copy(cells.STATIC / name, target / name)


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit status."""
    target = folder.asked_for(argv, "slides", __doc__)
    started = time.perf_counter()
    lookups = Lookups(registry.find_exercise, registry.find_quiz)
    try:
        told = build(ROOT, target, lookups)
    except (folder.FolderError, UsageError) as error:
        print(f"slides: {error}", file=sys.stderr)
        return 2
    except (AuthorError, WorkshopError, SlideError, web_assets.AssetError, OSError) as error:
        print(error, file=sys.stderr)
        print("slides: nothing written", file=sys.stderr)
        return 1
    seconds, megabytes = time.perf_counter() - started, folder.size(target) / 1e6
    print("\n".join(told))
    print(f"{megabytes:.1f} MB in {seconds:.1f} s")
    print(f"open {os.path.relpath(target / 'index.html')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
