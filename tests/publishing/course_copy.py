"""A small course as it lies on disk: one source, its two notebooks, a plan of workshops."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from course.builder.compare import to_bytes
from course.builder.render import render
from tests.builder.sources import EXERCISE, FRONT, QUIZ, SET_UP, TITLE, Quiz, Registry, read

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5E"
    "rkJggg=="
)
PICTURE = f'<img alt="Ada logs in twice" src="data:image/png;base64,{PIXEL}">'
SHOWN = """
# %% [markdown]
# ## A picture
#
# Half of $x^2$ is shown.

# %% [markdown] tags=["slide"]
# ## One finding
#
# It is `here`.

# %% tags=["on-slide"]
from show import show

show("picture")

# %% [markdown] tags=["instructor"]
# **At the picture** say nothing.
"""
ASKED = QUIZ.replace("# %% [markdown]", '# %% [markdown] tags=["on-slide"]')
CLOSING = """
# %% [markdown]
# **Key points**
#
# - A token travels.
#
# **Where it is written.** RFC 6749.

# %% [markdown] tags=["instructor"]
# Begin on time.
"""
TASK = """
# %% [markdown]
# ### Your turn: write it
#
# Return the token.
"""
WHOLE = FRONT + TITLE + SET_UP + SHOWN + TASK + EXERCISE + ASKED + CLOSING
SLUG = "06_travel"
PLAN = """\
workshops:
  - name: short
    title: A token & its way
    about: It travels.
    days:
      - minutes: 25
        blocks:
          - {notebook: "06", minutes: 20, exercises: [06.client]}
          - {pause: Break, minutes: 5}
"""


CHOICES = {
    key: SimpleNamespace(text=text, feedback="So it is.")
    for key, text in {"a": "Grace only", "b": "Anybody"}.items()
}
LOOKUPS = Registry(quizzes={"06.q1": Quiz("Who may read it?", CHOICES, "b")}).lookups


def notebooks(text: str = WHOLE) -> tuple[NotebookNode, NotebookNode]:
    """The unsolved and the solved notebook, the latter as if it had been executed."""
    made = render(read(text, f"{SLUG}.py"), LOOKUPS)
    for cell in made.solved.cells:
        if "show(" in cell.source:
            cell.outputs = [displayed({"text/html": PICTURE, "text/plain": "[figure] Ada"})]
        elif cell.source.startswith(("check(", "quiz(")):
            cell.outputs = [displayed({"text/html": "<p>Correct: a letter.</p>", "text/plain": ""})]
    return made.unsolved, made.solved


def displayed(data: dict[str, Any]) -> Any:
    """An output of a cell."""
    return new_output("display_data", data)  # type: ignore[no-untyped-call,unused-ignore]


def course(root: Path, text: str = WHOLE, plan: str = PLAN) -> Path:
    """Write the course to a folder."""
    unsolved, solved = notebooks(text)
    for folder in ("solutions", "notebooks", "teaching", "docs"):
        (root / folder).mkdir(parents=True)
    (root / "solutions" / f"{SLUG}.py").write_text(text, encoding="utf-8")
    (root / "solutions" / f"{SLUG}.ipynb").write_bytes(to_bytes(solved))
    (root / "notebooks" / f"{SLUG}.ipynb").write_bytes(to_bytes(unsolved))
    (root / "teaching" / "workshops.yaml").write_text(plan, encoding="utf-8")
    return root


def assets(folder: Path) -> Path:
    """A folder with empty scripts in place of those that npm fetches."""
    for name in (
        "mermaid-11.10.0/dist/mermaid.min.js",
        "reveal.js-4.6.1/dist/reset.css",
        "reveal.js-4.6.1/dist/reveal.css",
        "reveal.js-4.6.1/dist/reveal.js",
        "reveal.js-4.6.1/plugin/notes/notes.js",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder
