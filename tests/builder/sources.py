"""Small throw-away sources and a registry to build them with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

from course.builder.lint import lint
from course.builder.lookups import Lookups
from course.builder.problems import Problem
from course.builder.source import Source, parse

FRONT = """\
# ---
# course:
#   title: How does it travel?
#   part: II
#   questions: ["Who asks, and whom?"]
#   objectives: [write a client]
#   minutes: 30
# ---
"""
TITLE = """
# %% [markdown]
# # 6. How does it travel?
#
# Ada presses Play.
"""
SET_UP = """
# %%
check = hint = quiz = lambda *args: print(args[0])
"""
EXERCISE = """
# %% exercise="06.client" minutes=8
def client():
    ### BEGIN SOLUTION
    token = "letter"
    return token
    ### END SOLUTION

# %%
check("06.client", client)
"""
QUIZ = """
# %% [markdown]
# ## What did you see?
#
# {{quiz 06.q1}}

# %%
quiz("06.q1", "b")
"""
WHOLE = FRONT + TITLE + SET_UP + EXERCISE + QUIZ
NAME = "06_travel.py"


@dataclass(frozen=True)
class Quiz:
    question: str
    choices: Mapping[str, SimpleNamespace]
    answer: str


@dataclass(frozen=True)
class Registry:
    """Knows two exercises and one quiz, and tells near names as the real one does."""

    exercises: Mapping[str, SimpleNamespace] = field(
        default_factory=lambda: {
            name: SimpleNamespace(id=name, title=title)
            for name, title in [("06.client", "Write the client"), ("07.renew", "Renew")]
        }
    )
    quizzes: Mapping[str, Quiz] = field(
        default_factory=lambda: {
            "06.q1": Quiz(
                "Who may read it?",
                {"a": SimpleNamespace(text="Grace only"), "b": SimpleNamespace(text="Anybody")},
                "b",
            )
        }
    )

    def find_exercise(self, name: str) -> SimpleNamespace:
        if name not in self.exercises:
            raise KeyError(f"no exercise {name!r}; did you mean 06.client?")
        return self.exercises[name]

    def find_quiz(self, name: str) -> Quiz:
        if name not in self.quizzes:
            raise KeyError(f"no quiz {name!r}; did you mean 06.q1?")
        return self.quizzes[name]

    @property
    def lookups(self) -> Lookups:
        return Lookups(self.find_exercise, self.find_quiz)


LOOKUPS = Registry().lookups


def read(text: str, name: str = NAME) -> Source:
    return parse(text, f"solutions/{name}")


def problems(text: str, name: str = NAME) -> list[Problem]:
    return lint(read(text, name), LOOKUPS)


def line_of(text: str, piece: str) -> int:
    """The number of the only line that holds `piece`."""
    lines = [i for i, line in enumerate(text.split("\n"), 1) if piece in line]
    assert len(lines) == 1, f"{piece!r} is in lines {lines}"
    return lines[0]


def project(folder: Path, text: str = WHOLE, name: str = NAME) -> Path:
    """A folder with one source."""
    (folder / "solutions").mkdir(parents=True, exist_ok=True)
    (folder / "solutions" / name).write_text(text, encoding="utf-8")
    return folder
