"""The slides of a notebook: what its source marks for them, with what its cells have shown."""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Iterator, Sequence
from typing import Any

from nbformat import NotebookNode

from course.builder.lint_prose import QUIZ_LINE
from course.builder.lint_slides import CODE_LINES
from course.builder.lookups import Lookups
from course.builder.markers import text_of, unsolved
from course.builder.pipeline import UNSOLVED
from course.builder.prose import headings, split
from course.builder.render import cell_ids
from course.builder.source import INSTRUCTOR, ON_SLIDE, SLIDE, Cell, Source
from course.builder.teaching.workshops import KEY_POINTS, Block
from tools.publishing import cells
from tools.publishing.markdown import to_html
from tools.publishing.slide import Slide, SlideError, is_picture, is_tall, pieces
from tools.publishing.tasks import fitted, task

IMPORT = re.compile(r"(?:from\s+\S+\s+)?import\s+(?:\([^)]*\)|.*)\n*")
NO_BLOCK = "\N{WORD JOINER}"
PREDICT = re.compile(r"\d\d\.predict")
LINES, COLUMNS = 14, 84  # of code and output, on a slide


class Deck:
    """Makes the slides of one notebook, as far as a block of a workshop has them."""

    def __init__(self, source: Source, executed: NotebookNode, lookups: Lookups, block: Block):
        assert source.front
        self.source, self.block, self.lookups = source, block, lookups
        self.front = source.front.data
        self.maker = cells.exporter(to_html)
        names = cell_ids(source.slug, source.shown)
        by_id = {cell.id: cell for cell in executed.cells}
        pairs = zip(source.shown, names, strict=True)
        self.executed = {cell.line: by_id.get(name) for cell, name in pairs}
        self.foot = f"{source.number} {self.front.title}"
        self.slides: list[Slide] = []
        self.section = ""
        self.task = "", "", ""  # the last heading, what stands under it, and above in its cell
        self.left_out = False  # is the last exercise one that is not done in the room?

    def made(self) -> list[Slide]:
        """The slides in order. Raises SlideError."""
        opening = Slide(html.escape(self.front.title), [self._opening()], kind="title")
        self.slides = [opening]
        for cell in self.source.cells:
            self._follow(cell)
            if INSTRUCTOR in cell.tags:
                self._note(cell, opening)
            elif self.taught:
                self.slides += self._from(cell)
        for slide in self.slides:
            slide.foot = self.foot
        return [each for slide in self.slides for each in (slide, *slide.closer())]

    @property
    def taught(self) -> bool:
        return not self.block.sections or self.section in self.block.sections

    def _follow(self, cell: Cell) -> None:
        """Keep the section's title, and the task that a learner has last read."""
        if cell.kind != "markdown" or not cell.for_learners:
            return
        self.left_out = False
        above = ""
        for heading in headings(split(cell)[0]):
            if heading.level == 2:
                self.section = heading.text
            at = heading.number - cell.first
            self.task = heading.text, "\n".join(cell.lines[at + 1 :]), above
            above = "\n".join(cell.lines[at + 1 :])

    def _from(self, cell: Cell) -> Iterator[Slide]:
        """The slides that begin with a cell; a cell may also add to the last slide."""
        if SLIDE in cell.tags:
            yield self._text(cell)
        elif cell.exercise:
            self.left_out = cell.exercise not in self.block.exercises
            if not self.left_out:
                yield self._exercise(cell)
        elif ON_SLIDE in cell.tags and cell.kind == "markdown":
            for line in cell.lines:
                if found := QUIZ_LINE.fullmatch(line):
                    yield self._quiz(found["id"])
        elif ON_SLIDE in cell.tags:
            self._show(cell, self.slides[-1])
        elif cell.kind == "markdown" and (points := KEY_POINTS.search(f"{cell.text}\n")):
            yield Slide("Key points", [to_html(self._points(points["list"]))])

    def _points(self, found: str) -> str:
        """The key points, without those of what this block doesn't teach."""
        beginnings = tuple(f"- {beginning}" for beginning in self.block.skip_points)
        points = found.strip().split("\n")
        return "\n".join(point for point in points if not point.startswith(beginnings))

    def _note(self, cell: Cell, opening: Slide) -> None:
        """A teacher's remark belongs to the slide before it; those of the end, to the first.

        Their later paragraphs are about the other notebooks: for whoever teaches the whole one.
        """
        rest = self.source.cells[self.source.cells.index(cell) + 1 :]
        last = not any(after.for_learners or SLIDE in after.tags for after in rest)
        if last:
            text = cell.text.split("\n\n")[0] if self.block.sections else cell.text
            opening.notes.append(to_html(text))
        elif self.taught and not self.left_out:
            self.slides[-1].notes.append(to_html(cell.text))

    def _opening(self) -> str:
        questions = "\n".join(f"- {question}" for question in self.front.questions)
        return to_html(questions) + f'<p class="minutes">{self.block.minutes} minutes</p>'

    def _text(self, cell: Cell) -> Slide:
        title, _, rest = cell.text.partition("\n")
        return Slide(inline(title.lstrip("# ")), [to_html(rest)] if rest.strip() else [])

    def _exercise(self, cell: Cell) -> Slide:
        title, under, above = self.task
        if not title.startswith("Your turn"):
            title = f"Your turn: {self.lookups.find_exercise(cell.exercise).title}"
        text = task(under) or task(above.partition("\n#")[0])
        stub = text_of(unsolved(cell.numbered))
        try:
            size, with_code = fitted(title, text, stub)
        except SlideError as error:
            raise SlideError(f"{self.source.path}:{cell.line}: {error}") from None
        parts = [f'<div class="task" style="font-size: {size}px">{to_html(text)}</div>']
        if with_code:
            parts.append(to_html(f"```python\n{stub}\n```"))
        where = html.escape(f"{UNSOLVED}/{self.source.slug}.ipynb")
        parts.append(
            f'<p class="where"><strong>{cell.minutes} minutes</strong> · <code>{where}</code> · '
            f"{inline(self.section)}</p>"
        )
        return Slide(inline(title), parts, kind="exercise")

    def _quiz(self, name: str) -> Slide:
        quiz: Any = self.lookups.find_quiz(name)
        choices = "".join(
            f"<li><strong>{key}</strong> {inline(choice.text)}</li>"
            for key, choice in quiz.choices.items()
        )
        answer = f"**{quiz.answer}.** {quiz.choices[quiz.answer].feedback.strip()}"
        parts = [
            to_html(quiz.question.strip()),
            f'<ul class="choices">{choices}</ul>',
            f'<div class="fragment answer">{to_html(answer)}</div>',
        ]
        title = "What do you expect?" if PREDICT.match(name) else "Which is it?"
        return Slide(title, parts, kind="question")

    def _show(self, cell: Cell, slide: Slide) -> None:
        """Put a code cell on a slide: its pictures alone, or its code and what it prints."""
        executed = self.executed[cell.line]
        where = f"{self.source.path}:{cell.line}"
        if executed is None:
            raise SlideError(f"{where}: not in the executed notebook: run `make notebooks`")
        drawn = [output for output in executed.outputs if is_picture(output)]
        cell_now = copy.deepcopy(executed)
        cell_now.metadata = {}
        if drawn:
            slide.kind = "tall picture" if is_tall(drawn) else "picture"
            slide.pieces = pieces(drawn)
            texts = [output.data["text/plain"] for output in drawn]
            slide.described += [f"<p>{html.escape(text)}</p>" for text in texts]
            cell_now.outputs = drawn
        code = IMPORT.sub("", executed.source).strip("\n")
        long = code.count("\n") >= CODE_LINES
        if long and not executed.outputs:
            raise SlideError(f"{where}: more than {CODE_LINES} lines of code, and nothing printed")
        hides = bool(drawn) or long or too_full(code, executed.outputs)
        cell_now.source = code
        if hides:
            cell_now.metadata["fold"] = {"hides_source": True}
        slide.parts.append(cells.to_html([cell_now], self.maker))


def too_full(code: str, outputs: Sequence[Any]) -> bool:
    """Do code and what it prints need more lines than a slide has?"""
    printed = "".join(output.get("text", "") for output in outputs)
    printed += "".join(output.get("data", {}).get("text/plain", "") for output in outputs)
    lines = [*code.split("\n"), *printed.strip().split("\n")]
    return bool(printed) and sum(1 + len(line) // COLUMNS for line in lines) > LINES


def inline(text: str) -> str:
    """Markdown of one line as HTML without a paragraph around it; "32." begins no list."""
    made = to_html(NO_BLOCK + text.strip()).strip().replace(NO_BLOCK, "")
    return made.removeprefix("<p>").removesuffix("</p>")
