"""What is marked for the slides: its rules, and that learners never see it."""

from __future__ import annotations

import pytest

from course.builder.render import render
from tests.builder.sources import LOOKUPS, SET_UP, WHOLE, line_of, problems, read

SLIDE = """
# %% [markdown] tags=["slide"]
# ## A finding
#
# - one thing
"""
CODE = """
# %% tags=["on-slide"]
print("shown")
"""


def test_slides_are_nothing_to_complain_about():
    question = WHOLE.replace(
        "# %% [markdown]\n# ## What did", '# %% [markdown] tags=["on-slide"]\n# ## What did'
    )
    assert question != WHOLE
    assert problems(question + SLIDE + CODE) == []


def test_generated_notebooks_are_the_same_with_and_without_slides():
    with_slides = WHOLE.replace(SET_UP, SLIDE + SET_UP.replace("# %%", '# %% tags=["on-slide"]'))
    plain, marked = (render(read(text), LOOKUPS) for text in (WHOLE, with_slides))
    assert marked.unsolved == plain.unsolved
    assert marked.solved == plain.solved


def test_other_tags_of_the_cell_stay():
    text = WHOLE + SLIDE + CODE.replace('["on-slide"]', '["on-slide", "nbval-skip"]')
    assert render(read(text), LOOKUPS).solved.cells[-1].metadata == {"tags": ["nbval-skip"]}


@pytest.mark.parametrize(
    ("added", "piece", "message"),
    [
        pytest.param(CODE, "on-slide", "no slide to put it on", id="no-slide"),
        pytest.param(
            '\n# %% tags=["slide"]\nx = 1\n', 'tags=["slide"]', "is for Markdown", id="code"
        ),
        pytest.param(
            SLIDE.replace("## A finding", "A finding"), "A finding", "its title", id="no-title"
        ),
        pytest.param(
            SLIDE.replace("one thing", "\n# ### Deeper"), "## A finding", "no other", id="two"
        ),
        pytest.param(
            SLIDE.replace("one thing", "word " * 61), 'tags=["slide"]', "61 words", id="words"
        ),
        pytest.param(
            SLIDE + "#\n# ```python\n" + "# x = 1\n" * 13 + "# ```\n",
            "```python",
            "more than 12 lines",
            id="code-lines",
        ),
        pytest.param(
            '\n# %% [markdown] tags=["on-slide"]\n# Long prose.\n', "on-slide", "a quiz", id="prose"
        ),
        pytest.param(
            SLIDE + CODE.replace('print("shown")', 'quiz("06.q1", "b")'),
            "on-slide",
            "answer would be on the slide",
            id="answer",
        ),
        pytest.param(
            SLIDE + CODE.replace('["on-slide"]', '["on-slide", "instructor"]'),
            "on-slide",
            "must not see",
            id="instructor",
        ),
    ],
)
def test_a_slide_that_cannot_be_is_told_with_its_line(added, piece, message):
    text = WHOLE + added
    line = line_of(text, piece)
    assert [(each.line, message in each.message) for each in problems(text)] == [(line, True)]


def test_a_solution_cannot_be_put_on_a_slide():
    text = WHOLE.replace("minutes=8", 'minutes=8 tags=["on-slide"]')
    told = [each.message for each in problems(text)]
    assert "an exercise has a slide by itself, and its solution has none" in told
