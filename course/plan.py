"""The plan: every notebook with its exercises, quizzes and minutes, as far as it can be read here.

Exercises and quizzes come with the course. Titles and minutes stand in the sources of the
notebooks; where those are not at hand, notebooks have numbers alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from course import registry, sources
from course.progression import Done


@dataclass(frozen=True)
class Task:
    """Something to do: an "exercise" or a "quiz", and its minutes by the plan (None: unknown)."""

    kind: str
    id: str
    minutes: int | None = None


@dataclass(frozen=True)
class Lesson:
    """A notebook as the plan has it."""

    number: str
    tasks: tuple[Task, ...]
    slug: str = ""
    """The name of its file, without the ending; "" if unknown."""
    title: str = ""
    minutes: int | None = None
    """Of the whole notebook, reading included; None if unknown."""

    @property
    def name(self) -> str:
        """Its name in words: "06 access token"."""
        return self.slug.replace("_", " ") or self.number

    @property
    def link(self) -> str:
        """Its name, as a link where its file is known (Markdown)."""
        return f"[{self.name}]({self.slug}.ipynb)" if self.slug else f"notebook {self.number}"

    def of(self, kind: str) -> list[Task]:
        """Its exercises, or its quizzes."""
        return [task for task in self.tasks if task.kind == kind]

    def left(self, done: Done) -> list[Task]:
        """What is still to do."""
        return [task for task in self.tasks if (task.kind, task.id) not in done]

    def begun(self, done: Done) -> bool:
        """Has anything been done?"""
        return len(self.left(done)) < len(self.tasks)

    def spent(self, done: Done) -> int | None:
        """Minutes, by the plan, of what has been done; None if the plan is unknown.

        Exercises count their minutes. What is left of the notebook's, which is for reading,
        counts as far as exercises and quizzes have been done.
        """
        if self.minutes is None or not self.tasks:
            return None
        finished = [task for task in self.tasks if (task.kind, task.id) in done]
        reading = self.minutes - sum(task.minutes or 0 for task in self.tasks)
        exercises = sum(task.minutes or 0 for task in finished)
        return round(exercises + max(0, reading) * len(finished) / len(self.tasks))


def lessons() -> list[Lesson]:
    """All notebooks that have something to do, in order. Raises what a bad exercise file raises."""
    return [_lesson(chapter) for chapter in registry.chapters()]


def _lesson(chapter: registry.Chapter) -> Lesson:
    minutes: dict[str, int | None] = {}
    slug, title, whole = "", "", None
    path = sources.source_path(chapter.number)
    if path is not None:
        slug = path.stem
        try:
            # The build's own reader, so that the plan is here what it is there.
            from course.builder.source import parse

            source = parse(path.read_text(encoding="utf-8"), path.name)
        except (ImportError, OSError, ValueError):
            source = None
        if source is not None:
            minutes = {cell.exercise: cell.minutes for cell in source.exercises}
        if source is not None and source.front is not None:
            title, whole = source.front.data.title, source.front.data.minutes
    exercises = [Task("exercise", each.id, minutes.get(each.id)) for each in chapter.exercises]
    quizzes = [Task("quiz", each.id) for each in chapter.quizzes]
    return Lesson(chapter.number, (*exercises, *quizzes), slug, title, whole)
